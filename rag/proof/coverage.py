"""Whether a statement is about what its quotes say: the share of its words that they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.proof.clauses import clauses, letter_pairs
from rag.proof.glosses import content_words, licensed, ordinary, romanised, stem

LEAST_LETTERS = 0.55
"""Least share of a Chinese claim's characters that its quotes hold."""
LEAST_PAIRS = 0.22
"""Least share of its letter pairs."""
LEAST_CLAUSE = 0.12
"""Least share of the letter pairs of each clause of some length."""
LEAST_WORDS = 0.4
"""Least share of an English claim's content words that the quotes' dictionary glosses hold."""
LONG_CLAUSE = 7
"""Characters from which a clause is judged on its own."""

_FUNCTION = re.compile(r"[的了是在和与及或对为将被由从到向以于而也其该并等把让使会可所有个这那]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_IRREGULAR = {
    "hong": "香港",
    "kong": "香港",
    "macao": "澳门",
    "macau": "澳门",
    "tibet": "西藏",
    "mongolia": "内蒙古",
    "inner": "内",
    "shaanxi": "陕西",
    "harbin": "哈尔滨",
    "urumqi": "乌鲁木齐",
    "lhasa": "拉萨",
    "hohhot": "呼和浩特",
    "china": "中国",
    "chinese": "中国",
    "taiwan": "台湾",
    "guangdong-hong": "粤港",
    "greater": "大湾区",
    "bay": "湾区",
}
_CHINA = frozenset(
    [
        "china",
        "chinese",
        "prc",
        "rmb",
        "cny",
        "yuan",
        "mr",
        "mrs",
        "ms",
        "article",
        "articles",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
"""Capitalised words that are no names to be found; months are checked as dates, money as a unit."""


def off_topic(claim: str, quotes: str) -> str:
    """Why a Chinese claim is not about its quotes; empty when it is."""
    letters = _HAN.findall(_FUNCTION.sub("", claim))
    held = sum(c in quotes for c in letters) / max(1, len(letters))
    theirs = letter_pairs(quotes)
    own = letter_pairs(_FUNCTION.sub(" ", claim))
    pairs = len(own & theirs) / max(1, len(own))
    if letters and (held < LEAST_LETTERS or pairs < LEAST_PAIRS):
        return f"only {pairs:.0%} of its words stand in the quotes"
    for clause in clauses(claim):
        bare = _FUNCTION.sub(" ", clause)
        mine = letter_pairs(bare)
        if len(_HAN.findall(bare)) >= LONG_CLAUSE and len(mine & theirs) < LEAST_CLAUSE * len(mine):
            return f"“{clause[:20]}” does not stand in the quotes"
    return ""


def off_topic_english(claim: str, quotes: str) -> str:
    """Why an English claim is not about its Chinese quotes; empty when it is."""
    may = licensed(quotes)
    words = content_words(claim)
    held = [word for word in words if stem(word) in may or romanised(word, quotes)]
    if words and len(held) < LEAST_WORDS * len(words):
        return f"only {len(held) / len(words):.0%} of its words can be found in the quotes"
    return ""


def unknown_name(claim: str, quotes: str, known: Iterable[str]) -> str:
    """A capitalised name in an English claim that neither the quotes nor the document's own names give; empty when there is none."""
    may = licensed(quotes)
    around = quotes + "\n" + "\n".join(known)
    for word in content_words(claim):
        if not word[0].isupper() or word.lower() in _CHINA or stem(word) in may or word.lower() in around.lower():
            continue
        if ordinary(word) and word.lower() not in _IRREGULAR:
            continue
        chinese = _IRREGULAR.get(word.lower())
        if not (chinese and chinese in around) and not romanised(word, around):
            return word
    return ""
