"""Instruments: by what means a measure works (资金, 税费, 金融, …), and which of them a person asks for."""

from __future__ import annotations

import math
import re
from functools import cache

from corpus.tables import read_table

INSTRUMENTS = ("资金", "税费", "金融", "用地", "培训", "许可便利", "试点示范", "平台设施", "监管要求")
"""The names that a matrix uses."""
PAID = ("资金", "税费", "金融", "培训")
"""What a benefit of money can be."""
RULES = "监管要求"
TALENT = "人才"
"""What people ask for beside the instruments; measures for it work by money or training."""
OWN_MATTER = {
    "用地": {"matter:land"},
    "金融": {"matter:loans", "matter:listing", "matter:settlement"},
    "培训": {"matter:skills"},
    "许可便利": {"matter:permits"},
}
"""Matters that are but another word for an instrument."""
_TITLE = 4.0
_WEIGHT = {"平台设施": 0.5, "试点示范": 0.8, "监管要求": 0.8, "金融": 1.3, "税费": 1.2, "用地": 1.2, "培训": 1.2, "许可便利": 1.2}
"""Words of some instruments stand in measures of all kinds (建设, 平台) and say less."""


@cache
def _table() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    table = read_table(__file__, "instruments.toml")
    return {name: (re.compile(entry["text"]), re.compile(entry["need"], re.IGNORECASE)) for name, entry in table.items()}


def instrument_of(title: str, granted: str, body: str, *, paid: bool) -> str:
    """The instrument that a measure mainly works by; 平台设施 where no word tells.

    Args:
        title: Its heading; empty where it has none.
        granted: The words that give something.
        body: The whole text.
        paid: Whether what it gives is an amount of money or a rate.
    """
    names = PAID if paid else INSTRUMENTS
    scores = {name: _score(name, title, granted, body, paid=paid) for name in names}
    best = max(scores, key=lambda name: (scores[name], -INSTRUMENTS.index(name)))
    return best if scores[best] else "平台设施"


def _score(name: str, title: str, granted: str, body: str, *, paid: bool) -> float:
    pattern = _table()[name][0]
    given, said, headed = len(pattern.findall(granted)), len(pattern.findall(body)), pattern.search(title) is not None
    weight: float = _WEIGHT.get(name, 1.0)
    if paid:
        return weight * (2 * given + 0.3 * said + headed)
    return weight * (_TITLE * headed + math.pow(given, 0.7) + math.pow(said, 0.7))


def works_by(instrument: str, text: str) -> bool:
    """Whether a text has a word of an instrument (人才 included)."""
    return _table()[instrument][0].search(text) is not None


def needs_in(text: str) -> frozenset[str]:
    """The instruments that a person's words ask for, 人才 among them."""
    return frozenset(name for name in _table() if _table()[name][1].search(text))


def without_instruments(text: str) -> str:
    """A person's words less those that ask for an instrument."""
    for _, need in _table().values():
        text = need.sub("", text)
    return text
