"""The paragraphs and tables of a Word document's body, in document order, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from corpus.loading.docx_numbers import ListNumbers, W

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_UNSEEN = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rPr", f"{W}pPr", f"{W}rt", f"{_MC}Fallback", f"{W}sdtPr"}
"""Deleted words, field codes, formatting, readings over characters, and the second copy of a drawing for older programs."""
_LETTERS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_ARTICLE_LINES = 8
_ARTICLE_CHARACTERS = 600


@dataclass(slots=True)
class DocxText:
    """Collects lines; paragraphs must come in document order, for their automatic numbers are counted on the way."""

    numbers: ListNumbers
    deleted: int = 0
    """Tracked deletions and moves that were left out."""
    hidden: int = 0
    """Characters of hidden runs that were left out."""
    numbered: int = 0
    """Paragraphs whose automatic number was written out."""
    notes_cited: list[str] = field(default_factory=list)
    """Ids of the footnotes, in the order in which the text cites them."""

    def lines(self, container: _Element) -> Iterator[str]:
        """The lines of a body, cell, text box, footnote or header."""
        for child in container:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag not in _UNSEEN and isinstance(child.tag, str):
                yield from self.lines(child)

    def _paragraph(self, paragraph: _Element) -> Iterator[str]:
        label = self.numbers.label(paragraph)
        boxes: list[_Element] = []
        text = "".join(self._words(paragraph, boxes))
        words = [line.strip() for line in text.split("\n")]
        if any(words) or label.strip(" •"):
            self.numbered += bool(label.strip(" •"))
            # "1." before a digit would read as a decimal fraction.
            gap = " " if label.endswith(".") and words[0][:1].isdigit() else ""
            words[0] = f"{label}{gap}{words[0]}".strip()
        yield from (line for line in words if line)
        for box in boxes:
            yield from self.lines(box)

    def _words(self, element: _Element, boxes: list[_Element]) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag in (f"{W}t", _MATH_TEXT):
                yield child.text or ""
            elif tag in _LETTERS:
                yield "" if child.get(f"{W}type") == "page" else _LETTERS[tag]
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{W}footnoteReference":
                self.notes_cited.append(child.get(f"{W}id", ""))
            elif tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None:
                self.hidden += sum(len(word) for word in self._words_of_run(child))
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self.deleted += 1
            elif tag not in _UNSEEN and isinstance(tag, str):
                yield from self._words(child, boxes)

    def _words_of_run(self, run: _Element) -> Iterator[str]:
        return (text.text or "" for text in run.iterfind(f"{W}t"))

    def _table(self, table: _Element) -> Iterator[str]:
        """The table row by row, cells joined by `` | ``; a table that only lays out the page, cell by cell."""
        rows = [[(cell, list(self.lines(cell))) for cell in _cells(row)] for row in _rows(table)]
        cells = [pair for row in rows for pair in row]
        is_layout = (
            max(map(len, rows), default=0) < 2
            or any(cell.find(f".//{W}tbl") is not None for cell, _ in cells)
            or any(len(lines) > _ARTICLE_LINES and sum(map(len, lines)) > _ARTICLE_CHARACTERS for _, lines in cells)
        )
        if is_layout:
            yield from (line for _, lines in cells for line in lines)
            return
        for row in rows:
            columns: list[str] = []
            for cell, lines in row:
                columns.append(" ".join(lines))
                columns.extend([""] * (_span(cell) - 1))
            line = " | ".join(columns).rstrip(" |").lstrip(" ")
            if line:
                yield line


def _rows(table: _Element) -> Iterator[_Element]:
    return _children(table, f"{W}tr")


def _cells(row: _Element) -> Iterator[_Element]:
    return _children(row, f"{W}tc")


def _children(element: _Element, tag: str) -> Iterator[_Element]:
    """Children with this tag, those in content controls and tracked insertions included."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _children(child, tag)


def _span(cell: _Element) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = "" if span is None else span.get(f"{W}val", "")
    return min(int(value), 64) if value.isascii() and value.isdigit() and 0 < len(value) < 4 and int(value) else 1
