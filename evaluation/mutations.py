"""False claims made from true ones, to measure what the proof catches.

Each kind changes one thing that the text says: a number, a date, a unit, a department, a place, a denial, the force, the extent,
the content, a document number. Run ``python -m evaluation.mutations --documents FOLDER`` for the table.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus import ParsedDocument, parse_file
from rag.proof import prove


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


def verbatim(documents: Sequence[ParsedDocument], rng: random.Random, each: int) -> list[Truth]:
    """True Chinese claims: whole sentences of the documents, those with something to change first."""
    truths: list[Truth] = []
    for parsed in documents:
        text = parsed.document.text
        found = [
            s.span.of(text).rstrip("。；;")
            for m in parsed.measures
            for s in m.sentences
            if not s.heading and not s.responsibility and 14 <= len(s.span) <= 120 and "\n" not in s.span.of(text)
        ]
        rng.shuffle(found)
        found.sort(key=lambda s: -sum(p.search(s) is not None for p in (_NUMBER, _DATE, _BODY, _PLACE, _ORDER)))
        truths += [Truth(document=parsed.document.id, quote=s, claim=s, language="zh") for s in found[:each]]
    return truths


def paraphrases(path: Path) -> list[Truth]:
    """The true claims written by hand."""
    return [Truth(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def make(truths: Sequence[Truth], most: int, seed: int = 1) -> list[Mutation]:
    """At most ``most`` false claims, the kinds as even as the texts allow."""
    rng = random.Random(seed)
    by_kind: dict[tuple[str, str], list[Mutation]] = {}
    for truth in truths:
        for mutation in mutations(truth, truths, rng):
            by_kind.setdefault((mutation.kind, truth.language), []).append(mutation)
    chosen: list[Mutation] = []
    for pool in by_kind.values():
        rng.shuffle(pool)
    while len(chosen) < most and any(by_kind.values()):
        for pool in by_kind.values():
            if pool and len(chosen) < most:
                chosen.append(pool.pop())
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the proof made of false and true claims."""

    caught: dict[str, tuple[int, int]]
    """By kind and language: caught, made."""
    missed: tuple[Mutation, ...]
    dropped: tuple[tuple[Truth, str], ...]
    """True claims that failed, with the reason."""
    truths: int
    median_ms: float

    @property
    def share_caught(self) -> float:
        """Share of the false claims that were caught."""
        return sum(c for c, _ in self.caught.values()) / max(1, sum(n for _, n in self.caught.values()))

    @property
    def share_dropped(self) -> float:
        """Share of the true claims that were dropped."""
        return len(self.dropped) / max(1, self.truths)


def measure(false: Sequence[Mutation], true: Sequence[Truth]) -> Score:
    """Runs the proof over both."""
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    missed, times = [], []
    for m in false:
        key = f"{m.kind} {m.truth.language}"
        started = time.perf_counter()
        verdict = prove(m.claim, (m.truth.quote,), known=(m.truth.document,))
        times.append(time.perf_counter() - started)
        made[key] += 1
        caught[key] += not verdict.holds
        if verdict.holds:
            missed.append(m)
    verdicts = [(t, prove(t.claim, (t.quote,), known=(t.document,))) for t in true]
    dropped = tuple((t, f"{v.check}: {v.reason}") for t, v in verdicts if not v.holds)
    by_kind = {key: (caught[key], made[key]) for key in sorted(made)}
    return Score(caught=by_kind, missed=tuple(missed), dropped=dropped, truths=len(true), median_ms=1000 * median(times or [0.0]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; exit code 1 when a floor is missed."""
    root = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, nargs="*", default=[root.parent / "corpus" / "policies"])
    parser.add_argument("--paraphrases", type=Path, default=root / "data" / "paraphrases.jsonl")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every miss")
    chosen = parser.parse_args(arguments)
    files = [f for folder in chosen.documents for f in (sorted(folder.glob("*.txt")) if folder.is_dir() else [folder])]
    true = paraphrases(chosen.paraphrases)
    truths = verbatim([parse_file(f) for f in files], random.Random(chosen.seed), each=20) + true
    score = measure(make(truths, chosen.count, chosen.seed), true)
    out = sys.stdout.write
    for key, (caught, made) in score.caught.items():
        out(f"{key:22} {caught:5} of {made:5}  {caught / made:.3f}\n")
    total = sum(n for _, n in score.caught.values())
    out(f"caught {score.share_caught:.4f} of {total} false claims over {len(files)} documents\n")
    out(f"dropped {score.share_dropped:.4f} of {score.truths} true paraphrases; median {score.median_ms:.2f} ms a claim\n")
    if chosen.show:
        for m in score.missed:
            out(f"MISSED {m.kind} {m.claim} | {m.truth.quote}\n")
        for truth, reason in score.dropped:
            out(f"DROPPED {reason} {truth.claim} | {truth.quote}\n")
    return 0 if score.share_caught >= 0.98 and score.share_dropped <= 0.05 else 1


if __name__ == "__main__":
    raise SystemExit(main())
