"""Where the text stands to a yes-or-no or "can I get" question: it decides, it only encourages, it sets conditions, or it does not say."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import jieba

from rag.proof.force import Force, conditional, force_of, urges
from rag.proof.negation import negators
from rag.proof.verdicts import Check, prove
from rag.queries import Query
from rag.understanding.wants import Want
from rag.understanding.wording import normalised
from rag.writing.frames import Frames

_ENTITLEMENT = re.compile(
    r"能拿|能领|能得|能享受|可以领|可以拿|可以获得|可以享受|能获得|拿到|领到|给不给|会给|有补|有没有补|发不发"
    r"|can (?:i|we|my|our) (?:get|receive|claim)|eligible for|entitled",
    re.IGNORECASE,
)
_EXPECTS = re.compile(r"会|将|能|可以|可否|拿|领|享受|获得|得到|要不要|必须|一定")
"""What a person expects to come true; a sentence that only encourages it is no yes, whatever else it commits to."""
_ENCOURAGES = re.compile(r"鼓励|支持(?!力度|政策)|引导|探索|力争|争取|倡导|提倡|推动|促进")
_PROMOTES = re.compile(r"鼓励|支持|推动|推进|促进|发展|培育|壮大|打造|加快|推广|扶持|引导|探索")
_BAN = re.compile(r"不得|禁止|严禁|不予|不准|不能")
_ASKS = re.compile(r"请问|(?:是不是|是否|能不能|可不可以|要不要|会不会|有没有)|[吗么呢吧嘛?？]+\s*$|[?？。]")
_WHETHER = {"能不能": "能", "可不可以": "可以", "要不要": "要", "会不会": "会", "有没有": "有", "是不是": "", "是否": ""}


def opening_for(query: Query, sentence: str, words: Frames, *, several: bool) -> str:
    """The frame line above the quoted sentences; ``sentence`` is the one that answers best."""
    plain = words.say("answer_list" if several and Want.LIST in query.wants else "answer")
    if Want.YES_NO not in query.wants and not _ENTITLEMENT.search(query.text):
        return plain
    force = force_of(sentence)
    if query.language.startswith("zh"):
        return words.say(_stance(query, sentence, force))
    if force is Force.DIRECTION:
        return words.say(_direction(query, sentence))
    return words.say("encouraged") if _asked_for()["encouraging"].search(query.text.lower()) and _promotes(sentence) else plain


@cache
def _asked_for() -> dict[str, re.Pattern[str]]:
    with (Path(__file__).parent / "stance.toml").open("rb") as file:
        table = tomllib.load(file)
    return {name: re.compile("|".join(f"(?:{p})" for p in entry["patterns"])) for name, entry in table.items()}


def _direction(query: Query, sentence: str) -> str:
    """The line for a sentence that encourages: yes to "is it encouraged?", no to "is it a duty?" where nothing sounds like one."""
    question = query.text.lower()
    signs = _asked_for()
    if signs["mandatory"].search(question):
        return "direction" if signs["denied"].search(question) or urges(sentence) else "not_mandatory"
    return "encouraged" if signs["encouraging"].search(question) else "direction"


_LIGHT = frozenset(
    [
        "可以",
        "能够",
        "需要",
        "应该",
        "应当",
        "必须",
        "现在",
        "目前",
        "我们",
        "你们",
        "他们",
        "自己",
        "这个",
        "那个",
        "政策",
        "规定",
        "文件",
        "一下",
        "还要",
        "还是",
        "不能",
        "不可",
        "没有",
    ]
)


def _all_there(asked: str, sentence: str) -> bool:
    """Whether the sentence has every word of the statement: only then can it decide the question."""
    words = _content(asked)
    return bool(words) and all(w in sentence for w in words)


def _content(asked: str) -> list[str]:
    return [w for w in jieba.cut(asked) if len(w) > 1 and w not in _LIGHT and not any(c.isdigit() for c in w)]


def statement(question: str) -> str:
    """The statement that a Chinese yes-or-no question puts up for decision."""
    text = normalised(question)
    for asking, plain in _WHETHER.items():
        text = text.replace(asking, plain)
    return _ASKS.sub("", text).strip(" ,")


def _stance(query: Query, sentence: str, force: Force) -> str:
    asked = statement(query.normalised or query.text)
    verdict = prove(asked, (sentence,))
    if not _all_there(asked, sentence):
        return _nearly(query, asked, sentence, force)
    if verdict.holds:
        if force is Force.DIRECTION or (_EXPECTS.search(query.text) and _ENCOURAGES.search(sentence)):
            return _direction(query, sentence)
        return "conditional" if conditional(sentence) else "yes"
    if verdict.check in (Check.NEGATION, Check.NUMBER, Check.DATE) and verdict.alike:
        return "no"
    if verdict.check is Check.FORCE and verdict.alike and _BAN.search(sentence) and not negators(asked):
        return "no"
    if verdict.check is Check.QUANTIFIER and verdict.alike:
        return "conditional"
    return _nearly(query, asked, sentence, force)


def _nearly(query: Query, asked: str, sentence: str, force: Force) -> str:
    """The line for a sentence without every word of the question: "is it encouraged?" has its yes where half of the words stand there."""
    signs = _asked_for()
    meant = [w for w in _content(asked) if not signs["encouraging"].fullmatch(w)]
    held = [w for w in meant if any(w[i : i + 2] in sentence for i in range(len(w) - 1))]
    enough = bool(meant) and 2 * len(held) >= len(meant)
    if force is Force.DIRECTION:
        return _direction(query, sentence) if enough else "direction"
    return "encouraged" if enough and signs["encouraging"].search(query.text) and _promotes(sentence) else "not_stated"


def _promotes(sentence: str) -> bool:
    """Whether a sentence furthers what it speaks of, without a word that binds anyone to grant it."""
    return _PROMOTES.search(sentence) is not None and _BAN.search(sentence) is None
