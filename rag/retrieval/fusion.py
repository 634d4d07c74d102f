"""Many signals, one order: standardised signals summed with weights that were fitted on data, never guessed.

In one document every measure has the same title and the same subject above it; among many these tell more than a close sentence does.
So there are weights for few documents and for many. They stand in `fusion.json`, written by `python -m evaluation.calibrate_fusion`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.retrieval.pool import ALIGNED, FOUND, READ, Matrix

SIGNALS = (*FOUND, *READ, *ALIGNED)
"""Columns of a matrix of signals."""
CHINESE = ("zh", "zh-Hant")
FEW = 20
"""Documents up to which the weights of few hold: over 18 that were searched at once they put more right measures first than those of many,
over 42 less."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights for questions of one group of languages."""

    first: Mapping[str, float]
    """For the signals of the searches, to choose what is read."""
    final: Mapping[str, float]
    """For all signals, to order what was read."""
    unaligned: Mapping[str, float]
    """The same where tokens are not laid beside each other."""
    read: float
    """For the best sentence of a measure that the sentence reader read."""


@cache
def _all() -> dict[str, dict[str, Weights]]:
    with (Path(__file__).parent / "fusion.json").open(encoding="utf-8") as file:
        table = json.load(file)
    return {group: {scope: Weights(**entry) for scope, entry in scopes.items()} for group, scopes in table["weights"].items()}


def group_of(language: str) -> str:
    """Questions in Chinese share their letters with the documents; English has a dictionary; the rest has neither."""
    return "zh" if language in CHINESE else "en" if language == "en" else "other"


def scope_of(documents: int) -> str:
    """``few`` or ``many``: what is searched."""
    return "many" if documents > FEW else "few"


def weights_for(language: str, documents: int = 1) -> Weights:
    """The fitted weights for a language and a number of documents that are searched."""
    return _all()[group_of(language)][scope_of(documents)]


def standardised(signals: Matrix) -> Matrix:
    """Each column with mean 0 and deviation 1 over the candidates that have it.

    A candidate that a search did not find gets the lowest value found, for it lies below that; a column without spread says nothing (0).
    """
    out = np.zeros_like(signals)
    for column in range(signals.shape[1]):
        values = signals[:, column]
        known = values[~np.isnan(values)]
        if len(known) == 0:
            continue
        filled = np.where(np.isnan(values), known.min(), values)
        spread = filled.std()
        if spread > 1e-9:
            out[:, column] = (filled - filled.mean()) / spread
    return out


def fused(signals: Matrix, names: Sequence[str], weights: Mapping[str, float]) -> tuple[Matrix, Matrix]:
    """Scores ``(candidates,)`` and what each signal gave to them ``(candidates, signals)``."""
    shares = standardised(signals) * np.array([weights.get(name, 0.0) for name in names])
    return shares.sum(axis=1), shares


def reciprocal_ranks(signals: Matrix, constant: int = 60) -> Matrix:
    """Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009) of the columns, as a yardstick."""
    scores = np.zeros(len(signals))
    for column in signals.T:
        found = np.flatnonzero(~np.isnan(column))
        for rank, row in enumerate(found[np.argsort(-column[found], kind="stable")], 1):
            scores[row] += 1.0 / (constant + rank)
    return scores
