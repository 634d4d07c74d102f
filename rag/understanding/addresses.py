"""Addresses that a person writes: 第七条, (七), 第二章第三条, 文号, "Article 7"; found without vectors, exactly or not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from rag.understanding.enumerations import enumerated
from rag.understanding.languages import KANA
from rag.understanding.levels import MEASURES, PORTIONS, WORDS, beside_one, compared, ends, item_like, level, spoken, spoken_inside
from rag.understanding.numerals import (
    CHINESE,
    NUMBER,
    WRITTEN_NUMBER,
    english_ordinal,
    is_scale,
    longest,
    number,
    only_within,
    ordinal,
    roman,
)

DOCUMENT_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,12}\s?[〔\[(【〈]\s?\d{4}\s?[〕\])】〉]\s?第?\s?\d{1,5}\s?号|(?:国务院|主席)令(?:\s?\(?\d{4}\)?)?\s?第?\s?\d+\s?号"
)
"""A 文号 after widths were normalised: 湘政办发〔2021〕38号, 国务院令第722号."""

_NUMBER_SIGN = r"no\.?|nr\.?|n°|number|numéro|número|nummer|số|thứ|№"
_LINE = r"(?!(?:生产|流水|航|公交|地铁|轻轨|铁路|轨道|输[电油气])?线(?![上下索])|高铁|地铁|跑道|街(?!道)|河(?![南北]))"
"""What 条 counts where it is no article: 第二条生产线."""
_PART = r"(?=里|中|内容|讲|说|有[几哪什多]|是?(?:什么|啥)|[?。,]|$)"
"""What follows 第二块 where it is a part of a document and no piece of land."""
_HAN_STEP = re.compile(
    rf"(倒数)?第\s?({NUMBER})\s?(编|章|节|条{_LINE}|款|[项条]措施|项(?!目(?![标的录]))|部分|部(?=の|で|は|に(?:入|あ|含|つ)|以外|を除)|大点|大?块{_PART}|板块|个?措施|点|段|个(?:要点|部分|方面)|号措施|个?句(?:话|子)?)(?:之([一二三四五六七八九十0-9]+))?"
)
_BEFORE_HAN = re.compile(
    rf"(措施|附件|要点|意见)\s?[(]?({NUMBER})[)]?(?![0-9{CHINESE}年月日个项条家万亿元%.\-])(?!(?<=[^{CHINESE}]一)[共定样些起直般律])"
)
_NUMBERED = re.compile(r"(?:^|[\s?。;!])[0-9]{1,2}[、.]")
_ATTACHED = re.compile(r"附件(?=[里中内]?的?第)")
_BRACKETED = re.compile(rf"第?[(]\s?({NUMBER})\s?[)](条|项|点|款|个)?")
_ENUMERATED = re.compile(
    rf"(?:^|[\s,，。第看讲])(?:([{CHINESE}]+)[、.](?=\s|$|[\u3400-\u9fff?])(?![{CHINESE}])|([0-9]{{1,3}})[、.](?=\s*(?:$|[(?]|第|讲|说|是|有|怎么|什么|里|的|部分|这|那|呢)))"
)
"""七、 and 3、讲什么; questions that somebody numbers (1. 补贴多少? 2. …) are none."""
_KOREAN_CHAPTER = (
    r"(?<=제\d)장|(?<=제\d\d)장|(?<=제 \d)장|(?<=제 \d\d)장|(?<=제 \d )장|(?<=제 \d\d )장"
    r"|장(?=의|에서|에는|에 |\s?제?\d|[은을를이]?\s?(?:요약|내용|설명|무슨|무엇|보여|알려|[?]|$))"
)
"""장 for a chapter and no sheets of paper (사진 2장)."""
_KOREAN = re.compile(
    rf"제?\s?(\d+)\s?(조(?!\s?(?:원|위안|달러|엔))|{_KOREAN_CHAPTER}|절|항|호|부분"
    r"|부(?=의|에서|에 속|에 있|에 나| ?외에|를 제외))"
    r"|((?:[가-힣]+ ?)?[가-힣]+ ?번째|(\d+) ?번째|첫째|둘째|셋째)\s?(조치|조항|항목|부분|장|문장|단락|문단)"
)
_KOREAN_NUMBERED = re.compile(
    r"(?<!버스 )(\d+)\s?번(?:\s?(?:조항|조치|항목|과제|사항)|(?=\s?(?:이후|이전|부터|까지)\s?(?:의 )?(?:조항|조치|항목|과제)))"
)
_JAPANESE = re.compile(
    rf"(?:第({NUMBER})\s?の?|({NUMBER})\s?(?:番目|つ目)の?)(措置|施策|项目|項目|条项|文(?![书書化字献部明]))|(?<=[条项款])第?({NUMBER})(号)"
)
_NO_YEAR = re.compile(r"\s*(?:$|[.,;:?!)]|(?:nói|quy|là|có|về|của|trong|và|đến)(?!\w))")
"""What follows năm where it is 5 and no year."""
_NO_WORD_FOLLOWS = re.compile(r"\s*(?:$|[.,;:?!)]|(?:and|or|to|of|et|ou|y|und|oder|de|des|du|der|и|или)\b)")
_ALONE = re.compile(r"^(?:请|帮我|再)?(?:看|讲|说)(?:下|一下|看|讲|说)?\s?([0-9]{1,3})[?。!]*$")
"""A question that is nothing but a number to be shown (看下38)."""
_OUTER = re.compile(
    rf"(?:^|(?<=[\s,。:第看讲说下问]))([{CHINESE}]{{1,3}})\s?[、.]?\s?(?=第?[(]\s?[{CHINESE}]+\s?[)](?:$|[\s?。,!的和与及、]|讲|说|是|有|怎么|咋|里|写|规定))"
)
"""The section before a number in parentheses: 二(三), 二、(三)."""
_HIGHEST = 999
"""Number of a measure at most, where a question compares two numbers; more is a year or a telephone number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One level of an address."""

    unit: str
    """编, 章, 节, 条, 款, 项, 部分, 附件, 段, 句; empty where the person only gives a number or says 点, 措施, "measure"; () for (七)."""
    number: int
    """From 1; negative counts from the end (the last measure is -1)."""
    branch: int = 0
    """第三十条之一 has branch 1."""
    at: tuple[int, int] = field(default=(0, 0), compare=False)
    """Where it stands in the question."""
    said: str = field(default="", compare=False)
    """As the question writes it; empty where one unit stands for several numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the person points, outermost level first."""

    text: str
    """The words of the question that give it."""
    steps: tuple[Step, ...]
    """Empty where only a 文号 or a title is given."""
    document: str | None = None
    """文号 as written, where the question gives one."""
    carried: int = 0
    """So many of the steps, the outermost, stand in a question before this one."""

    @property
    def inside(self) -> bool:
        """Whether it points into a measure: 第七条第二款, "the last sentence of measure 5"."""
        return len(self.steps) > 1 and any(step.unit in PORTIONS for step in self.steps)


def read(question: str, before: Sequence[str] = ()) -> Address | None:
    """The address in a normalised question; None when it has none.

    Counts (三条措施, "two measures") and things that merely carry a number (第三方, 第一产业, 前三条) are no addresses.

    Args:
        question: Normalised.
        before: Earlier questions, oldest first: a paragraph, an item or a sentence by itself (第二款呢) lies in the measure that they
            pointed at last.
    """
    return _read(question, _last(before))


def _read(question: str, last: Address | None) -> Address | None:
    document, rest, steps = _found(question)
    outer = _carried(steps, last) if last else ()
    kept = (*outer, *steps) if outer else _by_themselves(steps)
    if not kept and not document:
        return None
    words = [document] if document else []
    if kept:
        words.append(rest[steps[0].at[0] : max(step.at[1] for step in steps)].strip())
    return Address(text=" ".join(words), steps=kept, document=document or None, carried=len(outer))


@lru_cache(256)
def _found(question: str) -> tuple[str, str, tuple[Step, ...]]:
    """The 文号 in a question, if any, the question without it, and the steps in it, in its order."""
    document = DOCUMENT_NUMBER.search(question)
    rest = question.replace(document.group(), " " * len(document.group())) if document else question
    found = sorted(_steps(rest), key=lambda item: item[0])
    spans = Counter((start, end) for start, end, _ in found)
    steps = (step if spans[start, end] > 1 else replace(step, said=rest[start:end].strip()) for start, end, step in found)
    return document.group() if document else "", rest, tuple(steps)


def _by_themselves(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Steps with no question before them: a paragraph of no measure is a measure, a sentence or a last paragraph of nothing is none."""
    if any(step.unit in MEASURES for step in steps):
        return steps
    whole = all(step.unit in ("句", "款", "段") for step in steps)
    kept = (step for step in steps if not (whole and (step.unit == "句" or step.number < 0)))
    return tuple(replace(step, unit="") if step.unit == "款" and "款" not in step.said else step for step in kept)


