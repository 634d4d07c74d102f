"""Logistic regression with signs: each signal that can only speak for an answer, or only against one, may do nothing else.

Signs and the penalty are what makes a fit on some documents hold on others; folds are of documents, never of questions alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from rag.retrieval.answerability import FURTHEST
from rag.retrieval.pool import Matrix

Mask = NDArray[np.bool_]
PENALTIES = (1.0, 3.0, 10.0, 30.0)
SHARES = (0.3, 1.0)
"""Weights tried for an example that is no case of its own document; never 0, for the cases alone hold no question from far away."""
REFUSED = 0.03
"""Share of the answerable ``dev`` questions that may be refused: elsewhere it comes to more, 0.04 to 0.06."""
FOLDS = 5
LARGE = 60
"""A document with more cases is a fold of its own."""
_FOR = re.compile(
    r"^(?:top_|best_|margin|height|dense_|sentence_|late_|agreement|words_in|specifics_in|signed_(?:specifics|letters|dense)$)"
)
_AGAINST = re.compile(r"^(?:absent|unknown_words|rarest|lacks|signed_.*_loss|figures_lack)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One question put to one document, and what came of it."""

    id: str
    group: str
    """zh, en or other."""
    document: str
    source: str
    answerable: bool
    outcome: str
    ruled: bool
    """Whether a rule said no before any probability: a claim without foundation, an amount that is not set."""
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Coefficients over plain signals, and what they gave for cases that they were not fitted on."""

    names: tuple[str, ...]
    mean: Matrix
    scale: Matrix
    weight: Matrix
    intercept: float
    held_out: Mapping[str, float]
    """Probability of each case by a fit that saw neither its document nor its question."""
    held_out_question: Mapping[str, float]
    """By a fit that saw the document but not the question: what a document of one's own can expect after calibration."""
    chosen: str
    """Penalty and share, as printed."""


def fitted(x: Matrix, y: Matrix, weights: Matrix, penalty: float, names: Sequence[str]) -> Matrix:
    """Coefficients, the intercept last."""
    padded = np.hstack([x, np.ones((len(x), 1))])
    signs: list[tuple[float | None, float | None]] = [
        (0, None) if _FOR.match(n) else (None, 0) if _AGAINST.match(n) else (None, None) for n in names
    ]

    def loss(beta: Matrix) -> tuple[float, Matrix]:
        chances = 1 / (1 + np.exp(-np.clip(padded @ beta, -30, 30)))
        value = -(weights * (y * np.log(chances + 1e-12) + (1 - y) * np.log(1 - chances + 1e-12))).sum()
        plain = np.append(beta[:-1], 0.0)
        return float(value + penalty * plain @ plain), padded.T @ (weights * (chances - y)) + 2 * penalty * plain

    start = np.zeros(padded.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*signs, (None, None)]).x)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def folds_of(examples: Sequence[Example], *, by_document: bool) -> list[str]:
    """The fold of each example."""
    counts: dict[str, int] = {}
    for example in examples:
        counts[example.document] = counts.get(example.document, 0) + (example.source == "own")
    if by_document:
        return [e.document if counts[e.document] > LARGE else str(_hash(e.document) % FOLDS) for e in examples]
    return [str(_hash(e.id.removesuffix("-x")) % FOLDS) for e in examples]


def out_of_fold(examples: Sequence[Example], x: Matrix, names: Sequence[str], penalty: float, share: float, *, by_document: bool) -> Matrix:
    """Logit of each case by a fit that saw neither its fold nor its question put to another document; NaN for what is no case."""
    y = np.array([float(e.answerable) for e in examples])
    own = np.array([e.source == "own" for e in examples])
    weights = np.where(own, 1.0, share)
    folds = np.array(folds_of(examples, by_document=by_document))
    questions = np.array([e.id.removesuffix("-x") for e in examples])
    logits = np.full(len(y), np.nan)
    for fold in sorted(set(folds[own])):
        held = own & (folds == fold)
        kept = (folds != fold) & ~np.isin(questions, questions[held]) & (weights > 0)
        beta = fitted(x[kept], y[kept], weights[kept], penalty, names)
        logits[held] = x[held] @ beta[:-1] + beta[-1]
    return logits


def area(y: Matrix, scores: Matrix) -> float:
    """Area under the receiver operating characteristic, ties counting half."""
    above = scores[y == 1][:, None] - scores[y == 0][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def fit(examples: Sequence[Example]) -> Fit:
    """The model of one group of languages; penalty and the share of foreign examples by the area on documents not seen."""
    names = tuple(sorted({name for e in examples for name in e.signals}))
    plain = np.array([[e.signals.get(n, 0.0) for n in names] for e in examples])
    y = np.array([float(e.answerable) for e in examples])
    own = np.array([e.source == "own" for e in examples])
    mean, scale = plain[own].mean(axis=0), plain[own].std(axis=0)
    scale[scale < 1e-6] = 1.0
    x = np.clip((plain - mean) / scale, -FURTHEST, FURTHEST)
    tried = {(p, s): out_of_fold(examples, x, names, p, s, by_document=True) for p in PENALTIES for s in SHARES}
    penalty, share = max(tried, key=lambda key: area(y[own], tried[key][own]))
    logits = tried[penalty, share]
    near = out_of_fold(examples, x, names, penalty, share, by_document=False)
    slope, shift = _platt(logits[own], y[own])
    beta = fitted(x, y, np.where(own, 1.0, share), penalty, names)

    def chances(values: Matrix) -> dict[str, float]:
        return {e.id: float(1 / (1 + np.exp(-(slope * v + shift)))) for e, v, o in zip(examples, values, own, strict=True) if o}

    return Fit(
        names=names,
        mean=mean,
        scale=scale,
        weight=slope * beta[:-1],
        intercept=float(slope * beta[-1] + shift),
        held_out=chances(logits),
        held_out_question=chances(near),
        chosen=f"penalty {penalty:g}, share {share:g}",
    )


def _platt(logits: Matrix, y: Matrix) -> tuple[float, float]:
    """Slope and shift that make held-out logits calibrated (Platt 1999)."""
    beta = fitted(logits[:, None], y, np.ones(len(y)), 1e-3, ("slope",))
    return max(float(beta[0]), 0.1), float(beta[1])


def threshold(answerable: Sequence[float], refused_already: int, total: int) -> float:
    """The highest threshold under which, with those refused already, at most `REFUSED` of the answerable lie.

    Args:
        answerable: Probabilities of the answerable questions that no rule decided.
        refused_already: Answerable questions that a rule refused.
        total: All answerable questions.
    """
    room = max(0, int(REFUSED * total) - refused_already)
    ordered = sorted(answerable)
    return ordered[min(room, len(ordered) - 1)]
