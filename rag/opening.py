"""Opening the answers over an index: encoder, index, retriever, writer; the index is opened anew when another one was published."""

from __future__ import annotations

import threading
import weakref
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.errors import SettingsError
from rag.answering import Answering, Source, Writer
from rag.settings import Settings
from rag.writing import extractive

if TYPE_CHECKING:
    from embeddings.encoder import Encoder
    from embeddings.index import Index
    from embeddings.late_interaction import LateInteraction
    from rag.retrieval.pool import Searches
    from rag.retriever import Retriever

GENERATORS = ("extractive", "openai", "local")
"""What may write answers."""


class CurrentIndex:
    """The index as it is now; safe to share between threads.

    A question keeps the index that it began with; an index that was replaced is closed when its last question is done.
    """

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        """The settings' own encoder is loaded with the first question where none is given."""
        self._settings = settings
        self._given = encoder
        self._lock = threading.Lock()
        self._source: Source | None = None
        self._index: Index | None = None
        self._replaced = threading.Event()

    def __call__(self) -> Source:
        """The current state.

        Raises:
            IndexMissing: When nothing has been indexed yet.
            IndexMismatch: When the index was built by another encoder.
        """
        with self._lock:
            if self._source is None or self._index is None or not self._index.is_current():
                self._replaced.set()
                self._replaced = threading.Event()
                self._source, self._index = self._opened(self._replaced)
            return self._source

    @cached_property
    def _encoder(self) -> Encoder:
        from embeddings.encoder import open_encoder

        return self._given or open_encoder(self._settings.encoder, cache=self._settings.cache_dir, runtime=self._settings.encoder_runtime)

    def _opened(self, replaced: threading.Event) -> tuple[Source, Index]:
        from embeddings.index import open_index

        index = open_index(self._settings.index_dir, self._encoder.fingerprint, chroma_url=self._settings.chroma_url)
        retriever = _retriever(index, self._encoder, self._settings)
        weakref.finalize(retriever, index.close)

        def ahead(stopped: threading.Event) -> None:
            retriever.read_ahead(lambda seconds: stopped.wait(seconds) or replaced.is_set())

        return Source(search=retriever, index=index.id, encoder=self._encoder.fingerprint, ahead=ahead), index


def _retriever(index: Searches, encoder: Encoder, settings: Settings) -> Retriever:
    from rag.retrieval.hearing import open_hearing
    from rag.retriever import Retriever

    return Retriever(
        index,
        encoder,
        max_question_chars=settings.max_question_chars,
        late=late_interaction_of(settings, encoder, len(index.passages)),
        hearing=open_hearing(encoder),
    )


def late_interaction_of(settings: Settings, encoder: Encoder, passages: int) -> LateInteraction | None:
    """The late interaction that the settings name, for an index of so many passages.

    Raises:
        SettingsError: When a name is unknown, or the encoder is another than the one that it was trained on.
        WeightsError: When its weights are absent or damaged.
    """
    from embeddings.late_interaction import REMEMBERED, open_late_interaction

    if settings.late_interaction not in ("auto", "on", "off"):
        raise SettingsError(f"unknown late interaction {settings.late_interaction!r}: set POLICYQA_LATE_INTERACTION to auto, on or off")
    if settings.reranker not in ("bundled", "off"):
        raise SettingsError(f"unknown reranker {settings.reranker!r}: set POLICYQA_RERANKER to bundled or off")
    if settings.late_interaction == "off" or (settings.late_interaction == "auto" and passages > REMEMBERED):
        return None
    late = open_late_interaction(encoder, reading=settings.reranker == "bundled")
    if late is None and settings.late_interaction == "on":
        raise SettingsError(
            f"late interaction was trained on the bundled encoder, not on {encoder.name}: set POLICYQA_LATE_INTERACTION to auto"
        )
    return late


def open_writer(settings: Settings) -> Writer:
    """What writes the answers.

    Raises:
        SettingsError: When the generator is unknown, lacks its address, or its weights are not there.
    """
    if settings.generator == "extractive":
        return extractive.write
    if settings.generator in GENERATORS:
        from rag.writing.model_writer import open_model_writer

        return open_model_writer(settings)
    raise SettingsError(f"unknown generator {settings.generator!r}: set POLICYQA_GENERATOR to one of {', '.join(GENERATORS)}")


def open_answering(settings: Settings, encoder: Encoder | None = None) -> Answering:
    """All steps from a question to an answer, over the current index.

    Raises:
        IndexMissing: When nothing has been indexed yet.
        IndexMismatch: When the index was built by another encoder.
        SettingsError: When the generator is unknown or lacks its address.
    """
    writer = open_writer(settings)
    source = CurrentIndex(settings, encoder)
    source()
    return Answering(source, writer)


def answering_over(index: Searches, encoder: Encoder, *, name: str, settings: Settings) -> Answering:
    """All steps from a question to an answer over an index that is already open.

    Answers are verbatim sentences whatever the settings name, so that no word of such an index reaches a chat model.

    Args:
        index: What is searched.
        encoder: The one that made its vectors.
        name: What receipts call the index.
        settings: Limits of a question.
    """
    source = Source(search=_retriever(index, encoder, settings), index=name, encoder=encoder.fingerprint)
    return Answering(lambda: source, extractive.write)
