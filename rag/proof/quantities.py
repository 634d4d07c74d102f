"""Numbers with their units as a Chinese or English statement writes them: 三成, 30%, 1万元, 10,000 yuan, ten working days.

Two quantities mean the same when value and unit are the same after reading: 一万 = 1万 = 10,000, 三成 = 30 %, 半年 = 6 months.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from rag.proof.bounds import bound, side
from rag.understanding.numerals import chinese

_HAN_DIGITS = "〇零一二两三四五六七八九十百千万亿"
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "十亿": 10**9}
_SCALE |= {"百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "hundred": 100, "thousand": 1000, "ten thousand": 10**4, "million": 10**6}
_SCALE |= {"billion": 10**9, "trillion": 10**12, "k": 1000}
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_WORDS = {word: value for value, word in enumerate(_SMALL.split())}
_WORDS |= {word: 10 * value for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_WORDS |= {"half": 0, "dozen": 12}

_UNITS: dict[str, tuple[str, ...]] = {
    "point": ("个百分点", "百分点", "percentage points?"),
    "basis point": ("个?基点", "BP", "basis points?"),
    "percent": ("%", "per ?cent", "percent", "pct"),
    "permille": ("‰",),
    "dollar": ("美元", "US dollars?", "dollars?"),
    "money": ("元", "块钱", "人民币", "yuan", "RMB", "CNY", "renminbi"),
    "workday": ("个工作日", "工作日", "(?:working|business|work) days?"),
    "month": ("个月", "月", "months?"),
    "week": ("周(?!岁|年|边|期)", "星期", "weeks?"),
    "hour": ("个?小时", "hours?"),
    "minute": ("分钟", "minutes?"),
    "age": ("周岁", "岁", "years? (?:old|of age)", "-year-olds?"),
    "year": ("个?年度?", "周年", "years?"),
    "day": ("个?自然日", "天", "日", "(?:calendar )?days?"),
    "person": ("人次", "人", "名", "位", "people", "persons?", "individuals"),
    "household": ("户", "households?"),
    "firm": ("家", "enterprises?", "companies", "firms?"),
    "time": ("次", "times"),
    "fold": ("倍", "-?fold"),
    "sqm": ("平方米", "square met(?:re|er)s?", "sq\\.? ?m"),
    "km": ("公里", "千米", "kilomet(?:re|er)s?", "km"),
    "metre": ("米", "met(?:re|er)s?"),
    "mu": ("亩", "mu"),
    "hectare": ("公顷", "hectares?"),
    "kilo": ("公斤", "千克", "kilograms?", "kg"),
    "ton": ("吨", "tons?", "tonnes?"),
    "count": (
        "个",
        "项",
        "种",
        "条",
        "所",
        "座",
        "件",
        "批",
        "类",
        "处",
        "款",
        "张",
        "台",
        "辆",
        "套",
        "份",
        "章",
        "节",
        "级",
        "支",
        "只",
        "届",
        "轮",
        "层",
    ),
}
_UNIT_OF = [(re.compile(rf"\s?-?(?:{'|'.join(forms)})", re.IGNORECASE), unit) for unit, forms in _UNITS.items()]
_BASE = {"year": (Fraction(12), "month"), "permille": (Fraction(1, 10), "percent")}
_DURATIONS = {"year", "month", "week", "workday", "day", "hour", "minute"}
_LOOSE = {"count", ""}
_COUNTED = {"person", "household", "firm", "time", "count", ""}
"""Units of counting: 个 may stand for any of them."""

_SCALES = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百"
_ARABIC = re.compile(
    rf"(?<![\w.])?([0-9][0-9,]*(?:\.[0-9]+)?)\s*(?:({_SCALES})(?![\u3400-\u9fff]分)|[ -]?(hundred|thousand|million|billion|trillion)s?\b)?",
    re.IGNORECASE,
)
_PER_CENT = re.compile(rf"百分之([{_HAN_DIGITS}点]+|[0-9.]+)")
_PART = re.compile(r"([二两三四五六七八九十百千万0-9]+)分之([一二两三四五六七八九十0-9]+(?:[.点][一二三四五六七八九0-9]+)?)")
_SLASHED = re.compile(r"(?<![0-9/.])([1-9][0-9]?)/([1-9][0-9]?)(?![0-9/.])")
_TENTHS = re.compile(r"([一二两三四五六七八九])成(半)?(?![为立员果长功都本套人交千效就熟])")
_DISCOUNT = re.compile(r"([一二三四五六七八九0-9])(?:[.点]?([一二三四五六七八九0-9]))?折(?!旧|算|合|叠)")
_HALF = re.compile(r"一半|半数|\bhalf\b(?! a (?:year|month|day))", re.IGNORECASE)
_HALF_YEAR = re.compile(r"半年(?!度)|\b(?:half a year|half-year(?:ly)?)\b", re.IGNORECASE)
_SPANS = {"月": "month", "小时": "hour", "星期": "week", "周": "week", "年": "year", "天": "day", "日": "day"}
_AND_HALF = re.compile(rf"([0-9]+|[{_HAN_DIGITS}]+)(?:个半(月|小时|星期)|个?(小时|星期|年|天|周)半(?![年天月数价径成导程封]))")
"""一个半月, 两年半."""
_HALF_OF = re.compile(r"(?<![上下大多过])半个?(月|小时|天|日|星期)(?![刊制报])")
_TWO_SCALES = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(万|亿)零?([0-9]+)(千万|百万|千|百|万|(?=余?元|人|户|吨|亩|平方米))")
"""1万5千元, 1亿2000万元."""
_HAN = re.compile(rf"(第)?([{_HAN_DIGITS}]+)(?:点([{_HAN_DIGITS}]+))?")
_BARE_SCALE = re.compile(r"(?<![0-9〇零一二两三四五六七八九十百千万亿几数.])(百|千|万|亿)(?=元)")
_WORD = re.compile(
    rf"\b({'|'.join(_WORDS)})(?:[- ](one|two|three|four|five|six|seven|eight|nine))?(?:[- ](hundred|thousand|million|billion))?\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"\b(one|two|three|four|a)[- ](third|quarter|fifth|tenth)s?\b", re.IGNORECASE)
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_SCALED = re.compile(rf"{_SCALES}|(?:hundred|thousand|million|billion|trillion)", re.IGNORECASE)
_BARE = re.compile(r"\s*(?:[0-9][0-9,.]*|[一二三四五六七八九十]+)\s*")
_RANGE = re.compile(r"\s*(?:[-—–~～至到]+|to)\s*")
_MONEY_SIGN = re.compile(r"(?:RMB|CNY|¥|￥|\bUS\$|\$)\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a text."""

    value: Fraction
    unit: str
    """Name of the unit (percent, money in yuan, workday, …); empty when none follows."""
    bound: str
    """``most``, ``least`` or empty."""
    start: int
    end: int
    text: str
    side: str = ""
    """Of a length of time: ``before`` (within it or ahead of it), ``after`` (when it is over) or empty."""

    @property
    def base(self) -> tuple[Fraction, str]:
        """Value and unit in the unit that stands for its like: years as months, ‰ as %."""
        factor, unit = _BASE.get(self.unit, (Fraction(1), self.unit))
        return self.value * factor, unit

    def same(self, other: Quantity) -> bool:
        """Equal value and a unit that may mean the same."""
        if self.unit and other.unit and self.base == other.base:
            return True
        if self.value != other.value:
            return False
        if self.unit == other.unit or not self.unit:
            return True
        if not other.unit:
            # (三) of a list label is not three months.
            return self.unit in _COUNTED or any(c.isdigit() and c.isascii() for c in other.text)
        return self.unit in _COUNTED and other.unit in _COUNTED and bool({self.unit, other.unit} & _LOOSE)


