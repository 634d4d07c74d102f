"""Late interaction: each token of a question looks for its nearest token of a text (Khattab and Zaharia 2020, ColBERT).

The encoder's token states are projected to few dimensions by a head that `evaluation.train_late_interaction` trained and
`evaluation.adapt_encoder` trained further; each token of a question also has a weight, so that words of asking count for little. A
text is projected once and kept, so that a question costs one small product a text.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from embeddings.encoder import Encoder
from embeddings.runtimes import States, Tokens
from embeddings.sentence_reader import Asked, Kept, Network, Told
from embeddings.weights import Floats, trained_arrays

TRAINED = Path(__file__).with_name("late_interaction.npz")
"""What `evaluation.adapt_encoder` wrote."""
REMEMBERED = 24_000
"""Texts kept projected: about 30 kB each."""
SCALE = 127
"""Length of a row that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What was trained on top of the encoder; ``hidden`` is its width, ``size`` that of the projections."""

    mean: Floats
    """``(hidden,)``, taken off every state: all states of the encoder lie in one narrow cone."""
    text: Floats
    """``(size, hidden)``, for tokens of texts."""
    question: Floats
    """``(size, hidden)``, for tokens of questions."""
    weight: Floats
    """``(hidden,)``; the softplus of the product is the weight of a question's token."""
    bias: float

    @classmethod
    def read(cls, path: Path = TRAINED) -> Self:
        """Read what was trained.

        Raises:
            WeightsError: When the file is absent or damaged.
        """
        with trained_arrays(path, "late interaction") as arrays:
            found = {name: arrays[name].astype(np.float32) for name in ("mean", "text", "question", "weight", "bias")}
        return cls(**{name: value if name != "bias" else float(value) for name, value in found.items()})  # type: ignore[arg-type]

    def of_text(self, states: States) -> NDArray[np.int8]:
        """``(tokens, size)``, each row of length 127."""
        return np.asarray(np.rint(_unit(np.asarray(states - self.mean, np.float32) @ self.text.T) * SCALE), np.int8)

    def of_question(self, states: States) -> tuple[Floats, Floats]:
        """``(tokens, size)``, rows of length 1, and the weights ``(tokens,)``, which sum to 1."""
        centred = np.asarray(states - self.mean, np.float32)
        weights = np.logaddexp(0, centred @ self.weight + self.bias)
        return _unit(centred @ self.question.T), np.asarray(weights / max(float(weights.sum()), 1e-9), np.float32)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), np.float32)


