"""Metadata that a text gives about itself, each value with the words that prove it."""

from __future__ import annotations

import re
from pathlib import PurePath

from corpus import issuers
from corpus.dates import Dated, dates_in, effective_in, enacted_in, expiry_in
from corpus.documents import Document, Fact
from corpus.lines import Block, once
from corpus.phrases import DATE_LINE, NUMBER
from corpus.reading import Outlined, Reading
from corpus.references import amends_in, basis_in, repeals_in
from corpus.spans import Span

_INDEX_NUMBER = re.compile(
    r"(?:发文字号|文\s*号|发文文号|文件编号)\s*[：:"
    r"|]\s*\|?\s*(?P<number>[\u4e00-\u9fff（()）]{1,20}[〔\[［【（(]\s*(?:19"
    r"|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d{1,5}\s*号|[\u4e00-\u9fff]{2,20}令?第?\s*\d{1,5}\s*号)"
)
_INDEX_DATE = re.compile(r"成文日期\s*[：:|]\s*\|?\s*(?=[12]\d{3})")
_STAMP_DATE = re.compile(r"(?:发布日期|发布时间|发表时间|公布日期|印发日期)\s*[：:|]?\s*\|?\s*(?=[12]\d{3})")
_BRACKETED = re.compile(
    r"[\u4e00-\u9fff]{1,16}(?:[（(][^（()）]{1,8}[）)])?[〔\[［【（(]\s*(?:19"
    r"|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d{1,5}\s*号令?"
)
_ORDER = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,24}?令)\s*[（(]?\s*(?:(?:19|20)\d{2}\s*年)?\s*第?\s*(?P<n>\d{1,5}"
    r"|[一二三四五六七八九十百〇零]{1,6})\s*号"
)
_DOUBLED = re.compile(r"(.{4,60}?)\1")
"""Bold words that a pdf prints twice."""
_TABLE_EFFECTIVE = re.compile(r"(?:实施日期|施行日期|生效日期|执行日期)\s*[：:|]\s*\|?\s*(?=[12]\d{3})")
_TABLE_EXPIRES = re.compile(r"(?:失效日期|废止日期|失效时间|有效期至|截止日期)\s*[：:|]\s*\|?\s*(?=[12]\d{3})")
_ID_LENGTH = 120


def describe(text: str, reading: Reading, *, source: str, sha256: str) -> Document:
    """The document that a reading describes."""
    stem = PurePath(source).stem
    if not reading.parts:
        return _empty(text, stem, source, sha256)
    facts: dict[str, tuple[Fact, ...]] = {}
    first = reading.parts[0]
    title = _title(reading) or Fact(value=stem, span=None)
    number = _number(text, first)
    published = _published(text, first)
    issuer = _issuer(text, first, reading)
    body_end = max(outlined.part.body[-1].end if outlined.part.body else 0 for outlined in reading.parts)
    end = max([body_end, *(block.end for outlined in reading.parts for block in outlined.closing)])
    body_start = first.part.body[0].start if first.part.body else 0
    effective = _effective(text, reading, end, published)
    table = _table_date(text, _TABLE_EXPIRES, body_start)
    expires = expiry_in(text, body_start, end, None) or table or expiry_in(text, body_start, end, effective or published)
    single = {"number": number, "issuer": issuer, "title": title}
    single |= {name: dated.fact for name, dated in (("published", published), ("effective", effective), ("expires", expires)) if dated}
    facts |= {name: (fact,) for name, fact in single.items() if fact}
    many = {
        "basis": tuple(basis_in(text, body_start, _preamble_end(reading))),
        "repeals": tuple(repeals_in(text, body_start, end)),
        "amends": tuple(amends_in(text, _front_start(first), _preamble_end(reading))),
    }
    facts |= {name: found for name, found in many.items() if found}
    source_of_region = next((fact for fact in (issuer, title) if fact and issuers.region_of(fact.value)), None)
    region = issuers.region_of(source_of_region.value) if source_of_region else None
    if region and source_of_region:
        facts["region"] = (Fact(value=region, span=source_of_region.span),)
    name = number.value if number else title.value
    return Document(
        id=name[:_ID_LENGTH],
        title=title.value,
        number=number.value if number else None,
        issuer=issuer.value if issuer else None,
        published=published.day if published else None,
        effective=effective.day if effective else None,
        expires=expires.day if expires else None,
        basis=_values(many["basis"]),
        repeals=_values(many["repeals"]),
        amends=_values(many["amends"]),
        region=region,
        facts=facts,
        text=text,
        sha256=sha256,
        source=source,
    )


def _empty(text: str, stem: str, source: str, sha256: str) -> Document:
    return Document(
        id=stem[:_ID_LENGTH],
        title=stem,
        number=None,
        issuer=None,
        published=None,
        effective=None,
        expires=None,
        basis=(),
        repeals=(),
        amends=(),
        region=None,
        facts={},
        text=text,
        sha256=sha256,
        source=source,
    )


def _values(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    return tuple(fact.value for fact in facts)


def _front_start(first: Outlined) -> int:
    return first.part.head[0].start if first.part.head else (first.part.body[0].start if first.part.body else 0)


def _title(reading: Reading) -> Fact | None:
    """The title over the body; of an order or announcement that publishes a law, the law's own title."""
    blocks = reading.parts[0].part.title
    fact = _title_fact(blocks)
    law = next((part.part.title for part in reading.parts[1:] if part.part.title and not part.part.attachment), None)
    if law and (fact is None or re.search(r"(?:令|公告|号)[）)]?$", fact.value)) and not re.search(r"关于", fact.value if fact else ""):
        fact = _title_fact(law)
    if fact is None:
        return None
    named = re.match(r"^[\u4e00-\u9fff]{2,20}令.{0,20}号[（(](?P<name>[^（()）]{4,60}(?:办法|规定|条例|细则|规则|准则))[）)]$", fact.value)
    value = named["name"] if named else re.sub(r"[（(][^（()）]*(?:令|公告|号|通过|公布|施行)[^（()）]*[）)]$", "", fact.value)
    return Fact(value=(value or fact.value).strip(), span=fact.span)


def _title_fact(blocks: list[Block]) -> Fact | None:
    value = re.sub(r"\s+", " ", "".join(once(block.words) for block in blocks))
    value = _DOUBLED.sub(r"\1", value)
    glued = re.match(r"(?P<title>.*(?:通知|意见|办法|规定|决定|公告|通告|批复|函|方案))[\u4e00-\u9fff]{2,12}〔\d{4}〕\d+号$", value)
    value = glued["title"] if glued else value
    return Fact(value=value, span=Span(blocks[0].start, blocks[-1].end)) if value else None


def _number(text: str, first: Outlined) -> Fact | None:
    """文号: a line of its own in the front matter, else the index table, else within the title or the notes at the end."""
    head = first.part.head
    for block in head:
        words = block.words.strip("#*（()） \u3000")
        if len(words) <= 60 and NUMBER.fullmatch(words):
            return _number_fact(text, block, words, head)
    stop = first.part.body[0].start if first.part.body else len(text)
    found = _INDEX_NUMBER.search(text, 0, max(stop, 1))
    if found:
        return Fact(value=_compact(found["number"]), span=Span(found.start("number"), found.end("number")))
    for block in head:
        words = once(block.words)
        inside = _ORDER.search(words) or _BRACKETED.search(words)
        if inside and len(words) < 160 and not re.search(r"根据|按照|依据|《[^》]*$", words[: inside.start()]):
            value = re.sub(r"^.*(?:通知|意见|决定|方案|办法|公告|函)(?=[\u4e00-\u9fff]{2,12}[〔\[（(])", "", inside[0])
            value = re.sub(r"^\d{4}年\d{1,2}月\d{1,2}日|^.*?日(?=[\u4e00-\u9fff]{2,12}令)", "", value)
            return Fact(value=_compact(value), span=_where(text, block, value))
    return None


def _where(text: str, block: Block, words: str) -> Span:
    """Where ``words`` stand in a block, line breaks inside them allowed; the whole block when they cannot be found."""
    found = re.compile(r"\s*".join(map(re.escape, re.sub(r"\s+", "", words)))).search(text, block.start, block.end)
    return Span(found.start(), found.end()) if found else Span(block.start, block.end)


def _number_fact(text: str, block: Block, words: str, head: list[Block]) -> Fact:
    """The number of a line; 第768号 takes the 令 of the line above."""
    start = text.index(words[:3], block.start)
    span = Span(start, block.end if block.words.endswith(words) else start + len(words))
    if words.startswith(("第", "〔")):
        index = head.index(block)
        above = head[index - 1] if index else None
        if above and re.search(r"(?:令|公告|通告)$", above.words.strip("#* ")):
            return Fact(value=_compact(above.words.strip("#* ") + words), span=Span(above.start, span.end))
    return Fact(value=_compact(words), span=span)


def _compact(number: str) -> str:
    """A 文号 as it is cited: no spaces, 〔〕 around the year."""
    return re.sub(r"[\[［【（(]((?:19|20)\d{2})[\]］】）)]", r"〔\1〕", re.sub(r"\s+", "", number))


def _published(text: str, first: Outlined) -> Dated | None:
    """成文日期: under the signature, else in brackets under the title, else of the index table, else of the page stamp."""
    for block in reversed(first.closing):
        if (
            len(block.words) <= 90
            and (DATE_LINE.fullmatch(block.words) or re.search(r"日[）)]?$", block.words))
            and "印发" not in block.words
        ):
            found = list(dates_in(text, block.start, block.end))
            if found:
                return found[-1]
    stop = first.part.body[0].start if first.part.body else len(text)
    found_index = _INDEX_DATE.search(text, 0, stop)
    if found_index:
        return next(dates_in(text, found_index.end(), min(stop, found_index.end() + 20)), None)
    head = _head_dates(text, first)
    if head:
        return max(head, key=lambda dated: dated.day)
    stamp = _STAMP_DATE.search(text, 0, stop)
    if stamp:
        return next(dates_in(text, stamp.end(), min(len(text), stamp.end() + 20)), None)
    return next(dates_in(text, 0, stop), None)


def _head_dates(text: str, first: Outlined) -> list[Dated]:
    """The dates over the body, but for that from which the document applies."""
    return [
        dated
        for block in first.part.head
        for dated in dates_in(text, block.start, block.end)
        if not re.match(r"\s*起?(?:施行|实施)", text[dated.span.end :][:6])
    ]


def _first_published(text: str, first: Outlined, published: Dated | None) -> Dated | None:
    """The day that 自公布之日 means: ``published``, but of a head that tells of amendments the last day that is none of theirs."""
    dates = _head_dates(text, first)
    if published not in dates:
        return published
    return enacted_in(text, first.part.head[0].start, first.part.head[-1].end, dates) or published


def _effective(text: str, reading: Reading, end: int, published: Dated | None) -> Dated | None:
    """From when the document applies: a day that the text sets, else one of the page's table, else that of publication."""
    first = reading.parts[0]
    start = _front_start(first)
    middle = first.closing[-1].end if first.closing else (first.part.body[-1].end if first.part.body else end)
    day = effective_in(text, start, middle, None) or effective_in(text, middle, end, None)
    body_start = first.part.body[0].start if first.part.body else 0
    return (
        day or _table_date(text, _TABLE_EFFECTIVE, body_start) or effective_in(text, start, end, _first_published(text, first, published))
    )


def _table_date(text: str, pattern: re.Pattern[str], end: int) -> Dated | None:
    """The date after a label of the page's table of facts."""
    found = pattern.search(text, 0, end)
    return next(dates_in(text, found.end(), min(end, found.end() + 20)), None) if found else None


def _issuer(text: str, first: Outlined, reading: Reading) -> Fact | None:
    stop = first.part.body[0].start if first.part.body else len(text)
    own = [block for outlined in reading.parts for block in outlined.closing if not outlined.part.attachment and "印发" not in block.words]
    return (
        issuers.from_signature(first.closing)
        or issuers.from_title(text, first.part.title)
        or issuers.from_number(_number(text, first))
        or issuers.from_adoption(text, first.part.head, "".join(once(block.words) for block in first.part.title))
        or issuers.from_signature(own)
        or issuers.from_index(text, 0, stop)
    )


def _preamble_end(reading: Reading) -> int:
    """Where the reasons end: after the first measure of the last part that is no attachment."""
    chosen = next((part for part in reversed(reading.parts) if not part.part.attachment), reading.parts[0])
    if chosen.root.children:
        first = chosen.root.children[0]
        while first.children:
            first = first.children[0]
        return first.blocks[-1].end
    return chosen.part.body[min(3, len(chosen.part.body)) - 1].end if chosen.part.body else 0
