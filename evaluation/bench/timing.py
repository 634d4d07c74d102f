"""Medians with spread, and how a cost grows."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, p95, p99, least and most of some measurements, and their number."""
    found = np.asarray(values, dtype=np.float64)
    p50, p95, p99 = (float(p) for p in np.percentile(found, [50, 95, 99]))
    return {"p50": p50, "p95": p95, "p99": p99, "min": float(found.min()), "max": float(found.max()), "n": float(len(found))}


def timed(action: Callable[[], object], *, repeats: int) -> list[float]:
    """Wall-clock seconds of each call."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return seconds


def seconds_of(action: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Wall-clock seconds of the action on each text."""
    seconds = []
    for text in texts:
        started = time.perf_counter()
        action(text)
        seconds.append(time.perf_counter() - started)
    return seconds


def growth_exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The b of cost ≈ a · size^b, by least squares on logarithms: 0 is constant, 1 linear."""
    slope, _ = np.polyfit([math.log(s) for s in sizes], [math.log(max(c, 1e-9)) for c in costs], 1)
    return float(slope)
