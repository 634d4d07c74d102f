"""Problem details (RFC 9457): the one form that every error over HTTP has."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Send

from corpus.errors import PolicyQAError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
HTTP_UNPROCESSABLE = 422


class TooBusy(PolicyQAError):
    """All workers are taken and the queue is full."""

    http_status = 503


def problem(status: int, detail: str, *, kind: str = "about:blank", **members: Any) -> dict[str, Any]:
    """The body of a problem.

    ``error`` repeats it in the form that OpenAI's clients read, so that the same body serves both doors.
    """
    title = HTTPStatus(status).phrase
    return {
        "type": kind,
        "title": title,
        "status": status,
        "detail": detail,
        **members,
        "error": {"message": detail, "type": kind, "code": status},
    }


def problem_of(error: Exception) -> tuple[int, dict[str, Any]]:
    """Status and body for an error; what the program did not foresee is logged and told in general words only."""
    if isinstance(error, PolicyQAError):
        return error.http_status, problem(error.http_status, str(error), kind=f"urn:policyqa:{kind_of(error)}")
    logger.error("unexpected %s", type(error).__name__, exc_info=error)
    return 500, problem(500, "The program could not do this; the log says why.", kind="urn:policyqa:internal")


def kind_of(error: PolicyQAError) -> str:
    """The kind of an error for programs: ``index-missing`` of `IndexMissing`."""
    name = type(error).__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() and at else letter.lower() for at, letter in enumerate(name))


class _Telling(JSONResponse):
    """JSON that may repeat what was sent, so that half a surrogate pair in it stays the escape that it was sent as."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def response(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem as a response."""
    return _Telling(dict(body), status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


async def send_problem(send: Send, status: int, detail: str, kind: str, headers: Mapping[str, str] | None = None) -> None:
    """Answer with a problem below the level of the framework."""
    made = response(status, problem(status, detail, kind=kind), headers)
    await send({"type": "http.response.start", "status": status, "headers": made.raw_headers})
    await send({"type": "http.response.body", "body": bytes(made.body)})


async def _on_policyqa_error(_: Request, error: Exception) -> Response:
    status, body = problem_of(error)
    return response(status, body, {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None)


def _invalid(request: Request, item: Mapping[str, Any]) -> dict[str, str]:
    """One thing that is wrong with a request: a JSON pointer into the body (empty for the whole of it), and what is wrong there."""
    if item["type"] == "json_invalid":
        return {"pointer": "", "detail": f"the body is not JSON (character {item['loc'][-1]}): correct it"}
    pointer = "".join(f"/{part}" for part in item["loc"][1:])
    if not pointer and "json" not in request.headers.get("content-type", ""):
        return {"pointer": "", "detail": "the body is not marked as JSON: send it with Content-Type: application/json"}
    if not pointer and item["type"] != "value_error":
        return {"pointer": "", "detail": "the body is not a JSON object: see /docs for an example"}
    return {"pointer": pointer, "detail": item["msg"]}


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_invalid(request, item) for item in error.errors()]
    detail = "; ".join(f"{item['pointer']}: {item['detail']}" if item["pointer"] else item["detail"] for item in errors[:5])
    body = problem(HTTP_UNPROCESSABLE, detail, kind="urn:policyqa:invalid-request", errors=errors)
    return response(HTTP_UNPROCESSABLE, body)


async def _on_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = "urn:policyqa:too-large" if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else "about:blank"
    return response(error.status_code, problem(error.status_code, str(error.detail), kind=kind), error.headers)


def install(app: FastAPI) -> None:
    """Give every error of the application this form."""
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(PolicyQAError, _on_policyqa_error)
    app.add_exception_handler(Exception, _on_policyqa_error)
