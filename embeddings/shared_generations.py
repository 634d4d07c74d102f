"""Generations of an index on a Chroma server, shared by several machines.

Each generation is three collections, ``policyqa-<name>-passages``, ``-sentences`` and ``-files``; the last holds documents and words,
packed. The pointer is the metadata of the collection ``policyqa-current``, replaced in one request. A machine unpacks the files of a
generation into its own folder when it first opens it.
"""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
import tarfile
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import IndexStorageError, PolicyQAError, StoreUnavailable
from embeddings.chroma_store import ChromaStore, server_store
from embeddings.generations import LocalGenerations, unwritable
from embeddings.locks import Shared

_PREFIX = "policyqa"
_POINTER = f"{_PREFIX}-current"
_WRITER = f"{_PREFIX}-writer"
_KINDS = ("passages", "sentences", "files")
_PART = 300_000
"""Characters of a packed part."""
_LEASE_S = 90
"""A writer that was killed locks others out so long."""
_RENEW_S = 20


class SharedGenerations:
    """Generations on a Chroma server, with a copy of their files in a folder of this machine."""

    def __init__(self, root: Path, url: str) -> None:
        """Connect.

        Raises:
            SettingsError: When the address is not an http or https address.
            StoreUnavailable: When no server answers there.
        """
        self._url = url
        self._copy = LocalGenerations(root / "shared")
        self._server = server_store(url)

    def current(self) -> str | None:
        """Name of the current generation; None when nothing was published yet."""
        return self._server.notes(_POINTER).get("current")

    def folder(self, name: str) -> Path:
        """The files of a generation on this machine, fetched first where they are missing."""
        folder = self._copy.folder(name)
        if not folder.exists():
            with self._copy.writing(wait=True):
                if not folder.exists():
                    self._fetch(name, folder)
        return folder

    def store(self, name: str) -> ChromaStore:  # noqa: ARG002 - the protocol's
        """The vectors of all generations: a connection of its own."""
        return server_store(self._url)

    def collection(self, name: str, kind: str) -> str:
        """Name of the collection for passages, sentences or files."""
        return f"{_PREFIX}-{name}-{kind}"

    def hold(self, name: str) -> Shared:
        """Keep the copy on this machine from being cleared away until the lock is closed."""
        self.folder(name)
        return self._copy.hold(name)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer on any machine meanwhile.

        Raises:
            IndexStorageError: When another process is writing.
        """
        lease = _Lease(self._server)
        lease.take()
        try:
            yield
        finally:
            lease.give_back()

    def draft(self, name: str) -> Path:
        """An empty folder for a new generation, which becomes current by `publish` only."""
        return self._copy.draft(name)

    def publish(self, name: str) -> None:
        """Make a finished draft current, in one request, and clear away what nobody needs."""
        previous = self.current()
        self._server.put_parts(self.collection(name, "files"), _packed(self._copy.folder(name)))
        self._server.create(_POINTER)
        self._server.note(_POINTER, {"current": name})
        keep = tuple(f"{_PREFIX}-{kept}-" for kept in (name, previous) if kept)
        for collection in self._server.collections():
            if collection.startswith(f"{_PREFIX}-g") and not collection.startswith(keep):
                self._server.drop(collection)
        self._copy.clear(keep={name, previous})

    def close(self) -> None:
        """Release the connection."""
        self._server.close()

    def discard(self, name: str) -> None:
        """Throw a draft away."""
        self._copy.discard(name)
        # What a lost connection leaves behind is dropped when the next generation is published.
        with contextlib.suppress(StoreUnavailable):
            for kind in _KINDS:
                self._server.drop(self.collection(name, kind))

    def _fetch(self, name: str, folder: Path) -> None:
        parts = self._server.parts(self.collection(name, "files"))
        fresh = folder.with_name(f".{name}.tmp")
        try:
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            with tarfile.open(fileobj=io.BytesIO(zlib.decompress(base64.b85decode("".join(parts))))) as archive:
                archive.extractall(fresh, filter="data")
            fresh.rename(folder)
        except (zlib.error, tarfile.TarError, ValueError) as error:
            raise IndexStorageError(f"the index on the Chroma server is damaged ({error}): run policyqa index --rebuild") from error
        except OSError as error:
            raise unwritable(folder.parent, error) from error


class _Lease:
    """The right to write, which has to be renewed; a killed writer's runs out.

    Lease n is the collection ``policyqa-writer-<n>``: only one process can create it, and only when lease n - 1 has run out.
    """

    def __init__(self, server: ChromaStore) -> None:
        self._server = server
        self._name = ""
        self._done = threading.Event()
        self._renewal = threading.Thread(target=self._renew, name="policyqa-lease", daemon=True)

    def take(self) -> None:
        present = [name for name in self._server.collections() if name.startswith(f"{_WRITER}-")]
        latest = max((int(name.rpartition("-")[2]) for name in present), default=0)
        until = float(self._server.notes(f"{_WRITER}-{latest}").get("until", "0")) if latest else 0.0
        name = f"{_WRITER}-{latest + 1}"
        if until > time.time() or not self._server.create(name, {"until": str(time.time() + _LEASE_S)}):
            raise IndexStorageError(
                f"another process is writing the index on the Chroma server: wait until it has finished, or {_LEASE_S} s if it was killed"
            )
        self._name = name
        for old in present:
            self._server.drop(old)
        self._renewal.start()

    def give_back(self) -> None:
        self._done.set()
        self._renewal.join()
        with contextlib.suppress(StoreUnavailable):
            self._server.drop(self._name)

    def _renew(self) -> None:
        while not self._done.wait(_RENEW_S):
            # A failure here shows at the writer's own next request.
            with contextlib.suppress(PolicyQAError):
                self._server.note(self._name, {"until": str(time.time() + _LEASE_S)})


def _packed(folder: Path) -> list[str]:
    """All files of a folder as texts."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(folder, arcname=".")
    text = base64.b85encode(zlib.compress(buffer.getvalue(), 6)).decode()
    return [text[start : start + _PART] for start in range(0, len(text), _PART)]
