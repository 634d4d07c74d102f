"""Lines of a text: trimmed spans, hard wraps joined.

A `Block` is one logical line: a heading, a paragraph, a list item, a table row. It may be made of several pieces when a
page break or a hard wrap runs through it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.headings import Style, Token, match_token
from corpus.rows import is_row
from corpus.spans import Span

TERMINAL = "。；！？：;!?:…"
"""Marks that end a sentence or a lead-in."""
_CLOSERS = "”’」』）)》〉】]*"
_MARK = re.compile(r"[\ue000-\uf8ff]+")
"""Private-use characters: icons of a page, or what is left of its line breaks."""
_PAGE_PREFIX = re.compile(r"[-—–－]\s*\d{1,3}\s*[-—–－](?=\s*\D)")
_BLANK = re.compile(r"[^\S\n]*\n\s*\n\s*")
"""A blank line, and no page break, between two lines."""
_ALONE = re.compile(
    r"[\u4e00-\u9fff（()）]{1,12}〔\d{4}〕\s*\d{1,5}\s*号|(?:[\u4e00-\u9fff]{2,14}(?:部|局|委|厅|署|会|行|院|政府"
    r"|办公室|办公厅)[ \u00a0\u3000]*){2,6}"
)
"""A 文号 or a line of signatures: never the rest of a paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """A trimmed, non-empty stretch of one physical line."""

    start: int
    end: int
    number: int
    """Physical line, from 0."""


@dataclass(frozen=True, slots=True)
class Block:
    """A logical line: one or more pieces, in order, disjoint."""

    pieces: tuple[Span, ...]
    words: str
    """The pieces joined as the reader reads them: nothing between Chinese, a space between Latin words."""
    token: Token | None
    """The numbering label that opens it; None for a table row."""
    gap: int = 1
    """Line ends between the block before and this one."""

    @property
    def start(self) -> int:
        """First code point."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """One past the last code point."""
        return self.pieces[-1].end

    @property
    def body(self) -> str:
        """The words after the numbering label, Markdown marks stripped."""
        words = self.words[self.token.after - self.start :] if self.token else self.words
        return words.strip("#*> \u3000\xa0")


def once(words: str, token: Token | None = None) -> str:
    """``words`` as a reader takes them: letters set apart by single spaces joined, bold printed twice taken once, label off."""
    words = words.strip("#*> \u3000\xa0")
    if words.count(" ") * 5 > len(words) * 2:
        words = words.replace(" ", "")
    half = len(words) // 2
    if half >= 2 and words[:half].rstrip() == words[half:].lstrip():
        words = words[:half].rstrip()
    if token is None:
        return words
    label = match_token(words, 0, len(words))
    return words[label.after :].strip("* \u3000\xa0") if label else words


def block(text: str, pieces: list[Span], gap: int = 1) -> Block:
    """The block that ``pieces`` of ``text`` make, ``gap`` line ends after the one before."""
    words = ""
    for piece in pieces:
        part = piece.of(text)
        latin = words and words[-1].isascii() and words[-1].isalpha() and part[0].isascii() and part[0].isalpha()
        words += f" {part}" if latin else part
    return Block(tuple(pieces), words, None if is_row(words) else match_token(text, pieces[0].start, pieces[0].end), gap)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``start`` and ``end`` moved inwards over white space; equal when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def physical_lines(text: str) -> list[Line]:
    """The non-empty lines; a page number glued to the start of a line becomes a line of its own."""
    out: list[Line] = []
    position = 0
    for number, raw in enumerate(text.split("\n")):
        start, end = trimmed(text, position, position + len(raw))
        position += len(raw) + 1
        if start == end:
            continue
        page = _PAGE_PREFIX.match(text, start, end)
        if page and page.end() < end:
            out.append(Line(start, page.end(), number))
            start, end = trimmed(text, page.end(), end)
        for mark in _MARK.finditer(text, start, end):
            out.extend(kept(text, start, mark.start(), number))
            out.append(Line(mark.start(), mark.end(), number))
            start = mark.end()
        out.extend(kept(text, start, end, number))
    return out


def kept(text: str, start: int, end: int, number: int) -> Iterator[Line]:
    """The line between two positions, when anything stands there."""
    start, end = trimmed(text, start, end)
    if start < end:
        yield Line(start, end, number)


def blocks(text: str, lines: list[Line]) -> list[Block]:
    """Logical lines: hard wraps joined where the text is hard-wrapped, otherwise one block a line."""
    width = _wrap_width(text, lines)
    out: list[list[Span]] = []
    gaps: list[int] = []
    previous: Line | None = None
    for line in lines:
        span = Span(line.start, line.end)
        if width and previous is not None and previous.number != line.number and _continues(text, previous, line, width):
            out[-1].append(span)
        else:
            out.append([span])
            gaps.append(line.number - previous.number if previous else 1)
        previous = line
    return [block(text, pieces, gap) for pieces, gap in zip(out, gaps, strict=True)]


def _spaced(text: str, line: Line) -> bool:
    """Whether a line is set in spaced letters, as bold titles of some pdf files are."""
    return text.count(" ", line.start, line.end) * 5 > (line.end - line.start) * 2


def _width(text: str) -> int:
    """Columns: two for a character beyond Latin-1, one for others."""
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) // 2


def _wrap_width(text: str, lines: list[Line]) -> int:
    """The column at which the text is hard-wrapped; 0 when it is not."""
    widths = Counter(
        _width(text[line.start : line.end])
        for line in lines
        if line.end - line.start < 80 and text[line.end - 1] not in TERMINAL + _CLOSERS
    )
    if sum(widths.values()) < 8:
        return 0
    window = max(widths, key=lambda width: sum(widths[width + d] for d in range(-6, 3)))
    inside = {width: widths[width] for width in range(window - 6, window + 3)}
    best = max(width for width, count in inside.items() if count * 2 >= max(inside.values()))
    near = sum(inside.values())
    wide = sum(line.end - line.start > best for line in lines)
    return best if best >= 36 and near >= 8 and near >= 0.25 * len(lines) and wide <= 0.2 * len(lines) else 0


def _continues(text: str, line: Line, following: Line, width: int) -> bool:
    """Whether ``following`` carries on the paragraph of ``line`` in a text wrapped at ``width`` columns.

    A line that ends a sentence at the margin is followed by its own paragraph when the next line is as wide as the margin,
    or is a short last line; a line that lacks the two characters of an indent opens a new paragraph. The first line of an
    article may be narrower by the indent that was trimmed off.
    """
    columns = _width(text[line.start : line.end])
    own = match_token(text, line.start, line.end)
    indent = 4 if own is not None and own.style is Style.ARTICLE else 0
    if columns < width - 6 - indent or _ALONE.fullmatch(text, following.start, following.end):
        return False
    if _spaced(text, line) != _spaced(text, following) or _BLANK.fullmatch(text, line.end, following.start):
        return False
    last = text[line.end - 1]
    token = match_token(text, following.start, following.end)
    if last in TERMINAL:
        ahead = _width(text[following.start : following.end])
        return token is None and (ahead > width - 3 or (ahead < width - 6 and text[following.end - 1] in TERMINAL))
    if token is None:
        return True
    return own is None or any(mark in text[line.start : line.end] for mark in "。；：，")
