"""What a sentence needs around it to be understood alone: the rest of it behind page furniture, what opens its list, its items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus.documents import Document, Measure, ParsedDocument, Sentence
from corpus.headings import Style, match_token
from corpus.spans import Span

_BULLET = re.compile(r"\s*[-•·●]")
_OPENS = re.compile(r"[:：]\s*$")
_ANNOUNCES = re.compile(r"(?<![岁元年月日天人名户家级层个件倍%％亩米里吨])以下|下列|如下")
_LEANS = re.compile(r"^\s*(?:其中|该|前款|前项|上述|以上|此类|对此|其(?![他它余实])|否则|但)")
_LIST_GOES_ON = re.compile(r"[;；]\s*(?:和|及|以及|或者?)?\s*$")
_BETWEEN = 2
"""Sentences at most between one that announces a list without a colon and its first item."""
_NAME = 30
"""Characters at most of an item that only names the list under it: (一)第一类对象."""
_ITEMS_AT_ONCE = 12
"""Sentences of measures at most that are shown whole as the items of a list; of more their first sentences, the headings, are."""
_SIBLINGS = 8
"""Measures at most that are the items of one list; more are a chapter."""


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


def lead_ins(document: Document, measure: Measure, span: Span) -> tuple[Span, ...]:
    """The sentences to show before this one, in reading order: what opens its list, or what its first word points back to.

    An item that only names the list under it comes with what opens its own list. Empty when the sentence stands alone.
    """
    lists = _Lists(document, measure)
    at = _place(lists.sentences, span)
    if at is None or at == 0:
        return ()
    before = lists.sentences[at - 1]
    if _LEANS.match(_text(document, lists.sentences[at])):
        return (before.span,) if not before.heading else ()
    if lists.row(at):
        return ()
    if lists.labels[at] is None and not _LIST_GOES_ON.search(_text(document, before)) and not _OPENS.search(_text(document, before)):
        return ()
    found: list[Span] = []
    opener = lists.opener(at)
    while opener is not None:
        found.insert(0, lists.sentences[opener].span)
        opener = lists.opener(opener) if lists.names(opener) else None
    return tuple(found)


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


def under(parsed: ParsedDocument, measure: Measure, span: Span) -> list[tuple[Measure, Span]]:
    """The items of the list that the last sentence of a measure opens where they are measures of their own under it, in reading order.

    Their sentences with their headings, or the headings alone where these are many. Empty where the sentence opens no such list.
    """
    sentences = [s for s in measure.sentences if not s.responsibility]
    if not sentences or sentences[-1].span != span or not _OPENS.search(_text(parsed.document, sentences[-1])):
        return []
    own = [other for other in parsed.measures if other.path.startswith(f"{measure.path}/")] if measure.path else []
    found = [(other, s.span) for other in own for s in other.sentences if not s.responsibility]
    return found if len(found) <= _ITEMS_AT_ONCE else [(other, other.sentences[0].span) for other in own]


def siblings(parsed: ParsedDocument, measure: Measure) -> tuple[Measure, ...]:
    """The items of a list that are measures of their own, the one given among them; itself alone where it is none.

    Such measures stand under one heading, none of them is an article or says more than one sentence.
    """
    above = measure.path.rpartition("/")[0]
    beside = [other for other in parsed.measures if above and other.path.rpartition("/")[0] == above]
    one = 1 < len(beside) <= _SIBLINGS and all(map(_is_item, beside))
    return tuple(beside) if one else (measure,)


def circled(measure: Measure) -> bool:
    """Whether a measure has a label that nothing but the items of one list have: ①."""
    token = match_token(measure.label, 0, len(measure.label))
    return token is not None and token.style is Style.CIRCLED


def _is_item(measure: Measure) -> bool:
    said = [s for s in measure.sentences if not s.heading and not s.responsibility]
    return bool(measure.label) and not measure.label.startswith("第") and len(said) <= 1


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

    def row(self, at: int) -> bool:
        """Whether the sentence at a place is a row of a table, or stands in one."""
        text, span = self.document.text, self.sentences[at].span
        end = text.find("\n", span.end)
        return "\t" in text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]

    def names(self, at: int) -> bool:
        """Whether the sentence at a place is an item that only names the list under it: numbered in another way from 1 on, or opened by a
        sentence without a number.
        """
        if at + 1 >= len(self.sentences) or self.sentences[at].heading or len(_text(self.document, self.sentences[at])) > _NAME:
            return False
        own, below = self.labels[at], self.labels[at + 1]
        if own is None or own.style is None or own.style <= Style.ARTICLE or _OPENS.search(_text(self.document, self.sentences[at])):
            return False
        if below is None:
            return _OPENS.search(_text(self.document, self.sentences[at + 1])) is not None
        return below.value == 1 and below.style != own.style and below.style not in self._outer(at, own)

    def _rows(self, at: int) -> list[int]:
        return list(takewhile(self.row, range(at + 1, len(self.sentences))))

    def _items(self, at: int) -> list[int]:
        text = _text(self.document, self.sentences[at])
        opens = _OPENS.search(text) is not None
        if opens and (rows := self._rows(at)):
            return rows
        if self.names(at) and self.labels[at + 1] is None:
            return [at + 1, *self._items(at + 1)]
        if not opens and not _ANNOUNCES.search(text) and not self.names(at):
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
