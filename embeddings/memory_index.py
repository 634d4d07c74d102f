"""An index of one document that lives in memory only: the same three searches as `embeddings.index.Index`, nothing written to disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from corpus.documents import ParsedDocument
from corpus.passages import Passage
from embeddings.contents import IndexedSentence
from embeddings.encoder import Encoder
from embeddings.entries import embedded, entry_of, fields_of
from embeddings.index import FIELD_WEIGHTS
from embeddings.lexical import Scores, build_lexical, words
from embeddings.neighbours import Neighbour
from embeddings.runtimes import Vectors

_ROUND = 64
"""Texts that are embedded between two looks at whether to go on."""


def _nothing() -> None:
    return None


class MemoryIndex:
    """One document, embedded; safe to share between threads, as nothing changes after it is built."""

    def __init__(self, parsed: ParsedDocument, encoder: Encoder, *, go_on: Callable[[], None] = _nothing) -> None:
        """Embed a document.

        Args:
            parsed: The document.
            encoder: Makes the vectors, as it will those of the questions.
            go_on: Called before each batch of texts; raises to give up.
        """
        entry = entry_of(parsed, "", encoder)
        self.documents: Mapping[str, ParsedDocument] = {parsed.document.id: parsed}
        self.passages: Mapping[str, Passage] = {one.id: one for one in entry.passages}
        self.sentences: Mapping[str, IndexedSentence] = {one.id: one for one in entry.sentences}
        self._passage_ids, self._sentence_ids = tuple(self.passages), tuple(self.sentences)
        text = parsed.document.text
        self._words = build_lexical(fields_of(list(self.passages.values())))
        self._passage_vectors = _vectors([embedded(one) for one in self.passages.values()], encoder, go_on)
        self._sentence_vectors = _vectors([one.span.of(text) for one in self.sentences.values()], encoder, go_on)

    def dense(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """The ``k`` passages nearest to the question's vector ``(dimension,)``, scored by cosine; within ``documents`` where given."""
        return self._within(documents, self._passage_ids, self._passage_vectors @ vector, k)

    def dense_sentences(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """The ``k`` sentences nearest to the question's vector, scored by cosine."""
        return self._within(documents, self._sentence_ids, self._sentence_vectors @ vector, k)

    def lexical(
        self,
        text: str,
        k: int,
        *,
        documents: Collection[str] | None = None,
        field: str | None = None,
        weights: Mapping[str, float] = FIELD_WEIGHTS,
    ) -> list[Neighbour]:
        """The ``k`` passages that share words with a question, scored by BM25; those without a common word are left out.

        Args:
            text: The question.
            k: At most so many.
            documents: Only passages of these.
            field: One field alone: title, body or departments.
            weights: Otherwise the share of each field in the sum.
        """
        asked = words(text)
        scores: Scores = np.zeros(len(self._passage_ids), np.float32)
        for name, weight in ({field: 1.0} if field is not None else weights).items():
            scores += np.float32(weight) * self._words.scores(asked, name)
        return [one for one in self._within(documents, self._passage_ids, scores, k) if one.score > 0]

    def _within(self, documents: Collection[str] | None, ids: Sequence[str], scores: Scores, k: int) -> list[Neighbour]:
        if documents is not None and not set(documents) & self.documents.keys():
            return []
        found = [Neighbour(passage_id=key, score=float(score)) for key, score in zip(ids, scores, strict=True)]
        return sorted(found, key=lambda one: (-one.score, one.passage_id))[:k]


def _vectors(texts: Sequence[str], encoder: Encoder, go_on: Callable[[], None]) -> Vectors:
    """Vectors ``(len(texts), dimension)`` in the order given; texts of like length are embedded together."""
    vectors = np.zeros((len(texts), encoder.dimension), np.float32)
    order = sorted(range(len(texts)), key=lambda position: -len(texts[position]))
    for start in range(0, len(order), _ROUND):
        go_on()
        part = order[start : start + _ROUND]
        vectors[part] = encoder.encode_passages([texts[position] for position in part])
    return vectors
