"""What is shown of a measure that was found."""

from __future__ import annotations

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span

ENOUGH = 360
"""Code points up to which a paragraph of a text without numbers is shown with its neighbours."""


def extract(parsed: ParsedDocument, measure: Measure) -> Span:
    """The measure; one paragraph of a text without numbers with those beside it, for half a train of thought says little.

    Neighbours are added after and before in turn, as long as all of it stays short.
    """
    if measure.label:
        return measure.span
    measures = parsed.measures
    first = last = measure.ordinal - 1
    after = True
    for _ in range(2 * len(measures)):
        low, high = (first, last + 1) if after else (first - 1, last)
        fits = low >= 0 and high < len(measures) and not (measures[low].label or measures[high].label)
        if fits and measures[high].span.end - measures[low].span.start <= ENOUGH:
            first, last = low, high
        elif not after:
            break
        after = not after
    return Span(measures[first].span.start, measures[last].span.end)