def _carried(steps: Sequence[Step], last: Address) -> tuple[Step, ...]:
    """The levels above some steps that the address before them gave; empty where the steps stand for themselves, or where it gave several
    of a level.
    """
    if not steps or any(step.unit not in (*PORTIONS, "()", "") for step in steps):
        return ()
    own = steps[0].unit
    if own == "" and not item_like(steps[0].said):
        return ()
    above: list[Step] = []
    for step in last.steps:
        if step.unit == own or (step.unit in PORTIONS and own in ("款", "段")):
            break
        above.append(replace(step, at=(0, 0)))
    alone = len({step.unit for step in above}) == len(above)
    return tuple(above) if alone and any(step.unit in MEASURES for step in above) else ()


def _last(history: Sequence[str]) -> Address | None:
    """The address that some questions gave last."""
    last: Address | None = None
    for question in history:
        address = _read(question, last)
        last = address if address and address.steps else last
    return last


def beside(question: str, history: Sequence[str]) -> Address | None:
    """The measure after or before the one that the history last pointed at ("下一条呢?"), or the portion (下一款); None for any other
    question.
    """
    lowered = question.lower()
    forward, back = beside_one("next").search(lowered), beside_one("previous").search(lowered)
    last, said = (_last(history), forward or back) if forward or back else (None, None)
    if last is None or said is None:
        return None
    steps = list(last.steps)
    while len(steps) > 1 and steps[-1].unit in PORTIONS and steps[-1].unit not in said.group():
        steps.pop()
    *outer, step = (replace(step, at=(0, 0)) for step in steps)
    shift = 1 if forward else -1
    if step.number + shift < 1:
        return None
    moved = Step(unit=step.unit, number=step.number + shift)
    return Address(text=question, steps=(*outer, moved), document=last.document)


