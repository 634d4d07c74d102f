"""Sentences of a measure: exact spans at which a quote may begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.lines import Block, trimmed
from corpus.rows import is_row
from corpus.spans import Span

_END = re.compile(r"[。！？!?；;]+[”’」』）)》〉】*]*|[（(]|[）)]")
_ITEM = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、]|[\u2460-\u2473])")
_ROW = 300
"""Code points of the longest table row that is kept whole."""
_ASIDE = 300
"""Code points over which a parenthesis may run without a sentence ending inside it."""


def sentence_spans(text: str, block: Block) -> Iterator[Span]:
    """The sentences of one block, trimmed; together they cover all of it that is not white space.

    A sentence ends at 。！？ and the closing marks after them, at ； where a numbered item follows, and never inside a
    parenthesis that closes within the block. A table row stays whole: its last cell says nothing without its first.
    """
    start, end = block.start, block.end
    for stop in () if is_row(block.words) and end - start <= _ROW else _stops(text, start, end):
        left, right = trimmed(text, start, stop)
        if left < right:
            yield Span(left, right)
        start = stop
    left, right = trimmed(text, start, end)
    if left < right:
        yield Span(left, right)


def around_furniture(sentence: Span, block: Block, text: str) -> list[Span]:
    """A sentence without the page furniture that stands between the pieces of its block: one span, or the parts in order."""
    parts = [sentence]
    for before, after in pairwise(block.pieces):
        last = parts[-1]
        if last.start < before.end and after.start < last.end and text[before.end : after.start].strip():
            parts[-1:] = [Span(last.start, before.end), Span(after.start, last.end)]
    return parts


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end, ``end`` excluded."""
    aside = -1
    for found in _END.finditer(text, start, end):
        mark = text[found.start()]
        stop = found.end()
        if mark in "（(":
            if aside < found.start():
                aside = max(aside, _closing(text, found.start(), min(end, found.start() + _ASIDE)))
            continue
        if mark in "）)" or found.start() < aside or stop >= end:
            continue
        if mark in "；;" and not _ITEM.match(text, stop, end):
            continue
        if mark in "!?;" and text[stop : stop + 1].isascii() and not text[stop : stop + 1].isspace():
            continue
        yield stop


def _closing(text: str, start: int, end: int) -> int:
    """Position of the mark that closes the parenthesis at ``start``; -1 when it stays open before ``end``."""
    depth = 0
    for found in _PAREN.finditer(text, start, end):
        depth += 1 if found[0] in "（(" else -1
        if depth == 0:
            return found.start()
    return -1


_PAREN = re.compile(r"[（()）]")
