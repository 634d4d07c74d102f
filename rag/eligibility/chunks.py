"""Chunks: the stretches of a sentence between its commas, and the provisions between its semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.spans import Span
from rag.eligibility import marks


def unlabelled(text: str, span: Span) -> Span:
    """A span without the number that opens it."""
    match = marks.LABEL.match(span.of(text))
    return Span(span.start + match.end(), span.end) if match else span


def parts(text: str, span: Span) -> Iterator[Span]:
    """The provisions that a semicolon divides; a colon with grants behind it opens several."""
    start = span.start
    for match in re.finditer(r"[；;]|[，,](?=(?:中|小|微|大)[^，,；]{0,3}企业可以?申请)", span.of(text)):
        yield from _nonempty(text, Span(start, span.start + match.start()))
        start = span.start + match.end()
    yield from _nonempty(text, Span(start, span.end))


def _nonempty(text: str, span: Span) -> Iterator[Span]:
    span = trimmed(text, span)
    if len(span):
        yield span


def trimmed(text: str, span: Span) -> Span:
    """A span without white space and separators at its ends."""
    words = span.of(text)
    left = len(words) - len(words.lstrip(" \t\n　，,；;、"))
    right = len(words) - len(words.rstrip(" \t\n　，,；;。.、"))
    return Span(span.start + left, max(span.start + left, span.end - right))


def chunks(text: str, span: Span) -> list[Span]:
    """The stretches between commas, those inside brackets or quotation marks left alone."""
    out, start, depth = [], span.start, 0
    for at in range(span.start, span.end):
        c = text[at]
        depth += (c in "（(《【“「") - (c in "）)》】”」")
        if c in marks.STOPS and depth <= 0 and not (c in ",:" and text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit()):
            out.append(trimmed(text, Span(start, at)))
            start = at + 1
    out.append(trimmed(text, Span(start, span.end)))
    return [chunk for chunk in out if len(chunk)]
