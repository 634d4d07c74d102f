"""Whom to ask: the departments that the cited measures make responsible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.documents import Measure, ParsedDocument, Role
from corpus.spans import Span
from rag.answers import Contact
from rag.writing.frames import Frames
from rag.writing.markup import as_text


def contacts(measures: Iterable[tuple[ParsedDocument, Measure]], role: Role | None = None) -> tuple[Contact, ...]:
    """The departments of the measures in reading order, each once; the name is the canonical one."""
    found: dict[tuple[str, Role, str], Contact] = {}
    for document, measure in measures:
        for department in measure.departments:
            if role is None or department.role is role:
                contact = Contact(name=department.name, role=department.role, measure=measure.ordinal, document=document.document.id)
                found.setdefault((contact.name, contact.role, contact.document), contact)
    return tuple(found.values())


def proof_spans(measure: Measure) -> tuple[Span, ...]:
    """The sentences (mostly the closing parenthesis) that name the departments, in reading order."""
    spans = []
    for sentence in measure.sentences:
        if any(d.span in sentence.span for d in measure.departments):
            spans.append(sentence.span)
    return tuple(spans) or tuple(d.span for d in measure.departments)


def contact_line(listed: Sequence[Contact], frames: Frames) -> str:
    """``可咨询：省商务厅（牵头）；省财政厅、省税务局（按职责分工）``: the role once behind its departments; empty without contacts."""
    if not listed:
        return ""
    opening, closing, between = ("（", "）", "；") if frames.colon == "：" else (" (", ")", "; ")
    groups = []
    for role, key in ((Role.LEAD, "note_lead"), (Role.RESPONSIBLE, "note_responsible")):
        names = dict.fromkeys(as_text(contact.name) for contact in listed if contact.role is role)
        if names:
            groups.append(f"{frames.comma.join(names)}{opening}{frames.say(key)}{closing}")
    gap = "" if frames.colon == "：" else " "
    return f"**{frames.say('contacts')}**{frames.colon}{gap}{between.join(groups)}"
