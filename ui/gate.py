"""What stands before the service: request size, request rate, request log."""

from __future__ import annotations

import logging
import time
import uuid
from collections import OrderedDict
from collections.abc import Mapping

from fastapi import HTTPException
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.problems import send_problem

logger = logging.getLogger(__name__)

PROBES = ("/healthz", "/readyz")
"""Paths that are asked every second and say nothing new."""
MAX_CLIENTS = 10_000
"""Addresses whose rate is remembered; the one seen longest ago is forgotten first."""


class BodyLimit:
    """Refuses bodies over ``limit`` bytes with 413, whether announced or counted; ``apart`` gives paths a limit of their own."""

    def __init__(self, app: ASGIApp, *, limit: int, apart: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.limit = limit
        self.apart = apart or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.apart.get(scope["path"], self.limit)
        detail = f"the request is larger than {limit} bytes: send less"
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            await send_problem(send, 413, detail, "urn:policyqa:too-large")
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413, detail)  # the one exception that the framework lets through while it reads a body
            return message

        await self.app(scope, counted, send)


class RateLimit:
    """Lets each client address make ``per_minute`` requests to the answering paths, refilled evenly (token bucket)."""

    def __init__(self, app: ASGIApp, *, per_minute: int, paths: tuple[str, ...] = ("/api/", "/v1/")) -> None:
        self.app = app
        self.per_minute = per_minute
        self.paths = paths
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(self.paths):
            wait = self._take((scope.get("client") or ("",))[0], time.monotonic())
            if wait > 0:
                seconds = str(int(wait) + 1)
                detail = f"too many questions at once: try again in {seconds} s"
                await send_problem(send, 429, detail, "urn:policyqa:too-many-requests", {"Retry-After": seconds})
                return
        await self.app(scope, receive, send)

    def _take(self, client: str, now: float) -> float:
        """Seconds to wait before this client may ask; 0 takes a token."""
        tokens, last = self._buckets.pop(client, (float(self.per_minute), now))
        rate = self.per_minute / 60
        tokens = min(float(self.per_minute), tokens + (now - last) * rate)
        allowed = tokens >= 1
        self._buckets[client] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > MAX_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / rate


class RequestLog:
    """Logs method, path, status and time of each request, never its query or body: both can hold a question."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = uuid.uuid4().hex[:12]
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                if scope["path"].startswith(("/api/", "/v1/")):
                    headers.setdefault("Cache-Control", "no-store")  # answers and private documents stay out of caches on the way
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            fields = {
                "request": request_id,
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            level = logging.DEBUG if scope["path"] in PROBES else logging.INFO
            logger.log(level, "request", extra={"fields": fields})
