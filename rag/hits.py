"""What a search finds: measures in order, with the sentences that speak to the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from corpus.documents import Fact, Measure, ParsedDocument
from corpus.passages import Passage
from corpus.spans import Span
from rag.queries import Query
from rag.understanding.sets import SetResult


class Outcome(StrEnum):
    """What became of a search."""

    FOUND = "found"
    """Ranked by meaning and words; ``Retrieval.answerable`` says how likely the hits hold an answer."""
    ADDRESS = "address"
    """The measures at the address that was asked for, and nothing else."""
    SET = "set"
    """Every measure that fulfils the filter, in reading order."""
    FACT = "fact"
    """Metadata with the place that proves it."""
    NOTHING = "nothing"
    """The documents do not say; hits are nearby measures, not answers."""
    ADDRESS_MISSING = "address_missing"
    """No such measure, section or document; ``detail`` gives the range that exists."""
    FALSE_PREMISE = "false_premise"
    """The question takes for granted a number, date, measure or document that the documents do not have."""
    AMOUNT_NOT_SET = "amount_not_set"
    """The hits treat the matter but set no amount."""
    OUT_OF_SCOPE = "out_of_scope"
    INJECTION = "injection"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredSentence:
    """A sentence of a hit and how well it speaks to the question."""

    span: Span
    score: float
    """Comparable within one retrieval only; higher is better."""
    meaning: float = 0.0
    """Cosine with the question; a little below the lowest one found where the search did not find the sentence."""
    aligned: float = 0.0
    """How well the question's tokens find their like in it; 0 where they are not laid beside each other."""
    answers: float | None = None
    """Log odds that it answers, where the sentence reader read it."""
    replies: float | None = None
    """Log odds that it answers a follow-up by itself, without what the history adds, where that was read too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFact:
    """A piece of metadata that answers a question."""

    document: ParsedDocument
    name: str
    """As in ``Query.fact``."""
    facts: tuple[Fact, ...]
    """Empty where the document does not say; for counts one fact with the number and no span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A measure, or a stretch of front matter or closing, as ranked."""

    document: ParsedDocument
    measure: Measure | None
    """None for front matter and closing."""
    passage: Passage
    """The best passage of the measure."""
    sentences: tuple[ScoredSentence, ...]
    """Sorted by ``(-score, span)``; headings and lines that only name departments are not among them."""
    score: float
    rank: int
    """From 1."""
    why: Mapping[str, float] = field(default_factory=dict)
    """What each signal added to the score, and by which passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFound:
    """One of the two matters of a question, and the measure that treats it."""

    query: Query
    """The question narrowed to this matter."""
    hit: Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """Everything that a search can say about a question."""

    query: Query
    hits: Sequence[Hit]
    """Best first; in reading order for addresses and sets."""
    answerable: float
    """Probability that the hits hold an answer; 1 for exact lookups that succeeded, 0 for refusals."""
    outcome: Outcome
    detail: Mapping[str, str] = field(default_factory=dict)
    """For the message: ``range`` (measures that exist), ``missing`` (the address or number that does not), ``claimed`` …"""
    portions: Mapping[tuple[str, int], tuple[Span, ...]] = field(default_factory=dict)
    """Of measures of which an address points at a portion only, by document id and ordinal, the sentences of it."""
    set_result: SetResult | None = None
    facts: tuple[FoundFact, ...] = ()
    signals: Mapping[str, float] = field(default_factory=dict)
    """The signals behind ``answerable``, by name."""
    sides: tuple[SideFound, ...] = ()
    """For a question that asks of two matters which two measures treat: one for each, as asked; else empty."""
