"""Sentences of what is no measure: front matter, closings, attachments without numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.documents import Sentence, Unit, UnitKind
from corpus.lines import Block
from corpus.parts import Part
from corpus.phrases import ADDRESSEE, ADOPTED, ATTACHMENT, DATE_LINE, FORMULA, SIGNED, is_disclosure, is_signature
from corpus.rows import tells
from corpus.sentences import around_furniture, sentence_spans
from corpus.spans import Span

_OPENS = re.compile(r"^(?:为|根据|依据|按照|现[就将])|[如以]下[^，。]{0,12}[：:]$")
"""A sentence that opens a text, as no list of addressees does."""


def sentences_beside(text: str, part: Part, lead: Sequence[Block], closing: Sequence[Block]) -> Iterator[tuple[Span, bool]]:
    """The sentences of a part outside its measures, in no order, and whether each is context that never answers.

    Args:
        text: The whole text.
        part: Its head, title, 文号 and dates, is context but for the lines that tell when a law was adopted and amended, and the rows of
            a table over the first prose of an attachment.
        lead: Text before the first number; the addressees that open it are context.
        closing: Closing paragraphs and notes; signature, date, set phrases and the names of attachments are context.
    """
    for block in part.head:
        row = part.attachment and "\t" in block.words and tells(block.words)
        yield from _of(text, block, context=not row and ADOPTED.fullmatch(block.words) is None)
    for index, block in enumerate(lead):
        yield from _of(text, block, context=index == 0 and ADDRESSEE.fullmatch(block.words) is not None and not _OPENS.search(block.words))
    named = False
    for block in closing:
        named = ATTACHMENT.fullmatch(block.words) is not None or (named and block.token is not None and block.words[-1] not in "。；")
        yield from _of(text, block, context=named or _is_context(block.words))


def told(units: Iterable[Unit], beside: Sequence[tuple[Span, bool]]) -> Iterator[Unit]:
    """Units with the sentences of those that are no measures; ``beside`` in reading order, each with whether it is context."""
    at = 0
    for unit in units:
        own: list[Sentence] = []
        while at < len(beside) and beside[at][0].start < unit.span.end:
            span, context = beside[at]
            if span in unit.span:
                own.append(Sentence(ordinal=len(own) + 1, span=span, heading=context, responsibility=False))
            at += 1
        yield replace(unit, sentences=tuple(own)) if own and unit.kind is not UnitKind.HEADING else unit


def _of(text: str, block: Block, *, context: bool) -> Iterator[tuple[Span, bool]]:
    for sentence in sentence_spans(text, block):
        for span in around_furniture(sentence, block, text):
            yield span, context


def _is_context(words: str) -> bool:
    """Whether a line of a closing is a signature, a date, a set phrase, a note on disclosure or the name of an attachment."""
    return (
        is_signature(words)
        or DATE_LINE.fullmatch(words) is not None
        or (len(words) < 80 and SIGNED.fullmatch(words) is not None and not re.search("[，。]", words))
        or FORMULA.fullmatch(words) is not None
        or is_disclosure(words)
    )