def _steps(text: str) -> list[tuple[int, int, Step]]:
    taken = [(start, end, Step(unit=unit, number=n, at=(start, end))) for start, end, unit, numbers in enumerated(text) for n in numbers]

    def take(start: int, end: int, unit: str, value: int | None, branch: int = 0) -> None:
        if value and not any(start < e and s < end for s, e, _ in taken):
            taken.append((start, end, Step(unit=unit, number=value, branch=branch, at=(start, end))))

    japanese = KANA.search(text) is not None
    for m in spoken().finditer(text):
        take(m.start(1), m.end(1) + 1, "条", number(m.group(1)))
    for m in _HAN_STEP.finditer(text):
        unit, value = level(m.group(3)), number(m.group(2))
        if japanese and unit == "项" and text[: m.start()].endswith(("条", "条の")):
            unit = "款"
        take(*m.span(), unit, -value if value and m.group(1) else value, number(m.group(4)) or 0 if m.group(4) else 0)
    for end in [end for _, end, step in taken if step.unit == "条"]:
        if inner := spoken_inside().match(text, end):
            take(*inner.span(), inner.group(2), number(inner.group(1)))
    for unit, value, pattern in ends():
        for m in pattern.finditer(text.lower()):
            take(*m.span(), unit, value)
    for m in _BRACKETED.finditer(text):
        take(*m.span(), "()", number(m.group(1)))
    if alone := _ALONE.match(text):
        take(*alone.span(1), "", number(alone.group(1)))
    for m in _BEFORE_HAN.finditer(text):
        take(*m.span(), "附件" if m.group(1) == "附件" else "", number(m.group(2)))
    for m in _ATTACHED.finditer(text):
        take(*m.span(), "附件", 1)
    several = len(_NUMBERED.findall(text)) > 1
    for m in chain(_ENUMERATED.finditer(text), _OUTER.finditer(text)):
        group = m.lastindex or 1
        if group == 1 or not several:
            take(*m.span(group), "、", number(m.group(group)))
    for m in _JAPANESE.finditer(text) if japanese else ():
        unit = "句" if m.group(3) == "文" else "项" if m.group(5) else ""
        take(*m.span(), unit, number(m.group(1) or m.group(2) or m.group(4)))
    for m in _KOREAN.finditer(text):
        counted, unit, ordinal_words, ordinal_digits, thing = m.groups()
        written = counted or ordinal_digits or ordinal_words.replace(" ", "")
        take(*m.span(), level(unit or thing), number(written))
    for m in _KOREAN_NUMBERED.finditer(text):
        take(*m.span(), "", int(m.group(1)))
    for unit, value, start, end in _foreign(text.lower()):
        take(start, end, unit, value)
    for m in compared().finditer(text.lower()):
        sides = [(m.span(group), number(written) or 0) for group, written in enumerate(m.groups(), 1) if written]
        for span, value in sides if all(value <= _HIGHEST for _, value in sides) else ():
            take(*span, "", value)
    return taken


