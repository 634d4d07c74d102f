"""What a question wants departments to do: lead, take part, not take part, alone, together, none at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from corpus.documents import Role
from rag.understanding.bodies import Body
from rag.understanding.conditions import Condition
from rag.understanding.conjunctions import STOPS, alternative, each_apart, neither, undivided
from rag.understanding.followups import content
from rag.understanding.languages import KANA_OR_HANGUL
from rag.understanding.marks import Marks, Tag
from rag.understanding.mentions import POSTPOSED, Patterns
from rag.understanding.numerals import number
from rag.understanding.quoted import HIDDEN

_EXCEPTION_ENDS = re.compile(r"[,，;；。?!□]")
"""Where what is excepted ends: at the next clause, or with a part of the document, which then is what is excepted."""
_GAP_AFTER = re.compile(
    r"(?:[■\s、]|用|必|须|需要?|该|会|能|应|和|与|及|或者?|跟|(?<=[和与及者或跟])由|都|均|也|一起|共同|联合|参与|单独|一家|独自|要|在|的|有|来|不|没|未|有份|同时|各自?|厅|局|委|部门|所|分别|是|为|主要|级|本级|单位|一共|总共|共|合计|または|又は|もしくは|또는|혹은|[がはもとの이가은는와과]"
    r"|\b(?:in|the|among|and|or|ou|o|oder|или|hoặc|both|each|all|jointly|together|also|does|do|is|are|that|which|not|will|y|et|und|и|và|同|cùng|bureau|department|ministry|commission|administration|authority)\b)*"
)
_GAP_BEFORE = re.compile(
    r"(?:[\s■、:的]|由|是|为|归|有|里|中|包括|单位|部门|了|到|着|和|与|及|又|要|交给|既|都"
    r"|\b(?:by|from|of|to|the|both|with|is|are|as|either|neither|nor|and|or|a|an|ou|o|oder|или|hoặc|ni|noch|ни|provincial|municipal|state|national|general|people.s|par|pel[ao]s?|d[ao]s?|dal|dall|dalla|dagli|dell?|della|nazionale|de|du|des|la|le|les|l|el|los|der|die|das|dem|von|vom|zum|durch|bởi|do|với"
    r"|department|département|bureau|ministry|commission|administration|authority|agency|del|departamento|ministerio|ministère|министерство|министерством|указано|bộ|tổng|cục|sở|وزارة)\b)*"
)
_OR_WITH = re.compile(r"\s*(?:or|oder|ou|o|или|或者?)(?!\w)|\s*(?:还是)")
"""After "alone": or with others."""
_AGENT = re.compile(r"\s*(?:by|par|por|pel[ao]s?|dal|dall[ao]?|dagli|von|vom|durch|bởi|由|是)?(?: the)?\s*")
"""Between the lead and the department that has it."""
_PASSIVE = re.compile(r"\s*(?:by|par|por|pel[ao]s?|da|dal|dall[ao]?|dagli|von|vom|durch|bởi)\b")
_CONTRAST = re.compile(r"(?:但|而(?!且)|却|只|지만|\bbut)[^■?。;]{0,10}$")
_OBJECT = re.compile(rf"[了到过]?\s?[“”\"'「『《]?[■{HIDDEN}]")
"""What is taken up is another department or words: 但涉及“物流”."""
_AS = re.compile(r"(?: of)? (?:it )?as (?:the |a )?|作为|为")
"""Between taking part and the part: in charge as lead."""
_UNNAMED = ("any_body", "unnamed", "only", "merely", "several", "nobody", "at_least")
"""What is said of bodies without naming one."""
_AT_MOST = re.compile(
    r"(?:不超过|不多于|至多|最多)(?P<most1>[0-9]+|[两二三四五六七八九十]+)[个家]|(?:少于|不足|不到)(?P<below1>[0-9]+|[两二三四五六七八九十]+)[个家]"
    r"|\b(?:no more than|not more than|at most|up to) (?P<most2>\w+)|\b(?:fewer|less) than (?P<below2>\w+)"
)
"""Behind so many departments or more, the other bound."""
_AT_LEAST_TOO = re.compile(r"\bat least (\w+)")
"""Before a bound that is denied: at least three but no more than five."""
_CONJUNCTION = re.compile(r"(?:和|与|及|、|\b(?:and|et|y|und|и|và)\b)\s*$")
_BEFORE = 40
"""Characters before a department in which a negation may be its own."""
_LATE = 12
"""Characters after a cue in which a negation may stand where the verb comes last."""


def conditions(text: str, bodies: Sequence[Body], patterns: Patterns, marks: Marks | None = None) -> list[list[Condition]]:
    """Conditions on departments; any of an inner list will do.

    Args:
        text: Normalised, lower case; departments as ■, sections as □.
        bodies: The departments, by their places in ``text``.
        patterns: Those of `sets.toml`.
        marks: What the letters stand for, where that was heard; goes before the patterns where it is sure.
    """
    found: list[list[Condition]] = []
    counted = _counted(text, bodies, patterns)
    told = [marks.part(body.start, body.end) if marks else None for body in bodies]
    parts: list[list[Part]] = []
    for i, (body, part) in enumerate(zip(bodies, told, strict=True)):
        following = text[body.end : bodies[i + 1].start if i + 1 < len(bodies) else len(text)]
        parts.append(_TOLD[part] if part else _read(text, body, patterns, following, marks, last=i + 1 == len(bodies)))
        if part is Tag.ALONE and not any(condition.bodies == (1, 1) for condition in counted):
            counted.append(Condition(bodies=(1, 1), said="only one"))
    for i, (one, other) in enumerate(pairwise(bodies)):
        between = text[one.end : other.start]
        joined = undivided(between) or undivided(between, patterns["or"]) or (parts[i][0][1] and neither(between))
        if joined and not (told[i] or told[i + 1]):
            parts[i] = parts[i + 1] = _shared(parts[i], parts[i + 1])
    if not counted and not any(told) and _lead_each(text, bodies, patterns):
        parts = [[(Role.LEAD, False)] for _ in bodies]
    group: list[Condition] = []
    for i, body in enumerate(bodies):
        (role, negated), *more = parts[i]
        own = partial(Condition, departments=body.names, said=text[body.start : body.end])
        if not (i and alternative(text, bodies, i, patterns, marks, negated=negated and parts[i - 1][0][1])):
            found.append(group := [])
        group.append(own(role=role, negated=negated))
        found += [[own(role=role, negated=negated)] for role, negated in more]
    return found + [[condition] for condition in counted]


def led_by_another(text: str, patterns: Patterns) -> bool:
    """Whether a text gives the lead to somebody by name who is none of the departments.

    Args:
        text: As for `conditions`.
        patterns: Those of `sets.toml`.
    """
    for m in patterns["led_by"].finditer(text):
        leader = next(said for said in m.groups() if said)
        for name in _UNNAMED:
            leader = patterns[name].sub(" ", leader)
        if content(leader):
            return True
    return False


def _shared(one: list[Part], other: list[Part]) -> list[Part]:
    """What is said of two departments, by what was read of either."""
    if len(one) != len(other):
        return max(one, other, key=len)
    (role, negated), (second, denied) = one[0], other[0]
    return [(role or second, negated or denied), *one[1:]]


def _lead_each(text: str, bodies: Sequence[Body], patterns: Patterns) -> bool:
    """Whether departments are asked about one by one, and the lead alone is told, away from them all: 分别是哪些措施的牵头单位."""
    apart = any(each_apart(text, text[one.end : other.start], patterns) for one, other in pairwise(bodies))
    if not apart or patterns["not"].search(text) or not patterns["lead"].search(text):
        return False
    return all(_cue(text, body, patterns) is None for body in bodies)


Part = tuple[Role | None, bool]
"""The part that a department is to play, any where there is none, and whether it is not to play it."""
_TOLD: dict[Tag, list[Part]] = {
    Tag.INVOLVED: [(None, False)],
    Tag.LEADS: [(Role.LEAD, False)],
    Tag.FOLLOWS: [(None, False), (Role.LEAD, True)],
    Tag.ALONE: [(None, False)],
    Tag.NOT_INVOLVED: [(None, True)],
    Tag.NOT_LEADING: [(Role.LEAD, True)],
}


def _read(text: str, body: Body, patterns: Patterns, following: str, marks: Marks | None, *, last: bool) -> list[Part]:
    """All that a question says of a department, by the words around it; whether it is denied by ``marks`` where they are sure."""
    role, negated = _part(text, body, patterns)
    if marks and (denied := marks.denied(body.start, body.end)) is not None:
        negated = denied
    if role is None and not negated and _not_lead(following, patterns, last=last):
        return [(role, negated), (Role.LEAD, True)]
    if role is Role.LEAD and negated and _takes_part(following, patterns):
        return [(role, negated), (None, False)]
    return [(role, negated)]


def _not_lead(following: str, patterns: Patterns, *, last: bool) -> bool:
    """Whether what follows a department denies the lead only: 参与但不是牵头, "except those that it leads".

    Args:
        following: Up to the next department, or of the ``last`` to the end.
        patterns: Those of `sets.toml`.
        last: Whether no department follows.
    """
    for name, reach in (("not", _LATE // 2), ("except", _BEFORE)):
        denied = patterns[name].search(following)
        lead = patterns["lead"].search(following, denied.end()) if denied else None
        if denied is None or lead is None or lead.start() - denied.end() > reach:
            continue
        others = not last and _AGENT.fullmatch(following, lead.end())  # a lead at the end is that of the next department
        if not others and not _EXCEPTION_ENDS.search(following[denied.end() : lead.start()]):
            return True
    lead = patterns["lead"].search(following)
    return lead is not None and _denied_late(following, lead.end(), patterns)


def _takes_part(following: str, patterns: Patterns) -> bool:
    """Whether what follows a department denies the lead and then says that it takes part: 不牵头但参与, 주관은 아니지만 책임 부서."""
    found = (patterns[name].search(following) for name in ("lead", "not"))
    end = max((m.end() for m in found if m), default=0)
    parts = (m for name in ("take_part", "second") for m in patterns[name].finditer(following, end))
    return any(_CONTRAST.search(following[max(0, end - 2) : m.start()]) and not _OBJECT.match(following, m.end()) for m in parts)


Cue = tuple[int, int, Role | None]
"""Where a cue starts and ends, and the role it gives."""


def _cue(text: str, body: Body, patterns: Patterns) -> Cue | None:
    """The cue next to a department that tells its part."""
    after = next(iter(_cues(text, body.end, len(text), patterns)), None)
    before = next(reversed(_cues(text, 0, body.start, patterns)), None)
    fits_after = after is not None and _fits(text[body.end : after[0]], _GAP_AFTER) and not _CONJUNCTION.search(text[body.end : after[0]])
    fits_before = before is not None and _fits(text[before[1] : body.start], _GAP_BEFORE)
    passive = fits_before and before is not None and _PASSIVE.match(text, before[1])
    return before if fits_before and (passive or not fits_after) else after if fits_after else None


def _part(text: str, body: Body, patterns: Patterns) -> Part:
    """The part that a department is to play, by the cue next to it; and whether it is not to play it."""
    cue = _cue(text, body, patterns)
    if cue is None:
        denied = _denied(text, max(0, body.start - 6), body.start, patterns) or _denied_before(text, body, patterns)
        return None, denied or _denied_except(text, body, patterns)
    low, high = min(cue[0], body.start), max(cue[1], body.end)
    window = low - (6 if cue[0] > body.start else 12)
    clause = max((m.end() for m in STOPS.finditer(text, 0, low)), default=0)
    negated = _denied(text, max(window, clause, 0), high, patterns) or _denied_late(text, high, patterns)
    return cue[2], negated or _denied_except(text, body, patterns)


def _cues(text: str, start: int, end: int, patterns: Patterns) -> list[Cue]:
    """Every cue between two places with the role it gives: "lead or share" gives none."""
    cues: list[Cue] = []
    for name, role in (("lead", Role.LEAD), ("second", Role.RESPONSIBLE), ("take_part", None)):
        for m in patterns[name].finditer(text, start, end):
            if all(m.end() <= s or e <= m.start() for s, e, _ in cues):
                cues.append((*m.span(), role))
    cues.sort()
    for i in range(len(cues) - 1):
        (first, second), gap = (cues[i], cues[i + 1]), text[cues[i][1] : cues[i + 1][0]]
        if first[2] is not second[2] and len(gap) <= 8 and patterns["or"].search(gap):
            cues[i], cues[i + 1] = (*first[:2], None), (*second[:2], None)
        elif first[2] is None and second[2] is Role.LEAD and _AS.fullmatch(gap):
            cues[i] = (first[0], second[1], Role.LEAD)
    return cues


def _fits(gap: str, pattern: re.Pattern[str]) -> bool:
    return not STOPS.search(gap) and pattern.fullmatch(gap) is not None


def _denied(text: str, start: int, end: int, patterns: Patterns) -> bool:
    return any("■" not in text[m.start() : m.end()] for m in patterns["not"].finditer(text, start, end))


def _denied_before(text: str, body: Body, patterns: Patterns) -> bool:
    """Whether a negation stands before a department with nothing but small words between: "which leave out the provincial ■"."""
    start = max(0, body.start - _BEFORE)
    return any(_fits(text[m.end() : body.start], _GAP_BEFORE) for m in patterns["not"].finditer(text, start, body.start))


def _denied_late(text: str, end: int, patterns: Patterns) -> bool:
    """Negation after the verb, as Japanese, Korean and spoken Chinese (管不着) have it."""
    late = patterns["not"].search(text, end, min(len(text), end + _LATE))
    return late is not None and KANA_OR_HANGUL.search(text, end, late.end()) is not None


def _denied_except(text: str, body: Body, patterns: Patterns) -> bool:
    """除了 or "except" before a department, 以外 behind it; "besides X also Y" takes nothing away."""
    near = [
        m
        for m in patterns["except"].finditer(text)
        if (0 <= body.start - m.end() <= 2 * _LATE and not _EXCEPTION_ENDS.search(text[m.end() : body.start]))
        or (0 <= m.start() - body.end <= 2 and POSTPOSED.match(m.group()))
    ]
    return bool(near) and not patterns["also"].search(text, body.end)


def _counted(text: str, bodies: Sequence[Body], patterns: Patterns) -> list[Condition]:
    """How many departments a measure is to have: none, one alone, several, any that leads."""
    if at_least := patterns["at_least"].search(text):
        name, said = next((name, said) for name, said in at_least.groupdict().items() if said)
        if least := number(said):
            least += name.startswith("over")
            role = Role.LEAD if patterns["lead"].search(text, at_least.start(), at_least.end() + _LATE) else None
            before = text[max(0, at_least.start() - 2 * _LATE) : at_least.start()]
            denied = any(not re.search("[■□]", before[m.end() :]) for m in patterns["not"].finditer(before))
            highest = _highest(text, at_least.end())
            lowest = _AT_LEAST_TOO.search(text, 0, at_least.start()) if denied else None
            least_too = (number(lowest.group(1)) or 0) if lowest else 0
            return [Condition(bodies=(least_too, least - 1) if denied else (least, highest), role=role, said=at_least.group())]
    if patterns["several"].search(text):
        unled = [m for m in [patterns["nobody"].search(text)] if m and _unled(m)]
        return [Condition(bodies=(2, None), said="several"), *(Condition(bodies=(0, 0), role=Role.LEAD, said="no lead") for _ in unled)]
    only, nobody = patterns["only"].search(text), patterns["nobody"].search(text)
    if (
        only
        and not (nobody and nobody.start() <= only.start() < nobody.end())
        and not _OR_WITH.match(text, only.end())
        and (bodies or patterns["lead"].search(text) or re.search("部门|单位|厅局|department", text))
    ):
        role = Role.LEAD if not bodies and patterns["lead"].search(text) else None
        alone = [Condition(bodies=(1, 1), said="only one")]
        return alone if role is None else [*alone, Condition(bodies=(1, None), role=role, said="a lead")]
    if nobody:
        role = Role.LEAD if _unled(nobody) else None
        return [Condition(bodies=(0, 0), role=role, said="no lead" if role else "nobody")]
    leads = [m for m in patterns["lead"].finditer(text) if not _belongs(m, bodies, text, patterns)]
    if leads and (not bodies or re.search("别的|其他|其它|other", text)):
        negated = _denied(text, max(0, leads[0].start() - 12), leads[0].start(), patterns)
        return [Condition(bodies=(0, 0) if negated else (1, None), role=Role.LEAD, said="no lead" if negated else "a lead")]
    return []


def _highest(text: str, start: int) -> int | None:
    """The other bound of a count that ends here, where one follows."""
    for name, said in (found.groupdict() if (found := _AT_MOST.search(text, start, start + 2 * _LATE)) else {}).items():
        if said and (count := number(said)):
            return count - name.startswith("below")
    return None


def _unled(nobody: re.Match[str]) -> bool:
    """Whether it is the lead that nobody has."""
    return any(name.startswith("lead") and value for name, value in nobody.groupdict().items())


def _belongs(cue: re.Match[str], bodies: Sequence[Body], text: str, patterns: Patterns) -> bool:
    """Whether a cue is the next one after a department."""
    gaps = [text[body.end : cue.start()] for body in bodies if body.end <= cue.start()]
    return any(len(gap) < _LATE and not STOPS.search(gap) and not patterns["lead"].search(gap) for gap in gaps)
