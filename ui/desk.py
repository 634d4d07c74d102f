"""The desk where questions arrive over HTTP: opens the assistant in the background and hands it the questions, a few at a time."""

from __future__ import annotations

import copy
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from corpus.errors import PolicyQAError
from ui.problems import kind_of
from ui.reading_room import EVERYTHING
from ui.workers import Workers

if TYPE_CHECKING:
    from rag.answers import Answer
    from rag.events import Event
    from ui.reading_room import ReadingRoom
    from ui.scopes import Scope

logger = logging.getLogger(__name__)

T = TypeVar("T")

AGAIN_S = 3.0
"""Seconds after which opening is tried again: a missing index may be built, another writer done, a server back."""
LONGEST_S = 60.0
"""The most seconds between two tries; the pause doubles while something other than a missing index is in the way."""


class NotReady(PolicyQAError):
    """The assistant is still being opened, or could not be."""

    http_status = 503


class Desk:
    """Where an assistant will be, is, or could not be brought to."""

    def __init__(self, opener: Callable[[], ReadingRoom], *, threads: int, waiting: int) -> None:
        self._opener = opener
        self._workers = Workers(threads=threads, waiting=waiting)
        self._room: ReadingRoom | None = None
        self.trouble: str | None = None
        """Why it could not be opened, for a person."""
        self.reason: str | None = None
        """The same for programs: the kind of the error, such as ``index-missing``."""
        self._closed = threading.Event()
        self.settled = threading.Event()
        """Set once it is open or could not be opened."""

    @property
    def status(self) -> str:
        """``starting``, ``ready`` or ``failed``."""
        if self._room is not None:
            return "ready"
        return "failed" if self.trouble else "starting"

    @property
    def room(self) -> ReadingRoom:
        """The assistant with its documents.

        Raises:
            NotReady: While it is being opened, and when that failed.
        """
        if self._room is None:
            raise NotReady(self.trouble or "still starting: try again in a moment")
        return self._room

    def at(self, room: ReadingRoom) -> Desk:
        """The same workers for the questions of another room."""
        other = copy.copy(self)
        other._room = room
        return other

    def start(self) -> None:
        """Open the assistant in the background."""
        threading.Thread(target=self._open, name="open-assistant", daemon=True).start()

    def close(self) -> None:
        """Take no more questions."""
        self._closed.set()
        self._workers.close()

    async def run(self, work: Callable[[ReadingRoom], T]) -> T:
        """Do blocking work in a worker thread."""
        room = self.room
        return await self._workers.run(lambda: work(room))

    async def ask(self, question: str, history: Sequence[str] = (), language: str | None = None, scope: Scope = EVERYTHING) -> Answer:
        """The answer to a question."""
        return await self.run(lambda room: room.ask(question, history, language, scope))

    def stream(
        self, question: str, history: Sequence[str] = (), language: str | None = None, scope: Scope = EVERYTHING
    ) -> AsyncIterator[Event]:
        """The events of an answer as they come."""
        room = self.room
        return self._workers.iterate(lambda: room.stream(question, history, language, scope))

    def _open(self) -> None:
        """Open it, again and again while what is in the way can pass. Then read what questions would wait for."""
        pause = AGAIN_S
        while self._try():
            self.settled.set()
            if self._closed.wait(pause):
                return
            pause = AGAIN_S if self.reason == "index-missing" else min(2 * pause, LONGEST_S)
        self.settled.set()
        if self._room is None:
            return
        try:
            self._room.read_ahead(self._closed)
        except Exception:
            logger.exception("reading ahead failed: questions will wait a little instead")

    def _try(self) -> bool:
        """Open it once; whether to try again."""
        told = self.trouble
        try:
            room = self._opener()
            _warm(room)
        except PolicyQAError as error:
            self.trouble, self.reason = str(error), kind_of(error)
            if self.trouble != told:
                logger.error("the assistant could not be opened: %s", error)
            return error.http_status == HTTPStatus.SERVICE_UNAVAILABLE
        except Exception:
            self.trouble, self.reason = "the assistant could not be opened: the log says why", "internal"
            logger.exception("the assistant could not be opened")
            return False
        self._room, self.trouble, self.reason = room, None, None
        return False


def _warm(room: ReadingRoom) -> None:
    """Load what questions need; a failure that has no name is only logged, for questions may be answered all the same.

    Raises:
        PolicyQAError: When something is in the way of every question.
    """
    try:
        room.warm()
    except PolicyQAError:
        raise
    except Exception:
        logger.exception("warming up failed: the first questions may wait longer")
