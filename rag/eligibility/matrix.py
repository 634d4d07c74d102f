"""The eligibility matrix: the measures that concern a profile, their conditions one by one, and what is still to be asked."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span
from rag.answers import Contact
from rag.eligibility.applicants import kinds_in
from rag.eligibility.cells import Cells, Condition, sets_amount
from rag.eligibility.circumstances import Circumstances, read_circumstances
from rag.eligibility.concerns import SUBJECT_SCORE, Why, closed_to, concerns
from rag.eligibility.instruments import RULES
from rag.eligibility.localities import lies_in, nation, read_locality
from rag.eligibility.portraits import Portrait, portraits
from rag.eligibility.profiles import Profile
from rag.eligibility.provisions import Effect, Provision
from rag.eligibility.standing import Status
from rag.eligibility.thresholds import compare, thresholds
from rag.eligibility.topics import topics_in
from rag.proof.force import Force
from rag.understanding.bridge import Bridge
from rag.writing.contacts import contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A measure that concerns the profile."""

    document: ParsedDocument
    measure: Measure
    why: Why
    instrument: str
    force: str
    """commitment, direction or duty"""
    conditions: tuple[Condition, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask the person."""

    text: str
    field: str
    """Where the answer belongs: a field of the profile or a key of its ``answers``."""
    measure: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Rows in the order of documents and measures, and the questions."""

    profile: Profile
    language: str
    rows: tuple[Row, ...]
    questions: tuple[Question, ...]


NEAR_BEST = 0.5
"""Share of the best document's score that another needs to be in a matrix of more than `MANY_ROWS`."""
MANY_ROWS = 40
MOST_ROWS = 80
"""Rows of a matrix over many documents: those of the closest documents, and how many fit whole."""


class Eligibility:
    """Makes matrices over documents; each document is read when a profile first needs it. Safe to use from several threads."""

    def __init__(self, documents: Sequence[ParsedDocument]) -> None:
        self._documents = tuple(documents)
        self._read: dict[int, tuple[Portrait, ...]] = {}
        self._lock = threading.Lock()

    def matrix(self, profile: Profile, found: tuple[str, int] | None = None, language: str | None = None) -> Matrix:
        """The matrix of a profile; documents of another region are left out unless no document covers the profile's place.

        Args:
            profile: Who asks.
            found: Document id and ordinal of a measure that a search takes for the closest; it is listed where it is open to the profile.
            language: Of the questions and the words around the quotes; the profile's own when None.
        """
        own = read_circumstances(profile, self._gloss)
        own = replace(own, language=language or own.language)
        outside = [self._outside(own, parsed) for parsed in self._documents]
        groups: list[tuple[float, tuple[Row, ...]]] = []
        for position, parsed in enumerate(self._documents):
            if profile.empty or (outside[position] and not all(outside)):
                continue
            document = self._portraits(position)
            near = found[1] if found and found[0] == parsed.document.id else None
            reasons = concerns(own, parsed, document, near)
            closed = _closed_by_scope(own, parsed, document)
            listed = (
                self._row(own, profile, parsed, portrait, reasons[portrait.measure.ordinal].why, outside=outside[position], closed=closed)
                for portrait in document
                if portrait.measure.ordinal in reasons
            )
            kept = tuple(row for row in listed if row.conditions or row.why is not Why.RULE)
            if kept:
                closest = max(reason.score for reason in reasons.values())
                own_place = lies_in(own.place, read_locality(parsed.document.region or "")) is True
                groups.append((max(closest, SUBJECT_SCORE) if near or own_place else closest, kept))
        rows = _closest(groups)
        return Matrix(profile=profile, language=own.language, rows=rows, questions=_questions(rows))

    @cached_property
    def _bridge(self) -> Bridge:
        return Bridge(frozenset(word for position in range(len(self._documents)) for p in self._portraits(position) for word in p.words))

    def _gloss(self, text: str) -> tuple[tuple[str, ...], ...]:
        return self._bridge.glosses(text)

    def _portraits(self, position: int) -> tuple[Portrait, ...]:
        with self._lock:
            if position not in self._read:
                self._read[position] = portraits(self._documents[position])
            return self._read[position]

    def _outside(self, own: Circumstances, parsed: ParsedDocument) -> bool:
        region = parsed.document.region
        return bool(region) and not nation(region) and lies_in(own.place, read_locality(region or "")) is False

    def _row(
        self,
        own: Circumstances,
        profile: Profile,
        parsed: ParsedDocument,
        portrait: Portrait,
        why: Why,
        *,
        outside: bool,
        closed: Mapping[int, Span],
    ) -> Row:
        provisions = _chosen(own, parsed, portrait)
        if why is Why.RULE:
            provisions = [p for p in provisions if p.effect is not Effect.GRANT] or provisions
        cells = Cells(own, profile, parsed)
        for provision in provisions:
            cells.add(provision)
        if portrait.measure.ordinal in closed and why is not Why.RULE:
            cells.add_restriction(closed[portrait.measure.ordinal])
        if outside and not any(cell.status is Status.UNMET for cell in cells.listed):
            cells.add_region()
        force = _force(portrait, provisions)
        if force != "duty":
            cells.add_amount(provisions, portrait.measure.span)
        return Row(
            document=parsed, measure=portrait.measure, why=why, instrument=portrait.instrument, force=force,
            conditions=tuple(cells.listed), contacts=contacts([(parsed, portrait.measure)]),
        )  # fmt: skip


def _closed_by_scope(own: Circumstances, parsed: ParsedDocument, document: Sequence[Portrait]) -> dict[int, Span]:
    """Measures that a sentence such as 个体工商户只适用本办法第五条 closes to the profile, with that sentence."""
    text = parsed.document.text
    for portrait in document:
        for provision in portrait.provisions:
            who, only, which = provision.span.of(text).partition("只适用")
            labels = _ARTICLE.findall(which)
            if only and labels and (kinds_in(who) - {"enterprise"}) & own.kinds:
                return {
                    other.measure.ordinal: provision.span
                    for other in document
                    if other is not portrait and other.measure.label not in labels
                }
    return {}


_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]+条")