@dataclass(frozen=True, slots=True)
class Text:
    """A text to lay beside a question."""

    text: str
    sentences: tuple[int, ...] = ()
    """Where its sentences begin, in code points, rising; what stands before the first belongs to none."""

    def sentence_of(self, starts: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the sentence of each token by its start ``(tokens,)``; -1 before the first."""
        # A token may begin before the one in front of it ends, and its start be told as before it.
        return np.searchsorted(self.sentences, np.maximum.accumulate(starts), side="right") - 1


@dataclass(frozen=True, slots=True)
class Alignment:
    """A question laid beside texts."""

    nearest: Floats
    """``(texts, tokens)``: cosine of the nearest token of the text, for each token of the question."""
    sentences: tuple[Floats, ...]
    """For each text ``(sentences,)``: the score of each of its sentences alone; -1 for one that was cut off."""
    weights: Floats
    """``(tokens,)``: how much each token of the question counts; sums to 1."""
    met: tuple[Floats, ...]
    """For each text ``(sentences, tokens)``: cosine of the nearest token of each of its sentences alone; -1 for one that was cut off."""
    starts: NDArray[np.int64]
    """``(tokens,)``: where each token of the question begins, in code points."""

    def tokens_of(self, start: int, end: int) -> list[int]:
        """Numbers of the tokens that stand in a stretch of the question, in part at least."""
        bounds = [*self.starts.tolist(), end]
        return [number for number, (own, after) in enumerate(pairwise(bounds)) if own < end and start < after > own]

    @property
    def scores(self) -> Floats:
        """``(texts,)``: weighted mean over the question's tokens, at most 1."""
        return self.nearest @ self.weights

    @property
    def weakest(self) -> Floats:
        """``(texts,)``: the mean over the worst placed half of the question, by weight: low where a part of it is not there."""
        order = np.argsort(self.nearest, axis=1)
        ordered = np.take_along_axis(self.nearest, order, axis=1)
        weights = self.weights[order]
        left = np.clip(0.5 - (np.cumsum(weights, axis=1) - weights), 0, weights)
        return np.asarray((ordered * left).sum(axis=1) / np.maximum(left.sum(axis=1), 1e-9), np.float32)

    @property
    def least_met(self) -> Floats:
        """``(texts,)``, at most 0: what the one token misses that misses most, by its weight: a text on the matter that lacks the thing."""
        return np.asarray(-(self.weights * (1 - self.nearest)).max(axis=1, initial=0.0), np.float32)


@dataclass(frozen=True, slots=True)
class Projected:
    """The tokens of a text as they are kept."""

    rows: NDArray[np.int8]
    """``(tokens, size)``; at least one."""
    firsts: NDArray[np.int64]
    """First row of each stretch: of what stands before the first sentence, and of each sentence that has a token."""
    sentences: NDArray[np.int64]
    """Number of the sentence of each stretch; -1 for what stands before the first."""
    kept: Kept | None = None
    """The same tokens for the sentence reader, where there is one."""

    @property
    def unit(self) -> Floats:
        """``(tokens, size)``, rows of length 1."""
        return np.asarray(self.rows / np.float32(SCALE), np.float32)

    @property
    def sentence_of(self) -> NDArray[np.int64]:
        """``(tokens,)``: the number of the sentence of each token."""
        return np.repeat(self.sentences, np.diff(np.append(self.firsts, len(self.rows))))


class LateInteraction:
    """Lays questions beside texts; safe to share between threads."""

    def __init__(self, encoder: Encoder, head: Head, network: Network | None = None, *, remembered: int = REMEMBERED) -> None:
        """Take the encoder whose states the head was trained on, and the network that reads its rows; so many texts are kept projected."""
        self._encoder = encoder
        self._head = head
        self._network = network
        self._limit = remembered
        self._texts: OrderedDict[str, Projected] = OrderedDict()
        self._lock = threading.Lock()

    def align(self, question: str, texts: Mapping[str, Text]) -> Alignment:
        """Lay a question beside texts, given by a key that stands for the same text each time."""
        tokens = self._encoder.query_tokens(question)
        asked, weights = self._head.of_question(tokens.states)
        if not texts or not len(asked):
            none = np.zeros((len(texts), len(asked)), np.float32)
            sentences, met = [_cut_off(one) for one in texts.values()], [_cut_off(one, len(asked)) for one in texts.values()]
            return Alignment(none, tuple(sentences), weights, tuple(met), tokens.starts)
        projected = self.rows(texts)
        counts = [len(one.firsts) for one in projected]
        similar = (asked @ np.concatenate([one.rows for one in projected]).astype(np.float32).T) / SCALE
        offsets = np.cumsum([0, *(len(one.rows) for one in projected[:-1])])
        nearest = np.maximum.reduceat(similar, np.concatenate([one.firsts for one in projected]) + np.repeat(offsets, counts), axis=1)
        bounds = np.cumsum([0, *counts])
        scores = weights @ nearest
        sentences, met = [], []
        for text, one, start, end in zip(texts.values(), projected, bounds, bounds[1:], strict=False):
            own = one.sentences >= 0
            found, each = _cut_off(text), _cut_off(text, len(asked))
            found[one.sentences[own]] = scores[start:end][own]
            each[one.sentences[own]] = nearest[:, start:end].T[own]
            sentences.append(found)
            met.append(each)
        whole = np.maximum.reduceat(nearest, bounds[:-1], axis=1)
        return Alignment(np.ascontiguousarray(whole.T), tuple(sentences), weights, tuple(met), tokens.starts)

    def answers(self, question: str, texts: Mapping[str, Text]) -> list[Floats]:
        """For each text, log odds of each of its sentences ``(sentences,)`` that it answers, NaN where cut off; none without a network."""
        if self._network is None or not texts:
            return [np.zeros(0, np.float32) for _ in texts]
        states = self._encoder.query_tokens(question).states
        asked = Asked(*self._head.of_question(states), self._network.of_question(states - self._head.mean))
        told = [
            Told(one.unit, one.kept, one.sentence_of, len(text.sentences))
            for one, text in zip(self.rows(texts), texts.values(), strict=True)
            if one.kept is not None
        ]
        return self._network.scores(asked, told)

    def rows(self, texts: Mapping[str, Text]) -> list[Projected]:
        """The tokens of texts, given by a key that stands for the same text each time; those not known are read now."""
        with self._lock:
            found = {key: self._texts[key] for key in texts if key in self._texts}
        missing = [key for key in texts if key not in found]
        read = self._encoder.passage_tokens([texts[key].text for key in missing]) if missing else []
        found |= {key: self._project(texts[key], tokens) for key, tokens in zip(missing, read, strict=True)}
        with self._lock:
            for key in texts:
                self._texts[key] = found[key]
                self._texts.move_to_end(key)
            while len(self._texts) > self._limit:
                self._texts.popitem(last=False)
        return [found[key] for key in texts]

    def _project(self, text: Text, tokens: Tokens) -> Projected:
        if not len(tokens.states):  # a text without a token of its own is as far away as can be
            kept = self._kept(np.zeros((1, len(self._head.mean)), np.float32))
            return Projected(np.zeros((1, self._head.text.shape[0]), np.int8), np.zeros(1, np.int64), np.full(1, -1), kept)
        sentences = text.sentence_of(tokens.starts)
        firsts = np.flatnonzero(np.diff(sentences, prepend=-2))
        kept = self._kept(np.asarray(tokens.states - self._head.mean, np.float32))
        return Projected(self._head.of_text(tokens.states), firsts, sentences[firsts], kept)

    def _kept(self, centred: Floats) -> Kept | None:
        return self._network.of_text(centred) if self._network else None


def _cut_off(text: Text, *tokens: int) -> Floats:
    return np.full((len(text.sentences), *tokens), -1, np.float32)


def open_late_interaction(encoder: Encoder, *, reading: bool = True) -> LateInteraction | None:
    """The trained late interaction, where the encoder is the one that it was trained on; without ``reading`` it tells no answers.

    Raises:
        WeightsError: When the weights of the head or of the sentence reader are absent or damaged.
    """
    # A product here is small: threads of the linear algebra that wait by spinning would take the processor from other questions.
    threadpool_limits(1, user_api="blas")
    return LateInteraction(encoder, Head.read(), _network() if reading else None) if encoder.is_adapted else None


@cache
def _network() -> Network:
    """One for all indexes of this process."""
    return Network.read()
