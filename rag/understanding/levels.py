"""The levels of an address (章, 条, 款 …) and what people call them, by `addresses.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from corpus.tables import read_table
from rag.understanding.numerals import NUMBER


@cache
def _table() -> dict[str, dict[str, Any]]:
    return read_table(__file__, "addresses.toml")


WORDS: dict[str, str] = {unit: "|".join(names) for unit, names in _table()["nouns"].items()}
"""By level, patterns of what other languages than Chinese call it; the empty one is a measure or an item."""
SEVERAL = {unit: names + (f"|{more}" if (more := _table()["several"].get(unit)) else "") for unit, names in WORDS.items()}
"""The same, before several numbers."""
NOUNS = SEVERAL["条"] + "|" + SEVERAL[""]
"""Words for a measure or several."""
PORTIONS = ("款", "段", "项", "句")
"""Levels inside a measure; 项 is a measure itself where none is named beside it."""
MEASURES = ("条", "", "()", "项")
"""Levels that may name a measure."""
_LEVELS = {unit: unit for unit in ("编", "章", "节", "部分", "附件", "条", "款", "段", "项", "句")}
_LEVELS |= {"部": "部分", "大点": "部分", "块": "部分", "大块": "部分", "板块": "部分", "句话": "句", "句子": "句"}
_LEVELS |= {
    "조": "条",
    "장": "章",
    "절": "节",
    "항": "款",
    "호": "项",
    "부분": "部分",
    "부": "部分",
    "문장": "句",
    "단락": "款",
    "문단": "款",
}
"""By what is written in Chinese or Korean; a measure (点, 措施) is none of them."""


def level(written: str) -> str:
    """The level that a unit written in Chinese or Korean means; empty for a measure (点, 措施)."""
    return _LEVELS.get(written.removeprefix("个"), "")


def item_like(written: str) -> bool:
    """Whether words of a question may mean an item of a measure named before: "point 2", and not "measure 2"."""
    return _pattern("item", "words").search(written.lower()) is not None


@cache
def _pattern(part: str, name: str) -> re.Pattern[str]:
    return re.compile(_table()[part][name])


def beside_one(direction: str) -> re.Pattern[str]:
    """How people point at the ``next`` or the ``previous`` measure; lower case."""
    return _pattern("beside", direction)


@cache
def ends() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """How people point at the last and the first of a level without its number: level, -1 or 1, and the pattern; lower case."""
    last, first = _table()["last"], _table()["first"]
    found = [("", -1, re.compile(last["measure"]))]
    for unit in ("句", "款", "段", "章"):
        nouns = [rf"{last['before']}\s+(?:{WORDS[unit]})(?!\w)|(?:{WORDS[unit]})\s+{last['behind']}(?!\w)"] if unit in WORDS else []
        found.append((unit, -1, re.compile("|".join([*nouns, last[unit]]))))
    return (*found, *((unit, 1, re.compile(pattern)) for unit, pattern in first.items()))


def counted(question: str) -> str:
    """The level inside a measure of which a normalised question asks how many there are; empty where it asks for none."""
    lowered = question.lower()
    return next((unit for unit in _table()["counted"] if _pattern("counted", unit).search(lowered)), "")


@cache
def compared() -> re.Pattern[str]:
    """Two numbers that a question compares; lower case."""
    return re.compile("|".join(_table()["compared"]["patterns"]).replace("{n}", NUMBER))


@cache
def spoken() -> re.Pattern[str]:
    """A number before 条 that stands alone for an address."""
    table = _table()["spoken"]
    behind = "|".join(table["behind"])
    pattern = rf"(?:{table['before']})(?!{table['counting']})({NUMBER})条(?!{table['count']})(?={behind})"
    return re.compile(pattern.replace("{inside}", table["inside"]).replace("{n}", NUMBER))


@cache
def spoken_inside() -> re.Pattern[str]:
    """The number of a paragraph or an item right behind an article (十五条二款)."""
    return re.compile(rf"({NUMBER})(?=([款项])){_table()['spoken']['inside']}")
