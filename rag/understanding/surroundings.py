"""What stands around the measures: whom a document addresses, by whose consent it speaks, whether it is public, what its closing asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.documents import Fact, ParsedDocument, UnitKind
from corpus.spans import Span

NAMES = ("addressees", "disclosure", "consent", "closing")
"""Each is proved and shown by its own sentence; forms after GB/T 9704-2012."""

_ADDRESSED = re.compile(r"^[^,。；;]{0,4}(?:各|有关|相关|市|省|县|区|国务院|中央)[^。；;]{1,160}[:：]$")
_DISCLOSED = re.compile(r"此件[^。\n]{0,12}公开[^。\n)）]{0,8}|公开(?:方式|属性|类型|形式)\s*[:：]\s*\S{2,8}|此件(?:不予|依申请)公开")
_CONSENT = re.compile(r"(?:业?已?经|经|报请?)[^,，。；\n]{2,40}?(?:同意|批准|审议通过|通过|审定)")
_SIGNED = re.compile(r"^(?:\S{0,6}[:：]|附件|[(（]?此件|公开|\d{4}\s?年|联系)")
_PROSE = 20
"""A paragraph of the closing is longer; a signature or date is not."""


def around(name: str, parsed: ParsedDocument) -> tuple[Fact, ...]:
    """The sentences that say it, with their places; empty where the document does not."""
    text = parsed.document.text
    kinds = {"closing": (UnitKind.CLOSING,), "disclosure": (UnitKind.CLOSING, UnitKind.FRONT, UnitKind.FURNITURE)}.get(
        name, (UnitKind.FRONT,)
    )
    lines = [line for unit in parsed.units if unit.kind in kinds for line in _lines(text, unit.span)]
    if name == "closing":
        found = [line for line in lines if len(line) > _PROSE and line.of(text)[-1] in "。!！" and not _SIGNED.match(line.of(text))]
    elif name == "addressees":
        found = [line for line in lines if _ADDRESSED.match(line.of(text))][:1]
    elif name == "disclosure":
        found = [Span(line.start + m.start(), line.start + m.end()) for line in lines if (m := _DISCLOSED.search(line.of(text)))][:1]
    else:
        found = [line for line in lines if _CONSENT.search(line.of(text))][:1]
    return tuple(Fact(value=span.of(text), span=span) for span in found)


def _lines(text: str, span: Span) -> Iterator[Span]:
    at = span.start
    for raw in text[span.start : span.end].split("\n"):
        bare = raw.strip()
        if bare:
            start = at + raw.index(bare)
            yield Span(start, start + len(bare))
        at += len(raw) + 1
