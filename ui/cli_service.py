"""The command ``serve``."""

from __future__ import annotations

import errno
import logging
import socket
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import SettingsError
from ui.console import progress, read_settings, say, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from rag.settings import Settings
    from ui.reading_room import ReadingRoom

BACKLOG = 256
"""Connections that may wait to be taken."""


def register(app: typer.Typer) -> None:
    """Add this command to the table."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="0 takes a free one.", show_default="7860")] = None,
) -> None:
    """Serve the HTTP interface and the pages on one port; builds the index first where there is none."""
    settings = read_settings(host=host, port=port)
    listening = listen(settings.host, settings.port)
    import uvicorn

    from ui.pages_mount import PagesMount
    from ui.service import create_app
    from ui.service_log import start_log

    start_log(verbose=logging.getLogger().isEnabledFor(logging.DEBUG))
    app = create_app(settings, _opener(settings), PagesMount(_build_pages))
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5)
    say(f"policyqa: http://{_shown(listening)}/ (pages), /api/v1 and /v1 (programs), /docs; Ctrl-C stops it")
    with listening:
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything slow happens.

    Raises:
        SettingsError: When the address cannot be had.
    """
    elsewhere = SettingsError(f"{host} is not an address of this machine: choose another with --host, such as 127.0.0.1")
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise elsewhere from error
    try:
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(f"port {port} of {host} is in use: stop the other program, or choose another with --port") from error
        if error.errno == errno.EACCES:
            raise SettingsError(f"port {port} may not be opened by this user: choose one above 1023 with --port") from error
        if error.errno == errno.EADDRNOTAVAIL:
            raise elsewhere from error
        raise


def _shown(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _opener(settings: Settings) -> Callable[[], ReadingRoom]:
    told = False

    def opened() -> ReadingRoom:
        from ui.opening import index_where_missing, open_room

        nonlocal told
        started = time.perf_counter()
        if not told and sys.stderr is not None and sys.stderr.isatty():
            told = True
            warn("policyqa: opening the index and the encoder …")
        with progress() as show:
            index_where_missing(settings, show)
        room = open_room(settings)
        warn(f"policyqa: ready for questions after {time.perf_counter() - started:.1f} s")
        return room

    return opened


def _build_pages() -> tuple[FastAPI, Callable[[str], str]]:
    from ui.pages import mounted
    from ui.pages_frame import inward

    return mounted(), inward
