"""What a policy document is made of.

A parsed document is a tiling of its text: every character that is not white space belongs to exactly one `Unit`
(page furniture, front matter, section heading, measure, closing, attachment), and every span points into `Document.text`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corpus.spans import Span


class UnitKind(StrEnum):
    """What a stretch of text is in its document."""

    FURNITURE = "furniture"
    """Navigation, breadcrumbs, share buttons, page numbers: kept, never cited."""
    FRONT = "front"
    """Title, 文号, addressees, preamble, table of contents."""
    HEADING = "heading"
    """A section heading that carries no provision of its own."""
    MEASURE = "measure"
    """The smallest numbered unit that carries a provision."""
    CLOSING = "closing"
    """Closing paragraphs, signature, date, disclosure note."""
    ATTACHMENT = "attachment"
    """Text of an attachment that has no numbered provisions of its own."""


class Role(StrEnum):
    """How a department stands to a measure."""

    LEAD = "lead"
    """牵头"""
    RESPONSIBLE = "responsible"
    """按职责分工负责, 配合, 责任单位"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A piece of metadata and the words that prove it."""

    value: str
    """The value; dates as ISO 8601, names as they stand in the text without line breaks."""
    span: Span | None
    """Where the document says so; None only when it comes from the loader (an html meta tag, a pdf property)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One policy document: its text and what its text says about itself."""

    id: str
    """Stable and readable: the 文号 where there is one, else the title; at most 120 characters, unique in a corpus."""
    title: str
    number: str | None
    """文号, for example 湘政办发〔2021〕38号."""
    issuer: str | None
    """Issuing authority; several are joined by 、."""
    published: date | None
    """成文日期, else the date of publication that the text gives."""
    effective: date | None
    """施行日期."""
    expires: date | None
    """有效期 or 废止 date that the text itself sets."""
    basis: tuple[str, ...]
    """文号, or titles where no 文号 follows, of what the document is based on (依据)."""
    repeals: tuple[str, ...]
    """文号 or titles that the document repeals."""
    amends: tuple[str, ...]
    """文号 or titles that the document amends."""
    region: str | None
    """Province, city or county that the issuer governs; 全国 for national bodies."""
    facts: Mapping[str, tuple[Fact, ...]]
    """The proof of each field above, by field name; absent where the text does not say."""
    text: str
    """The whole text, line ends as ``\\n``, nothing cut out."""
    sha256: str
    """Hex digest of the file's bytes."""
    source: str
    """File name (never a full path) or URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with parts under it, for example 一 / 培育壮大各类消费新业态新模式."""

    label: str
    """As the text numbers it, without the mark that closes it: 一, 第三章, (二)."""
    path: str
    """Address: the labels from the outermost inwards, half width, joined by ``/``."""
    title: str
    span: Span
    """The heading itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, list item or table row of a measure, of front matter, a closing or an attachment."""

    ordinal: int
    """Position in the measure or unit, from 1."""
    span: Span
    heading: bool
    """True for what is context and never an answer: the numbered heading (label and title) that opens a measure, the names of a table's
    columns; of other text its title, 文号, addressees, signature and date."""
    responsibility: bool
    """True for a parenthesis or line that only names the departments."""
    cut: bool = False
    """True where page furniture cuts it off: the sentence after it is its rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department that a measure makes responsible."""

    name: str
    """As the text writes it."""
    canonical: str
    """One name for all its aliases: 省发改委 → 省发展改革委."""
    role: Role
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The smallest numbered unit that carries a provision: a 条, a (一), a numbered paragraph, a question with its answer."""

    document_id: str
    ordinal: int
    """Position in the document, from 1, counted over all measures."""
    label: str
    """As the text numbers it: (十三), 第十二条, 3; empty for a paragraph without a number."""
    path: str
    """The address a person would cite, unique in the document: 三/(十三), 第三章/第十二条, 附件1/二/3."""
    title: str
    """Heading words of the measure, without the number; empty where it has none."""
    section: str
    """Titles of the enclosing sections, outermost first, joined by `` / ``; empty at top level."""
    span: Span
    """Label to last word, its closing parenthesis included."""
    sentences: tuple[Sentence, ...]
    """In reading order; together they cover every character of the span that is not white space."""
    departments: tuple[Department, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch of the text and what it is."""

    kind: UnitKind
    span: Span
    ordinal: int | None = None
    """The measure's ordinal, for units of kind measure."""
    note: str = ""
    """Why it is so, for furniture (``breadcrumb``, ``page number`` …) and attachments (``附件1``)."""
    sentences: tuple[Sentence, ...] = ()
    """Of front matter, a closing or an attachment, in reading order: all of it that is not white space. Measures have their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a clerk should know about how a document was read."""

    characters: int
    """Code points of the text."""
    unassigned: int
    """Characters other than white space that belong to no unit; anything but 0 is a defect."""
    warnings: tuple[str, ...] = ()
    """One line each: numbering gaps and doubles, headings without body, suspicious lines, furniture cut and why."""
    format: str = "txt"
    """txt, md, html, pdf or docx."""
    encoding: str | None = None
    """Encoding as detected, for text formats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """A document with its structure and the report on how it was read."""

    document: Document
    sections: tuple[Section, ...]
    measures: tuple[Measure, ...]
    units: tuple[Unit, ...] = field(default=())
    """In reading order, disjoint, covering all that is not white space."""
    report: Report

    def measure(self, ordinal: int) -> Measure:
        """The measure with this ordinal.

        Raises:
            LookupError: When the document has no such measure.
        """
        if not 1 <= ordinal <= len(self.measures):
            raise LookupError(f"{self.document.id} has no measure {ordinal}, only 1 to {len(self.measures)}")
        return self.measures[ordinal - 1]

    def sentences_beside(self, span: Span) -> tuple[Span, ...]:
        """The sentences that can answer in ``span`` of front matter, a closing or an attachment; what of them runs over it is cut off.

        The span itself where the sentences are not known: in an index of an older parser.
        """
        at = bisect_right(self.units, span.start, key=lambda unit: unit.span.start) - 1
        if at < 0 or not (said := self.units[at].sentences) or span not in self.units[at].span:
            return (span,)
        first = bisect_right(said, span.start, key=lambda sentence: sentence.span.end)
        past = bisect_left(said, span.end, key=lambda sentence: sentence.span.start)
        inside = [sentence.span for sentence in said[first:past] if not sentence.heading]
        return tuple(Span(max(s.start, span.start), min(s.end, span.end)) for s in inside)
