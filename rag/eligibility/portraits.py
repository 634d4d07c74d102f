"""Portraits: measures as they are compared with profiles, made once per document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Measure, ParsedDocument
from embeddings.lexical import words as words_in
from rag.eligibility.addressees import speaks_to
from rag.eligibility.applicants import kinds_in
from rag.eligibility.instruments import RULES, instrument_of
from rag.eligibility.provisions import Effect, Provision, provisions_of
from rag.eligibility.standing import subject_of
from rag.eligibility.topics import TRADE, axis_of, topics_in
from rag.proof.force import Force
from rag.proof.quantities import quantities

FEW = 2
"""Up to so many grants say what a measure is about where its title does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A measure as it is compared with profiles; made once per document."""

    measure: Measure
    provisions: tuple[Provision, ...]
    instrument: str
    title: str
    """Empty where the measure has none, or where it is a whole sentence."""
    heading: str
    """Title of the section that it stands in; empty for none."""
    paid: bool
    """Whether it gives an amount of money, a rate, or relief from a tax."""
    granted: str
    """The words that give something."""
    head: str
    """Title and what its provisions are about: conditions, or where there are none the opening of what they grant."""
    body: str
    topics: Counter[str]
    """Of the whole text."""
    main: frozenset[str]
    """Topics of the head: what the measure is for."""
    spoken: frozenset[str]
    """Topics that one of its sentences speaks of more than once."""
    subjects: tuple[frozenset[str], ...]
    """For each grant the kinds of applicant that its conditions name as their subject."""
    reserved: frozenset[str]
    """Trades that the conditions of each of its grants name: it is for these alone."""
    words: Counter[str]
    speaks_to: str
    """``people`` where it speaks of no bodies, ``bodies`` where what it gives names no people; else empty."""


def portraits(parsed: ParsedDocument) -> tuple[Portrait, ...]:
    """All measures of a document as they are compared with profiles."""
    return tuple(_portrait(parsed, measure) for measure in parsed.measures)


def _portrait(parsed: ParsedDocument, measure: Measure) -> Portrait:
    text = parsed.document.text
    provisions = provisions_of(parsed, measure)
    body = "\n".join(s.span.of(text) for s in measure.sentences if not s.responsibility)
    title = measure.title if len(measure.title) <= 40 else ""
    grants = [p for p in provisions if p.effect is Effect.GRANT]
    about = [c.of(text) for p in grants for c in p.conditions] or [p.grant.of(text)[:60] for p in grants if p.grant] or [body[:80]]
    paid = _paid(text, grants)
    telling = bool(title) and (bool(topics_in(title)) or len(grants) > FEW) and not (paid and any(p.conditions for p in grants))
    head = _ASIDE.sub("", title if telling else "\n".join((title, *about)))
    granted = "\n".join(p.grant.of(text) for p in grants if p.grant and (not paid or _amount(p.grant.of(text))))
    ruled = bool(provisions) and not grants and any(p.effect is not Effect.OFFICE for p in provisions)
    return Portrait(
        measure=measure,
        provisions=provisions,
        instrument=RULES if ruled else instrument_of(title, granted, body, paid=paid),
        title=title,
        heading=next((s.title for s in reversed(parsed.sections) if s.span.start <= measure.span.start), ""),
        paid=paid or _TAX_RELIEF.search(granted) is not None,
        granted=granted,
        head=head,
        body=body,
        topics=topics_in(body),
        main=frozenset(topics_in(head)),
        spoken=frozenset(t for s in measure.sentences for t, n in topics_in(s.span.of(text)).items() if n >= 2),
        subjects=tuple(frozenset(k for c in p.conditions for k in kinds_in(subject_of(c.of(text)))) for p in grants),
        reserved=frozenset.intersection(*(_trades(text, p) for p in grants)) if grants else frozenset(),
        words=Counter(w for w in words_in(body) if len(w) > 1),
        speaks_to=speaks_to(body, [*about_whom(text, grants), *(p.grant.of(text) for p in grants if p.grant)]),
    )


def about_whom(text: str, grants: Sequence[Provision]) -> list[str]:
    """The conditions of grants and what leads up to them."""
    return [words for p in grants for words in (*(c.of(text) for c in p.conditions), p.context)]


def _trades(text: str, provision: Provision) -> frozenset[str]:
    """The trades that the conditions of a provision name."""
    return frozenset(t for c in provision.conditions for t in topics_in(_ASIDE.sub("", c.of(text))) if axis_of(t) == TRADE)


_ASIDE = re.compile(r"[（(][^（）()]*[）)]")


def _paid(text: str, grants: Sequence[Provision]) -> bool:
    """Whether a grant is an amount of money or a rate."""
    return any(_amount(p.grant.of(text)) for p in grants if p.grant and p.force is Force.COMMITMENT)


_TAX_RELIEF = re.compile(r"免征|减征|先征后退|扣减")


def _amount(words: str) -> bool:
    return any(q.unit in ("money", "percent") for q in quantities(words))
