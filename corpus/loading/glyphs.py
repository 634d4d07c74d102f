"""The characters of a pdf page with their places, and the lines that they stand in."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.loading.radicals import UNIFIED

_UPRIGHT = 0.2
"""Radians; text at a larger angle to the page is a watermark or a stamp."""
_SAME_PLACE = 0.3
"""Share of an em within which the same character drawn twice is one bold character."""
_NEIGHBOURS = tuple((x, y) for x in (0, -1, 1) for y in (0, -1, 1))
_FIRST_WIDE, _LAST_WIDE = "\u2e80", "\ua000"
_DRAWN_GAP, _LATIN_GAP, _WIDE_GAP = 0.08, 0.2, 0.35
"""Shares of an em that count as a space: where one is drawn, between Latin letters, and beside Chinese, which fonts set unevenly."""
_LOOSE = frozenset("—…“”‘’·")
"""Marks that stand in the middle of an em, with white space of their own on both sides."""
_BOX = 0.75
"""Type size to height of the line box, which reaches from the lowest descender to the highest ascender of the font."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on a page; points from the lower left corner of the page as it is shown."""

    mark: str
    """One character, in rare cases (ligatures) more."""
    x0: float
    x1: float
    y: float
    """Baseline."""
    em: float
    """Size of the type: the width of a full-width character."""
    upright: bool
    spaced: bool
    """Whether the page draws a space before it."""

    @property
    def is_wide(self) -> bool:
        """Chinese characters, unlike digits and punctuation, fill an em in every font."""
        return _FIRST_WIDE <= self.mark < _LAST_WIDE


@dataclass(slots=True)
class PageLine:
    """A line of text on a page."""

    text: str
    glyphs: list[Glyph]
    page: int
    """From 0."""
    is_row: bool = False
    """A row of a table, complete in itself."""
    x0: float = field(init=False)
    """Left edge."""
    x1: float = field(init=False)
    """Right edge."""
    y: float = field(init=False)
    """Baseline."""
    em: float = field(init=False)
    """Median size of its Chinese characters, or of all without any."""

    def __post_init__(self) -> None:
        self.x0, self.y = self.glyphs[0].x0, self.glyphs[0].y
        self.x1 = max(glyph.x1 for glyph in self.glyphs)
        self.em = median([glyph.em for glyph in self.glyphs if glyph.is_wide] or [glyph.em for glyph in self.glyphs])


@dataclass(frozen=True, slots=True, kw_only=True)
class PageGlyphs:
    """What stands on one page."""

    glyphs: list[Glyph]
    """In the order in which the page draws them, without white space."""
    width: float
    height: float
    replaced: int
    """Radicals that were written as characters."""
    doubled: int
    """Characters that were drawn twice at one place."""
    unmapped: int
    """Glyphs whose character the font does not tell; left out."""


def page_glyphs(page: pypdfium2.PdfPage) -> PageGlyphs:
    """The characters of a page, each once, radicals unified.

    Raises:
        pypdfium2.PdfiumError: When the page's content cannot be read.
    """
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        raw = _raw_glyphs(text_page.raw, page.get_rotation(), width, height)
    finally:
        text_page.close()
    glyphs: list[Glyph] = []
    places: dict[tuple[str, int, int], list[Glyph]] = {}
    replaced = doubled = unmapped = 0
    for glyph in raw:
        if glyph.mark in "\0\ufffe\uffff\ufffd" or "\ue000" <= glyph.mark <= "\uf8ff":
            unmapped += 1
            continue
        if _is_doubled(glyph, places):
            doubled += 1
            continue
        unified = glyph.mark.translate(UNIFIED)
        if unified != glyph.mark:
            replaced += 1
            glyph = replace(glyph, mark=unified)
        glyphs.append(glyph)
    return PageGlyphs(glyphs=glyphs, width=width, height=height, replaced=replaced, doubled=doubled, unmapped=unmapped)


def page_lines(glyphs: list[Glyph], page: int) -> list[PageLine]:
    """The upright characters of a page as lines, in reading order.

    The order in which a page draws its text is kept where lines stand side by side (columns, tables); elsewhere
    lines are sorted from top to bottom, for some programs draw bold text or headers first.
    """
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        if lines and _continues(lines[-1][-1], glyph):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    found = [PageLine(_spaced(line), line, page) for line in _joined(lines)]
    if not any(_side_by_side(found)):
        found.sort(key=lambda line: -line.y)
    return _labelled(found, page)


