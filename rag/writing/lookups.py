"""Drafts for exact lookups: the text at an address, every measure of a set, a piece of metadata."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import Fact, Measure, ParsedDocument
from corpus.spans import Span
from rag.answers import Claim, Status
from rag.hits import FoundFact, Hit, Retrieval
from rag.understanding import surroundings
from rag.understanding.conditions import folded, plain
from rag.understanding.divisions import divisions
from rag.understanding.sets import SetFilter
from rag.writing.citations import CitationList, cite, measure_around
from rag.writing.contacts import contacts, proof_spans
from rag.writing.drafts import Draft
from rag.writing.frames import Frames
from rag.writing.refusals import refusal

LONGEST = 30
"""Sentences shown of the measures at an address."""
DATES = ("published", "effective", "expires")
"""Facts whose value is an ISO date."""
OTHERS = ("basis", "repeals", "amends")
"""Facts that name other documents."""


def address_draft(retrieval: Retrieval, words: Frames) -> Draft:
    """The whole text at the address, sentence by sentence, without its heading and its line of departments."""
    if not retrieval.hits:
        return refusal(retrieval, words)
    listed = CitationList()
    claims: list[Claim] = []
    for hit in retrieval.hits:
        for span in _body(hit):
            if len(claims) < LONGEST:
                citation = cite(hit.document, hit.measure, span)
                claims.append(Claim(text=citation.quote, citations=(listed.add(citation),)))
    measures = [(h.document, h.measure) for h in retrieval.hits if h.measure is not None]
    opening = words.say("answer")
    return Draft(status=Status.ANSWERED, opening=opening, claims=tuple(claims), citations=listed.listed(), contacts=contacts(measures))


def _body(hit: Hit) -> list[Span]:
    if hit.measure is None:
        return [hit.passage.span]
    body = [s.span for s in hit.measure.sentences if not s.heading and not s.responsibility]
    return body or [hit.measure.span]


def set_draft(retrieval: Retrieval, words: Frames) -> Draft:
    """Checked N, found n, and each measure found with the sentence that fulfils the condition."""
    result = retrieval.set_result
    assert result is not None, "a set outcome carries its result"
    if not result.found:
        return Draft(status=Status.NO_EVIDENCE, opening=words.say("set_none", checked=result.checked))
    listed = CitationList()
    condition = retrieval.query.set_filter or SetFilter()
    claims = []
    for hit in retrieval.hits:
        if hit.measure is not None:
            quotes = [cite(hit.document, hit.measure, span) for span in _shows(hit.document, hit.measure, condition)]
            claims.append(Claim(text=quotes[0].quote, citations=tuple(listed.add(quote) for quote in quotes)))
    opening = words.say("set_found", checked=result.checked, found=len(result.found))
    return Draft(status=Status.ANSWERED, opening=opening, claims=tuple(claims), citations=listed.listed())


def _shows(document: ParsedDocument, measure: Measure, condition: SetFilter) -> tuple[Span, ...]:
    """What shows that a measure fulfils the condition: its opening with the line of departments; the fewest sentences with the words."""
    if (condition.departments or condition.role) and measure.departments:
        return tuple(dict.fromkeys((measure.sentences[0].span, *proof_spans(measure))))
    texts = {sentence.span: plain(sentence.span.of(document.document.text)) for sentence in measure.sentences}
    held = {
        span: frozenset(n for n, group in enumerate(condition.terms) if any(folded(term) in text for term in group))
        for span, text in texts.items()
    }
    shown: list[Span] = []
    left = frozenset[int]().union(*held.values())
    while left:
        shown.append(max(held, key=lambda span: len(held[span] & left)))
        left -= held[shown[-1]]
    return tuple(shown) or (measure.sentences[0].span if measure.sentences else measure.span,)


def fact_draft(retrieval: Retrieval, words: Frames) -> Draft:
    """The value as the text writes it, with the place that proves it."""
    listed = CitationList()
    claims: list[Claim] = []
    missing: list[str] = []
    counts: list[str] = []
    several = len({found.document.document.id for found in retrieval.facts}) > 1
    for found in retrieval.facts:
        if found.name in surroundings.NAMES:
            claims += _said(found, listed)
            continue
        name = words.say(found.name)
        if found.name == "sections" and (headings := divisions(found.document)):
            counts.append(f"{name}: {len(headings)}" + (f" ({found.document.document.id})" if several else ""))
            claims += _quoted(found.document, [heading.span for heading in headings][:LONGEST], listed)
            continue
        proved = [(_written(found, fact), span) for fact in found.facts for span in _places(found, fact.span)]
        if not proved:
            missing.append(words.say("fact_missing", fact=name))
        for value in dict.fromkeys(value for value, _ in proved):
            marks = tuple(
                dict.fromkeys(
                    listed.add(cite(found.document, measure_around(found.document, span), span)) for v, span in proved if v == value
                )
            )
            claims.append(Claim(text=f"{name}: {value}", citations=marks))
    if not claims:
        return Draft(status=Status.NO_EVIDENCE, opening=" ".join(missing) or words.say("nothing_at_all"))
    return Draft(
        status=Status.PARTIAL if missing else Status.ANSWERED,
        opening="; ".join(counts) or words.say("answer"),
        claims=tuple(claims),
        citations=listed.listed(),
        remarks=tuple(missing),
    )


def _said(found: FoundFact, listed: CitationList) -> list[Claim]:
    """What a part around the measures says, word for word."""
    return _quoted(found.document, [fact.span for fact in found.facts if fact.span is not None], listed)


def _quoted(document: ParsedDocument, spans: Sequence[Span], listed: CitationList) -> list[Claim]:
    """Places of a document, word for word."""
    citations = [cite(document, measure_around(document, span), span) for span in spans]
    return [Claim(text=citation.quote, citations=(listed.add(citation),)) for citation in citations]


def _written(found: FoundFact, fact: Fact) -> str:
    """The value; a date as the text writes it, so that every number shown stands in its quote; other documents by title and number."""
    if found.name not in (*DATES, *OTHERS) or fact.span is None:
        return fact.value
    return "".join(fact.span.of(found.document.document.text).split())


def _places(found: FoundFact, span: Span | None) -> list[Span]:
    if span is not None and len(span):
        return [span]
    parsed = found.document
    if found.name == "measures" and parsed.measures:
        ends = (parsed.measures[0], parsed.measures[-1])
        return [m.sentences[0].span if m.sentences else m.span for m in ends]
    return []
