"""Reads a question and the sentences of a text against each other, and says of each sentence whether it answers.

Late interaction tells which words of a question are met in a text; it does not tell whether what is said there of them answers. This small
network does: each token of either side is compared with its counterpart on the other (decomposable attention, Parikh et al. 2016), all
comparisons are read together by two layers of attention, and each sentence gets one score. Its tokens are the rows that late interaction
keeps, so that nothing is encoded again. Trained by `evaluation.adapt_encoder` and `evaluation.train_sentence_reader`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from embeddings.reader_graph import ASKED, READ, TOLD, reader_graph
from embeddings.weights import Floats, trained_arrays

TRAINED = Path(__file__).with_name("sentence_reader.npz")
"""What they wrote."""
WEIGHED = 8
"""The weight of a token is times this as large among its numbers."""
MOST_TOKENS, MOST_ASKED = 512, 64
"""Tokens of a text and of a question that are read."""
_SMALL = 1e-5
_LINEAR = ("vq", "vt", "cq", "ct", "h1", "h2")
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kept:
    """Tokens of a text as they are kept for comparing."""

    small: NDArray[np.int8]
    """``(tokens, width)``."""
    scales: Floats
    """``(tokens,)``: what one step of each row is."""

    @property
    def values(self) -> Floats:
        """``(tokens, width)``."""
        return self.small * self.scales[:, None]


@dataclass(frozen=True, slots=True)
class Asked:
    """The tokens of a question."""

    rows: Floats
    """``(asked, size)``, of late interaction, of length 1."""
    weights: Floats
    """``(asked,)``: how much each counts; sums to 1."""
    compared: Floats
    """``(asked, width)``."""

    def cut(self) -> Asked:
        """So many that are read."""
        weights = self.weights[:MOST_ASKED]
        return Asked(self.rows[:MOST_ASKED], weights / max(float(weights.sum()), _SMALL), self.compared[:MOST_ASKED])


@dataclass(frozen=True, slots=True)
class Told:
    """The tokens of a text."""

    rows: Floats
    """``(tokens, size)``, of late interaction, of length 1."""
    kept: Kept
    sentences: Numbers
    """``(tokens,)``: the number of the sentence of each; -1 before the first."""
    count: int
    """Sentences of the text."""

    def cut(self) -> Told:
        """So many that are read."""
        kept = Kept(self.kept.small[:MOST_TOKENS], self.kept.scales[:MOST_TOKENS])
        return Told(self.rows[:MOST_TOKENS], kept, self.sentences[:MOST_TOKENS], self.count)


@dataclass(frozen=True)
class Network:
    """The trained numbers by name; matrices are ``(outputs, inputs)``."""

    arrays: Mapping[str, Floats]

    @classmethod
    def read(cls, path: Path = TRAINED) -> Self:
        """Read what was trained.

        Raises:
            WeightsError: When the file is absent or damaged.
        """
        with trained_arrays(path, "sentence reader") as arrays:
            network = cls({name: array.astype(np.float32) for name, array in arrays.items()})
            for name in _LINEAR:
                network.linear(name, np.zeros((0, network.arrays[f"{name}.weight"].shape[1]), np.float32))
            _ = network._session, network.arrays["sharp"]  # what is missing is told now, not with the first question
        return network

    @cached_property
    def _session(self) -> Any:
        from embeddings.onnx_runtime import open_session

        return open_session(reader_graph(self.arrays), 1)

    def linear(self, name: str, rows: Floats) -> Floats:
        """``rows @ weight.T + bias``."""
        return np.asarray(rows @ self.arrays[f"{name}.weight"].T + self.arrays[f"{name}.bias"], np.float32)

    def of_question(self, states: Floats) -> Floats:
        """The states of a question's tokens ``(asked, hidden)``, their mean taken off, as they are compared: ``(asked, width)``."""
        return self.linear("vq", states)

    def of_text(self, states: Floats) -> Kept:
        """The states of a text's tokens ``(tokens, hidden)``, their mean taken off, as they are kept for comparing."""
        values = self.linear("vt", states)
        scales = np.maximum(np.abs(values).max(axis=1), _SMALL) / 127
        return Kept(np.rint(values / scales[:, None]).astype(np.int8), scales.astype(np.float32))

    def scores(self, question: Asked, texts: Sequence[Told]) -> list[Floats]:
        """For each text the score of each of its sentences: above zero where it more likely answers than not, NaN where unread."""
        if not len(question.rows) or not texts:
            return [np.full(text.count, np.nan, np.float32) for text in texts]
        question, texts = question.cut(), [text.cut() for text in texts]
        asked, bounds = len(question.rows), np.cumsum([0, *(len(text.rows) for text in texts)])
        parts = [slice(start, end) for start, end in pairwise(bounds)]
        similar = np.asarray(question.rows @ np.concatenate([text.rows for text in texts]).T, np.float32)
        sharp = similar * np.exp(self.arrays["sharp"])
        own, theirs, weights = question.compared, np.concatenate([text.kept.values for text in texts]), question.weights
        nearest = np.stack([similar[:, part].max(axis=1) for part in parts])
        lost = weights * (1 - nearest)
        met = [_compared(own, softmax(sharp[:, part]) @ theirs[part]) for part in parts]
        told = np.stack([nearest, np.broadcast_to(WEIGHED * weights, nearest.shape), WEIGHED * lost], axis=2)
        asked_rows = np.concatenate([np.stack(met), told], axis=2)
        towards = softmax(sharp.T)
        told = np.stack([similar.max(axis=0), WEIGHED * (towards @ weights)], axis=1)
        text_rows = np.concatenate([_compared(theirs, towards @ own), told], axis=1)
        out = []
        for rows, part, text in zip(asked_rows, parts, texts, strict=True):  # one by one: padding would cost more than the calls
            read: Floats = self._session.run([READ], {ASKED: rows[None], TOLD: text_rows[part][None]})[0][0]
            out.append(self._of_sentences(read[:asked], read[asked:], weights, similar[:, part], text))
        return out

    def _of_sentences(self, asked: Floats, tokens: Floats, weights: Floats, similar: Floats, text: Told) -> Floats:
        """``(count,)``: each sentence by the mean and the highest of its tokens, the question, and what late interaction says of it."""
        out = np.full(text.count, np.nan, np.float32)
        firsts = np.flatnonzero(np.diff(text.sentences, prepend=-2))
        numbers = text.sentences[firsts]
        own = numbers >= 0
        if not own.any():
            return out
        sizes = np.diff(np.append(firsts, len(tokens)))[own, None].astype(np.float32)
        mean = np.add.reduceat(tokens, firsts, axis=0)[own] / sizes
        highest = np.maximum.reduceat(tokens, firsts, axis=0)[own]
        near, whole = np.maximum.reduceat(similar, firsts, axis=1)[:, own], similar.max(axis=1)
        # No product of matrices: BLAS now and then tells of invalid values in so small a one, where none are.
        late, least = (weights[:, None] * near).sum(axis=0), -(weights[:, None] * (1 - near)).max(axis=0)
        same = np.ones(len(late), np.float32)
        all_told, short = float(weights @ whole), -float((weights * (1 - whole)).max())
        told = np.stack([late, 4 * least, all_told * same, 4 * short * same, late - all_told, np.log1p(sizes[:, 0]) / 4], axis=1)
        about = np.broadcast_to(weights @ asked, mean.shape)
        read = np.concatenate([mean, highest, about, told], axis=1)
        out[numbers[own]] = self.linear("h2", np.maximum(self.linear("h1", read), 0))[:, 0]
        return out


def softmax(rows: Floats) -> Floats:
    """Over the last axis."""
    raised = np.exp(rows - rows.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


def _compared(own: Floats, other: Floats) -> Floats:
    return np.hstack([own, other, own * other, np.abs(own - other)])
