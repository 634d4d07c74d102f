"""What a question takes for granted: amounts, shares, dates, places; found in the documents, or a false premise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from corpus.documents import ParsedDocument, UnitKind
from rag.understanding import places
from rag.understanding.numerals import chinese
from rag.understanding.wording import normalised

_DIGITS = "〇零一二两三四五六七八九"
_PLACES = {"十": 10, "百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_NUM = (
    rf"(?:{_ARABIC}(?:\s?[十百千万亿]+零?(?:[0-9]+|[{_DIGITS}])?)*"
    rf"|(?<![{_DIGITS}十百千万亿])(?:[{_DIGITS}]|(?<![几数])(?<!(?<!以)上)[十百千])[{_DIGITS}十百千万亿]*(?:点[{_DIGITS}]+[十百千万亿]*)?)"
)
"""A whole number of Chinese text, in digits, in characters or in both (15,000, 1万5千, 一点五万); none in 数十万, 上百万."""
_GROUPED = r"[1-9][0-9]{0,2}(?:[ .,][0-9]{3})+"
_FIGURE = rf"(?:{_GROUPED}(?:[.,][0-9]{{1,2}})?|[0-9]+(?:[.,][0-9]+)?)(?![0-9])"
"""A number as other languages write it: 15.000, 15 000, 1,5."""
_START = r"(?<![0-9十百千万亿点])(?<![0-9]\.)"
"""Where a number may begin that is not the rest of another one."""
_MONEY = re.compile(
    rf"{_START}(?:({_NUM})\s?(?:多|余)?(?:块钱|元|人民币)"
    rf"|({_NUM})(?<=[万亿])(?!(?:[0-9]+|[{_DIGITS}])?[十百千万亿]|[0-9辆个家户人名台次份平亩吨头株座]))"
)
_YUAN = "(?:yuan|rmb|cny|위안|юан|يوان|nhân dân tệ)"
_MONEY_ABROAD = re.compile(
    rf"{_START}({_FIGURE})\s?(?:(k|thousand|million|billion|mille|millions|mil|millones|tausend|millionen)\s?(?:{_YUAN}|元)|{_YUAN})",
    re.IGNORECASE,
)
_SHARE = re.compile(rf"百分之({_NUM})|{_START}([0-9]+(?:[.,][0-9]+)?)\s?%|({_NUM})成(半)?(?!立|为|功|果|本|员|长|熟|都)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?(?:年|(?=[^\d]*$))|\b((?:19|20)\d{2})\b")
_ISSUED = re.compile(
    r"(?:19|20)\d{2}\s?年?[^,,。?]{0,8}(?:印发|发布|出台|颁布|公布|施行|实施)"
    r"|(?:issued|published|released|adopted)[^,.?]{0,15}(?:19|20)\d{2}",
    re.IGNORECASE,
)
_SCALE = {"k": 10**3, "thousand": 10**3, "mille": 10**3, "mil": 10**3, "tausend": 10**3, "million": 10**6, "millions": 10**6}
_SCALE |= {"millones": 10**6, "millionen": 10**6, "billion": 10**9}
_TOKEN = re.compile(rf"[0-9][0-9,]*(?:\.[0-9]+)?|[{_DIGITS}]*点[{_DIGITS}]+|[{_DIGITS}]+|[十百千万亿]")
_QUOTED = re.compile(r"[“\"《「『]([\u3400-\u9fffA-Za-z0-9·+ ]{3,40})[”\"》」』]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_OWN = re.compile(r"我(?:们|司|公司|店|厂|家|是|有|在|的)?|本人|本公司|\b(?:i|we|my|our|mein|unser|mon|notre|mi|nuestra)\b", re.I)
_OWN_FIGURE = re.compile(
    r"(?:(?:涨|降|增长|增加|减少|下降|投|花|赚|亏|交|欠|买|卖|租|借|贷|用)了"
    r"|(?:单笔(?:贷款)?|注册资本|营收|营业额|营业收入|年收入|月收入|收入|月薪|工资|总?投资|投入|产值|销售额|成本|房租|花费)(?:额|了|是|为|达到?|约|有|共)?)"
    rf"\s*{_NUM}\s?(?:多|余)?(?:块钱|块|元|人民币|%|成)?(?:以上|左右)?"
)
"""Figures of the asker's own case: what was spent, earned, invested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that a question states on the side."""

    kind: str
    """amount, share, year, limit, place, name, denial or department."""
    text: str
    """As the question has it."""


