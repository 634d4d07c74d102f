"""The units that a question asks for a number of: 多少岁 wants an age, "how many days" a span, 比例是多少 a rate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.tables import any_of, read_table

_NUMBER = r"[0-9〇零一二三四五六七八九十百千万两半.]+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit, as questions ask for it and as sentences show it."""

    name: str
    want: str
    """Value of the `Want` that a refusal speaks of."""
    asked: re.Pattern[str]
    """On a normalised, lower-cased question."""
    shown: re.Pattern[str]
    """On a normalised Chinese sentence."""


@cache
def _units() -> tuple[Unit, ...]:
    table = read_table(__file__, "units.toml")
    return tuple(
        Unit(
            name=name,
            want=entry["want"],
            asked=re.compile(any_of(entry["asked"])),
            shown=re.compile(entry["shown"].replace("{n}", _NUMBER)),
        )
        for name, entry in table.items()
    )


@lru_cache(256)
def units(question: str) -> tuple[Unit, ...]:
    """The units that a normalised question asks for a number of, in the order of the table.

    >>> [unit.name for unit in units("多少岁可以免费坐公交?")]
    ['age']
    """
    lowered = question.lower()
    return tuple(unit for unit in _units() if unit.asked.search(lowered))
