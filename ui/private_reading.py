"""A private document read in a process of its own, which may be killed: a strange file then costs no more than the time it was given.

The process may write no file, keeps no core dump, and gives back JSON, so that whatever a file does to a loader stays there.
"""

from __future__ import annotations

import contextlib
import functools
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from pydantic import TypeAdapter, ValidationError

import corpus.errors
from corpus.documents import ParsedDocument
from corpus.errors import DamagedDocument, DocumentError

MEMORY = 3 << 30
"""Bytes of address space that reading may take; Word and PDF loaders need well under 1 GB for files of some MB."""
_LOOK_S = 0.25


def read_apart(data: bytes, name: str, *, seconds: float, go_on: Callable[[], None]) -> ParsedDocument:
    """The structure of a file's bytes.

    Args:
        data: The file.
        name: Its name; the ending counts where the content does not tell the format.
        seconds: Of processor time that the process gets.
        go_on: Called several times a second; raises to give up.

    Raises:
        DocumentError: When the bytes cannot be read as a policy document.
    """
    head = json.dumps({"name": name, "seconds": seconds}).encode() + b"\n"
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "ui.private_reading"],
        cwd=Path(__file__).resolve().parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    pipe, process.stdin = process.stdin, None
    feeding = threading.Thread(target=_feed, args=(pipe, head + data), daemon=True)
    with process:
        try:
            feeding.start()
            out = _awaited(process, go_on)
        finally:
            process.kill()
            feeding.join()
    return _given_back(out, name)


def _feed(pipe: IO[bytes], sent: bytes) -> None:
    """Send from a thread: `Popen.communicate` does not go on sending after a timeout."""
    with contextlib.suppress(BrokenPipeError), pipe:
        pipe.write(sent)


def _awaited(process: subprocess.Popen[bytes], go_on: Callable[[], None]) -> bytes:
    while True:
        try:
            out, _ = process.communicate(timeout=_LOOK_S)
        except subprocess.TimeoutExpired:
            go_on()
        else:
            return out


def _given_back(out: bytes, name: str) -> ParsedDocument:
    try:
        told: dict[str, Any] = json.loads(out)
        if "error" in told:
            raise _error_named(told["error"])(told["message"])
        return _adapter().validate_python(told["parsed"])
    except (ValueError, ValidationError) as error:
        raise DamagedDocument(f"{name}: reading it took too much time or memory: split the document, or save it as text") from error


def _error_named(name: str) -> type[DocumentError]:
    found = getattr(corpus.errors, name, DocumentError)
    return found if isinstance(found, type) and issubclass(found, DocumentError) else DocumentError


@functools.cache
def _adapter() -> TypeAdapter[ParsedDocument]:
    return TypeAdapter(ParsedDocument)


def _confine(seconds: float) -> None:
    """Take from this process what reading does not need, as far as the system lets it."""
    with contextlib.suppress(ImportError):
        import resource

        for kind, most in (
            (resource.RLIMIT_CPU, int(seconds) + 1),
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))


def _read_here() -> None:
    from corpus.parsing import parse_bytes

    head = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    _confine(head["seconds"])
    try:
        told: dict[str, Any] = {"parsed": _adapter().dump_python(parse_bytes(data, head["name"]), mode="json")}
    except DocumentError as error:
        told = {"error": type(error).__name__, "message": str(error)}
    sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    _read_here()
