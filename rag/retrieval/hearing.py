"""What a question is after, heard from its tokens where no rule knows the wording: facts about a document, a set of measures, more on
what was asked before; and what kind of thing it wants.

People ask for a date or a seal in more ways than `rag.understanding.facts` can list, and for all measures with a word in more than
`rag.understanding.sets` can. Here every token of the question speaks for every output, by a small trained network on the
encoder's state of it; the loudest tokens decide, and the question's own vector has a say. Further outputs tell what kinds of thing are
wanted, whether the question names a document by its matter (it is then asked of no document of another title), and whether it leans on the
questions before it.
What was trained is written by `python -m evaluation.train_hearing`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

import numpy as np

from corpus.errors import WeightsError
from embeddings.adaptation import identity
from embeddings.encoder import Encoder
from embeddings.runtimes import States, Vectors
from embeddings.weights import Floats, trained_arrays
from rag.retrieval.marking import TRAINED as MARKING
from rag.retrieval.marking import Marker
from rag.understanding.marks import Marks
from rag.understanding.wants import Want

TRAINED = Path(__file__).with_name("hearing.npz")
NAMED, LEANS = -2, -1
"""Outputs behind those of the facts and of what is wanted, counted from the end."""
SHARPNESS = 2.0
"""Of the maximum over tokens: the larger, the more the loudest token decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What a row of numbers says for every output: a product, and beside it one layer between."""

    direct: Floats
    """``(outputs, hidden)``."""
    bias: Floats
    """``(outputs,)``."""
    inner: Floats
    """``(width, hidden)``."""
    shift: Floats
    """``(width,)``."""
    outer: Floats
    """``(outputs, width)``."""

    @classmethod
    def of(cls, arrays: Mapping[str, Any], name: str) -> Self:
        """From arrays by ``<name>.<field>``."""
        return cls(**{own.name: np.asarray(arrays[f"{name}.{own.name}"], np.float32) for own in fields(cls)})

    def said(self, rows: Floats) -> Floats:
        """Of rows ``(…, hidden)``: ``(…, outputs)``."""
        said: Floats = rows @ self.direct.T + self.bias + np.maximum(rows @ self.inner.T + self.shift, 0) @ self.outer.T
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """What was trained; ``hidden`` is the encoder's width.

    Output 0 stands for no fact; behind the facts are the kinds of thing that are wanted, then a document that is named and a question that
    leans on those before it.
    """

    names: tuple[str, ...]
    """Of the facts, outputs 1 and following."""
    kinds: tuple[Want, ...]
    """Kinds of thing that are wanted, outputs behind those of the facts."""
    mean: Floats
    """``(hidden,)``, taken off the states of tokens."""
    centre: Floats
    """``(hidden,)``, taken off the vector."""
    tokens: Voice
    """Of the state of each token."""
    vector: Voice
    """Of the question's own vector."""
    firm: float
    """Probability that the facts told must have together."""
    near: float
    """Cosine of question and title from which on the document named may be this one."""
    encoder: str
    """`embeddings.adaptation.identity` of the encoder that it was trained on."""

    @classmethod
    def read(cls, path: Path = TRAINED) -> Self:
        """Read what was trained.

        Raises:
            WeightsError: When the file is absent or damaged.
        """
        with trained_arrays(path, "reading of questions") as arrays:
            return cls.of(arrays)

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Self:
        """From arrays by the names of the fields."""
        names, kinds = tuple(map(str, arrays["names"])), tuple(Want(str(kind)) for kind in arrays["kinds"])
        tokens, vector = Voice.of(arrays, "tokens"), Voice.of(arrays, "vector")
        if not len(tokens.bias) == len(vector.bias) == 1 + len(names) + len(kinds) - NAMED:
            raise ValueError("it has other outputs")
        return cls(
            names=names,
            kinds=kinds,
            mean=np.asarray(arrays["mean"], np.float32),
            centre=np.asarray(arrays["centre"], np.float32),
            tokens=tokens,
            vector=vector,
            firm=float(arrays["firm"]),
            near=float(arrays["near"]),
            encoder=str(arrays["encoder"]),
        )

    def outputs(self, states: States, vector: Vectors) -> Floats:
        """``(outputs,)`` for the states of a question's tokens ``(tokens, hidden)`` and its vector ``(hidden,)``."""
        loudest = np.logaddexp.reduce(SHARPNESS * self.tokens.said(states - self.mean), axis=0) / SHARPNESS
        return np.asarray(loudest + self.vector.said(vector - self.centre), np.float32)

    def facts(self, outputs: Floats) -> tuple[str, ...]:
        """The facts that outputs tell, the surest first; empty where they are not sure enough together."""
        own = outputs[: 1 + len(self.names)]
        odds = np.exp(own - own.max())
        shares = odds / odds.sum()
        told = [i for i in np.argsort(-shares, kind="stable").tolist() if i and shares[i] >= _SHARE]
        alone = bool(told) and self.names[told[0] - 1] == SET
        told = told[:1] if alone else [i for i in told if self.names[i - 1] != SET]
        return tuple(self.names[i - 1] for i in told) if told and shares[told].sum() >= self.firm else ()

    def sets(self, outputs: Floats) -> float:
        """The probability that outputs tell a question for a set."""
        own = outputs[: 1 + len(self.names)]
        return float(np.exp(own[1 + self.names.index(SET)] - np.logaddexp.reduce(own)))

    def wanted(self, outputs: Floats) -> dict[Want, float]:
        """The probability of each kind of thing that it is wanted."""
        chances = 1 / (1 + np.exp(-outputs[1 + len(self.names) : NAMED]))
        return dict(zip(self.kinds, map(float, chances), strict=True))


