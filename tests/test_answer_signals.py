"""Signals of an answer that are read off the alignment of question and sentences."""

from __future__ import annotations

import numpy as np
import pytest
from documents_asked import SEED

from corpus.spans import Span
from embeddings.late_interaction import Alignment
from rag.queries import understand
from rag.retrieval.answer_signals import head_signals
from rag.retrieval.fusion import SIGNALS
from rag.retrieval.pool import Candidate, Reader, Text
from rag.retrieval.ranking import Opened, Ranking
from rag.retrieval.specifics import specifics
from rag.understanding.lexicon import Lexicon

LEXICON = Lexicon([SEED])
FIRST, SECOND = Span(0, 10), Span(10, 20)


def missed(question: str, *, head_in_best: float, aligned: bool = True) -> dict[str, float]:
    """The signals where each character is a token, and all are met but the head 税率, met so far in the sentence that fits best."""
    query = understand(question, (), documents=[SEED], lexicon=LEXICON)
    size, at = len(query.search), query.search.find("税率")
    best, other = np.ones(size, np.float32), np.zeros(size, np.float32)
    if at >= 0:
        best[at : at + 2], other[at : at + 2] = head_in_best, 1
    weights = np.full(size, 1 / size, np.float32)
    met = {FIRST: other, SECOND: best}
    opened = Opened(
        candidate=Candidate("seed:1"),
        document=SEED,
        measure=None,
        spans=(FIRST, SECOND),
        passage_id="",
        text=Text.of(SEED.document.text, (FIRST, SECOND)),
        aligned={span: float(row @ weights) for span, row in met.items()},
        met=met,
    )
    laid = Alignment(best[None], (), weights, (), np.arange(size))
    empty = np.zeros((1, len(SIGNALS)))
    ranking = Ranking(
        opened=(opened,),
        scores=np.zeros(1),
        signals=empty,
        shares=empty,
        names=SIGNALS,
        reader=Reader(query.search, LEXICON.vocabulary),
        alignment=laid if aligned else None,
    )
    return head_signals(specifics(query, LEXICON), query, ranking)


def test_the_best_sentence_is_asked_for_the_thing_asked_about() -> None:
    question = "充电桩的税率是多少"
    assert missed(question, head_in_best=0.25) == pytest.approx(
        {"lacks_head_aligned": 0.75, "lacks_head_weight": 1.5 / len(question)}, abs=0.02
    )
    assert missed(question, head_in_best=1)["lacks_head_aligned"] == pytest.approx(0)


def test_nothing_is_missed_without_a_thing_asked_about() -> None:
    assert missed("能不能办?", head_in_best=0) == {"lacks_head_aligned": 0, "lacks_head_weight": 0}


def test_the_signals_are_left_out_where_tokens_are_not_laid_beside_each_other() -> None:
    assert missed("充电桩的税率是多少", head_in_best=0, aligned=False) == {}
