"""Measures in order with everything that put them there, and what is read off such an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span
from embeddings.late_interaction import Alignment
from embeddings.weights import Floats
from rag.hits import ScoredSentence
from rag.queries import Query
from rag.retrieval.pool import Candidate, Matrix, Reader, Text, shared_words

_SENTENCE_DENSE, _SENTENCE_WORDS = 0.5, 0.5
"""Shares of meaning and letters in the score of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A candidate with its text."""

    candidate: Candidate
    document: ParsedDocument
    measure: Measure | None
    spans: tuple[Span, ...]
    """Of its sentences that may answer."""
    passage_id: str
    text: Text
    aligned: Mapping[Span, float] = field(default_factory=dict)
    """How well the question's tokens find their like in each of its sentences, where that was read."""
    met: Mapping[Span, Floats] = field(default_factory=dict)
    """The same token by token."""
    answers: Mapping[Span, float] = field(default_factory=dict)
    """Log odds of each of its sentences that it answers, where the sentence reader read it; with the glossary's words, the mean of both."""
    as_asked: Mapping[Span, float] = field(default_factory=dict)
    """The same for the question as it was asked, without the glossary's words."""
    replies: Mapping[Span, float] = field(default_factory=dict)
    """The same for a follow-up by itself, without what the history adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Candidates in order with everything that put them there."""

    opened: tuple[Opened, ...]
    """Best first."""
    scores: Matrix
    """``(candidates,)``, falling."""
    signals: Matrix
    """``(candidates, signals)`` as measured, in the same order; columns by ``names``."""
    shares: Matrix
    """What each signal added to the score, and after them what ``added`` names."""
    names: tuple[str, ...]
    reader: Reader
    added: tuple[str, ...] = ()
    """What was added to the scores afterwards."""
    alignment: Alignment | None = None
    """The question laid beside the candidates, where that was done."""


def blended(main: Ranking, other: Ranking, share: float) -> Ranking:
    """Two rankings of one question as one; a measure that only one has gets the lowest score of the other."""
    rows: dict[str, tuple[Opened, float, Matrix, Matrix]] = {}
    floors = [float(r.scores.min()) if len(r.scores) else 0.0 for r in (main, other)]
    own = slice(len(main.names))  # what was added to one of the two afterwards has no counterpart in the other
    for one, score, signals, shares in zip(main.opened, main.scores, main.signals, main.shares[:, own], strict=True):
        rows[one.candidate.key] = (one, float(score) + share * floors[1], signals, shares)
    for one, score, signals, shares in zip(other.opened, other.scores, other.signals, other.shares[:, own], strict=True):
        first = rows.get(one.candidate.key)
        if first:
            rows[one.candidate.key] = (first[0], first[1] + share * (float(score) - floors[1]), first[2], first[3] + share * shares)
        else:
            # Its sentences were laid beside the tokens of the other reading.
            rows[one.candidate.key] = (replace(one, met={}), floors[0] + share * float(score), signals, shares * share)
    order = sorted(rows.values(), key=lambda row: (-row[1], row[0].candidate.key))
    return Ranking(
        opened=tuple(row[0] for row in order),
        scores=np.array([row[1] for row in order]),
        signals=np.array([row[2] for row in order]).reshape(len(order), len(main.names)),
        shares=np.array([row[3] for row in order]).reshape(len(order), len(main.names)),
        names=main.names,
        reader=main.reader,
        alignment=main.alignment,
    )


def averaged(main: Ranking, other: Ranking) -> Ranking:
    """Two rankings of one question in different words: the mean of their scores and shares."""
    both = blended(main, other, 1.0)
    return replace(both, scores=both.scores / 2, shares=both.shares / 2)


def reordered(ranking: Ranking, share: Matrix, name: str) -> Ranking:
    """A ranking with one more share ``(candidates,)`` of the score."""
    scores = ranking.scores + share
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], ranking.opened[i].candidate.key))
    return replace(
        ranking,
        opened=tuple(ranking.opened[i] for i in order),
        scores=scores[order],
        signals=ranking.signals[order],
        shares=np.hstack([ranking.shares, share[:, None]])[order],
        added=(*ranking.added, name),
    )


def unread(ranking: Ranking) -> Ranking:
    """A ranking in the order that it had before the sentence reader's share was added."""
    return reordered(ranking, -ranking.shares[:, -1], "unread") if "read" in ranking.added else ranking


def best_answers(leading: Sequence[Opened]) -> Matrix:
    """The best log odds of a sentence of each candidate ``(leading,)``, NaN where none was read, or where they say nothing of the order.

    That is a text without numbers: the reader learnt from numbered measures and puts paragraphs in a worse order than the searches.
    """
    return np.array([max(one.answers.values(), default=np.nan) if _numbered(one) else np.nan for one in leading])


def _numbered(one: Opened) -> bool:
    """Whether a candidate is a numbered measure, or stands beside numbered measures."""
    return any(measure.label for measure in ([one.measure] if one.measure else one.document.measures))


def reading_share(best: Matrix) -> Matrix:
    """What the reader adds to the scores of the leading measures ``(leading,)``, before its weight; at least 0.

    Args:
        best: As of `best_answers`; what was not read keeps its place among them. From the lowest up, so that none falls behind a measure
            that is none of the leading.
    """
    if np.isnan(best).all():
        return np.zeros(len(best))
    return np.asarray(np.where(np.isnan(best), np.nanmean(best), best) - np.nanmin(best))


def readable(query: Query) -> str:
    """The question as it is compared with Chinese texts letter by letter."""
    shared = shared_words(query)
    return shared if shared == query.search else " ".join([shared, *query.expansion])


def scored(one: Opened, reader: Reader) -> tuple[ScoredSentence, ...]:
    """The sentences of a measure, those that speak to the question first."""
    lowest = min(one.candidate.sentences.values(), default=0.8) - 0.02
    faintest = min(one.aligned.values(), default=0.0)
    marks = [
        ScoredSentence(
            span=span,
            score=round(_SENTENCE_DENSE * one.candidate.sentences.get(span, lowest) + _SENTENCE_WORDS * reader.share(pairs), 6),
            meaning=round(one.candidate.sentences.get(span, lowest), 6),
            aligned=round(one.aligned.get(span, faintest), 6),
            answers=one.answers.get(span),
            replies=one.replies.get(span),
        )
        for span, pairs in zip(one.spans, one.text.sentences, strict=True)
    ]
    return tuple(sorted(marks, key=lambda mark: (-mark.score, mark.span)))
