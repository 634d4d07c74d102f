"""Riders: the stretches behind a grant that take someone out of it (但X除外) or set a condition for it (条件是X, 须X)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.spans import Span
from rag.eligibility import marks
from rag.eligibility.chunks import trimmed
from rag.eligibility.extents import stretches
from rag.proof.quantities import half_width

_EXCEPT = re.compile(
    r"^(?:但是?|其中)?(?:[^，,]*?不适用于(?P<whom>.{3,})|(?P<who>.*?)(?:除外|不适用|不享受|不纳入|不予(?:扶持|贴息|补[贴助]|资助|受理|支持|奖励|认定|办理|享受|减免)|不得(?:享受|申请|申报)[^，,]{0,8}"
    r"|不再(?:予以|给予|享受)(?!重复)[^，,]{0,6}))$"
)
_NO_CASE = re.compile(r"部分$|^(?:逾期|到期|期满)|重复$|规定$|(?:补贴|补助|资金|费用)$|^(?:本|该|此|同一)[^，,]{0,6}$")
"""What is refused without being a case of its own: the excess over a maximum, late applications."""
_PROVIDED = re.compile(
    r"^(?:但|且)?(?P<opener>(?:条件|前提)是|(?:仅|只)限于?|(?=(?:申[请报])?(?:企业|单位|机构|项目|人员|个人)?(?:还|同时)?(?:必须|须(?!知)|需(?!求)|应当?(?![届纳税急收]))))"
)
_PROCEDURE = re.compile(r"材料|资料|证明|申请(?!人|单位|企业)|提交|填[写报]|登录|备案|报送|公示|审[核批查]|办理|部门")
"""How a benefit is asked for, which is no condition of the applicant."""
_ALSO = re.compile(r"^(?:且|并|同时|或)")
_MOST = re.compile(r"^(?:最高|最多|不超过|每)")
"""Openings that say how much is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Riders:
    """What stands behind a grant."""

    begin: int
    """Where the first rider starts, in code points of the document."""
    conditions: tuple[Span, ...]
    exceptions: tuple[Span, ...]
    """The cases that are taken out."""


def riders(text: str, listed: list[Span], at: int, *, firm: bool) -> Riders | None:
    """The riders behind the granting chunk, None where there are none.

    Args:
        text: The document.
        listed: The chunks of the provision.
        at: Position of the granting one.
        firm: Whether something is given rather than encouraged: only then 须… behind it is a condition.
    """
    conditions: list[Span] = []
    exceptions: list[Span] = []
    begin: int | None = None
    provided = False
    for position in range(at + 1, len(listed)):
        chunk, before = listed[position], listed[position - 1]
        words = chunk.of(text)
        case = _case(text, chunk, before if position - 1 > at and marks.ENDS_OPEN.search(before.of(text)) else None)
        opened = _PROVIDED.match(words)
        if case:
            exceptions.append(case)
            conditions = [span for span in conditions if span.start < case.start]
            chunk = case if case.start < chunk.start else chunk
            provided = False
        elif opened and (opened["opener"] or (firm and not _PROCEDURE.search(words))):
            span = trimmed(text, Span(chunk.start + opened.end(), chunk.end))
            conditions += [span] if len(span) >= 4 else []
            provided = True
        elif provided and (_ALSO.match(words) or not conditions) and not _gives(words):
            conditions.append(chunk)
        else:
            provided = False
            continue
        begin = chunk.start if begin is None else begin
    return None if begin is None else Riders(begin=begin, conditions=tuple(conditions), exceptions=tuple(exceptions))


def _gives(words: str) -> bool:
    """Whether a chunk gives something again or says how much."""
    amounts = (s for s in stretches(half_width(words)) if s.unit == "money" and not s.bounded)
    return marks.GRANT.search(words) is not None or _MOST.match(words) is not None or any(amounts)


def _case(text: str, chunk: Span, open_end: Span | None) -> Span | None:
    """The case that a chunk takes out: its own head, or the open chunk before it."""
    match = _EXCEPT.match(chunk.of(text))
    if not match:
        return None
    group = "whom" if match["whom"] else "who"
    span = trimmed(text, Span(chunk.start + match.start(group), chunk.start + match.end(group)))
    if len(span) < 3:
        span = open_end or span
    words = span.of(text)
    return None if len(span) < 3 or _NO_CASE.search(words) else span
