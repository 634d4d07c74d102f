"""Where in the quotes a word of the claim comes from, and which marker governs it there.

A marker (must, may, not, 应当, 可以, 不) is judged by the word that follows it: that word is looked up in the quote, in Chinese by
its letters, in English through the dictionary, and the marker that stands before it there must be of the same kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.proof.clauses import SENTENCE_END
from rag.proof.glosses import content_words, sources, stem

NEAR = 12
"""Characters in front of a word within which a plain 不 or 未 of the same clause denies it."""
BEHIND = 6
"""Characters behind it: 与实际情况不符."""
AHEAD = 3
"""Content words after an English marker that are looked up."""

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LIGHT = re.compile(r"[的了是在和与及或对为将被由从到向以于而也其并等把让使会所有个这那予]")
_CLAUSE = re.compile(r"[,。;:!?\n]")
_LACKS = re.compile(r"[不未无][符足全齐明实对合一详清达存再]")
_OVER_ALL = re.compile(r"不得(?!低于|少于|超过|高于)|禁止|严禁|不能|不可以|不准|不许|防止|避免")


def anchors(tail: str, quotes: str, *, english: bool, most: int = AHEAD, first: bool = False) -> tuple[int, ...]:
    """Positions in the quotes of the next words after a marker that they hold; empty when they hold none.

    Args:
        tail: The claim from behind the marker to the end of its clause.
        quotes: The prepared quotes.
        english: Whether the claim is in English.
        most: English words that are looked up.
        first: Only the first of them that the quotes hold counts.
    """
    if english:
        places = sources(quotes)
        each = [places.get(stem(word), ()) for word in content_words(tail)[:most]]
        if first:
            return next((found for found in each if found), ())
        return tuple(at for found in each for at in found)
    letters = _LIGHT.sub("", "".join(_HAN_RUN.findall(tail)))[:10]
    for at in range(max(0, len(letters) - 1)):
        pair = letters[at : at + 2]
        if found := tuple(m.start() for m in re.finditer(re.escape(pair), quotes)):
            return found
    return ()


def denied(position: int, quotes: str, negators: Sequence[tuple[int, str]], *, ban: bool = False) -> bool:
    """Whether a word of the quotes stands under a denial: closely before it, or a ban earlier in its sentence (for ``ban``, anywhere)."""
    start = _last(SENTENCE_END, quotes, position)
    if _OVER_ALL.search(quotes[start : position + (len(quotes) if ban else 0)]):
        return True
    for at, word in negators:
        between = quotes[min(at, position) : max(at, position)]
        before = position - NEAR <= at <= (position - 1 if word == "免" else position + 1)
        behind = not ban and position < at <= position + BEHIND and _LACKS.match(quotes, at)
        if (before or behind) and not _CLAUSE.search(between):
            return True
    return False


def governing(position: int, quotes: str, kinds: Sequence[tuple[str, re.Pattern[str]]]) -> str:
    """The kind of the last marker in front of a word, within its sentence; empty when there is none."""
    start = _last(SENTENCE_END, quotes, position)
    best, where = "", -1
    for name, pattern in kinds:
        for m in pattern.finditer(quotes, start, position + 1):
            if m.start() > where:
                best, where = name, m.start()
    return best


def _last(pattern: re.Pattern[str], text: str, end: int) -> int:
    found = 0
    for m in pattern.finditer(text, 0, end):
        found = m.end()
    return found
