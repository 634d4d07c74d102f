"""Questions about content: candidates of every search, read, weighed and put in order."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Protocol, TypeVar

import numpy as np

from corpus.documents import Measure, ParsedDocument
from corpus.passages import Passage
from corpus.spans import Span
from embeddings.entries import embedded
from embeddings.late_interaction import Alignment, LateInteraction
from embeddings.late_interaction import Text as Laid
from embeddings.runtimes import Vectors
from rag.hits import Hit
from rag.queries import Query
from rag.retrieval.fusion import SIGNALS, Weights, fused, weights_for
from rag.retrieval.lookups import LookedUp
from rag.retrieval.pool import ALIGNED, FOUND, READ, Candidate, Matrix, Reader, Searches, Text, gathered, key_of, matrix
from rag.retrieval.ranking import Opened, Ranking, averaged, best_answers, blended, readable, reading_share, reordered, scored
from rag.understanding.lexicon import Lexicon

T = TypeVar("T")
DEPTH = 40
"""Passages that each search gives; twice as many sentences."""
READ_CLOSELY = 20
"""Candidates that are compared with the question letter by letter."""
READ_FOR_ANSWERS = 3
"""Leading measures whose sentences the sentence reader reads."""
ASIDE_USED, ASIDE_UNUSED = 0.5, 0.5
"""Weight of the second reading of a question that leans on its history, and of one that stands on its own feet."""
_REMEMBERED = 4096
"""Measures kept taken apart."""
_AT_ONCE = 4
"""Passages that are read ahead in one go: a question that comes meanwhile waits for no more."""


class Embedding(Protocol):
    """What turns questions into vectors; `embeddings.encoder.Encoder` is one."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """``(n, dimension)``, L2-normalised."""


class Ranker:
    """Ranks the measures of one index."""

    def __init__(self, index: Searches, encoder: Embedding, lexicon: Lexicon, late: LateInteraction | None = None) -> None:
        self._index = index
        self._late = late
        self._encoder = encoder
        self._lexicon = lexicon
        self._texts: dict[str, Text] = {}
        self._laid: dict[str, tuple[Laid, tuple[Span, ...]]] = {}
        self._lock = threading.Lock()
        self._ids = {parsed.document.sha256[:12]: parsed for parsed in lexicon.documents}

    def pool(self, query: Query, documents: Collection[str] | None = None) -> list[Candidate]:
        """Everything that one of the searches found and that can answer, in no order: no title, no signature."""
        found = gathered(query, self._encode, self._index, depth=DEPTH, documents=documents)
        return [candidate for candidate in found if ":0:" not in candidate.key or self._place(candidate.key)[2]]

    def _encode(self, question: str) -> Vectors:
        """The vector of a question, ``(dimension,)``."""
        vector: Vectors = self._encoder.encode_queries([question])[0]
        return vector

    def rank(self, query: Query, documents: Collection[str] | None = None) -> Ranking:
        """The measures for a question, best first; at most `READ_CLOSELY` for each reading of it."""
        ranking = self._rank(query, documents)
        if query.aside:
            other = self._rank(replace(query, search=query.aside), documents)
            ranking = blended(ranking, other, ASIDE_USED if query.history_used else ASIDE_UNUSED)
        if query.official:
            ranking = averaged(ranking, self._rank(replace(query, search=_beside(query)), documents))
        return self._read(query, ranking, self._weights(query, documents).read)

    def _weights(self, query: Query, documents: Collection[str] | None) -> Weights:
        return weights_for(query.language, len(self._lexicon.documents if documents is None else documents))

    def _read(self, query: Query, ranking: Ranking, weight: float) -> Ranking:
        """A ranking whose leading measures were read sentence by sentence, and put in order by what was found there too."""
        if self._late is None or not ranking.opened:
            return ranking
        leading = ranking.opened[:READ_FOR_ANSWERS]
        laid = [self.laid_out(one) for one in leading]
        texts = {passage.id: text for passage, text, _ in laid}
        spans = [own for _, _, own in laid]
        as_asked = self._odds(query.search, texts, spans)
        glossed = self._odds(_beside(query), texts, spans) if query.official else as_asked
        replies = self._odds(query.normalised, texts, spans) if query.history_used else [{} for _ in laid]
        read = list(ranking.opened)
        for i, (own, other, alone) in enumerate(zip(as_asked, glossed, replies, strict=True)):
            read[i] = replace(read[i], answers=_means(own, other), as_asked=own, replies=alone)
        ranking, best = replace(ranking, opened=tuple(read)), best_answers(read[: len(leading)])
        if np.isnan(best).all():
            return ranking
        return reordered(ranking, np.pad(weight * reading_share(best), (0, len(read) - len(leading))), "read")

    def _odds(self, question: str, texts: Mapping[str, Laid], spans: Sequence[Sequence[Span]]) -> list[dict[Span, float]]:
        """For each text the log odds of those of its sentences that were read."""
        assert self._late is not None
        found = self._late.answers(question, texts)
        pairs = [zip(own, map(float, odds), strict=len(odds) > 0) for own, odds in zip(spans, found, strict=True)]
        return [{span: odds for span, odds in own if not math.isnan(odds)} for own in pairs]

    def _rank(self, query: Query, documents: Collection[str] | None) -> Ranking:
        reader = Reader(readable(query), self._lexicon.vocabulary)
        pool = self.pool(query, documents)
        weights = self._weights(query, documents)
        first, _ = fused(matrix(pool, FOUND), FOUND, weights.first)
        chosen = sorted(range(len(pool)), key=lambda i: (-first[i], pool[i].key))[:READ_CLOSELY]
        opened = [self._opened(pool[i]) for i in chosen]
        read = [[getattr(reading, name) for name in READ] for reading in (reader.read(one.text) for one in opened)]
        opened, aligned, alignment = self._aligned(query, opened)
        signals = np.hstack([matrix(pool, FOUND)[chosen], np.array(read, dtype=np.float64).reshape(len(opened), len(READ)), aligned])
        scores, shares = fused(signals, SIGNALS, weights.final if self._late else weights.unaligned)
        order = sorted(range(len(opened)), key=lambda i: (-scores[i], opened[i].candidate.key))
        return Ranking(
            opened=tuple(opened[i] for i in order),
            scores=scores[order],
            signals=signals[order],
            shares=shares[order],
            names=SIGNALS,
            reader=reader,
            alignment=alignment,
        )

    def _aligned(self, query: Query, opened: Sequence[Opened]) -> tuple[list[Opened], Matrix, Alignment | None]:
        """Candidates, sentences scored; ``(candidates, 3)``, the signals of `ALIGNED`, NaN without late interaction; and it."""
        if self._late is None or not opened:
            return list(opened), np.full((len(opened), len(ALIGNED)), np.nan), None
        laid = [self.laid_out(one) for one in opened]
        inside = [spans for _, _, spans in laid]
        texts = {passage.id: text for passage, text, _ in laid}
        alignment = self._late.align(query.search, texts)
        rows = {key: number for number, key in enumerate(texts)}
        at = [rows[passage.id] for passage, _, _ in laid]
        scored = []
        for one, spans, row in zip(opened, inside, at, strict=True):
            read = [each for each in zip(spans, alignment.sentences[row], alignment.met[row], strict=True) if each[1] > -1]
            scored.append(replace(one, aligned={span: float(score) for span, score, _ in read}, met={span: met for span, _, met in read}))
        signals = np.stack([alignment.scores, alignment.weakest, alignment.least_met], axis=1)[at].astype(np.float64)
        return scored, signals, alignment

    def read_ahead(self, rest: Callable[[float], bool]) -> None:
        """Read the passages of the index for late interaction, resting as long as it reads, until all are read or ``rest`` says to stop."""
        if self._late is None:
            return
        passages = iter(list(self._index.passages.values()))
        while batch := list(islice(passages, _AT_ONCE)):
            started = time.perf_counter()
            self._late.rows({passage.id: self._laid_out(passage, self._place(key_of(passage.id))[2])[0] for passage in batch})
            if rest(time.perf_counter() - started):
                return

    def laid_out(self, one: Opened) -> tuple[Passage, Laid, tuple[Span, ...]]:
        """The passage of a candidate, the same as the encoder reads it, and those of the candidate's sentences that stand in it."""
        passage = self._passage(one)
        return passage, *self._laid_out(passage, one.spans)

    def _laid_out(self, passage: Passage, sentences: Sequence[Span]) -> tuple[Laid, tuple[Span, ...]]:
        """A passage as the encoder reads it, with those of its candidate's sentences that stand in it; remembered."""
        found = self._laid.get(passage.id)
        if found is None:
            text, spans = embedded(passage), tuple(span for span in sentences if span in passage.span)
            shift = len(text) - len(passage.text) - passage.span.start
            found = Laid(text, tuple(span.start + shift for span in spans)), spans
            self._remember(self._laid, passage.id, found)
        return found

    def _place(self, key: str) -> tuple[ParsedDocument, Measure | None, tuple[Span, ...]]:
        """The document and the measure of a candidate, and the sentences that may answer."""
        sha, ordinal, *span = key.split(":")
        parsed = self._ids[sha]
        if ordinal == "0":
            start, end = (int(part) for part in span[0].split("-"))
            return parsed, None, parsed.sentences_beside(Span(start, end))
        measure = parsed.measure(int(ordinal))
        return parsed, measure, tuple(s.span for s in measure.sentences if not s.heading and not s.responsibility) or (measure.span,)

    def _opened(self, candidate: Candidate) -> Opened:
        parsed, measure, spans = self._place(candidate.key)
        passage_id = candidate.passage_id if measure else candidate.key
        text = self._texts.get(candidate.key)
        if text is None:
            title = f"{measure.section} {measure.title}" if measure else ""
            text = Text.of(parsed.document.text, spans, f"{parsed.document.title} {title}")
            self._remember(self._texts, candidate.key, text)
        return Opened(candidate=candidate, document=parsed, measure=measure, spans=spans, passage_id=passage_id, text=text)

    def _remember(self, kept: dict[str, T], key: str, made: T) -> None:
        """Keep it under a key, and let the oldest go where there are too many."""
        with self._lock:
            kept[key] = made
            while len(kept) > _REMEMBERED:
                del kept[next(iter(kept))]

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
                why={
                    n: round(float(s), 4) for n, s in zip((*ranking.names, *ranking.added), ranking.shares[i], strict=True) if abs(s) > 1e-9
                },
            )
            for i, one in enumerate(ranking.opened[:k])
        )

    def looked_up(self, query: Query, places: Sequence[tuple[ParsedDocument, int]]) -> Sequence[Hit]:
        """Measures by document and ordinal, in the order given; their sentences are scored for the question when they are read."""
        if not places:
            return ()
        reader = Reader(readable(query), self._lexicon.vocabulary)
        vector = self._encode(query.search)

        def made(numbers: Sequence[int]) -> list[Hit]:
            opened = [self._opened(Candidate(f"{places[i][0].document.sha256[:12]}:{places[i][1]}")) for i in numbers]
            keys = [{f"{one.candidate.key}:{span.start}-{span.end}": span for span in one.spans} for one in opened]
            scores = self._index.sentence_scores(vector, [key for own in keys for key in own])
            for one, own in zip(opened, keys, strict=True):
                one.candidate.sentences.update({span: scores[key] for key, span in own.items() if key in scores})
            return [self._looked_up(one, i + 1, reader) for one, i in zip(opened, numbers, strict=True)]

        return LookedUp(len(places), made)

    def _looked_up(self, one: Opened, rank: int, reader: Reader) -> Hit:
        return Hit(
            document=one.document, measure=one.measure, passage=self._passage(one), sentences=scored(one, reader), score=1.0, rank=rank
        )

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


def _beside(query: Query) -> str:
    """What is searched, and the documents' words for it."""
    return " ".join([query.search, *query.official])


def _means(own: Mapping[Span, float], other: Mapping[Span, float]) -> dict[Span, float]:
    """The mean log odds of the same sentences in two readings."""
    return {span: (odds + other[span]) / 2 for span, odds in own.items()}
