"""True claims turned false: one thing that the text says is changed, so that its quote no longer bears the claim out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A true claim and what proves it."""

    document: str
    quote: str
    claim: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A claim that its quote no longer bears out."""

    kind: str
    truth: Truth
    claim: str


Change = Callable[[str, random.Random], str]

_NUMBER = re.compile(
    r"(?<![0-9第〔(（\-])([0-9]+(?:\.[0-9]+)?)(?=\s*(?:%|万|亿|元|个|家|名|人|天|日内|项|倍|户|周岁|岁|米|吨|次|per|percent|yuan|working|days|months|people|million))"
)
_DATE = re.compile(r"((?:19|20)[0-9]{2})(?=年|\b)|(?<=年)([0-9]{1,2})(?=月)")
_UNITS_ZH = (
    ("万元", "元"),
    ("亿元", "万元"),
    ("元", "美元"),
    ("工作日", "个月"),
    ("个月", "年"),
    ("%", "倍"),
    ("日内", "个月内"),
    ("周岁", "个月"),
    ("倍", "%"),
    ("平方米", "亩"),
    ("公里", "米"),
)
_UNITS_EN = (
    ("working days", "months"),
    ("months", "years"),
    ("days", "weeks"),
    ("yuan", "dollars"),
    ("%", " times"),
    ("million", "billion"),
    ("month", "year"),
)
_BODIES = ("公安部", "省财政厅", "市民政局", "教育部", "省体育局", "市水务局", "国家税务总局", "海关总署", "省气象局", "市统计局")
_BODY = re.compile(r"(?:国务院|国家|省|市|区|县)?[\u4e00-\u9fff]{2,8}?(?:厅|局|委员会|部门|总署)(?=[、,，负牵应等的]|按|可|会|将)")
_PLACES = ("海南", "青海", "吉林", "贵阳", "大连", "桂林", "温州", "甘肃", "喀什", "三亚")
_PLACE = re.compile(
    r"北京|上海|广州|广东|湖南|湖北|长沙|株洲|郴州|深圳|天津|四川|哈尔滨|黑龙江|香港|澳门|贵阳|贵州|清镇|吉林|辽宁|大连|巴东|天河|重庆|河北|京津冀|常德"
)
_PLACES_EN = ("Hainan", "Qinghai", "Guizhou", "Dalian", "Wenzhou", "Gansu", "Lanzhou", "Xiamen")
_PLACE_EN = re.compile(
    r"\b(?:Beijing|Hubei|Hunan|Harbin|Heilongjiang|Badong|Qingzhen|Baiyunshan|Mazongshan|Guangdong|Changsha|Guangzhou)\b"
)
_STRONGER_ZH = (
    ("鼓励", "必须"),
    ("鼓励", "强制"),
    ("支持", "必须"),
    ("探索", "全面推行"),
    ("可以", "必须"),
    ("可以", "应当"),
    ("力争", "确保"),
    ("引导", "强制"),
    ("鼓励", "给予补贴"),
    ("支持", "可获得资金"),
    ("应当", "可以"),
    ("不得", "可以"),
    ("积极", "一律"),
    ("推动", "强制"),
)
_STRONGER_EN = (
    ("are encouraged to", "must"),
    ("is encouraged", "is mandatory"),
    ("are supported in", "are guaranteed"),
    ("encourages", "requires"),
    (" may be ", " must be "),
    (" may apply", " must apply"),
    ("should be", "may be"),
    ("must be", "may be"),
    ("must decide", "may decide"),
    ("should establish", "may establish"),
    ("supports", "guarantees"),
    ("explores", "enforces"),
    ("are encouraged to", "receive subsidies to"),
    ("Support is given to", "Subsidies must be paid for"),
)
_WIDER_ZH = (
    ("符合条件的", "所有"),
    ("试点", "全省"),
    ("部分", "所有"),
    ("原则上", "一律"),
    ("有条件的", "全部"),
    ("仅", ""),
    ("优先", "全部"),
    ("一批", "全部"),
    ("重点", "所有"),
    ("若干", "所有"),
)
_WIDER_EN = (
    ("some", "all"),
    ("pilots of ", ""),
    ("Eligible enterprises", "All enterprises"),
    ("eligible loans", "all loans"),
    ("In principle, ", "Without exception, "),
    ("certain", "all"),
    ("may apply", "may always apply"),
    ("About 10 cities", "All cities"),
    ("Enterprises are", "All enterprises are"),
    ("Districts are", "Every district in the whole country is"),
)
_NEGATE_ZH = (
    ("应当", "不应当"),
    ("可以", "不可以"),
    ("鼓励", "不鼓励"),
    ("支持", "不支持"),
    ("不得", "可"),
    ("推进", "不推进"),
    ("加强", "不加强"),
    ("给予", "不给予"),
    ("无需", "需要"),
    ("不能", "能"),
    ("未", "已"),
    ("禁止", "允许"),
    ("建立", "不建立"),
    ("开展", "停止开展"),
    ("予以", "不予"),
)
_NEGATE_EN = (
    (" may not ", " may "),
    (" must not ", " must "),
    (" must ", " must not "),
    (" should ", " should not "),
    (" may ", " may not "),
    (" are ", " are not "),
    (" is ", " is not "),
    ("No ", "Every "),
    (" can ", " cannot "),
    ("There is no need", "There is a need"),
)
_ORDER = re.compile(r"(〔[0-9]{4}〕|第)([0-9]+)(?=号)")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def changeable(sentence: str) -> int:
    """How many kinds of things in a Chinese sentence can be changed."""
    return sum(pattern.search(sentence) is not None for pattern in (_NUMBER, _DATE, _BODY, _PLACE, _ORDER))


def mutations(truth: Truth, others: Sequence[Truth], rng: random.Random) -> Iterator[Mutation]:
    """Every kind of false claim that can be made of a true one, at most one a kind."""
    english = truth.language == "en"
    for kind, change in _changes(english):
        claim = change(truth.claim, rng)
        if claim != truth.claim and claim not in truth.quote:
            yield Mutation(kind=kind, truth=truth, claim=claim)
    other = next((o for o in _drawn(others, rng) if _foreign(o, truth)), None)
    if other is not None:
        yield Mutation(kind="content", truth=truth, claim=other.claim)


def _drawn(others: Sequence[Truth], rng: random.Random, tries: int = 60) -> Iterator[Truth]:
    for _ in range(tries if others else 0):
        yield rng.choice(others)


def _foreign(other: Truth, truth: Truth) -> bool:
    return other.language == truth.language and other.document != truth.document and not _alike(other.quote, truth.quote)


def _changes(english: bool) -> Iterator[tuple[str, Change]]:
    yield "number", _number
    yield "date", _date
    yield "unit", _pairs(_UNITS_EN if english else _UNITS_ZH, after_number=True)
    yield "negation", _pairs(_NEGATE_EN if english else _NEGATE_ZH)
    yield "modality", _pairs(_STRONGER_EN if english else _STRONGER_ZH)
    yield "quantifier", _pairs(_WIDER_EN if english else _WIDER_ZH)
    yield "place", _replaced(_PLACE_EN if english else _PLACE, _PLACES_EN if english else _PLACES)
    if not english:
        yield "department", _replaced(_BODY, _BODIES)
        yield "document number", _order


def _number(claim: str, rng: random.Random) -> str:
    found = [m for m in _NUMBER.finditer(claim) if len(m.group(1)) < 8]
    if not found:
        return claim
    m = rng.choice(found)
    value = float(m.group(1))
    other = rng.choice([value * 2, value * 10, value + 3, value + 1, max(1, value - 1), value / 2])
    written = f"{other:g}" if other != int(other) else str(int(other))
    return claim if written == m.group(1) or written in claim else claim[: m.start(1)] + written + claim[m.end(1) :]


def _date(claim: str, rng: random.Random) -> str:
    found = list(_DATE.finditer(claim))
    if not found:
        return claim
    m = rng.choice(found)
    number = int(m.group(0))
    other = number + rng.choice([-2, -1, 1, 2, 3]) if number > 31 else number % 12 + 1
    return claim if str(other) in claim else claim[: m.start()] + str(other) + claim[m.end() :]


def _order(claim: str, rng: random.Random) -> str:
    m = _ORDER.search(claim)
    return claim if m is None else claim[: m.start(2)] + str(int(m.group(2)) + rng.randint(1, 9)) + claim[m.end(2) :]


def _pairs(pairs: Sequence[tuple[str, str]], *, after_number: bool = False) -> Change:
    def change(claim: str, rng: random.Random) -> str:
        usable = [(a, b) for a, b in pairs if re.search((r"[0-9]\s?" if after_number else "") + re.escape(a), claim)]
        if not usable:
            return claim
        a, b = rng.choice(usable)
        if _doubled(claim, a, b):
            return claim
        m = re.search((r"(?<=[0-9])\s?" if after_number else "") + re.escape(a), claim)
        return claim if m is None else claim[: m.end() - len(a)] + b + claim[m.end() :]

    return change


def _doubled(claim: str, old: str, new: str) -> bool:
    """Whether a denial would be put beside one that is there already, which is no English."""
    return new.strip().endswith("not") and (claim[claim.find(old) + len(old) :].startswith(("not ", "no ")) or claim.startswith("No "))


def _replaced(pattern: re.Pattern[str], names: Sequence[str]) -> Change:
    def change(claim: str, rng: random.Random) -> str:
        m = pattern.search(claim)
        other = rng.choice([n for n in names if n not in claim])
        return claim if m is None else claim[: m.start()] + other + claim[m.end() :]

    return change


def _alike(one: str, other: str) -> bool:
    a, b = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (one, other))
    return len(a & b) > 0.2 * min(len(a), len(b), 1000)
