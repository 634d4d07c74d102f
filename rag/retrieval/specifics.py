"""What a question asks for in particular, and how much of it a text has: a near miss has the topic and lacks just that.

Weights come from how seldom general Chinese has a word, not from the documents searched, so that they mean the same in a folder of one
document and of a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.queries import Query
from rag.retrieval.fusion import CHINESE
from rag.understanding.followups import content
from rag.understanding.lexicon import Lexicon
from rag.understanding.synonyms import equals
from rag.understanding.vocabulary import rarity, words
from rag.understanding.wants import topic

_LEAST = 0.1
_COMMON = 0.35
"""Rarity of a word that says hardly anything (进行, 工作)."""
_FOREIGN = 0.4
"""Weight of a word of another language."""
_HALF = 0.5
"""Share of a long word's letter pairs from which a text counts as having part of it."""
_ASKING = re.compile(r"多少|几(?!乎)|什么|哪[些个几家里种类]?|谁|怎么|怎样|如何|何时|多久|多长时间|多大|多高")
_NAMING = re.compile(r"(?!.*(?:[哪几谁啥]|时候|没有|多少|何))(?:[\u3400-\u9fff]{2,}|[A-Za-z][A-Za-z0-9+-]*)")
"""A word that names something: no number, no word of asking."""
_SKIPPED = re.compile(r"是|能|可以|会|要|应该|的|有|为|在|到|给|领|拿|交|最多|最高|最低|至少|每|一个|一次")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that carries a part of what is asked."""

    words: tuple[str, ...]
    """Any of them may stand for it in a text; empty for a word that the documents have no word for."""
    weight: float

    def within(self, text: str) -> float:
        """1 where the text has the word or an equal, a share where it has part of a long one, else 0."""
        if any(word in text for word in self.words):
            return 1.0
        return max((part for word in self.words if len(word) > 2 and (part := _part(word, text)) >= _HALF), default=0.0)


def _part(word: str, text: str) -> float:
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs)


@dataclass(frozen=True, slots=True)
class Specifics:
    """The terms of one question."""

    terms: tuple[Term, ...]
    head: Term | None
    """The thing that the question word asks about: 税率 in 税率是多少, 材料 in 要哪些材料; None where it cannot be told."""

    @property
    def known(self) -> bool:
        """Whether the question can be compared with Chinese texts word by word."""
        return bool(self.terms)

    def share(self, text: str) -> float:
        """Weighted share of the terms that a text has; 0 without terms."""
        total = sum(term.weight for term in self.terms)
        return sum(term.weight * term.within(text) for term in self.terms) / total if total else 0.0

    def heaviest_absent(self, text: str) -> float:
        """Weight of the most telling term that a text lacks."""
        return max((term.weight * (1 - term.within(text)) for term in self.terms), default=0.0)

    def absent(self, text: str) -> int:
        """Number of telling terms that a text has nothing of."""
        return sum(term.weight > _LEAST and term.within(text) == 0 for term in self.terms)


def specifics(query: Query, lexicon: Lexicon) -> Specifics:
    """The terms of a question as it is searched for."""
    if query.language in CHINESE:
        found = [word for word in dict.fromkeys(topic(query.search)) if _NAMING.fullmatch(word)]
        head = _head(query.search, found)
        return Specifics(tuple(_term(word) for word in found), _term(head) if head else None)
    if query.language == "en":
        # "tax" and "taxes" lead to the same words; a phrase is looked up as a whole first.
        glossed = [Term(options, _FOREIGN) for options in lexicon.glosses(query.search)]
        unknown = [Term((), _FOREIGN) for word in content(query.search) if not lexicon.glosses(word) and not any(c.isdigit() for c in word)]
        return Specifics((*glossed, *unknown), None)
    return Specifics(tuple(Term((run,), _FOREIGN) for run in re.findall(r"[\u3400-\u9fff]{2,}", query.search)), None)


def _term(word: str) -> Term:
    return Term((word, *equals(word)), max(_LEAST, rarity(word) - _COMMON))


def _head(question: str, known: Sequence[str]) -> str:
    """The word that the question word belongs to: the noun right after it, else the last word of the topic before it."""
    asking = _ASKING.search(question)
    if not asking:
        return ""
    after = words(question[asking.end() :].lstrip("样"))
    if after and after[0] in known and len(after[0]) > 1:
        following = after[1] if len(after) > 1 and after[1] in known else ""
        return following or after[0]
    before = [word for word in words(_SKIPPED.sub(" ", question[: asking.start()])) if word in known]
    return before[-1] if before else ""


def windows(sentences: Sequence[str]) -> list[str]:
    """Each sentence with the one after it, for an answer may run on."""
    return [a + b for a, b in zip(sentences, [*sentences[1:], ""], strict=False)]
