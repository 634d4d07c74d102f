"""Encyclopaedic passages and the questions over them as material for training: in Chinese, and put in English words."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder
from embeddings.late_interaction import Text
from evaluation.training_questions import Found, Posed
from evaluation.training_text import in_english_words, windows_of
from rag.understanding.languages import simplified

WINDOW = 200
"""Characters of a passage that are read at once."""
NEAREST = 16
_SEED = 7
_SENTENCE_END = re.compile(r"[。！？!?；;]+[”\"』」]?")


def posed_over_passages(data: Path, encoder: Encoder) -> tuple[list[Posed], dict[str, Text]]:
    """Each question in both forms, with the window that answers it first, those nearest by plain vectors, and the others of its passage.

    Args:
        data: Folder with ``passages.jsonl`` and ``questions.jsonl``.
        encoder: Its vectors find wrong windows.
    """
    chance = random.Random(_SEED)
    windows: list[str] = []
    owner: list[int] = []
    for number, line in enumerate((data / "passages.jsonl").read_text(encoding="utf-8").splitlines()):
        found = windows_of(simplified(json.loads(line)["text"]), WINDOW)
        windows += found
        owner += [number] * len(found)
    texts = {f"window-{i}": Text(window, _starts(window)) for i, window in enumerate(windows)}
    vectors, own = encoder.encode_passages(windows), np.array(owner)
    out = []
    for line in (data / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        question, answer = simplified(row["question"]), simplified(row["answer"])
        beside = np.flatnonzero(own == int(row["passage"])).tolist()
        right = next((i for i in beside if answer in windows[i]), None)
        if right is None:
            continue
        english = in_english_words(question, chance, 1.0 if chance.random() < 0.5 else chance.random())
        for form in (question, english):
            scores = vectors @ encoder.encode_queries([form])[0]
            nearest = np.argsort(-scores, kind="stable")[:NEAREST].tolist()
            wrong = [i for i in dict.fromkeys([*nearest, *beside]) if i != right and not (i in beside and answer in windows[i])]
            found_ = [Found(passage=f"window-{i}", gold=(False,) * len(texts[f"window-{i}"].sentences)) for i in wrong]
            first = Found(passage=f"window-{right}", gold=_holding(texts[f"window-{right}"], answer))
            out.append(Posed(question=form, document=f"passage-{row['passage']}", answerable=True, found=(first, *found_)))
    return out, texts


def _starts(window: str) -> tuple[int, ...]:
    return (0, *(end.end() for end in _SENTENCE_END.finditer(window) if end.end() < len(window)))


def _holding(text: Text, answer: str) -> tuple[bool, ...]:
    """Of each sentence, whether some of the answer stands in it."""
    start = text.text.find(answer)
    ends = (*text.sentences[1:], len(text.text))
    return tuple(own < start + len(answer) and start < end for own, end in zip(text.sentences, ends, strict=True))
