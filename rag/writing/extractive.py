"""The writer without a model: the fewest verbatim sentences that answer, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.documents import Measure, ParsedDocument, Role
from corpus.spans import Span
from rag.answers import Claim, Status
from rag.hits import Hit, Outcome, Retrieval
from rag.queries import Query
from rag.understanding.wants import Want
from rag.writing.candidates import Candidate, candidates, shows
from rag.writing.citations import CitationList, cite
from rag.writing.contacts import contacts, proof_spans
from rag.writing.drafts import Draft
from rag.writing.frames import Frames, frames
from rag.writing.joined import joined
from rag.writing.leadins import items, lead_in
from rag.writing.lookups import address_draft, fact_draft, set_draft
from rag.writing.refusals import refusal, unset_draft
from rag.writing.stance import opening_for

SIGNED = (Want.AMOUNT, Want.COUNT, Want.WHEN)
"""What a sentence must visibly have to answer: a sum, a number of things, a date or duration."""
MOST = 8
"""Sentences at most, lists included."""
LIST_SHARE = 0.72
"""A question for a list also takes the sentences that reach this share of the best one's score."""
GAIN = 0.34
"""A second sentence is taken for other questions when it holds this share of the question's letter pairs that the first lacks."""
GAIN_SCORE = 0.7
"""… and this share of the first one's score."""

_BODIES = re.compile(
    r"部门|单位|机关|机构|牵头|负责|主管|主办|(?:哪|什么|何)(?:个|些|一)?(?:[局厅委办])|[局厅委](?:是|呢|\?|$)"
    r"|谁(?:来|去|要|该)?(?:抓|管|监管|监督|组织|推进|落实|审批|实施|解释|协调|承担|主导|过问)|(?:归|由|找|问|向|去找|咨询|联系|联络)(?:哪|谁)"
    r"|department|bureau|agenc|authorit|\boffice|ministr|\bbod(?:y|ies)\b|commission|organi[sz]ation"
    r"|responsib|in charge|\blead|\bled\b|\bhead|\bmanag|\brun"
    r"|handle|oversee|supervis|implement|contact|\bask\b|turn to|coordinat|takes? care|regulat|enforc",
    re.IGNORECASE,
)
"""A question for bodies and not for persons or partners (给谁, 谁可以, 跟谁); asked of questions in Chinese and English."""
_PERSONS = re.compile(
    r"谁(?:可以|能|有资格|需要|应当|会|都)|哪些人|什么人|何人|对象|誰でも|誰が(?:受け|もら|対象|申請)"
    r"|who (?:can|may|is eligible|qualif|must|should|needs?)",
    re.IGNORECASE,
)
_LEADS = re.compile(r"牵头|主管|为主|lead|in charge|head|主导|federführ|chef de file|головн|principal|主办", re.IGNORECASE)


def write(retrieval: Retrieval) -> Draft:
    """The draft for whatever the search came to."""
    words = frames(retrieval.query.language)
    if retrieval.outcome is Outcome.FACT:
        return fact_draft(retrieval, words)
    if retrieval.outcome is Outcome.SET and retrieval.set_result is not None:
        return set_draft(retrieval, words)
    if retrieval.outcome is Outcome.ADDRESS and not _asks_within(retrieval):
        return address_draft(retrieval, words)
    if retrieval.outcome is Outcome.AMOUNT_NOT_SET:
        return unset_draft(retrieval, words, candidates(retrieval))
    if retrieval.outcome in (Outcome.FOUND, Outcome.ADDRESS) and retrieval.hits:
        return _found(retrieval, words)
    return refusal(retrieval, words)


def _asks_within(retrieval: Retrieval) -> bool:
    """Whether a question with an address asks for one thing there (who leads it) rather than for its text."""
    specific = {Want.WHO, Want.AMOUNT, Want.WHEN, Want.COUNT, Want.YES_NO, Want.WHERE}
    return bool(specific & retrieval.query.wants) and len(retrieval.hits) == 1


def _found(retrieval: Retrieval, words: Frames) -> Draft:
    query = retrieval.query
    if retrieval.sides:
        parts = [_found(replace(retrieval, query=side.query, hits=(side.hit,), sides=()), words) for side in retrieval.sides]
        return joined(parts, words.say("answer"))
    if _asks_for_bodies(query):
        draft = _who(retrieval, words)
        if draft is not None:
            return draft
    ranked = candidates(retrieval)
    if not ranked:
        return refusal(retrieval, words)
    for want in SIGNED:
        if (
            want in query.wants
            and Want.YES_NO not in query.wants
            and not any(shows(c.text, want) for c in ranked if c.hit.rank <= ranked[0].hit.rank)
        ):
            return unset_draft(retrieval, words, ranked, want)
    best = ranked[0]
    chosen = _chosen(query, ranked)
    claims, listed = quoted(chosen)
    measures = [(c.hit.document, c.hit.measure) for c in chosen if c.hit.measure is not None]
    opening = opening_for(query, best.text, words, several=len(claims) > 1)
    return Draft(
        status=Status.ANSWERED,
        opening=opening,
        claims=claims,
        citations=listed.listed(),
        contacts=contacts([(d, m) for d, m in measures]),
    )


def _asks_for_bodies(query: Query) -> bool:
    """Whether a question with 谁 or "who" wants the departments in charge."""
    if Want.WHO not in query.wants or _PERSONS.search(query.text):
        return False
    told = query.language in ("zh", "zh-Hant", "en")
    return not told or _BODIES.search(f"{query.normalised} {query.search if query.history_used else ''}") is not None


def _chosen(query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence and those that the question cannot do without."""
    best = ranked[0]
    chosen = [best]
    for other in ranked[1:]:
        if len(chosen) >= MOST or other.hit.rank != best.hit.rank:
            continue
        if Want.LIST in query.wants:
            wanted = other.score >= LIST_SHARE * best.score
        else:
            held = frozenset().union(*(c.words for c in chosen))
            asked = held | other.words
            wanted = bool(asked) and len(other.words - held) >= max(2, GAIN * len(asked)) and other.score >= GAIN_SCORE * best.score
            wanted = wanted and len(chosen) < 2
        if wanted:
            chosen.append(other)
    return sorted(chosen, key=lambda c: (c.hit.rank, c.span))


def quoted(chosen: Sequence[Candidate]) -> tuple[tuple[Claim, ...], CitationList]:
    """Verbatim claims in reading order, each with the lead-in and the list items that it needs."""
    listed = CitationList()
    claims: list[Claim] = []
    for hit, span in _spans(chosen):
        citation = cite(hit.document, hit.measure, span)
        position = listed.add(citation)
        claim = Claim(text=citation.quote, citations=(position,))
        if claim not in claims:
            claims.append(claim)
    return tuple(claims[: MOST + 1]), listed


def _spans(chosen: Sequence[Candidate]) -> list[tuple[Hit, Span]]:
    out: list[tuple[Hit, Span]] = []
    for candidate in chosen:
        document, measure = candidate.hit.document.document, candidate.hit.measure
        spans = [candidate.span]
        if measure is not None:
            before = lead_in(document, measure, candidate.span)
            spans = ([before] if before else []) + spans + list(items(document, measure, candidate.span))
        out.extend((candidate.hit, span) for span in spans if (candidate.hit, span) not in out)
    return out


def _who(retrieval: Retrieval, words: Frames) -> Draft | None:
    """The departments of the best measure that names any, with the quote of the line that names them."""
    hit = next((h for h in retrieval.hits[:1] if h.measure is not None and h.measure.departments), None)
    if hit is None or hit.measure is None:
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
