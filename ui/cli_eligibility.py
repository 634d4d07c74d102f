"""The command ``eligibility``: which measures concern a business, and what they ask of it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import ProfileError, UserError
from ui.console import read_settings, say, say_json

if TYPE_CHECKING:
    from rag.eligibility.profiles import Profile

LARGEST = 1_000_000
"""Bytes that a profile may have."""


class Export(StrEnum):
    """Forms of the matrix for people."""

    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"


def register(app: typer.Typer) -> None:
    """Add the command to the table."""
    app.command()(eligibility)


def eligibility(
    profile: Annotated[
        Path, typer.Option("--profile", help="JSON file: description, sector, place, size, activities, needs; all optional.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    export: Annotated[Export, typer.Option("--export", help="Form when --json is not given.")] = Export.MARKDOWN,
    out: Annotated[Path | None, typer.Option("--out", help="File to write instead of standard output.", show_default=False)] = None,
) -> None:
    """Match a business profile with the measures: their conditions, each with its quote, and what is still to be asked."""
    wanted = _read(profile)
    from rag.eligibility.export import csv_text, markdown, page
    from rag.eligibility.matrices import matrix_for
    from rag.eligibility.matrix_json import matrix_json
    from ui.opening import open_room

    room = open_room(read_settings())
    matrix = matrix_for(wanted, room.documents(), room.assistant.answering)
    if as_json and out is None:
        say_json(matrix_json(matrix))
        return
    forms = {Export.MARKDOWN: markdown, Export.CSV: csv_text, Export.HTML: page}
    text = json.dumps(matrix_json(matrix), ensure_ascii=False, indent=2) + "\n" if as_json else forms[export](matrix)
    if out is None:
        say(text.rstrip("\n"))
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UserError(f"{out}: cannot be written: {error.strerror}; name another file with --out") from error


def _read(path: Path) -> Profile:
    from rag.eligibility.profiles import read_profile

    try:
        data = path.read_bytes()[: LARGEST + 1]
        if len(data) > LARGEST:
            raise ProfileError(f"{path.name}: a profile has at most {LARGEST} bytes: shorten it")
        return read_profile(json.loads(data.decode("utf-8-sig")))
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror or 'cannot be read'}: name a JSON file with --profile") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ProfileError(f"{path.name}: not JSON in UTF-8: {error}") from error
