"""Sentences that may answer, scored: meaning, words in common, and signs of the kind of thing asked for."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.spans import Span
from rag.hits import Hit, Retrieval
from rag.queries import Query
from rag.understanding.wants import Want
from rag.understanding.wording import normalised

DENSE_SHARE = 0.4
"""Share of sentence similarity in a score."""
WORD_SHARE = 0.6
"""Share of the question's rare letter pairs that the sentence holds. Letter pairs alone chose the right sentence in 18 of 20
questions on given measures, similarity alone fewer, so they weigh more; without Chinese words the similarity counts alone."""
SYNONYM_SHARE = 0.5
"""Weight of a synonym's letter pairs beside those of the question's own words."""
RANK_LOSS = 0.12
"""What a sentence loses for each measure that ranks above its own."""
GAP_LOSS = 0.12
"""… and for each point by which its measure scores below the best one: a clear winner keeps the answer."""
DEPTH = 3
"""Measures whose sentences compete."""

_ASKING = re.compile(
    r"请问|想问|想知道|告诉我|什么时候|什么时间|什么|哪一些|哪些|哪个|哪几|哪里|哪儿|怎么样|怎样|怎么|如何|多少|多久|多长|几个|几项|几天|是否|是不是|能不能|可不可以"
    r"|可以吗|有没有|谁来|谁|为什么|为何|吗|呢|么|吧|的|了|是|有|在|和|与|对|里|中|我|您|你|们|这|那|个|关于|规定|政策|文件|措施|内容|具体|主要"
)
_HAN_PAIR = re.compile(r"(?=([\u3400-\u9fff0-9A-Za-z][\u3400-\u9fff0-9A-Za-z]))")
_MONEY = re.compile(
    r"[0-9一二三四五六七八九十百千万亿两半.,]+\s*(?:多|余)?\s*(?:万|亿|千|百)?(?:元|块|美元|人民币)|[0-9.]+\s*[%‰]|百分之|[一二三四五六七八九]成"
)
_NUMBER = re.compile(
    r"[0-9]\s?(?:万|亿|余|多)?(?:个|家|名|人|项|种|次|批|所|条|座|倍|户|级|公里|%|辆|台|平方米|亩|张|件|只|套)|[一二三四五六七八九十百千万两]+(?:个|家|名|人|项|种|次|批|所|条|座|年|月|日|天|倍|户)"
)
_TIME = re.compile(
    r"[0-9〇一二三四五六七八九十]+\s*(?:年|个月|月|日|天|小时|周|个工作日|工作日|季度)|年底|年内|当日|次日|起施行|有效期|截止"
)
_RATE_ASKED = re.compile(
    r"比例|比率|百分之几|几成|百分点|利率|费率|税率|扣除(?:多少|几)|\bpercent(?:age)?\b|\brate\b|\bshare of\b", re.IGNORECASE
)
_RATE = re.compile(r"[0-9.]+\s*[%‰]|百分之|[一二三四五六七八九]成(?!立|为|功|果)|[0-9]∶[0-9]|万分之")
RATE_SIGN = 0.8
"""What a sentence with a percentage gains for a question that asks for one; a sum of money is no answer to it."""
_PLACE = re.compile(r"[\u3400-\u9fff]{2,}(?:省|市|县|区|州|镇|街道|路|号|园区|大厅|中心|窗口|网站|平台)")
_SIGNS: tuple[tuple[Want, re.Pattern[str], float], ...] = (
    (Want.AMOUNT, _MONEY, 0.35),
    (Want.COUNT, _NUMBER, 0.2),
    (Want.COUNT, re.compile(r"、[^、。]+、"), 0.1),
    (Want.WHEN, _TIME, 0.3),
    (Want.WHERE, _PLACE, 0.1),
    (Want.DEFINITION, re.compile(r"是指|指的是|[,,:]指|所称"), 0.35),
    (Want.WHY, re.compile(r"为了?|以便|从而|因|目的|旨在"), 0.08),
    (Want.HOW, re.compile(r"通过|方式|按照|依托|采取|程序|流程|申请|提交|材料|办理"), 0.06),
    (Want.LIST, re.compile(r"、[^、。]+、|[::]$"), 0.06),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may answer."""

    hit: Hit
    span: Span
    text: str
    score: float
    """Comparable within one retrieval; about 0 to 1.4."""
    words: frozenset[str]
    """Letter pairs of the question that it holds."""


def shows(text: str, want: Want) -> bool:
    """Whether a sentence has the sign of what is asked for: a sum for an amount, a date or duration for when."""
    return any(pattern.search(normalised(text)) is not None for sign, pattern, _ in _SIGNS if sign is want)


def pairs(text: str) -> frozenset[str]:
    """The letter pairs of a normalised text, words of asking left out."""
    bare = _ASKING.sub(" ", text)
    return frozenset(m.group(1) for m in _HAN_PAIR.finditer(bare))


def candidates(retrieval: Retrieval) -> tuple[Candidate, ...]:
    """The sentences of the best measures, best first."""
    query = retrieval.query
    sentences = [(hit, scored) for hit in retrieval.hits[:DEPTH] for scored in hit.sentences]
    if not sentences:
        return ()
    own, meant = _asked(query)
    asked = own | meant
    texts = [normalised(s.span.of(hit.document.document.text)) for hit, s in sentences]
    weights = _weights(asked, texts)
    weights |= {p: SYNONYM_SHARE * weights[p] for p in meant} if own else {}
    whole = sum(weights.values()) or 1.0
    low, high = min(s.score for _, s in sentences), max(s.score for _, s in sentences)
    best_rank, best_score = min(hit.rank for hit, _ in sentences), max(hit.score for hit, _ in sentences)
    found = []
    for (hit, scored), text in zip(sentences, texts, strict=True):
        dense = (scored.score - low) / (high - low) if high > low else 1.0
        held = frozenset(p for p in asked if p in text)
        words = sum(weights[p] for p in held) / whole
        score = DENSE_SHARE * dense + WORD_SHARE * words if asked else dense
        score += _signs(query, text) - RANK_LOSS * (hit.rank - best_rank) - GAP_LOSS * (best_score - hit.score)
        found.append(Candidate(hit=hit, span=scored.span, text=text, score=score, words=held))
    return tuple(sorted(found, key=lambda c: (-c.score, c.hit.rank, c.span)))


def _asked(query: Query) -> tuple[frozenset[str], frozenset[str]]:
    """Letter pairs of the question's own Chinese words, and of the synonyms and glosses that go with them."""
    words = query.search if query.history_used else query.normalised
    own = pairs(words) if query.language.startswith("zh") or query.language == "ja" else frozenset()
    return own, frozenset(p for word in query.expansion for p in pairs(word)) - own


def _weights(asked: frozenset[str], texts: Sequence[str]) -> dict[str, float]:
    held = Counter(p for p in asked for text in texts if p in text)
    return {p: math.log(1 + len(texts) / (1 + held[p])) for p in asked}


def _signs(query: Query, text: str) -> float:
    if _RATE_ASKED.search(query.text):
        return RATE_SIGN if _RATE.search(text) else 0.0
    return max((bonus for want, pattern, bonus in _SIGNS if want in query.wants and pattern.search(text)), default=0.0)
