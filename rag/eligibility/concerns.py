"""Concerns: which measures of a document concern a profile, by subject, by instrument sought, or as a rule for all who apply."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.documents import ParsedDocument
from rag.eligibility import marks
from rag.eligibility.addressees import is_body, is_person, names
from rag.eligibility.applicants import axis_of_kind, closed, kinds_in
from rag.eligibility.circumstances import Circumstances
from rag.eligibility.instruments import OWN_MATTER, RULES, TALENT, works_by
from rag.eligibility.portraits import Portrait
from rag.eligibility.provisions import Effect, Provision
from rag.eligibility.standing import subject_of
from rag.eligibility.topics import TRADE, axis_of, topics_in
from rag.eligibility.wishes import Wishes
from rag.understanding.synonyms import equals


class Why(StrEnum):
    """Why a measure concerns a profile."""

    SUBJECT = "subject"
    """It is about the profile's trade or what it does."""
    NEED = "need"
    """It works by an instrument that is sought and is open to the profile's trade."""
    RULE = "rule"
    """It is a rule for all who apply under the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """That a measure concerns a profile."""

    why: Why
    score: float
    """Higher for what is closer to the profile; comparable within one matrix only."""


def concerns(own: Circumstances, parsed: ParsedDocument, document: Sequence[Portrait], near: int | None = None) -> dict[int, Concern]:
    """The measures of one document that concern a profile, by ordinal; ``near`` is one that a search takes for the closest."""
    rare = _rarity(document)
    foreign = _for_others(own, parsed)
    wishes = Wishes(own, document)
    reasons: dict[int, Concern] = {}
    for portrait in document:
        if not _addressed(own, portrait) or all(p.effect is Effect.OFFICE for p in portrait.provisions):
            continue
        score = _subject(own, portrait, rare)
        if score >= SUBJECT_SCORE or portrait.measure.ordinal == near:
            reasons[portrait.measure.ordinal] = Concern(why=Why.SUBJECT, score=score)
        elif not foreign and _sought(own, portrait, score, rare, wishes):
            reasons[portrait.measure.ordinal] = Concern(why=Why.NEED, score=score)
    specific = any(p.paid and p.measure.ordinal in reasons and reasons[p.measure.ordinal].why is Why.SUBJECT for p in document)
    if specific:  # what is found for the profile itself leaves no room for benefits of the same kind that share no word with it
        strangers = {p.measure.ordinal for p in document if p.paid and _is_need(reasons.get(p.measure.ordinal), below=STRANGE)}
        reasons = {ordinal: reason for ordinal, reason in reasons.items() if ordinal not in strangers}
    granting = {p.measure.ordinal for p in document if any(q.effect is Effect.GRANT for q in p.provisions)}
    if granting & set(reasons):
        known = "\n".join((own.said, *(p.body for p in document if p.measure.ordinal in granting & set(reasons))))
        apart = _chapters_apart(document, granting, set(reasons))
        for portrait in document:
            if _chapter(portrait) in apart and {p.effect for p in portrait.provisions} <= {Effect.DEMAND, Effect.OFFICE}:
                continue
            if portrait.measure.ordinal not in reasons and _addressed(own, portrait) and _rule(own, parsed, portrait, known):
                reasons[portrait.measure.ordinal] = Concern(why=Why.RULE, score=0.0)
    return reasons


def _chapters_apart(document: Sequence[Portrait], granting: Collection[int], listed: Collection[int]) -> set[str]:
    """Chapters that give money or relief, none of it to the profile: their rules go with what they give."""
    giving = {_chapter(p) for p in document if p.measure.ordinal in granting and p.paid} - {""}
    return giving - {_chapter(p) for p in document if p.measure.ordinal in granting and p.measure.ordinal in listed}


def _chapter(portrait: Portrait) -> str:
    return portrait.measure.path.rpartition("/")[0]


STRANGE = 0.15
"""Score below which a measure shares nothing with the profile."""


def _is_need(reason: Concern | None, *, below: float) -> bool:
    return reason is not None and reason.why is Why.NEED and reason.score < below


def _for_others(own: Circumstances, parsed: ParsedDocument) -> bool:
    """Whether a document's title names trades or people that the profile is none of."""
    title = parsed.document.title
    trades = {t for t in topics_in(title) if axis_of(t) == TRADE}
    mine = {t for t in own.topics if axis_of(t) == TRADE}
    people = {kind for kind in kinds_in(title) if axis_of_kind(kind) == "person"}
    return bool(trades and mine and not trades & mine) or bool(people and not people & own.kinds)


def _rarity(document: Sequence[Portrait]) -> dict[str, float]:
    """Inverse document frequency of words and topics over the measures, 1 for what one has, 0 for what all have."""
    counts = Counter(name for portrait in document for name in {*portrait.words, *portrait.topics})
    return {name: math.log((len(document) + 1) / (n + 0.5)) / math.log((len(document) + 1) / 1.5) for name, n in counts.items()}


def _addressed(own: Circumstances, portrait: Portrait) -> bool:
    """Whether some provision is not closed to the profile's kind of applicant."""
    named = [kinds for kinds in portrait.subjects if kinds]
    if portrait.speaks_to == "people" and is_body(own.kinds):
        return False
    if portrait.speaks_to == "bodies" and is_person(own.kinds) and not own.founds:
        return False
    return not named or any(not closed(kinds, own.kinds) for kinds in named)


