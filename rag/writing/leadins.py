"""What a sentence needs around it to be understood alone: the rest of it behind page furniture, what opens its list, its items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.documents import Document, Measure, Sentence
from corpus.headings import Style, match_token
from corpus.spans import Span

_BULLET = re.compile(r"\s*[-•·●]")
_OPENS = re.compile(r"[:：]\s*$")
_ANNOUNCES = re.compile(r"以下|下列|如下")
_LEANS = re.compile(r"^\s*(?:其中|该|前款|前项|上述|以上|此类|对此|其(?![他它余实])|否则|但)")
_LIST_GOES_ON = re.compile(r"[;；]\s*(?:和|及|以及|或者?)?\s*$")
_BETWEEN = 2
"""Sentences at most between one that announces a list without a colon and its first item."""


@dataclass(frozen=True, slots=True)
class _Label:
    """What numbers an item."""

    style: Style | None
    """None for a bullet."""
    value: int
    """0 for a bullet."""


def whole(measure: Measure, span: Span) -> tuple[Span, ...]:
    """The parts of the sentence to which a span belongs, in reading order: one, or more where page furniture runs through it."""
    sentences = measure.sentences
    at = _place(sentences, span)
    if at is None:
        return (span,)
    first = last = at
    while first > 0 and sentences[first - 1].cut:
        first -= 1
    while sentences[last].cut and last + 1 < len(sentences):
        last += 1
    return tuple(s.span for s in sentences[first : last + 1])


def lead_in(document: Document, measure: Measure, span: Span) -> Span | None:
    """The sentence to show before this one: what opens its list, or what its first word points back to; None when it stands alone."""
    lists = _Lists(document, measure)
    at = _place(lists.sentences, span)
    if at is None or at == 0:
        return None
    before = lists.sentences[at - 1]
    if _LEANS.match(_text(document, lists.sentences[at])):
        return before.span if not before.heading else None
    if lists.labels[at] is None and not _LIST_GOES_ON.search(_text(document, before)) and not _OPENS.search(_text(document, before)):
        return None
    opener = lists.opener(at)
    return lists.sentences[opener].span if opener is not None else None


def items(document: Document, measure: Measure, span: Span) -> tuple[Span, ...]:
    """The items of the list that a sentence opens, in reading order, with what stands in and under them; empty when it opens none."""
    lists = _Lists(document, measure)
    at = _place(lists.sentences, span)
    return lists.spans(at) if at is not None else ()


def lists_around(document: Document, measure: Measure, spans: Iterable[Span]) -> list[tuple[Span, ...]]:
    """The items of each list in which one of some sentences stands."""
    lists = _Lists(document, measure)
    places = [at for span in spans if (at := _place(lists.sentences, span)) is not None]
    return [lists.spans(opener) for opener in dict.fromkeys(map(lists.opener, places)) if opener is not None]


def openers(document: Document, measure: Measure) -> dict[Span, Span]:
    """For each sentence of a list the sentence that opens the list, the nearest where lists stand inside each other."""
    lists = _Lists(document, measure)
    return {span: s.span for at, s in enumerate(lists.sentences) for span in lists.spans(at)}


class _Lists:
    """The lists of a measure; sentences are told by their places among those that say something."""

    def __init__(self, document: Document, measure: Measure) -> None:
        self.document = document
        self.sentences = [s for s in measure.sentences if not s.responsibility]
        self.labels = [_label(document, sentence) for sentence in self.sentences]

    def spans(self, at: int) -> tuple[Span, ...]:
        """The items of the list that the sentence at a place opens."""
        return tuple(self.sentences[place].span for place in self._items(at))

    def opener(self, at: int) -> int | None:
        """The place of the nearest sentence before this one in whose list it stands."""
        return next((place for place in range(at - 1, -1, -1) if at in self._items(place)), None)

    def _items(self, at: int) -> list[int]:
        text = _text(self.document, self.sentences[at])
        opens = _OPENS.search(text) is not None
        if not opens and not _ANNOUNCES.search(text):
            return []
        near = range(at + 1, min(at + (1 if opens else _BETWEEN + 1), len(self.sentences) - 1) + 1)
        start = next((place for place in near if self.labels[place] is not None), None)
        first = self.labels[start] if start is not None else None
        if start is None or first is None:
            return self._unnumbered(at) if opens else []
        if not opens and first.value != 1:
            return []
        outer = self._outer(at, first)
        found: list[int] = []
        pending: list[int] = []
        expected = first.value
        for place in range(start, len(self.sentences)):
            label = self.labels[place]
            if label is not None and label.style in outer:
                break
            if label is None or label.style != first.style:
                pending.append(place)
                continue
            if found and label.value != expected:
                break
            found += [*pending, place]
            pending, expected = [], label.value + (label.style is not None)
        return [*found, *self._under(found[-1], pending)]

    def _unnumbered(self, at: int) -> list[int]:
        found = []
        for place in range(at + 1, len(self.sentences)):
            found.append(place)
            if not _LIST_GOES_ON.search(_text(self.document, self.sentences[place])):
                break
        return found

    def _outer(self, at: int, first: _Label) -> set[Style | None]:
        """The ways in which what stands around a list is numbered: such a label ends it."""
        styles = list(dict.fromkeys(label.style for label in self.labels[: at + 1] if label))
        own = styles.index(first.style) if first.style in styles else len(styles)
        return set(styles[:own])

    def _under(self, last: int, pending: Sequence[int]) -> list[int]:
        """What of the sentences behind the last item belongs to it: numbered below it, or on its line."""
        found: list[int] = []
        for place in pending:
            previous = self.sentences[found[-1] if found else last]
            between = self.document.text[previous.span.end : self.sentences[place].span.start]
            if self.labels[place] is None and "\n" in between:
                break
            found.append(place)
        return found


def _place(sentences: Sequence[Sentence], span: Span) -> int | None:
    return next((i for i, s in enumerate(sentences) if s.span == span), None)


def _label(document: Document, sentence: Sentence) -> _Label | None:
    token = match_token(document.text, sentence.span.start, sentence.span.end)
    if token is not None:
        return _Label(token.style, token.value)
    return _Label(None, 0) if _BULLET.match(_text(document, sentence)) else None


def _text(document: Document, sentence: Sentence) -> str:
    return sentence.span.of(document.text)
