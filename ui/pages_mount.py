"""Where the pages hang in the service: built in the background, a waiting page until then, and a strict content policy on each.

Gradio takes seconds to import, so the service must not wait for it. Content-Security-Policy: scripts only from this service, inline ones
only by nonce. The exceptions that Gradio needs: ``style-src 'unsafe-inline'`` (its components style themselves), and
``script-src 'unsafe-eval'`` (its HTML component compiles templates; ours hold no words of a question or document).
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.page_frame import PAGES

if TYPE_CHECKING:
    from fastapi import FastAPI

logger = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"

_ADDRESSES = "|".join(address.removeprefix("./") for address in PAGES.values())
_SERVED = re.compile(rf"/(?:assets/.*|static/.*|theme\.css|favicon\.ico|{_ADDRESSES})")
"""All that the pages need of Gradio; its own interface (uploads, files, proxy, queue) stays closed."""
_OPENING_SCRIPT = re.compile(r"<script(?=[\s>])")

WAITING = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="1"><title>政策问答 · Policy Q&amp;A</title>
<style>body{font:1rem/1.7 system-ui,sans-serif;display:grid;place-content:center;min-height:90vh;text-align:center}
@media(prefers-color-scheme:dark){body{background:#12161c;color:#e6eaf0}}</style>
<p role="status">服务正在启动，请稍候…<br>The service is starting, one moment…</p></html>"""


def content_policy(nonce: str) -> str:
    """The Content-Security-Policy of a page."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class PagesMount:
    """An ASGI application: the waiting page first, the pages once they are built."""

    def __init__(self, build: Callable[[], tuple[FastAPI, Callable[[str], str]]]) -> None:
        """Args: build: Imports and makes the pages' application, and what cleans its html; takes seconds, runs in a thread."""
        self._build = build
        self._app: ASGIApp | None = None
        self._clean: Callable[[str], str] = str
        self._files = StaticFiles(directory=STATIC)
        self.status = "starting"
        """``starting``, ``ready`` or ``failed``."""

    @asynccontextmanager
    async def running(self, after: threading.Event) -> AsyncIterator[None]:
        """While the service runs: build the pages beside it, and end them with it.

        Args:
            after: Waited for before building, since two long imports at once only slow each other down.
        """
        ended = asyncio.Event()
        task = asyncio.create_task(self._live(after, ended))
        try:
            yield
        finally:
            ended.set()
            after.set()
            await asyncio.gather(task, return_exceptions=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] == "http" and path.startswith("/pages/"):
            await self._files({**scope, "root_path": scope.get("root_path", "") + "/pages"}, receive, send)
        elif scope["type"] != "http" or not _SERVED.fullmatch(path):
            raise HTTPException(404, "there is nothing at this path: see /openapi.json")
        elif scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, "this path takes GET", headers={"Allow": "GET, HEAD"})
        elif self._app is None:
            response = HTMLResponse(WAITING, status_code=503, headers={"Retry-After": "1", "Cache-Control": "no-store"})
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, self._guarded(send))

    async def _live(self, after: threading.Event, ended: asyncio.Event) -> None:
        try:
            await asyncio.to_thread(after.wait)
            if ended.is_set():
                return
            app, self._clean = await asyncio.to_thread(self._build)
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(app.router.lifespan_context(app))
                self._app = app
                self.status = "ready"
                await ended.wait()
        except Exception:
            self.status = "failed"
            logger.exception("the pages could not be built")

    def _guarded(self, send: Send) -> Send:
        """Clean html on its way out, and put the policy on it."""
        start: Message | None = None
        body = b""

        async def guarded(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                html = MutableHeaders(raw=message["headers"]).get("content-type", "").startswith("text/html")
                if html:
                    start = message
                else:
                    await send(message)
            elif start is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await self._send_page(send, start, body)

        return guarded

    async def _send_page(self, send: Send, start: Message, body: bytes) -> None:
        nonce = secrets.token_urlsafe(16)
        html = _OPENING_SCRIPT.sub(f'<script nonce="{nonce}"', self._clean(body.decode("utf-8")))
        raw = html.encode()
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(raw))
        headers["Content-Security-Policy"] = content_policy(nonce)
        headers["Cache-Control"] = "no-store"
        await send(start)
        await send({"type": "http.response.body", "body": raw})
