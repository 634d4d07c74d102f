"""Figures: numbers with their unit and what they measure, out of a profile's words (员工30人, 年营收500万元, area 200 m²)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from rag.proof.quantities import half_width, quantities

TEN_THOUSAND = 10_000
"""From here on a number without a unit may be money (研发投入80万)."""
MONTHS = {"year": 12, "month": 1}
_CLAUSE_END = re.compile(r"[，。；;、！!？?\n]|,(?!\d)|\.(?!\d)|\band\b|\bwith\b")
_HAN = re.compile(r"[\u3400-\u9fff]+|[a-z]{3,}")
_SQUARE = re.compile(r"㎡|m²|平米|平方(?!米|公里)|sqm\b|m2\b", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that a profile states."""

    name: str
    """Entry of `figures.toml`; empty where no word of the table stands beside the number."""
    value: Fraction
    """In the base unit: yuan, months, people, square metres, per cent."""
    unit: str
    subject: str
    """The clause that it stands in, less the number."""


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of figures, the narrower ones first."""
    with (Path(__file__).parent / "figures.toml").open("rb") as file:
        table = tomllib.load(file)
    return tuple(
        Kind(name=name, unit=entry["unit"], words=tuple(w.lower() for w in entry["words"]), bare=entry.get("bare", False), ask=entry["ask"])
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


def base(value: Fraction, unit: str) -> tuple[Fraction, str]:
    """A value in its base unit: years as months; everything else as it is."""
    return (value * MONTHS[unit], "month") if unit in MONTHS else (value, unit)


def named(subject: str, unit: str) -> str:
    """The figure that the words around a number of this unit name; empty for none; the narrower kind of `figures.toml` wins."""
    words = subject.lower()
    return next((kind.name for kind in kinds() if fits(kind.unit, unit) and any(word in words for word in kind.words)), "")


def fits(one: str, other: str) -> bool:
    """Whether two units can be compared; units of counting are one."""
    counted = {"count", "firm", "household", "time", ""}
    return one == other or (one in counted and other in counted) or {one, other} == {"person", ""}


def bare(unit: str) -> str:
    """What a number of this unit measures when nothing says so; empty for most."""
    return next((kind.name for kind in kinds() if kind.bare and kind.unit == unit), "")


def read_figures(text: str, *, lone: bool = False) -> tuple[Figure, ...]:
    """Every number of a profile's text with what it measures.

    Args:
        text: Free text, Chinese or English.
        lone: Whether a number without words may be taken for the usual one of its unit (a field of its own: ``30人``).
    """
    text = squared(text)
    found = []
    for clause in _CLAUSE_END.split(half_width(text)):
        for quantity in quantities(clause):
            if re.fullmatch(r"[一两][个家名次块]?", quantity.text):
                continue  # 一个行政村 counts nothing
            if clause[: quantity.start].endswith("上"):
                continue  # 上一年度 is no length of time
            value, unit = base(quantity.value, quantity.unit)
            before, after = clause[: quantity.start], clause[quantity.end :]
            name = named(before[-8:], unit) or named(before, unit) or named_first(after, unit)
            name = name or (bare(unit) if lone or unit == "age" or not _HAN.search(before + after) else "")
            if not name and unit == "person" and re.match(r"\s*(?:的)?(?:小|团队|公司|企业|规模|左右)", after):
                name = "employees"
            if not unit and not name and value >= TEN_THOUSAND:
                name = named(before[-8:], "money") or named(before, "money")
            if not unit and name:
                unit = next(kind.unit for kind in kinds() if kind.name == name)
            found.append(Figure(name=name, value=value, unit=unit, subject=(before + after).lower()))
    return tuple(found)


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
