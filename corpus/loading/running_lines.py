"""Running lines of printed pages: headers, footers, page numbers, the address and time that a browser prints."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from corpus.loading.glyphs import PageLine

_MARGIN = 0.12
"""Share of the page's height, at the top and at the bottom, in which running lines stand."""
_NUMBER = re.compile(r"[-—–－·•\s]*(?:\d{1,4}|[ivxlc]{1,6})[-—–－·•\s]*|第\s*\d+\s*页.{0,12}|\d{1,4}\s*[/／]\s*\d{1,4}")
_PRINTED = re.compile(r"\d{4}[/.-]\d{1,2}[/.-]\d{1,2}\s*\d{1,2}:\d{2}.*|(?:https?|file)://\S+(?:\s+\d+\s*/\s*\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLine:
    """A line that is repeated on pages, not part of the text."""

    text: str
    """As it stands on the first page that has it."""
    pages: int
    """On how many pages it stands, page numbers left out of the comparison."""


def set_apart(pages: list[list[PageLine]], heights: list[float]) -> tuple[list[list[PageLine]], list[RunningLine]]:
    """The pages without their running lines, and these, each once.

    A line is a running line when it stands in the upper or lower margin and either is nothing but a page number or a browser's
    print mark with no text beyond it, or comes again at the same height on at least half of the pages (three at least).
    """
    shapes: Counter[tuple[str, int]] = Counter()
    for page, height in zip(pages, heights, strict=True):
        shapes.update({_shape(line, height) for line in page if _in_margin(line, height)})
    needed = max(3, (len(pages) + 1) // 2)
    kept: list[list[PageLine]] = []
    running: dict[str, list[str]] = {}
    for page, height in zip(pages, heights, strict=True):
        rest = []
        heights_of_text = [line.y for line in page if not _PRINTED.fullmatch(line.text)]
        lowest, highest = min(heights_of_text, default=0.0), max(heights_of_text, default=0.0)
        for line in page:
            is_outermost = line.y - line.em <= lowest or line.y + line.em >= highest
            is_running = shapes[_shape(line, height)] >= needed or (is_outermost and _is_mark(line.text))
            if is_running and _in_margin(line, height):
                running.setdefault(_masked(line.text), []).append(line.text)
            else:
                rest.append(line)
        kept.append(rest)
    return kept, [RunningLine(text=texts[0], pages=len(texts)) for texts in running.values()]


def _is_mark(text: str) -> bool:
    """A page number or print mark."""
    return bool(_NUMBER.fullmatch(text) or _PRINTED.fullmatch(text))


def _in_margin(line: PageLine, height: float) -> bool:
    return not line.is_row and (line.y < _MARGIN * height or line.y > (1 - _MARGIN) * height)


def _shape(line: PageLine, height: float) -> tuple[str, int]:
    """What makes lines of different pages the same: their words without digits, and their height on the page in hundredths."""
    return _masked(line.text), round(100 * line.y / height)


def _masked(text: str) -> str:
    return re.sub(r"\d+", "0", "".join(text.split()))
