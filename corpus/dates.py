"""Dates of a document: 成文 or 发布, 施行, 有效期至, each with the words that prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from corpus.documents import Fact
from corpus.numerals import to_int
from corpus.spans import Span

_YEAR = r"(?P<y>[12]\d{3}|[一二][〇○ＯOo0零一二三四五六七八九]{3})"
_MONTH = r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})"
_DAY = r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})"
DATE = re.compile(
    rf"{_YEAR}\s*(?:年\s*{_MONTH}\s*月\s*{_DAY}\s*日"
    rf"|[-./]\s*{_MONTH.replace('?P<m>', '?P<m2>')}\s*[-./]\s*{_DAY.replace('?P<d>', '?P<d2>')}(?!\d))"
)
_START = re.compile(
    rf"(?:自|从|于)\s*(?:(?P<date>{re.sub(r'[?]P<[ymd]>', '?:', _YEAR)}\s*年[^，。；]{{2,12}}?日)"
    rf"|(?P<self>(?:本\S{{0,12}})?(?:印发|发布|公布|颁布|发文|签发|下发)之?日))\s*(?:起)?(?:正式|开始)?(?:施行|实施"
    rf"|执行|生效|试行)"
)
_SELF = (
    r"本(?:通知|意见|办法|规定|条例|细则|方案|决定|公告|通告|法|解释|规则|准则|标准|政策|措施|规范|制度|章程|批复"
    r"|指引|修正案|文件|实施\S{1,4}|\S{0,6}(?:办法|规定|细则|意见))"
)
_SUBJECT = re.compile(
    rf"(?:{_SELF}"
    r"|现予(?:公布|发布)|予以(?:公布|发布)|公布|发布|通过|修正|修订|现印发给你们|批准)[^。；《》]{0,24}\Z|^[\s　（(]*\Z|号公布\s*\Z"
)
"""What may stand before 自…起施行 when it is the document itself that is meant."""
_RUNNING = re.compile(
    r"(?:上述政策|本(?:通知|办法|意见|政策|公告|规定|措施))[^。；]{0,20}?(?:执行期限|有效期|实施期限|执行时间)(?:为"
    r"|是|[：:])?\s*(?:自)?\s*(?=[12]\d{3}\s*年)"
)
_HEADED = re.compile(
    rf"(?P<date>{re.sub(r'[?]P<[ymd]>', '?:', _YEAR)}\s*年[^，。；\n]{{2,10}}?日)\s*(?:起)?(?:施行|实施)(?=\s*(?:$"
    rf"|\n))",
    re.M,
)
_UNTIL = re.compile(
    r"(?:有效期|期限|执行|施行|实施|试行期)[^。；，]{0,16}?(?:至|到)\s*(?=[12]\d{3}\s*年)|(?:至"
    r"|到)\s*(?=[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:止|废止|失效|停止执行))"
)
_OPENS = r"(?<![^。；，,：:、.．\s）)（(【])"
"""Where a clause begins."""
_OWN = re.compile(
    rf"{_SELF}|{_OPENS}(?:(?:本(?![省市区县州人年地条款项科])|以上)[^，。；《》]{{0,8}}|该(?:若干|实施|工作)?)(?:政策|措施|方案|计划|规划|意见|指南|清单)"
    rf"|上述[^，。；《》]{{0,20}}?(?:政策|规定|措施)|(?:现予|予以)(?:公布|发布)|印发给?你们|现印发|此件|{_OPENS}(?:文件|政策)(?=有效期|\Z)"
)
"""Words that name the document itself as what ends on a day."""
_OTHER = re.compile(r"申报|申请|截止|费率|延长|(?<!本)《[^《》]*》\Z")
"""Words that name something else as what ends: a term for people, or another document right before."""
_NAMING = re.compile(r"《|政策")
"""Words that leave open whose a bare term is, unless its sentence says from when something applies."""
_BARE = re.compile(rf"{_OPENS}(?:有效期|试行期|(?:执行|施行|实施)(?:期|时间))")
"""A term of which no clause says whose it is."""
_APPLIED = re.compile(r"[^，。；]{8,14}止\s*施行")
"""What follows 至 where the document applies for a span of days."""
_TERM = re.compile(
    r"(?:有效期|有效期限|试行期|试行期限|执行期限|施行期限|期限|暂定)(?:限)?(?:暂定|为|是|定为"
    r"|[：:])?\s*(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*(?:个)?年|"
    r"(?:施行|实施|执行)，?试行(?P<n2>\d{1,2}|[一二两三四五六七八九十]{1,2})年"
)

_ACT = re.compile(r"(?<=通过|批准|公布|发布|施行|修正|修订)[）)\s]*(?=(?:根据\s*)?\d{4}\s*年)(?!\d{4}\s*年(?:(?!通过)[^《》])*批准的《)")
"""Between two acts of a head: 1990年…通过, 1991年…批准; an amendment that was passed and then approved is one act."""
_SENTENCE = 120
"""Characters on either side of a term in which its sentence is read."""
_SENTENCE_END = re.compile(r"[。；\n]|\Z")
_AMENDMENT = re.compile(r"修正(?!案)|关于[^《》]{0,60}(?:修改|废止)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date and where it stands."""

    day: date
    span: Span

    @property
    def fact(self) -> Fact:
        """The fact that it proves."""
        return Fact(value=self.day.isoformat(), span=self.span)


