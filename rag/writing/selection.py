"""The sentences that are quoted: the best one and those that the question cannot do without, each with what it needs to stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.spans import Span
from rag.answers import Claim
from rag.hits import Hit
from rag.queries import Query
from rag.understanding.wants import Want
from rag.writing.candidates import Candidate
from rag.writing.citations import CitationList, cite
from rag.writing.leadins import items, lead_in, lists_around, whole

MOST = 8
"""Sentences chosen at most."""
LONGEST = 40
"""Sentences shown at most, with the items of lists that a chosen one opens."""
MARGIN, UNREAD = 1.2, 0.6
"""What stands in the same measure within this of the best one's score may be asked for too: the next sentence, and of a list all.
Where the sentence reader did not read, scores lie closer together."""

OUTSTANDING, OUTSTANDING_UNREAD = 1.0, 0.5
"""How much better than the other items of a list one is that alone is asked for; where it was not read, less says as much."""


def chosen(query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence and, of the same measure, what comes close to it; in reading order."""
    best = ranked[0]
    margin = MARGIN if best.read else UNREAD
    near = [c for c in ranked[1:] if c.hit is best.hit and c.fits >= best.fits and best.score - c.score <= margin]
    picked = [best, *near[: MOST - 1 if Want.LIST in query.wants else 1]]
    return sorted([*picked, *(_rest_of_list(picked, ranked) if Want.LIST in query.sure else ())], key=lambda c: c.span)


def _rest_of_list(picked: Sequence[Candidate], ranked: Sequence[Candidate]) -> list[Candidate]:
    """The other items of a list of which several are picked: whoever asks for a list and gets part of one takes it for all."""
    if picked[0].hit.measure is None:
        return []
    document, measure = picked[0].hit.document.document, picked[0].hit.measure
    spans = {c.span for c in picked}
    lists = lists_around(document, measure, spans)
    rest = {span for group in lists if len(spans.intersection(group)) > 1 for span in group} - spans
    return [c for c in ranked if c.hit is picked[0].hit and c.span in rest]


def quoted(query: Query, sentences: Sequence[Candidate], ranked: Sequence[Candidate]) -> tuple[tuple[Claim, ...], CitationList]:
    """Verbatim claims in reading order, each with the lead-in and the list items that it needs.

    Of a list that a sentence opens all items are shown, or the one that stands out, where no list is asked for.
    """
    listed = CitationList()
    claims: list[Claim] = []
    outstanding = [] if Want.LIST in query.wants else ranked
    for hit, spans in _statements(sentences, outstanding)[:LONGEST]:
        claim = statement(hit, spans, listed)
        if claim not in claims:
            claims.append(claim)
    return tuple(claims), listed


def statement(hit: Hit, spans: Sequence[Span], listed: CitationList) -> Claim:
    """One sentence as a claim, word for word; one that page furniture cuts cites each of its parts."""
    citations = [cite(hit.document, hit.measure, span) for span in spans]
    return Claim(text="".join(c.quote for c in citations), citations=tuple(listed.add(c) for c in citations))


def _statements(sentences: Sequence[Candidate], ranked: Sequence[Candidate]) -> list[tuple[Hit, tuple[Span, ...]]]:
    """The sentences that are shown, in reading order for each measure, each with its parts."""
    out: dict[int, tuple[Hit, set[tuple[Span, ...]]]] = {}
    for candidate in sentences:
        document, measure = candidate.hit.document.document, candidate.hit.measure
        _, shown = out.setdefault(id(candidate.hit), (candidate.hit, set()))
        if measure is None:
            shown.add((candidate.span,))
            continue
        own = whole(measure, candidate.span)
        before = lead_in(document, measure, own[0])
        spans = ([before] if before else []) + [own[0], *_outstanding(items(document, measure, own[-1]), candidate.hit, ranked)]
        shown.update(whole(measure, span) for span in spans)
    return [(hit, spans) for hit, shown in out.values() for spans in sorted(shown)]


def _outstanding(spans: Sequence[Span], hit: Hit, ranked: Sequence[Candidate]) -> Sequence[Span]:
    """The one item that is by far the best of its list; all where none is."""
    found = [c for c in ranked if c.hit is hit and c.span in spans]
    if len(found) < max(2, len(spans)):
        return spans
    needed = OUTSTANDING if found[0].read else OUTSTANDING_UNREAD
    return [found[0].span] if found[0].score - found[1].score > needed else spans
