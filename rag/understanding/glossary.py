"""From the words that people use, in eight languages, to the words of Chinese policies, by the glossary of `glossary.tsv`."""

from __future__ import annotations

import csv
import re
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
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_LONGEST = 4
"""Words of a phrase, small ones not counted."""
_SHORTEST = 3
"""Letters of a form without its small words, abbreviations aside."""
_PART = 5
"""Letters that a part of a German compound must have to count for one."""


@cache
def _table(language: str) -> tuple[Mapping[str, tuple[str, ...]], int]:
    """Words of policies for each form of a language, those that it stands for most usually first; and the length of the longest form."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    with (Path(__file__).parent / "glossary.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for number, row in enumerate(rows):
        words = row["official"].split("; ")
        for place, form in enumerate(filter(None, row[language].split("; "))):
            for key in _keys(form, language):
                found[key] += [(place, number, word) for word in words]
    table = {key: tuple(dict.fromkeys(word for _, _, word in sorted(options))) for key, options in found.items() if key}
    return table, max(map(len, table), default=0)


def _keys(form: str, language: str) -> tuple[str, ...]:
    """What a form is found under: as it stands and by its stems, or where words are written together with and without its spaces."""
    if language in _WRITTEN_TOGETHER:
        return tuple(dict.fromkeys((_plain(form, language), _plain(form, language).replace(" ", ""))))
    words = _words(normalised(form), language)
    telling = len(_written(words)) >= _SHORTEST or form.isupper()
    return (_written(words), _stemmed(words)) if telling else ()


def _plain(text: str, language: str) -> str:
    text = normalised(text).lower()
    return from_japanese(text) if language == "ja" else text


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    stem: str
    """What its forms share; of a Vietnamese word the word itself."""
    start: int
    end: int


def _words(text: str, language: str) -> list[_Word]:
    """The words of a normalised text, small ones left out."""
    small = function_words(language)
    found = ((m.group().lower(), *m.span()) for m in _WORD.finditer(text))
    return [_Word(_bare(word, language), _bare(_stem(word, language), language), *at) for word, *at in found if word not in small]


def _bare(word: str, language: str) -> str:
    """Without the accents that people leave out; those of Vietnamese tell words from each other."""
    return word if language == "vi" else "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _written(words: Sequence[_Word]) -> str:
    return " ".join(word.text for word in words)


def _stemmed(words: Sequence[_Word]) -> str:
    """Marked, so that no word is taken for the stem of another."""
    return "~" + " ".join(word.stem for word in words)


@lru_cache(16_384)
def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer else word


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(_STEMMED[language]) if language in _STEMMED else None


@dataclass(frozen=True, slots=True)
class Known:
    """A word or phrase of a text that the glossary has."""

    start: int
    end: int
    """Code points of the text that it was looked up in."""
    words: tuple[str, ...]
    """Words of policies for it, those that it stands for most usually first."""


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
    return set(accumulate(map(len, re.split(r"(?<= )", text)), initial=0))


def _apart(text: str, language: str, words: Words) -> Iterator[Known]:
    said = _words(text, language)
    at = 0
    while at < len(said):
        runs = (said[at : at + size] for size in range(min(_LONGEST, len(said) - at), 0, -1))
        keys = ((run, key) for run in runs for key in (_written(run), _stemmed(run)))
        run, found = next(((run, own) for run, key in keys if (own := words(key))), (said[at : at + 1], ()))
        if found:
            yield Known(run[0].start, run[-1].end, found)
        elif language == "de":
            yield from (Known(run[0].start, run[0].end, own) for own in _parts(run[0].stem, words))
        at += len(run)


def _parts(compound: str, words: Words) -> list[tuple[str, ...]]:
    """What the longest known beginning and the longest known ending of a German compound stand for, by their stems."""
    sizes = range(len(compound) - 1, _PART - 1, -1)
    cuts = ([f"~{compound[:n]}" for n in sizes], [f"~{compound[-n:]}" for n in sizes])
    found = [next((own for part in parts if (own := words(part))), ()) for parts in cuts]
    return [own for own in found if own]
