"""Reading every document of a folder: one line each, and whether all of them kept their invariants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import ParsedDocument
from corpus.errors import DocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of one file."""

    name: str
    """Path below the folder."""
    parsed: ParsedDocument | None
    """None when the file could not be read."""
    trouble: str
    """Why it could not be read, or which invariant it breaks; empty when all is well."""


def read_folder(folder: Path, progress: Callable[[str, int, int], None]) -> Iterator[Reading]:
    """Each document below the folder, in the order of the names; a file that cannot be read does not stop the others."""
    from corpus.loading import find_files
    from corpus.parsing import check, parse_file

    files = find_files(folder)
    for done, file in enumerate(files):
        progress("parsing", done, len(files))
        name = str(file.relative_to(folder))
        try:
            parsed = parse_file(file)
        except DocumentError as error:
            yield Reading(name=name, parsed=None, trouble=str(error).removeprefix(f"{file.name}: "))
        else:
            yield Reading(name=name, parsed=parsed, trouble="; ".join(check(parsed)[:3]))
    progress("parsing", len(files), max(1, len(files)))
