"""Lay words and the words of government, from `synonyms.toml`."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Container
from functools import cache
from pathlib import Path


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    with (Path(__file__).parent / "synonyms.toml").open("rb") as file:
        table = tomllib.load(file)
    equals: dict[str, list[str]] = defaultdict(list)
    for field in table.values():
        for group in field["words"]:
            for word in group:
                equals[word] += [other for other in group if other != word]
    return {word: tuple(dict.fromkeys(others)) for word, others in equals.items()}


def equals(word: str) -> tuple[str, ...]:
    """The words that may stand for this one; empty for a word without equals."""
    return _groups().get(word, ())


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
