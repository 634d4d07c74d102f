"""``POST /api/v1/eligibility``: the matrix as JSON, and its exports for people."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request
from starlette.responses import JSONResponse, Response

from rag.eligibility.export import csv_text, markdown, page
from rag.eligibility.matrices import matrix_for
from rag.eligibility.matrix import Matrix
from rag.eligibility.matrix_json import EXAMPLE, MatrixForm, ProfileForm, matrix_json
from rag.eligibility.profiles import read_profile
from ui.api import described, desk_of

router = APIRouter(prefix="/api/v1", tags=["eligibility"])

_BODY = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": ProfileForm.model_json_schema(), "example": EXAMPLE}}}
}
"""The body is read by `read_profile`, so that every door gives the same errors."""
_MEDIA = {"markdown": "text/markdown", "csv": "text/csv", "html": "text/html"}
Sent = Annotated[Any, Body(description="A profile; every field may be left out.")]


Tongue = Annotated[
    Literal["zh", "en"] | None, Query(description="Language of the questions and of the words around quotes; else the profile's own.")
]


async def _matrix(request: Request, sent: Any, language: str | None) -> Matrix:
    profile = read_profile({} if sent is None else sent)
    return await desk_of(request).run(lambda room: matrix_for(profile, room.documents(), room.assistant.answering, language))


@router.post(
    "/eligibility",
    summary="Which measures concern a business",
    response_class=JSONResponse,
    responses=described(MatrixForm, "The matrix."),
    openapi_extra=_BODY,
)
async def eligibility(request: Request, sent: Sent = None, language: Tongue = None) -> Response:
    """Per measure the conditions that the text sets, each met, unmet, missing or not set, with its quote; and what is still to be asked."""
    return JSONResponse(matrix_json(await _matrix(request, sent, language)))


@router.post(
    "/eligibility/export",
    summary="The matrix as a document",
    response_class=Response,
    responses={200: {"content": {media: {} for media in _MEDIA.values()}, "description": "The document, with quotes and addresses."}},
    openapi_extra=_BODY,
)
async def export(
    request: Request,
    sent: Sent = None,
    form: Annotated[
        Literal["markdown", "csv", "html"], Query(alias="format", description="markdown, csv or html (a page to print).")
    ] = "markdown",
    language: Tongue = None,
) -> Response:
    """The same matrix as Markdown, as CSV, or as a page to print that needs nothing from outside."""
    matrix = await _matrix(request, sent, language)
    text = {"markdown": markdown, "csv": csv_text, "html": page}[form](matrix)
    ending = {"markdown": "md", "csv": "csv", "html": "html"}[form]
    headers = {"Content-Disposition": f'attachment; filename="eligibility.{ending}"', "X-Content-Type-Options": "nosniff"}
    return Response(text, media_type=f"{_MEDIA[form]}; charset=utf-8", headers=headers)
