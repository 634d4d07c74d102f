"""Whom to ask: the departments that the cited measures make responsible."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from corpus.departments import departments_in
from corpus.documents import Department, Measure, ParsedDocument, Role
from corpus.spans import Span
from rag.answers import Contact
from rag.writing.frames import Frames
from rag.writing.markup import as_text


def contacts(measures: Iterable[tuple[ParsedDocument, Measure]]) -> tuple[Contact, ...]:
    """The departments of the measures in reading order, each once; the name is the canonical one."""
    return each_once((document, measure, measure.departments) for document, measure in measures)


def contacts_near(places: Iterable[tuple[ParsedDocument, Measure, Span]]) -> tuple[Contact, ...]:
    """The departments for some sentences of measures, each once: those of the measure, or of its part where each part has its own."""
    noted = ((document, measure, note_behind(measure, span)) for document, measure, span in places)
    return each_once((document, measure, departments_of(document, measure, note)) for document, measure, note in noted)


def each_once(named: Iterable[tuple[ParsedDocument, Measure, Sequence[Department]]]) -> tuple[Contact, ...]:
    """Departments of measures as contacts, in the order given."""
    found: dict[tuple[str, Role, str], Contact] = {}
    for document, measure, departments in named:
        for department in departments:
            contact = Contact(name=department.name, role=department.role, measure=measure.ordinal, document=document.document.id)
            found.setdefault((contact.name, contact.role, contact.document), contact)
    return tuple(found.values())


def notes(measure: Measure) -> tuple[tuple[Span, ...], ...]:
    """The lines (mostly a closing parenthesis) that name the departments, in reading order; those that follow one another are one note."""
    found: list[tuple[Span, ...]] = []
    adjoins = False
    named = sorted(d.span for d in measure.departments)
    for sentence in measure.sentences:
        first = bisect_left(named, sentence.span.start, key=lambda span: span.start)
        names = sentence.responsibility or (first < len(named) and named[first] in sentence.span)
        if names:
            found[-1 if adjoins else len(found) :] = [(*(found[-1] if adjoins else ()), sentence.span)]
        adjoins = names
    return tuple(found)


def note_behind(measure: Measure, span: Span) -> tuple[Span, ...]:
    """The first note at or behind a place in a measure; empty where none follows, or the measure has but one."""
    found = notes(measure)
    return next((note for note in found if note[-1].end > span.start), ()) if len(found) > 1 else ()


def departments_of(document: ParsedDocument, measure: Measure, note: Sequence[Span] = ()) -> tuple[Department, ...]:
    """The departments that a note names, those among them that an earlier note names too; those of the whole measure without one."""
    text, region = document.document.text, document.document.region
    known = {d.canonical for d in measure.departments}
    named = [d for line in note for d in departments_in(text, line, region=region) if d.canonical in known]
    return tuple({d.canonical: d for d in named}.values()) if named else measure.departments


def proof_spans(measure: Measure) -> tuple[Span, ...]:
    """The sentences (mostly the closing parenthesis) that name the departments, in reading order."""
    return tuple(line for note in notes(measure) for line in note) or tuple(d.span for d in measure.departments)


def contact_line(listed: Sequence[Contact], frames: Frames) -> str:
    """``可咨询：省商务厅（牵头）；省财政厅、省税务局（按职责分工）``: the role once behind its departments; empty without contacts."""
    roles = ((Role.LEAD, "note_lead"), (Role.RESPONSIBLE, "note_responsible"))
    return whom_line([(key, [contact.name for contact in listed if contact.role is role]) for role, key in roles], frames) if listed else ""


def whom_line(groups: Iterable[tuple[str, Iterable[str]]], frames: Frames) -> str:
    """Whom to ask: each group of names with the frame word for what they are behind it."""
    opening, closing, between, gap = ("（", "）", "；", "") if frames.colon == "：" else (" (", ")", "; ", " ")
    told = []
    for key, named in groups:
        if names := dict.fromkeys(map(as_text, named)):
            told.append(f"{frames.comma.join(names)}{opening}{frames.say(key)}{closing}")
    return f"**{frames.say('contacts')}**{frames.colon}{gap}{between.join(told)}"
