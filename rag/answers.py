"""What the person gets: claims, each proved by citations, or an honest refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.documents import Role
from corpus.spans import Span


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    """Part of the question is answered, and the text says which part the document leaves open."""
    NO_EVIDENCE = "no_evidence"
    """The documents do not say."""
    REFUSED = "refused"
    """Out of scope, or an attempt to change the rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A verbatim quote at a checked place."""

    document: str
    """Document id."""
    number: str | None
    """文号"""
    measure: int | None
    """Ordinal of the measure; None for front matter and closing."""
    label: str
    path: str
    title: str
    section: str
    name: str = field(default="", compare=False)
    """The label, with those of the sections before it where another measure of the document has it too: 一、(二)."""
    quote: str
    """Exactly ``document.text[span.start:span.end]``."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement of the answer."""

    text: str
    citations: tuple[int, ...]
    """Positions in ``Answer.citations``, at least one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A department to ask."""

    name: str
    role: Role
    measure: int
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A measure as retrieval ranked it; a score of its own, not on the measure."""

    document: str
    measure: int | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the answer was made from, so that it can be checked again."""

    document_sha256: Mapping[str, str]
    index: str
    encoder: str
    generator: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as every door shows it."""

    id: str
    question: str
    language: str
    """BCP 47: zh, zh-Hant, en, ja, ko, es, fr, de, ru, ar, …"""
    status: Status
    text: str
    """Markdown as shown to the person."""
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    contacts: tuple[Contact, ...]
    ranked: tuple[Ranked, ...]
    receipt: Receipt
    timings_ms: Mapping[str, float]
    query: Mapping[str, object] = field(default_factory=dict)
    """How the question was understood, step by step."""
    notices: tuple[str, ...] = ()
    """Lines such as "the chat model did not answer; these are the document's own sentences"."""
    dropped: tuple[Mapping[str, str], ...] = ()
    """Claims that failed their proof, each with ``text`` and ``reason``."""
