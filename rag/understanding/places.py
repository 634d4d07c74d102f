"""Cities and provinces that a question names: 怀化, 江苏, "Guangdong".

The names come from jieba's own dictionary, where places are tagged, so there is no list to keep up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files

import jieba

from rag.understanding.spelling import readings

_RANKS = ("自治州", "自治区", "特别行政区", "地区", "省", "市", "州", "县")
_NAMELIKE = ("ns", "nr", "nz", "j", "v")
"""Tags under which the dictionary has bare names of cities (怀化 is taken for a verb); nouns such as 中心 are left to the full name."""
_LONGEST = 6
_SPECIAL = {
    "shaanxi": "陕西",
    "shanxi": "山西",
    "hong kong": "香港",
    "macau": "澳门",
    "macao": "澳门",
    "tibet": "西藏",
    "inner mongolia": "内蒙古",
}


@cache
def _names() -> tuple[frozenset[str], frozenset[str], dict[str, tuple[str, ...]]]:
    """Full names of cities and provinces; bare ones; and the bare ones by their pinyin, the most frequent first."""
    tags: dict[str, str] = {}
    counts: dict[str, int] = {}
    for line in files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split(" ")
        tags[word], counts[word] = tag, int(count)
    full: set[str] = set()
    bare_names: set[str] = set()
    spelt: dict[str, set[str]] = defaultdict(set, {spelling: {name} for spelling, name in _SPECIAL.items()})
    for word, tag in tags.items():
        rank = next((r for r in _RANKS if word.endswith(r)), None) if tag.startswith("ns") else None
        bare = word.removesuffix(rank) if rank else ""
        if len(bare) < 2:
            continue
        full.add(word)
        if tags.get(bare, "ns")[:2] in _NAMELIKE and rank in ("省", "市", "自治区", "自治州"):
            bare_names.add(bare)
            spelt["".join(readings(c)[0] for c in bare if readings(c))].add(bare)
    alike = {
        spelling: tuple(sorted(names, key=lambda name: (name != _SPECIAL.get(spelling), -counts.get(name, 0), name)))
        for spelling, names in spelt.items()
    }
    return frozenset(full), frozenset(bare_names), alike


def named(question: str) -> tuple[str, ...]:
    """Places in a normalised question, as Chinese names, the longest where one holds another; the most frequent of those spelt alike."""
    return tuple(alike[0] for alike in mentioned(question))


def mentioned(question: str) -> tuple[tuple[str, ...], ...]:
    """Each place in a normalised question, with all the names that it may stand for (Suzhou: 苏州, 宿州), the most frequent first."""
    full, bare_names, spelt = _names()
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(question):
        sizes = (
            n for n in range(_LONGEST, 1, -1) if (word := question[at : at + n]) in full or (word in bare_names and _word(question, at, n))
        )
        size = next(sizes, 0)
        if size:
            found.append((question[at : at + size],))
        at += size or 1
    if not re.search(r"[\u3400-\u9fff]", question):
        found += [spelt[word.lower()] for word in re.findall(r"\b[A-Z][a-z]{4,}\b", question) if word.lower() in spelt]
        found += [spelt[spelling] for spelling in _SPECIAL if spelling in question.lower()]
    return tuple(dict.fromkeys(found))


def _word(text: str, start: int, size: int) -> bool:
    """Whether a word begins with a stretch of a text and reaches its end (苏州企业), or another ends there: 申报指南通知 names no 南通."""
    tokens = list(jieba.tokenize(text, HMM=False))
    stop = start + size
    return any(begin == start and (end >= stop or any(other == stop for _, _, other in tokens)) for _, begin, end in tokens)


def bare(place: str) -> str:
    """The name without its rank: 怀化市 is 怀化."""
    return next((place.removesuffix(rank) for rank in _RANKS if place.endswith(rank) and len(place) - len(rank) >= 2), place)
