"""Cells: the conditions of a measure as a profile stands to them, one for each stretch of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.documents import ParsedDocument
from corpus.spans import Span
from rag.eligibility.applicants import kinds_in
from rag.eligibility.circumstances import Circumstances
from rag.eligibility.profiles import Profile
from rag.eligibility.provisions import Effect, Provision
from rag.eligibility.replies import yes
from rag.eligibility.standing import Standing, Status, beyond_number, question, standing
from rag.eligibility.thresholds import thresholds
from rag.proof.quantities import quantities

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


class Cells:
    """Collects the conditions of a row, each place once."""

    def __init__(self, own: Circumstances, profile: Profile, parsed: ParsedDocument) -> None:
        self._own, self._profile, self._parsed = own, profile, parsed
        self._text = parsed.document.text
        self.listed: list[Condition] = []
        self._demands = 0

    def add(self, provision: Provision) -> None:
        """The conditions of a provision."""
        if provision.effect is Effect.CAP and provision.grant:
            self._append("标准", provision.grant, Standing(status=Status.MET))
        if provision.effect is Effect.WATCH and provision.grant:
            self._append("监管", provision.grant, Standing(status=Status.NOT_SET))
        if provision.effect is Effect.DEMAND and not provision.conditions and provision.grant:
            if self._demands < MOST_DEMANDS:
                self._judge("义务", provision.grant, provision)
            self._demands += 1
        if provision.effect is Effect.SCOPE and "只适用" in provision.span.of(self._text):
            if self.restricts(provision):
                self._append("对象", provision.span, Standing(status=Status.MET))
            return
        for span in provision.conditions:
            for piece in _pieces(self._text, span):
                self._judge("除外" if provision.effect is Effect.EXCLUSION else _label(piece.of(self._text)), piece, provision)
        if provision.effect is Effect.GRANT and provision.grant and sets_amount(provision.grant.of(self._text)):
            self._append("标准", provision.grant, Standing(status=Status.MET))

    def restricts(self, provision: Provision) -> bool:
        """Whether X只适用… speaks of the profile's kind of applicant."""
        return bool(kinds_in(provision.span.of(self._text).split("只适用")[0]) & self._own.kinds)

    def add_restriction(self, span: Span) -> None:
        """A cell for a sentence that keeps the profile's kind of applicant out of this measure."""
        self._append("除外", span, Standing(status=Status.UNMET))

    def add_region(self) -> None:
        """A cell for a document whose region the profile's place lies outside of."""
        facts = self._parsed.document.facts.get("region") or self._parsed.document.facts.get("issuer") or ()
        spans = [fact.span for fact in facts if fact.span and len(fact.span)]
        if spans:
            self._append("地点", spans[0], Standing(status=Status.UNMET))

    def add_amount(self, provisions: Sequence[Provision], whole: Span) -> None:
        """Where a benefit comes without any amount: a cell that says so, quoting what it does say."""
        grants = [p for p in provisions if p.effect is Effect.GRANT and p.grant]
        if grants and not any(sets_amount(p.span.of(self._text)) for p in provisions):
            span = grants[0].grant or whole
            self._append("金额或标准：文件未规定", span, Standing(status=Status.NOT_SET), whole=True)

    def _judge(self, label: str, span: Span, provision: Provision) -> None:
        words = span.of(self._text)
        context = (provision.context + self._text[provision.span.start : span.start])[-60:]
        held = yes(self._profile.answers.get(self._name(span), ""))
        if held is not None:
            found = Standing(status=Status.MET if held is not (label == "除外") else Status.UNMET)
        elif label == "除外":
            found = _excluded(self._own, words, context, known=bool(self._profile.sector))
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
                status=found.status,
                quote=words,
                span=span,
                field=(found.field or self._name(span)) if missing else "",
                ask=question(words, found, self._own.language, label) if missing else "",
            )
        )


_UNDECIDED = re.compile(r"[年月日天]之?以?内|[或、]")
"""A time within which something happens (3年内迁出), which the past says nothing about; cases of which one is enough."""
_OPPOSITE = {Status.MET: Status.UNMET, Status.UNMET: Status.MET}


def _excluded(own: Circumstances, words: str, context: str, *, known: bool) -> Standing:
    """How a profile stands to a case that shuts out: met when it says no, or when trades are shut out and its own is another.

    A number decides only a case that says nothing else, or of which the profile says the rest too.

    Args:
        own: The profile as read.
        words: The case.
        context: What stands before it.
        known: Whether the profile names its sector.
    """
    if thresholds(words) and not _UNDECIDED.search(words):
        found, rest = standing(words, context, own, None), beyond_number(words, context)
        if rest and own.asserts(rest) is not (found.status is Status.MET):
            return Standing(status=Status.MISSING)
        return replace(found, status=_OPPOSITE.get(found.status, found.status))
    trades = re.match(r"([^，,。]{2,30}?)(?:企业|行业)不适用", words)
    asserted = own.asserts(trades[1] if trades else words)
    if asserted is None and trades and known:
        asserted = False
    return Standing(status={True: Status.UNMET, False: Status.MET, None: Status.MISSING}[asserted])


def _pieces(text: str, span: Span) -> list[Span]:
    """A condition cut where it joins two by 且 or 并."""
    out, start = [], span.start + span.of(text).startswith("且")
    for match in re.finditer(r"、?且(?!不)|并(?=连续|为至少|在本|取得|签订|实际|进入|依法|能)", span.of(text)):
        at = span.start + match.start()
        if at - start >= 4 and span.end - at >= 5:
            out.append(Span(start, at))
            start = span.start + (match.end() if "且" in match.group() else match.start())
    return [*out, Span(start, span.end)]


def _label(words: str) -> str:
    """Kind of a condition: 地点, 对象, 门槛 or 事项."""
    if (
        re.search(r"(?:登记|注册|新建|行政区域|本市|本省|我省|本县|县内)", words)
        and re.search(r"在|内", words)
        and not re.search(r"\d", words)
    ):
        return "地点"
    if thresholds(words):
        return "门槛"
    return "对象" if re.search(r"(?:企业|单位|机构|人员|青年|毕业生|个人|旅行社|团队|载体|基地|酒店|景区|者)$", words) else "事项"


@lru_cache(maxsize=4096)
def sets_amount(words: str) -> bool:
    """Whether words set an amount, a rate or a term of a benefit."""
    return any(q.unit in ("money", "percent", "permille", "point") for q in quantities(words))
