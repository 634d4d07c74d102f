"""Extents: the values that the words around a number leave open (不到300人, 20-30人, 2000万元以上, 2亿2000万元)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from rag.eligibility.dates import dates, days_of_any_year
from rag.proof.quantities import Quantity, quantities

MONTHS = {"year": 12, "month": 1}
_BRACKET = r"(?:[(（][^)）]{0,12}[)）])?"
_LEAST = re.compile(
    r"(?:(?P<over>(?<!不)(?:(?:超过|超出|突破|高于|多于|大于|逾)了?|(?<=[入额值])过)|more than|\bover|above)|"
    r"不低于|不少于|不小于|不短于|至少|最低|at least|(?P<weak>满|达到|达|累计在|在))\s*$",
    re.IGNORECASE,
)
_LEAST_AFTER = re.compile(rf"^(?:及|或)?{_BRACKET}(?:及|或)?以上")
_MOST = re.compile(
    r"(?:(?:不超过|不高于|不多于|不大于|不得超过|最高|最多|最长|至多|up to|at most)|"
    r"(?P<under>(?<!不)(?:低于|少于|小于|短于|不足|(?:[不未]|没有?)(?:满|达到|到)|达不到)了?|less than|fewer than|\bunder|below))\s*$",
    re.IGNORECASE,
)
_MOST_AFTER = re.compile(rf"^(?:及|或)?{_BRACKET}(?:及|或)?(?:以下|以内|之内|内(?!容|部|资|外|地|设))")
_RANGE = re.compile(rf"^\s*(?P<first>{_BRACKET})\s*[—–\-－~～至到]{{1,2}}\s*$")
_CHANGE = re.compile(r"(?:降|减|增|升|涨|扩|提|缩|变|改|长|加|大|少|高)[了]?(?:到|至|为)\s*$")
_APART = re.compile(r"以[上下内]|不低于|不少于|[,，、;；且最]|其中")
"""Between two numbers that measure two things."""
_SINCE = re.compile(r"[从由]\s*$")
_EXCLUDED = re.compile(r"^(?:以[上下内]|之内|及|或)*[(（]不含")
_INCLUDED = re.compile(r"^[(（]含")
_HALF = re.compile(r"半(?![导成年数])")
_LINKS = ("", "零", "〇", "又")
"""What may stand between the parts of one number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The values that a number may have; an end that is itself left out lies a shade beyond its value."""

    low: tuple[Fraction | float, int]
    """The least value, and 1 where it is itself left out."""
    high: tuple[Fraction | float, int]
    """The greatest value, and -1 where it is itself left out."""

    @property
    def exact(self) -> Fraction | None:
        """The one value, None for several."""
        return self.low[0] if self.low == self.high and isinstance(self.low[0], Fraction) else None

    def within(self, other: Extent) -> bool | None:
        """Whether every value is one of another's; None when some are."""
        if other.low <= self.low and self.high <= other.high:
            return True
        return False if self.high < other.low or other.high < self.low else None


ANY = Extent(low=(-math.inf, 0), high=(math.inf, 0))


