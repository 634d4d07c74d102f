"""Who is in charge: the departments that a measure names, by role, with the line that names them as the quote."""

from __future__ import annotations

import re

from corpus.documents import Measure, ParsedDocument, Role
from rag.answers import Claim, Status
from rag.hits import Retrieval
from rag.queries import Query
from rag.understanding.followups import content
from rag.understanding.wants import bodies_asked, topic
from rag.writing.citations import CitationList, cite
from rag.writing.contacts import contacts, proof_spans
from rag.writing.drafts import Draft
from rag.writing.frames import Frames

_LEADS = re.compile(r"牵头|主管|为主|lead|in charge|head|主导|federführ|chef de file|головн|principal|主办", re.IGNORECASE)


def bare(query: Query) -> bool:
    """Whether nothing is left of a question for bodies but the asking: who, of what?"""
    rest = bodies_asked().sub(" ", query.normalised.lower())
    return not content(rest) and not (query.language.startswith("zh") and topic(rest))


def who_draft(retrieval: Retrieval, words: Frames) -> Draft | None:
    """The departments of the best measure; None where it names none."""
    hit = retrieval.hits[0]
    if hit.measure is None or not hit.measure.departments:
        return None
    role = Role.LEAD if _LEADS.search(retrieval.query.text) and _has(hit.measure, Role.LEAD) else None
    return department_draft(hit.document, hit.measure, words, role)


def department_draft(document: ParsedDocument, measure: Measure, words: Frames, role: Role | None) -> Draft:
    """Who leads and who is responsible, one claim a role."""
    listed = CitationList()
    marks = tuple(listed.add(cite(document, measure, span)) for span in proof_spans(measure))
    claims = []
    for wanted, key in ((Role.LEAD, "lead"), (Role.RESPONSIBLE, "responsible")):
        names = [d.name for d in measure.departments if d.role is wanted]
        if names and role in (None, wanted):
            claims.append(Claim(text=f"{words.say(key)}: {'、'.join(dict.fromkeys(names))}", citations=marks))
    return Draft(
        status=Status.ANSWERED,
        opening=words.say("answer"),
        claims=tuple(claims),
        citations=listed.listed(),
        contacts=contacts([(document, measure)], role),
    )


def _has(measure: Measure, role: Role) -> bool:
    return any(d.role is role for d in measure.departments)