def _subject(own: Circumstances, portrait: Portrait, rare: Mapping[str, float]) -> float:
    """How much a measure is about the profile's trade and activities."""
    score = 0.0
    for topic in own.topics:
        if topic in portrait.main:
            score += 1.6 * rare.get(topic, 0.0)
        elif topic in portrait.spoken:
            score += 1.2 * rare.get(topic, 0.0)
        elif portrait.topics[topic] >= 2 or (portrait.topics[topic] and rare.get(topic, 0.0) >= TELLING):
            score += 0.5 * rare.get(topic, 0.0)
    trades = {t for t in portrait.main if axis_of(t) == TRADE}
    for word in own.words - own.place.within:
        forms = [word, *equals(word)]
        if any(form in portrait.head for form in forms):
            score += 0.8 * max((rare.get(form, 0.0) for form in forms if form in portrait.head), default=0.4)
        elif any(form in portrait.words for form in forms):
            score += 0.3 * max(rare.get(form, 0.0) for form in forms if form in portrait.words)
    if trades and not trades & set(own.topics):
        score *= 0.6
    if trades & set(own.topics) & set(topics_in(portrait.title)):
        score += TITLE_SCORE
    return score


SUBJECT_SCORE = 1.3
"""Least score of shared topics and words; set on the dev half of `evaluation/data/profiles.jsonl` (docs/eligibility.md)."""


TELLING = 0.6
"""Rarity from which a single mention of a topic tells."""
TITLE_SCORE = 0.8
"""What a trade in common adds when the measure's title names it."""
COMMON = 0.25
"""Rarity below which a topic runs through the whole document and tells its measures not apart."""
_NARROW = frozenset({"用地", "许可便利"})
"""Instruments that often come beside another one in a measure."""
_BROAD = ("平台设施", "试点示范")
BROAD_SCORE = 0.7
"""Least score of a measure that works by an instrument found nearly everywhere."""
_OPEN_TO = re.compile(
    r"企业|经营|公司|市场主体|经营主体|个体|经营者|纳税人|申请人|申报|创业|毕业生|人员|青年|机构|合作社|旅行社|单位|项目|基地|职工|导游|景区|酒店|民宿|专利|贷款|转贷|担保|人才|个人|配偶|子女|家庭|居民|农户|学生|用户|组织|老年人|对象|社会力量"
)


def _sought(own: Circumstances, portrait: Portrait, score: float, rare: Mapping[str, float], wishes: Wishes) -> bool:
    if not wishes.near(portrait):
        return False
    if portrait.instrument == RULES and RULES not in own.needs:
        return False
    if not any(p.effect is Effect.GRANT for p in portrait.provisions) and portrait.instrument != RULES:
        return False
    if not portrait.paid and not _OPEN_TO.search(portrait.body):
        return False
    if portrait.instrument in _BROAD and score < BROAD_SCORE:
        return False
    wanted = (
        portrait.instrument in own.needs
        or any(works_by(need, portrait.granted) for need in own.needs & _NARROW)
        or (TALENT in own.needs and works_by(TALENT, portrait.head))
    )
    named = own.sought - OWN_MATTER.get(portrait.instrument, set())
    if not wanted or (named and not named & set(portrait.topics)):
        return False
    mine = set(own.topics)
    if portrait.reserved and not portrait.reserved & mine and any(axis_of(t) == TRADE for t in mine):
        return False
    trades = {t for t in portrait.main if axis_of(t) == TRADE}
    matters = portrait.main - trades - OWN_MATTER.get(portrait.instrument, set())
    if works_by(portrait.instrument, portrait.title) and portrait.instrument not in _BROAD and not matters:
        return True
    own_trades = {t for t in mine if axis_of(t) == TRADE}
    if trades and own_trades and not trades & own_trades:
        return False
    own_matters = {t for t in mine if axis_of(t) != TRADE and rare.get(t, 1.0) >= COMMON}
    return not (own_matters and matters and not own_matters & set(portrait.topics))


_FOR_ALL = re.compile(
    r"税收优惠|企业|企事业|单位|申报|申请|纳税人|享受|扶持|同一|市场主体|经营者|符合|奖励|资金|补贴|新业态|行为|本(?:办法|通知|意见|规定|条例|细则)(?:适用|所称)|适用对象|已享受|以虚假|[^，]{0,12}是指"
)


_CONDUCT = re.compile(r"经营行为|监管执法|督促企业")


BINDING = (Effect.DEMAND, Effect.CAP, Effect.WATCH, Effect.EXCLUSION, Effect.SCOPE)


def _rule(own: Circumstances, parsed: ParsedDocument, portrait: Portrait, known: str) -> bool:
    """Whether a measure binds all who apply under its document, or just such as the profile is: scope, exclusions, how to apply, duties."""
    text = parsed.document.text
    binding = [p for p in portrait.provisions if p.effect in BINDING]
    applying = any(p.effect is Effect.DEMAND and marks.WATCHED.search(p.span.of(text)) for p in binding)
    if not binding or not (portrait.instrument == RULES or applying):
        return False
    named = [names(p, parsed, known, own.said, body=is_body(own.kinds)) for p in binding]
    if named[0] is False:  # what a measure opens with says whom the rest of it is about
        return False
    return any(name or (name is None and _binds(own, p, text)) for name, p in zip(named, binding, strict=True))


def _binds(own: Circumstances, provision: Provision, text: str) -> bool:
    words = provision.span.of(text)
    opening = (provision.context[:30] if provision.grant is None else "") + words[:24]
    if _CONDUCT.search(words) or _FOR_ALL.search(opening):
        return True
    return bool((kinds_in(opening) - {"enterprise", "person"}) & own.kinds)


def closed_to(own: Circumstances, words: str) -> bool:
    """Whether the subject of a condition is a kind of applicant that the profile is not."""
    return closed(kinds_in(subject_of(words)), own.kinds)