def exactly(value: Fraction) -> Extent:
    """One value."""
    return Extent(low=(value, 0), high=(value, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A number of a text, with its unit, as its words leave it."""

    extent: Extent
    unit: str
    """Years as months."""
    start: int
    end: int
    text: str
    bounded: bool
    """Whether its words set a bound; a bare number sets none."""
    weak: bool
    """Whether they do so only by 满, 达到, 在: of what is so, these give the number itself."""
    value: Fraction
    """The number as written, of a range the first."""


def base(value: Fraction, unit: str) -> tuple[Fraction, str]:
    """A value in its base unit: years as months; everything else as it is."""
    return (value * MONTHS[unit], "month") if unit in MONTHS else (value, unit)


def stretches(text: str) -> list[Stretch]:
    """The numbers of a half-width text in reading order, parts of one number joined and the ends of a range taken together.

    Dates are none of them.
    """
    skip = [*((one.start, one.end) for one in dates(text)), *days_of_any_year(text)]
    listed = _joined(text, [q for q in quantities(text, skip) if q.unit != "dollar" and q.text not in _LINKS])
    out: list[Stretch] = []
    taken = -1
    for position, quantity in enumerate(listed):
        if position == taken:
            continue
        following = listed[position + 1] if position + 1 < len(listed) else None
        between = text[quantity.end : following.start] if following else ""
        if following and quantity.unit in ("", following.unit) and _changed(text, quantity, between):
            continue
        if following and (match := _RANGE.match(between)):
            taken = position + 1
            out.append(_ranged(text, quantity, following, match["first"]))
        else:
            out.append(_single(text, quantity))
    return out


def _changed(text: str, quantity: Quantity, between: str) -> bool:
    """Whether a number is only where a change began: 从500万元降到200万元."""
    return bool(_CHANGE.search(between) and not _APART.search(between)) or (
        _SINCE.search(text[: quantity.start]) is not None and re.match(r"\s*[到至]\s*$", between) is not None
    )


def _single(text: str, quantity: Quantity) -> Stretch:
    value, unit = base(quantity.value, quantity.unit)
    found = _bound(text, quantity)
    extent = exactly(value)
    if found:
        lower, strict, _ = found
        extent = replace(ANY, low=(value, int(strict))) if lower else replace(ANY, high=(value, -int(strict)))
    return Stretch(
        extent=extent, unit=unit, start=quantity.start, end=quantity.end, text=quantity.text, value=value,
        bounded=found is not None, weak=found is not None and found[2],
    )  # fmt: skip


def _ranged(text: str, low: Quantity, high: Quantity, first: str) -> Stretch:
    value, unit = base(high.value, high.unit)
    scale = value / high.value if high.value else Fraction(1)
    least = low.value * scale if low.unit in ("", high.unit) else base(low.value, low.unit)[0]
    if low.unit == "" and low.value < high.value and high.unit == "money" and low.value * 10000 <= high.value:
        least = low.value * 10000
    extent = Extent(low=(least, int("不含" in first)), high=(value, -int(_EXCLUDED.match(text[high.end :]) is not None)))
    return Stretch(
        extent=extent, unit=unit, start=low.start, end=high.end, text=text[low.start : high.end], value=least, bounded=True, weak=False
    )


def _bound(text: str, quantity: Quantity) -> tuple[bool, bool, bool] | None:
    """Whether a bound is a lower one, whether the bound itself is left out, and whether the words are weak; None for no bound."""
    before, after = text[: quantity.start].rstrip(), text[quantity.end :].lstrip()
    left_out = _EXCLUDED.match(after) is not None
    if _LEAST_AFTER.match(after):
        return True, left_out, False
    if _MOST_AFTER.match(after):
        return False, left_out, False
    if match := _MOST.search(before):
        return False, left_out or bool(match["under"]), False
    if match := _LEAST.search(before):
        if before.endswith("在") and not before.endswith("累计在"):
            return None
        return True, left_out or (bool(match["over"]) and not _INCLUDED.match(after)), bool(match["weak"])
    return None


def _joined(text: str, listed: list[Quantity]) -> list[Quantity]:
    """Numbers whose parts stand side by side, each of a smaller scale (2亿2000万元, 1年零6个月, 一年半), as one."""
    out: list[Quantity] = []
    for quantity in listed:
        last = out[-1] if out else None
        if last and text[last.end : quantity.start] in _LINKS and (parts := _sum(last, quantity)):
            value, unit = parts
            out[-1] = replace(last, value=value, unit=unit, end=quantity.end, text=text[last.start : quantity.end])
            continue
        out.append(quantity)
    return [_and_half(text, quantity) for quantity in out]


def _sum(one: Quantity, other: Quantity) -> tuple[Fraction, str] | None:
    if one.unit == "" and one.value > other.value > 0 and one.text[-1] in "亿万千百":
        return one.value + other.value, other.unit
    if (one.unit, other.unit) == ("year", "month"):
        return 12 * one.value + other.value, "month"
    return None


def _and_half(text: str, quantity: Quantity) -> Quantity:
    if quantity.unit not in MONTHS or not _HALF.match(text, quantity.end):
        return quantity
    return replace(quantity, value=quantity.value + Fraction(1, 2), end=quantity.end + 1, text=text[quantity.start : quantity.end + 1])
