"""Commands on documents: ``parse``, ``index``, ``documents``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import UserError
from ui.console import progress, say, say_json, stop, warn
from ui.folder_parse import Reading, read_folder

if TYPE_CHECKING:
    from corpus.documents import ParsedDocument


def register(app: typer.Typer) -> None:
    """Add these commands to the table."""
    app.command()(parse)


def parse(
    path: Annotated[Path, typer.Argument(help="A policy document, or a folder of them.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Show how a document is read: its structure, departments and report; for a folder, a line per document."""
    if path.is_dir():
        _parse_folder(path, as_json=as_json)
        return
    from corpus.parsing import check, parse_file
    from ui.document_json import parsed_json

    parsed = parse_file(path)
    if as_json:
        say_json(parsed_json(parsed))
    else:
        say(_outline(parsed))
    if broken := check(parsed):
        warn(f"policyqa: {parsed.document.source}: {'; '.join(broken[:3])}")
        stop(2)


def _parse_folder(folder: Path, *, as_json: bool) -> None:
    with progress() as show:
        readings = list(read_folder(folder, show))
    if as_json:
        from ui.document_json import parsed_json

        say_json(
            {
                "documents": [{"file": one.name, **parsed_json(one.parsed)} for one in readings if one.parsed],
                "errors": [{"file": one.name, "detail": one.trouble} for one in readings if one.trouble],
            }
        )
    else:
        say(f"{'parts':>5} {'meas.':>5} {'chars':>8} {'warn':>4}  file")
        for one in readings:
            say(_line(one))
        bad = sum(bool(one.trouble) for one in readings)
        say(f"{len(readings)} files, {len(readings) - bad} sound, {bad} not")
    for one in readings:
        if one.trouble:
            warn(f"policyqa: {one.name}: {one.trouble}")
    if not readings:
        raise UserError(f"{folder} holds no documents: name a folder with txt, md, html, pdf or docx files")
    if any(one.trouble for one in readings):
        stop(2)


def _line(reading: Reading) -> str:
    if reading.parsed is None:
        return f"{'–':>5} {'–':>5} {'–':>8} {'–':>4}  {reading.name}"
    report = reading.parsed.report
    counts = f"{len(reading.parsed.sections):>5} {len(reading.parsed.measures):>5} {report.characters:>8} {len(report.warnings):>4}"
    return f"{counts}  {reading.name}  {reading.parsed.document.number or ''}".rstrip()


def _outline(parsed: ParsedDocument) -> str:
    document = parsed.document
    lines = [document.title, " · ".join(filter(None, (document.number, document.issuer, str(document.published or "")))), ""]
    headings = [(section.span.start, f"{section.label}  {section.title}") for section in parsed.sections]
    measures = [(measure.span.start, f"  {measure.ordinal:>3}  {measure.path}  {measure.title}".rstrip()) for measure in parsed.measures]
    lines += [line for _, line in sorted(headings + measures)]
    report = parsed.report
    lines += ["", f"{len(parsed.sections)} sections, {len(parsed.measures)} measures, {report.characters} characters"]
    lines += [f"{report.unassigned} characters belong to no unit"] if report.unassigned else []
    lines += [f"warning: {warning}" for warning in report.warnings]
    return "\n".join(lines)
