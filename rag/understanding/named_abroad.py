"""Names of documents in other languages than Chinese: "the fitness plan", "règlement sur les paiements"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.documents import ParsedDocument
from rag.understanding.bridge import explained
from rag.understanding.glossary import known
from rag.understanding.holdings import derived
from rag.understanding.languages import function_words, identify
from rag.understanding.places import mentioned
from rag.understanding.titles import Naming, Titled, naming_words, tells, titled
from rag.understanding.vocabulary import ngrams

_WORD = re.compile(r"[^\W\d_]+|\d+")
_WINDOW, _STEM = 7, 3
"""Words of a name at most; letters that words have in common at least."""
_MOST = 200
"""Documents among which names are looked for, at most."""


def named_abroad(question: str, documents: Sequence[ParsedDocument]) -> Iterator[Naming]:
    """Names in a normalised question in another language: words of the matter before the kind of document, or behind it after "on", "sur".

    Among many documents none is looked for.
    """
    kinds, tables = naming_words()
    if len(documents) > _MOST or not any(kind.other.search(question) for kind in kinds):
        return
    language = identify(question)
    told = _told(question, language, documents)
    for kind in kinds:
        fitting = [(one, words) for one, words in told if kind.titles.search(one.matter)] if told else []
        for m in kind.other.finditer(question) if fitting else ():
            before = _words(question, 0, m.start())[: -_WINDOW - 1 : -1]
            led = tables["leading"].match(question, m.end())
            behind = _words(question, led.end(), len(question))[:_WINDOW] if led else []
            for tokens in (before, behind):
                reached = [_reached(tokens, words) for _, words in fitting]
                best = max(reached)
                if not best or reached.count(best) > 1:
                    continue
                if tokens is before and _goes_on(tokens[best:], language):
                    continue
                last = tokens[best - 1]
                start, end = (last.start(), m.end()) if tokens is before else (m.start(), last.end())
                yield Naming(document=fitting[reached.index(best)][0].document, start=start, end=end)
                break


def _words(question: str, start: int, end: int) -> list[re.Match[str]]:
    """The words between two places, without what is left of an article or of a genitive: l'emploi, Council's."""
    return [m for m in _WORD.finditer(question, start, end) if len(m.group()) > 1 or m.group().isdigit()]


def read_ahead(documents: Sequence[ParsedDocument]) -> None:
    """Read what the dictionary has for the titles of some documents, before a question asks for it."""
    if len(documents) <= _MOST:
        _explained(frozenset().union(*_cut(documents)))


def _told(question: str, language: str, documents: Sequence[ParsedDocument]) -> list[tuple[Titled, dict[int, str]]]:
    """The documents with the places of the words of a question that stand for a word of their title, and that word."""
    tokens = [m for m in _WORD.finditer(question) if m.group().lower() not in function_words(language)]
    found: list[tuple[Titled, dict[int, str]]] = []
    titles = derived(documents, titled)
    if language == "en":
        meanings = derived(documents, _meanings)
        for one, own in zip(titles, meanings, strict=True):
            found.append((one, {m.start(): word for m in tokens for word, means in own.items() if _alike(m.group().lower(), means)}))
    else:
        glossed = list(known(question, language, lambda word: any(word in one.matter for one in titles)))
        for one in titles:
            held = [(g.start, g.end, next((w for w in g.words if w in one.matter), "")) for g in glossed]
            found.append((one, {m.start(): w for m in tokens for start, end, w in held if w and start <= m.start() and m.end() <= end}))
    places = {m.start(): name for m in tokens for alike in mentioned(m.group()) for name in alike}
    return [(one, words | {at: name for at, name in places.items() if name in one.title}) for one, words in found]


def _meanings(documents: Sequence[ParsedDocument]) -> tuple[dict[str, frozenset[str]], ...]:
    """For each document, the words of its title with the English words that a dictionary explains them by."""
    cut = _cut(documents)
    english = _explained(frozenset().union(*cut))
    return tuple({word: english[word] for word in sorted(own) if word in english} for own in cut)


def _cut(documents: Sequence[ParsedDocument]) -> list[set[str]]:
    """For each document, what may be a word of its title."""
    return [{run for size in (2, 3, 4) for run in ngrams(one.matter, size)} for one in derived(documents, titled)]


_KNOWN: dict[str, frozenset[str]] = {}
"""What words were explained by: the documents picked for one question have those of the rest, and the dictionary takes a second to read."""


def _explained(words: frozenset[str]) -> dict[str, frozenset[str]]:
    if new := words - _KNOWN.keys():
        _KNOWN.update(dict.fromkeys(new, frozenset[str]()) | explained(new))
    return {word: _KNOWN[word] for word in words if _KNOWN[word]}


def _alike(word: str, others: frozenset[str]) -> bool:
    """Whether a word is one of some others, or begins as one does, up to its last letter: payment, pay; agency, agent."""
    shared = {other: max(_STEM, min(len(word), len(other)) - 1) for other in others}
    return any(word[:size] == other[:size] for other, size in shared.items())


def _reached(tokens: Sequence[re.Match[str]], own: Mapping[int, str]) -> int:
    """How many of the words next to a kind of document name its matter; 0 where none tells a document.

    One word that the dictionary lacks may stand between two that do.
    """
    plain = naming_words()[1]["plain"]
    reached, telling = 0, False
    for number, token in enumerate(tokens, 1):
        word = own.get(token.start())
        if word:
            reached = number
            telling |= tells(word)
        elif not plain.fullmatch(token.group().lower()) and (number - reached > 1 or not reached):
            break
    return reached if telling else 0


def _goes_on(tokens: Sequence[re.Match[str]], language: str) -> bool:
    """Whether a word before a name belongs to it, and makes it another: tax before payment regulation."""
    word = tokens[0].group().lower() if tokens else ""
    return bool(word) and word not in function_words(language) and not naming_words()[1]["plain"].fullmatch(word)