def _closest(groups: Sequence[tuple[float, tuple[Row, ...]]]) -> tuple[Row, ...]:
    """The rows of the documents nearly as close to the profile as the closest, as many as fit, in the order of the corpus."""
    best = max((score for score, _ in groups), default=0.0)
    if best >= SUBJECT_SCORE:  # documents that only an instrument speaks for, or none too well when there are many, are left out
        many = sum(len(rows) for _, rows in groups) > MANY_ROWS
        groups = [group for group in groups if group[0] >= (max(SUBJECT_SCORE, NEAR_BEST * best) if many else SUBJECT_SCORE)]
    ranked = sorted(range(len(groups)), key=lambda position: (-groups[position][0], position))
    chosen: list[int] = []
    total = 0
    for position in ranked:
        total += len(groups[position][1])
        if chosen and total > MOST_ROWS:
            break
        chosen.append(position)
    return tuple(row for position in sorted(chosen) for row in groups[position][1])


def _chosen(own: Circumstances, parsed: ParsedDocument, portrait: Portrait) -> list[Provision]:
    """The provisions of a measure that speak to the profile: those open to its kind, of these those on its topics, else on its words."""
    text = parsed.document.text
    useful = [p for p in portrait.provisions if p.effect is not Effect.OFFICE]
    grants = [p for p in useful if p.effect is Effect.GRANT]
    fitting = [p for p in grants if not any(closed_to(own, c.of(text)) for c in p.conditions)] or grants
    topical = [len(set(topics_in(p.span.of(text))) & set(own.topics)) for p in fitting]
    worded = [sum(word in p.span.of(text).lower() for word in own.words) for p in fitting]
    scores = topical if any(topical) else worded
    both = [t + w for t, w in zip(topical, worded, strict=True)]
    leads = {p.context for p in fitting if p.grant is None}
    most = max(scores, default=0)
    counted = [any(compare(t, own.figures) is not None for c in p.conditions for t in thresholds(c.of(text))) for p in fitting]
    kept = [
        p
        for p, n, all_told, known in zip(fitting, scores, both, counted, strict=True)
        if 2 * n >= most
        or 2 * all_told >= max(both)
        or known
        or p.span.of(text) in leads
        or (not p.conditions and sets_amount(p.span.of(text)))
    ]
    return [p for p in useful if p in kept or p.effect is not Effect.GRANT]


def _force(portrait: Portrait, provisions: Sequence[Provision]) -> str:
    grants = [p for p in provisions if p.effect is Effect.GRANT]
    if portrait.instrument == RULES or (not grants and provisions):
        return "duty"
    return "commitment" if any(p.force is Force.COMMITMENT for p in grants) else "direction"


def _questions(rows: Sequence[Row]) -> tuple[Question, ...]:
    """One question for each field that a row misses."""
    asked: dict[tuple[str, int, str], Question] = {}
    for row in rows:
        for cell in row.conditions:
            if cell.status is Status.MISSING:
                key = (row.document.document.id, row.measure.ordinal, cell.field)
                asked.setdefault(key, Question(text=cell.ask, field=cell.field, measure=row.measure.ordinal))
    return tuple(asked.values())
