"""The paths under ``/api/v1``."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Path, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from rag.answer_json import AnswerForm, to_json
from ui.api_private import HEADER, private_of
from ui.desk import Desk
from ui.document_json import document_json, measure_json, parsed_json
from ui.event_json import EVENT_STREAM, STREAM_HEADERS, event_json, server_sent
from ui.heartbeats import kept_open, opened
from ui.hit_json import hits_json
from ui.problems import problem_of
from ui.schemas import WHOLE, AskRequest, DocumentsOut, MeasuresOut, SearchRequest, SearchResponse


def _documented(
    token: Annotated[str | None, Header(alias=HEADER, max_length=200, description="Ask only the private document of this token.")] = None,
) -> None:
    """Stands in the description of each path; `desk_of` reads the header."""
    del token


router = APIRouter(prefix="/api/v1", tags=["policyqa"], dependencies=[Depends(_documented)])

DocumentId = Annotated[str, Path(description="Id of the document, as `/documents` lists it.", examples=["湘政办发〔2021〕38号"])]


def desk_of(request: Request) -> Desk:
    """The desk of the application that serves this request; that of a private document when the request carries its token."""
    desk: Desk = request.app.state.desk
    token = request.headers.get(HEADER)
    return desk if token is None else desk.at(private_of(request).session(token).room)


def described(model: type, description: str) -> dict[int | str, dict[str, Any]]:
    """Describe a response by its model without building it twice: the JSON is written by its own module."""
    return {200: {"model": model, "description": description}}


@router.post("/ask", summary="Answer a question", response_class=JSONResponse, responses=described(AnswerForm, "The answer."))
async def ask(request: Request, asked: AskRequest) -> Response:
    """Answer a question, every claim with its quotes, or say honestly that the documents do not say."""
    return JSONResponse(to_json(await desk_of(request).ask(asked.question, asked.history, asked.language, asked.scope())))


@router.post(
    "/ask/stream",
    summary="Answer a question step by step",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {}}, "description": "Events `retrieval`, each `claim`, `citations`, `done`; or `error`."}},
)
async def ask_stream(request: Request, asked: AskRequest) -> Response:
    """Server-sent events: `retrieval`, each `claim` once it is proved, `citations`, then `done` with the whole answer.

    While nothing is ready, a comment line every few seconds keeps the line open.
    """
    every_s: float = request.app.state.heartbeat_s
    events = await opened(desk_of(request).stream(asked.question, asked.history, asked.language, asked.scope()), every_s)

    async def written() -> AsyncGenerator[bytes, None]:
        try:
            async for event in events:
                yield server_sent(event.kind.value, event_json(event))
        except Exception as error:  # noqa: BLE001 - logged and told as a problem, the headers being sent already
            _, body = problem_of(error)
            yield server_sent("error", body)
        finally:
            await events.aclose()

    return StreamingResponse(kept_open(written(), every_s), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


@router.post("/search", summary="Find measures", response_class=JSONResponse, responses=described(SearchResponse, "The hits, best first."))
async def search(request: Request, asked: SearchRequest) -> Response:
    """The measures nearest to a question, without an answer."""
    hits = await desk_of(request).run(lambda room: room.search(asked.question, asked.k, asked.scope()))
    return JSONResponse(hits_json(hits))


@router.post("/verify", summary="Re-check a stored answer", response_class=JSONResponse)
async def verify(request: Request, answer: Annotated[dict[str, Any], WHOLE, Body(description="An answer as `/ask` gave it.")]) -> Response:
    """Whether each claim of a stored answer still holds against the documents as they are now."""
    from rag.verify import verification_json
    from rag.verify import verify as check

    return JSONResponse(await desk_of(request).run(lambda room: verification_json(check(answer, room.documents()))))


@router.get("/documents", summary="List the documents", response_class=JSONResponse, responses=described(DocumentsOut, "All documents."))
async def documents(request: Request) -> Response:
    """All indexed documents, in the order of their titles."""
    listed = await desk_of(request).run(lambda room: list(room.documents().values()))
    return JSONResponse({"documents": [{**document_json(one.document), "measures": len(one.measures)} for one in listed]})


@router.get(
    "/documents/{document_id:path}/measures",
    summary="The measures of one document",
    response_class=JSONResponse,
    responses=described(MeasuresOut, "The measures."),
)
async def measures(request: Request, document_id: DocumentId) -> Response:
    """The measures of one document, in reading order."""
    parsed = await desk_of(request).run(lambda room: room.document(document_id))
    return JSONResponse({"measures": [measure_json(measure, parsed.document.text) for measure in parsed.measures]})


@router.get("/documents/{document_id:path}", summary="One document with its text and structure", response_class=JSONResponse)
async def document(request: Request, document_id: DocumentId) -> Response:
    """One document: everything that `policyqa parse --json` prints, and its text."""
    parsed = await desk_of(request).run(lambda room: room.document(document_id))
    return JSONResponse({**parsed_json(parsed), "text": parsed.document.text})
