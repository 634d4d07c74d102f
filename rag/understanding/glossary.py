"""From the words that people use, in eight languages, to the words of Chinese policies, by the glossary of `glossary.tsv`."""

from __future__ import annotations

import csv
import re
import threading
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import snowballstemmer

from rag.understanding.languages import from_japanese, function_words
from rag.understanding.wording import normalised

Words = Callable[[str], tuple[str, ...]]
"""The words of policies for a key of the table."""
LANGUAGES = ("ja", "ko", "fr", "de", "es", "ru", "ar", "vi")
"""Columns of the glossary beside ``official``, which has the words of policies. Everyday Chinese, and English, which a dictionary serves,
gained nothing by columns of their own."""
_STEMMED = {"fr": "french", "de": "german", "es": "spanish", "ru": "russian", "ar": "arabic"}
_WRITTEN_TOGETHER = frozenset({"ja", "ko"})
_WORD = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 6
"""Words of a phrase."""
_SHORTEST = 3
"""Letters of a form."""
_INFLECTED = 5
"""Letters of a word that is looked up by what its forms share; shorter ones may be small words."""
_PART = 5
"""Letters that a part of a German compound must have to count for one."""
_LINKS = ("", "s", "n", "en", "es")
"""What may stand between the parts of a German compound."""
_ARTICLE = re.compile(r"^(?:[وبكف]?ال|لل)(?=\w{3})")
"""The Arabic article, with the small word (and, with, like, then, for) that may be written together with it."""
_POINTED = re.compile("(?:[^\\W\\d_][\u064b-\u0652]*)+|\\d+")
"""An Arabic word, with the signs above and below its letters."""
_SIGNS = re.compile("[\u064b-\u0652]")
_TANWIN = re.compile("(?:\u0627\u064b|\u064b\u0627)$")
"""The Arabic ending of an adverb or an object without article (مجاناً), in either order of its signs."""
_TONE = re.compile("(?<=o)([\u0300\u0301\u0303\u0309\u0323])([ae])$|(?<=u)([\u0300\u0301\u0303\u0309\u0323])(y)$")
"""A Vietnamese tone on the first vowel of a syllable that ends in two (hóa), where others write it on the second (hoá)."""
_STEMMING = threading.Lock()
"""A stemmer keeps the word that it works on."""


def rows() -> list[dict[str, str]]:
    """The lines of the glossary: ``official`` and a column for each language; several words are separated by ``; ``."""
    with (Path(__file__).parent / "glossary.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _table(language: str) -> tuple[Mapping[str, tuple[str, ...]], int]:
    """Words of policies for each form of a language, first those that name it first; and the length of the longest form."""
    found: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    for number, row in enumerate(rows()):
        words = row["official"].split("; ")
        for place, form in enumerate(filter(None, row[language].split("; "))):
            for key in _keys(form, language):
                found[key] += [(place, order, number, word) for order, word in enumerate(words)]
    table = {key: tuple(dict.fromkeys(word for *_, word in sorted(options))) for key, options in found.items() if key}
    return table, max(map(len, table), default=0)


def _keys(form: str, language: str) -> tuple[str, ...]:
    """What a form is found under: as it stands and by its stems, or where words are written together with and without its spaces."""
    if language in _WRITTEN_TOGETHER:
        return tuple(dict.fromkeys((_plain(form, language), _plain(form, language).replace(" ", ""))))
    if len(form) < _SHORTEST or form.isupper():
        return ()  # an abbreviation is many a small word (ALS, ИИ)
    words = _words(normalised(form), language)
    return tuple(dict.fromkeys(_looked_up(words)))


def _plain(text: str, language: str) -> str:
    text = normalised(text).lower()
    return from_japanese(text) if language == "ja" else text


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    stem: str
    """What its forms share; of a Vietnamese word the word itself."""
    bare: str
    """Without the accents that people leave out."""
    start: int
    end: int


def _words(text: str, language: str) -> list[_Word]:
    """The words of a normalised text; what stands before an apostrophe is a word of its own."""
    if language == "ar":
        return [_arabic(m.group(), m.start()) for m in _POINTED.finditer(text)]
    found = ((m.group().lower(), *m.span()) for m in _WORD.finditer(text))
    return [_Word(word, _stem(word, language), _bare(word, language), *at) for word, *at in found]


def _arabic(said: str, start: int) -> _Word:
    """An Arabic word as it stands without vowel signs; what its forms share is had without the ending of its case (tanwin) too."""
    word, plain = (_SIGNS.sub("", one) for one in (said, _TANWIN.sub("", said)))
    return _Word(word, _stem(plain, "ar"), _bare(plain, "ar"), start, start + len(said))


def _bare(word: str, language: str) -> str:
    """Without accents and the Arabic article. The accents of Vietnamese and the dots of German tell words from each other; of Vietnamese
    ones the place alone does not.
    """
    if language == "de":
        return word
    apart = unicodedata.normalize("NFD", word)
    if language == "vi":
        return _TONE.sub(r"\2\1\4\3", apart)
    return _ARTICLE.sub("", "".join(c for c in apart if not unicodedata.combining(c)))


def _looked_up(words: Sequence[_Word]) -> tuple[str, ...]:
    """Keys of a phrase, the surest first: as it stands, by its stems, without its accents; marked, so that none is taken for another."""
    return " ".join(w.text for w in words), "~" + " ".join(w.stem for w in words), "^" + " ".join(w.bare for w in words)


@lru_cache(16_384)
def _stem(word: str, language: str) -> str:
    if language not in _STEMMED:
        return word
    with _STEMMING:
        return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_STEMMED[language])


