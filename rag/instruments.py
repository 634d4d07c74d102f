"""Instruments: by what means a measure works (资金, 税费, 金融, …), and which of them a person asks for."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

INSTRUMENTS = ("资金", "税费", "金融", "用地", "培训", "许可便利", "试点示范", "平台设施", "监管要求")
"""The names that a matrix uses."""
RULES = "监管要求"
TALENT = "人才"
"""What people ask for beside the instruments; measures for it work by money or training."""
_TITLE = 4.0
_WEIGHT = {"平台设施": 0.5, "试点示范": 0.8, "监管要求": 1.2, "金融": 1.3, "税费": 1.2, "用地": 1.2, "许可便利": 1.2}
"""Words of some instruments stand in measures of all kinds (建设, 平台) and say less."""


@cache
def _table() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    with (Path(__file__).parent / "instruments.toml").open("rb") as file:
        table = tomllib.load(file)
    return {name: (re.compile(entry["text"]), re.compile(entry["need"], re.IGNORECASE)) for name, entry in table.items()}


def instrument_scores(title: str, body: str) -> dict[str, float]:
    """How strongly a measure works by each instrument; the title counts most."""
    return {
        name: _WEIGHT.get(name, 1.0) * (_TITLE * bool(_table()[name][0].search(title)) + len(_table()[name][0].findall(body)) ** 0.7)
        for name in INSTRUMENTS
    }


def instrument_of(title: str, body: str) -> str:
    """The instrument that a measure mainly works by; 平台设施 where no word tells."""
    scores = instrument_scores(title, body)
    best = max(scores, key=lambda name: (scores[name], -INSTRUMENTS.index(name)))
    return best if scores[best] else "平台设施"


def works_by(instrument: str, text: str) -> bool:
    """Whether a text has a word of an instrument (人才 included)."""
    return _table()[instrument][0].search(text) is not None


def needs_in(text: str) -> frozenset[str]:
    """The instruments that a person's words ask for, 人才 among them."""
    return frozenset(name for name in _table() if _table()[name][1].search(text))
