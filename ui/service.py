"""The HTTP service: one FastAPI application with the answering paths, health, and the pages mounted in it.

The assistant is opened in the background, so that the service listens, and says how it is, from its first moment.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Match

from ui import api, api_eligibility, api_feedback, api_private, chat_api, problems
from ui.api_private import ADDRESS, ENVELOPE, PrivateState
from ui.desk import Desk
from ui.feedback_store import FeedbackStore
from ui.gate import BodyLimit, RateLimit, RequestLog
from ui.problems import MEDIA_TYPE
from ui.reference import CONTENT_POLICY, reference
from ui.schemas import Problem

if TYPE_CHECKING:
    from rag.settings import Settings
    from ui.pages_mount import PagesMount
    from ui.reading_room import ReadingRoom

logger = logging.getLogger(__name__)

DESCRIPTION = """Answers questions about Chinese government policy documents. Every claim is proved by a verbatim quote at a span of the
document (code points, half open), or the answer says that the documents do not say. Errors are problem details (RFC 9457)."""

PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "A person can put it right.", "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}},
    "5XX": {"description": "The program could not do it.", "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}},
}


def create_app(settings: Settings, opener: Callable[[], ReadingRoom], pages: PagesMount | None = None) -> FastAPI:
    """The application.

    Args:
        settings: Limits and sizes.
        opener: Opens the assistant; may take seconds, called once in the background.
        pages: Where the browser pages are mounted; None for the bare service.
    """
    desk = Desk(opener, threads=settings.workers, waiting=settings.waiting)
    private = PrivateState(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        desk.start()
        try:
            async with private.running(), pages.running(desk.settled) if pages else nullcontext():
                yield
        finally:
            desk.close()

    apart = {ADDRESS: settings.private_max_bytes + ENVELOPE}
    middleware = [Middleware(RequestLog), Middleware(BodyLimit, limit=settings.max_request_bytes, apart=apart)]
    if settings.requests_per_minute:
        middleware.insert(1, Middleware(RateLimit, per_minute=settings.requests_per_minute))
    app = FastAPI(
        title="policyqa",
        version=version("policyqa"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=middleware,
        responses=PROBLEMS,
    )
    app.state.desk = desk
    app.state.private = private
    app.state.feedback = FeedbackStore(settings.feedback_file) if settings.feedback else None
    app.state.heartbeat_s = settings.heartbeat_s
    problems.install(app)
    app.include_router(api.router)
    app.include_router(api_eligibility.router)
    app.include_router(chat_api.router)
    for router in (api_private.router, api_feedback.router):
        app.include_router(router)
    _add_health(app, desk, pages)
    _add_reference(app)
    _close_prefixes(app)
    if pages is not None:
        app.mount("/", pages)
    return app


def _add_health(app: FastAPI, desk: Desk, pages: PagesMount | None) -> None:
    @app.get("/healthz", tags=["health"], summary="The process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", tags=["health"], summary="Questions can be answered")
    async def readyz() -> Response:
        body = {"status": desk.status, "pages": "none" if pages is None else pages.status}
        if desk.status == "ready":
            return JSONResponse(body)
        detail = desk.trouble or "the index and the encoder are being opened: try again in a moment"
        told = problems.problem(503, detail, kind="urn:policyqa:not-ready", desk=desk.status, reason=desk.reason, pages=body["pages"])
        return problems.response(503, told, {"Retry-After": "1"})


def _add_reference(app: FastAPI) -> None:
    @app.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        page = reference(app.openapi(), str(request.base_url).rstrip("/"))
        return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_POLICY, "X-Content-Type-Options": "nosniff"})


def _close_prefixes(app: FastAPI) -> None:
    """Answer unknown paths under the service's own prefixes here, so that they do not fall through to the pages."""
    routers = (api.router, api_eligibility.router, chat_api.router, api_private.router, api_feedback.router, app.router)
    known = [route for router in routers for route in router.routes]

    async def unknown(request: Request) -> Response:
        partial = [route for route in known if route.matches(request.scope)[0] is Match.PARTIAL]
        methods = sorted({method for route in partial for method in getattr(route, "methods", None) or ()})
        if methods:
            allow = ", ".join(methods)
            return problems.response(405, problems.problem(405, f"this path takes {allow}"), {"Allow": allow})
        return problems.response(404, problems.problem(404, "there is nothing at this path: see /openapi.json"))

    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    for prefix in ("/api", "/v1", "/healthz", "/readyz", "/openapi.json", "/docs"):
        app.add_api_route(prefix, unknown, methods=methods, include_in_schema=False)
        app.add_api_route(prefix + "/{rest:path}", unknown, methods=methods, include_in_schema=False)
