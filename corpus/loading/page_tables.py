"""Tables of web pages: which hold data, and how their cells stand in rows and columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

Render = Callable[[LexborNode], tuple[tuple[str, ...], tuple[str, ...]]]
"""Gives the visible lines of a cell and its hidden words."""

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ARTICLE_LINES = 8
_ARTICLE_CHARACTERS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell."""

    lines: tuple[str, ...]
    hidden: tuple[str, ...]
    rows: int
    columns: int

    @property
    def text(self) -> str:
        """The cell on one line."""
        return " ".join(self.lines)


def layout_tables(root: LexborNode) -> frozenset[int]:
    """Ids of the tables that hold other tables: these lay out the page."""
    outer = set()
    for table in root.css("table"):
        parent = table.parent
        while parent is not None and parent.tag != "table":
            parent = parent.parent
        if parent is not None:
            outer.add(parent.mem_id)
    return frozenset(outer)


def data_rows(table: LexborNode, render: Render) -> list[list[Cell]] | None:
    """The cells of a table of data; None for a table that only lays out the page.

    A layout table has one column only, or a cell that is an article of its own; ``table`` itself holds no other tables.
    """
    rows = [
        [] if is_hidden(row) else [_cell(child, render) for child in _children(row) if child.tag in ("td", "th")] for row in table.css("tr")
    ]
    if max(map(len, rows), default=0) < 2:
        return None
    if any(len(cell.lines) > _ARTICLE_LINES and len(cell.text) > _ARTICLE_CHARACTERS for row in rows for cell in row):
        return None
    captions = [[_cell(caption, render)] for caption in _children(table) if caption.tag == "caption"]
    return captions + rows


def _cell(node: LexborNode, render: Render) -> Cell:
    lines, hidden = render(node)
    return Cell(lines=lines, hidden=hidden, rows=_extent(node, "rowspan"), columns=_extent(node, "colspan"))


def grid(rows: list[list[Cell]]) -> Iterator[list[Cell | None]]:
    """The rows with None where a cell of an earlier row reaches down or one spreads sideways, so that cells stay under their header."""
    reaching: dict[int, int] = {}
    for row in rows:
        placed: dict[int, Cell] = {}
        column = 0
        opened: dict[int, int] = {}
        for cell in row:
            while column in reaching:
                column += 1
            placed[column] = cell
            opened |= dict.fromkeys(range(column, column + cell.columns), cell.rows)
            column += cell.columns
        yield [placed.get(column) for column in range(max(placed, default=-1) + 1)]
        reaching = {column: left - 1 for column, left in (reaching | opened).items() if left > 1}


def _extent(cell: LexborNode, attribute: str) -> int:
    """``rowspan`` or ``colspan``; nonsense counts as 1, and 100 is more than any table of a page has."""
    value = (cell.attributes.get(attribute) or "").strip()
    return min(int(value), 100) if value.isascii() and value.isdigit() and 0 < len(value) < 6 and int(value) else 1


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def is_hidden(node: LexborNode) -> bool:
    """Hidden by its own attributes. Not so the page itself: some hide the whole body until their scripts have run."""
    if node.tag == "body":
        return False
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDING.search(attributes.get("style") or ""))
