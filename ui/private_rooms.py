"""Documents that one person brought for a while: each in a reading room of its own, in memory, opened by a token that cannot be guessed."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.documents import ParsedDocument
from corpus.errors import DocumentTooLarge, PolicyQAError, UserError

if TYPE_CHECKING:
    from rag.settings import Settings
    from ui.reading_room import ReadingRoom

logger = logging.getLogger(__name__)

MARK = "〔临时〕"
"""Behind the id of a private document, so that it is never taken for one of the index."""


class PrivateOff(UserError):
    """Private documents are switched off."""

    http_status = 403


class PrivateGone(UserError):
    """A token that opens nothing, or nothing any more."""

    http_status = 410


class TooManyPrivate(PolicyQAError):
    """As many private documents are open as may be."""

    http_status = 503


class TooSlow(DocumentTooLarge):
    """Reading or embedding took longer than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a private document may cost."""

    bytes: int
    characters: int
    measures: int
    sessions: int
    idle_s: float
    """Seconds without a question after which it is forgotten."""
    life_s: float
    """Seconds after which it is forgotten in any case."""
    work_s: float
    """Seconds that reading and embedding may take."""


def limits_of(settings: Settings) -> Limits:
    """The limits that the settings name."""
    return Limits(
        bytes=settings.private_max_bytes,
        characters=settings.private_max_chars,
        measures=settings.private_max_measures,
        sessions=settings.private_max_sessions,
        idle_s=settings.private_idle_minutes * 60,
        life_s=settings.private_life_minutes * 60,
        work_s=settings.private_seconds,
    )


@dataclass(slots=True)
class Session:
    """A private document while it is there."""

    room: ReadingRoom
    parsed: ParsedDocument
    ends: float
    """When it is forgotten in any case, by the clock of the rooms."""
    idle_until: float
    """When it is forgotten if nobody asks."""

    def left(self, now: float) -> float:
        """Seconds until it is forgotten if nobody asks."""
        return min(self.ends, self.idle_until) - now


Read = Callable[[bytes, str, Callable[[], None]], ParsedDocument]
"""Bytes, name, and what is called now and then and raises to give up."""
Furnish = Callable[[ParsedDocument, Callable[[], None]], "ReadingRoom"]
"""Makes a room of one document; calls the second now and then, which raises to give up."""


class PrivateRooms:
    """All private documents of this process; safe to share between threads.

    A token is kept only as its SHA-256. What is forgotten is gone once the question that runs on it has ended.
    """

    def __init__(self, limits: Limits, read: Read, *, now: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self.now = now
        self._read = read
        self._lock = threading.Lock()
        self._sessions: dict[bytes, Session] = {}
        self._closed = False

    def open(self, data: bytes, name: str, furnish: Furnish) -> tuple[str, Session]:
        """Read a document and make a room of it; one at a time, which the caller sees to.

        Raises:
            DocumentError: When it cannot be read, or is larger than it may be.
            TooManyPrivate: When as many are open as may be.
        """
        self._check_place()
        started = self.now()

        def go_on() -> None:
            if self._closed:
                raise PrivateGone("the service is being stopped: upload the document again later")
            if self.now() - started > self.limits.work_s:
                raise TooSlow(f"{name}: reading it takes longer than {self.limits.work_s:g} s: split the document")

        parsed = _marked(self._read(data, name, go_on))
        self._check_size(parsed)
        room = furnish(parsed, go_on)
        now, token = self.now(), secrets.token_urlsafe(32)
        session = Session(room, parsed, now + self.limits.life_s, now + self.limits.idle_s)
        with self._lock:
            go_on()
            self._sessions[_key(token)] = session
        logger.info("a private document was opened", extra={"fields": {"open": len(self._sessions)}})
        return token, session

    def session(self, token: str, *, touch: bool = True) -> Session:
        """The session of a token; where ``touch`` says so, asking for it keeps it from being idle.

        Raises:
            PrivateGone: When there is none, or none any more.
        """
        now = self.now()
        with self._lock:
            self._forget(now)
            session = self._sessions.get(_key(token))
            if session is None:
                raise PrivateGone("this private document is gone: upload it again")
            if touch:
                session.idle_until = now + self.limits.idle_s
            return session

    def end(self, token: str) -> None:
        """Forget a document now.

        Raises:
            PrivateGone: When there is none, or none any more.
        """
        self.session(token)
        with self._lock:
            self._sessions.pop(_key(token), None)

    def sweep(self) -> None:
        """Forget what has had its time."""
        with self._lock:
            self._forget(self.now())

    def close(self) -> None:
        """Forget everything and take nothing more."""
        with self._lock:
            self._closed = True
            self._sessions.clear()

    def __len__(self) -> int:
        """Private documents that are open."""
        return len(self._sessions)

    def _forget(self, now: float) -> None:
        for key in [key for key, session in self._sessions.items() if session.left(now) <= 0]:
            del self._sessions[key]

    def _check_place(self) -> None:
        self.sweep()
        if len(self._sessions) >= self.limits.sessions:
            raise TooManyPrivate("as many private documents are open as may be: try again in some minutes")

    def _check_size(self, parsed: ParsedDocument) -> None:
        document = parsed.document
        for what, size, most in (
            ("characters", len(document.text), self.limits.characters),
            ("measures", len(parsed.measures), self.limits.measures),
        ):
            if size > most:
                raise DocumentTooLarge(f"{document.source}: {size} {what}, over the limit of {most}: split the document")


def _key(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def _marked(parsed: ParsedDocument) -> ParsedDocument:
    from embeddings.changes import renamed

    return renamed(parsed, f"{parsed.document.id[:110]}{MARK}")
