"""Thresholds: numbers that a condition sets a bound with (30人以下, 不少于25家, 500万元—5000万元), compared with a profile's figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from rag.eligibility.figures import Figure, bare, base, fits, named, named_first, shared, squared
from rag.proof.quantities import Quantity, half_width, quantities

_LEAST = re.compile(r"(?P<over>(?<!不)(?:超过|高于|多于|大于))$|(?:不低于|不少于|不小于|不短于|至少|最低|满|达到|达|累计在|在)$")
_LEAST_AFTER = re.compile(r"^(?:及|或)?(?:[(（][^)）]{0,12}[)）])?(?:及|或)?以上")
_MOST = re.compile(
    r"(?:不超过|不高于|不多于|不大于|不得超过|最高|最多|最长|至多)$|(?P<under>(?<!不)(?:低于|少于|小于|短于|不足|不满|未满))$"
)
_MOST_AFTER = re.compile(r"^(?:及|或)?(?:[(（][^)）]{0,12}[)）])?(?:及|或)?(?:以下|以内|之内|内(?!容|部|资|外|地|设))")
_RANGE = re.compile(r"^\s*[—–\-－~～至到]{1,2}\s*$")
_WEAK = re.compile(r"(?:达到|达|满|累计在|在)$")
_SHARE = re.compile(r"占(?P<whole>[\u4e00-\u9fff]{2,12}?)的?比?例?(?:的)?$")
_SUBJECT_END = re.compile(r"(?:不?(?:超过|高于|低于|多于|少于|大于|小于|短于)|不得|至少|达到|达|满|累计|在|为|最高|最多|最长|应当|已)+$")
_APART = re.compile(r"\([^()]*企业[^()]*\)")
"""A remark in brackets on other firms (超过100人的企业达到15%)."""
_OF_STAFF = re.compile(r"(?:达到|不低于|不少于|占)[^，,]{0,6}?(?P<whole>在职职工|职工|员工|从业人员)(?:总)?(?:人数)?的?$")
_INCLUDED = re.compile(r"[(（]含")
ALIKE = 2
"""Letters that the words around two numbers must share to measure the same thing when `figures.toml` has no name for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A bound on something countable."""

    name: str
    """Entry of `figures.toml`; empty where none fits."""
    subject: str
    """The words around the number."""
    unit: str
    least: Fraction | None
    most: Fraction | None
    over: bool = False
    """Whether the lower bound itself is too little."""
    under: bool = False
    """Whether the upper bound itself is too much."""
    whole: str = ""
    """For a share (占营业收入的5%): the figure it is a share of."""

    def holds(self, value: Fraction) -> bool:
        """Whether a value in the base unit keeps within the bound."""
        if self.least is not None and (value < self.least or (self.over and value == self.least)):
            return False
        return not (self.most is not None and (value > self.most or (self.under and value == self.most)))


def thresholds(text: str, context: str = "") -> tuple[Threshold, ...]:
    """The bounds that a condition sets, in reading order; a bare number is none.

    Args:
        text: The condition.
        context: Words before it that name what is counted where the condition itself does not.
    """
    text = _APART.sub(lambda m: " " * len(m.group()), squared(half_width(text)))
    found: list[Threshold] = []
    listed = [q for q in quantities(text) if q.unit not in ("dollar",)]
    skip = -1
    for position, quantity in enumerate(listed):
        if position == skip:
            continue
        following = listed[position + 1] if position + 1 < len(listed) else None
        if following and _RANGE.match(text[quantity.end : following.start]):
            skip = position + 1
            found.append(_between(text, context, quantity, following))
        elif (bound := _bound(text, quantity)) is not None:
            found.append(_threshold(text, context, quantity, bound))
    return tuple(found)


def _bound(text: str, quantity: Quantity) -> tuple[bool, bool] | None:
    """Whether a bound is a lower one, and whether the bound itself is left out; None for no bound."""
    before, after = text[: quantity.start].rstrip(), text[quantity.end :].lstrip()
    if _LEAST_AFTER.match(after):
        return True, False
    if _MOST_AFTER.match(after):
        return False, False
    if match := _MOST.search(before):
        return False, bool(match["under"])
    if match := _LEAST.search(before):
        if before.endswith("在") and not before.endswith("累计在"):
            return None
        return True, bool(match["over"]) and not _INCLUDED.match(after)
    return None


def _threshold(text: str, context: str, quantity: Quantity, bound: tuple[bool, bool]) -> Threshold:
    lower, strict = bound
    value, unit = base(quantity.value, quantity.unit)
    subject, name, whole = _subject(text, context, quantity, unit)
    return Threshold(
        name=name, subject=subject, unit=unit, whole=whole,
        least=value if lower else None, most=None if lower else value, over=lower and strict, under=not lower and strict,
    )  # fmt: skip


def _between(text: str, context: str, low: Quantity, high: Quantity) -> Threshold:
    value, unit = base(high.value, high.unit)
    scale = value / high.value if high.value else Fraction(1)
    least = low.value * (scale if low.unit in ("", high.unit) else 1)
    if low.unit == "" and low.value < high.value and high.unit == "money" and low.value * 10000 <= high.value:
        least = low.value * 10000
    subject, name, _ = _subject(text, context, low, unit)
    return Threshold(name=name, subject=subject + text[high.end : high.end + 8], unit=unit, least=least, most=value)


def _subject(text: str, context: str, quantity: Quantity, unit: str) -> tuple[str, str, str]:
    before = _SUBJECT_END.sub("", re.sub(r"[(（][^()（）]*[)）]", "", text[: quantity.start]).rstrip())
    after = re.sub(r"^(?:[(（][^)）]*[)）])?(?:以上|以下|以内|之内|内)?", "", text[quantity.end :])
    if unit == "percent" and (match := _OF_STAFF.search(text[: quantity.start])):
        return text[: match.start()][-14:], named(text[: match.start()], "person") or "hires", "employees"
    if unit == "percent" and (match := _SHARE.search(before)):
        part = named(before[: match.start()], "money") or named(context, "money")
        return part or context[-12:], part, named(match["whole"], "money") or match["whole"]
    near = re.split(r"[，,、]", before)[-1]
    name = (
        named(near[-9:], unit)
        or named(near[-14:], unit)
        or named_first(after[:8], unit)
        or (named(near, unit) or named(before, unit) if unit == "month" else "")
        or (named(before, unit) or named(context, unit) if len(near) < 2 else "")
    )
    name = name or (bare(unit) if unit == "age" else "")
    return near[-14:] + after[:10], name, ""


def compare(threshold: Threshold, figures: Iterable[Figure]) -> bool | None:
    """Whether a profile's figures keep within a bound; None when the profile does not give the number."""
    figures = tuple(figures)
    if threshold.whole:
        part = next((f.value for f in figures if f.name and f.name == threshold.name), None)
        whole = next((f.value for f in figures if f.name and f.name == threshold.whole), None)
        return threshold.holds(100 * part / whole) if part is not None and whole else None
    alike = [f for f in figures if threshold.name and f.name == threshold.name and fits(f.unit, threshold.unit)]
    if not alike and not threshold.name:
        ranked = [(shared(f.subject, threshold.subject), f) for f in figures if fits(f.unit, threshold.unit)]
        most = max((share for share, _ in ranked), default=0)
        alike = [f for share, f in ranked if share == most >= ALIKE]
    return threshold.holds(alike[0].value) if alike else None
