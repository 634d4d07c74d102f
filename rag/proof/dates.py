"""Calendar dates as Chinese and English statements write them: 2021年8月3日, 2021-08-03, 3 August 2021, 二〇二一年, by the end of 2025."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.proof.quantities import half_width
from rag.understanding.numerals import chinese

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH = "(?:" + "|".join(f"{m}|{m[:3]}\\.?" for m in _MONTHS) + "|sept\\.?)"
_MONTH_ALONE = rf"(?!(?-i:may)\b){_MONTH}"
"""Beside a day without a year, where may is a verb."""
_HAN = "〇零○一二三四五六七八九"
_YEAR = rf"((?:19|20)[0-9]{{2}}|[{_HAN}]{{4}})"
_SMALL = r"([0-9]{1,2}|[一二三四五六七八九十]{1,3})"

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), order)
    for pattern, order in (
        (rf"{_YEAR}\s*年\s*{_SMALL}\s*月\s*{_SMALL}\s*[日号]", "ymd"),
        (r"(?<![0-9])((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])", "ymd"),
        (rf"\b([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH}),? ([0-9]{{4}})\b", "dmy"),
        (rf"\b({_MONTH}) ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}})\b", "mdy"),
        (rf"{_YEAR}\s*年\s*{_SMALL}\s*月(?!份?以)", "ym"),
        (rf"\b({_MONTH}),? ([0-9]{{4}})\b", "my"),
        (rf"(?<![0-9个])(?<![^每]年){_SMALL}\s*月\s*{_SMALL}\s*[日号]", "md"),
        (rf"\b([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH_ALONE})\b", "dm"),
        (rf"\b({_MONTH_ALONE}) ([0-9]{{1,2}})(?:st|nd|rd|th)?\b(?! ?%|-year)", "md"),
        (r"(?<![0-9])((?:19|20)[0-9]{2})\s*(?:[-—–~至到]+\s*(?=(?:19|20)[0-9]{2}\s*年))", "y"),
        (rf"{_YEAR}\s*年", "y"),
        (
            r"(?<![0-9,.〔\[(（])\b((?:19|20)[0-9]{2})\b(?![0-9]*\s*(?:元|万|亿|家|个|人|名|户|%|号|〕|\]|\)|）|yuan|people|enterprises|households|years))",
            "y",
        ),
    )
)
_MODES = (
    ("end", re.compile(r"^\s*(?:年)?(?:底|末|年底|年末)"), re.compile(r"(?:end of|late)(?: the year)?\s*$", re.IGNORECASE)),
    ("start", re.compile(r"^\s*(?:初|年初)"), re.compile(r"(?:start of|beginning of|early)\s*$", re.IGNORECASE)),
    ("first half", re.compile(r"^\s*上半年"), re.compile(r"first half of\s*$", re.IGNORECASE)),
    ("second half", re.compile(r"^\s*下半年"), re.compile(r"second half of\s*$", re.IGNORECASE)),
)
_BEFORE = (
    re.compile(r"^\s*(?:年)?(?:底|末)?\s*(?:以前|之前|前(?!往|款|项|期)|截止|为?止(?![步损跌]))"),
    re.compile(
        r"(?:有效期(?:限)?(?:为)?(?:截至|截止|至|到)|截止(?:日期|时间|日|期)(?:为|是|:)?|"
        r"(?:by|before|until|no later than|prior to)(?: the end of| end of)?|(?:ends?|ending|expires?|expiring|closes?)(?: on)?)\s*$",
        re.IGNORECASE,
    ),
)
_AFTER = (
    re.compile(r"^\s*(?:年)?(?:以后|之后|后(?!续|期)|起)"),
    re.compile(
        r"(?:from|since|after|as of|starting|starts?|begins?|opens?|effective(?: from)?|commencing|takes? effect|into force)(?: on)?\s*$",
        re.IGNORECASE,
    ),
)
_SINCE = re.compile(r"[自从]\s*$")
_BEGINS = re.compile(r"^\s*(?:正式)?开始")
_IN_FORCE = re.compile(r"^\s*(?:正式)?(?:开始|(?:开始)?(?:施行|实施|生效|执行))\s*(?=[,，;；。:：)）\n]|$)")
"""Ends the clause; before an object it says what is done: 2025年实施改造."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date, as exact as the text gives it."""

    year: int | None
    month: int | None
    day: int | None
    mode: str
    """``end``, ``start``, ``first half``, ``second half`` of the year, or empty."""
    side: str
    """``before``, ``after`` or empty."""
    start: int
    end: int

    def within(self, other: Day) -> bool:
        """Whether another date says this one: each part that is given here is the same there."""
        return all(own is None or own == theirs for own, theirs in zip(self.parts, other.parts, strict=True))

    @property
    def parts(self) -> tuple[int | None, int | None, int | None]:
        """Year, month, day."""
        return self.year, self.month, self.day

    def contradicts(self, other: Day) -> bool:
        """Whether both say where in the year, or on which side of the day, and not the same."""
        return any(own and theirs and own != theirs for own, theirs in ((self.mode, other.mode), (self.side, other.side)))


@lru_cache(maxsize=64)
def dates(text: str) -> tuple[Day, ...]:
    """Every date in reading order; a bare four-digit number from 1900 to 2099 without a unit is a year."""
    text = half_width(text)
    found: list[Day] = []
    for pattern, order in _PATTERNS:
        for m in pattern.finditer(text):
            if any(m.start() < d.end and d.start < m.end() for d in found):
                continue
            parts = {key: _number(value) for key, value in zip(order, m.groups(), strict=False)}
            if _valid(parts):
                found.append(_day(text, m.start(), m.end(), parts))
    return tuple(sorted(found, key=lambda d: d.start))


def _day(text: str, start: int, end: int, parts: dict[str, int | None]) -> Day:
    before, after = text[max(0, start - 24) : start], text[end : end + 12]
    mode = next((name for name, behind, ahead in _MODES if behind.search(after) or ahead.search(before)), "")
    side = "before" if _BEFORE[0].search(after) or _BEFORE[1].search(before) else ""
    since = _SINCE.search(before)
    starts = (since and _BEGINS.search(after)) or ((since or parts.get("d")) and _IN_FORCE.search(after))
    side = side or ("after" if starts or _AFTER[0].search(after) or _AFTER[1].search(before) else "")
    return Day(year=parts.get("y"), month=parts.get("m"), day=parts.get("d"), mode=mode, side=side, start=start, end=end)


def _number(text: str) -> int | None:
    if text.isdigit() and text.isascii():
        return int(text)
    lowered = text.lower().rstrip(".")
    for position, month in enumerate(_MONTHS, 1):
        if month.startswith(lowered[:3]) and lowered[:3].isalpha() and lowered.isascii():
            return position
    return chinese(text.replace("○", "〇"))


def _valid(parts: dict[str, int | None]) -> bool:
    month, day = parts.get("m", 1), parts.get("d", 1)
    return month is not None and day is not None and 1 <= month <= 12 and 1 <= day <= 31 and parts.get("y", 1) is not None
