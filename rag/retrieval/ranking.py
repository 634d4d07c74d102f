"""Questions about content: candidates of every search, read, weighed and put in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from corpus.documents import Measure, ParsedDocument
from corpus.passages import Passage
from corpus.spans import Span
from embeddings.runtimes import Vectors
from rag.hits import Hit, ScoredSentence
from rag.queries import Query
from rag.retrieval.fusion import SIGNALS, fused, weights_for
from rag.retrieval.pool import FOUND, READ, Candidate, Matrix, Reader, Searches, Text, gathered, key_of, matrix, shared_words
from rag.understanding.lexicon import Lexicon

DEPTH = 40
"""Passages that each search gives; twice as many sentences."""
READ_CLOSELY = 20
"""Candidates that are compared with the question letter by letter."""
ASIDE_USED, ASIDE_UNUSED = 0.5, 0.5
"""Weight of the second reading of a question that leans on its history, and of one that stands on its own feet."""
_REMEMBERED = 4096
"""Measures kept taken apart."""
_SENTENCE_DENSE, _SENTENCE_WORDS = 0.5, 0.5
"""Shares of meaning and letters in the score of a sentence."""


class Embedding(Protocol):
    """What turns questions into vectors; `embeddings.encoder.Encoder` is one."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """``(n, dimension)``, L2-normalised."""


class Reranker(Protocol):
    """A model that reads question and measure together; its score is one more signal, named ``reranker`` in the weights."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text speaks to the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A candidate with its text."""

    candidate: Candidate
    document: ParsedDocument
    measure: Measure | None
    spans: tuple[Span, ...]
    """Of its sentences; the passage's own where it is front matter."""
    passage_id: str
    text: Text


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
    """What each signal added to the score."""
    names: tuple[str, ...]
    reader: Reader


class Ranker:
    """Ranks the measures of one index."""

    def __init__(self, index: Searches, encoder: Embedding, lexicon: Lexicon, reranker: Reranker | None = None) -> None:
        self._index = index
        self._encoder = encoder
        self._lexicon = lexicon
        self._reranker = reranker
        self._texts: dict[str, Text] = {}
        self._ids = {parsed.document.sha256[:12]: parsed for parsed in lexicon.documents}

    def pool(self, query: Query, documents: Collection[str] | None = None) -> list[Candidate]:
        """Everything that one of the searches found, in no order."""
        vector = self._encoder.encode_queries([query.search])[0]
        return gathered(query, vector, self._index, depth=DEPTH, documents=documents)

    def rank(self, query: Query, documents: Collection[str] | None = None) -> Ranking:
        """The measures for a question, best first; at most `READ_CLOSELY` for each reading of it."""
        ranking = self._rank(query, documents)
        if not query.aside:
            return ranking
        other = self._rank(replace(query, search=query.aside), documents)
        return blended(ranking, other, ASIDE_USED if query.history_used else ASIDE_UNUSED)

    def _rank(self, query: Query, documents: Collection[str] | None) -> Ranking:
        reader = Reader(readable(query), self._lexicon.vocabulary)
        pool = self.pool(query, documents)
        weights = weights_for(query.language)
        first, _ = fused(matrix(pool, FOUND), FOUND, weights.first)
        chosen = sorted(range(len(pool)), key=lambda i: (-first[i], pool[i].key))[:READ_CLOSELY]
        opened = [self._opened(pool[i]) for i in chosen]
        names = (*SIGNALS, "reranker") if self._reranker else SIGNALS
        signals = np.hstack([matrix(pool, FOUND)[chosen], self._read(query, opened, reader)])
        scores, shares = fused(signals, names, weights.final)
        order = sorted(range(len(opened)), key=lambda i: (-scores[i], opened[i].candidate.key))
        return Ranking(
            opened=tuple(opened[i] for i in order),
            scores=scores[order],
            signals=signals[order],
            shares=shares[order],
            names=names,
            reader=reader,
        )

    def _opened(self, candidate: Candidate) -> Opened:
        sha, ordinal, *span = candidate.key.split(":")
        parsed = self._ids[sha]
        measure: Measure | None = None
        spans: tuple[Span, ...]
        if ordinal == "0":
            start, end = (int(part) for part in span[0].split("-"))
            spans, passage_id = (Span(start, end),), candidate.key
        else:
            measure, passage_id = parsed.measure(int(ordinal)), candidate.passage_id
            spans = tuple(s.span for s in measure.sentences if not s.heading and not s.responsibility) or (measure.span,)
        text = self._texts.get(candidate.key)
        if text is None:
            title = f"{measure.section} {measure.title}" if measure else ""
            text = self._texts[candidate.key] = Text.of(parsed.document.text, spans, f"{parsed.document.title} {title}")
            while len(self._texts) > _REMEMBERED:
                self._texts.pop(next(iter(self._texts)), None)
        return Opened(candidate=candidate, document=parsed, measure=measure, spans=spans, passage_id=passage_id, text=text)

    def _read(self, query: Query, opened: Sequence[Opened], reader: Reader) -> Matrix:
        rows = [[getattr(reading, name) for name in READ] for reading in (reader.read(one.text) for one in opened)]
        read = np.array(rows, dtype=np.float64).reshape(len(opened), len(READ))
        if self._reranker is None:
            return read
        scores = self._reranker.scores(query.search, [one.text.words for one in opened])
        return np.hstack([read, np.array(scores, dtype=np.float64).reshape(-1, 1)])

    def hits(self, ranking: Ranking, k: int) -> tuple[Hit, ...]:
        """The first ``k`` measures of a ranking as hits, their sentences scored."""
        return tuple(
            Hit(
                document=one.document,
                measure=one.measure,
                passage=self._passage(one),
                sentences=scored(one, ranking.reader),
                score=round(float(ranking.scores[i]), 6),
                rank=i + 1,
                why={n: round(float(s), 4) for n, s in zip(ranking.names, ranking.shares[i], strict=True) if abs(s) > 1e-9},
            )
            for i, one in enumerate(ranking.opened[:k])
        )

    def looked_up(self, query: Query, pairs: Sequence[tuple[ParsedDocument, Measure]]) -> tuple[Hit, ...]:
        """Measures that were found by address or scan, in the order given, their sentences scored for the question."""
        if not pairs:
            return ()
        reader = Reader(readable(query), self._lexicon.vocabulary)
        vector = self._encoder.encode_queries([query.search])[0]
        within = {parsed.document.id for parsed, _ in pairs}
        near: dict[str, dict[Span, float]] = {}
        for neighbour in self._index.dense_sentences(vector, 10 * DEPTH, documents=within):
            start, end = neighbour.passage_id.rsplit(":", 1)[1].split("-")
            near.setdefault(key_of(neighbour.passage_id), {})[Span(int(start), int(end))] = neighbour.score
        hits = []
        for rank, (parsed, measure) in enumerate(pairs, 1):
            key = f"{parsed.document.sha256[:12]}:{measure.ordinal}"
            one = self._opened(Candidate(key, sentences=near.get(key, {})))
            sentences = scored(one, reader)
            hits.append(Hit(document=parsed, measure=measure, passage=self._passage(one), sentences=sentences, score=1.0, rank=rank))
        return tuple(hits)

    def _passage(self, one: Opened) -> Passage:
        """The best passage; where only sentences were found, the one that holds the best of them."""
        if one.passage_id:
            return self._index.passages[one.passage_id]
        own = [self._index.passages[key] for key in self._keys.get(one.candidate.key, ())]
        best = max(one.candidate.sentences, key=lambda span: (one.candidate.sentences[span], -span.start), default=None)
        return next((passage for passage in own if best is not None and best in passage.span), own[0])

    @cached_property
    def _keys(self) -> dict[str, list[str]]:
        keys: dict[str, list[str]] = {}
        for passage_id in self._index.passages:
            keys.setdefault(key_of(passage_id), []).append(passage_id)
        return keys


