"""Measures that were looked up, by address or as a set: all are known at once, each becomes a hit when it is read.

A set in a large corpus has thousands of measures, of which a search shows the first few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

from rag.hits import Hit

_BLOCK = 64
"""Hits made at a time where all are read."""


class LookedUp(Sequence[Hit]):
    """Hits in order, made when they are read; safe to share between threads."""

    def __init__(self, count: int, make: Callable[[Sequence[int]], Sequence[Hit]]) -> None:
        """Takes their number, and what makes those at some positions."""
        self._count = count
        self._make = make
        self._made: dict[int, Hit] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Hit: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...

    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        positions = range(self._count)[at]
        if isinstance(positions, int):
            return self._those(range(positions, positions + 1))[0]
        return self._those(positions)

    def __iter__(self) -> Iterator[Hit]:
        for start in range(0, self._count, _BLOCK):
            yield from self[start : start + _BLOCK]

    def _those(self, positions: range) -> tuple[Hit, ...]:
        missing = [at for at in positions if at not in self._made]
        if missing:
            self._made.update(zip(missing, self._make(missing), strict=True))
        return tuple(self._made[at] for at in positions)