def unfounded(question: str, documents: Sequence[ParsedDocument], *, own: bool = False) -> tuple[Claim, ...]:
    """Claims of a normalised question that none of the documents bears out.

    What people say of themselves (我公司注册资本500万元, "we are in Guangdong") is no claim about the document, unless ``own``.
    """
    if not own and _OWN.search(question):
        return ()
    claimed = _OWN_FIGURE.sub(" ", question)
    amounts, shares, years = _amounts(claimed), _shares(claimed), _years(question)
    misdated = [Claim(kind="year", text=said) for said in _misdated(question, documents)]
    # A name in the letters of another language is a translation, unless it is written as a name.
    quoted = [name for name in _QUOTED.findall(question) if _HAN.search(question) or not name.islower()]
    named = places.mentioned(question)
    if not (amounts or shares or years or quoted or named):
        # Most questions: the documents, which may be many and long, need not be read.
        return tuple(misdated)
    stated = [_stated(d.document.text) for d in documents]
    text = "\n".join(s.text for s in stated)
    held = {value for s in stated for value in s.amounts} if amounts else set()
    found = [Claim(kind="amount", text=said) for value, said in amounts.items() if value not in held]
    held = {value for s in stated for value in s.shares} if shares else set()
    found += [Claim(kind="share", text=said) for value, said in shares.items() if value not in held]
    found += [Claim(kind="year", text=said) for said in years if said not in text]
    found += misdated
    plain = "".join(text.split()).lower() if quoted else ""
    found += [Claim(kind="name", text=name) for name in quoted if "".join(name.split()).lower() not in plain]
    found += [Claim(kind="place", text=alike[0]) for alike in named if not any(places.bare(place) in text for place in alike)]
    return tuple(found)


def all_figures(question: str, documents: Sequence[ParsedDocument]) -> bool:
    """Whether all figures of a normalised question stand in one of the documents, those before 号 in its own number."""
    wanted = _FIGURES.findall(question)
    for parsed in documents if wanted else ():
        text, number = plain_text(parsed.document.text), normalised(parsed.document.number or "")
        if all(re.search(rf"(?<![0-9.]){re.escape(figure)}(?![0-9])", number if own else text) for figure, own in wanted):
            return True
    return not wanted


_FIGURES = re.compile(r"(?<![0-9.])([0-9]+(?:[.][0-9]+)?)(\s?号)?")


def plain_text(text: str) -> str:
    """A document's text as questions are compared with it; remembered."""
    return _stated(text).text


def policy_text(parsed: ParsedDocument) -> str:
    """A document without the page around it, as questions are compared with it: a site's list of departments says nothing of the policy."""
    text = parsed.document.text
    around = any(unit.kind is UnitKind.FURNITURE for unit in parsed.units)
    return plain_text("\n".join(unit.span.of(text) for unit in parsed.units if unit.kind is not UnitKind.FURNITURE) if around else text)


class _Stated:
    """What a document says, read as far as a question needs it."""

    def __init__(self, text: str) -> None:
        self.text = normalised(text)

    @cached_property
    def amounts(self) -> frozenset[Fraction]:
        return frozenset(_amounts(self.text))

    @cached_property
    def shares(self) -> frozenset[Fraction]:
        return frozenset(_shares(self.text))


@lru_cache(1024)
def _stated(text: str) -> _Stated:
    return _Stated(text)


def _amounts(text: str) -> dict[Fraction, str]:
    out: dict[Fraction, str] = {}
    for m in _MONEY.finditer(text):
        out.setdefault(_value(m.group(1) or m.group(2)), m.group())
    for m in _MONEY_ABROAD.finditer(text):
        figure, scale = m.groups()
        out.setdefault(_figure(figure, dotted=not scale) * _SCALE.get((scale or "").lower(), 1), m.group())
    return out


def _shares(text: str) -> dict[Fraction, str]:
    out: dict[Fraction, str] = {}
    for m in _SHARE.finditer(text):
        worded, figure, tenths, half = m.groups()
        value = _figure(figure, dotted=False) if figure else 10 * _value(tenths) if tenths else _value(worded)
        out.setdefault(value + 5 if half else value, m.group())
    return out


def _years(text: str) -> list[str]:
    return [m.group(1) or m.group(2) for m in _YEAR.finditer(text)]


def _misdated(question: str, documents: Sequence[ParsedDocument]) -> list[str]:
    """Years in which a question says that the document came out, where none of the documents did."""
    if not _ISSUED.search(question) or any(d.document.published is None for d in documents):
        return []
    known = {str(day.year) for d in documents for day in (d.document.published, d.document.effective) if day}
    said = next(iter(_years(_ISSUED.search(question).group())), None)  # type: ignore[union-attr]
    return [said] if said and said not in known else []


def _value(run: str) -> Fraction:
    """The value of a whole number of Chinese text."""
    total, part, figure = Fraction(0), Fraction(0), Fraction(0)
    for token in _TOKEN.findall(run):
        place = _PLACES.get(token)
        if place is None:
            figure = _digits(token)
        elif place < _PLACES["万"]:
            part, figure = part + (figure or 1) * place, Fraction(0)
        else:
            below = part + figure
            total = (total + below) * place if total < place else total + below * place
            part = figure = Fraction(0)
    return total + part + figure


def _digits(token: str) -> Fraction:
    if token[0] in "0123456789":
        return Fraction(token.replace(",", ""))
    whole, _, part = token.partition("点")
    return Fraction(f"{chinese(whole) or 0}.{''.join(str(chinese(c)) for c in part) or 0}")


def _figure(text: str, *, dotted: bool) -> Fraction:
    """The value of a number that other languages write; one dot before three digits opens a fraction unless ``dotted``."""
    groups = re.fullmatch(rf"({_GROUPED})(?:[.,]([0-9]{{1,2}}))?", text)
    if groups and (dotted or not re.fullmatch(r"[0-9]+\.[0-9]+", text)):
        return Fraction(f"{re.sub('[ .,]', '', groups.group(1))}.{groups.group(2) or 0}")
    return Fraction(text.replace(",", "."))
