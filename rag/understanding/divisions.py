"""The parts that a document is divided into at the top, whether measures stand under them or they are measures themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import ParsedDocument
from corpus.spans import Span

_ATTACHED = "附"
_HAN = re.compile(r"[〇零一二三四五六七八九十百]+")
_NAMED = re.compile(r"第.+[编章篇部分节]+")
_FIGURE = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Division:
    """One part."""

    label: str
    path: str
    span: Span
    """Its heading, or the first sentence of a measure that is a part of its own."""


def divisions(parsed: ParsedDocument, inside: str = "") -> tuple[Division, ...]:
    """The outermost parts in reading order, attachments left out: 一、二、三, or 第一章 to the last; empty for articles in a row.

    Args:
        parsed: The document.
        inside: Path of an attachment, whose own parts are meant then.
    """
    sections = [Division(s.label, s.path, s.span) for s in parsed.sections if _outermost(s.path, inside)]
    taken = {s.path for s in sections}
    alone = [
        Division(m.label, m.path, m.sentences[0].span if m.sentences else m.span)
        for m in parsed.measures
        if m.path not in taken and _outermost(m.path, inside)
    ]
    kinds = [_HAN, _FIGURE] if not sections else [kind for kind in (_HAN, _NAMED, _FIGURE) if any(_is(kind, s) for s in sections)]
    beside = next((same for kind in kinds if (same := [one for one in alone if _is(kind, one)])), [])
    return tuple(sorted([*sections, *beside], key=lambda division: division.span))


def _outermost(path: str, inside: str) -> bool:
    if inside:
        return path.startswith(f"{inside}/") and "/" not in path[len(inside) + 1 :]
    return "/" not in path and not path.startswith(_ATTACHED)


def _is(kind: re.Pattern[str], division: Division) -> bool:
    return kind.fullmatch(division.label) is not None


def shared(outermost: Sequence[str]) -> str:
    """The attachment that all measures of a scope lie in, by the first steps of their paths, each once; empty where they do not."""
    return outermost[0] if len(outermost) == 1 and outermost[0].startswith(_ATTACHED) else ""