def blended(main: Ranking, other: Ranking, share: float) -> Ranking:
    """Two rankings of one question as one; a measure that only one has gets the lowest score of the other."""
    rows: dict[str, tuple[Opened, float, Matrix, Matrix]] = {}
    floors = [float(r.scores.min()) if len(r.scores) else 0.0 for r in (main, other)]
    for one, score, signals, shares in zip(main.opened, main.scores, main.signals, main.shares, strict=True):
        rows[one.candidate.key] = (one, float(score) + share * floors[1], signals, shares)
    for one, score, signals, shares in zip(other.opened, other.scores, other.signals, other.shares, strict=True):
        first = rows.get(one.candidate.key)
        if first:
            rows[one.candidate.key] = (first[0], first[1] + share * (float(score) - floors[1]), first[2], first[3] + share * shares)
        else:
            rows[one.candidate.key] = (one, floors[0] + share * float(score), signals, shares * share)
    order = sorted(rows.values(), key=lambda row: (-row[1], row[0].candidate.key))
    return Ranking(
        opened=tuple(row[0] for row in order),
        scores=np.array([row[1] for row in order]),
        signals=np.array([row[2] for row in order]).reshape(len(order), len(main.names)),
        shares=np.array([row[3] for row in order]).reshape(len(order), len(main.names)),
        names=main.names,
        reader=main.reader,
    )


def readable(query: Query) -> str:
    """The question as it is compared with Chinese texts letter by letter."""
    shared = shared_words(query)
    return shared if shared == query.search else " ".join([shared, *query.expansion])


def scored(one: Opened, reader: Reader) -> tuple[ScoredSentence, ...]:
    """The sentences of a measure, those that speak to the question first."""
    lowest = min(one.candidate.sentences.values(), default=0.8) - 0.02
    marks = [
        ScoredSentence(
            span=span,
            score=round(_SENTENCE_DENSE * one.candidate.sentences.get(span, lowest) + _SENTENCE_WORDS * reader.share(pairs), 6),
            meaning=round(one.candidate.sentences.get(span, lowest), 6),
        )
        for span, pairs in zip(one.spans, one.text.sentences, strict=True)
    ]
    return tuple(sorted(marks, key=lambda mark: (-mark.score, mark.span)))
