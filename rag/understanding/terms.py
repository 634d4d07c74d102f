"""From the words of any supported language to the words of Chinese policies, by the term list of `terms.toml`."""

from __future__ import annotations

import re
from functools import cache

from corpus.tables import read_table

_BEGIN = r"(?<![a-z\u00c0-\u024f\u1e00-\u1eff\u0400-\u04ff])"


@cache
def _terms() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    table = read_table(__file__, "terms.toml")
    return tuple((tuple(words.split()), re.compile(rf"{_BEGIN}(?:{p})\w*")) for field in table.values() for words, p in field.items())


def translated(text: str) -> tuple[tuple[tuple[str, ...], ...], str]:
    """For each term in a normalised text, in its order, the Chinese words for it; and the text without these terms.

    Of overlapping terms the longest counts.

    >>> translated("small and micro enterprises or loans")
    ((('小微企业', '中小企业', '中小微企业'), ('贷款', '信贷')), '  or  ')
    """
    lowered = text.lower()
    found = [(m.start(), m.end(), words) for words, pattern in _terms() for m in pattern.finditer(lowered)]
    chosen: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, words in sorted(found, key=lambda item: (item[0] - item[1], item[0])):
        if all(end <= s or e <= start for s, e, _ in chosen):
            chosen.append((start, end, words))
    rest, at = "", 0
    for start, end, _ in sorted(chosen):
        rest, at = f"{rest}{lowered[at:start]} ", end
    return tuple(dict.fromkeys(words for _, _, words in sorted(chosen))), rest + lowered[at:]
