"""The terminal: where words go, what an exit code means, and how progress looks."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from corpus.errors import PolicyQAError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.settings import Settings

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 + SIGINT."""
BROKEN_PIPE = 141
"""Exit code when the reader went away: 128 + SIGPIPE."""


def say(text: str) -> None:
    """Write one block of text to standard output.

    Raises:
        OSError: When standard output is closed, full or gone.
    """
    if sys.stdout is None:
        raise OSError("standard output is closed")
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def say_json(value: Any) -> None:
    """Write a value as indented JSON, in UTF-8 whatever the locale."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def warn(text: str) -> None:
    """Write one line to standard error; lost silently where that is closed."""
    if sys.stderr is not None:
        sys.stderr.write(" ".join(text.split()) + "\n")
        sys.stderr.flush()


def fail(error: Exception) -> int:
    """Report an error as one line and give its exit code."""
    warn(f"policyqa: {error}")
    return error.exit_code if isinstance(error, PolicyQAError) else 1


def open_standard_streams() -> None:
    """Make the standard streams UTF-8, and occupy closed descriptors so that no opened file lands on them."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def abandon_standard_output() -> None:
    """After a broken pipe: keep the interpreter from complaining when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def read_settings(**overrides: Any) -> Settings:
    """The settings from the environment and ``.env``, with the command line's own values on top.

    Raises:
        SettingsError: When a value cannot be used; names the variable.
    """
    from pydantic import ValidationError

    from rag.settings import Settings

    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "POLICYQA_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name} cannot be {first['input']!r}: {first['msg']}; correct or remove it") from error
    except UnicodeDecodeError as error:
        raise SettingsError("the file .env is not UTF-8: save it as UTF-8") from error


@contextmanager
def progress(total: int | None = None) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, drawn only where a person watches.

    Yields a function ``(step, done, total)`` that may be called as often as one likes.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=total)

        def show(step: str, done: int, of: int) -> None:
            bar.update(task, description=step, completed=done, total=of)

        yield show


def stop(code: int) -> NoReturn:
    """End the command with this exit code."""
    import typer

    raise typer.Exit(code)
