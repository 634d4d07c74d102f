"""The desk where questions arrive over HTTP: opens the assistant in the background and hands it the questions, a few at a time."""

from __future__ import annotations

import copy
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
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
"""Seconds after which a missing index is looked for again."""


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
        return await self.run(lambda room: room.assistant.ask(question, history, language, scope.ids(room.documents())))

    def stream(
        self, question: str, history: Sequence[str] = (), language: str | None = None, scope: Scope = EVERYTHING
    ) -> AsyncIterator[Event]:
        """The events of an answer as they come."""
        room = self.room
        return self._workers.iterate(lambda: room.assistant.stream(question, history, language, scope.ids(room.documents())))

    def _open(self) -> None:
        """Open it; where no document has been indexed yet, again and again until there is one. Then read what questions would wait for."""
        while not self._try():
            self.settled.set()
            if self.reason != "index-missing" or self._closed.wait(AGAIN_S):
                return
        self.settled.set()
        try:
            self.room.read_ahead(self._closed)
        except Exception:
            logger.exception("reading ahead failed: questions will wait a little instead")

    def _try(self) -> bool:
        told = self.trouble
        try:
            room = self._opener()
            self._room = room
            room.warm()
        except PolicyQAError as error:
            self.trouble, self.reason = str(error), kind_of(error)
            if self.trouble != told:
                logger.error("the assistant could not be opened: %s", error)
        except Exception:
            self.trouble, self.reason = "the assistant could not be opened: the log says why", "internal"
            logger.exception("the assistant could not be opened")
        return self._room is not None
