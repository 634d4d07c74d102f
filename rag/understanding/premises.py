"""What a question takes for granted: amounts, shares, dates, places; found in the documents, or a false premise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from typing import Any

from corpus.documents import ParsedDocument, UnitKind
from corpus.tables import any_of, read_table
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
_WHOLE = rf"(?<![0-9{_DIGITS}十百千万亿点])(?<![0-9][.,])"
"""Where a number begins, so that a long run of digits is not tried from each of them."""
_MONEY = re.compile(
    rf"{_START}(?:({_NUM})\s?(?:多|余)?(?:块钱|元|人民币)"
    rf"|({_NUM})(?<=[万亿])(?!(?:[0-9]+|[{_DIGITS}])?[十百千万亿]|[0-9辆个家户人名台次份平亩吨头株座]))"
)
_YUAN = "(?:yuan|rmb|cny|위안|юан|يوان|nhân dân tệ)"
_SHARE = re.compile(rf"百分之({_NUM})|{_START}([0-9]+(?:[.,][0-9]+)?)\s?%|({_NUM})成(半)?(?!立|为|功|果|本|员|长|熟|都)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s?(?:年|(?![多余元块万亿人家户名个次分平米亩吨台辆件条])(?=[^\d]*$))|\b((?:19|20)\d{2})\b")
_ISSUED = re.compile(
    r"(?:19|20)\d{2}\s?年?[^,,。?]{0,8}(?:印发|发布|出台|颁布|公布|施行|实施)"
    r"|(?:issued|published|released|adopted)[^,.?]{0,15}(?:19|20)\d{2}",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"[0-9][0-9,]*(?:\.[0-9]+)?|[{_DIGITS}]*点[{_DIGITS}]+|[{_DIGITS}]+|[十百千万亿]")
_QUOTED = re.compile(r"[“\"《「『]([\u3400-\u9fffA-Za-z0-9·+ ]{3,40})[”\"》」』]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_OWN = re.compile(r"我(?:们|司|公司|店|厂|家|是|有|在|的)?|本人|本公司|\b(?:i|we|my|our|mein|unser|mon|notre|mi|nuestra)\b", re.I)
_ALL = re.compile("全额|全部|全数|足额")
"""Words for a hundred per cent."""
_ORGAN = re.compile("[市省]?(?:中心支行|支行|分行|海关|大学|学院|医院|银行|[\u3400-\u9fff]{0,6}(?:局|厅|委员会|办公室|公司|集团))")
_HELD = 0.5
"""Share of the words of a question's matter that a sentence on it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that a question states on the side."""

    kind: str
    """amount, share, year, limit, place, name, denial or department, which the documents do not have; figure or charge: given otherwise;
    not_contained: a figure that is asked about, and that they do not have."""
    text: str
    """As the question has it."""
    against: str = ""
    """The normalised sentence that says otherwise, where one was found."""


@cache
def _table() -> dict[str, Any]:
    return read_table(__file__, "premises.toml")


@cache
def _own_figure() -> re.Pattern[str]:
    """A figure of the asker's own case."""
    own = _table()["own"]
    figure = rf"(?:{_NUM}\s?(?:多|余)?(?:块钱|块|元|人民币|%|成)?(?:以上|左右)?|{_money_abroad().pattern})"
    told = r"(?:额|了|是|为|达到?|约|有|共|就|才|只|大概|差不多|超过|不到|不足){0,3}"
    return re.compile(rf"(?:{'|'.join(own['before'])}){told}\s*{figure}|{_WHOLE}{figure}(?={'|'.join(own['after'])})", re.IGNORECASE)


@cache
def _scales() -> dict[int, re.Pattern[str]]:
    return {int(value): re.compile(words) for value, words in _table()["scales"].items()}


@cache
def _money_abroad() -> re.Pattern[str]:
    scales = "|".join(sorted(_table()["scales"].values(), key=len, reverse=True))
    return re.compile(rf"{_START}(?:{_FIGURE})\s?(?:(?:{scales})(?: (?:de|di))?\s?(?:{_YUAN}|元)|{_YUAN})", re.IGNORECASE)


@cache
def _cue(name: str) -> re.Pattern[str]:
    """Any pattern of a table of `premises.toml`."""
    return re.compile(any_of(_table()[name]["patterns"]), re.IGNORECASE)


def confirmed(question: str) -> bool:
    """Whether a normalised question puts a statement up to be confirmed (…对吧, "…, right?"), not to be decided."""
    return _cue("confirmed").search(question.lower()) is not None


def given(question: str, figure: str) -> bool:
    """Whether a figure of a normalised question for yes or no belongs to what it asks about, and is not itself put up for decision."""
    patterns = _table()["given"]["patterns"]
    return any(re.search(pattern.replace("{figure}", re.escape(figure)), question, re.IGNORECASE) for pattern in patterns)


