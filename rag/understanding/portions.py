"""Portions of a measure by number: its paragraphs (款), the items of its lists (项) and its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from corpus.documents import Measure, Sentence
from corpus.spans import Span
from rag.understanding.numerals import CHINESE, number

_MARKS = (
    re.compile(rf"\s*[(（]\s?([{CHINESE}]+)\s?[)）]"),
    re.compile(r"\s*([〇零一二三四五六七八九十]{1,3})、"),
    re.compile(r"\s*([0-9]{1,2})(?:[、．)）]|\.(?!\d))"),
    re.compile(r"\s*[(（]\s?([0-9]{1,2})\s?[)）]"),
    re.compile(r"\s*([①-⑳])"),
)
"""How an item opens, one pattern a level of lists."""
_ENDED = "。；;!！?？.,，、"
"""What ends an item that is no mere heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """One of them."""

    number: int
    """From 1; of an item as the text numbers it."""
    sentences: tuple[Sentence, ...]
    """In reading order."""
    lead: tuple[Sentence, ...] = ()
    """What opens the list of an item."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Of an item with what opens its list."""
        return tuple(sentence.span for sentence in (*self.lead, *self.sentences))


def body(measure: Measure) -> tuple[Sentence, ...]:
    """The sentences of a measure without its heading and its line of departments; all where it has no others."""
    own = tuple(sentence for sentence in measure.sentences if not sentence.heading and not sentence.responsibility)
    return own or measure.sentences


def portions(unit: str, sentences: Sequence[Sentence], text: str) -> tuple[Portion, ...]:
    """The portions of some sentences of one measure.

    Args:
        unit: 款 or 段 for paragraphs with the items that follow them, 项 for items, 句 for sentences.
        sentences: In reading order.
        text: Of the document.
    """
    if unit == "句":
        runs = _joined(sentences, lambda before, _: before.cut)  # one with its parts where page furniture runs through it
        return tuple(Portion(number=at, sentences=run) for at, run in enumerate(runs, 1))
    return _items(sentences, text) if unit == "项" else _paragraphs(sentences, text)


def _joined(sentences: Sequence[Sentence], goes_on: Callable[[Sentence, Sentence], bool]) -> list[tuple[Sentence, ...]]:
    """Sentences in runs, each going on while the next sentence does with the one before it."""
    found: list[list[Sentence]] = []
    for sentence in sentences:
        if found and goes_on(found[-1][-1], sentence):
            found[-1].append(sentence)
        else:
            found.append([sentence])
    return [tuple(run) for run in found]


def _mark(sentence: Sentence, text: str) -> tuple[int, int] | None:
    """The level and the number of the item that a sentence opens; None where it opens none, as the first of a measure with its label."""
    if sentence.ordinal == 1:
        return None
    for level, mark in enumerate(_MARKS):
        if m := mark.match(text, sentence.span.start, sentence.span.end):
            value = ord(m.group(1)) - ord("①") + 1 if level == len(_MARKS) - 1 else number(m.group(1))
            return (level, value) if value else None
    return None


def _paragraphs(sentences: Sequence[Sentence], text: str) -> tuple[Portion, ...]:
    def goes_on(before: Sentence, one: Sentence) -> bool:
        same_line = before.cut or "\n" not in text[before.span.end : one.span.start]
        return same_line or _mark(one, text) is not None

    return tuple(Portion(number=at, sentences=run) for at, run in enumerate(_joined(sentences, goes_on), 1))


def _items(sentences: Sequence[Sentence], text: str) -> tuple[Portion, ...]:
    """The items of the outermost lists: one ends where the next begins, the last of a list where another paragraph does; one that is a mere
    heading has the paragraph below it.
    """
    marks = [_mark(sentence, text) for sentence in sentences]
    level = min((mark[0] for mark in marks if mark), default=None)
    starts = [(at, mark[1]) for at, mark in enumerate(marks) if mark and mark[0] == level]
    ends = [end for paragraph, end in _until(_paragraphs(sentences, text)) for _ in paragraph.sentences]
    found: list[Portion] = []
    lead: tuple[Sentence, ...] = ()
    for (start, value), (after, following) in pairwise([*starts, (len(sentences), 0)]):
        if value == 1 or not found:
            lead = tuple(sentences[start - 1 : start]) if start else ()
        end = after if following == value + 1 else min(after, ends[start])
        if start + 1 == end < after and text[sentences[start].span.end - 1] not in _ENDED:
            end = min(after, ends[end])
        found.append(Portion(number=value, sentences=tuple(sentences[start:end]), lead=lead))
    return tuple(found)


def _until(paragraphs: Sequence[Portion]) -> Iterator[tuple[Portion, int]]:
    """Each with the number of sentences up to its end."""
    return zip(paragraphs, accumulate(len(paragraph.sentences) for paragraph in paragraphs), strict=True)