def quantities(text: str, skip: Iterable[tuple[int, int]] = ()) -> tuple[Quantity, ...]:
    """Every number in reading order. ``skip`` holds ranges read otherwise, such as dates. Full-width digits are read as half-width."""
    text = half_width(text)
    taken = list(skip)
    found: list[Quantity] = []
    for start, end, value, unit in _read(text):
        if any(start < b and a < end for a, b in taken):
            continue
        tail = end
        if not unit:
            unit, tail = _unit(text, start, end)
        taken.append((start, tail))
        where = side(text, start, tail) if unit in _DURATIONS else ""
        found.append(
            Quantity(value=value, unit=unit, bound=bound(text, start, tail), start=start, end=tail, text=text[start:tail], side=where)
        )
    return _ranges(text, sorted(found, key=lambda q: q.start))


def _ranges(text: str, found: list[Quantity]) -> tuple[Quantity, ...]:
    """The first number of a range (30-50万元) with the scale and unit that stand only behind the second."""
    for at, (low, high) in enumerate(pairwise(found)):
        if low.unit or not high.unit or not _BARE.fullmatch(low.text) or not _RANGE.fullmatch(text, low.end, high.start):
            continue
        scale = _SCALE[m.group(0).lower()] if (m := _SCALED.search(high.text)) else 1
        if low.value * scale < high.value:
            found[at] = replace(low, value=low.value * scale, unit=high.unit)
    return tuple(found)


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, character for character."""
    return "".join(h if len(h := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)


def _read(text: str) -> Iterable[tuple[int, int, Fraction, str]]:
    for m in _PER_CENT.finditer(text):
        if (value := _decimal(m.group(1))) is not None:
            yield m.start(), m.end(), value, "percent"
    for m in _PART.finditer(text):
        whole, part = _SCALE.get(m.group(1)) or _decimal(m.group(1)), _decimal(m.group(2).replace(".", "点"))
        if whole and part is not None:
            yield m.start(), m.end(), 100 * part / whole, "percent"
    for m in _TENTHS.finditer(text):
        yield m.start(), m.end(), Fraction(10 * (chinese(m.group(1)) or 0) + (5 if m.group(2) else 0)), "percent"
    for m in _SLASHED.finditer(text):
        if (share := Fraction(int(m.group(1)), int(m.group(2)))) < 1:
            yield m.start(), m.end(), 100 * share, "percent"
    for m in _DISCOUNT.finditer(text):
        yield m.start(), m.end(), Fraction(10 * _digit(m.group(1)) + _digit(m.group(2) or "0")), "percent"
    for m in _AND_HALF.finditer(text):
        if (value := _decimal(m.group(1))) is not None:
            yield m.start(), m.end(), value + Fraction(1, 2), _SPANS[m.group(2) or m.group(3)]
    for m in _HALF_YEAR.finditer(text):
        yield m.start(), m.end(), Fraction(6), "month"
    for m in _HALF_OF.finditer(text):
        yield m.start(), m.end(), Fraction(1, 2), _SPANS[m.group(1)]
    for m in _HALF.finditer(text):
        yield m.start(), m.end(), Fraction(50), "percent"
    for m in _FRACTION.finditer(text):
        yield m.start(), m.end(), Fraction(100 * _WORDS.get(m.group(1).lower(), 1), _PARTS[m.group(2).lower()]), "percent"
    for m in _TWO_SCALES.finditer(text):
        high, low = _SCALE[m.group(2)], _SCALE.get(m.group(4), 1)
        if low < high:
            yield m.start(), m.end(), Fraction(m.group(1)) * high + int(m.group(3)) * low, ""
    for m in _ARABIC.finditer(text):
        scale = m.group(2) or (m.group(3) or "").lower()
        yield m.start(), m.end(), Fraction(m.group(1).replace(",", "").rstrip(".")) * _SCALE.get(scale, 1), ""
    for m in _BARE_SCALE.finditer(text):
        yield m.start(), m.end(), Fraction(_SCALE[m.group(1)]), ""
    for m in _WORD.finditer(text):
        value = Fraction(_WORDS[m.group(1).lower()] + _WORDS.get((m.group(2) or "").lower(), 0)) * _SCALE.get((m.group(3) or "").lower(), 1)
        yield m.start(), m.end(), value, ""
    for m in _HAN.finditer(text):
        value_or_none = _decimal(m.group(2) + ("点" + m.group(3) if m.group(3) else ""))
        if value_or_none is not None:
            yield m.start(), m.end(), value_or_none, ""


def _digit(text: str) -> int:
    return int(text) if text.isascii() else chinese(text) or 0


def _decimal(text: str) -> Fraction | None:
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return Fraction(text)
    whole, _, part = text.partition("点")
    value = chinese(whole)
    if value is None or (part and any((chinese(c) or 0) > 9 for c in part)):
        return None
    return Fraction(f"{value}.{''.join(str(chinese(c)) for c in part)}") if part else Fraction(value)


def _unit(text: str, start: int, end: int) -> tuple[str, int]:
    if _MONEY_SIGN.search(text[max(0, start - 4) : start]):
        return ("dollar" if "$" in text[max(0, start - 4) : start] else "money"), end
    rest = re.sub(r"^(?:余|多|来|几)", " ", text[end : end + 24])
    for pattern, unit in _UNIT_OF:
        if m := pattern.match(rest):
            form = m.group(0).strip(" -")
            if form.isascii() and form.isalpha() and rest[m.end() : m.end() + 1].isalpha():
                continue
            return unit, end + m.end()
    return "", end
