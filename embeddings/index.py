"""The index opened for questions: documents, passages, and three ways to find them."""

from __future__ import annotations

import functools
import heapq
import json
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from corpus.documents import ParsedDocument
from corpus.errors import IndexMismatch, IndexMissing, IndexStorageError
from corpus.passages import Passage
from embeddings.chroma_store import ChromaStore
from embeddings.contents import Contents, IndexedSentence
from embeddings.generations import Generations, LocalGenerations
from embeddings.lexical import LexicalIndex, Scores, load_lexical, words
from embeddings.locks import Shared
from embeddings.neighbours import Neighbour
from embeddings.runtimes import Vectors
from embeddings.shared_generations import SharedGenerations

FORMAT = 1
"""Raised when older code could not read what is written now, or the other way round."""
FIELD_WEIGHTS: Mapping[str, float] = {"title": 0.5, "body": 1.0, "departments": 0.3}
"""Share of each field in the sum of its BM25 scores, where the caller gives none."""
COMPARED = 500
"""Records of the documents asked for up to which each is compared with the question: a filtered query takes ten times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation says about itself."""

    format: int
    encoder: str
    """Fingerprint of the encoder that made the vectors."""
    parser: str
    """Fingerprint of the code that cut the documents."""
    dimension: int
    created: str
    """ISO 8601, UTC."""


