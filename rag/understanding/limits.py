"""Limits, dates and denials that a question takes for granted: 有效期5年, "must be under 35", 既然取消了….

A question may state figures of its own case (我62岁, 住了8年); only what is put as a rule of the document is a claim about it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from corpus.tables import read_table
from rag.understanding.numerals import number

_NUM = r"(?:[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百千]+)"
_UNIT = (
    r"(?:个?工作日|周?岁|年(?!半)|个?月(?!底|初|份|[0-9一二三四五六七八九十]+日)|个?星期|周(?![岁年边期])|天|日"
    r"|小时|个?钟头|分(?!之)|名|人|家|学时|课时)"
)
_FIGURE = re.compile(rf"({_NUM})\s?({_UNIT})")
_RULES = (
    re.compile(rf"(?:有效期|期限|最长|至少|最少|不少于|不得少于|必须|要求|规定)[^,。?;0-9一二两三四五六七八九十]{{0,12}}{_FIGURE.pattern}"),
    re.compile(
        rf"{_FIGURE.pattern}(?:以上|以下|以内|之内|内)?(?:的[\u3400-\u9fff]{{0,5}})?(?:就能|就可以|就可|才能|才可以|才可|才算|就算|都算|也算)"
    ),
)
_COMING = "(?:截止|施行|生效|实施|开始|结束|执行|印发|公布|发布|到期)"
_DATE = re.compile(rf"([0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?)(?:底|初|份)?(?:起|前|止)?{_COMING}")
_SAME = {"周岁": "岁", "工作日": "日", "天": "日", "小时": "时", "钟头": "时", "学时": "时", "课时": "时", "名": "人", "星期": "周"}
_MADE_OF = {"年": ("月", 12), "周": ("日", 7)}
"""What years and weeks are compared in."""


@cache
def _table() -> dict[str, Any]:
    return read_table(__file__, "limits.toml")


@cache
def _abroad() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """What puts a figure as a rule, and a number with its unit, in other languages than Chinese.

    A year of the calendar is no such number ("the 2025 points system"), and what another word goes on with no unit ("points-based").
    """
    presumed = _table()["presumed"]
    said = r"((?:[^\W\d_]+[ -]+){0,4}[^\W\d_]{2,}|(?<![0-9])(?!(?:19|20)(?!00)[0-9]{2}(?![0-9]))[0-9]+)"
    units = {unit: re.compile(rf"{said}([ -]?(?:{words}))(?!-?[a-zà-ÿа-я])") for unit, words in presumed["units"].items()}
    return re.compile(presumed["pattern"]), tuple((pattern, unit) for unit, pattern in units.items())


@cache
def _denials() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    denied = _table()["denied"]
    return tuple((re.compile(asked), re.compile(line)) for asked, line in zip(denied["asked"], denied["lines"], strict=True))


def unstated(question: str, texts: tuple[str, ...]) -> list[str]:
    """Limits and dates that a normalised question puts as rules and none of the normalised texts has."""
    held = frozenset().union(*(_figures(text) for text in texts))
    found = [m.group(m.lastindex - 1) + m.group(m.lastindex) for rule in _RULES for m in rule.finditer(question) if m.lastindex]
    claims = [said for said in found if (figure := _figure(*_FIGURE.fullmatch(said).groups())) and figure not in held]  # type: ignore[union-attr]
    claims += [m.group() for m in _DATE.finditer(question) if not any(m.group(1) in text for text in texts)]
    if not re.search(r"[\u3400-\u9fff]{4}", question):
        claims += _unstated_abroad(question.lower(), held)
    return list(dict.fromkeys(claims))


def _unstated_abroad(question: str, held: frozenset[tuple[float, str]]) -> list[str]:
    presumed, units = _abroad()
    if not presumed.search(question):
        return []
    values: dict[str, set[tuple[float, str]]] = {}
    for pattern, unit in units:
        for m in pattern.finditer(question):
            numeral, value = _last_number(m.group(1))
            if value:
                values.setdefault(numeral + m.group(2), set()).add(_plain(value, unit))
    return [said for said, figures in values.items() if not figures & held]


def _last_number(words: str) -> tuple[str, int | None]:
    """The longest number that a run of words ends in, and its value: "firms wait and twenty-four" ends in twenty-four."""
    tails = (words[m.start() :] for m in re.finditer(r"[^\s-]+", words) if number(m.group()) is not None)
    return next(((tail, value) for tail in tails if (value := number(tail)) is not None), ("", None))


def denied(question: str, texts: tuple[str, ...]) -> list[str]:
    """Words by which a normalised question says that something was forbidden or done away with, where the texts deny nothing."""
    return [m.group() for asked, line in _denials() if (m := asked.search(question)) and not any(line.search(text) for text in texts)]


@lru_cache(64)
def _figures(text: str) -> frozenset[tuple[float, str]]:
    return frozenset(figure for m in _FIGURE.finditer(text) if (figure := _figure(*m.groups())))


def _figure(numeral: str, unit: str) -> tuple[float, str] | None:
    value = float(numeral) if numeral.replace(".", "", 1).isdigit() else number(numeral)
    return None if value is None else _plain(value, unit.removeprefix("个"))


def _plain(value: float, unit: str) -> tuple[float, str]:
    unit = _SAME.get(unit, unit)
    smaller, count = _MADE_OF.get(unit, (unit, 1))
    return float(value * count), smaller
