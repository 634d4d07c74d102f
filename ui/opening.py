"""Opening what a door needs, from the settings."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ui.reading_room import ReadingRoom

if TYPE_CHECKING:
    from corpus.documents import ParsedDocument
    from embeddings.index import Index
    from rag.settings import Settings


def open_room(settings: Settings) -> ReadingRoom:
    """The assistant and its documents.

    Raises:
        IndexMissing: When nothing has been indexed yet.
        IndexMismatch: When the index was built by another encoder.
    """
    from rag.assistant import open_assistant

    shelf = Shelf(settings)
    shelf()  # a missing index is found before the encoder is loaded
    return ReadingRoom(assistant=open_assistant(settings), documents=shelf)


class Shelf:
    """The documents of the current index; opened with the first question, opened anew when another index is published."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._index: Index | None = None

    def __call__(self) -> Mapping[str, ParsedDocument]:
        """The documents by id."""
        with self._lock:
            if self._index is None or not self._index.is_current():
                self._index = open_current_index(self._settings)
            return self._index.documents


def open_current_index(settings: Settings) -> Index:
    """The current index, whichever encoder made it: for its documents only, not for search.

    Raises:
        IndexMissing: When nothing has been indexed yet.
    """
    from embeddings.index import generations_of, open_index, read_manifest

    generations = generations_of(settings.index_dir, settings.chroma_url)
    name = generations.current()
    encoder = read_manifest(generations.folder(name)).encoder if name else ""
    return open_index(settings.index_dir, encoder, chroma_url=settings.chroma_url)


def index_where_missing(settings: Settings, progress: Callable[[str, int, int], None]) -> None:
    """Index the default folder when nothing has been indexed yet."""
    from embeddings.index import generations_of

    if generations_of(settings.index_dir, settings.chroma_url).current() is None:
        from ui.indexing import index_paths

        index_paths(settings, (), progress=progress)
