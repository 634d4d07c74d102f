"""A small search by letter pairs, to try the answers without an index: real parsing, real types, no vectors."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import ParsedDocument, passages_of
from corpus.passages import Passage
from rag.answering import Source
from rag.hits import Hit, Outcome, Retrieval, ScoredSentence
from rag.queries import Query
from rag.understanding.languages import identify
from rag.understanding.wants import wants
from rag.understanding.wording import normalised
from rag.writing.candidates import pairs


class SmallSearch:
    """Ranks measures by the letter pairs that they share with the question; a fixed outcome can be asked for."""

    def __init__(self, documents: Sequence[ParsedDocument], outcome: Outcome = Outcome.FOUND, detail: dict[str, str] | None = None) -> None:
        self.documents = tuple(documents)
        self.outcome = outcome
        self.detail = detail or {}

    def search(
        self, question: str, *, history: Sequence[str] = (), language: str | None = None, documents: Sequence[str] | None = None, k: int = 5
    ) -> Retrieval:
        plain = normalised(question)
        tongue = language or identify(question)
        found = wants(plain, tongue)
        query = Query(text=question, language=tongue, normalised=plain, search=plain, wants=found, sure=found)
        asked = pairs(plain)
        hits = [
            self._hit(document, passage, asked)
            for document in self.documents
            for passage in passages_of(document, count_tokens=len, limit=500)
        ]
        best: dict[tuple[str, int | None], Hit] = {}
        for hit in sorted(hits, key=lambda h: (-h.score, h.passage.id)):
            best.setdefault((hit.document.document.id, hit.measure.ordinal if hit.measure else None), hit)
        top = [
            Hit(document=h.document, measure=h.measure, passage=h.passage, sentences=h.sentences, score=h.score, rank=rank)
            for rank, h in enumerate(list(best.values())[:5], 1)
        ]
        return Retrieval(query=query, hits=tuple(top), answerable=1.0, outcome=self.outcome, detail=self.detail)

    def source(self) -> Source:
        return Source(search=self, index="small", encoder="none")

    @staticmethod
    def _hit(document: ParsedDocument, passage: Passage, asked: frozenset[str]) -> Hit:
        text = document.document.text
        measure = passage.measure
        if measure is None:
            spans = [passage.span]
        else:
            spans = [s.span for s in measure.sentences if not s.heading and not s.responsibility and s.span in passage.span]
        scored = [ScoredSentence(span=s, score=0.5 * sum(p in normalised(s.of(text)) for p in asked) / max(1, len(asked))) for s in spans]
        shared = sum(p in normalised(passage.context + passage.text) for p in asked)
        ordered = tuple(sorted(scored, key=lambda s: (-s.score, s.span)))
        return Hit(document=document, measure=measure, passage=passage, sentences=ordered, score=shared / max(1, len(asked)), rank=1)
