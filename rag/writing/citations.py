"""Citations: verbatim quotes at checked places, and the address that a person reads under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span
from rag.answers import Citation
from rag.understanding.numbering import UNNUMBERED, Numbering
from rag.understanding.numerals import NUMBER
from rag.writing.frames import Frames
from rag.writing.markup import as_text


def measure_around(document: ParsedDocument, span: Span) -> Measure | None:
    """The measure that a place lies in; None for front matter and closing."""
    return next((measure for measure in document.measures if span in measure.span), None)


def cite(document: ParsedDocument, measure: Measure | None, span: Span) -> Citation:
    """The citation of a place, from behind the mark that makes its line a heading.

    Raises:
        ValueError: When the span is empty or runs past the end of the text.
    """
    text = document.document.text
    mark = _HEADING_MARK.match(text, span.start, span.end)
    span = Span(mark.end(), span.end) if mark else span
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
    """The label where it leads to one place, as that of an article or of a numbering that runs through all parts; else with the labels of
    the parts above it.
    """
    label, measures = measure.label, document.measures
    *parts, _ = measure.path.split("/")
    labels = {**{one.path: one.label for one in document.sections}, **{one.path: one.label for one in measures}}
    alone = list(labels.values()).count(label) == 1
    if not label or (alone and (label.startswith("第") or measure in Numbering(measures).series)):
        return label
    if not parts:
        return f"{label}、" if _NUMERAL.fullmatch(label) and any("/" in other.path for other in measures) else label
    above = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    return "".join(_opened(labels.get(path, path.rpartition("/")[2].partition("~")[0])) for path in above) + label


def _opened(part: str) -> str:
    """The label of a part before what stands under it."""
    return f"{part}、" if _NUMERAL.fullmatch(part) else part if part.endswith((")", "）")) else f"{part} "


_HEADING_MARK = re.compile(r"#{1,6}[ \t]+(?=\S)")
_NUMERAL = re.compile(f"{NUMBER}")
_LONGEST_TITLE = 30
"""Characters of a title; more is a sentence."""


def title_shown(citation: Citation) -> str:
    """The title of a measure, without what a long one adds in brackets; empty where it is a sentence."""
    title = citation.title
    if len(title) > _LONGEST_TITLE:
        title = re.sub(r"[（(].*[）)]$", "", title, flags=re.DOTALL)
    return title if len(title) <= _LONGEST_TITLE else ""


def measure_name(citation: Citation, frames: Frames) -> str:
    """How a person would name a measure: 第(十一)项「…」, 第七条, 一、(二)「…」, 第7段, "Measure (十一) 「…」"."""
    name, title = citation.name or citation.label, as_text(title_shown(citation))
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
