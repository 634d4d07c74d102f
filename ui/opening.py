"""Opening what a door needs, from the settings."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from ui.reading_room import ReadingRoom

if TYPE_CHECKING:
    from corpus.documents import ParsedDocument
    from embeddings.encoder import Encoder
    from embeddings.index import Index
    from rag.settings import Settings

PRIVATE = "private"
"""What receipts call the index of a private document."""


def open_room(settings: Settings) -> ReadingRoom:
    """The assistant and its documents.

    Raises:
        IndexMissing: When nothing has been indexed yet.
        IndexMismatch: When the index was built by another encoder.
    """
    from embeddings.progress import silent
    from rag.assistant import open_assistant
    from ui.indexing import encoder_of

    shelf = Shelf(settings)
    shelf()  # a missing index is found before the encoder is loaded
    encoder = encoder_of(settings, silent)
    assistant = open_assistant(settings, encoder)
    return ReadingRoom(assistant=assistant, documents=shelf, apart=partial(_room_apart, encoder, settings))


def _room_apart(encoder: Encoder, settings: Settings, parsed: ParsedDocument, go_on: Callable[[], None]) -> ReadingRoom:
    """A room of one document in memory, ready for questions."""
    from embeddings.memory_index import MemoryIndex
    from rag.assistant import Assistant
    from rag.opening import answering_over

    index = MemoryIndex(parsed, encoder, go_on=go_on)
    answering = answering_over(index, encoder, name=PRIVATE, settings=settings)
    room = ReadingRoom(assistant=Assistant(answering), documents=lambda: index.documents)
    room.warm()
    return room


class Shelf:
    """The documents of the current index; opened with the first question, opened anew when another index is published.

    An index that was replaced is closed when nobody reads its documents any more.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._documents: Mapping[str, ParsedDocument] = {}

    def __call__(self) -> Mapping[str, ParsedDocument]:
        """The documents by id."""
        with self._lock:
            if self._index is None or not self._index.is_current():
                self._index, self._documents = self._opened()
            return self._documents

    def _opened(self) -> tuple[Index, Mapping[str, ParsedDocument]]:
        from embeddings.contents import Records

        index = open_current_index(self._settings)
        documents = Records(list(index.documents), index.documents.__getitem__)
        weakref.finalize(documents, index.close)
        return index, documents


def open_current_index(settings: Settings) -> Index:
    """The current index, whichever encoder made it: for its documents only, not for search.

    Raises:
        IndexMissing: When nothing has been indexed yet.
    """
    from embeddings.index import generations_of, open_index, read_manifest

    with closing(generations_of(settings.index_dir, settings.chroma_url)) as generations:
        name = generations.current()
        encoder = read_manifest(generations.folder(name)).encoder if name else ""
    return open_index(settings.index_dir, encoder, chroma_url=settings.chroma_url)


def index_where_missing(settings: Settings, progress: Callable[[str, int, int], None]) -> None:
    """Index the default folder when nothing has been indexed yet."""
    from embeddings.index import generations_of

    with closing(generations_of(settings.index_dir, settings.chroma_url)) as generations:
        missing = generations.current() is None
    if missing:
        from ui.indexing import index_paths

        index_paths(settings, (), progress=progress)
