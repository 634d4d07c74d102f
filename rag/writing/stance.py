"""Where the text stands to a yes-or-no or "can I get" question: it decides, it only encourages, it sets conditions, or it does not say."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import jieba

from rag.proof.force import Force, conditional, force_of, urges
from rag.proof.negation import negators
from rag.proof.verdicts import Check, Verdict, prove
from rag.queries import Query
from rag.understanding.wants import Want
from rag.understanding.wording import normalised
from rag.writing.frames import Frames
from rag.writing.limits_kept import Standing, standing, without_figures

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
_EXCEPTED = re.compile(
    r"(?:不含|不包括|不包含)([^,;。]+)|(?:^|[,;。])([^,;。]+?)(?:除外|不在此列)"
    r"|(?<![免扣排解清删消拆废破根去开剔铲切])除(?![尘湿雪险草害臭])([^,;。]+?)(?:以外|之外|(?<![境海国内户校野])外(?![籍国资地省商贸来]))(?!,?[^,;。]{0,6}[还再另也并])"
)
_OF_ITSELF = re.compile(r"[但且]?[已未不再非]")
"""Opens an exception by what somebody has done or is not (已享受优惠的, 非本市企业): who asks is not meant."""
_EXCEPTS = re.compile(r"不含|不包括|不包含|除外|不在此列|以外|之外|除.+外")
_FREED = re.compile(r"免[征缴收交除于予纳]+([^,;。]+)")
_OWES = re.compile(r"(?:要|需要?|须|应当?|得)[^,;]{0,2}[缴交征收付纳]|征收|征缴|收取|缴纳|交纳|支付")
_GRANTED = re.compile(r"可以|能|享受|申请")
_ASKED_OF = re.compile(r"可|能|会|有|享受|领取|获得|需要?|要|必须|应当?")
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


_BY_FIGURES = {Standing.SAME: "not_stated", Standing.OUTSIDE: "no", Standing.PARTLY: "conditional", Standing.UNKNOWN: "not_stated"}
"""The line where the figures of a question decide; those that keep to the limits leave it to the other words."""
_COMPARED = frozenset({Standing.WITHIN, Standing.OUTSIDE, Standing.PARTLY})


def _stance(query: Query, sentence: str, force: Force) -> str:
    asked = statement(query.normalised or query.text)
    if not _all_there(asked, sentence):
        return _nearly(query, asked, sentence, force)
    if _excluded(asked, sentence):
        return "no"
    verdict = prove(asked, (sentence,))
    figures = standing(asked, sentence, cases=verdict.holds)
    measured = figures in _COMPARED if verdict.holds else verdict.alike and verdict.check in (Check.NUMBER, Check.DATE)
    if measured:
        verdict = prove(without_figures(asked), (sentence,))
        if figures is not Standing.WITHIN:
            return "not_stated" if _reversed(verdict, asked, sentence) else _BY_FIGURES[figures]
    if verdict.holds:
        if force is Force.DIRECTION or (_EXPECTS.search(query.text) and _ENCOURAGES.search(sentence)):
            return _direction(query, sentence)
        return "conditional" if conditional(sentence) else "yes"
    if _reversed(verdict, asked, sentence):
        return "no"
    if verdict.check is Check.QUANTIFIER and verdict.alike:
        return "conditional"
    return _nearly(query, asked, sentence, force)


def _reversed(verdict: Verdict, asked: str, sentence: str) -> bool:
    """Whether a failed proof shows that the sentence says the contrary of the statement."""
    if not verdict.alike:
        return False
    if verdict.check is Check.NEGATION:
        return all(_denies_what_is_said(asked[at + len(word) :], sentence) for at, word in negators(asked))
    return verdict.check is Check.FORCE and _BAN.search(sentence) is not None and not negators(asked)


def _denies_what_is_said(denied: str, sentence: str) -> bool:
    """Whether a denial, by the words behind it, is of what is asked, or of a circumstance that the sentence itself requires.

    不符合条件的企业可以申请 is, where 符合条件的企业可以申请; 没有毕业可以申请 is not, where 毕业学年的学生可以申请.
    """
    asks = _ASKED_OF.search(denied)
    circumstance = denied[: asks.start()].rstrip("的就也还都,") if asks else ""
    return (
        len(circumstance) < 2
        or re.search(re.escape(circumstance) + r"(?:[的者后并且可能方才应,;。]|人|居民|企业|单位|家庭|$)", sentence) is not None
    )


def _excluded(asked: str, sentence: str) -> bool:
    """Whether a sentence excepts what a statement without an exception speaks of, or frees from the duty that it speaks of."""
    if _EXCEPTS.search(asked) or negators(asked):
        return False
    owes = "免" not in asked and _OWES.search(asked) is not None and not _GRANTED.search(asked)
    frees = owes and not _OWES.search(_FREED.sub("", sentence))
    found = [*_EXCEPTED.finditer(sentence), *(_FREED.finditer(sentence) if frees else ())]
    stretches = [next(part for part in match.groups() if part is not None) for match in found]
    excepted = [_content(stretch) for stretch in stretches if not _OF_ITSELF.match(stretch)]
    return any(words and all(word in asked for word in words) for words in excepted)


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
