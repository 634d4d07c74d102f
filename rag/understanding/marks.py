"""What each letter of a question for a set of measures stands for, as `rag.retrieval.marking` hears it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


class Tag(StrEnum):
    """What a token stands for."""

    NOTHING = ""
    WORD = "w"
    """A word that a measure must have."""
    NO_WORD = "-w"
    INVOLVED = "d"
    """A department that takes part, in whatever way."""
    LEADS = "dl"
    FOLLOWS = "dp"
    """Takes part and does not lead."""
    ALONE = "da"
    NOT_INVOLVED = "-d"
    NOT_LEADING = "-dl"
    PLACE = "p"
    """A part of the document, or a range."""
    NO_PLACE = "-p"
    BODIES = "n"
    """How many departments there are."""


WORDS = (Tag.WORD, Tag.NO_WORD)
_DENYING = [number for number, tag in enumerate(Tag) if tag.startswith("-")]
LEAD_DENIED = (Tag.FOLLOWS, Tag.NOT_LEADING)
_OF_THE_LEAD = [number for number, tag in enumerate(Tag) if tag in LEAD_DENIED]
_KINDS = np.array([0, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 4])
"""Of each tag: words, departments, parts, or how many departments."""
_INVOLVED, _PLACE = list(Tag).index(Tag.INVOLVED), list(Tag).index(Tag.PLACE)
_BRACKETS = re.compile(r"[”\"'」』»]?\s?\([^()]*\)")
_SURE = 0.8
_CERTAIN = 0.05


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one question."""

    letters: NDArray[np.float32]
    """``(letters, tags)``: log probabilities of the token that a letter belongs to."""
    other: NDArray[np.float32]
    """``(letters,)``: log probability that it belongs to an alternative to the condition before it."""

    @classmethod
    def of(cls, question: str, starts: NDArray[np.int64], said: NDArray[Any]) -> Self:
        """From what is said of each token ``(tokens, tags + 1)`` and where it begins."""
        token = np.maximum(np.searchsorted(starts, np.arange(len(question)), side="right") - 1, 0)
        return cls(said[token, :-1], said[token, -1])

    def denied(self, start: int, end: int) -> bool | None:
        """Whether a stretch of the question stands for something that is not to be, by those of its letters that stand for something; None
        where neither is likely enough, or where only a part that it has is denied.
        """
        own = self._standing(start, end)
        if not len(own):
            return None
        mean = self.letters[own].mean(axis=0)
        if mean.argmax() in _OF_THE_LEAD:
            return None
        share = float(np.exp(np.logaddexp.reduce(mean[_DENYING]) - np.logaddexp.reduce(mean[1:])))
        return True if share >= _SURE else False if share <= 1 - _SURE else None

    def part(self, start: int, end: int) -> Tag | None:
        """What a department that a stretch names is to do, by those of its letters that stand for something; None where nothing is likely
        enough.
        """
        own = self._standing(start, end)
        if not len(own):
            return None
        said = np.where(_KINDS[_INVOLVED] == _KINDS, self.letters[own].mean(axis=0), -np.inf)
        likeliest = int(said.argmax())
        return list(Tag)[likeliest] if np.exp(said[likeliest] - np.logaddexp.reduce(said)) >= _SURE else None

    def nothing(self, start: int, end: int) -> bool:
        """Whether all letters of a stretch surely stand for nothing."""
        letters = self.letters[start:end]
        return bool((letters.argmax(axis=1) == 0).all() and np.exp(letters[:, 0]).mean() >= _SURE)

    def alternative(self, start: int, end: int) -> bool:
        """Whether a stretch, by those of its letters that stand for something, is more likely an alternative to the condition before it
        than not.
        """
        own = self._standing(start, end)
        return bool(len(own) and self.other[own].mean() > np.log(0.5))

    def _standing(self, start: int, end: int) -> NDArray[np.intp]:
        """Which letters of a stretch stand for something."""
        return start + np.flatnonzero(self.letters[start:end].argmax(axis=1))

    def tells(self, question: str) -> bool:
        """Whether a condition beside parts of the document is surely told, and no letter of it is in doubt."""
        return any(
            _KINDS[list(Tag).index(tag)] != _KINDS[_PLACE] and np.exp(self.letters[self._standing(start, end), 0]).mean() <= _CERTAIN
            for start, end, tag in self.runs(question)
        )

    def runs(self, question: str) -> Iterator[tuple[int, int, Tag]]:
        """Stretches of letters that surely stand for something, with the likeliest tag of most of their letters.

        What stands in brackets behind a stretch belongs to it: a name once more in Chinese, or what a word means.
        """
        kinds = _KINDS[self.letters.argmax(axis=1)]
        for m in _BRACKETS.finditer(question):
            kinds[m.start() : m.end()] = kinds[m.start() - 1] if m.start() else 0
        at = 0
        for kind, group in groupby(kinds.tolist()):
            start, at = at, at + len(list(group))
            letters = self.letters[self._standing(start, at)]
            if kind and len(letters) and np.exp(letters[:, 0]).mean() <= 1 - _SURE:
                yield start, at, list(Tag)[int(np.where(kind == _KINDS, letters.mean(axis=0), -np.inf).argmax())]
