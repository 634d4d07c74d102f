"""Generations of an index in one folder: built beside each other, one of them current, switched in one step.

::

    CURRENT                       name of the current generation
    writer.lock                   held by whoever builds
    generations/<name>/           manifest.json, contents.sqlite, words/, chroma/

A generation is never changed once it is current, so a reader needs no lock against the writer, and a kill at any moment leaves
CURRENT on the old generation or on the new one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from corpus.errors import IndexStorageError
from embeddings.chroma_store import ChromaStore, embedded_store
from embeddings.locks import Shared, exclusive

_IN_USE = ".in-use"


class Generations(Protocol):
    """Where the generations of one index lie."""

    def current(self) -> str | None:
        """Name of the current generation; None when nothing was published yet."""

    def folder(self, name: str) -> Path:
        """The files of a generation on this machine, fetched first where they are kept elsewhere."""

    def store(self, name: str) -> ChromaStore:
        """The vectors of a generation."""

    def collection(self, name: str, kind: str) -> str:
        """Name of the collection for passages or sentences."""

    def hold(self, name: str) -> Shared:
        """Keep a generation from being cleared away until the lock is closed."""

    def writing(self) -> contextlib.AbstractContextManager[None]:
        """Be the only writer meanwhile."""

    def draft(self, name: str) -> Path:
        """An empty folder for a new generation, which becomes current by `publish` only."""

    def publish(self, name: str) -> None:
        """Make a finished draft current, in one step, and clear away what nobody needs."""

    def discard(self, name: str) -> None:
        """Throw a draft away."""

    def close(self) -> None:
        """Release connections."""


class LocalGenerations:
    """Generations in a folder of this machine, vectors included."""

    def __init__(self, root: Path) -> None:
        """``root`` is made when the first generation is drafted."""
        self.root = root

    def current(self) -> str | None:
        """Name of the current generation; None when nothing was published yet."""
        try:
            return (self.root / "CURRENT").read_text(encoding="utf-8").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexStorageError(f"the index in {self.root} cannot be read ({error}): check permissions") from error

    def folder(self, name: str) -> Path:
        """The folder of a generation."""
        return self.root / "generations" / name

    def store(self, name: str) -> ChromaStore:
        """The vectors of a generation."""
        return embedded_store(self.folder(name) / "chroma")

    def collection(self, name: str, kind: str) -> str:  # noqa: ARG002 - the protocol's
        """The kind itself: each generation has a store of its own."""
        return kind

    def hold(self, name: str) -> Shared:
        """Keep a generation from being cleared away until the lock is closed."""
        try:
            return Shared(self.folder(name) / _IN_USE)
        except OSError as error:
            raise IndexStorageError(f"the index in {self.root} is incomplete ({error}): run policyqa index --rebuild") from error

    @contextlib.contextmanager
    def writing(self, *, wait: bool = False) -> Iterator[None]:
        """Be the only writer meanwhile; with ``wait`` after the present one has finished.

        Raises:
            IndexStorageError: When another process is writing, or the folder cannot be written.
        """
        with contextlib.ExitStack() as stack:
            try:
                self.root.mkdir(parents=True, exist_ok=True)
                stack.enter_context(exclusive(self.root / "writer.lock", wait=wait))
            except BlockingIOError as error:
                raise IndexStorageError(f"another process is writing the index in {self.root}: wait until it has finished") from error
            except OSError as error:
                raise unwritable(self.root, error) from error
            yield

    def draft(self, name: str) -> Path:
        """An empty folder for a new generation, which becomes current by `publish` only."""
        folder = self.folder(name)
        try:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / _IN_USE).touch()
        except OSError as error:
            raise unwritable(self.root, error) from error
        return folder

    def publish(self, name: str) -> None:
        """Make a finished draft current, in one step, and clear away what nobody needs."""
        pointer = self.root / "CURRENT"
        previous = self.current()
        fresh = pointer.with_name("CURRENT.new")
        try:
            sync_tree(self.folder(name))
            sync_file(self.root / "generations")
            fresh.write_text(name + "\n", encoding="utf-8")
            sync_file(fresh)
            fresh.replace(pointer)
            sync_file(self.root)
        except OSError as error:
            raise unwritable(self.root, error) from error
        self.clear(keep={name, previous})

    def discard(self, name: str) -> None:
        """Throw a draft away."""
        shutil.rmtree(self.folder(name), ignore_errors=True)

    def close(self) -> None:
        """Nothing is held."""

    def clear(self, keep: set[str | None]) -> None:
        """Delete generations that are neither kept nor open in some process; what cannot be deleted now is tried again next time."""
        for folder in (self.root / "generations").iterdir():
            if folder.name in keep:
                continue
            with contextlib.suppress(OSError), exclusive(folder / _IN_USE, wait=False):
                shutil.rmtree(folder, ignore_errors=True)


def unwritable(folder: Path, error: Exception) -> IndexStorageError:
    """The error for a folder that is full or read-only."""
    return IndexStorageError(f"the index in {folder} cannot be written ({error}): free space, or set POLICYQA_DATA_DIR to another folder")


def sync_file(path: Path) -> None:
    """Make a file or folder survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        # Some file systems refuse to sync a folder; the switch is atomic there all the same.
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Make a folder and all in it survive a power cut."""
    for path in folder.rglob("*"):
        sync_file(path)
    sync_file(folder)
