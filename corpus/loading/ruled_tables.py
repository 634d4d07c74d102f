"""Tables of a pdf page, told by their ruling lines."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.loading.glyphs import Glyph, PageLine, page_lines

_THIN = 3.0
"""Points: a shape no thicker than this is a line, and lines no farther apart are one."""
_SHORTEST = 8.0
_MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 200
_ARTICLE = 600
"""Characters; a longer cell is the page itself within a frame."""
_MAX_RULINGS = 1500
"""Pages with more lines than this are drawings."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line across (``at`` is its height) or down (``at`` is its distance from the left), in points."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        """Whether the line passes this place of its course."""
        return self.start - _THIN <= place <= self.end + _THIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A ruled table: its lines, and where columns and rows begin."""

    across: tuple[Ruling, ...]
    down: tuple[Ruling, ...]
    columns: tuple[float, ...]
    """Left edges of the columns and the right edge of the last."""
    rows: tuple[float, ...]
    """Lower edges of the rows from the bottom up, and the upper edge of the first."""

    def cell(self, glyph: Glyph) -> tuple[int, int] | None:
        """Row (from the bottom) and column of the cell that holds a character, merged cells taken together; None outside."""
        column = bisect_right(self.columns, (glyph.x0 + glyph.x1) / 2) - 1
        row = bisect_right(self.rows, glyph.y + 0.3 * glyph.em) - 1
        if not (0 <= column < len(self.columns) - 1 and 0 <= row < len(self.rows) - 1):
            return None
        while column and not self._has(self.down, self.columns[column], (self.rows[row] + self.rows[row + 1]) / 2):
            column -= 1
        middle = (self.columns[column] + self.columns[column + 1]) / 2
        while row < len(self.rows) - 2 and not self._has(self.across, self.rows[row + 1], middle):
            row += 1
        return row, column

    def _has(self, rulings: tuple[Ruling, ...], at: float, place: float) -> bool:
        return any(abs(ruling.at - at) <= _THIN and ruling.covers(place) for ruling in rulings)


def with_tables(page: pypdfium2.PdfPage, glyphs: list[Glyph], index: int) -> list[PageLine]:
    """The lines of a page in reading order; each row of a ruled table is one line, its cells joined by `` | ``."""
    grids = [] if page.get_rotation() else list(_grids(page))
    rows: list[PageLine] = []
    for grid in grids:
        cells: dict[tuple[int, int], list[Glyph]] = {}
        outside = []
        for glyph in glyphs:
            if (place := grid.cell(glyph)) is None:
                outside.append(glyph)
            else:
                cells.setdefault(place, []).append(glyph)
        if _is_table(cells):
            glyphs = outside
            rows.extend(_row_lines(grid, cells, index))
    lines = page_lines(glyphs, index)
    for row in rows:
        below = (number for number, line in enumerate(lines) if not line.is_row and line.y < row.y)
        lines.insert(next(below, len(lines)), row)
    return lines


def _is_table(cells: dict[tuple[int, int], list[Glyph]]) -> bool:
    """Whether lines enclose a table, not decorate a page: most rows hold several cells, and no cell an article."""
    held = Counter(row for row, _ in cells)
    several = sum(count > 1 for count in held.values())
    return 2 * several >= len(held) > 0 and all(len(glyphs) <= _ARTICLE for glyphs in cells.values())


def _row_lines(grid: Grid, cells: dict[tuple[int, int], list[Glyph]], index: int) -> Iterator[PageLine]:
    for row in range(len(grid.rows) - 2, -1, -1):
        texts = [_cell_text(cells.get((row, column), []), index) for column in range(len(grid.columns) - 1)]
        glyphs = [glyph for column in range(len(texts)) for glyph in cells.get((row, column), [])]
        if glyphs:
            yield PageLine(" | ".join(texts).rstrip(" |").lstrip(" "), glyphs, index, is_row=True)


def _cell_text(glyphs: list[Glyph], index: int) -> str:
    """The words of a cell on one line; its own line breaks are undone where a line fills the cell."""
    lines = page_lines(glyphs, index) if glyphs else []
    if not lines:
        return ""
    right = max(line.x1 for line in lines)
    text = lines[0].text
    for line, following in pairwise(lines):
        is_full = right - line.x1 < 1.2 * line.em and not text.endswith(("。", "；"))
        text += following.text if is_full else f" {following.text}"
    return text


def _grids(page: pypdfium2.PdfPage) -> Iterator[Grid]:
    across, down = _rulings(page)
    if not across or not down or len(across) + len(down) > _MAX_RULINGS:
        return
    for lines in _connected(across, down):
        columns = _distinct(ruling.at for ruling in lines[1])
        rows = _distinct(ruling.at for ruling in lines[0])
        if len(columns) > 2 and len(rows) > 2:
            yield Grid(across=tuple(lines[0]), down=tuple(lines[1]), columns=columns, rows=rows)


def _connected(across: list[Ruling], down: list[Ruling]) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Lines that touch each other, table by table."""
    left, right = set(range(len(across))), set(range(len(down)))
    while left:
        rows, columns = {left.pop()}, set[int]()
        fresh = set(rows)
        while fresh:
            met = {number for number in right if any(_touch(across[row], down[number]) for row in fresh)}
            right -= met
            columns |= met
            fresh = {number for number in left if any(_touch(across[number], down[column]) for column in met)}
            left -= fresh
            rows |= fresh
        yield [across[number] for number in rows], [down[number] for number in columns]


def _touch(across: Ruling, down: Ruling) -> bool:
    return across.covers(down.at) and down.covers(across.at)


def _distinct(places: Iterable[float]) -> tuple[float, ...]:
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > 2 * _THIN:
            distinct.append(place)
    return tuple(distinct)


def _rulings(page: pypdfium2.PdfPage) -> tuple[list[Ruling], list[Ruling]]:
    """Lines across and lines down, from thin shapes and from the straight edges of other shapes."""
    across: list[Ruling] = []
    down: list[Ruling] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for number in range(min(pdfium.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)):
        shape = pdfium.FPDFPage_GetObject(page.raw, number)
        if pdfium.FPDFPageObj_GetType(shape) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(shape, left, bottom, right, top):
            continue
        box = [(left.value, bottom.value), (right.value, top.value)]
        is_thin = min(right.value - left.value, top.value - bottom.value) <= _THIN
        for start, end in [box] if is_thin else _edges(shape):
            width, height = abs(end[0] - start[0]), abs(end[1] - start[1])
            if height <= _THIN and width >= _SHORTEST:
                across.append(Ruling((start[1] + end[1]) / 2, min(start[0], end[0]), max(start[0], end[0])))
            elif width <= _THIN and height >= _SHORTEST:
                down.append(Ruling((start[0] + end[0]) / 2, min(start[1], end[1]), max(start[1], end[1])))
    return across, down


def _edges(shape: pdfium.FPDF_PAGEOBJECT) -> Iterator[list[tuple[float, float]]]:
    """The straight segments of a path, in page coordinates."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(shape, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    before = first = None
    for number in range(min(pdfium.FPDFPath_CountSegments(shape), _MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(shape, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and before is not None:
            yield [before, point]
        if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
            yield [point, first]
        before = point
