"""Numbers and dates of a claim: each stands in the quotes, on the same side of its limit, for the same period and with the same matter."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from rag.proof import names
from rag.proof.clauses import SENTENCE_END, Aligned, Features, clauses
from rag.proof.dates import Day, dates
from rag.proof.quantities import Quantity, quantities

Readers = tuple[Callable[[str], Features], Callable[[str], Features]]
"""What reads the features of the claim's side and of the quotes' side."""

_Figure = TypeVar("_Figure", Quantity, Day)
_IDIOM_UNITS = frozenset({"", "count"})
_SET_PHRASE = re.compile(
    r"[一二三四五六七八九两][\u3400-\u9fff][一二三四五六七八九两](?![个项种条所座件批类处款张台辆套份章节级支只届轮层次年月日天人名家户倍元万亿千百十])[\u3400-\u9fff]"
)
"""三支一扶, 五险一金: names, no counts."""
_PERIODS: tuple[tuple[str, str, str], ...] = (
    (
        "hour",
        r"每个?小时|hourly|(?:per|each|every|yuan an) hour",
        r"每个?小时|/小时|时薪|按[小工]?时|(?<![0-9个一二两三四五六七八九十半])小时",
    ),
    (
        "day",
        r"每[天日]|按[日天]|daily|(?:per|each|every|yuan a) day",
        r"每个?(?:工作)?[天日]|按[日天]|逐日|/[天日]|[·/]日|日均|当[日天]|日[常间托]|每[晚夜]|24小时|生活",
    ),
    ("week", r"每周|按周|每星期|weekly|(?:per|each|every|yuan a) week", r"每周|按周|每星期|/周"),
    ("month", r"每个?月|按月|/月|monthly|(?:per|each|every|yuan a) month", r"每个月|(?<![0-9个])月"),
    ("quarter", r"每个?季|按季|quarterly|(?:per|each|every) quarter", r"季"),
    ("half year", r"每半年|half-yearly|semi-?annual", r"半年"),
    (
        "year",
        r"每年|按年|/年|(?<!semi-)(?<!half-)\b(?:annual|yearly)|per annum|(?:per|each|every|yuan a) year",
        r"(?<![0-9半青少成老中])年",
    ),
)
"""A period, how a claim says that something is for it, and what the quotes say where they do not deny it."""


def missing_date(own: str, whole: str, readers: Readers) -> str:
    """Why a date of a claim is not the quotes'; empty when every one is.

    Args:
        own: The prepared claim.
        whole: The prepared quotes.
        readers: What reads the features of the two.
    """
    given = dates(whole)
    for day in dates(own):
        same = [other for other in given if day.within(other)]
        if not same:
            written = own[day.start : day.end]
            if written in whole:
                continue
            return f"the date {written} does not stand in the quotes"
        if all(day.contradicts(other) for other in same):
            return f"the date {own[day.start : day.end]} is given as {day.mode or day.side}; the text says otherwise"
    return _with_another(own, whole, readers, dates, lambda day, other: day.within(other), lambda _: "date")


def missing_number(own: str, whole: str, aligned: Sequence[Aligned], readers: Readers) -> str:
    """Why a number of a claim is not the quotes'; empty when every one is.

    Args:
        own: The prepared claim.
        whole: The prepared quotes.
        aligned: The clauses of the claim beside those of the quotes.
        readers: What reads the features of the two.
    """
    given = _numbers(whole)
    for quantity in _numbers(own):
        same = [other for other in given if quantity.same(other)]
        literal = own[quantity.start : quantity.end + 1]
        if not same:
            if _idiom(quantity, literal, whole) or _SET_PHRASE.match(own, quantity.start):
                continue
            return f"the number {quantity.text} does not stand in the quotes"
        if reason := _bound_changed(quantity, same):
            return reason
    for pair in aligned:
        if pair.mirrored and pair.reach >= 0.7:
            near = _numbers(pair.text)
            for quantity in _numbers(pair.clause):
                if near and not any(quantity.same(other) for other in near) and not _idiom(quantity, quantity.text, whole):
                    return f"the number {quantity.text} stands elsewhere in the quotes, not with this"
    return _other_period(own, whole) or _with_another(own, whole, readers, _numbers, Quantity.same, _kind)


def _bound_changed(quantity: Quantity, same: Sequence[Quantity]) -> str:
    bounds = {other.bound for other in same}
    if quantity.bound and bounds == {"most" if quantity.bound == "least" else "least"}:
        return f"{quantity.text} is given as at {quantity.bound}; the text says the contrary"
    if not quantity.bound and bounds == {"most"} and quantity.unit in ("money", "percent", "dollar"):
        return f"{quantity.text} is a ceiling in the text"
    sides = {other.side for other in same}
    if quantity.side and sides == {"after" if quantity.side == "before" else "before"}:
        return f"{quantity.text} is given as {quantity.side}; the text says the contrary"
    return ""


def _other_period(own: str, whole: str) -> str:
    """A period of the claim (every month) where the quotes give another one and not this."""
    given = {period for period, said, _ in _PERIODS if re.search(said, whole)}
    for period, said, licence in _PERIODS:
        if (m := re.search(said, own, re.IGNORECASE)) and given - {period} and not re.search(licence, whole):
            return f"“{m.group(0)}” is not the period of the text"
    return ""


def _kind(quantity: Quantity) -> str:
    """What a number can be taken for another of; empty for a number word that may be no count."""
    unit = quantity.base[1]
    return "" if unit in _IDIOM_UNITS and quantity.value in (0, 1) else unit or "count"


def _with_another(
    own: str,
    whole: str,
    readers: Readers,
    read: Callable[[str], tuple[_Figure, ...]],
    same: Callable[[_Figure, _Figure], bool],
    kind: Callable[[_Figure], str],
) -> str:
    """A number or date whose clause has more in common with a quoted clause that gives another one than with those that give it.

    What it has in common with the clauses of its own figure must be there too: their subject may stand in a clause before.
    """
    speaking = [(clause, stated) for clause in clauses(own) if (stated := read(clause))]
    if not speaking:
        return ""
    least = int(readers[0] is not readers[1])  # in another language nothing in common may only be a gap of the dictionary
    pool = _pool(whole, readers[1], read(whole))
    for clause, stated in speaking:
        features = readers[0](_without_figures(clause))
        for figure in stated:
            here = [features & theirs for figures, theirs in pool if any(same(figure, other) for other in figures)]
            there = [
                features & theirs
                for figures, theirs in pool
                if (rivals := [other for other in figures if kind(other) == kind(figure)])
                and not any(same(one, other) for one in stated for other in rivals)
            ]
            best = max((len(shared) for shared in here), default=0)
            if not kind(figure) or not here or best < least or (not best and _dated_together(clause, whole)):
                continue
            if any(len(shared) > best and all(_covers(shared, mine) for mine in here) for shared in there):
                return f"{clause[figure.start : figure.end]} stands elsewhere in the quotes, not with this"
    return ""


def _covers(shared: Features, mine: Features) -> bool:
    """Whether features hold all of others, or for a pair of Chinese letters both: 业奖 where there are 企业 and 奖励."""
    letters = {letter for feature in shared if not feature.isascii() for letter in feature}
    return all(feature in shared or letters.issuperset(feature) for feature in mine)


def _dated_together(clause: str, whole: str) -> bool:
    """Whether one quoted clause has each date and each number of a clause that has both (2022年起为1930元)."""
    days, numbers = dates(clause), _numbers(clause)
    return bool(days and numbers) and any(
        all(any(day.within(other) for other in dates(quoted)) for day in days)
        and all(any(number.same(other) for other in _numbers(quoted)) for number in numbers)
        for quoted in clauses(whole)
    )


def _pool(whole: str, features: Callable[[str], Features], figures: tuple[_Figure, ...]) -> list[tuple[tuple[_Figure, ...], Features]]:
    """The figures of each clause that has some, with the features of it and of the clauses without any that lead up to it."""
    blank, end, pool = _without_figures(whole), 0, []
    for piece in SENTENCE_END.split(whole):
        lead: Features = frozenset()
        for clause in clauses(piece):
            start = whole.index(clause, end)
            end = start + len(clause)
            first, last = (bisect_left(figures, at, key=lambda figure: figure.start) for at in (start, end))
            if stated := figures[first:last]:
                pool.append((stated, lead | features(blank[start:end])))
            else:
                lead |= features(blank[start:end])
    return pool


def _without_figures(text: str) -> str:
    found: tuple[Day | Quantity, ...] = (*dates(text), *_numbers(text))
    for figure in found:
        text = text[: figure.start] + " " * (figure.end - figure.start) + text[figure.end :]
    return text


@lru_cache(maxsize=64)
def _numbers(text: str) -> tuple[Quantity, ...]:
    skip = [(d.start, d.end) for d in dates(text)] + [span for _, span in names.document_numbers(text)]
    return quantities(text, skip)


def _idiom(quantity: Quantity, literal: str, whole: str) -> bool:
    """A number word that is no count: 一批, 三农, 两市, "one"; or one that stands in the quotes letter by letter."""
    if quantity.value in (0, 1) and quantity.unit in _IDIOM_UNITS and not any(c.isdigit() for c in quantity.text):
        return True
    if len(quantity.text) == 1 and not quantity.unit and not quantity.text.isdigit():
        return True
    return len(literal) > 1 and not any(c.isascii() for c in literal) and literal in whole
