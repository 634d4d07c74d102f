"""The sentence that another one needs in front of it to be understood alone."""

from __future__ import annotations

import re

from corpus.documents import Document, Measure, Sentence
from corpus.spans import Span

_ITEM = re.compile(r"^\s*(?:[(（][一二三四五六七八九十百0-9]+[)）]|[0-9]{1,2}[.、)）．]|[一二三四五六七八九十]{1,3}、|[①-⑳]|[-•·●])")
_OPENS = re.compile(r"[:：]\s*$")
_LEANS = re.compile(r"^\s*(?:其中|该|前款|前项|上述|以上|此类|对此|其(?![他它余实])|否则|但)")
_LIST_GOES_ON = re.compile(r"[;；]\s*(?:和|及|以及|或者?)?\s*$")


def lead_in(document: Document, measure: Measure, span: Span) -> Span | None:
    """The sentence to show before this one: what opens its list, or what its first word points back to; None when it stands alone."""
    sentences = [s for s in measure.sentences if not s.responsibility]
    at = next((i for i, s in enumerate(sentences) if s.span == span), None)
    if at is None or at == 0:
        return None
    before = sentences[:at]
    if _LEANS.match(_text(document, sentences[at])):
        return before[-1].span if not before[-1].heading else None
    return _opener(document, before, sentences[at])


def items(document: Document, measure: Measure, span: Span) -> tuple[Span, ...]:
    """The items of the list that a sentence opens, in reading order; empty when it opens none."""
    sentences = [s for s in measure.sentences if not s.responsibility]
    at = next((i for i, s in enumerate(sentences) if s.span == span), None)
    if at is None or not _OPENS.search(_text(document, sentences[at])):
        return ()
    numbered = at + 1 < len(sentences) and _ITEM.match(_text(document, sentences[at + 1])) is not None
    found = []
    for sentence in sentences[at + 1 :]:
        text = _text(document, sentence)
        if numbered and not _ITEM.match(text):
            break
        found.append(sentence.span)
        if not numbered and not _LIST_GOES_ON.search(text):
            break
    return tuple(found)


def _opener(document: Document, before: list[Sentence], own: Sentence) -> Span | None:
    item = _ITEM.match(_text(document, own)) is not None
    for position in range(len(before) - 1, -1, -1):
        sentence = before[position]
        text = _text(document, sentence)
        if _OPENS.search(text):
            return sentence.span
        if sentence.heading or not (_ITEM.match(text) if item else _LIST_GOES_ON.search(text)):
            return None
    return None


def _text(document: Document, sentence: Sentence) -> str:
    return sentence.span.of(document.text)
