"""Cities and provinces that a question names: 怀化, 江苏, "Guangdong".

The names come from jieba's own dictionary, where places are tagged, so there is no list to keep up.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from rag.understanding.spelling import readings

_RANKS = ("自治州", "自治区", "特别行政区", "地区", "省", "市", "州", "县")
_NAMELIKE = ("ns", "nr", "nz", "j", "v")
"""Tags under which the dictionary has bare names of cities (怀化 is taken for a verb); nouns such as 中心 are left to the full name."""
_LONGEST = 6
_SPECIAL = {"shaanxi": "陕西", "hong kong": "香港", "macau": "澳门", "macao": "澳门", "tibet": "西藏", "inner mongolia": "内蒙古"}


@cache
def _names() -> tuple[frozenset[str], dict[str, str]]:
    """Bare names and full names of cities and provinces; and those of cities by their pinyin."""
    tags: dict[str, str] = {}
    for line in files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").split("\n"):
        word, _, tag = [*line.split(" "), "", ""][:3]
        tags[word] = tag
    names: set[str] = set()
    spelt: dict[str, str] = dict(_SPECIAL)
    for word, tag in tags.items():
        rank = next((r for r in _RANKS if word.endswith(r)), None) if tag.startswith("ns") else None
        bare = word.removesuffix(rank) if rank else ""
        if len(bare) < 2:
            continue
        names.add(word)
        if tags.get(bare, "ns")[:2] in _NAMELIKE and rank in ("省", "市", "自治区", "自治州"):
            names.add(bare)
            spelt.setdefault("".join(readings(c)[0] for c in bare if readings(c)), bare)
    return frozenset(names), spelt


def named(question: str) -> tuple[str, ...]:
    """Places in a normalised question, as Chinese names, the longest where one holds another."""
    names, spelt = _names()
    found: list[str] = []
    at = 0
    while at < len(question):
        size = next((n for n in range(_LONGEST, 1, -1) if question[at : at + n] in names), 0)
        if size:
            found.append(question[at : at + size])
        at += size or 1
    if not re.search(r"[\u3400-\u9fff]", question):
        found += [spelt[word.lower()] for word in re.findall(r"\b[A-Z][a-z]{4,}\b", question) if word.lower() in spelt]
        found += [name for spelling, name in _SPECIAL.items() if spelling in question.lower()]
    return tuple(dict.fromkeys(found))


def bare(place: str) -> str:
    """The name without its rank: 怀化市 is 怀化."""
    return next((place.removesuffix(rank) for rank in _RANKS if place.endswith(rank) and len(place) - len(rank) >= 2), place)
