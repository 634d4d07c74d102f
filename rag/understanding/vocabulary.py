"""The words of the documents: what a slip of the pen is mended against, and how much a word tells.

Built once per set of documents, on the first question that needs it.
"""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

import jieba
import numpy as np

from corpus.documents import ParsedDocument
from rag.understanding.concordance import Concordance, Rows
from rag.understanding.wording import normalised

jieba.setLogLevel(logging.WARNING)
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_COMPOUND = range(3, 8)
_MOST_WORDS = 80_000
_COMMON = 0.3


def words(text: str) -> list[str]:
    """The words of a text in order, as jieba cuts them, its own guesses at unknown words included."""
    return [w for w in jieba.lcut(text) if w.strip()]


def in_dictionary(word: str) -> bool:
    """Whether the general dictionary knows the word; single characters always count as known to nobody."""
    jieba.initialize()
    return len(word) > 1 and bool(jieba.dt.FREQ.get(word))


def rarity(word: str) -> float:
    """How seldom general Chinese has a word, 0 for the commonest to 1; 0.5 for a word that the general dictionary does not know."""
    jieba.initialize()
    count = jieba.dt.FREQ.get(word)
    return 1 - math.log1p(count) / math.log1p(jieba.dt.total) if count else 0.5


def ngrams(text: str, size: int = 2) -> list[str]:
    """The character n-grams of the letters and digits of a text; runs of Latin letters and digits count as one character."""
    units = re.findall(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)?|[\u3400-\u9fff]", text.lower())
    return ["".join(units[i : i + size]) for i in range(len(units) - size + 1)] if len(units) >= size else units


class Vocabulary:
    """Words, compounds and letters pairs of a set of documents.

    Args:
        texts: One text for each measure (and each stretch of front matter), the unit that frequencies count.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [normalised(text) for text in texts]

    @classmethod
    def of(cls, documents: Sequence[ParsedDocument]) -> Vocabulary:
        """The vocabulary of parsed documents: titles and measures, not page furniture."""
        return cls([text for parsed in documents for text in _texts(parsed)])

    @cached_property
    def counts(self) -> Counter[str]:
        """How many units hold a word; words of two letters or more, and compounds of two or three neighbours that occur twice."""
        counts: Counter[str] = Counter()
        compounds: Counter[str] = Counter()
        for text in self._texts:
            seen: set[str] = set()
            joined: set[str] = set()
            for run in _HAN_RUN.findall(text):
                cut = jieba.lcut(run)
                seen.update(w for w in cut if len(w) > 1)
                for size in (2, 3):
                    joined.update(w for i in range(len(cut) - size + 1) if len(w := "".join(cut[i : i + size])) in _COMPOUND)
            counts.update(seen)
            compounds.update(joined - seen)
        few = len(self._texts) < 200
        kept = {w: n for w, n in compounds.items() if few or n > 1}
        counts.update(dict(sorted(kept.items(), key=lambda item: (-item[1], item[0]))[:_MOST_WORDS]))
        return counts

    @cached_property
    def pairs(self) -> Counter[str]:
        """How many units hold a pair of neighbouring characters."""
        return Counter(pair for text in self._texts for pair in set(ngrams(text)))

    @cached_property
    def _concordance(self) -> Concordance:
        return Concordance(self._texts)

    def _rows(self, text: str) -> Rows:
        """Numbers of the units that hold the text; none where a pair of its characters is nowhere in them, a number cut in two included."""
        if not all(pair in self.pairs for pair in ngrams(text)):
            return np.zeros(0, np.intp)
        return self._concordance.rows(text)

    def holds(self, text: str) -> bool:
        """Whether the text stands in the documents, letter for letter."""
        return len(self._rows(text)) > 0

    def frequency(self, text: str) -> int:
        """How many units hold the text, letter for letter."""
        return len(self._rows(text))

    def together(self, some: Sequence[str], others: Sequence[str]) -> bool:
        """Whether one unit treats a matter of each side; words that no unit has are passed over.

        The words that fewest units have decide; a word that many units have (企业) goes with everything.
        """
        rare = [min(((n, w) for w in side if (n := self.frequency(w))), default=None) for side in (some, others)]
        if rare[0] is None or rare[1] is None:
            return rare[1] is None
        if rare[0][0] > max(2, _COMMON * len(self._texts)):
            return True
        return len(np.intersect1d(self._rows(rare[0][1]), self._rows(rare[1][1]), assume_unique=True)) > 0

    def weight(self, pair: str) -> float:
        """How much a pair of characters tells: its inverse unit frequency, highest for a pair that no unit has."""
        return math.log1p(len(self._texts) / (self.pairs[pair] + 0.5)) if self._texts else 1.0

    def __len__(self) -> int:
        return len(self._texts)


def _texts(parsed: ParsedDocument) -> Iterator[str]:
    document = parsed.document
    yield document.title
    for unit in parsed.units:
        if unit.kind != "furniture":
            yield unit.span.of(document.text)
