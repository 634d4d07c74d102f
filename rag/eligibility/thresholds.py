"""Thresholds: numbers that a condition sets a bound with (30人以下, 不少于25家, 500万元—5000万元), compared with a profile's figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.eligibility.extents import Extent, Stretch, exactly, stretches
from rag.eligibility.figures import Figure, bare, fits, named, named_first, shared, squared
from rag.proof.quantities import half_width

_SHARE = re.compile(r"占(?P<whole>[\u4e00-\u9fff]{2,12}?)的?比?例?(?:的)?$")
_SUBJECT_END = re.compile(
    r"(?:不?(?:超过|超出|高于|低于|多于|少于|大于|小于|短于)|突破|逾|不足|[不未]满|[不未]到|不得|至少|达到|达|满|累计|在|为|最高|最多|最长|应当|已)+$"
)
_BOUND_AFTER = re.compile(r"^(?:[(（][^)）]*[)）])?(?:以上|以下|以内|之内|内)?")
_APART = re.compile(r"\([^()]*企业[^()]*\)")
"""A remark in brackets on other firms (超过100人的企业达到15%)."""
_OF_STAFF = re.compile(r"(?:达到|不低于|不少于|占)[^，,]{0,6}?(?P<whole>在职职工|职工|员工|从业人员)(?:总)?(?:人数)?的?$")
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
    extent: Extent
    """The values that keep within the bound."""
    whole: str = ""
    """For a share (占营业收入的5%): the figure it is a share of."""


@lru_cache(maxsize=4096)
def thresholds(text: str, context: str = "") -> tuple[Threshold, ...]:
    """The bounds that a condition sets, in reading order; a bare number is none.

    Args:
        text: The condition.
        context: Words before it that name what is counted where the condition itself does not.
    """
    text = _APART.sub(lambda m: " " * len(m.group()), squared(half_width(text)))
    return tuple(_threshold(text, context, stretch) for stretch in stretches(text) if stretch.bounded)


def without_numbers(text: str) -> str:
    """A half-width text less its numbers and the words of their bounds."""
    for stretch in reversed(stretches(text)):
        text = f"{_SUBJECT_END.sub('', text[: stretch.start].rstrip())} {_BOUND_AFTER.sub('', text[stretch.end :])}"
    return text


def _threshold(text: str, context: str, stretch: Stretch) -> Threshold:
    subject, name, whole = _subject(text, context, stretch)
    return Threshold(name=name, subject=subject, unit=stretch.unit, extent=stretch.extent, whole=whole)


def _subject(text: str, context: str, stretch: Stretch) -> tuple[str, str, str]:
    unit = stretch.unit
    before = _SUBJECT_END.sub("", re.sub(r"[(（][^()（）]*[)）]", "", text[: stretch.start]).rstrip())
    after = _BOUND_AFTER.sub("", text[stretch.end :])
    if unit == "percent" and (match := _OF_STAFF.search(text[: stretch.start])):
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
        part = next((f.extent.exact for f in figures if f.name and f.name == threshold.name), None)
        whole = next((f.extent.exact for f in figures if f.name and f.name == threshold.whole), None)
        return exactly(100 * part / whole).within(threshold.extent) if part is not None and whole else None
    alike = [f for f in figures if threshold.name and f.name == threshold.name and fits(f.unit, threshold.unit)]
    if not alike and not threshold.name:
        ranked = [(shared(f.subject, threshold.subject), f) for f in figures if fits(f.unit, threshold.unit)]
        most = max((share for share, _ in ranked), default=0)
        alike = [f for share, f in ranked if share == most >= ALIKE]
    return alike[0].extent.within(threshold.extent) if alike else None
