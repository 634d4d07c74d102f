"""Citations: verbatim quotes at checked places, and the address that a person reads under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span
from rag.answers import Citation
from rag.understanding.numbering import UNNUMBERED
from rag.understanding.numerals import NUMBER
from rag.writing.frames import Frames
from rag.writing.markup import as_text


def measure_around(document: ParsedDocument, span: Span) -> Measure | None:
    """The measure that a place lies in; None for front matter and closing."""
    return next((measure for measure in document.measures if span in measure.span), None)


def cite(document: ParsedDocument, measure: Measure | None, span: Span) -> Citation:
    """The citation of a place.

    Raises:
        ValueError: When the span is empty or runs past the end of the text.
    """
    text = document.document.text
    if not 0 <= span.start < span.end <= len(text):
        raise ValueError(f"nothing to quote at {span.start}..{span.end} of {document.document.id}")
    return Citation(
        document=document.document.id,
        number=document.document.number,
        measure=measure.ordinal if measure else None,
        label=measure.label if measure else "",
        path=measure.path if measure else "",
        title=measure.title if measure else "",
        section=measure.section if measure else "",
        name=_name(document, measure) if measure else "",
        quote=span.of(text),
        span=span,
    )


def _name(document: ParsedDocument, measure: Measure) -> str:
    if not measure.label or [other.label for other in document.measures].count(measure.label) == 1:
        return measure.label
    *sections, _ = measure.path.split("/")
    opened = (f"{label}、" if _NUMERAL.fullmatch(label) else f"{label} " for label in sections)
    return "".join(opened) + measure.label


_NUMERAL = re.compile(f"{NUMBER}")


def measure_name(citation: Citation, frames: Frames) -> str:
    """How a person would name a measure: 第(十一)项「…」, 第七条, 一、(二)「…」, 第7段, "Measure (十一) 「…」"."""
    name, title = citation.name or citation.label, as_text(citation.title)
    if citation.measure is None:
        return frames.say("front")
    if not name and not title:
        return frames.say("paragraph", n=citation.path.rpartition(UNNUMBERED)[2])
    if name == citation.label and name and not name.startswith("第"):
        return frames.say("measure" if title else "measure_untitled", label=name, title=title)
    return f"{as_text(name)}「{title}」" if title else as_text(name)


def source_lines(citations: Sequence[Citation], frames: Frames) -> tuple[str, ...]:
    """The list of sources, one line a measure with all its marks: ``[1][3] 湘政办发〔2021〕38号 第(十一)项「…」``."""
    marks: dict[str, str] = {}
    for mark, citation in enumerate(citations, 1):
        line = f"{as_text(citation.number or citation.document)} {measure_name(citation, frames)}"
        marks[line] = marks.get(line, "") + f"[{mark}]"
    return tuple(f"{shown} {line}" for line, shown in marks.items())


class CitationList:
    """Collects the citations of an answer and hands out their positions; the same place is listed once."""

    def __init__(self, citations: Iterable[Citation] = ()) -> None:
        self._citations = list(citations)

    def add(self, citation: Citation) -> int:
        """The position of the citation, after adding it where it is new."""
        for position, known in enumerate(self._citations):
            if (known.document, known.span) == (citation.document, citation.span):
                return position
        self._citations.append(citation)
        return len(self._citations) - 1

    def listed(self) -> tuple[Citation, ...]:
        """All citations, in the order in which they came."""
        return tuple(self._citations)
