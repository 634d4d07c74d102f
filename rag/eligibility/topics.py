"""Topics: the trades and matters that a text speaks of, by the words of `topics.toml`."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from corpus.tables import read_table

TRADE, MATTER = "trade", "matter"


@cache
def _table() -> dict[str, tuple[str, re.Pattern[str]]]:
    table = read_table(__file__, "topics.toml")
    return {f"{axis}:{name}": (axis, re.compile(words, re.IGNORECASE)) for axis, group in table.items() for name, words in group.items()}


def topics_in(text: str) -> Counter[str]:
    """How often a text speaks of each topic; names are ``trade:…`` and ``matter:…``."""
    return Counter({name: n for name, (_, pattern) in _table().items() if (n := len(pattern.findall(text)))})


def axis_of(topic: str) -> str:
    """``trade`` or ``matter``."""
    return _table()[topic][0]
