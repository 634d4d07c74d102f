"""Building the index as the settings say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import IndexMissing, UserError

if TYPE_CHECKING:
    from embeddings.changes import Changes
    from embeddings.encoder import Encoder
    from rag.settings import Settings

Progress = Callable[[str, int, int], None]


def index_paths(settings: Settings, paths: Sequence[Path], *, rebuild: bool = False, progress: Progress) -> Changes:
    """Add and update the documents of files and folders; of the default folder where none is named.

    A folder stands for all that is in it: what has gone from it goes from the index too, when it is the only path.

    Raises:
        DocumentNotFound: When a path does not exist.
        UserError: When there is nothing to index.
        IndexMissing: When the folder holds no documents.
        IndexStorageError: When the index cannot be written; the old one stays.
    """
    from corpus.loading import find_files
    from embeddings.builds import update_index

    named = list(paths) or [settings.policies]
    files = [file for path in named for file in find_files(path)]
    whole = named[0] if len(named) == 1 and named[0].is_dir() else None
    if not files and whole is None:
        raise UserError("nothing to index: name files or folders with txt, md, html, pdf or docx")
    if not files:
        raise IndexMissing(f"{whole} holds no documents: put txt, md, html, pdf or docx files there, or name others")
    return update_index(
        settings.index_dir,
        files,
        encoder=encoder_of(settings, progress),
        cache=settings.vector_cache,
        chroma_url=settings.chroma_url,
        within=whole,
        rebuild=rebuild,
        progress=progress,
    )


def encoder_of(settings: Settings, progress: Progress) -> Encoder:
    """The encoder that the settings name.

    Raises:
        WeightsError: When its weights are absent or damaged.
    """
    from embeddings.encoder import open_encoder

    return open_encoder(settings.encoder, cache=settings.cache_dir, runtime=settings.encoder_runtime, progress=progress)
