"""Which of many texts hold a word, letter for letter, without reading them all: every pair of neighbouring letters and its places.

A scan of a hundred thousand texts for one word takes tens of milliseconds, and a question can ask for dozens. What this gives is what the
scan gives; the pairs only say where to look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
"""Numbers of texts, rising."""
_FEW = 200
"""So many texts are read one by one: that is quicker than to build anything."""
_DIGITS = "0123456789一二两三四五六七八九十百千"
_FIGURE = re.compile(rf"[{_DIGITS}.]+(?:个|%|元|万|亿|年|月|日|天|岁|倍|人|名|家|户|次|小时|分钟)")
"""What a number opens stands only where no longer number ends with it: 1个月 is not in 11个月, 5% not in 1.5%; a point may stand
before characters, as in a list: 1.一次性补贴."""


class Concordance:
    """Texts by the words that they hold; safe to share between threads."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __len__(self) -> int:
        return len(self._texts)

    def rows(self, word: str) -> Rows:
        """Numbers of the texts that hold the word."""
        if len(self._texts) <= _FEW:
            return np.array([row for row, text in enumerate(self._texts) if _holds(text, word)], dtype=np.intp)
        return self._places.rows(word) if word else np.arange(len(self._texts))

    def holds(self, word: str) -> bool:
        """Whether any text holds the word."""
        if len(self._texts) <= _FEW:
            return any(_holds(text, word) for text in self._texts)
        return bool(len(self.rows(word)))

    @cached_property
    def _places(self) -> _Places:
        return _Places(self._texts)


def _holds(text: str, word: str) -> bool:
    if word not in text or not _FIGURE.match(word):
        return word in text
    return re.search(rf"(?<![{_before(word)}]){re.escape(word)}", text) is not None


def _before(word: str) -> str:
    """What makes a number longer that stands before this one."""
    return f"{_DIGITS}." if word[0].isascii() else _DIGITS


class _Places:
    """All letters in a row, a mark after each text, and the places of each pair of neighbours in it."""

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
        known, ranks = np.unique(codes, return_inverse=True)
        # Rank 0 is the mark between texts, so that no pair runs over from one into the next.
        self._ranks = np.insert(ranks.astype(np.uint32) + 1, np.cumsum(lengths), 0)
        self._rank = {chr(code): number for number, code in enumerate(known.tolist(), 1)}
        self._starts = np.concatenate([[0], np.cumsum(lengths + 1)[:-1]])
        pairs = (self._ranks[:-1].astype(np.uint64) << np.uint64(32)) | self._ranks[1:]
        self._order = np.argsort(pairs, kind="stable").astype(np.uint32 if len(pairs) < 1 << 32 else np.uint64)
        pairs.sort()
        first = np.concatenate([[True], pairs[1:] != pairs[:-1]]) if len(pairs) else np.zeros(0, bool)
        self._pairs = pairs[first]
        self._bounds = np.concatenate([np.flatnonzero(first), [len(pairs)]])

    def rows(self, word: str) -> Rows:
        ranks = [self._rank.get(letter, 0) for letter in word]
        if not all(ranks):
            return np.zeros(0, np.intp)
        if len(word) == 1:
            low, high = np.searchsorted(self._pairs, np.array([ranks[0] << 32, (ranks[0] + 1) << 32], np.uint64))
            places = np.sort(self._order[self._bounds[low] : self._bounds[high]]).astype(np.int64)
        else:
            places = self._whole(ranks)
            if _FIGURE.match(word):
                digits = [self._rank[digit] for digit in _before(word) if digit in self._rank]
                places = places[(places == 0) | ~np.isin(self._ranks[places - 1], digits)]
        rows = np.searchsorted(self._starts, places, side="right") - 1
        return rows[np.concatenate([[True], rows[1:] != rows[:-1]])] if len(rows) else rows

    def _whole(self, ranks: list[int]) -> NDArray[np.int64]:
        """Places where all letters stand in a row, found from the rarest pair of them."""
        spans = [self._span(a, b) for a, b in pairwise(ranks)]
        rarest = min(range(len(spans)), key=lambda at: spans[at][1] - spans[at][0])
        places = self._order[slice(*spans[rarest])].astype(np.int64) - rarest
        places = places[(places >= 0) & (places + len(ranks) <= len(self._ranks))]
        for at, rank in enumerate(ranks):
            if at not in (rarest, rarest + 1):
                places = places[self._ranks[places + at] == rank]
        return places

    def _span(self, first: int, second: int) -> tuple[int, int]:
        pair = np.uint64((first << 32) | second)
        at = int(np.searchsorted(self._pairs, pair))
        if at == len(self._pairs) or self._pairs[at] != pair:
            return 0, 0
        return int(self._bounds[at]), int(self._bounds[at + 1])
