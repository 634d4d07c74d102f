"""The sentences that are quoted: the best one and those that the question cannot do without, each with what it needs to stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span
from rag.answers import Claim
from rag.hits import Hit
from rag.queries import Query
from rag.understanding.wants import Want, wants
from rag.writing.candidates import Candidate
from rag.writing.citations import CitationList, cite
from rag.writing.leadins import circled, items, lead_ins, lists_around, siblings, under, whole

MOST = 8
"""Sentences chosen at most."""
LONGEST = 40
"""Sentences shown at most, with the items of lists that a chosen one opens."""
MARGIN, UNREAD = 1.2, 0.6
"""What stands in the same measure within this of the best one's score may be asked for too: the next sentence, and of a list all.
Where the sentence reader did not read, scores lie closer together."""
TIE, PREFERRED = 0.3, 0.5
"""Within so much of the best score the reader's favourite is the best, where the reader prefers it by so much: on 60 questions about
laws that no training saw it answers in 4 of 6, the best by score in 1."""
OUTSTANDING, OUTSTANDING_UNREAD = 1.0, 0.5
"""How much better than the other items of a list one is that alone is asked for; where it was not read, less says as much."""


def chosen(query: Query, ranked: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence and, of the same measure, what comes close to it; in reading order.

    Nothing else of its measure comes close to a sentence that opens a list: it comes with the items.
    """
    best = best_of(ranked)
    listed = Want.LIST in query.wants
    margin = MARGIN if best.read else UNREAD
    opened = _opened_by(best)
    near = [
        c
        for c in ranked
        if c is not best and c.hit is best.hit and c.fits >= best.fits and best.score - c.score <= margin
        if c.span in opened or not opened
    ]
    picked = [best, *near[: MOST - 1 if listed else 1]]
    picked += _rest_of_list(picked, ranked) if Want.LIST in query.sure and not opened else ()
    return sorted(picked, key=lambda c: c.span)


def _opened_by(best: Candidate) -> frozenset[Span]:
    """The items of the list that a sentence opens."""
    if best.hit.measure is None:
        return frozenset()
    return frozenset(items(best.hit.document.document, best.hit.measure, best.span))


def best_of(ranked: Sequence[Candidate]) -> Candidate:
    """The best candidate by score, or of its measure the reader's favourite among those that score the same.

    One that opens a list stays the best: what it says is in its items, which the reader reads apart from it.
    """
    first = ranked[0]
    if _opened_by(first):
        return first
    level = [c for c in ranked if c.hit is first.hit and c.read and c.fits >= first.fits and first.score - c.score <= TIE]
    favourite = max(level, key=lambda c: c.odds or 0.0, default=first)
    return favourite if first.read and _behind(favourite, first) > PREFERRED else first


def _behind(best: Candidate, other: Candidate) -> float:
    """Log odds by which the reader holds a sentence for a worse answer than the best; 0 where it did not read both."""
    return best.odds - other.odds if best.odds is not None and other.odds is not None else 0.0


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

    Of a list that a sentence opens all items are shown, or the one that stands out, where no list is asked for. Of a list whose items are
    measures of their own, whoever asks for a list gets all too.
    """
    cited = CitationList()
    claims: list[Claim] = []
    which = Want.PERSONS in query.wants and Want.LIST in wants(query.normalised, query.language)
    for hit, measure, spans in _statements(sentences, ranked, listed=which or Want.LIST in query.wants)[:LONGEST]:
        claim = statement(hit.document, measure, spans, cited)
        if claim not in claims:
            claims.append(claim)
    return tuple(claims), cited


def statement(parsed: ParsedDocument, measure: Measure | None, spans: Sequence[Span], listed: CitationList) -> Claim:
    """One sentence as a claim, word for word; one that page furniture cuts cites each of its parts."""
    citations = [cite(parsed, measure, span) for span in spans]
    return Claim(text="".join(c.quote for c in citations), citations=tuple(listed.add(c) for c in citations))


_Shown = tuple[Hit, Measure | None, tuple[Span, ...]]
"""A hit, the measure of its document in which a sentence stands, and the parts of the sentence."""


def _statements(sentences: Sequence[Candidate], ranked: Sequence[Candidate], *, listed: bool) -> list[_Shown]:
    """The sentences that are shown, in reading order for each hit."""
    out: dict[int, list[_Shown]] = {}
    for candidate in sentences:
        hit, shown = candidate.hit, out.setdefault(id(candidate.hit), [])
        if hit.measure is None:
            shown.append((hit, None, (candidate.span,)))
            continue
        document = hit.document.document
        own = whole(hit.measure, candidate.span)
        below = items(document, hit.measure, own[-1])
        spans = [*lead_ins(document, hit.measure, own[0]), own[0], *(below if listed else _outstanding(below, hit, ranked))]
        shown += [(hit, hit.measure, whole(hit.measure, span)) for span in spans]
        elsewhere = under(hit.document, hit.measure, own[-1]) + (_siblings(candidate, ranked) if listed else [])
        shown += [(hit, measure, whole(measure, span)) for measure, span in elsewhere]
    ordered = (sorted(shown, key=lambda one: one[2]) for shown in out.values())
    return [each for shown in ordered for each in shown]


def _siblings(candidate: Candidate, ranked: Sequence[Candidate]) -> list[tuple[Measure, Span]]:
    """The other items of the list of which a candidate's measure is one, where one of them comes close or their labels leave no doubt."""
    if candidate.hit.measure is None:
        return []
    parsed, measure = candidate.hit.document, candidate.hit.measure
    others = [other for other in siblings(parsed, measure) if other is not measure]
    places = {other.ordinal for other in others}
    near = [c.hit for c in ranked if c.hit is not candidate.hit and abs(candidate.score - c.score) <= (MARGIN if c.read else UNREAD)]
    close = any(hit.document is parsed and hit.measure is not None and hit.measure.ordinal in places for hit in near)
    if not close and not circled(measure):
        return []
    said = [(other, [s for s in other.sentences if not s.responsibility]) for other in others]
    return [(other, sentences[-1].span) for other, sentences in said if sentences]


def _outstanding(spans: Sequence[Span], hit: Hit, ranked: Sequence[Candidate]) -> Sequence[Span]:
    """The one item that is by far the best of its list; all where none is."""
    found = [c for c in ranked if c.hit is hit and c.span in spans]
    if len(found) < max(2, len(spans)):
        return spans
    needed = OUTSTANDING if found[0].read else OUTSTANDING_UNREAD
    return [found[0].span] if found[0].score - found[1].score > needed else spans
