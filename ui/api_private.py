"""``/api/v1/private``: a document that one person brings, asked at once and gone afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, Field
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import JSONResponse, Response

from corpus.documents import ParsedDocument
from corpus.errors import DamagedDocument, UnsupportedFormat
from corpus.loading.loaded import printable
from ui.desk import Desk
from ui.document_json import document_json
from ui.private_rooms import PrivateOff, PrivateRooms, Session, limits_of
from ui.workers import Workers

if TYPE_CHECKING:
    from rag.settings import Settings

router = APIRouter(prefix="/api/v1/private", tags=["private documents"])

HEADER = "X-PolicyQA-Private"
ADDRESS = "/api/v1/private/documents"
WAITING = 2
"""Documents that may wait while one is being read."""
SWEEP_S = 20.0
"""Seconds between two looks for documents that have had their time."""
ENVELOPE = 64_000
"""Bytes that a form may have around the file."""
ENDINGS = {
    "text/plain": ".txt", "text/markdown": ".md", "text/html": ".html", "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx", "application/octet-stream": "",
}  # fmt: skip
"""What the media type of a bare body says of its format; pdf and docx are also known by their content."""

Token = Annotated[str, Header(alias=HEADER, max_length=200, description="The token that the upload gave.", examples=["TOKEN"])]


class PrivateLimits(BaseModel):
    """Whether and within which limits private documents are taken."""

    enabled: bool
    max_bytes: int
    max_characters: int
    max_measures: int
    idle_minutes: float = Field(description="Minutes without a question after which a document is forgotten.")
    life_minutes: float = Field(description="Minutes after which it is forgotten in any case.")


class PrivateSession(BaseModel):
    """A private document that is open."""

    document: dict[str, Any] = Field(description="As `/documents` describes a document.")
    left_seconds: int = Field(description="Until it is forgotten if nobody asks it anything.")


class PrivateOpened(PrivateSession):
    """A private document that has just been opened."""

    token: str = Field(description="Opens it; send it as the header `X-PolicyQA-Private`. It is shown this once.")


class PrivateState:
    """The private rooms of a service, and what works for them while it runs."""

    def __init__(self, settings: Settings) -> None:
        self.limits = limits_of(settings)
        self.workers = Workers(threads=1, waiting=WAITING)
        read = partial(_read_for, self.limits.work_s)
        self.rooms = PrivateRooms(self.limits, read) if settings.private_documents else None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the service runs: forget what has had its time; in the end everything."""
        sweeping = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
            self.workers.close()
            if self.rooms is not None:
                self.rooms.close()

    async def _sweep(self) -> None:
        while self.rooms is not None:
            await asyncio.sleep(min(SWEEP_S, self.limits.idle_s / 2))
            self.rooms.sweep()


def _read_for(seconds: float, data: bytes, name: str, go_on: Callable[[], None]) -> ParsedDocument:
    from ui.private_reading import read_apart

    return read_apart(data, name, seconds=seconds, go_on=go_on)


def private_of(request: Request) -> PrivateRooms:
    """The private rooms of the service.

    Raises:
        PrivateOff: When the settings switch them off.
    """
    rooms: PrivateRooms | None = request.app.state.private.rooms
    if rooms is None:
        raise PrivateOff("private documents are switched off here: ask the operator to add the document to the index")
    return rooms


@router.get("", summary="Whether documents may be uploaded", response_model=PrivateLimits)
async def limits(request: Request) -> dict[str, Any]:
    """Whether private documents are taken, and their limits."""
    state: PrivateState = request.app.state.private
    return {
        "enabled": state.rooms is not None,
        "max_bytes": state.limits.bytes,
        "max_characters": state.limits.characters,
        "max_measures": state.limits.measures,
        "idle_minutes": state.limits.idle_s / 60,
        "life_minutes": state.limits.life_s / 60,
    }


@router.post(
    "/documents",
    summary="Upload a document for a private session",
    status_code=201,
    response_class=JSONResponse,
    responses={201: {"model": PrivateOpened, "description": "The document is open; its token opens it for this caller alone."}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "string", "format": "binary", "description": "txt, md, html, pdf or docx."}},
                    }
                },
                **{media: {"schema": {"type": "string", "format": "binary"}} for media in ENDINGS},
            },
        }
    },
)
async def upload(request: Request) -> Response:
    """Read a document and keep it in memory only: it joins no index, is written nowhere and is forgotten after a while without questions.

    Send it as the field `file` of a form, or bare with its media type. With the token as the header `X-PolicyQA-Private` the paths
    `ask`, `ask/stream`, `search`, `verify`, `documents` and `eligibility` work on this document alone.
    """
    rooms = private_of(request)
    desk: Desk = request.app.state.desk
    furnish = desk.room.apart
    if furnish is None:
        raise PrivateOff("private documents cannot be read here: the search has no encoder")
    data, name = await _sent(request, rooms.limits.bytes)
    state: PrivateState = request.app.state.private
    token, session = await state.workers.run(partial(rooms.open, data, name, furnish))
    return JSONResponse({"token": token, **_session_json(session, rooms)}, status_code=201)


@router.get(
    "/documents", summary="The private document of a token", response_class=JSONResponse, responses={200: {"model": PrivateSession}}
)
async def session(request: Request, token: Token) -> Response:
    """What the document is, and how long it stays if nobody asks; looking does not prolong that."""
    rooms = private_of(request)
    return JSONResponse(_session_json(rooms.session(token, touch=False), rooms))


@router.delete("/documents", summary="Forget a private document", status_code=204, response_class=Response)
async def end(request: Request, token: Token) -> Response:
    """Forget the document of this token now."""
    private_of(request).end(token)
    return Response(status_code=204)


def _session_json(one: Session, rooms: PrivateRooms) -> dict[str, Any]:
    document = {**document_json(one.parsed.document), "measures": len(one.parsed.measures)}
    return {"document": document, "left_seconds": max(0, round(one.left(rooms.now())))}


async def _sent(request: Request, most: int) -> tuple[bytes, str]:
    """The file and its name; nothing is spooled to disk on the way."""
    media = request.headers.get("content-type", "application/octet-stream").partition(";")[0].strip().lower()
    if media == "multipart/form-data":
        parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=0)
        parser.spool_max_size = most + ENVELOPE
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise DamagedDocument(f"the form cannot be read ({error.message}): send one file as its field file") from error
        try:
            sent = form.get("file")
            if sent is None or isinstance(sent, str):
                raise DamagedDocument("the form has no file: send it as its field file")
            return await sent.read(), _named(sent.filename or "")
        finally:
            await form.close()
    if media not in ENDINGS:
        raise UnsupportedFormat(f"{media[:80]} is not read here: send {', '.join(ENDINGS)} or multipart/form-data")
    return await request.body(), f"document{ENDINGS[media]}"


def _named(name: str) -> str:
    """A file's name in one line, without folders, its end kept where it is long."""
    return printable(name.replace("\\", "/").rpartition("/")[2])[-120:] or "document"
