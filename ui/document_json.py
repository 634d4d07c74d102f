"""The JSON of a parsed document: what ``parse --json`` prints and what HTTP gives for a document."""

from __future__ import annotations

from typing import Any

from corpus.documents import Document, Measure, ParsedDocument, Report, Section


def document_json(document: Document) -> dict[str, Any]:
    """What a document says about itself; its text is left out."""
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "published": document.published.isoformat() if document.published else None,
        "effective": document.effective.isoformat() if document.effective else None,
        "expires": document.expires.isoformat() if document.expires else None,
        "basis": list(document.basis),
        "repeals": list(document.repeals),
        "amends": list(document.amends),
        "region": document.region,
        "facts": {
            name: [
                {
                    "value": fact.value,
                    "start": fact.span.start if fact.span else None,
                    "end": fact.span.end if fact.span else None,
                }
                for fact in facts
            ]
            for name, facts in document.facts.items()
        },
        "sha256": document.sha256,
        "source": document.source,
    }


def section_json(section: Section) -> dict[str, Any]:
    """A heading and where it stands."""
    return {
        "label": section.label,
        "path": section.path,
        "title": section.title,
        "start": section.span.start,
        "end": section.span.end,
    }


def measure_json(measure: Measure, text: str) -> dict[str, Any]:
    """A measure with its words; ``text`` is the text of the whole document."""
    return {
        "ordinal": measure.ordinal,
        "label": measure.label,
        "path": measure.path,
        "title": measure.title,
        "section": measure.section,
        "text": measure.span.of(text),
        "start": measure.span.start,
        "end": measure.span.end,
        "departments": [
            {"name": department.name, "canonical": department.canonical, "role": department.role.value}
            for department in measure.departments
        ],
    }


def report_json(report: Report) -> dict[str, Any]:
    """How the document was read."""
    return {
        "characters": report.characters,
        "unassigned": report.unassigned,
        "warnings": list(report.warnings),
        "format": report.format,
        "encoding": report.encoding,
    }


def units_json(parsed: ParsedDocument) -> list[dict[str, Any]]:
    """Every stretch of the text and what it is, in reading order."""
    return [
        {"kind": unit.kind.value, "start": unit.span.start, "end": unit.span.end, "measure": unit.ordinal, "note": unit.note}
        for unit in parsed.units
    ]


def parsed_json(parsed: ParsedDocument) -> dict[str, Any]:
    """A parsed document as ``policyqa parse --json`` prints it."""
    text = parsed.document.text
    return {
        "document": document_json(parsed.document),
        "sections": [section_json(section) for section in parsed.sections],
        "measures": [measure_json(measure, text) for measure in parsed.measures],
        "units": units_json(parsed),
        "report": report_json(parsed.report),
    }
