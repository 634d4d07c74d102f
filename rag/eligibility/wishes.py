"""Wishes: how much of what a profile seeks, word by word and phrase by phrase, a measure speaks of."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from embeddings.lexical import words as words_in
from rag.eligibility.circumstances import Circumstances, plain_words
from rag.eligibility.instruments import without_instruments
from rag.eligibility.portraits import Portrait
from rag.understanding.synonyms import equals

PHRASE = 4
"""Letters of a stretch that counts as a phrase: 星级评定 in 星级评定补贴."""
TELLS = 0.35
"""Rarity from which a word of a wish tells a document's measures apart: all of its measures may say 补贴."""
NEAR = 0.5
"""Share of the best measure's coverage that another needs to be as near to the wish."""


class Wishes:
    """The wishes of a profile against the measures of one document."""

    def __init__(self, own: Circumstances, document: Sequence[Portrait]) -> None:
        self._document = document
        self._cache: dict[str, float | None] = {}
        self._covered: list[dict[int, float]] = []
        """For each wish that some measure speaks of in its own words: how much each measure does."""
        self._open = not own.wishes
        for wish in own.wishes:
            terms = {term: self._forms(term) for term in _terms(wish) - own.place.within}
            covered = {p.measure.ordinal: _mass(terms.values(), p) for p in document}
            if max(covered.values(), default=0.0) >= TELLS:
                self._covered.append(covered)
            else:
                self._open = True

    def near(self, portrait: Portrait) -> bool:
        """Whether a measure speaks of a wish nearly as much as the one that speaks of it most, or some wish is of no measure's words."""
        at = portrait.measure.ordinal
        return self._open or any(covered[at] >= NEAR * max(covered.values()) for covered in self._covered)

    def _forms(self, term: str) -> list[tuple[str, float]]:
        return [(form, rarity) for form in (term, *equals(term)) if (rarity := self._rarity(form)) is not None]

    def _rarity(self, word: str) -> float | None:
        if word not in self._cache:
            size, count = len(self._document), sum(_has(p, word) for p in self._document)
            self._cache[word] = math.log((size + 1) / (count + 0.5)) / math.log((size + 1) / 1.5) if count else None
        return self._cache[word]


def _has(portrait: Portrait, word: str) -> bool:
    return word in portrait.body or word in portrait.title or word in portrait.heading


def _mass(terms: Iterable[list[tuple[str, float]]], portrait: Portrait) -> float:
    return sum(max((r for form, r in forms if _has(portrait, form)), default=0.0) for forms in terms)


def _terms(wish: str) -> set[str]:
    words = {w for w in words_in(wish) if len(w) > 1 and w not in plain_words() and not w[0].isdigit()}
    runs = re.findall(r"[\u4e00-\u9fff]+", wish)
    terms = words | {run[at : at + PHRASE] for run in runs for at in range(len(run) - PHRASE + 1)}
    return {term for term in terms if without_instruments(_COMMON.sub("", term))}


_COMMON = re.compile(r"优惠|政策|支持|扶持|帮助|申请|办理|享受|条件|相关|一次性")
"""Words of any wish: what is left of one without them and the words for instruments sets it apart."""
