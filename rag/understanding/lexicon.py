"""What the documents' own words are good for: mending slips, glossing other languages, finding the document that a title names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from corpus.documents import ParsedDocument
from rag.understanding import places
from rag.understanding.addresses import DOCUMENT_NUMBER
from rag.understanding.bridge import Bridge
from rag.understanding.glossary import Known, known
from rag.understanding.holdings import Holdings
from rag.understanding.languages import from_japanese, function_words
from rag.understanding.spelling import Speller
from rag.understanding.terms import translated
from rag.understanding.vocabulary import Vocabulary
from rag.understanding.wording import normalised

_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_MOST_DOCUMENTS = 400
"""Words are taken from so many documents at most; more add seconds at the start and hardly a word."""
_FEW, _COMMON = 2, 0.15
"""A word tells measures from each other when so many of them have it at most, or such a share."""
_FORM = 6
_SURE_FORM = {"ja": 2, "ko": 2, "ar": 4, "vi": 4}
"""Letters of a phrase of the glossary that is sure to mean what it says; of shorter ones the stem may be that of another word."""
_TITLE_RUN = 6
"""So many characters of a title in a row are taken for a mention of it."""


class Lexicon:
    """Built from a set of documents; each part only when a question needs it."""

    def __init__(self, documents: Sequence[ParsedDocument]) -> None:
        self.documents = Holdings(documents)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Words and how many measures have them."""
        return Vocabulary.of(self.documents[:_MOST_DOCUMENTS])

    @cached_property
    def speller(self) -> Speller:
        """Mends slips of the pen."""
        return Speller(self.vocabulary)

    @cached_property
    def bridge(self) -> Bridge:
        """English words to the documents' words."""
        return Bridge(self.vocabulary.counts, self.speller.spelt)

    def glosses(self, text: str) -> tuple[tuple[str, ...], ...]:
        """The documents' words for the words of an English text, the places that they hold first."""
        named, rest = places.apart(text)
        local = [names for names in map(self._local, named) if any(map(self.vocabulary.holds, names))]
        return (*local, *self.bridge.glosses(rest))

    def official(self, text: str, language: str) -> tuple[str, ...]:
        """The documents' words for the words of a normalised text in another language, by the glossary, in their order."""
        return tuple(dict.fromkeys(word for _, word in self.glossed(text, language)))

    def glossed(self, text: str, language: str) -> Iterator[tuple[Known, str]]:
        """Each word of a normalised text in another language with the first word for it that the documents have.

        Left out are words that the documents write as the text does, and those that so many measures have that they tell none from another.
        """
        vocabulary = self.vocabulary
        most = max(_FEW, _COMMON * len(vocabulary))
        for one in known(text, language, lambda word: word not in text and 0 < vocabulary.frequency(word) <= most):
            if not vocabulary.frequency(text[one.start : one.end]):
                yield one, one.words[0]

    def translations(self, text: str, language: str) -> tuple[tuple[str, ...], ...]:
        """The words of policies for the words of a text in another language than Chinese, whether the documents hold them or not.

        By the names of places first, then by the term list; what these leave over through the dictionary (English), as Japanese
        characters, or as words in pinyin.
        """
        named, rest = places.apart(text)
        groups, rest = translated(rest)
        groups = (*map(self._local, named), *groups)
        if language == "en":
            groups += self.bridge.glosses(rest)
        elif language == "ja":
            groups += tuple((run,) for run in _HAN.findall(from_japanese(rest)))
        if not groups and re.search(r"[a-z]{3}", rest):
            spelt = self.speller.from_pinyin(rest.replace("'", " ").replace("’", " "))
            groups += tuple((written,) for _, written in spelt.changes)
        return groups

    def looked_for(self, phrase: str, language: str) -> tuple[tuple[str, ...], ...]:
        """`translations` of a phrase that a person wants to find; where only the glossary has a word for all of it, that."""
        groups = self.translations(phrase, language)
        found = known(phrase, language, self.vocabulary.holds) or known(phrase, language)
        if len(found) != 1 or (groups and len(phrase.split()) == 1):
            return groups
        small = function_words(language)
        around = re.findall(r"[^\W_]+", phrase[: found[0].start] + " " + phrase[found[0].end :])
        whole = all(word.lower() in small for word in around) and found[0].end - found[0].start >= _SURE_FORM.get(language, _FORM)
        return (found[0].words,) if whole else groups

    def _local(self, place: places.Place) -> tuple[str, ...]:
        """The names of a place without their ranks; of those spelt alike (Suzhou) the ones that the documents hold, if they hold any."""
        names = tuple(map(places.bare, place.names))
        return tuple(name for name in names if self.vocabulary.holds(name)) or names

    def titled(self, question: str) -> tuple[ParsedDocument, ...]:
        """Documents of whose title a good part stands in a normalised question; none where it gives the number of another."""
        if DOCUMENT_NUMBER.search(question):
            return ()
        hits: dict[int, int] = defaultdict(int)
        for at in range(len(question) - _TITLE_RUN + 1):
            for position in self._titles.get(question[at : at + _TITLE_RUN], ()):
                hits[position] += 1
        best = max(hits.values(), default=0)
        return tuple(self.documents[position] for position, count in hits.items() if count == best)

    @cached_property
    def _titles(self) -> dict[str, tuple[int, ...]]:
        runs: dict[str, list[int]] = defaultdict(list)
        for position, parsed in enumerate(self.documents):
            title = normalised(parsed.document.title)
            for run in {title[at : at + _TITLE_RUN] for at in range(len(title) - _TITLE_RUN + 1)}:
                runs[run].append(position)
        return {run: tuple(positions) for run, positions in runs.items() if len(positions) <= max(1, len(self.documents) // 3)}
