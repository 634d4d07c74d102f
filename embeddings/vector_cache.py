"""Vectors of texts that were embedded before, kept by content across index builds."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np

from corpus.errors import IndexStorageError
from embeddings.encoder import Encoder
from embeddings.progress import Progress, silent
from embeddings.runtimes import Vectors

logger = logging.getLogger(__name__)

_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (encoder TEXT, digest BLOB, vector BLOB, PRIMARY KEY (encoder, digest)) WITHOUT ROWID"
_ASK_FOR = 500
_KEEP_EVERY = 256


class VectorCache:
    """A file that remembers the vector of every passage by encoder and SHA-256 of its text.

    What was embedded is kept every few hundred texts, so that a killed build goes on where it stood.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or make it; a damaged one is thrown away, as all in it can be computed again.

        Raises:
            IndexStorageError: When the file cannot be written.
        """
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._database = _opened(path)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                logger.warning("the vector cache %s is damaged and starts anew", path)
                path.unlink()
                self._database = _opened(path)
        except (OSError, sqlite3.Error) as error:
            raise self._failure(error) from error

    def vectors(self, encoder: Encoder, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Vectors ``(len(texts), dimension)`` of passages, in the order given; only unknown texts reach the encoder.

        Raises:
            IndexStorageError: When the file cannot be read or written.
        """
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        try:
            known = self._known(encoder, digests)
            missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
            todo = sorted(missing, key=lambda digest: (-len(missing[digest]), digest))
            for start in range(0, len(todo), _KEEP_EVERY):
                part = todo[start : start + _KEEP_EVERY]
                fresh = encoder.encode_passages([missing[digest] for digest in part])
                known.update(zip(part, fresh, strict=True))
                rows = [(encoder.fingerprint, digest, known[digest].tobytes()) for digest in part]
                with self._database:
                    self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
                progress("embedding passages", start + len(part), len(todo))
        except sqlite3.Error as error:
            raise self._failure(error) from error
        return np.stack([known[digest] for digest in digests]) if digests else np.zeros((0, encoder.dimension), np.float32)

    def __len__(self) -> int:
        """Vectors kept, of all encoders."""
        return int(self._database.execute("SELECT count(*) FROM vectors").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _known(self, encoder: Encoder, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        wanted, found = list(dict.fromkeys(digests)), {}
        for start in range(0, len(wanted), _ASK_FOR):
            part = wanted[start : start + _ASK_FOR]
            marks = ",".join("?" * len(part))
            query = f"SELECT digest, vector FROM vectors WHERE encoder = ? AND digest IN ({marks})"
            for digest, blob in self._database.execute(query, [encoder.fingerprint, *part]):
                vector = np.frombuffer(blob, np.float32)
                if len(vector) == encoder.dimension:
                    found[digest] = vector
        return found

    def _failure(self, error: Exception) -> IndexStorageError:
        return IndexStorageError(f"the vector cache {self._path} cannot be used ({error}): free space or check permissions")


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30, check_same_thread=False)
    try:
        database.execute(_SCHEMA)
        database.execute("SELECT 1 FROM vectors LIMIT 1").fetchone()
        with contextlib.suppress(sqlite3.OperationalError):
            database.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        database.close()
        raise
    return database
