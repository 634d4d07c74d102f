"""What stands around the measures: whom a document addresses, by whose consent it speaks, who signs, what its closing asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.documents import Fact, ParsedDocument, UnitKind
from corpus.spans import Span

NAMES = ("addressees", "disclosure", "consent", "adopted", "closing", "signatory", "amended", "last_amended")
"""Each is proved and shown by its own sentence; forms after GB/T 9704-2012."""
HEADED = ("amended", "last_amended")
"""Those of them that no measure tells: when a law was amended, and when it was for the last time."""

_ADDRESSED = re.compile(r"^[^,。；;]{0,4}(?:各|有关|相关|市|省|县|区|国务院|中央)[^。；;]{1,160}[:：]$")
_ANSWERED = re.compile(r"^[\u4e00-\u9fff、 ]{2,60}(?:委员|代表|同志)[:：]$")
_OFFICER = re.compile(
    r"^[\u4e00-\u9fff]{0,12}?(?:总\s*理|[市省县区州部厅局署行院旗盟会]\s*长|主\s*任|主\s*席|书\s*记|签\s*发\s*人)"
    r"(?P<apart>\s*[:：]\s*|\s+|)[\u4e00-\u9fff·](?:\s{0,4}[\u4e00-\u9fff·]){1,5}"
    r"(?:\s*[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)?$"
)
"""The line of the person who signs an order: 市长：某某, 总理 某某."""
_NO_PERSON = re.compile(r"(?:会议|信箱|热线|通道|办公室|令|之窗|简介|介绍|讲话|致辞|寄语|活动)$")
_DATE = re.compile(r"[\d〇○零一二三四五六七八九]{4}\s*年")
_DISCLOSED = re.compile(r"此件[^。\n]{0,12}公开[^。\n)）]{0,8}|公开(?:方式|属性|类型|形式)\s*[:：]\s*\S{2,8}|此件(?:不予|依申请)公开")
_CONSENT = re.compile(r"(?:业?已?经|经|报请?)[^,，。；\n]{2,40}?(?:同意|批准|审议通过|通过|审定)")
_ADOPTED = re.compile(
    r"\d日[^,，。；\n]{4,60}?(?:会议|大会|委员会)[^,，。；\n]{0,8}(?:通过|批准)|\d日[^,，。；\n]{2,24}令[^,，。；\n]{0,12}号(?:公布|发布)"
)
"""The line under the title of a law: by which meeting it was passed or by what order issued, and when."""
_AMENDED = re.compile(
    r"(?:根据\s*)?(?P<day>\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)"
    r"(?:(?!\d{4}\s?年)[^《》。；;\n]|《(?:[^《》]|《[^《》]*》)*》)*?(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)(?![〈《<的])"
)
"""What the head of a law says of one amendment: 根据2009年8月27日…《关于修改部分法律的决定》第一次修正."""
_SIGNED = re.compile(r"^(?:\S{0,6}[:：]|附件|[(（]?此件|公开|\d{4}\s?年|联系)")
_PROSE = 20
"""A paragraph of the closing is longer; a signature or date is not."""


def around(name: str, parsed: ParsedDocument) -> tuple[Fact, ...]:
    """The sentences that say it, with their places; empty where the document does not."""
    text = parsed.document.text
    kinds = {
        "closing": (UnitKind.CLOSING,),
        "disclosure": (UnitKind.CLOSING, UnitKind.FRONT, UnitKind.FURNITURE),
        "signatory": (UnitKind.FRONT, UnitKind.CLOSING),
    }.get(name, (UnitKind.FRONT,))
    lines = [line for unit in parsed.units if unit.kind in kinds for line in _lines(text, unit.span)]
    if name == "closing":
        found = [line for line in lines if len(line) > _PROSE and line.of(text)[-1] in "。!！" and not _SIGNED.match(line.of(text))]
    elif name == "addressees":
        found = [line for line in lines if _ADDRESSED.match(line.of(text)) or _ANSWERED.match(line.of(text))][:1]
    elif name == "signatory":
        found = [
            line for line, after in zip(lines, [*lines[1:], None], strict=True) if _signs(line.of(text), after.of(text) if after else "")
        ]
    elif name == "disclosure":
        found = [Span(line.start + m.start(), line.start + m.end()) for line in lines if (m := _DISCLOSED.search(line.of(text)))][:1]
    elif name in HEADED:
        amended = [m for line in lines for m in _AMENDED.finditer(text, line.start, line.end)]
        last = sorted(amended, key=lambda m: tuple(map(int, re.findall(r"\d+", m["day"]))))[-1:]
        found = [Span(*m.span()) for m in (amended if name == "amended" else last)]
    else:
        consented = [line for line in lines if _CONSENT.search(line.of(text))][:1] if name == "consent" else []
        found = consented or [line for line in lines if _ADOPTED.search(line.of(text))]
    return tuple(Fact(value=span.of(text), span=span) for span in found)


def _signs(line: str, after: str) -> bool:
    """Whether a line names the person who signs; without anything between office and name a date must follow."""
    officer = _OFFICER.match(line)
    return officer is not None and not _NO_PERSON.search(line) and bool(officer["apart"] or _DATE.match(after))


def _lines(text: str, span: Span) -> Iterator[Span]:
    at = span.start
    for raw in text[span.start : span.end].split("\n"):
        bare = raw.strip()
        if bare:
            start = at + raw.index(bare)
            yield Span(start, start + len(bare))
        at += len(raw) + 1