class Index:
    """One generation, opened; safe to share between threads.

    Close it when another generation has become current and no question runs on it any more.
    """

    def __init__(self, generations: Generations, name: str, manifest: Manifest, held: Shared) -> None:
        """Use `open_index`."""
        self._generations = generations
        self._opening = threading.Lock()
        self._held = held
        self.id = name
        self.manifest = manifest
        self._folder = generations.folder(name)
        self._contents = Contents(self._folder / "contents.sqlite")

    @property
    def documents(self) -> Mapping[str, ParsedDocument]:
        """All documents by id, each decoded when it is asked for."""
        return self._contents.documents

    @property
    def passages(self) -> Mapping[str, Passage]:
        """All passages by id."""
        return self._contents.passages

    @property
    def sentences(self) -> Mapping[str, IndexedSentence]:
        """All sentences that have a vector of their own, by id."""
        return self._contents.sentences

    def sentence(self, sentence_id: str) -> IndexedSentence:
        """The document, measure and span behind a neighbour of `dense_sentences`.

        Raises:
            KeyError: When there is no such sentence.
        """
        return self.sentences[sentence_id]

    def dense(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """The ``k`` passages nearest to the question's vector ``(dimension,)``, scored by cosine; within ``documents`` where given."""
        inside = None if documents is None else [key for d in documents for key in self._contents.passage_ids(self._contents.rows_of(d))]
        return self._nearest("passages", vector, k, documents, inside)

    def dense_sentences(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """The ``k`` sentences nearest to the question's vector, scored by cosine; `sentence` resolves their ids."""
        inside = None if documents is None else [key for d in documents for key in self._contents.sentence_ids(d)]
        return self._nearest("sentences", vector, k, documents, inside)

    def sentence_scores(self, vector: Vectors, ids: Sequence[str]) -> Mapping[str, float]:
        """The cosine of these sentences with the question's vector, by id; those without a vector are left out."""
        found = self._store.scores(self._generations.collection(self.id, "sentences"), vector, ids)
        return {one.passage_id: one.score for one in found}

    def _nearest(
        self, kind: str, vector: Vectors, k: int, documents: Collection[str] | None, inside: Sequence[str] | None
    ) -> list[Neighbour]:
        """The nearest records of a collection: of a few documents by comparing each, else through the graph."""
        collection = self._generations.collection(self.id, kind)
        if inside is not None and len(inside) <= COMPARED:
            return self._store.scores(collection, vector, inside)[:k]
        return self._store.query(collection, vector, k, documents=documents)

    def lexical(
        self,
        text: str,
        k: int,
        *,
        documents: Collection[str] | None = None,
        field: str | None = None,
        weights: Mapping[str, float] = FIELD_WEIGHTS,
    ) -> list[Neighbour]:
        """The ``k`` passages that share words with a question, scored by BM25.

        Args:
            text: The question.
            k: At most so many; passages without a common word are left out.
            documents: Only passages of these.
            field: One field alone: title, body or departments.
            weights: Otherwise the share of each field in the sum.
        """
        scores = self._words.weighted(text, weights if field is None else {field: 1.0})
        if documents is not None:
            inside = np.zeros(len(scores), bool)
            for document in documents:
                rows = self._contents.rows_of(document)
                inside[rows.start : rows.stop] = True
            scores = np.where(inside, scores, 0)
        return self._best(scores, k)

    def warm(self) -> None:
        """Load now what the first search would load: vectors, words and the segmenter."""
        words("政策")
        _ = self._words, self._contents.passages, self._contents.sentences
        self.dense(np.full(self.manifest.dimension, 1.0, np.float32), 1)
        self.dense_sentences(np.full(self.manifest.dimension, 1.0, np.float32), 1)

    def is_current(self) -> bool:
        """False once another generation was published: time to open the index anew."""
        return self._generations.current() == self.id

    def close(self) -> None:
        """Release files; the generation may then be cleared away."""
        store = self.__dict__.pop("_opened", None)
        if store is not None:
            store.close()
        self._contents.close()
        self._held.close()
        self._generations.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _store(self) -> ChromaStore:
        with self._opening:  # two threads of one question may be the first to need it
            return self._opened

    @functools.cached_property
    def _opened(self) -> ChromaStore:
        return self._generations.store(self.id)

    @functools.cached_property
    def _words(self) -> LexicalIndex:
        try:
            return load_lexical(self._folder / "words")
        except (OSError, ValueError, KeyError) as error:
            raise _damaged(self._folder, error) from error

    def _best(self, scores: Scores, k: int) -> list[Neighbour]:
        held = scores[scores > 0]  # few of all rows; to part the many zeros takes longer than everything else
        k = min(k, len(held))
        if k < 1:
            return []
        edge = np.partition(held, len(held) - k)[len(held) - k]
        above = np.flatnonzero(scores > edge)
        # All rows may tie with the last one, so that ties are broken by id and not by chance.
        tied = np.flatnonzero(scores == edge)
        ids = self._contents.passage_ids(tied.tolist())
        last = heapq.nsmallest(k - len(above), ids)
        best = [
            Neighbour(passage_id=key, score=float(scores[row]))
            for key, row in zip(self._contents.passage_ids(above.tolist()), above, strict=True)
        ]
        best += [Neighbour(passage_id=key, score=float(edge)) for key in last]
        return sorted(best, key=lambda neighbour: (-neighbour.score, neighbour.passage_id))


def open_index(folder: Path, encoder_fingerprint: str, *, chroma_url: str | None = None) -> Index:
    """Open the current generation; nothing is parsed or embedded, vectors and words are loaded with the first search.

    Args:
        folder: The index folder.
        encoder_fingerprint: Of the encoder that will embed the questions.
        chroma_url: A Chroma server that holds the index for several machines; None for the store inside the folder.

    Raises:
        IndexMissing: When nothing was indexed yet.
        IndexMismatch: When another encoder made the vectors.
        IndexStorageError: When the index cannot be read.
        StoreUnavailable: When the server does not answer.
    """
    generations = generations_of(folder, chroma_url)
    try:
        return _opened(generations, folder, encoder_fingerprint)
    except BaseException:
        generations.close()
        raise


def generations_of(folder: Path, chroma_url: str | None = None) -> Generations:
    """Where the index is kept: in a folder, or on a Chroma server with the folder as its copy on this machine."""
    return SharedGenerations(folder, chroma_url) if chroma_url else LocalGenerations(folder)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexStorageError: When it is missing, damaged or of another format.
    """
    try:
        content: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest = Manifest(**content)
    except (OSError, ValueError, TypeError) as error:
        raise _damaged(folder, error) from error
    if manifest.format != FORMAT:
        raise IndexStorageError(f"the index in {folder} has format {manifest.format}, not {FORMAT}: run policyqa index --rebuild")
    return manifest


def _damaged(folder: Path, error: Exception) -> IndexStorageError:
    return IndexStorageError(f"the index in {folder} is damaged ({error}): run policyqa index --rebuild")


def _opened(generations: Generations, folder: Path, encoder: str) -> Index:
    while True:
        name = generations.current()
        if name is None:
            raise IndexMissing(f"nothing is indexed yet in {folder}: run policyqa index")
        try:
            held = generations.hold(name)
        except IndexStorageError:
            # Between reading the pointer and taking the lock two writers may have published, and the second cleared this one away.
            if generations.current() == name:
                raise
            continue
        try:
            manifest = read_manifest(generations.folder(name))
            if manifest.encoder != encoder:
                raise IndexMismatch(
                    f"the index in {folder} was built with {manifest.encoder}, but the settings name {encoder}: "
                    "run policyqa index, or set POLICYQA_ENCODER and POLICYQA_ENCODER_RUNTIME back"
                )
            return Index(generations, name, manifest, held)
        except BaseException:
            held.close()
            raise
