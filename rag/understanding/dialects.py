"""From the words of Chinese dialects to those of the standard language, by `dialects.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.tables import read_table


@dataclass(frozen=True, slots=True)
class _Words:
    """Words that are read together."""

    where: re.Pattern[str] | None
    """What a question must have for them; None where it needs nothing."""
    unless: re.Pattern[str] | None
    """What it may not have."""
    pairs: tuple[tuple[re.Pattern[str], str], ...]

    def speak(self, question: str) -> bool:
        """Whether they are to be read in a question as asked."""
        return (not self.where or self.where.search(question) is not None) and not (self.unless and self.unless.search(question))

    def read(self, text: str) -> str:
        for word, standard in self.pairs:
            text = word.sub(standard, text)
        return text


@cache
def _words() -> tuple[_Words, ...]:
    table = read_table(__file__, "dialects.toml")
    return tuple(_read(table[name]) for name in ("everywhere", "cantonese", "asking"))


def _read(entry: Mapping[str, Any]) -> _Words:
    pairs = tuple((re.compile(word), standard) for word, standard in entry["words"])
    where, unless = (re.compile(entry[name]) if name in entry else None for name in ("where", "unless"))
    return _Words(where, unless, pairs)


def standard(question: str) -> str:
    """A normalised Chinese question with the words of its dialect in standard ones; any other comes back as it is.

    >>> standard("养老金好多钱一个月")
    '养老金多少钱一个月'
    """
    text = question
    for words in _words():
        if words.speak(question):
            text = words.read(text)
    return text
