"""Encyclopaedic passages and the questions over them as material for training: in Chinese, and put in English words."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder
from embeddings.late_interaction import Text
from evaluation.training_questions import Found, Posed
from evaluation.training_text import encyclopaedia

NEAREST = 16
_SENTENCE_END = re.compile(r"[。！？!?；;]+[”\"』」]?")


def posed_over_passages(data: Path, encoder: Encoder) -> tuple[list[Posed], dict[str, Text]]:
    """Each question in both forms, with the window that answers it first, those nearest by plain vectors, and the others of its passage.

    Args:
        data: Folder with ``passages.jsonl`` and ``questions.jsonl``.
        encoder: Its vectors find wrong windows.
    """
    found = encyclopaedia(data)
    texts = [Text(window, _starts(window)) for window in found.windows]
    vectors = encoder.encode_passages(found.windows)
    out = []
    for number in np.flatnonzero(found.answering >= 0).tolist():
        right, answer = int(found.answering[number]), found.answers[number]
        beside = np.flatnonzero(found.passage == found.asked[number]).tolist()
        first = Found(passage=_id(right), gold=_holding(texts[right], answer))
        for form in (found.chinese[number], found.english[number]):
            nearest = np.argsort(-(vectors @ encoder.encode_queries([form])[0]), kind="stable")[:NEAREST].tolist()
            wrong = [i for i in dict.fromkeys([*nearest, *beside]) if i != right and not (i in beside and answer in found.windows[i])]
            others = [Found(passage=_id(i), gold=(False,) * len(texts[i].sentences)) for i in wrong]
            out.append(Posed(question=form, document=f"passage-{found.asked[number]}", answerable=True, found=(first, *others)))
    return out, {_id(i): text for i, text in enumerate(texts)}


def _id(window: int) -> str:
    return f"window-{window}"


def _starts(window: str) -> tuple[int, ...]:
    return (0, *(end.end() for end in _SENTENCE_END.finditer(window) if end.end() < len(window)))


def _holding(text: Text, answer: str) -> tuple[bool, ...]:
    """Of each sentence, whether some of the answer stands in it."""
    start = text.text.find(answer)
    ends = (*text.sentences[1:], len(text.text))
    return tuple(own < start + len(answer) and start < end for own, end in zip(text.sentences, ends, strict=True))
