"""Figures: numbers with their unit and what they measure, out of a profile's words (员工30人, 年营收500万元, area 200 m²)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from corpus.tables import read_table
from rag.eligibility.dates import dates
from rag.eligibility.extents import Extent, Stretch, exactly, stretches
from rag.proof.quantities import half_width

BESIDE = 16
"""Letters that may stand between a date and the word that says what began then."""
FOUNDED = "years"
"""The length of time of which the earliest date counts."""
TEN_THOUSAND = 10_000
"""From here on a number without a unit may be money (研发投入80万)."""
_CLAUSE_END = re.compile(r"[，。；;、！!？?\n]|(?<!\d),|,(?!\d{3}(?!\d))|\.(?!\d)|\band\b|\bwith\b")
_HAN = re.compile(r"[\u3400-\u9fff]+|[a-z]{3,}")
_SQUARE = re.compile(r"㎡|m²|平米|平方(?!米|公里)|sqm\b|m2\b", re.IGNORECASE)
_TAKEN_ON = re.compile(r"[招聘]|吸纳|\bhir|recruit")
_FILLER = re.compile(r"[的了有约共已近满达在和与及为是等每一个家名人员工大小我们公司企业上年度目前现]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An entry of `figures.toml`."""

    name: str
    unit: str
    words: tuple[str, ...]
    bare: bool
    """Whether a number of this unit is meant where no word says what it measures."""
    ask: Mapping[str, str]
    since: re.Pattern[str] | None
    """Words beside a date from which this length of time runs; None where none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that a profile states."""

    name: str
    """Entry of `figures.toml`; empty where no word of the table stands beside the number."""
    extent: Extent
    """The values it may have, in the base unit: yuan, months, people, square metres, per cent."""
    unit: str
    subject: str
    """The clause that it stands in, less the number."""


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of figures, the narrower ones first."""
    table = read_table(__file__, "figures.toml")
    return tuple(
        Kind(
            name=name,
            unit=entry["unit"],
            words=tuple(w.lower() for w in entry["words"]),
            bare=entry.get("bare", False),
            ask=entry["ask"],
            since=re.compile("|".join(entry["since"]), re.IGNORECASE) if "since" in entry else None,
        )
        for name, entry in table.items()
    )


@cache
def figure_names() -> frozenset[str]:
    """Names that a question about a number can have as its field."""
    return frozenset(kind.name for kind in kinds())


def question_for(name: str, language: str) -> str:
    """The short question for a figure, in Chinese or English."""
    ask = next(kind.ask for kind in kinds() if kind.name == name)
    return ask["zh" if language.startswith("zh") else "en"]


def named(subject: str, unit: str) -> str:
    """The figure that the words around a number of this unit name; empty for none; the narrower kind of `figures.toml` wins."""
    words = subject.lower()
    return next((kind.name for kind in kinds() if fits(kind.unit, unit) and any(word in words for word in kind.words)), "")


def without_words(name: str, text: str) -> str:
    """A text less the words by which it names a figure."""
    for word in next((kind.words for kind in kinds() if kind.name == name), ()):
        text = text.replace(word, " ")
    return text


def fits(one: str, other: str) -> bool:
    """Whether two units can be compared; units of counting are one."""
    counted = {"count", "firm", "household", "time", ""}
    return one == other or (one in counted and other in counted) or {one, other} == {"person", ""}


def bare(unit: str) -> str:
    """What a number of this unit measures when nothing says so; empty for most."""
    return next((kind.name for kind in kinds() if kind.bare and kind.unit == unit), "")


def read_figures(text: str, *, lone: bool = False, today: date | None = None) -> tuple[Figure, ...]:
    """Every number of a profile's text with what it measures; a date of founding or graduation as the months since, behind them.

    A length of time that is stated makes dates for it superfluous.

    Args:
        text: Free text, Chinese or English.
        lone: Whether a number without words may be taken for the usual one of its unit (a field of its own: ``30人``).
        today: The day up to which time is counted; the current one when None.
    """
    text = squared(text)
    found: list[Figure] = []
    since: list[Figure] = []
    for clause in _CLAUSE_END.split(half_width(text)):
        since += _since(clause, today or date.today(), lone=lone)
        for stretch in stretches(clause):
            if re.fullmatch(r"[一两][个家名次块]?", stretch.text):
                continue  # 一个行政村 counts nothing
            if clause[: stretch.start].endswith("上"):
                continue  # 上一年度 is no length of time
            found.append(_figure(clause, stretch, lone=lone))
    stated = {figure.name for figure in found}
    first = max((figure.extent.low for figure in since if figure.name == FOUNDED), default=None)
    since = [figure for figure in since if figure.name != FOUNDED or figure.extent.low == first]
    return (*found, *(figure for figure in since if figure.name not in stated))


def _figure(clause: str, stretch: Stretch, *, lone: bool) -> Figure:
    unit = stretch.unit
    before, after = clause[: stretch.start], clause[stretch.end :]
    name = named(before[-8:], unit) or named(before, unit) or named_first(after, unit)
    name = name or (bare(unit) if lone or unit == "age" or not _HAN.search(before + after) else "")
    if not name and unit == "person" and re.match(r"\s*(?:的)?(?:小|团队|公司|企业|规模|左右)", after):
        name = "employees"
    if not unit and not name and stretch.value >= TEN_THOUSAND:
        name = named(before[-8:], "money") or named(before, "money")
    if not unit and name:
        unit = next(kind.unit for kind in kinds() if kind.name == name)
    extent = exactly(stretch.value) if stretch.weak else stretch.extent
    return Figure(name=name, extent=extent, unit=unit, subject=(before + after).lower())


def _since(clause: str, today: date, *, lone: bool) -> Iterator[Figure]:
    """Months since the dates of a clause from which a length of time runs, without a name for a ``lone`` date.

    Dates ahead give none, nor do those of people taken on.
    """
    if _TAKEN_ON.search(clause):
        return
    for one in dates(clause):
        fewest, most = one.months_until(today)
        beside = [
            (gap, kind.name, kind.unit)
            for kind in kinds()
            for word in (kind.since.finditer(clause) if kind.since else ())
            if (gap := max(one.start - word.end(), word.start() - one.end)) <= BESIDE
        ]
        if most >= 0 and (beside or (lone and (one.start, one.end) == (0, len(clause.rstrip())))):
            name, unit = min(beside)[1:] if beside else ("", "month")
            extent = Extent(low=(Fraction(max(0, fewest)), 0), high=(Fraction(most), 0))
            yield Figure(name=name, extent=extent, unit=unit, subject=clause.lower())


def named_first(subject: str, unit: str) -> str:
    """As `named`, but the word nearest to the start wins: the words behind a number."""
    words = subject.lower()
    places = [(at, kind.name) for kind in kinds() if fits(kind.unit, unit) for word in kind.words if (at := words.find(word)) >= 0]
    return min(places, default=(0, ""))[1]


def squared(text: str) -> str:
    """Square metres in one spelling."""
    return _SQUARE.sub("平方米", text)


def shared(one: str, other: str) -> int:
    """Length of the longest stretch of letters that two subjects share, filler left out."""
    one, other = _FILLER.sub(" ", one), _FILLER.sub(" ", other)
    best = 0
    for run in _HAN.findall(one):
        for start in range(len(run)):
            while start + best < len(run) and run[start : start + best + 1] in other:
                best += 1
    return best
