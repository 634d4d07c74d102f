"""Floors under the scores: a release may not fall below them by more than chance explains."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from evaluation.scores import Scores

Floors = Mapping[str, float]
"""Floor by metric name; for metrics where less is better the name starts with ``at most``."""


def read_floors(dataset: str) -> Floors:
    """The floors of a data set, from ``evaluation/floors.toml``."""
    table = tomllib.loads(files("evaluation").joinpath("floors.toml").read_text(encoding="utf-8"))
    return {name: float(value) for name, value in table[dataset].items()}


def _failing(scores: Scores, metric: str, *, at_most: bool) -> str:
    wrong = [s.case.id for s in scores.cases if (v := s.values.get(metric)) is not None and (v > 0 if at_most else v < 1)]
    return ", ".join(wrong[:30]) + (f" and {len(wrong) - 30} more" if len(wrong) > 30 else "")


def breaches(scores: Scores, floors: Floors) -> list[str]:
    """One line for each floor whose whole 95 % interval lies on the wrong side, naming the cases; empty when all hold."""
    found = []
    for name, floor in floors.items():
        metric, at_most = name.removeprefix("at most "), name.startswith("at most ")
        if metric in scores.refusal:
            value = scores.refusal[metric]
            if value < floor:
                found.append(f"{metric} is {value:.3f}, its floor {floor:.3f}: {_failing(scores, 'strict accuracy', at_most=False)}")
            continue
        value_of = scores.overall[metric]
        broken = value_of.low > floor if at_most else value_of.high < floor
        if broken:
            cases = _failing(scores, metric, at_most=at_most)
            found.append(f"{metric} is {value_of.mean:.3f} ({value_of.low:.3f}–{value_of.high:.3f}), its floor {floor:.3f}: {cases}")
    return found
