"""Provisions: what each sentence of a measure grants or demands, and the words that set conditions for it.

The grammar is that of official Chinese: ``X的，给予Y``; ``对X(的)给予Y``; ``X可以申请Y``; ``支持X…``; ``在…前提下``; lists after
``有下列情形之一的`` and ``下列条件：``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span
from rag.eligibility import marks
from rag.eligibility.chunks import chunks, parts, trimmed, unlabelled
from rag.eligibility.riders import riders
from rag.eligibility.thresholds import thresholds
from rag.proof.force import Force, force_of


class Effect(StrEnum):
    """What a provision does for the one it addresses."""

    GRANT = "grant"
    """Gives something: money, a right, a service."""
    DEMAND = "demand"
    """Asks something of the applicant or forbids it."""
    CAP = "cap"
    """Limits what one may get: once only, no more than, the higher of two."""
    WATCH = "watch"
    """Announces supervision of conduct."""
    EXCLUSION = "exclusion"
    """Takes those whom its conditions fit out of the benefit."""
    SCOPE = "scope"
    """Says whom the document is for, or defines them."""
    OFFICE = "office"
    """Work of public bodies: procedure, budgets, evaluation, dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One grant or demand with its conditions."""

    span: Span
    effect: Effect
    force: Force
    conditions: tuple[Span, ...]
    """Stretches that must be true of the applicant, in reading order."""
    grant: Span | None
    """The words that give or demand; None where the provision only sets conditions."""
    context: str
    """Words that stood before the provision in its sentence or lead-in, for what it leaves unsaid."""


def provisions_of(parsed: ParsedDocument, measure: Measure) -> tuple[Provision, ...]:
    """The provisions of a measure in reading order."""
    text = parsed.document.text
    found: list[Provision] = []
    lead: tuple[Effect, str] | None = None
    for sentence, following in zip(measure.sentences, (*measure.sentences[1:], None), strict=True):
        if sentence.responsibility:
            continue
        span = unlabelled(text, sentence.span)
        words = span.of(text)
        if sentence.heading and len(words) < 24 and not marks.DEMAND.search(words):
            continue
        item = lead is not None and marks.LABEL.match(sentence.span.of(text)) is not None
        if item and lead is not None:
            if not words.rstrip().endswith(("：", ":")):
                found.append(_item(text, span, lead))
            continue
        lists = following is not None and marks.LABEL.match(following.span.of(text)) is not None
        lead = _lead_in(words, lists=lists)
        if lead and lead[0] in (Effect.EXCLUSION, Effect.SCOPE):
            continue
        for part in parts(text, span):
            context = text[max(span.start, part.start - 60) : part.start]
            if len(part) > 8 or marks.DEMAND.search(part.of(text)):
                found += _with_riders(text, part, context)
    return tuple(found)


def _lead_in(words: str, *, lists: bool) -> tuple[Effect, str] | None:
    """What the items after a lead-in are, None when the sentence is none; ``lists`` says that a labelled item follows."""
    open_end = words.rstrip().endswith(("：", ":")) or (lists and _LISTED.search(words) is not None)
    if not open_end or re.search(r"材料|资料|文件[：:]", words):
        return None
    if marks.EXCLUDE.search(words):
        return Effect.EXCLUSION, words
    if _LISTED.search(words) and (match := marks.GRANT.search(words)) and not marks.NO_GRANT.search(words[: match.end()]):
        return Effect.GRANT, words
    if re.search(r"(?:下列|以下)(?:情形|行为)", words):
        return Effect.EXCLUSION, words
    if re.search(r"条件[：:]$|[下以][列下][^，,：]{0,4}条件", words):
        return Effect.SCOPE, words
    return (Effect.DEMAND, words) if marks.DEMAND.search(words) or re.search(r"职责|义务", words) else None


_LISTED = re.compile(r"(?:下列|以下)[^，,：]{0,8}(?:之一|情形|条件|人员|对象|企业|单位|机构|标准|补贴|补助|奖励)|下列")
"""A lead-in to those who are given something, or to what they are given."""


def _item(text: str, span: Span, lead: tuple[Effect, str]) -> Provision:
    effect, words = lead
    span = trimmed(text, span)
    if effect is Effect.GRANT:
        several = tuple(chunks(text, span)) if len(thresholds(span.of(text))) > 1 else (span,)
        return Provision(span=span, effect=effect, force=Force.COMMITMENT, conditions=several, grant=None, context=words)
    listed: tuple[Span, ...] = (span,) if effect in (Effect.EXCLUSION, Effect.SCOPE) else ()
    if listed and len(thresholds(span.of(text))) > 1:
        listed = tuple(chunks(text, span))
    return Provision(span=span, effect=effect, force=Force.DUTY, conditions=listed, grant=None if listed else span, context=words)


def _with_riders(text: str, span: Span, context: str) -> list[Provision]:
    """A provision and, where it gives something, what behind its grant takes someone out or sets a condition."""
    listed = chunks(text, span)
    at = _granting(text, listed)
    if at is None:
        return [_provision(text, span, context)]
    match = marks.GRANT.search(listed[at].of(text))
    ridden = riders(text, listed, at, firm=match is not None and marks.FIRM.search(match.group(0)) is not None)
    given = _provision(text, trimmed(text, Span(span.start, ridden.begin)), context) if ridden else None
    if ridden is None or given is None or given.effect is not Effect.GRANT:
        return [_provision(text, span, context)]
    taken = [
        Provision(span=case, effect=Effect.EXCLUSION, force=Force.DUTY, conditions=(case,), grant=case, context=given.span.of(text)[-60:])
        for case in ridden.exceptions
    ]
    grant = Span(given.grant.start, span.end) if given.grant else None
    return [replace(given, span=span, grant=grant, conditions=(*given.conditions, *ridden.conditions)), *taken]


def _provision(text: str, span: Span, context: str) -> Provision:
    words = span.of(text)
    listed = chunks(text, span)
    if marks.SCOPE.search(words) and not re.search(r"本数|货币单位", words):
        exclusion = "不适用" in words
        return Provision(
            span=span, effect=Effect.EXCLUSION if exclusion else Effect.SCOPE, force=Force.DUTY,
            conditions=tuple(_scope_conditions(text, listed)), grant=None, context=context,
        )  # fmt: skip
    at = _granting(text, listed)
    force = force_of(words)
    if at is not None and (public := marks.PUBLIC.search(listed[at].of(text))) and public.start() <= 12:
        later = [
            n
            for n in range(at + 1, len(listed))
            if re.search(r"给予|奖励|发放", listed[n].of(text)) and marks.BENEFICIARY.search(listed[n].of(text))
        ]
        if not later:
            return Provision(span=span, effect=Effect.OFFICE, force=force, conditions=(), grant=span, context=context)
        conditions, grant = _split(text, listed[later[0] :], 0)
        return Provision(span=span, effect=Effect.GRANT, force=Force.DIRECTION, conditions=tuple(conditions), grant=grant, context=context)
    gives = at is not None and re.search(r"给予|奖励(?!政策)|返还|贴息|发放|提供(?![^，]{0,4}材料)", words) is not None
    watched = marks.WATCHED.search(words) is not None and not gives
    if not watched and (
        re.match(r"为[^。]{4,200}制定本", words)
        or marks.CALCULATION.search(words.split("，")[0])
        or (marks.SUBJECT_OFFICE.match(words) and not gives)
    ):
        return Provision(span=span, effect=Effect.OFFICE, force=force, conditions=(), grant=span, context=context)
    ruled = marks.RULE.search(words)
    if ruled and at is not None and any(_NARROWED.search(c.of(text)) and marks.RULE.search(c.of(text)) for c in listed[:at]):
        ruled = None
    if watched or (ruled and not (gives and at is not None and listed[at].start < span.start + ruled.start() - 4)):
        effect = Effect.CAP if marks.CAPS.search(words) else Effect.WATCH if marks.CONDUCT.search(words) else Effect.DEMAND
        return Provision(span=span, effect=effect, force=force, conditions=(), grant=span, context=context)
    if marks.EXCLUDE.search(words):
        return Provision(
            span=span,
            effect=Effect.EXCLUSION,
            force=Force.DUTY,
            conditions=tuple(_before(text, listed, marks.EXCLUDE)),
            grant=span,
            context=context,
        )
    if at is None or (marks.SUBJECT_OFFICE.match(listed[at].of(text)) and "应当" in listed[at].of(text)):
        demand = at is None and marks.DEMAND.search(words) is not None and marks.BENEFICIARY.search(words) is not None
        bounds = tuple(c for c in listed if demand and thresholds(c.of(text)))
        return Provision(
            span=span, effect=Effect.DEMAND if demand else Effect.OFFICE, force=force, conditions=bounds, grant=span, context=context
        )
    conditions, grant = _split(text, listed, at)
    match = marks.GRANT.search(listed[at].of(text))
    if match and (not match.group(0).endswith(marks.SOFT_GRANT) or re.search(r"提供[^，,]{0,6}(?:奖励|补贴|补助)", listed[at].of(text))):
        force = Force.COMMITMENT
    elif match and match.group(0).endswith(marks.MILD):
        force = Force.DIRECTION
    conditions = [c for c in conditions if len(c) > 2 and not re.search(r"^在全[省市国]$|期间$", c.of(text))]
    return Provision(
        span=span, effect=Effect.GRANT, force=force, conditions=tuple(conditions), grant=Span(grant.start, span.end), context=context
    )


_NARROWED = re.compile(r"的(?:[^的，,]{0,8}(?:企业|单位|机构|组织|人员|个人|项目))?$")
"""Ends of a chunk that names whom something is given, whatever the bounds in it."""


def _granting(text: str, listed: list[Span]) -> int | None:
    """Position of the chunk that gives."""
    for position, chunk in enumerate(listed):
        words = chunk.of(text)
        match = marks.GRANT.search(words)
        if match and not words.endswith("的") and not marks.NO_GRANT.search(words):
            return position
    return None


def _split(text: str, listed: list[Span], at: int) -> tuple[list[Span], Span]:
    """Conditions before the grant, and where the grant begins: at its verb when a condition leads up to it in the same chunk."""
    chunk = listed[at]
    words = chunk.of(text)
    match = marks.GRANT.search(words)
    soft = match is not None and match.group(0).endswith((*marks.SOFT_GRANT, "允许"))
    conditions = [chunk for chunk in listed[:at] if _conditional(chunk.of(text), listed[:at], text, soft=soft)]
    begin = match.start() if match else 0
    head = words[:begin]
    if soft and begin == 0:
        return conditions + _within(text, chunk), chunk
    lead = trimmed(text, Span(chunk.start, chunk.start + begin))
    towards = re.search(r"^.{0,16}(?:为|向)(?=.{2,16}$)", lead.of(text))
    lead = Span(lead.start + towards.end(), lead.end) if towards else lead
    lead_words = lead.of(text)
    by_size = re.search(r"[大中小微][^，,]{0,2}企业按", text[chunk.start + begin : listed[-1].end]) is not None
    if (
        len(lead) >= 3
        and not by_size
        and (head.startswith(("对", "将", "凡", "在", "被")) or lead_words.endswith(("的", "者")) or marks.BENEFICIARY.search(lead_words))
    ):
        conditions.append(lead)
        chunk = Span(chunk.start + begin, chunk.end)
    for later in listed[at + 1 :]:
        if re.match(r"(?:在[^，,]{2,30}(?:前提下|基础上|情况下)|经[^，,]{2,20}(?:批准|同意|审核)后?)$", later.of(text)):
            conditions.append(later)
    return conditions, chunk


def _conditional(words: str, before: list[Span], text: str, *, soft: bool) -> bool:
    """Whether a chunk before the grant sets a condition rather than opens the scene (aim, basis, the name of the measure).

    Before a mere encouragement (``soft``) only what is marked as a condition is one.
    """
    if marks.SCENE.match(words) and not marks.ENDS_OPEN.search(words):
        return False
    if marks.ENDS_OPEN.search(words) or marks.IF.match(words):
        return True
    if soft:
        return False
    return bool(
        marks.ENDS_OPEN.search(before[-1].of(text))
        or marks.BENEFICIARY.search(words)
        or re.search(r"[\d一二三四五六七八九十]|^组织|^开展", words)
    )


def _within(text: str, chunk: Span) -> list[Span]:
    """Conditions inside a chunk such as 支持符合条件的企业…: the named class with its attribute."""
    match = re.search(
        r"(?:符合|具备|属于|从事|投资|取得|拥有)[^，,。；]{0,20}?的[^，,。；、]{0,14}?(?:企业|人员|项目|机构|单位|青年|组织|毕业生)",
        chunk.of(text),
    )
    match = match or _ATTRIBUTED.search(chunk.of(text))
    return [Span(chunk.start + match.start(), chunk.start + match.end())] if match else []


_ATTRIBUTED = re.compile(
    r"(?<=允许|支持|鼓励|引导)[^，,。；、]{2,20}?(?:内|的|注册在[^，,。；、]{2,12}?)[^，,。；、]{0,8}(?:企业|机构|单位|组织|人员)(?=[开利进承从在以通参发申])"
)
"""Who is allowed or helped to do something, where an attribute narrows it: 允许综合保税区内加工制造企业利用…."""


def _before(text: str, listed: list[Span], pattern: re.Pattern[str]) -> list[Span]:
    """The chunks before the first that matches, and its own head."""
    out = []
    for chunk in listed:
        match = pattern.search(chunk.of(text))
        if match:
            head = trimmed(text, Span(chunk.start, chunk.start + match.start()))
            if len(head) >= 4 and not re.match(r"(?:应当?|不得|须|并)", head.of(text)):
                out.append(head)
            break
        out.append(chunk)
    if len(listed) > len(out) - 1 and out and out[-1] not in listed:
        out = [chunk for chunk in out[:-1] if marks.ENDS_OPEN.search(chunk.of(text))] + out[-1:]
    marked = [chunk for chunk in out if marks.ENDS_OPEN.search(chunk.of(text)) and not marks.DEMAND.search(chunk.of(text))]
    return marked or [chunk for chunk in out if not marks.DEMAND.search(chunk.of(text))]


def _scope_conditions(text: str, listed: list[Span]) -> Iterator[Span]:
    """Of 本办法适用于在…注册满1年、具有…、从业人员300人以下且…的企业: each of the attributes."""
    for chunk in listed:
        words = chunk.of(text)
        if re.fullmatch(r"(?:本[^，]{1,6}所称[^，]{1,20}|是指|其中)", words):
            continue
        match = re.search(r"适用于|适用对象(?:应当)?|是指", words)
        start = chunk.start + (match.end() if match else 0)
        for piece in re.split(
            r"(?<=.)(?=、(?:具有|取得|依法|从业|上一|注册|在|且|连续|符合))|且(?=上|在|具|依|从|注)", text[start : chunk.end]
        ):
            at = text.find(piece, start, chunk.end)
            part = trimmed(text, Span(at, at + len(piece)))
            start = max(start, at + len(piece))
            if len(part) >= 4:
                yield part
