"""Paragraphs from the lines of printed pages.

A line runs on into the next one when it is full, which is to say when the next line's first word would not have fitted on it, and
the next one does not start a paragraph of its own (GB/T 9704 and most official pages indent a paragraph's first line by two characters).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from corpus.loading.glyphs import PageLine

_OPENING = "“‘（〔【《〈([{"
_CLOSING = "，。、；：？！”’）〕】》〉)]},.;:?!%％…—"
_ENDS = re.compile(r"[。；！？：][”’）)]*$")
_LABEL = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d+[.．、]|[①-⑳]|附件?\s*[\d：:]|附录"
)
_LATIN = re.compile(r"[A-Za-z0-9@#&_/.:\-+~]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Edges of the running text of a page, in points."""

    left: float
    right: float


def paragraphs(pages: list[list[PageLine]]) -> list[str]:
    """The text of all pages, one paragraph a string; a paragraph may run over a page's end."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    running = [line for line in lines if not line.is_row] or lines
    size = _usual([line.em for line in running], 0.5)
    whole = _margins(running, None)
    margins = [_margins([line for line in page if not line.is_row], whole) for page in pages]
    indented = _indents(running, margins)
    result = [lines[0].text]
    for line, following in pairwise(lines):
        if _runs_on(line, following, margins, size, indented) or _is_open(result[-1], line, following):
            result[-1] = glue(result[-1], following.text)
        else:
            result.append(following.text)
    return result


def glue(text: str, following: str) -> str:
    """Two parts of a broken line as one: no space between Chinese characters, one between Latin words."""
    if text and following and text[-1].isascii() and text[-1].isalpha() and following[0].isascii() and following[0].isalpha():
        return f"{text} {following}"
    return text + following


def _runs_on(line: PageLine, following: PageLine, margins: list[Margins], size: float, indented: bool) -> bool:
    if line.is_row or following.is_row:
        return False
    if line.page == following.page and line.y - following.y < 0.9 * line.em:
        # Words beside each other: columns, or the cells of a table without lines.
        return False
    if abs(line.em - following.em) > 0.15 * max(line.em, following.em):
        return False
    here, there = margins[line.page], margins[following.page]
    if _is_title(line, here, size) and _is_title(following, there, size):
        return line.page == following.page and line.y - following.y < 2.2 * line.em
    indent = (following.x0 - there.left) / following.em
    if here.right - line.x1 >= _first_word(following) + 0.4 * line.em:
        return False
    if indent < 0.8:
        return indented or not (_ENDS.search(line.text) and _LABEL.match(following.text))
    # A hanging indent: the line goes on below its own words, not below the label.
    return indent < 6 and not _ENDS.search(line.text) and not _LABEL.match(following.text) and not (indented and 1.5 <= indent <= 2.6)


def _is_open(text: str, line: PageLine, following: PageLine) -> bool:
    """Whether the next line ends with the bracket that a note of two lines opens: （2026年…通过 / 2026年…施行）."""
    return (
        text.startswith("（")
        and text.count("（") == text.count("）") + 1
        and following.text.endswith("）")
        and abs(line.em - following.em) < 0.15 * line.em
        and line.page == following.page
    )


def _is_title(line: PageLine, margins: Margins, size: float) -> bool:
    """A line of a title is larger than the text and centred."""
    left, right = line.x0 - margins.left, margins.right - line.x1
    return line.em > 1.15 * size and abs(left - right) < max(3 * line.em, 0.2 * (left + right))


def _first_word(line: PageLine) -> float:
    """Width of what may not be broken at the start of a line: a character or Latin word with the punctuation that clings to it."""
    index, count = 0, len(line.glyphs)
    while index < count - 1 and line.glyphs[index].mark in _OPENING:
        index += 1
    if _LATIN.match(line.glyphs[index].mark):
        while index < count - 1 and _LATIN.match(line.glyphs[index + 1].mark) and _touch(line, index):
            index += 1
    while index < count - 1 and line.glyphs[index + 1].mark in _CLOSING:
        index += 1
    return line.glyphs[index].x1 - line.x0


def _touch(line: PageLine, index: int) -> bool:
    return line.glyphs[index + 1].x0 - line.glyphs[index].x1 < 0.25 * line.em


def _margins(lines: list[PageLine], whole: Margins | None) -> Margins:
    """Left and right edge of most lines; a page with few lines takes those of the whole document."""
    if whole is not None and len(lines) < 5:
        return whole
    em = _usual([line.em for line in lines], 0.5)
    left = _edge([line.x0 for line in lines], em, first=True)
    right = _edge([line.x1 for line in lines], em, first=False)
    if whole is not None and 1.2 * em < left - whole.left < 3 * em:
        # All lines of the page open a paragraph: its left edge is that of its neighbours.
        left = whole.left
    if whole is not None and right < whole.right - em and left < whole.left + em:
        right = whole.right
    return Margins(left=left, right=right)


def _edge(places: list[float], em: float, *, first: bool) -> float:
    """The outermost place at which at least a tenth of the lines (two at least) begin or end; the outermost place if there is none."""
    step = 0.6 * em
    needed = max(2, len(places) // 10)
    ordered = sorted(places)
    for place in ordered if first else reversed(ordered):
        if bisect_right(ordered, place + step) - bisect_left(ordered, place - step) >= needed:
            return place
    return ordered[0] if first else ordered[-1]


def _indents(lines: list[PageLine], margins: list[Margins]) -> bool:
    """Whether the document indents the first line of a paragraph by two characters."""
    shifts = [round((line.x0 - margins[line.page].left) / line.em) for line in lines]
    return shifts.count(2) * 8 > len(shifts)


def _usual(values: list[float], step: float) -> float:
    """The most frequent value, to the nearest step."""
    return Counter(round(value / step) for value in values).most_common(1)[0][0] * step or step
