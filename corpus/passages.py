"""Passages: what is embedded and searched, cut from measures at sentence ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.documents import Measure, ParsedDocument, UnitKind
from corpus.lines import trimmed
from corpus.spans import Span

_CONTEXT_SHARE = 3
"""The context may take one part in this many of the limit; longer contexts lose their head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A whole measure, or a run of its sentences where the measure is too long for the encoder."""

    id: str
    """``<document sha256, 12 hex>:<measure ordinal>:<start>-<end>``; 0 stands for front matter and closing."""
    document_id: str
    measure: Measure | None
    """None for front matter and closing, which are searchable and citable too."""
    span: Span
    text: str
    """``document.text`` over the span."""
    context: str
    """Document title, section titles and measure title: embedded before the text, never cited."""


def passages_of(parsed: ParsedDocument, *, count_tokens: Callable[[str], int], limit: int, overlap: int = 1) -> list[Passage]:
    """Everything of a document that can be found and cited, in reading order.

    A measure is one passage when it fits, else runs of its sentences; a single sentence over the limit is cut where it fits.
    Page furniture gives no passage, a section heading only context.

    Args:
        parsed: The document.
        count_tokens: Tokens of a text, by the encoder's own tokenizer.
        limit: Most tokens that context and text may have together, a line break between them.
        overlap: Whole sentences that a passage repeats from the one before it in the same measure.
    """
    out: list[Passage] = []
    for unit in parsed.units:
        if unit.kind in (UnitKind.FRONT, UnitKind.CLOSING, UnitKind.ATTACHMENT):
            out.extend(_cut(parsed, None, [sentence.span for sentence in unit.sentences], _Fit(count_tokens, limit, overlap)))
    for measure in parsed.measures:
        for spans in _runs(measure):
            out.extend(_cut(parsed, measure, spans, _Fit(count_tokens, limit, overlap)))
    return sorted(out, key=lambda passage: (passage.span, passage.id))


@dataclass(frozen=True, slots=True)
class _Fit:
    count: Callable[[str], int]
    limit: int
    overlap: int

    def context(self, parts: Sequence[str]) -> str:
        """Titles joined, the outermost dropped or cut first when they take too large a share."""
        kept = [part for part in parts if part]
        while len(kept) > 1 and self.count(" / ".join(kept)) * _CONTEXT_SHARE > self.limit:
            kept.pop(0)
        context = " / ".join(kept)
        while context and self.count(context) * _CONTEXT_SHARE > self.limit:
            context = context[: len(context) // 2]
        return context

    def fits(self, context: str, words: str) -> bool:
        """Whether context and words together are within the limit."""
        return self.count(f"{context}\n{words}" if context else words) <= self.limit


def _runs(measure: Measure) -> list[list[Span]]:
    """The sentences of a measure, parted where page furniture runs through one."""
    runs: list[list[Span]] = [[]]
    for sentence in measure.sentences:
        runs[-1].append(sentence.span)
        if sentence.cut:
            runs.append([])
    return runs


def _cut(parsed: ParsedDocument, measure: Measure | None, spans: Sequence[Span], fit: _Fit) -> Iterator[Passage]:
    """Passages over consecutive sentences, each as long as fits."""
    text = parsed.document.text
    titles = [parsed.document.title, measure.section, measure.title] if measure else [parsed.document.title]
    context = fit.context(titles)
    pieces = [piece for span in spans for piece in _short_enough(text, span, context, fit)]
    first = 0
    while first < len(pieces):
        last = _furthest(text, pieces, first, context, fit)
        span = Span(pieces[first].start, pieces[last].end)
        ordinal = measure.ordinal if measure else 0
        yield Passage(
            id=f"{parsed.document.sha256[:12]}:{ordinal}:{span.start}-{span.end}",
            document_id=parsed.document.id,
            measure=measure,
            span=span,
            text=span.of(text),
            context=context,
        )
        if last + 1 >= len(pieces):
            return
        following = max(last + 1 - fit.overlap, first + 1)
        while following <= last and _furthest(text, pieces, following, context, fit) <= last:
            following += 1
        first = following


def _furthest(text: str, pieces: Sequence[Span], first: int, context: str, fit: _Fit) -> int:
    """Index of the last sentence that a passage from ``first`` can hold, found by bisection."""
    low, high = first, len(pieces) - 1
    if fit.fits(context, text[pieces[first].start : pieces[high].end]):
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if fit.fits(context, text[pieces[first].start : pieces[middle].end]):
            low = middle
        else:
            high = middle - 1
    return low


def _short_enough(text: str, span: Span, context: str, fit: _Fit) -> Iterator[Span]:
    """The sentence, or the stretches into which it must be cut, at commas where it has them."""
    start = span.start
    while start < span.end and not fit.fits(context, text[start : span.end]):
        low, high = start + 1, span.end
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if fit.fits(context, text[start:middle]) else (low, middle - 1)
        stop = max((text.rfind(mark, start + (low - start) // 2, low) for mark in "；，、;,|\n "), default=-1) + 1
        stop = stop if stop > start else low
        left, right = trimmed(text, start, stop)
        if left < right:
            yield Span(left, right)
        start = stop
    left, right = trimmed(text, start, span.end)
    if left < right:
        yield Span(left, right)
