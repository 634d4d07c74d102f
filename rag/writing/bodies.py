"""Who is in charge: the departments that a measure names, by role, with the line that names them as the quote."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import Role
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
    led = cue("lead").search(retrieval.query.text.lower()) is not None
    drafts = [department_draft(hit, words, led=led, note=() if exact else _part(retrieval, hit)) for hit in named]
    return joined(drafts, words.say(_opening(retrieval)))


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
        if names := [d.name for d in shown if d.role is role]:
            claims.append(Claim(text=f"{words.say(key)}: {'、'.join(dict.fromkeys(names))}", citations=marks))
    return Draft(
        status=Status.ANSWERED,
        opening=words.say("answer"),
        claims=tuple(claims),
        citations=listed.listed(),
        contacts=each_once([(document, measure, shown)]),
    )


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
