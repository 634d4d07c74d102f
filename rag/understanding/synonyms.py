"""Lay words and the words of government, from `synonyms.toml`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container
from functools import cache

import jieba

from corpus.tables import read_table

_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」|\"[^\"]*\"")


@cache
def _table() -> dict[str, list[list[str]]]:
    return {field: entry["words"] for field, entry in read_table(__file__, "synonyms.toml").items()}


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    equals: dict[str, list[str]] = defaultdict(list)
    for field in _table().values():
        for group in field:
            for word in group:
                equals[word] += [other for other in group if other != word]
    return {word: tuple(dict.fromkeys(others)) for word, others in equals.items()}


def equals(word: str) -> tuple[str, ...]:
    """The words that may stand for this one; empty for a word without equals."""
    return _groups().get(word, ())


def stands(word: str, text: str) -> bool:
    """Whether a text has a word or one that stands for it."""
    return word in text or any(other in text for other in equals(word))


def listed() -> tuple[str, ...]:
    """Every word that has equals."""
    return tuple(_groups())


def within(text: str) -> tuple[str, ...]:
    """The words of the list inside a text, longest first, those inside longer ones left out."""
    present = sorted((word for word in _groups() if word in text), key=len, reverse=True)
    return tuple(w for i, w in enumerate(present) if not any(w in longer for longer in present[:i]))


def expanded(text: str, held: Container[str]) -> tuple[str, ...]:
    """Words to search for beside those of the text: the equals of each of its words that the documents hold.

    A word inside a longer one of the list (补贴 in 职业培训补贴) counts only where it stands on its own.
    """
    found = [other for word in within(text) for other in equals(word) if other in held and other not in text]
    return tuple(dict.fromkeys(found))


def written_out(text: str, frequency: Callable[[str], int]) -> str:
    """A normalised Chinese text with each short form (低保) in the full one where the documents have that oftener.

    Args:
        text: A normalised question.
        frequency: How many parts of the documents have a word.
    """
    own = within(text)
    for short, full in _table()["short"]:
        if short in own and full not in text and frequency(full) > frequency(short):
            text = _replaced(text, short, full)
    return text


def _replaced(text: str, short: str, full: str) -> str:
    """With the short form in full where it begins and ends with words (提高企业 has no 高企); what is quoted stays."""
    bounds = {at for _, *span in jieba.tokenize(text, HMM=False) for at in span}
    bounds -= {at for match in _QUOTED.finditer(text) for at in range(match.start() + 1, match.end())}
    return re.sub(re.escape(short), lambda match: full if bounds.issuperset(match.span()) else short, text)