def leaves_open(question: str, sentence: str) -> bool:
    """Whether a normalised question has a sum or a share, not of the asker's own, and a normalised sentence has none at all of its kind."""
    if _OWN.search(question):
        return False
    claimed = _own_figure().sub(" ", question)
    return any(kind(claimed) and not kind(sentence) for kind in (_amounts, _shares))


def _reported(marked: re.Match[str]) -> bool:
    """Whether words in marks are those of others, or a statement, no title, of which is asked where it stands."""
    own = not marked.group().startswith("《") and len(marked.group(1)) >= _STATEMENT
    around = f"{marked.string[: marked.start()]} {marked.string[marked.end() :]}"
    return _cue("others").search(marked.string[: marked.start()]) is not None or (own and _cue("where_said").search(around) is not None)


_STATEMENT = 8
"""Characters in marks that make a statement."""


def unfounded(
    question: str, documents: Sequence[ParsedDocument], *, matter: Sequence[str] = (), sentences: Sequence[str] = ()
) -> tuple[Claim, ...]:
    """Claims of a normalised question that none of the documents bears out.

    Args:
        question: Normalised. What people say of themselves (我公司注册资本500万元, "we are in Guangdong") is no claim about the document.
        documents: Those that may answer.
        matter: The Chinese words for what the question is about.
        sentences: Those that may answer, normalised: what they name instead of a place is held against it.
    """
    if _OWN.search(question):
        return ()
    claimed = _own_figure().sub(" ", question)
    amounts, shares, years = _amounts(claimed), _shares(claimed), _years(question)
    misdated = [Claim(kind="year", text=said) for said in _misdated(question, documents)]
    # A name in the letters of another language is a translation.
    quoted = [m.group(1) for m in _QUOTED.finditer(question) if _HAN.search(question) and not _reported(m)]
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
    absent = [alike for alike in named if not any(places.bare(place) in text for place in alike)]
    # Beside a place of the texts another one is where somebody comes from or goes to.
    claimed_places = [alike for alike in absent if not _moves(question, alike)] if len(absent) == len(named) else []
    found += [claim for alike in claimed_places if (claim := _located(alike, documents, matter, sentences))]
    return tuple(found)


def _moves(question: str, alike: Sequence[str]) -> bool:
    """Whether somebody comes from a place, or something is to be moved from there or to there."""
    at = [m.span() for m in re.finditer(re.escape(places.bare(alike[0])), question)]
    return any(question[:start].endswith(("从", "来自")) or _MOVED.match(question, end) for start, end in at)


_MOVED = re.compile(r"[^。;?]{0,20}(?:转(?:过来|过去|入|到|出|移)|迁[入出到]|搬[到来]|过来)")


def _located(alike: Sequence[str], documents: Sequence[ParsedDocument], matter: Sequence[str], sentences: Sequence[str]) -> Claim | None:
    """The claim of a question that names a place which the texts do not, where they are all for other places or name others instead."""
    against = _elsewhere(alike, matter, sentences)
    if not against and any(_covers(parsed, alike) for parsed in documents):
        return None
    return Claim(kind="place", text=alike[0], against=against)


def _covers(parsed: ParsedDocument, alike: Sequence[str]) -> bool:
    """Whether a document is for a place, or for a part of it; one that is for no place in particular is for all."""
    region = parsed.document.region
    regions = places.named(region or parsed.document.title)
    if not regions:
        return region is None or region in _NATION
    return any(places.within(place, regions) or any(places.within(region, [place]) for region in regions) for place in alike)


_NATION = ("全国", "中国", "国家")


def _elsewhere(alike: Sequence[str], matter: Sequence[str], sentences: Sequence[str]) -> str:
    """A sentence on the matter of a question that names other places of the same rank than one of these; empty where there is none."""
    told = [word for word in matter if not any(word in name or name in word for name in alike)]
    province = places.bare(alike[0]) in places.provinces()
    for sentence in sentences if told else ():
        if sum(word in sentence for word in told) < _HELD * len(told):
            continue
        for place in places.found(sentence):
            same = (places.bare(place.names[0]) in places.provinces()) == province
            if same and not _ORGAN.match(sentence, place.end):
                return sentence
    return ""


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
        whole = {Fraction(100)} if _ALL.search(self.text) else set()
        return frozenset(_shares(self.text).keys() | whole)


@lru_cache(1024)
def _stated(text: str) -> _Stated:
    return _Stated(text)


def _amounts(text: str) -> dict[Fraction, str]:
    out: dict[Fraction, str] = {}
    for m in _MONEY.finditer(text):
        out.setdefault(_value(m.group(1) or m.group(2)), m.group())
    for m in _money_abroad().finditer(text):
        figure = re.match(_FIGURE, m.group())
        assert figure is not None
        rest = m.group()[figure.end() :].strip().lower()
        scale = max((value for value, words in _scales().items() if words.match(rest)), default=1)
        out.setdefault(_figure(figure.group(), dotted=scale == 1) * scale, m.group())
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
