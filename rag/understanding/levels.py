"""The levels of an address (章, 条, 款 …) and what people call them, by `addresses.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _table() -> dict[str, dict[str, Any]]:
    with (Path(__file__).parent / "addresses.toml").open("rb") as file:
        return tomllib.load(file)


WORDS: dict[str, str] = {unit: "|".join(names) for unit, names in _table()["nouns"].items()}
"""By level, patterns of what other languages than Chinese call it; the empty one is a measure or an item."""
SEVERAL = {unit: names + (f"|{more}" if (more := _table()["several"].get(unit)) else "") for unit, names in WORDS.items()}
"""The same, before several numbers."""
NOUNS = SEVERAL["条"] + "|" + SEVERAL[""]
"""Words for a measure or several."""
PORTIONS = ("款", "段", "项", "句")
"""Levels inside a measure; 项 is a measure itself where none is named beside it."""
_SECTIONS = {"编": "编", "章": "章", "节": "节", "部分": "部分", "部": "部分", "大点": "部分", "附件": "附件"}
KOREAN = {"조": "条", "장": "章", "절": "节", "항": "款", "호": "项", "부분": "部分", "부": "部分"} | {
    "문장": "句",
    "단락": "款",
    "문단": "款",
}
"""Korean units."""


def level(written: str) -> str:
    """The level that a unit written in Chinese or Korean means; empty for a measure (点, 措施)."""
    if written in KOREAN:
        return KOREAN[written]
    bare = written.removeprefix("个")
    if bare.startswith("句"):
        return "句"
    if bare.endswith("块"):
        return "部分"
    return "部分" if bare == "部分" else _SECTIONS.get(written, written if written in "条款项段" else "")


def item_like(written: str) -> bool:
    """Whether words of a question may mean an item of a measure named before: "point 2", and not "measure 2"."""
    return re.search(_table()["item"]["words"], written.lower()) is not None


@cache
def beside_one(direction: str) -> re.Pattern[str]:
    """How people point at the ``next`` or the ``previous`` measure; lower case."""
    return re.compile(_table()["beside"][direction])


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
    return next((unit for unit, pattern in _table()["counted"].items() if re.search(pattern, question.lower())), "")


@cache
def compared(number: str) -> re.Pattern[str]:
    """Two numbers that a question compares, by a pattern of a number; lower case."""
    return re.compile("|".join(_table()["compared"]["patterns"]).replace("{n}", number))


@cache
def spoken(number: str) -> re.Pattern[str]:
    """A number before 条 that stands alone for an address, by a pattern of a number."""
    table = _table()["spoken"]
    behind = "|".join(table["behind"])
    pattern = rf"(?:{table['before']})(?!{table['counting']})({number})条(?!{table['count']})(?={behind})"
    return re.compile(pattern.replace("{inside}", table["inside"]).replace("{n}", number))


@cache
def spoken_inside(number: str) -> re.Pattern[str]:
    """The number of a paragraph or an item right behind an article (十五条二款), by a pattern of a number."""
    return re.compile(rf"({number})(?=([款项])){_table()['spoken']['inside']}")
