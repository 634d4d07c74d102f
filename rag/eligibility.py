"""The eligibility matrix: the measures that concern a profile, their conditions one by one, and what is still to be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span
from rag.answers import Contact
from rag.bridge import Bridge
from rag.circumstances import Circumstances, read_circumstances, yes
from rag.concerns import Portrait, Why, closed_to, concerns, portraits
from rag.contacts import contacts
from rag.force import Force
from rag.instruments import RULES
from rag.localities import lies_in, nation, read_locality
from rag.profiles import Profile
from rag.provisions import Effect, Provision
from rag.quantities import quantities
from rag.standing import Standing, Status, question, standing
from rag.topics import topics_in

MOST_DEMANDS = 3
"""Demands that one row lists; the measure's own words hold the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One cell: a condition that the text sets (or pointedly does not set)."""

    text: str
    """What kind of condition it is, and its words."""
    status: Status
    quote: str
    """Exactly ``document.text[span.start:span.end]``."""
    span: Span
    field: str = ""
    """What decides a missing one."""
    ask: str = ""
    """The short question for a missing one."""


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


Finder = Callable[[str], Iterable[tuple[str, int | None, float]]]
"""A search: document id, ordinal and score of what it finds for some words, best first."""


class Eligibility:
    """Makes matrices over documents; safe to use from several threads."""

    def __init__(self, documents: Sequence[ParsedDocument], find: Finder | None = None) -> None:
        """Takes parsed documents and, where there is one, a search whose finds are a hint for what concerns a profile."""
        self._documents = tuple(documents)
        self._find = find
        self._portraits = [portraits(parsed) for parsed in self._documents]
        self._bridge = Bridge(frozenset(word for document in self._portraits for portrait in document for word in portrait.words))

    def matrix(self, profile: Profile) -> Matrix:
        """The matrix of a profile; documents of another region are left out unless no document covers the profile's place."""
        own = read_circumstances(profile, self._bridge.glosses)
        rows: list[Row] = []
        outside = [self._outside(own, parsed) for parsed in self._documents]
        found = self._hints(profile)
        for parsed, document, out in zip(self._documents, self._portraits, outside, strict=True):
            if out and not all(outside):
                continue
            reasons = concerns(own, document, found.get(parsed.document.id))
            for portrait in document:
                if portrait.measure.ordinal in reasons:
                    rows.append(self._row(own, profile, parsed, portrait, reasons[portrait.measure.ordinal], out))
        kept = tuple(row for row in rows if row.conditions or row.why is not Why.RULE)
        return Matrix(profile=profile, language=own.language, rows=kept, questions=_questions(kept))

    def _outside(self, own: Circumstances, parsed: ParsedDocument) -> bool:
        region = parsed.document.region
        return bool(region) and not nation(region) and lies_in(own.place, read_locality(region or "")) is False

    def _hints(self, profile: Profile) -> dict[str, dict[int, float]]:
        words = " ".join(part for part in (profile.sector, *profile.activities, *profile.needs, profile.description[:200]) if part)
        hints: dict[str, dict[int, float]] = {}
        if self._find is None or not words:
            return hints
        listed = [(document, ordinal, score) for document, ordinal, score in self._find(words) if ordinal is not None]
        top = max((score for _, _, score in listed), default=0.0)
        for document, ordinal, score in listed:
            if top > 0:
                hints.setdefault(document, {}).setdefault(ordinal, max(0.0, score / top))
        return hints

    def _row(self, own: Circumstances, profile: Profile, parsed: ParsedDocument, portrait: Portrait, why: Why, outside: bool) -> Row:
        provisions = _chosen(own, parsed, portrait)
        cells = _Cells(own, profile, parsed)
        for provision in provisions:
            cells.add(provision)
        if outside and not any(cell.status is Status.UNMET for cell in cells.listed):
            cells.add_region()
        force = _force(portrait, provisions)
        if force != "duty":
            cells.add_amount(provisions, portrait)
        return Row(
            document=parsed, measure=portrait.measure, why=why, instrument=portrait.instrument, force=force,
            conditions=tuple(cells.listed), contacts=contacts([(parsed, portrait.measure)]),
        )  # fmt: skip


def _chosen(own: Circumstances, parsed: ParsedDocument, portrait: Portrait) -> list[Provision]:
    """The provisions of a measure that speak to the profile: those open to its kind, of these those on its topics, else on its words."""
    text = parsed.document.text
    useful = [p for p in portrait.provisions if p.effect is not Effect.OFFICE]
    grants = [p for p in useful if p.effect is Effect.GRANT]
    fitting = [p for p in grants if not any(closed_to(own, c.of(text)) for c in p.conditions)] or grants
    topical = [len(set(topics_in(p.span.of(text))) & set(own.topics)) for p in fitting]
    worded = [sum(word in p.span.of(text).lower() for word in own.words) for p in fitting]
    scores = topical if any(topical) else worded
    most = max(scores, default=0)
    kept = [p for p, n in zip(fitting, scores, strict=True) if 2 * n >= most or (not p.conditions and _amounts(p.span.of(text)))]
    return [p for p in useful if p in kept or p.effect is not Effect.GRANT]


def _force(portrait: Portrait, provisions: Sequence[Provision]) -> str:
    grants = [p for p in provisions if p.effect is Effect.GRANT]
    if portrait.instrument == RULES or (not grants and provisions):
        return "duty"
    return "commitment" if any(p.force is Force.COMMITMENT for p in grants) else "direction"


