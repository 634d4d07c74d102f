"""An index of one document that lives in memory only: the same three searches as `embeddings.index.Index`, nothing written to disk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from corpus.documents import ParsedDocument
from corpus.passages import Passage
from embeddings.contents import IndexedSentence
from embeddings.encoder import Encoder
from embeddings.entries import embedded_with_neighbours, entry_of, fields_of
from embeddings.index import FIELD_WEIGHTS
from embeddings.lexical import Scores, build_lexical
from embeddings.neighbours import Neighbour
from embeddings.runtimes import Vectors


def _nothing() -> None:
    return None


class MemoryIndex:
    """One document, embedded; safe to share between threads, as nothing changes after it is built."""

    def __init__(self, parsed: ParsedDocument, encoder: Encoder, *, go_on: Callable[[], None] = _nothing) -> None:
        """Embed a document.

        Args:
            parsed: The document.
            encoder: Makes the vectors, as it will those of the questions.
            go_on: Called before the first batch of texts and after each; raises to give up.
        """
        entry = entry_of(parsed, "", encoder)
        self.documents: Mapping[str, ParsedDocument] = {parsed.document.id: parsed}
        self.passages: Mapping[str, Passage] = {one.id: one for one in entry.passages}
        self.sentences: Mapping[str, IndexedSentence] = {one.id: one for one in entry.sentences}
        self._passage_ids, self._sentence_ids = tuple(self.passages), tuple(self.sentences)
        text = parsed.document.text
        self._words = build_lexical(fields_of(list(self.passages.values())))
        go_on()
        self._passage_vectors = encoder.encode_passages(embedded_with_neighbours(entry.passages), lambda *_: go_on())
        self._sentence_vectors = encoder.encode_passages([one.span.of(text) for one in self.sentences.values()], lambda *_: go_on())

    def dense(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """The ``k`` passages nearest to the question's vector ``(dimension,)``, scored by cosine; within ``documents`` where given."""
        return self._within(documents, self._passage_ids, self._passage_vectors @ vector, k)

    def dense_sentences(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """The ``k`` sentences nearest to the question's vector, scored by cosine."""
        return self._within(documents, self._sentence_ids, self._sentence_vectors @ vector, k)

    def sentence_scores(self, vector: Vectors, ids: Sequence[str]) -> Mapping[str, float]:
        """The cosine of these sentences with the question's vector, by id; those without a vector are left out."""
        wanted = set(ids)
        scores = zip(self._sentence_ids, self._sentence_vectors @ vector, strict=True)
        return {key: float(score) for key, score in scores if key in wanted}

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
        scores = self._words.weighted(text, weights if field is None else {field: 1.0})
        return [one for one in self._within(documents, self._passage_ids, scores, k) if one.score > 0]

    def _within(self, documents: Collection[str] | None, ids: Sequence[str], scores: Scores, k: int) -> list[Neighbour]:
        if documents is not None and not set(documents) & self.documents.keys():
            return []
        found = [Neighbour(passage_id=key, score=float(score)) for key, score in zip(ids, scores, strict=True)]
        return sorted(found, key=lambda one: (-one.score, one.passage_id))[:k]
