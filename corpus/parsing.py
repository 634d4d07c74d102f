"""Parsing: a text becomes a `ParsedDocument`, and a check that nothing was lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.documents import Fact, ParsedDocument, Unit, UnitKind
from corpus.metadata import describe
from corpus.reading import read
from corpus.report import report_on

if TYPE_CHECKING:
    from corpus.loading import Loaded


def parse_text(
    text: str, *, source: str, sha256: str, format: str = "txt", encoding: str | None = None, metadata: Mapping[str, str] | None = None
) -> ParsedDocument:
    """The structure of ``text``.

    No text is too damaged: what no rule understands stays text of the unit it stands in, and the report says what is
    suspicious.

    Args:
        text: The decoded text, line ends as ``\\n``, no byte order mark.
        source: File name or URL, for people.
        sha256: Hex digest of the bytes that the text was read from.
        format: txt, md, html, pdf or docx.
        encoding: Encoding as detected, None where the format has none.
        metadata: What the file says about itself outside its text: titles tell the heading of a page from its navigation,
            ``running_start`` is where the loader gathered the lines that run on every page.
    """
    said = metadata or {}
    titles = [value for name, value in said.items() if name.lower().endswith("title") and value.strip()]
    running = said.get("running_start", "")
    reading = read(text, page_title=titles[-1].strip() if titles else "", running_start=int(running) if running.isdecimal() else None)
    document = describe(text, reading, source=source, sha256=sha256)
    measures, sections, units = reading.assemble(document)
    report = report_on(text, reading, measures=measures, units=units, format=format, encoding=encoding)
    return ParsedDocument(document=document, sections=sections, measures=measures, units=units, report=report)


def parse_file(path: Path) -> ParsedDocument:
    """The structure of a file of any format that can be loaded.

    Raises:
        DocumentError: When the file cannot be read as a policy document.
    """
    from corpus.loading import load_file

    return _parse_loaded(load_file(path))


def parse_bytes(data: bytes, name: str) -> ParsedDocument:
    """The structure of a file's bytes; ``name`` gives the ending.

    Raises:
        DocumentError: When the bytes cannot be read as a policy document.
    """
    from corpus.loading import load_bytes

    return _parse_loaded(load_bytes(data, name))


def _parse_loaded(loaded: Loaded) -> ParsedDocument:
    parsed = parse_text(
        loaded.text, source=loaded.source, sha256=loaded.sha256, format=loaded.format, encoding=loaded.encoding, metadata=loaded.metadata
    )
    if loaded.notes:
        parsed = replace(parsed, report=replace(parsed.report, warnings=(*loaded.notes, *parsed.report.warnings)))
    title = next((value for name, value in loaded.metadata.items() if "title" in name.lower() and value.strip()), None)
    if title and "title" not in parsed.document.facts:
        facts = {**parsed.document.facts, "title": (Fact(value=title.strip(), span=None),)}
        renamed = parsed.document.id if parsed.document.number else title.strip()[:120]
        parsed = replace(parsed, document=replace(parsed.document, title=title.strip(), facts=facts, id=renamed))
        parsed = replace(parsed, measures=tuple(replace(measure, document_id=renamed) for measure in parsed.measures))
    return parsed


def check(parsed: ParsedDocument) -> list[str]:
    """The invariants that ``parsed`` breaks, one line each; empty when it is sound."""
    return [*_tiling(parsed), *_measures(parsed), *_facts(parsed)]


def _tiling(parsed: ParsedDocument) -> Iterator[str]:
    text = parsed.document.text
    if parsed.report.unassigned:
        yield f"{parsed.report.unassigned} characters belong to no unit"
    position = 0
    for unit in parsed.units:
        words = unit.span.of(text)
        if unit.span.start < position:
            yield f"units overlap at {unit.span.start}"
        if not words or words != words.strip():
            yield f"unit at {unit.span.start} is empty or not trimmed"
        if (unit.kind is UnitKind.MEASURE) != (unit.ordinal is not None):
            yield f"unit at {unit.span.start} has the wrong ordinal"
        if unit.kind in _SENTENCED and not _tiled(text, unit):
            yield f"text of the unit at {unit.span.start} is in no sentence"
        position = max(position, unit.span.end)
    if position > len(text):
        yield "a unit runs past the end of the text"


_SENTENCED = frozenset({UnitKind.FRONT, UnitKind.CLOSING, UnitKind.ATTACHMENT})


def _tiled(text: str, unit: Unit) -> bool:
    """Whether the sentences of a unit that is no measure hold all of it, in order."""
    edges = [unit.span.start, *(edge for sentence in unit.sentences for edge in (sentence.span.start, sentence.span.end)), unit.span.end]
    return edges == sorted(edges) and not any(text[a:b].strip() for a, b in zip(edges[::2], edges[1::2], strict=True))


def _measures(parsed: ParsedDocument) -> Iterator[str]:
    text = parsed.document.text
    if [measure.ordinal for measure in parsed.measures] != list(range(1, len(parsed.measures) + 1)):
        yield "measures are not numbered from 1 on"
    paths = [measure.path for measure in parsed.measures]
    if len(set(paths)) != len(paths):
        yield "two measures have one path"
    covered = {unit.ordinal for unit in parsed.units}
    furniture = [unit.span for unit in parsed.units if unit.kind is UnitKind.FURNITURE]
    for measure in parsed.measures:
        position = measure.span.start
        if measure.ordinal not in covered:
            yield f"measure {measure.path} has no unit"
        for sentence in measure.sentences:
            gap = text[position : sentence.span.start]
            if sentence.span.start < position or sentence.span not in measure.span:
                yield f"sentence {sentence.ordinal} of {measure.path} is out of place"
            elif gap.strip() and not any(span.start >= position and span.end <= sentence.span.start for span in furniture):
                yield f"text before sentence {sentence.ordinal} of {measure.path} is in no sentence"
            position = sentence.span.end
        if text[position : measure.span.end].strip():
            yield f"text at the end of {measure.path} is in no sentence"
        if any(department.span.of(text) != department.name for department in measure.departments):
            yield f"a department of {measure.path} is not at its span"


def _facts(parsed: ParsedDocument) -> Iterator[str]:
    for name, facts in parsed.document.facts.items():
        for fact in facts:
            if fact.span is not None and (not fact.value or fact.span.end > len(parsed.document.text) or not len(fact.span)):
                yield f"fact {name} has no proof"
