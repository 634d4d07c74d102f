"""Commands on documents: ``parse``, ``index``, ``documents``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import UnknownDocument, UserError
from ui.console import progress, read_settings, say, say_json, stop, warn
from ui.folder_parse import Reading, read_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.documents import ParsedDocument
    from embeddings.changes import Changes

documents = typer.Typer(help="The documents that are indexed.")


def register(app: typer.Typer) -> None:
    """Add these commands to the table."""
    app.command()(parse)
    app.command()(index)
    app.add_typer(documents, name="documents")


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
    if not readings:
        raise UserError(f"{folder} holds no documents: name a folder with txt, md, html, pdf or docx files")
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


def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders; else corpus/policies.", show_default=False)] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew, for one that is damaged.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Build or update the index; what is unchanged is not read again. Exit code 2 when a file could not be read."""
    from ui.indexing import index_paths

    settings = read_settings()
    with progress() as show:
        changes = index_paths(settings, paths or (), rebuild=rebuild, progress=show)
    _report(changes, as_json=as_json)
    if changes.failed:
        stop(2)


def _report(changes: Changes, *, as_json: bool) -> None:
    named = {"added": changes.added, "kept": changes.kept, "replaced": changes.replaced, "removed": changes.removed}
    if as_json:
        failed = [{"file": one.source, "detail": str(one.error)} for one in changes.failed]
        say_json({**{name: list(ids) for name, ids in named.items()}, "failed": failed, "notices": changes.notices, "index": changes.index})
    else:
        for name, ids in {**named, "moved": changes.moved}.items():
            for document in ids if name != "kept" else ():
                say(f"{name}: {document}")
        say(", ".join(f"{len(ids)} {name}" for name, ids in named.items()) + (f", {len(changes.failed)} failed" if changes.failed else ""))
    for notice in changes.notices:
        warn(f"policyqa: {notice}")
    for one in changes.failed:
        warn(f"policyqa: {one.error}")


@documents.command("list")
def list_documents(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List what is indexed."""
    from ui.document_json import document_json
    from ui.opening import open_current_index

    held = open_current_index(read_settings()).documents
    if as_json:
        say_json({"documents": [{**document_json(one.document), "measures": len(one.measures)} for one in held.values()]})
        return
    for key, one in held.items():
        say("  ".join(filter(None, (key, one.document.title if one.document.title != key else "", f"({len(one.measures)} measures)"))))


@documents.command("show")
def show_document(
    document: Annotated[str, typer.Argument(help="Id, 文号 or title.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show one indexed document: its structure, departments and report."""
    from ui.document_json import parsed_json
    from ui.opening import open_current_index

    held = open_current_index(read_settings()).documents
    parsed = held[_key_of(document, held)]
    if as_json:
        say_json(parsed_json(parsed))
    else:
        say(_outline(parsed))


@documents.command("remove")
def remove_document(
    document: Annotated[list[str], typer.Argument(help="Ids, 文号 or titles.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Remove documents from the index, with all that was derived from them; the files stay."""
    from embeddings.builds import remove_documents
    from ui.indexing import encoder_of
    from ui.opening import open_current_index

    settings = read_settings()
    with open_current_index(settings) as present:
        keys = [_key_of(one, present.documents) for one in document]
    with progress() as show:
        changes = remove_documents(
            settings.index_dir,
            keys,
            encoder=encoder_of(settings, show),
            cache=settings.vector_cache,
            chroma_url=settings.chroma_url,
            progress=show,
        )
    _report(changes, as_json=as_json)


def _key_of(wanted: str, held: Mapping[str, ParsedDocument]) -> str:
    """The id of the document that has this id, 文号 or title."""
    from embeddings.selection import plain

    if wanted in held:
        return wanted
    named = plain(wanted)
    found = [key for key, one in held.items() if named in map(plain, filter(None, (key, one.document.number, one.document.title)))]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownDocument(f"several documents are called {wanted!r}: name one by its id: {', '.join(found)}")
    raise UnknownDocument(f"the index holds no document {wanted!r}: policyqa documents list shows what there is")
