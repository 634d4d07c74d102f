"""Benchmarks: each module measures one stage and gives back plain numbers with medians and spread."""
