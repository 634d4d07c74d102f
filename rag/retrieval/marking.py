"""What the words of a question for a set of measures stand for, heard from its tokens: words to look for, departments, parts of the
document, and which of them are denied.

`rag.understanding.sets` finds words in marks, departments, sections and ranges by data; whether one is wanted or excepted, or stands there
for nothing, people say in more ways than patterns can list. Here each token of the question is given a `Tag` by a small trained network on
the encoder's states: one layer, and one of attention over the other tokens by their distance. What was trained is written by
`python -m evaluation.train_marking`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np

from embeddings.runtimes import States
from embeddings.weights import Floats, trained_arrays
from rag.understanding.marks import Tag

TRAINED = Path(__file__).with_name("marking.npz")
REACH = 24
"""Tokens to either side whose distance counts."""
HEADS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """The network."""

    mean: Floats
    """``(hidden,)``: of the states of all questions that it was trained on."""
    inner: Floats
    """``(width, hidden)``, with ``shift`` ``(width,)``: each token by itself."""
    shift: Floats
    ask: Floats
    """``(width, width)``, as ``offer``, ``carry`` and ``inside``: attention of `HEADS` heads."""
    offer: Floats
    carry: Floats
    near: Floats
    """``(heads, 2 * REACH + 1)``: what is added for a distance in tokens."""
    inside: Floats
    outer: Floats
    """``(tags + 1, width)``, with ``bias``: for each tag, and last whether a token is an alternative to the condition before it."""
    bias: Floats
    encoder: str
    """`embeddings.adaptation.identity` of the encoder that it was trained on."""

    @classmethod
    def read(cls, path: Path = TRAINED) -> Self:
        """What was trained.

        Raises:
            WeightsError: When it is absent or damaged.
        """
        with trained_arrays(path, "marking of conditions") as arrays:
            return cls.of(arrays)

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Self:
        """From arrays by the names of the fields."""
        own = {field.name: np.asarray(arrays[field.name], np.float32) for field in fields(cls) if field.name != "encoder"}
        if len(own["bias"]) != len(Tag) + 1:
            raise ValueError("it has other tags")
        return cls(**own, encoder=str(arrays["encoder"]))

    def said(self, states: States) -> Floats:
        """``(tokens, tags + 1)``: log probabilities of the tags, and last that of being an alternative."""
        rows = np.maximum((states - self.mean) @ self.inner.T + self.shift, 0)
        count, width = rows.shape
        size = width // HEADS
        away = np.clip(np.arange(count)[None] - np.arange(count)[:, None], -REACH, REACH) + REACH
        found = np.empty_like(rows)
        for head in range(HEADS):
            own = slice(head * size, (head + 1) * size)
            scores = (rows @ self.ask[own].T) @ (rows @ self.offer[own].T).T / np.sqrt(size) + self.near[head][away]
            weights = np.exp(scores - scores.max(1, keepdims=True))
            found[:, own] = (weights / weights.sum(1, keepdims=True)) @ (rows @ self.carry[own].T)
        out = np.maximum(rows + found @ self.inside.T, 0) @ self.outer.T + self.bias
        tags, other = out[:, :-1], out[:, -1:]
        tags = tags - np.logaddexp.reduce(tags, axis=1, keepdims=True)
        return np.asarray(np.hstack([tags, -np.logaddexp(0, -other)]), np.float32)
