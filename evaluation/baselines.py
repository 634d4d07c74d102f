"""What anyone would build in an afternoon, on the same encoder and the same text: the systems to beat."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import bm25s
import jieba
import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.documents import ParsedDocument
from corpus.spans import Span
from embeddings.encoder import Encoder
from evaluation.cases import Case

Search = Callable[[str], Sequence[tuple[Span, float]]]
"""Places in the text for a question, best first."""


class EncoderEmbeddings(Embeddings):
    """The product's encoder behind LangChain's interface, so that every system searches with the same vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        return [list(map(float, row)) for row in self._encoder.encode_passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question."""
        return list(map(float, self._encoder.encode_queries([text])[0]))


def naive_chain(parsed: ParsedDocument, encoder: Encoder) -> Search:
    """Recursive splitter, dense search, top 4: the chain of every tutorial."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=300, chunk_overlap=50, add_start_index=True)
    chunks = splitter.create_documents([parsed.document.text])
    store = InMemoryVectorStore(EncoderEmbeddings(encoder))
    store.add_documents(chunks)

    def search(question: str) -> list[tuple[Span, float]]:
        found = store.similarity_search_with_score(question, k=4)
        starts = [(int(chunk.metadata["start_index"]), chunk.page_content, score) for chunk, score in found]
        return [(Span(start, start + len(content)), score) for start, content, score in starts]

    return search


def bm25_alone(parsed: ParsedDocument, encoder: Encoder) -> Search:  # noqa: ARG001 - same shape as its siblings
    """BM25 over jieba words of whole measures."""
    words = [list(jieba.cut(measure.span.of(parsed.document.text))) for measure in parsed.measures]
    index = bm25s.BM25()
    index.index(words, show_progress=False)

    def search(question: str) -> list[tuple[Span, float]]:
        scores = index.get_scores(list(jieba.cut(question)))
        order = np.argsort(-scores, kind="stable")[:10]
        return [(parsed.measures[i].span, float(scores[i])) for i in order]

    return search


def dense_alone(parsed: ParsedDocument, encoder: Encoder) -> Search:
    """Cosine similarity of question and whole measure."""
    vectors = encoder.encode_passages([measure.span.of(parsed.document.text) for measure in parsed.measures])

    def search(question: str) -> list[tuple[Span, float]]:
        scores = vectors @ encoder.encode_queries([question])[0]
        order = np.argsort(-scores, kind="stable")[:10]
        return [(parsed.measures[i].span, float(scores[i])) for i in order]

    return search


def _measure_at(parsed: ParsedDocument, span: Span) -> int | None:
    """The measure that shares most characters with a span; None when it touches none."""
    shared = {m.ordinal: min(m.span.end, span.end) - max(m.span.start, span.start) for m in parsed.measures}
    best = max(shared, key=lambda ordinal: (shared[ordinal], -ordinal), default=None)
    return best if best is not None and shared[best] > 0 else None


def _first_sentence(text: str, span: Span) -> Span:
    """The first sentence of a stretch of text, without the white space around it."""
    match = re.compile(r"\s*(\S[^。！？\n]*[。！？]?)").match(text, span.start, span.end)
    return Span(*match.span(1)) if match else span


class Baseline:
    """A search that answers with the first sentence of what it finds first, and never declines."""

    def __init__(self, name: str, parsed: ParsedDocument, search: Search) -> None:
        self.name = name
        self.fingerprint = f"{name} {parsed.document.sha256}"
        self._parsed = parsed
        self._search = search

    def answer(self, case: Case) -> Mapping[str, Any]:
        """First sentence of the first place found; earlier questions are put before the question, as such chains do."""
        started = time.perf_counter()
        found = self._search(" ".join([*case.history, case.question]))
        text = self._parsed.document.text
        place = found[0][0]
        quote = _first_sentence(text, place)
        measures = [_measure_at(self._parsed, span) for span, _ in found]
        ranked = [
            {"document": self._parsed.document.id, "measure": measure, "score": score}
            for measure, (_, score) in zip(measures, found, strict=True)
        ]
        return {
            "status": "answered",
            "language": "zh",
            "text": quote.of(text),
            "claims": [{"text": quote.of(text), "citations": [0]}],
            "citations": [self._citation(quote, measures[0])],
            "ranked": ranked,
            "timings_ms": {"total": (time.perf_counter() - started) * 1000},
        }

    def _citation(self, quote: Span, ordinal: int | None) -> dict[str, Any]:
        document = self._parsed.document
        measure = self._parsed.measure(ordinal) if ordinal else None
        return {
            "document": document.id, "number": document.number, "measure": ordinal,
            "label": measure.label if measure else "", "path": measure.path if measure else "",
            "title": measure.title if measure else "", "section": measure.section if measure else "",
            "quote": quote.of(document.text), "start": quote.start, "end": quote.end,
        }  # fmt: skip


BASELINES: Mapping[str, Callable[[ParsedDocument, Encoder], Search]] = {
    "naive chain": naive_chain,
    "BM25": bm25_alone,
    "dense": dense_alone,
}


def baselines(parsed: ParsedDocument, encoder: Encoder) -> list[Baseline]:
    """Every baseline over one document, the optional ones where their package is installed."""
    from evaluation.framework_baselines import installed_frameworks

    searches = {**BASELINES, **installed_frameworks()}
    return [Baseline(name, parsed, build(parsed, encoder)) for name, build in searches.items()]
