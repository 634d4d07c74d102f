"""How sure a mean is, and whether two systems differ: bootstrap intervals and the paired randomisation test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SEED = 20210803
RESAMPLES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over cases with its 95 % percentile bootstrap interval (Efron and Tibshirani 1993)."""

    mean: float
    low: float
    high: float
    n: int


def estimate(values: Sequence[float | None]) -> Estimate | None:
    """Mean and interval of the values that are not None; None when there is none of them."""
    kept = np.array([value for value in values if value is not None], dtype=np.float64)
    if not len(kept):
        return None
    generator = np.random.default_rng(SEED)
    means = kept[generator.integers(0, len(kept), (RESAMPLES, len(kept)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(mean=float(kept.mean()), low=float(low), high=float(high), n=len(kept))


def percentile(values: Sequence[float | None], share: float) -> float | None:
    """The value below which ``share`` (0..100) of the values lie; None when there are none."""
    kept = [value for value in values if value is not None]
    return float(np.percentile(kept, share)) if kept else None


def randomisation_p(ours: Sequence[float | None], theirs: Sequence[float | None]) -> float | None:
    """Two-sided p value of the paired randomisation test on the mean difference (Smucker, Allan, Carterette 2007).

    Pairs in which either value is None are left out; None when nothing is left.
    """
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    if not pairs:
        return None
    differences = np.array([a - b for a, b in pairs])
    observed = abs(differences.mean())
    generator = np.random.default_rng(SEED)
    signs = generator.choice((-1.0, 1.0), (10_000, len(differences)))
    extreme = np.abs((signs * differences).mean(axis=1)) >= observed - 1e-12
    return float((extreme.sum() + 1) / (len(extreme) + 1))


def refusal_scores(should: Sequence[bool], did: Sequence[bool]) -> dict[str, float]:
    """Precision, recall and F1 of declining; 0 where nothing was declined or nothing should have been."""
    right = sum(a and b for a, b in zip(should, did, strict=True))
    precision = right / sum(did) if any(did) else 0.0
    recall = right / sum(should) if any(should) else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"refusal precision": precision, "refusal recall": recall, "refusal F1": f1}


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Area under the ROC curve: the chance that a positive scores above a negative, ties counting half."""
    if not positive or not negative:
        return None
    above = np.asarray(positive)[:, None] - np.asarray(negative)[None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def risk_coverage(confidences: Sequence[float], right: Sequence[float]) -> list[tuple[float, float]]:
    """Points (coverage, risk) from the most to the least confident answer (El-Yaniv and Wiener 2010)."""
    order = sorted(range(len(confidences)), key=lambda i: (-confidences[i], i))
    points, wrong = [], 0.0
    for count, position in enumerate(order, 1):
        wrong += 1 - right[position]
        points.append((count / len(order), wrong / count))
    return points


def reliability(confidences: Sequence[float], right: Sequence[float], bins: int = 10) -> list[tuple[float, float, int]]:
    """Per occupied confidence bin: mean confidence, share right, number of cases (Guo et al. 2017)."""
    table = []
    for index in range(bins):
        inside = [i for i, c in enumerate(confidences) if min(int(c * bins), bins - 1) == index]
        if inside:
            table.append((float(np.mean([confidences[i] for i in inside])), float(np.mean([right[i] for i in inside])), len(inside)))
    return table