class _Cells:
    """Collects the conditions of a row, each place once."""

    def __init__(self, own: Circumstances, profile: Profile, parsed: ParsedDocument) -> None:
        self._own, self._profile, self._parsed = own, profile, parsed
        self._text = parsed.document.text
        self.listed: list[Condition] = []
        self._demands = 0

    def add(self, provision: Provision) -> None:
        """The conditions of a provision."""
        if provision.effect is Effect.DEMAND and not provision.conditions and provision.grant:
            if self._demands < MOST_DEMANDS:
                self._judge("义务", provision.grant, provision)
            self._demands += 1
        for span in provision.conditions:
            for piece in _pieces(self._text, span):
                self._judge("除外" if provision.effect is Effect.EXCLUSION else _label(piece.of(self._text)), piece, provision)
        if provision.effect is Effect.GRANT and provision.grant and _amounts(provision.grant.of(self._text)):
            self._append("标准", provision.grant, Standing(status=Status.MET))

    def add_region(self) -> None:
        """A cell for a document whose region the profile's place lies outside of."""
        facts = self._parsed.document.facts.get("region") or self._parsed.document.facts.get("issuer") or ()
        spans = [fact.span for fact in facts if fact.span and len(fact.span)]
        if spans:
            self._append("地点", spans[0], Standing(status=Status.UNMET))

    def add_amount(self, provisions: Sequence[Provision], portrait: Portrait) -> None:
        """Where a benefit comes without any amount: a cell that says so, quoting what it does say."""
        grants = [p for p in provisions if p.effect is Effect.GRANT and p.grant]
        if grants and not any(_amounts(p.span.of(self._text)) for p in grants):
            span = grants[0].grant or portrait.measure.span
            self._append("金额或标准：文件未规定", span, Standing(status=Status.NOT_SET), whole=True)

    def _judge(self, label: str, span: Span, provision: Provision) -> None:
        words = span.of(self._text)
        context = (provision.context + self._text[provision.span.start : span.start])[-60:]
        answer = self._profile.answers.get(self._name(span))
        if answer:
            held = yes(answer)
            found = Standing(status=Status.MET if held is not (label == "除外") else Status.UNMET)
        elif label == "除外":
            found = _excluded(self._own, words, known=bool(self._profile.sector))
        elif label == "义务":
            asserted = self._own.asserts(words)
            found = Standing(status={True: Status.MET, False: Status.UNMET, None: Status.MISSING}[asserted])
        else:
            found = standing(words, context, self._own, self._parsed.document.region)
        self._append(label, span, found)

    def _name(self, span: Span) -> str:
        return f"{self._parsed.document.sha256[:12]}:{span.start}-{span.end}"

    def _append(self, label: str, span: Span, found: Standing, *, whole: bool = False) -> None:
        if any(span == cell.span and label.split("：")[0] == cell.text.split("：")[0] for cell in self.listed):
            return
        words = span.of(self._text)
        missing = found.status is Status.MISSING
        self.listed.append(
            Condition(
                text=label if whole else f"{label}：{' '.join(words.split())}",
                status=found.status, quote=words, span=span,
                field=(found.field or self._name(span)) if missing else "",
                ask=question(words, found, self._own.language) if missing else "",
            )  # fmt: skip
        )


def _excluded(own: Circumstances, words: str, *, known: bool) -> Standing:
    """How a profile stands to a case that shuts out: met when it says that it is not so, or when trades are shut out and its own is another.

    Args:
        own: The profile as read.
        words: The case.
        known: Whether the profile names its sector.
    """
    trades = re.match(r"([^，,。]{2,30}?)(?:企业|行业)不适用", words)
    asserted = own.asserts(trades[1] if trades else words)
    if asserted is None and trades and known:
        asserted = False
    return Standing(status={True: Status.UNMET, False: Status.MET, None: Status.MISSING}[asserted])


def _pieces(text: str, span: Span) -> list[Span]:
    """A condition cut where it joins two by 且 or 并."""
    out, start = [], span.start
    for match in re.finditer(r"、?且(?!不)|并(?=连续|为至少|在本|取得|签订|实际|进入|依法|能)", span.of(text)):
        at = span.start + match.start()
        if at - start >= 4 and span.end - at >= 5:
            out.append(Span(start, at))
            start = span.start + (match.end() if "且" in match.group() else match.start())
    return [*out, Span(start, span.end)]


def _label(words: str) -> str:
    """Kind of a condition: 地点, 对象, 门槛 or 事项."""
    if re.search(r"(?:登记|注册|新建|行政区域|本市|本省|我省|本县|县内)", words) and re.search(r"在|内", words) and not re.search(r"\d", words):
        return "地点"
    if quantities(words):
        return "门槛"
    return "对象" if re.search(r"(?:企业|单位|机构|人员|青年|毕业生|个人|旅行社|团队|载体|基地|酒店|景区|者)$", words) else "事项"


@lru_cache(maxsize=4096)
def _amounts(words: str) -> bool:
    """Whether words set an amount, a rate or a term of a benefit."""
    return any(q.unit in ("money", "percent", "permille", "point") for q in quantities(words))


def _questions(rows: Sequence[Row]) -> tuple[Question, ...]:
    """One question for each field that a row misses."""
    asked: dict[tuple[str, int, str], Question] = {}
    for row in rows:
        for cell in row.conditions:
            if cell.status is Status.MISSING:
                key = (row.document.document.id, row.measure.ordinal, cell.field)
                asked.setdefault(key, Question(text=cell.ask, field=cell.field, measure=row.measure.ordinal))
    return tuple(asked.values())


def with_answers(profile: Profile, answers: dict[str, str]) -> Profile:
    """The profile with further answers."""
    return replace(profile, answers={**profile.answers, **answers})
