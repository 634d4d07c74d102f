"""Drafts for exact lookups: the text at an address, every measure of a set, a piece of metadata."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import Fact, Measure, ParsedDocument
from corpus.spans import Span
from rag.answers import Claim, Status
from rag.hits import FoundFact, Hit, Retrieval
from rag.queries import Query
from rag.understanding import surroundings
from rag.understanding.conditions import folded, plain
from rag.understanding.divisions import DIVIDING, divisions
from rag.understanding.headings import asked, over
from rag.understanding.levels import counted
from rag.understanding.portions import body, portions
from rag.understanding.readings import blanked
from rag.understanding.sets import SetFilter
from rag.writing.citations import CitationList, cite, measure_around
from rag.writing.contacts import contacts, proof_spans
from rag.writing.drafts import Draft
from rag.writing.frames import Frames
from rag.writing.markup import as_text
from rag.writing.refusals import missing_address, refusal

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
        for span in _portion(hit, retrieval) or _body(hit):
            if len(claims) < LONGEST:
                citation = cite(hit.document, hit.measure, span)
                claims.append(Claim(text=citation.quote, citations=(listed.add(citation),)))
    measures = [(h.document, h.measure) for h in retrieval.hits if h.measure is not None]
    remarks = missing_address(retrieval, words)
    return Draft(
        status=Status.PARTIAL if remarks else Status.ANSWERED,
        opening=words.say("answer"),
        claims=tuple(claims),
        citations=listed.listed(),
        contacts=contacts(measures),
        remarks=remarks,
    )


def _portion(hit: Hit, retrieval: Retrieval) -> Sequence[Span]:
    return retrieval.portions.get((hit.document.document.id, hit.measure.ordinal), ()) if hit.measure else ()


def _body(hit: Hit) -> Sequence[Span]:
    if hit.measure is None:
        return [hit.passage.span]
    return [sentence.span for sentence in body(hit.measure)] or [hit.measure.span]


def count_draft(retrieval: Retrieval, words: Frames) -> Draft | None:
    """How many sentences, paragraphs or items the measure at an address has, with all of them; None where it is not asked, or none are."""
    hits = retrieval.hits
    unit = counted(retrieval.query.normalised) if len(hits) == 1 and not retrieval.portions else ""
    if not unit or (measure := hits[0].measure) is None:
        return None
    document = hits[0].document
    found = portions(unit, body(measure), document.document.text)
    if not found:
        return None
    listed = CitationList()
    spans = sorted({span for portion in found for span in portion.spans})[:LONGEST]
    claims = _quoted(document, spans, listed)
    opening = f"{words.say(_COUNTED[unit])}: {len(found)}"
    return Draft(status=Status.ANSWERED, opening=opening, claims=tuple(claims), citations=listed.listed())


_COUNTED = {"句": "sentences", "款": "paragraphs", "项": "items"}


def heading_draft(retrieval: Retrieval, words: Frames) -> Draft | None:
    """The title at an address, or the section that it stands in; None where neither is asked for, or there is none."""
    query, address = retrieval.query, retrieval.query.address
    if address is None or not (want := asked(blanked(query.unnamed.lower(), [step.at for step in address.steps], "□"))):
        return None
    found: dict[str, tuple[ParsedDocument, list[Measure]]] = {}
    for hit in retrieval.hits:
        if hit.measure is not None:
            found.setdefault(hit.document.document.id, (hit.document, []))[1].append(hit.measure)
    listed = CitationList()
    claims: list[Claim] = []
    for document, measures in found.values():
        sections = over(document, measures)
        spans = [section.span for section in (sections if want == "section" else sections[-1:])]
        if want == "title" and address.steps[-1].unit not in DIVIDING:
            spans = [measure.sentences[0].span for measure in measures if measure.title and measure.sentences]
        claims += _quoted(document, spans, listed)
    return Draft(status=Status.ANSWERED, opening=words.say("answer"), claims=tuple(claims), citations=listed.listed()) if claims else None


def set_draft(retrieval: Retrieval, words: Frames) -> Draft:
    """Checked N, found n, and each measure found with the sentence that fulfils the condition."""
    result = retrieval.set_result
    assert result is not None, "a set outcome carries its result"
    condition = retrieval.query.set_filter or SetFilter()
    if condition.unknown:
        return Draft(status=Status.NO_EVIDENCE, opening=words.say("set_unknown", words=as_text(words.comma.join(condition.unknown))))
    which = _looked_for(condition, retrieval.query, words)
    if not result.found:
        return Draft(status=Status.NO_EVIDENCE, opening=words.say("set_none", checked=result.checked, which=which))
    listed = CitationList()
    claims = []
    for hit in retrieval.hits:
        if hit.measure is not None:
            spans = _shows(hit.document, hit.measure, condition)
            for shown in [(span,) for span in spans] if condition.duties else [spans]:
                quotes = [cite(hit.document, hit.measure, span) for span in shown]
                text = "".join(quote.quote for quote in quotes)
                claims.append(Claim(text=text, citations=tuple(listed.add(quote) for quote in quotes)))
    opening = words.say("set_found", checked=result.checked, found=len(result.found), which=which)
    return Draft(status=Status.ANSWERED, opening=opening, claims=tuple(claims), citations=listed.listed())


def _looked_for(condition: SetFilter, query: Query, words: Frames) -> str:
    """The words that were looked for, those not to be there behind ≠, in brackets; empty where the question has them all itself."""
    said = folded(query.search)
    groups = [c for c in condition.every if c.words]
    if all(folded(word) in said for c in groups for word in c.words):
        return ""
    told = words.comma.join(f"{'≠ ' * c.negated}{'/'.join(c.words)}" for c in groups)
    return f"（{as_text(told)}）" if words.colon == "：" else f" ({as_text(told)})"


def _shows(document: ParsedDocument, measure: Measure, condition: SetFilter) -> tuple[Span, ...]:
    """What shows that a measure fulfils the condition: its opening with the lines of departments; the fewest sentences with the words."""
    if (condition.departments or condition.role) and measure.departments:
        lines, asked = proof_spans(measure), [d.span for d in measure.departments if d.canonical in condition.departments]
        own = [line for line in lines if any(span in line for span in asked)]
        return tuple(dict.fromkeys((measure.sentences[0].span, *(own or lines))))
    texts = {sentence.span: plain(sentence.span.of(document.document.text)) for sentence in measure.sentences}
    held = {
        span: frozenset(n for n, group in enumerate(condition.terms) if any(folded(term) in text for term in group))
        for span, text in texts.items()
    }
    if condition.duties:
        return tuple(span for span, found in held.items() if found)
    shown: list[Span] = []
    left = frozenset[int]().union(*held.values())
    while left:
        shown.append(max(held, key=lambda span: len(held[span] & left)))
        left -= held[shown[-1]]
    return tuple(sorted(shown)) or (measure.sentences[0].span if measure.sentences else measure.span,)


def fact_draft(retrieval: Retrieval, words: Frames) -> Draft:
    """The value as the text writes it, with the place that proves it."""
    listed = CitationList()
    claims: list[Claim] = []
    missing: list[str] = []
    counts: list[str] = []
    several = len({found.document.document.id for found in retrieval.facts}) > 1
    for found in retrieval.facts:
        of = f" ({found.document.document.id})" if several else ""
        if found.name in surroundings.NAMES:
            claims += [claim for claim in _said(found, listed) if claim not in claims]
            if found.name in surroundings.HEADED and not found.facts:
                missing.append(words.say("fact_missing", fact=words.say("amended")) + of)
            continue
        name = words.say("articles" if found.name == "measures" and _articles(found.document) else found.name)
        if counted_ones := _counted_ones(found):
            counts.append(f"{name}: {found.facts[0].value}{of}")
            claims += _quoted(found.document, counted_ones, listed)
            continue
        proved = [(_written(found, fact), span) for fact in found.facts if (span := fact.span)]
        if not proved:
            missing.append(words.say("fact_missing", fact=name) + of)
        for value in dict.fromkeys(value for value, _ in proved):
            marks = tuple(
                dict.fromkeys(
                    listed.add(cite(found.document, measure_around(found.document, span), span)) for v, span in proved if v == value
                )
            )
            claims.append(Claim(text=f"{name}: {value}", citations=marks))
    if not claims:
        return Draft(status=Status.NO_EVIDENCE, opening=" ".join(dict.fromkeys(missing)) or words.say("nothing_at_all"))
    return Draft(
        status=Status.PARTIAL if missing else Status.ANSWERED,
        opening="; ".join(counts) or words.say("answer"),
        claims=tuple(claims),
        citations=listed.listed(),
        remarks=tuple(dict.fromkeys(missing)),
    )


def _counted_ones(found: FoundFact) -> list[Span]:
    """What shows a number of parts, their headings, or of measures, the first and the last of them; empty for any other fact."""
    if found.name == "sections":
        return [heading.span for heading in divisions(found.document)][:LONGEST]
    ends = dict.fromkeys((found.document.measures[0], found.document.measures[-1])) if found.document.measures else ()
    return [m.sentences[0].span if m.sentences else m.span for m in ends] if found.name == "measures" else []


def _articles(document: ParsedDocument) -> bool:
    """Whether the measures of a document are the articles of a law."""
    return bool(document.measures) and all(measure.label.endswith("条") for measure in document.measures)


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
