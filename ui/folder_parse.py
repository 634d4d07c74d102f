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
    from corpus.parsing import parse_file

    files = find_files(folder)
    for done, file in enumerate(files):
        progress("parsing", done, len(files))
        name = str(file.relative_to(folder))
        try:
            parsed = parse_file(file)
        except DocumentError as error:
            yield Reading(name=name, parsed=None, trouble=str(error))
        else:
            yield Reading(name=name, parsed=parsed, trouble=broken_invariant(parsed))
    progress("parsing", len(files), max(1, len(files)))


def broken_invariant(parsed: ParsedDocument) -> str:
    """The first promise of parsing that the document does not keep, in words; empty when it keeps all."""
    text = parsed.document.text
    covered = bytearray(len(text))
    for unit in parsed.units:
        if any(covered[unit.span.start : unit.span.end]):
            return f"two units overlap at {unit.span.start}"
        covered[unit.span.start : unit.span.end] = b"\1" * len(unit.span)
    lost = next((at for at, character in enumerate(text) if not covered[at] and not character.isspace()), None)
    if lost is not None or parsed.report.unassigned:
        return f"{max(1, parsed.report.unassigned)} characters belong to no unit, the first at {lost}"
    paths = [measure.path for measure in parsed.measures]
    if len(set(paths)) < len(paths):
        return "two measures have the same address " + next(path for path in paths if paths.count(path) > 1)
    for measure in parsed.measures:
        if any(sentence.span not in measure.span for sentence in measure.sentences):
            return f"a sentence lies outside its measure {measure.path}"
    return ""
