"""The writer without a model: the fewest verbatim sentences that answer, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answers import Status
from rag.hits import Outcome, Retrieval
from rag.queries import Query
from rag.understanding.wants import Want
from rag.writing.askings import askings
from rag.writing.bodies import who_draft
from rag.writing.candidates import Candidate, candidates, pairs
from rag.writing.contacts import contacts_near
from rag.writing.drafts import Draft
from rag.writing.frames import Frames, frames
from rag.writing.joined import joined
from rag.writing.lookups import address_draft, count_draft, fact_draft, heading_draft, set_draft
from rag.writing.refusals import nearest_draft, refusal, topicless_draft, unset_draft
from rag.writing.selection import best_of, chosen, quoted
from rag.writing.signs import lacking, shows
from rag.writing.stance import bears, enumerates, line_for


def write(retrieval: Retrieval) -> Draft:
    """The draft for whatever the search came to."""
    words = frames(retrieval.query.language)
    if retrieval.outcome is Outcome.FACT:
        return fact_draft(retrieval, words)
    if retrieval.outcome is Outcome.SET and retrieval.set_result is not None:
        return set_draft(retrieval, words)
    if retrieval.outcome is Outcome.ADDRESS and (draft := heading_draft(retrieval, words) or count_draft(retrieval, words)):
        return draft
    if retrieval.outcome is Outcome.ADDRESS and not _asks_within(retrieval):
        return address_draft(retrieval, words)
    if draft := topicless_draft(retrieval, words):
        return draft
    if retrieval.outcome is Outcome.AMOUNT_NOT_SET:
        return _unset(retrieval, words)
    if retrieval.outcome in (Outcome.FOUND, Outcome.ADDRESS) and retrieval.hits:
        return _found(retrieval, words)
    return refusal(retrieval, words)


def _asks_within(retrieval: Retrieval) -> bool:
    """Whether a question with an address asks for one thing there (who leads it) rather than for its text; a portion is shown whole."""
    specific = {Want.WHO, Want.PERSONS, Want.AMOUNT, Want.WHEN, Want.COUNT, Want.YES_NO, Want.WHERE, Want.FATE, Want.CONTACT}
    if len(retrieval.hits) > 1 or retrieval.portions:
        return Want.CHARGE in retrieval.query.sure and any(hit.measure and hit.measure.departments for hit in retrieval.hits)
    return bool(specific & retrieval.query.wants)


def _found(retrieval: Retrieval, words: Frames) -> Draft:
    if retrieval.sides:
        parts = [replace(retrieval, query=side.query, hits=(side.hit,), sides=()) for side in retrieval.sides]
        drafts = [_answer(part, words) for part in parts]
        return joined(drafts, words.say("answer") if any(draft.status is Status.ANSWERED for draft in drafts) else drafts[0].opening)
    asked = askings(retrieval.query)
    if len(asked) > 1:
        return _each(retrieval, asked, words)
    return _answer(retrieval, words)


def _each(retrieval: Retrieval, asked: Sequence[Query], words: Frames) -> Draft:
    """An answer to each thing that is asked of one matter: from the measure that answers the first, where it can."""
    drafts: list[Draft] = []
    hits = retrieval.hits
    for query in asked:
        draft = _answer(replace(retrieval, query=query, hits=hits), words)
        drafts.append(draft)
        cited = {c.measure for c in draft.citations}
        hits = tuple(sorted(hits, key=lambda hit: (hit.measure is None or hit.measure.ordinal not in cited, hit.rank)))
    return joined(drafts, next((d.opening for d in drafts if d.status is Status.ANSWERED), drafts[0].opening))


def _answer(retrieval: Retrieval, words: Frames) -> Draft:
    """The draft for one question about content."""
    query = retrieval.query
    if Want.CHARGE in query.sure and (draft := who_draft(retrieval, words)):
        return draft
    ranked = candidates(retrieval)
    if not ranked:
        return refusal(retrieval, words)
    best = best_of(ranked)
    beside = [c.text for c in ranked if c.hit is best.hit]
    if query.omitted and not _tells_of(query.omitted, beside):
        return refusal(retrieval, words)
    missing = None if Want.YES_NO in query.sure else lacking(query, beside)
    if missing:
        return unset_draft(retrieval, words, ranked, missing)
    sentences = chosen(query, ranked)
    claims, listed = quoted(query, sentences, ranked)
    cited = listed.listed()
    line = line_for(
        query,
        best.text,
        several=enumerates(claims, cited),
        bearing=bears(retrieval, best),
        beside=[one.text for one in sentences if one is not best],
    )
    return Draft(
        status=Status.ANSWERED,
        opening=words.say(line),
        claims=claims,
        citations=cited,
        contacts=contacts_near([(c.hit.document, c.hit.measure, c.span) for c in sentences if c.hit.measure is not None]),
    )


def _doubtful(retrieval: Retrieval, ranked: Sequence[Candidate], words: Frames) -> Draft:
    """The first sentence, which hardly bears on a question and does not decide it, as what comes nearest, with its list and whom to ask."""
    claims, listed = quoted(retrieval.query, ranked[:1], ranked)
    nearest = replace(nearest_draft(ranked[0], words.say("not_stated")), claims=claims, citations=listed.listed())
    if nearest.contacts:
        return nearest
    plain = refusal(retrieval, words)
    return replace(nearest, contacts=plain.contacts, remarks=plain.remarks)


def _unset(retrieval: Retrieval, words: Frames) -> Draft:
    """The draft where the measures found seem to set no amount; a sentence that does set one is shown as what comes nearest."""
    query, ranked = retrieval.query, candidates(retrieval)
    asked = next((want for want in (Want.AMOUNT, Want.COUNT) if want in query.wants), Want.AMOUNT)
    missing = lacking(query, [c.text for c in ranked if c.hit is ranked[0].hit])
    if ranked and missing is None and shows(ranked[0].text, asked):
        return _answer(retrieval, words) if bears(retrieval, ranked[0]) else _doubtful(retrieval, ranked, words)
    return unset_draft(retrieval, words, ranked, missing or asked)


def _tells_of(omitted: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether one of some sentences speaks of not doing what is omitted, in any of its words."""
    found = [pair for word in omitted for pair in pairs(word) or (word,)]
    return any(_NOT_DONE.search(text) is not None and any(pair in text for pair in found) for text in texts)


_NOT_DONE = re.compile("[未不没拒逾无]")
