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
from rag.writing.leadins import items, lead_in

MOST = 8
"""Sentences at most, lists included."""
MARGIN, UNREAD = 1.2, 0.6
"""What stands in the same measure within this of the best one's score may be asked for too: the next sentence, and of a list all.
Where the sentence reader did not read, scores lie closer together."""


def chosen(query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence and, of the same measure, what comes close to it; in reading order."""
    best = ranked[0]
    margin = MARGIN if best.read else UNREAD
    near = [c for c in ranked[1:] if c.hit is best.hit and c.fits >= best.fits and best.score - c.score <= margin]
    return sorted([best, *near[: MOST - 1 if Want.LIST in query.wants else 1]], key=lambda c: c.span)


def quoted(sentences: Sequence[Candidate]) -> tuple[tuple[Claim, ...], CitationList]:
    """Verbatim claims in reading order, each with the lead-in and the list items that it needs."""
    listed = CitationList()
    claims: list[Claim] = []
    for hit, span in _spans(sentences):
        citation = cite(hit.document, hit.measure, span)
        claim = Claim(text=citation.quote, citations=(listed.add(citation),))
        if claim not in claims:
            claims.append(claim)
    return tuple(claims[: MOST + 1]), listed


def _spans(sentences: Sequence[Candidate]) -> list[tuple[Hit, Span]]:
    out: list[tuple[Hit, Span]] = []
    for candidate in sentences:
        document, measure = candidate.hit.document.document, candidate.hit.measure
        spans = [candidate.span]
        if measure is not None:
            before = lead_in(document, measure, candidate.span)
            spans = ([before] if before else []) + spans + list(items(document, measure, candidate.span))
        out.extend((candidate.hit, span) for span in spans if (candidate.hit, span) not in out)
    return out
