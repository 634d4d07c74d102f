"""Who is in charge: the departments that a measure names, by role, with the line that names them as the quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.documents import Department, ParsedDocument, Role
from corpus.spans import Span
from rag.answers import Claim, Status
from rag.hits import Hit, Outcome, Retrieval
from rag.queries import Query
from rag.understanding.followups import content
from rag.understanding.sets import cue, scan
from rag.understanding.wants import bodies_asked, topic
from rag.understanding.wording import normalised
from rag.writing.candidates import candidates
from rag.writing.citations import CitationList, cite
from rag.writing.contacts import departments_of, each_once, note_behind, notes, proof_spans
from rag.writing.drafts import Draft
from rag.writing.frames import Frames
from rag.writing.joined import joined

_CLEARLY = 0.75
"""Log odds by which the best sentence before one note must answer better than those before the others, to be answered by that alone."""
_MOST = 30
"""Measures at an address whose departments are told."""


def bare(query: Query) -> bool:
    """Whether nothing is left of a question for bodies but the asking: who, of what?"""
    rest = bodies_asked().sub(" ", query.normalised.lower())
    return not content(rest) and not (query.language.startswith("zh") and topic(rest))


def who_draft(retrieval: Retrieval, words: Frames) -> Draft | None:
    """The departments of the best measure, or of each at an address; None where none is named.

    Of a measure that names others for each of its parts, those of the part that is asked of.
    """
    exact = retrieval.outcome is Outcome.ADDRESS
    named = [hit for hit in retrieval.hits[: _MOST if exact else 1] if hit.measure is not None and hit.measure.departments]
    if not named:
        return None
    led = _led(retrieval.query.text.lower())
    drafts = [department_draft(hit, words, led=led, note=() if exact else _part(retrieval, hit)) for hit in named]
    return joined(drafts, words.say(_opening(retrieval)))


def _led(lowered: str) -> bool:
    """Whether a question asks who leads and for no other department: not who assists, nor in another clause who is in charge."""
    if cue("second").search(lowered):
        return False
    clauses = _CLAUSE.split(lowered)
    led = [cue("lead").search(clause) is not None for clause in clauses]
    return any(led) and all(own or not bodies_asked().search(clause) for own, clause in zip(led, clauses, strict=True))


_CLAUSE = re.compile(r"[,，、;；。?？!]|(?<!\w)(?:and|et|y|und|и|và|e)(?!\w)|[和与及](?=[谁哪])")


def department_draft(hit: Hit, words: Frames, *, led: bool = False, note: Sequence[Span] = ()) -> Draft:
    """Who leads the measure of a hit and who is responsible, one claim a role; who leads alone where that is asked and told.

    Args:
        hit: Of a measure that names departments.
        words: The frame.
        led: Whether those who lead are asked for.
        note: Of the lines that name departments those that count; all where there are none.
    """
    document, measure = hit.document, hit.measure
    assert measure is not None, "a hit of a measure"
    listed = CitationList()
    marks = tuple(listed.add(cite(document, measure, line)) for line in note or proof_spans(measure))
    own = departments_of(document, measure, note)
    leading = [d for d in own if d.role is Role.LEAD]
    shown = leading if led and leading else own
    claims = []
    for role, key in ((Role.LEAD, "lead"), (Role.RESPONSIBLE, "responsible")):
        names = [name for d in shown for name in _named(document, d, role, whole=shown is own)]
        if names:
            claims.append(Claim(text=f"{words.say(key)}: {'、'.join(dict.fromkeys(names))}", citations=marks))
    return Draft(
        status=Status.ANSWERED,
        opening=words.say("answer"),
        claims=tuple(claims),
        citations=listed.listed(),
        contacts=each_once([(document, measure, shown)]),
    )


def _named(document: ParsedDocument, department: Department, role: Role, *, whole: bool) -> Iterator[str]:
    """A department among those of its role; of the ``whole`` list also the bodies without a name behind it, which do not lead."""
    others = _AND_OTHERS.match(document.document.text, department.span.end) if whole else None
    if department.role is role:
        yield department.name + (others.group() if others and not (role is Role.LEAD and others[1]) else "")
    elif role is Role.RESPONSIBLE and others and others[1]:
        yield others[1]


_AND_OTHERS = re.compile(
    r"等((?:各?(?:有关|相关))?(?:部门|单位|地区|地方|机构|部委)?(?:[和、及](?:有关|相关)?(?:部门|单位|地区|地方|机构))?)"
    r"(?=\W|$|按|共同|分别|负责|配合|参与|牵头|落实)"
)
"""Behind the last of some departments, that there are others; the group is what they are called, empty for a mere 等."""


def _opening(retrieval: Retrieval) -> str:
    """The frame line: whether all measures at an address, or none, have the departments that a question says they have."""
    claimed = retrieval.query.set_filter
    if claimed is None or retrieval.outcome is not Outcome.ADDRESS or any(c.negated for c in claimed.every):
        return "answer"
    documents = {hit.document.document.id: hit.document for hit in retrieval.hits}
    true = set(scan(claimed, list(documents.values())).found)
    held = [(hit.document.document.id, hit.measure.ordinal) in true for hit in retrieval.hits if hit.measure]
    return "yes" if all(held) else "answer" if any(held) else "no"


def _part(retrieval: Retrieval, hit: Hit) -> tuple[Span, ...]:
    """The note for the part of a measure that is asked of; empty for the whole measure, as where the question names it by its title."""
    measure = hit.measure
    if measure is None or len(notes(measure)) < 2 or (measure.title and normalised(measure.title) in retrieval.query.normalised):
        return ()
    best: dict[tuple[Span, ...], float] = {}
    for candidate in candidates(retrieval):
        if candidate.hit is hit and (note := note_behind(measure, candidate.span)):
            best.setdefault(note, candidate.score)
    (first, score), *others = sorted(best.items(), key=lambda item: -item[1]) or [((), 0.0)]
    return first if all(score - other >= _CLEARLY for _, other in others) else ()
