"""Whether the figures of a question keep to the limits of a sentence: 67 years and 年满65周岁, 20 % and 25%以上, 2022年 and 2020年以后."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from rag.proof.dates import Day, dates
from rag.proof.quantities import Quantity, half_width, quantities
from rag.understanding.numerals import chinese

_CLAUSE = re.compile(r"(?<![0-9])[,，:：]|[,，:：](?![0-9])|[;；。]")
_STRICT = re.compile(
    r"(?<!不)(?<!不[得能应可会宜])(?<!no )(?<!not )(?<!not be )"
    r"(?:不满|不足|未满|低于|少于|小于|高于|多于|大于|超过|below|under|less than|more than|over)\D{0,8}$"
)
_COMPARED = frozenset({"age", "percent", "person", "household", "year", "month", "sqm"})
"""Units in which people tell their own case; sums and days are mostly what they ask for."""
_AGES = range(3, 111)
_LONGEST_SPAN = 200
"""Years; a larger number is a date."""


def figures_of(question: str) -> tuple[Quantity, ...]:
    """The figures of a question that limits can be held against; a bare number may be an age."""
    found = []
    for quantity in quantities(question):
        told = quantity.unit in _COMPARED and not (quantity.unit == "year" and quantity.value > _LONGEST_SPAN)
        if told or (not quantity.unit and quantity.value in _AGES and quantity.text.strip().isdigit()):
            found.append(quantity)
    return tuple(found)


def within(own: Sequence[Quantity], sentence: str) -> float:
    """1 where the limits of some clause hold for one of the figures, -1 where there are such limits and none holds, else 0.

    Several least or several most limits in one clause are alternatives; where only some of them hold, the clause decides nothing.
    """
    verdicts = []
    figures = _amounts("", [replace(quantity, bound="") for quantity in own])
    for clause in _clauses(sentence):
        limits = [limit for limit in _amounts(clause, quantities(clause)) if limit.bound]
        for figure in figures:
            like = [limit for limit in limits if limit.unit == (figure.unit or "age")]
            if like:
                verdicts.append(_against(figure, like, choice="或" in clause))
    if Standing.WITHIN in verdicts:
        return 1.0
    return -1.0 if verdicts and Standing.PARTLY not in verdicts else 0.0


class Standing(StrEnum):
    """How the figures of a statement stand to those of a sentence."""

    SAME = "same"
    """They stand there, or there are none."""
    WITHIN = "within"
    """Each stands there or keeps to the limits of its unit, and one does the latter."""
    OUTSIDE = "outside"
    """One breaks the limits of its unit, or is another than the only figures of its unit."""
    PARTLY = "partly"
    """One keeps to some of the limits of its unit and breaks others."""
    UNKNOWN = "unknown"
    """The sentence has nothing to hold one against."""


def standing(statement: str, sentence: str, *, cases: bool = False) -> Standing:
    """How the figures and dates of a normalised Chinese statement stand to those of a sentence.

    A person's own case is held against limits. A figure that is put up as the rule itself (补贴标准是2万元) is not proved by a limit
    that it keeps: that is unknown. With ``cases`` only figures that tell somebody's case are compared.
    """
    figures = [(figure, own_case(statement, figure.start, figure.end)) for figure in _read(statement) if not figure.idle]
    if not figures:
        return Standing.SAME
    clauses = [("或" in clause, _read(clause)) for clause in _clauses(sentence)]
    found = {_held(figure, clauses, own=own) for figure, own in figures if own or not cases}
    order = (Standing.OUTSIDE, Standing.UNKNOWN, Standing.PARTLY, Standing.WITHIN)
    return next((one for one in order if one in found), Standing.SAME)


def without_figures(statement: str) -> str:
    """A statement less its figures and dates."""
    for figure in reversed(_read(statement)):
        if not figure.idle:
            statement = statement[: figure.start] + statement[figure.end :]
    return statement


@dataclass(frozen=True, slots=True, kw_only=True)
class _Range:
    """The values that a figure allows, both ends among them."""

    unit: str
    low: float
    high: float
    bound: str
    start: int
    end: int
    idle: bool = False
    """Whether it may be an idiom: 一批, 三农."""
    open: bool = False
    """Whether it is the start of a stretch of time whose end could not be read."""

    def inside(self, other: _Range) -> bool:
        return other.low <= self.low and self.high <= other.high

    def apart(self, other: _Range) -> bool:
        """Whether the two have no value in common; an open range that reaches beyond the other is apart from it."""
        return self.high < other.low or other.high < self.low or bool(self.bound and not self.inside(other))


_INFINITE = float("inf")
_LITTLE = 1e-6
_LOOSE = frozenset({"count", "person", "household", "firm"})
"""Units of counting that 个 may stand for."""
_TO = "-—–~至到"
_JOINED = re.compile(rf"\s*[{_TO}]\s*")
_SMALL = "([0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_ENDED = re.compile(rf"份?起?\s*[{_TO}]+(?![期达位账])\s*(?:[当同本]年)?")
_END = re.compile(rf"{_ENDED.pattern}(?:{_SMALL}\s*月份?)?(?:{_SMALL}\s*[日号])?")
"""The end of a range of dates that has its year, or its year and month, from the start."""
_LASTS = re.compile(r"起\D{0,6}(?:[0-9]+|[一二两三四五六七八九十]+)\s*个?(?:年|月|周|星期|天|日|工作日)[以之]?内")
_DAY_SIDES = (
    ("least", re.compile(r"(?:自|从)$"), re.compile(rf"^起?[{_TO}](?![期达位账])")),
    ("most", re.compile(rf"(?:[{_TO}]|截止|截至)$"), re.compile(r"^止")),
)
_DAY_BOUNDS = {"after": "least", "before": "most"}
_ASKED = re.compile(
    r"可|能|(?<!社)会(?![计员议展])|(?<![施执发])行$|够|(?<![预计结])算|属于|符合|适用|享受|领|拿|获|得到|有(?![效关限])|免|[缴交]"
)
"""What is asked of a case stands behind the figures of the case."""
_RULE_BEFORE = re.compile(r"(?:必须|需要?|(?<!主)要|应当?|须|给予|补贴|补助|奖励|资助|奖金|罚款|额度|标准|期限)(?:[^,\d]{0,4})$")
_RULE_AFTER = re.compile(r"^(?:[^,]*才|的?(?:补贴|补助|奖励|资助|奖金|罚款|贷款额度))")


def own_case(statement: str, start: int, end: int) -> bool:
    """Whether a figure tells the case of who asks, not the rule: something is asked of it, and nobody is given or owes it."""
    before, after = statement[:start], statement[end:]
    return bool(_ASKED.search(after)) and not _RULE_AFTER.match(after) and not _RULE_BEFORE.search(before)


def _held(figure: _Range, clauses: Sequence[tuple[bool, Sequence[_Range]]], *, own: bool) -> Standing:
    like = [(choice, [limit for limit in limits if _alike(figure.unit, limit.unit)]) for choice, limits in clauses]
    every = [limit for _, limits in like for limit in limits]
    if not every:
        return Standing.UNKNOWN
    if any((figure.low, figure.high) == (limit.low, limit.high) for limit in every):
        return Standing.SAME
    bounded = [(choice, [limit for limit in limits if limit.bound]) for choice, limits in like]
    if not any(limits for _, limits in bounded) or (not own and (figure.bound or not all(limit.bound for limit in every))):
        return Standing.OUTSIDE
    if any(limit.open and (limit.unit != "date" or figure.inside(limit)) for limit in every):
        return Standing.UNKNOWN
    found = {_against(figure, limits, choice=choice) for choice, limits in bounded if limits}
    if len(found) > 1:
        return Standing.PARTLY
    verdict = found.pop()
    return Standing.UNKNOWN if verdict is Standing.WITHIN and not own else verdict


def _against(figure: _Range, limits: Sequence[_Range], *, choice: bool) -> Standing:
    """How a figure stands to the limits of one clause: a least and a most go together, several of one kind are alternatives."""
    if choice:
        groups = [list(limits)]
    else:
        groups = [group for bound in ("least", "most") if (group := [limit for limit in limits if limit.bound == bound])]
    if all((any if choice else all)(figure.inside(limit) for limit in group) for group in groups):
        return Standing.WITHIN
    return Standing.OUTSIDE if any(all(figure.apart(limit) for limit in group) for group in groups) else Standing.PARTLY


def _alike(unit: str, other: str) -> bool:
    return (unit or "age") == other or ("count" in (unit, other) and {unit, other} <= _LOOSE)


def _clauses(sentence: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(half_width(sentence)) if clause]


def _read(text: str) -> tuple[_Range, ...]:
    """The figures and dates of a text, in reading order."""
    days = _days(text)
    amounts = _amounts(text, quantities(text, [(day.start, day.end) for day in days]))
    return tuple(sorted((*amounts, *(_calendar(text, day, days) for day in days)), key=lambda figure: figure.start))


def _days(text: str) -> tuple[Day, ...]:
    """The dates of a text; the second of a range (2024年6月至9月) has the year, and the month, that only the first gives."""
    stated = dates(text)
    days = list(stated)
    for first in stated:
        if not (m := _END.match(text, first.end)) or not any(m.groups()):
            continue
        month, date = (_numeral(number) for number in m.groups())
        second = replace(first, month=month or first.month, day=date, mode="", side="before", start=m.start(1 if month else 2), end=m.end())
        if _in_order(first, second):
            days = [*(day for day in days if day.end <= second.start or second.end <= day.start), second]
    return tuple(sorted(days, key=lambda day: day.start))


def _numeral(text: str | None) -> int | None:
    return None if text is None else int(text) if text.isascii() else chinese(text)


def _in_order(first: Day, second: Day) -> bool:
    """Whether a range from one date to another of the same kind does not end before it starts."""
    start, end = ([day.year or 0, day.month or missing, day.day or missing] for day, missing in ((first, 0), (second, 99)))
    return bool(first.year) == bool(second.year) and start <= end


def _amounts(text: str, found: Sequence[Quantity]) -> tuple[_Range, ...]:
    """Quantities of a text as ranges; of two that 至 joins the first is the least and the second the most."""
    read = list(found)
    for at, (first, second) in enumerate(pairwise(found)):
        if _JOINED.fullmatch(text, first.end, second.start) and first.unit in ("", second.unit):
            read[at] = replace(first, unit=second.unit, bound="least")
            read[at + 1] = replace(second, bound="most")
    return tuple(_amount(text, quantity) for quantity in read)


def _amount(text: str, quantity: Quantity) -> _Range:
    base, unit = quantity.base
    value, bound = float(base), quantity.bound
    step = _LITTLE if bound and _STRICT.search(text[: quantity.start]) else 0.0
    low, high = (value + step, _INFINITE) if bound == "least" else (-_INFINITE, value - step) if bound == "most" else (value, value)
    idle = not any(c.isdigit() and c.isascii() for c in quantity.text) and unit in ("", "count")
    return _Range(unit=unit, low=low, high=high, bound=bound, start=quantity.start, end=quantity.end, idle=idle)


def _calendar(text: str, day: Day, days: Sequence[Day]) -> _Range:
    """A date as the range of days that it leaves open, each day as the number YYYYMMDD."""
    year, month, date = day.parts
    low = (year or 0) * 10_000 + (month or 1) * 100 + (date or 1)
    high = (year or 0) * 10_000 + (month or 12) * 100 + (date or 31)
    at = len(text[: day.end].rstrip(_TO))
    before, after = text[: day.start], text[at:]
    bound = next((name for name, behind, ahead in _DAY_SIDES if behind.search(before) or ahead.match(after)), _DAY_BOUNDS.get(day.side, ""))
    joined = _ENDED.match(text, at)
    ended = not joined or any(other.start == joined.end() and _in_order(day, other) for other in days)
    return _Range(
        unit="date" if year else "day of the year",
        low=-_INFINITE if bound == "most" else low,
        high=_INFINITE if bound == "least" else high,
        bound=bound,
        start=day.start,
        end=day.end,
        open=bound == "least" and (not ended or _LASTS.match(after) is not None),
    )
