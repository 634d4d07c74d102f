"""A small OpenAI-compatible server on loopback that answers, or fails in one chosen way."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


class FakeChat:
    """What the server does next, and what it was asked."""

    def __init__(self, content: str = "", *, failure: str = "", delay_s: float = 0.0) -> None:
        self.content = content
        self.failure = failure
        self.delay_s = delay_s
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []


def _handler(chat: FakeChat) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        error_codes: ClassVar[dict[str, int]] = {"429": 429, "500": 500, "401": 401}

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            chat.requests.append(json.loads(self.rfile.read(length)))
            chat.headers.append({k.lower(): v for k, v in self.headers.items()})
            time.sleep(chat.delay_s)
            if chat.failure in self.error_codes:
                self._send(self.error_codes[chat.failure], b'{"error": {"message": "no"}}')
            elif chat.failure == "html":
                self._send(200, b"<html>busy</html>", "text/html")
            elif chat.failure == "null":
                self._send(200, b'{"id": "1", "object": "chat.completion", "choices": null}')
            elif chat.failure == "cut":
                body = self._body("stop")
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2])
                self.close_connection = True
            else:
                self._send(200, self._body("length" if chat.failure == "length" else "stop"))

        def _body(self, reason: str) -> bytes:
            message = {"role": "assistant", "content": chat.content}
            reply = {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "fake",
                "choices": [{"index": 0, "message": message, "finish_reason": reason}],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            }
            return json.dumps(reply).encode()

        def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


@contextmanager
def chat_server(chat: FakeChat) -> Iterator[str]:
    """The address of a running server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(chat))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
