"""Text recognition for scanned pages, through the optional extra ``ocr`` (rapidocr).

The recognition models come inside the package, nothing is fetched. It is imported only when a scanned page turns up.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Iterator
from typing import Any

import pypdfium2

from corpus.loading.glyphs import Glyph, PageLine

_PACKAGE = "rapidocr"
_SCALE = 200 / 72
"""Pixels per point: 200 dots per inch show a character of 16 points with 44 pixels."""
_SURE = 0.5
"""Recognised lines with less confidence are mostly stamps and specks."""
_log = logging.getLogger(__name__)


def is_installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec(_PACKAGE) is not None


class Recogniser:
    """Reads the pictures of pages; the models are loaded once, with the first page."""

    def __init__(self) -> None:
        self._engine: Any = None

    def lines(self, page: pypdfium2.PdfPage, index: int) -> list[PageLine]:
        """The lines of a page from top to bottom, in points like those of a text layer."""
        if self._engine is None:
            self._engine = importlib.import_module(_PACKAGE).RapidOCR(params={"Global.log_level": "critical"})
        _log.info("recognising the text of page %d", index + 1)
        found = self._engine(page.render(scale=_SCALE).to_numpy())
        if found.boxes is None or found.txts is None:
            return []
        height = page.get_height()
        boxes = zip(found.boxes, found.txts, found.scores, strict=True)
        pieces = [glyphs for box, text, score in boxes if score >= _SURE and (glyphs := list(_glyphs(box, text, height)))]
        return list(_rows(pieces, index))


def _glyphs(box: Any, text: str, height: float) -> Iterator[Glyph]:
    """The characters of a recognised line, spread over its box in proportion to their usual widths."""
    left, right = (float(side) / _SCALE for side in (min(box[:, 0]), max(box[:, 0])))
    top, bottom = (height - float(side) / _SCALE for side in (min(box[:, 1]), max(box[:, 1])))
    widths = [0.5 if mark.isascii() else 1.0 for mark in text]
    unit = (right - left) / (sum(widths) or 1)
    spaced = False
    for mark, width in zip(text, widths, strict=True):
        if not mark.isspace():
            yield Glyph(mark, left, left + width * unit, bottom + 0.15 * (top - bottom), unit, True, spaced)
        spaced = mark.isspace()
        left += width * unit


def _rows(pieces: list[list[Glyph]], index: int) -> Iterator[PageLine]:
    """Pieces at one height become one line, joined by spaces."""
    pieces.sort(key=lambda glyphs: -glyphs[0].y)
    while pieces:
        first = pieces[0]
        row = [glyphs for glyphs in pieces if first[0].y - glyphs[0].y < 0.6 * first[0].em]
        pieces = pieces[len(row) :]
        row.sort(key=lambda glyphs: glyphs[0].x0)
        text = " ".join("".join(" " * glyph.spaced + glyph.mark for glyph in glyphs) for glyphs in row)
        yield PageLine(text, [glyph for glyphs in row for glyph in glyphs], index)
