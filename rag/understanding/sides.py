"""Questions that ask of two or three matters at once: "what of X, and what of Y?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.understanding.followups import content, leans
from rag.understanding.wants import wants

_TOLD = re.compile(
    r"分别|各自|各(?=有|是|怎|要|提|写|做|为|给|按|补|能|由|归|在|占|得|多少|如何|几|需)|两(?:个(?:地方|方面|问题)|处|头|块|边|方面|项|条)|既.{1,12}又"
    r"|\b(?:both|each|respectively)\b|\b(?:in terms of|with|on|for|of) .{2,40} and (?:in terms of|with|on|for|of) ",
    re.IGNORECASE,
)
_TWICE = re.compile(
    r"两(?:个(?:地方|方面)|处|头|块|边)|哪两(?:个|项|条|处)|\beach time\b|\btwo (?:places|measures|ways|things)\b", re.IGNORECASE
)


def _joints(but: str = "") -> re.Pattern[str]:
    """Where two heads are joined; ``but`` is what may not come behind 和 and 与."""
    return re.compile(
        rf"以及|还有|[和与]{but}|(?<![以普涉惠])及(?!时|格|其)|跟|(?<=[\u3400-\u9fff]),?又(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])到(?=[\u3400-\u9fff])"
        r"|\s(?:and|et|und|y|e|и|và)\s|、",
        re.IGNORECASE,
    )


_SPLIT = _joints("(?!.{0,2}相关|其他|其它)")
_LOOSE = _joints()
"""Where 各 and 分别 say that the heads are two matters, "the others" are one of them: 乘客和其他人各付多少."""
_MARK = re.compile(r"分别|各自?")
_SHARED = re.compile(r"的|,")
"""Where what two heads share may begin: 房租和水费的减免比例各是多少, 门票和停车,标准分别由谁定."""
MOST = 3
"""Matters at most; a longer list is one matter."""
_STOP = re.compile(r"[?;。]+")
OWN = 2
"""Words that name its matter, in a question that is answered beside another one."""
_LEAST = {"han": 2, "latin": 4}
"""Letters that a side must have to be looked up on its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The matters of a question."""

    texts: tuple[str, ...]
    """Each side with the words around it and what it shares with the others; the whole question twice where it does not name its sides."""
    told: bool
    """Whether the question says that it wants an answer to each (分别, 各, both); else the conjunction may join one matter."""
    twice: bool
    """Whether it says that there are two places to be found."""
    each: bool = False
    """Whether the sides stand for themselves, so that one measure can answer two of them with a sentence for each."""

    @property
    def named(self) -> bool:
        """Whether the question names its sides."""
        return self.texts[0] != self.texts[1]


def sides(question: str, language: str = "", *, alone: bool = True) -> Sides | None:
    """The sides of a normalised question; None for one that cannot have two.

    Args:
        question: With what its history adds.
        language: Of the question.
        alone: Whether nothing of it comes from a history, so that each of its sentences is asked now.
    """
    if alone and (texts := _questions(question, language)):
        return Sides(texts=texts, told=True, twice=False, each=True)
    told, twice = bool(_TOLD.search(question)), bool(_TWICE.search(question))
    for joint in (_LOOSE if told else _SPLIT).finditer(question):
        left, right = question[: joint.start()].strip(" ,"), question[joint.end() :].strip(" ,?。")
        if joint.group() == "到" and not (told and "从" in left):
            continue
        if all(_long_enough(side) for side in (left, right)):
            if told and (texts := _asked_each(left, right)):
                return Sides(texts=texts, told=told, twice=twice, each=True)
            return Sides(texts=(left, right), told=told, twice=twice)
    return Sides(texts=(question, question), told=told, twice=twice) if twice else None


def _questions(question: str, language: str) -> tuple[str, ...]:
    """The questions in a row of which each names a matter of its own; empty where there are not two or three, or one leans on another."""
    parts = tuple(part for part in (p.strip() for p in _STOP.split(question)) if part)
    whole = 2 <= len(parts) <= MOST and all(len(content(part)) >= OWN and wants(part, language) and not leans(part) for part in parts)
    return parts if whole else ()


def _asked_each(left: str, right: str) -> tuple[str, ...]:
    """A question for each head of 甲和乙的标准各是多少: the head with the shared words behind it; empty where the rest has no 各 or 分别.

    The shared words begin behind the last head, at its 的 or comma. Where the first head has a 的 of its own, or the mark follows at once
    (甲和乙分别怎么办), only words of asking are shared, and the heads are looked up bare.
    """
    mark = _MARK.search(right)
    if mark is None:
        return ()
    begin = None if "的" in left else _SHARED.search(right, 0, mark.start())
    end = begin.start() if begin else mark.start()
    heads = [left, right[:end]]
    while len(heads) <= MOST and (joint := _LOOSE.search(heads[-1])):
        heads[-1:] = [heads[-1][: joint.start()], heads[-1][joint.end() :]]
    if not 2 <= len(heads) <= MOST or not all(_long_enough(head) for head in heads):
        return ()
    rest = right[end : mark.start()] + right[mark.end() :] if begin else ""
    return (*(f"{head.strip(' ,')}{rest}" for head in heads[:-1]), f"{heads[-1].strip(' ,')}{rest or right[end:]}")


def _long_enough(side: str) -> bool:
    han = len(re.findall(r"[\u3400-\u9fff]", side))
    return han >= _LEAST["han"] or len(re.findall(r"\w", side)) >= max(_LEAST["latin"], 4 * (han > 0))