def dates_in(text: str, start: int, end: int) -> Iterator[Dated]:
    """The well-formed dates between two positions, in order."""
    for found in DATE.finditer(text, start, end):
        day = _day(found)
        if day is not None:
            yield Dated(day, Span(found.start(), found.end()))


def _day(found: re.Match[str]) -> date | None:
    year = to_int(found["y"].replace("Ｏ", "〇").replace("o", "〇"))
    month, day = to_int(found["m"] or found["m2"]), to_int(found["d"] or found["d2"])
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def enacted_in(text: str, start: int, end: int, dates: list[Dated]) -> Dated | None:
    """The last of ``dates`` in a head that runs from ``start`` to ``end`` that is not of an amendment; None when all are."""
    edges = [start, *(act.end() for act in _ACT.finditer(text, start, end)), end]
    acts = [Span(*edge) for edge in pairwise(edges) if not _AMENDMENT.search(text, *edge)]
    return max((dated for dated in dates if any(dated.span in act for act in acts)), key=lambda dated: dated.day, default=None)


def effective_in(text: str, start: int, end: int, published: Dated | None) -> Dated | None:
    """From when the document applies: the last 自…起施行 in the range that does not speak of another document.

    自发布之日起施行 gives the day of ``published``, proved by those words.
    """
    chosen: Dated | None = None
    for found in _START.finditer(text, start, end):
        if not _of_itself(text, start, found.start()):
            continue
        span = Span(found.start(), found.end())
        if found["self"]:
            chosen = Dated(published.day, span) if published else chosen
            continue
        inner = next(dates_in(text, found.start(), found.end()), None)
        if inner:
            chosen = Dated(inner.day, span)
    for pattern in (_RUNNING, _HEADED):
        head = pattern.search(text, start, end) if chosen is None else None
        inner = next(dates_in(text, head.start(), min(end, head.end() + 20)), None) if head else None
        if head and inner:
            chosen = Dated(inner.day, Span(head.start(), max(head.end(), inner.span.end)))
    return chosen


def _of_itself(text: str, start: int, position: int) -> bool:
    """Whether 自…起施行 at ``position`` speaks of the document and not of one it names or of one of its measures."""
    sentence = _sentence_before(text, start, position)
    return bool(_SUBJECT.search(sentence)) and not re.search(
        r"规定的|所定的|[》”][^，。]{0,12}\Z", re.split(r"现予|，予以", sentence)[0] if "现予" not in sentence else ""
    )


def expiry_in(text: str, start: int, end: int, effective: Dated | None) -> Dated | None:
    """Until when the document applies: 有效期至 a day, or a number of years from ``effective`` on.

    A term of years in the sentence of 自…起施行 is that of the document, whatever days other sentences set.
    """
    terms = [term for term in _TERM.finditer(text, start, end) if _of_document(text, term.start())]
    terms.sort(key=lambda term: not _beside_start(text, start, term))
    settled = bool(terms) and _beside_start(text, start, terms[0])
    for found in _UNTIL.finditer(text, start, end):
        day = next(dates_in(text, found.end(), min(end, found.end() + 24)), None)
        if day and _ends_document(text, start, found) and not (settled and not _beside_start(text, start, found)):
            return Dated(day.day, Span(found.start(), day.span.end))
    for found in terms:
        years = to_int(found["n"] or found["n2"])
        if years and effective:
            return Dated(_years_on(effective.day, years), Span(found.start(), found.end()))
    return None


def _beside_start(text: str, start: int, term: re.Match[str]) -> bool:
    """Whether the sentence of a term says from when the document applies."""
    left = term.start() - len(_sentence_before(text, start, term.start()))
    right = _SENTENCE_END.search(text, term.end(), term.end() + _SENTENCE)
    found = _START.finditer(text, left, right.start() if right else len(text))
    return any(_of_itself(text, start, position.start()) for position in found)


def _ends_document(text: str, start: int, until: re.Match[str]) -> bool:
    """Whether a day that ends something ends the document: its sentence names the document, or nothing else."""
    if "延长" in until[0]:
        return False
    sentence = _sentence_before(text, start, until.start())
    own = max((found.end() for found in _OWN.finditer(sentence)), default=0)
    if _OTHER.search(sentence, own):
        return False
    if own or _beside_start(text, start, until) or _APPLIED.match(text, until.end()):
        return True
    return bool(_BARE.match(text, until.start())) and bool(_START.search(sentence) or not _NAMING.search(sentence))


def _sentence_before(text: str, start: int, position: int) -> str:
    """The words of a sentence before ``position``."""
    return re.split(r"[。；\n]", text[max(start, position - _SENTENCE) : position])[-1]


def _of_document(text: str, position: int) -> bool:
    """Whether a term of years is that of the document: 施行 or 本办法 stand before it in its sentence."""
    sentence = re.split(r"[。；\n]", text[max(0, position - 80) : position])[-1]
    return bool(re.search(r"施行|实施|执行|生效|本(?:通知|办法|意见|规定|细则|方案|政策|措施|公告|通告|文件)", sentence))


def _years_on(day: date, years: int) -> date:
    """The anniversary that ends a term of ``years`` begun on ``day``."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=2, day=28)
