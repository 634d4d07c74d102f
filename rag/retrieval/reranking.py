"""The last look: where the race for the first place is close, a cross-encoder reads the question and the leading measures together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from numpy.typing import ArrayLike

from corpus.spans import Span

RERANKED = 4
"""Measures that are read; on the calibration's questions eight gave no more."""
STRETCH = 120
"""Characters of a stretch: the length that the model was trained on."""


class Reranker(Protocol):
    """A model that reads question and text together; `embeddings.reranker.Reranker` is one."""

    def scores(self, question: str, texts: Sequence[str]) -> ArrayLike:
        """``(n,)``: how well each text answers the question; above zero where it more likely does than not."""


def stretch(text: str, spans: Sequence[Span], marks: Sequence[float], title: str) -> str:
    """The likeliest sentence of a measure with as many of its neighbours as fit, the measure's title before it.

    Args:
        text: Of the document.
        spans: Of the sentences, in reading order.
        marks: How well each speaks to the question, as far as can be told without the model.
        title: Of the measure.
    """
    best = max(range(len(spans)), key=lambda i: (marks[i], -i))
    first = last = best
    room = STRETCH - len(spans[best]) - len(title)
    while True:
        near = [i for i in (last + 1, first - 1) if 0 <= i < len(spans) and len(spans[i]) <= room]
        if not near:
            break
        room -= len(spans[near[0]])
        first, last = min(first, near[0]), max(last, near[0])
    body = text[spans[first].start : spans[last].end]
    return body if not title or title in body else f"{title}。{body}"
