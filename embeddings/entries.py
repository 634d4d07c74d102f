"""A document as it goes into an index: its passages, its sentences, and what each of them is found by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.documents import ParsedDocument
from corpus.passages import Passage, passages_of
from embeddings.contents import Entry, IndexedSentence
from embeddings.encoder import Encoder


def entry_of(parsed: ParsedDocument, origin: str, encoder: Encoder) -> Entry:
    """The document cut for this encoder; ``origin`` is the path of its file, empty where there is none."""
    passages = passages_of(parsed, count_tokens=encoder.count_tokens, limit=encoder.max_tokens)
    return Entry(parsed=parsed, origin=origin, passages=tuple(passages), sentences=tuple(_sentences(parsed)))


def embedded(passage: Passage) -> str:
    """The text of a passage that becomes its vector."""
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


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