def _raw_glyphs(text_page: pdfium.FPDF_TEXTPAGE, rotation: int, width: float, height: float) -> list[Glyph]:
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    glyphs = []
    spaced = False
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if pdfium.FPDFText_IsGenerated(text_page, index) == 1 or code > 0x10FFFF:
            continue
        # pdfium writes U+0002 for a hyphen at the end of a line.
        mark = "-" if code == 2 else chr(code)
        if mark.isspace() or mark in "\u00ad\u200b\ufeff" or 0xD800 <= code <= 0xDFFF:
            spaced = spaced or mark.isspace()
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
        angle = pdfium.FPDFText_GetCharAngle(text_page, index) + rotation * math.pi / 180
        upright = min(angle % (2 * math.pi), -angle % (2 * math.pi)) < _UPRIGHT
        left, right, base = _turned(rotation, width, height, box, (x.value, y.value))
        height_of_box = abs(box.top - box.bottom) if rotation % 180 == 0 else abs(box.right - box.left)
        em = right - left if _FIRST_WIDE <= mark < _LAST_WIDE else height_of_box * _BOX
        glyphs.append(Glyph(mark, left, right, base, em or 1.0, upright, spaced))
        spaced = False
    return glyphs


def _turned(rotation: int, width: float, height: float, box: pdfium.FS_RECTF, origin: tuple[float, float]) -> tuple[float, float, float]:
    """Left edge, right edge and baseline as the page is shown, which may be turned by 90, 180 or 270 degrees."""
    if rotation == 90:
        return box.bottom, box.top, height - origin[0]
    if rotation == 180:
        return width - box.right, width - box.left, height - origin[1]
    if rotation == 270:
        return width - box.top, width - box.bottom, origin[0]
    return box.left, box.right, origin[1]


def _is_doubled(glyph: Glyph, places: dict[tuple[str, int, int], list[Glyph]]) -> bool:
    """Whether the same character stands at the same place already; ``places`` is a grid of cells of one em."""
    column, row = int(glyph.x0 / glyph.em), int(glyph.y / glyph.em)
    reach = min(_SAME_PLACE * glyph.em, 0.5 * (glyph.x1 - glyph.x0))
    for x, y in _NEIGHBOURS:
        for other in places.get((glyph.mark, column + x, row + y), ()):
            if abs(glyph.x0 - other.x0) < reach and abs(glyph.y - other.y) < _SAME_PLACE * glyph.em:
                return True
    places.setdefault((glyph.mark, column, row), []).append(glyph)
    return False


def _continues(before: Glyph, glyph: Glyph) -> bool:
    """Whether a character stands on the line of the one drawn before it, to its right."""
    return (
        before.upright == glyph.upright
        and abs(glyph.y - before.y) < 0.5 * max(before.em, glyph.em)
        and glyph.x0 > before.x0 - 0.5 * before.em
    )


def _joined(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Runs that were drawn apart but stand on one line (bold labels, numbers in another font), joined again."""
    joined: list[list[Glyph]] = []
    for line in lines:
        for other in joined[-4:]:
            gap = min(abs(line[0].x0 - other[-1].x1), abs(other[0].x0 - line[-1].x1))
            if line[0].upright == other[0].upright and abs(line[0].y - other[0].y) < 0.2 * line[0].em and gap < line[0].em:
                other.extend(line)
                other.sort(key=lambda glyph: glyph.x0)
                break
        else:
            joined.append(line)
    return joined


def _labelled(lines: list[PageLine], page: int) -> list[PageLine]:
    """Lines in which a label that is centred beside two lines of words stands before them (tables without ruling lines)."""
    result: list[PageLine] = []
    for line in lines:
        above = result[-2:]
        if len(above) == 2 and _is_centred(above[1], above[0], line):
            words, label = above
            result[-2:] = [PageLine(f"{label.text} {words.text}{line.text}", label.glyphs + words.glyphs + line.glyphs, page, is_row=True)]
        else:
            result.append(line)
    return result


def _is_centred(label: PageLine, upper: PageLine, lower: PageLine) -> bool:
    near = 0.95 * label.em
    is_left = label.x1 <= upper.x0 + 1 and abs(upper.x0 - lower.x0) < 2
    return is_left and 0 < upper.y - label.y < near and 0 < label.y - lower.y < near


def _spaced(line: list[Glyph]) -> str:
    """The characters with a space wherever the gap is wide."""
    words = [line[0].mark]
    for before, glyph in pairwise(line):
        is_latin = before.mark.isascii() and glyph.mark.isascii()
        needed = _DRAWN_GAP if glyph.spaced else _LATIN_GAP if is_latin else _WIDE_GAP
        if glyph.x0 - before.x1 > needed * before.em and (glyph.spaced or not _LOOSE.intersection(before.mark + glyph.mark)):
            words.append(" ")
        words.append(glyph.mark)
    return "".join(words)


def _side_by_side(lines: list[PageLine]) -> list[bool]:
    """For each pair of neighbours in drawing order whether they stand beside each other."""
    ordered = sorted(lines, key=lambda line: -line.y)
    return [abs(upper.y - lower.y) < 0.5 * min(upper.em, lower.em) for upper, lower in pairwise(ordered)]
