"""Rows of tables: which lines are rows, and which row names the columns and says nothing by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

_CELLS = re.compile(r"[ \u3000]*(?:\t|[ ]\|[ ])[ \u3000]*")
_NAME = 12
"""Characters of the longest name of a column."""
_TOLD = re.compile(r"[0-9０-９。；，、：]")


def is_row(words: str) -> bool:
    """Whether a line is a row of at least three cells, as the loaders write tables."""
    return words.count("\t") > 1 or words.count(" | ") > 1


def names_columns(lines: Sequence[str], at: int) -> bool:
    """Whether the line ``at`` is the row over a table: short names alone, and figures or longer words in every row under it."""
    if not is_row(lines[at]) or (at > 0 and is_row(lines[at - 1])):
        return False
    under = list(takewhile(is_row, lines[at + 1 :]))
    return bool(under) and not tells(lines[at]) and all(map(tells, under))


def tells(line: str) -> bool:
    """Whether a cell of a row is more than the name of a column: a figure or longer words."""
    return any(len(cell) > _NAME or _TOLD.search(cell) for cell in _CELLS.split(line))
