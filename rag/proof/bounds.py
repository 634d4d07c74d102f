"""What the words around a number make of it: at most, at least, and for a length of time whether it must be over."""

from __future__ import annotations

import re

_BEFORE = 24
"""Characters in front of a number that are read."""
_AFTER = 24
"""Characters behind it."""

_AT_MOST = re.compile(
    r"(?:不超过|不超出|不高于|不多于|不大于|最高|最多|至多|上限(?:为|是)?|低于|少于|小于|up to|at most|no more than|not (?:more than|"
    r"exceed(?:ing)?)|maximum(?: of)?|within|under|below|(?:less|lower|fewer|younger) than|(?:a )?cap of|capped at)[^0-9,。;]{0,16}$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:不低于|不少于|不小于|不短于|至少|最少|最低|下限(?:为|是)?|超过|高于|多于|大于|已?年?满|at least|no(?:t)? (?:less|fewer) than|"
    r"no fewer than|minimum(?: of)?|(?:more|higher|older) than|over|above|exceed(?:ing|s)?)[^0-9,。;]{0,16}$",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"(?:不(?:得|能|应|可|会|宜)?|未|(?:not|no|cannot|never|n't)(?: be)? )$", re.IGNORECASE)
_INCLUDED = r"^\s*(?:[(（]不?含[^)）]{0,6}[)）]|及|和|或)?"
_MOST_AFTER = re.compile(
    _INCLUDED + r"(?:以下|以内|之内|内(?!容|部|资|外|地)|(?:or|and) (?:less|fewer|lower|below|under|younger)\b|at most)", re.IGNORECASE
)
_LEAST_AFTER = re.compile(_INCLUDED + r"(?:以上|(?:or|and) (?:more|above|over|older|higher)\b|at least)", re.IGNORECASE)

_ENDS_AFTER = re.compile(r"^\s*(?:届满|期满)?(?:(?:之|以)?后(?!续|期|勤|备)|(?:after|later)\b)", re.IGNORECASE)
_ENDS_BEFORE = re.compile(r"^\s*(?:[之以]?内(?!容|部|资|外|地)|[之以]?前(?!款|项|期|往|来|置|端)|before\b)", re.IGNORECASE)
_AFTER_IT = re.compile(r"\bafter(?: the)?\s*$", re.IGNORECASE)
_WITHIN_IT = re.compile(r"(?:提前|\b(?:within|in|before|first|last|later than|sooner than)(?: the)?)\s*$", re.IGNORECASE)


def bound(text: str, start: int, end: int) -> str:
    """``most``, ``least`` or empty for the number at ``text[start:end]``."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    if _MOST_AFTER.match(after):
        return "most"
    if _LEAST_AFTER.match(after):
        return "least"
    for pattern, name, opposite in ((_AT_MOST, "most", "least"), (_AT_LEAST, "least", "most")):
        if m := pattern.search(before):
            return opposite if _NEGATED.search(before[: m.start()]) else name
    return ""


def side(text: str, start: int, end: int) -> str:
    """For a length of time: ``before`` within or ahead of it (30日内, 30日前), ``after`` when it is over, or empty."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    if _ENDS_BEFORE.match(after) or _WITHIN_IT.search(before) or bound(text, start, end) == "most":
        return "before"
    return "after" if _ENDS_AFTER.match(after) or _AFTER_IT.search(before) else ""
