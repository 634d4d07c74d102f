"""Locks between processes, held by the operating system: a killed process holds none."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Self


@contextlib.contextmanager
def exclusive(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock file ``path`` alone; it is created where it is missing and stays.

    Raises:
        BlockingIOError: When another process holds it and ``wait`` is false.
        OSError: When the file cannot be created.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)


class Shared:
    """A lock on an existing file that many hold at once, and nobody alone meanwhile; held from construction to ``close``."""

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            OSError: When the file is not there.
        """
        self._handle: int | None = os.open(path, os.O_RDONLY)
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go; a second call does nothing."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