@dataclass(frozen=True, slots=True)
class Heard:
    """What a question asks for."""

    facts: tuple[str, ...]
    """Of a document, the surest first, or `SET` alone; empty for any other question."""
    named: bool
    """Whether it says which document by its matter or its title."""
    sets: float = field(default=0.0, compare=False)
    """The probability that it asks for a set."""


_SHARE = 0.3
"""Probability from which on a fact is told beside another."""
SET = "set"
"""In the place of a fact: every measure that fulfils conditions on structure or wording is asked for."""


class Hearing:
    """Reads questions by one encoder; safe to share between threads."""

    def __init__(self, encoder: Encoder, listener: Listener, marker: Marker | None = None) -> None:
        self._encoder = encoder
        self._listener = listener
        self._marker = marker

    def read(self, question: str) -> Heard:
        """What a normalised question asks for."""
        outputs = self._outputs(question)
        return (
            Heard((), False)
            if outputs is None
            else Heard(self._listener.facts(outputs), bool(outputs[NAMED] > 0), self._listener.sets(outputs))
        )

    def leaning(self, question: str) -> float:
        """The probability that a normalised question cannot be understood without those before it."""
        outputs = self._outputs(question)
        return 0.5 if outputs is None else float(1 / (1 + np.exp(-outputs[LEANS])))

    def wanted(self, question: str) -> dict[Want, float]:
        """The probability of each kind of thing that a normalised question wants it."""
        outputs = self._outputs(question)
        return {} if outputs is None else self._listener.wanted(outputs)

    def marks(self, question: str) -> Marks | None:
        """What each letter of a normalised question stands for, if it asks for a set; None without a network for that."""
        tokens = self._encoder.query_tokens(question)
        if self._marker is None or not len(tokens.states):
            return None
        return Marks.of(question, tokens.starts, self._marker.said(tokens.states))

    def _outputs(self, question: str) -> Floats | None:
        states = self._encoder.query_tokens(question).states
        return self._listener.outputs(states, self._encoder.encode_queries([question])[0]) if len(states) else None

    def near(self, question: str, titles: Sequence[str]) -> list[bool]:
        """Of each title, whether a normalised question that names a document may mean it, as it stands or by its matter alone."""
        vector = self._encoder.encode_queries([question])[0]
        return [bool((self._encoder.encode_passages(forms(title)) @ vector).max() >= self._listener.near) for title in titles]


def forms(title: str) -> list[str]:
    """A title, and what people call it by: what stands in 《》, or behind 关于 without the kind of document."""
    inner = re.search(r"《([^《》]{4,})》", title) or re.search(r"关于(?:印发|公布|发布)?(.{4,}?)(?:的[\u3400-\u9fff]{1,6})?$", title)
    return [title, inner.group(1)] if inner else [title]


def open_hearing(encoder: Encoder) -> Hearing | None:
    """What was trained, where the encoder is the bundled one.

    Raises:
        WeightsError: When what was trained is absent or damaged, or was trained on another state of the encoder.
    """
    if not encoder.is_adapted:
        return None
    listener, marker = Listener.read(), Marker.read()
    for file, trained, training in ((TRAINED, listener, "train_hearing"), (MARKING, marker, "train_marking")):
        if trained.encoder != identity():
            raise WeightsError(f"{file.name} was trained on another state of the encoder: run python -m evaluation.{training}")
    return Hearing(encoder, listener, marker)
