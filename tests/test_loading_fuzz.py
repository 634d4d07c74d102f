"""Mutated files: only policyqa's own errors escape, and their messages keep to one line."""

from __future__ import annotations

from fuzz_loading import attempt, cases, seeds

from corpus.loading import Loaded


def test_the_seeds_themselves_are_read() -> None:
    for name, data in seeds().items():
        result, _ = attempt(name, data)
        assert isinstance(result, Loaded), (name, result)
        assert "第一条" in result.text


def test_mutated_files_are_read_or_refused_in_one_line() -> None:
    for name, data in cases(400, seed=7):
        result, _ = attempt(name, data)
        if isinstance(result, Loaded):
            assert result.text.strip()
            assert "\r" not in result.text
            assert result.text.encode("utf-8", "strict")
        else:
            assert str(result).startswith(f"{name}: ")
            assert str(result).isprintable()