@dataclass(frozen=True, slots=True)
class Known:
    """A word or phrase of a text that the glossary has."""

    start: int
    end: int
    """Code points of the text that it was looked up in."""
    words: tuple[str, ...]
    """Words of policies for it, those first for which it was named first."""


def known(text: str, language: str, usable: Callable[[str], bool] = bool) -> tuple[Known, ...]:
    """The words and phrases of a text that the glossary has usable words for, the longest where two overlap, in their order.

    Args:
        text: A normalised question.
        language: Its BCP 47 tag; of a language that the glossary does not have nothing is found.
        usable: Tells which words of policies count; all of them by default.
    """
    if language not in LANGUAGES:
        return ()
    table, longest = _table(language)

    def words(key: str) -> tuple[str, ...]:
        return tuple(word for word in table.get(key, ()) if usable(word))

    return tuple(_together(text, language, words, longest) if language in _WRITTEN_TOGETHER else _apart(text, language, words))


def read_ahead(rest: Callable[[float], bool]) -> bool:
    """Read the tables of all languages, resting as long as each took; returns whether ``rest`` said to stop."""
    for language in LANGUAGES:
        started = time.perf_counter()
        _table(language)
        if rest(time.perf_counter() - started):
            return True
    return False


def _together(text: str, language: str, words: Words, longest: int) -> Iterator[Known]:
    """A Korean form of two letters counts only where a word begins."""
    text = _plain(text, language)
    begins = _beginnings(text, language)
    at = 0
    while at < len(text):
        shortest = 2 if at in begins else 3
        sizes = range(min(longest, len(text) - at), shortest - 1, -1)
        size, found = next(((n, own) for n in sizes if (own := words(text[at : at + n]))), (1, ()))
        if found:
            yield Known(at, at + size, found)
            begins.add(at + size)
        at += size


def _beginnings(text: str, language: str) -> set[int]:
    """Where a word may begin."""
    if language == "ja":
        return set(range(len(text)))
    return set(accumulate(map(len, re.split(r"(?<=\W)", text)), initial=0))


def _apart(text: str, language: str, words: Words) -> Iterator[Known]:
    small = function_words(language)
    said = _words(text, language)
    at = 0
    while at < len(said):
        runs = (said[at : at + size] for size in range(min(_LONGEST, len(said) - at), 0, -1))
        keys = ((run, key) for run in runs if len(run) > 1 or run[0].text not in small for key in _looked_up(run)[: _tried(run)])
        run, found = next(((run, own) for run, key in keys if (own := words(key))), (said[at : at + 1], ()))
        if found:
            yield Known(run[0].start, run[-1].end, found)
        elif language == "de" and text[run[0].start].isupper():
            yield from _parts(run[0], words)
        at += len(run)


def _tried(run: Sequence[_Word]) -> int:
    """So many of the keys of a phrase: a short word alone only as it stands, for by its stem it may be a small one."""
    return 3 if len(run) > 1 or len(run[0].text) >= _INFLECTED else 1


def _parts(compound: _Word, words: Words) -> Iterator[Known]:
    """The two parts of a German noun, where both are known; nothing else may stand between them than what links them."""
    text = compound.text

    def part(own: str) -> tuple[str, ...]:
        return words(own) or words(f"~{_stem(own, 'de')}")

    for size in range(len(text) - _PART, _PART - 1, -1):
        first = part(text[:size])
        rest = (text[size + len(link) :] for link in _LINKS if text.startswith(link, size)) if first else ()
        last = next((own for end in rest if len(end) >= _PART and (own := part(end))), ())
        if last:
            yield Known(compound.start, compound.start + size, first)
            yield Known(compound.start + size, compound.end, last)
            return