def _foreign(text: str) -> list[tuple[str, int, int, int]]:
    found = []
    for unit, names in WORDS.items():
        noun = rf"(?<![^\W\d_])(?:{names})e?[sn]?(?![^\W\d_])(?:\s*|-(?=[a-z\d]))"
        numbered = rf"(?:{_NUMBER_SIGN})?\s*[(（#]?\s*(?=(\d+|[ivxlc]+\b|{WRITTEN_NUMBER}))"
        for m in re.finditer(noun + numbered, text):
            word = m.group(1)
            if re.fullmatch("[ivxlc]+", word) and number(word) is None:
                if (value := roman(word.upper())) and (len(word) > 1 or _alone(word, text[m.end(1) :])):
                    found.append((unit, value, m.start(), m.end(1)))
            elif (read := longest(word, number, first=True)) and _stands(word[: read[2]], text[m.start(1) + read[2] :], m.group()):
                found.append((unit, read[0], m.start(), m.start(1) + read[2]))
        for m in re.finditer(
            rf"(?:(?<!\d)(\d{{1,3}})(?:st|nd|rd|th|e|er|ère|ème|\.|º|ª|-?[яйеую]+)|({WRITTEN_NUMBER}))\s+(?:{names})(?:e?[sn]|ы|и)?(?![^\W\d_])",
            text,
        ):
            if m.group(1):
                found.append((unit, int(m.group(1)), *m.span()))
            elif (read := longest(m.group(2), ordinal, first=False)) and not only_within(m.group(2)[read[1] :]):
                found.append((unit, read[0], m.start(2) + read[1], m.end()))
    return found


def _stands(word: str, rest: str, noun: str) -> bool:
    """Whether number words behind a noun number it: no ordinal of what follows, no article, no part of a larger number."""
    following = re.match(r"\s*([^\W\d_]+)", rest)
    if english_ordinal(word) or (only_within(word) and "thứ" not in noun) or (following and is_scale(following.group(1))):
        return False
    if re.match(r"-[^\W\d_]", rest):
        return False  # one-off, two-thirds
    return word not in ("năm", "một") or _NO_YEAR.match(rest) is not None


def _alone(letter: str, rest: str) -> bool:
    """Whether one letter behind a unit is a Roman numeral: "section V", and not "which measure I can use"."""
    return letter in "ivx" and _NO_WORD_FOLLOWS.match(rest) is not None
