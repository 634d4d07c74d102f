"""A document as it goes into an index: its passages, its sentences, and what each of them is found by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.documents import ParsedDocument
from corpus.passages import Passage, passages_of
from embeddings.contents import Entry, IndexedSentence
from embeddings.encoder import Encoder

_SHORT, _LONG = 120, 240
"""Characters under which a line is read with its neighbours, and from which a neighbour is left out."""


def entry_of(parsed: ParsedDocument, origin: str, encoder: Encoder) -> Entry:
    """The document cut for this encoder; ``origin`` is the path of its file, empty where there is none."""
    passages = passages_of(parsed, count_tokens=encoder.count_tokens, limit=encoder.max_tokens)
    return Entry(parsed=parsed, origin=origin, passages=tuple(passages), sentences=tuple(_sentences(parsed)))


def embedded(passage: Passage) -> str:
    """The text of a passage as it is read by the encoder, with what stands over it."""
    return _under(passage.context, passage.text)


def embedded_with_neighbours(passages: Sequence[Passage]) -> list[str]:
    """The texts that become the vectors of one document's passages, given in reading order.

    A line of an unnumbered text is little by itself, and the vector of a few characters lies near every question of another language;
    so a short one is read with the lines after it, and before it where those are not enough. A numbered measure stands for itself.
    """
    texts = []
    for position, passage in enumerate(passages):
        first = last = position
        while _length(passages, first, last) < _SHORT and last + 1 < len(passages) and _unnumbered(passages[position], passages[last + 1]):
            last += 1
        while _length(passages, first, last) < _SHORT and first > 0 and _unnumbered(passages[position], passages[first - 1]):
            first -= 1
        texts.append(_under(passage.context, "\n".join(p.text for p in passages[first : last + 1])))
    return texts


def _under(context: str, text: str) -> str:
    return f"{context}\n{text}" if context else text


def _length(passages: Sequence[Passage], first: int, last: int) -> int:
    return sum(len(passage.text) for passage in passages[first : last + 1])


def _unnumbered(passage: Passage, neighbour: Passage) -> bool:
    """Whether both are lines of a text without numbers, and may be read together."""
    return not any(p.measure and p.measure.label for p in (passage, neighbour)) and len(neighbour.text) < _LONG


def fields_of(passages: Sequence[Passage]) -> dict[str, list[str]]:
    """The texts that passages are found by when words are compared, by field."""
    departments = [
        " ".join(dict.fromkeys(name for d in (p.measure.departments if p.measure else ()) for name in (d.name, d.canonical)))
        for p in passages
    ]
    return {"title": [p.context for p in passages], "body": [p.text for p in passages], "departments": departments}


def _sentences(parsed: ParsedDocument) -> Iterator[IndexedSentence]:
    """The sentences that can answer: not the headings, not the lines that only name departments."""
    document = parsed.document
    for measure in parsed.measures:
        for sentence in measure.sentences:
            if not sentence.heading and not sentence.responsibility:
                key = f"{document.sha256[:12]}:{measure.ordinal}:{sentence.span.start}-{sentence.span.end}"
                yield IndexedSentence(id=key, document_id=document.id, measure=measure.ordinal, span=sentence.span)
