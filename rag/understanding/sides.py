"""Questions that ask of two or three matters at once: "what of X, and what of Y?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.understanding.followups import content, leans
from rag.understanding.wants import Want, adds_to_a_list, wants

_TOLD = re.compile(
    r"分别|各自|各(?=有|是|怎|要|提|写|做|为|给|按|补|能|由|归|在|占|得|多少|如何|几|需)|两(?:个(?:地方|方面|问题)|处|头|块|边|方面|项|条)|既.{1,12}又"
    r"|\bboth\b(?= [^,;.?]{1,60} (?:and|or)\b)|\b(?:each|respectively)\b"
    r"|\b(?:in terms of|with|on|for|of) .{2,40} and (?:in terms of|with|on|for|of) ",
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
_ASPECTS = re.compile(
    r"在([^,;?在]{1,30}?)(?:这?[几两三四]?个?方面|(?<![以之网线路早晚街班])上(?=[都各还又]?(?:分别|具体)?(?:[有给做提]|采取|要求|怎么(?:规定|要求|安排|支持|保障))))"
    r"(?=[^,;?]{0,10}(?:什么|哪些|哪几|怎么|怎样|如何|多少|有啥))"
)
"""Where a question names the aspects of its matter (在经费、人员和场地上有什么要求), not where one acts (在手机和电脑上怎么办)."""
_AND_ASPECT = re.compile(r"、|以及|[和与跟及]")
MOST_ASPECTS = 4
"""Aspects at most."""
_STOP = re.compile(r"[?;。]+")
_ASKED = (
    r"(?:(?:to|by|from|at|in|à|de|par|dans|an|bei|in|mit|von|a|con|por|em|para|в|к|у)\s)?"
    r"(?:who|whom|which|what|when|where|how|why|is|are|does|do|can|qui|que|quels?|quelles?|quand|où|combien|comment"
    r"|wer|wen|wem|wo|wohin|was|wann|wie|welche[rnms]?|quién|qué|dónde|cuáles|cuál|cuándo|cuánto|cómo|quem|onde|quais|qual|quando|quanto"
    r"|chi|dove|quali|quale|cosa|come|кто|где|куда|что|какие|какой|когда|сколько|как|ai|khi nào|ở đâu|bao nhiêu)\b"
)
"""How a question begins, in languages that put the question word first."""
_OPENS = re.compile(_ASKED, re.IGNORECASE)
_ENDS = re.compile(
    rf"[?？。;；]+\s*|(?:[,，]\s*|\s)(?:and|et|und|y|e|и|và)\s+(?={_ASKED})|[,，]\s*|(?<=\w)\.\s+(?={_ASKED})", re.IGNORECASE
)
"""Where one question of a row may end: at a mark, or before an "and" with a question word behind it."""
_QUESTION_WORD = re.compile(
    r"谁|什么|啥|哪|多少|(?<![这那好])几(?![乎经])|怎|如何|何时|多[久大高长]|吗$|[是能可]否|([\u3400-\u9fff])不\1|有没有|誰|(?<!任)何|いつ|どこ|いくら|どう|どの"
)
"""What a stretch in Han letters or kana has that surely asks; what the texts name may only be told: 比例, 期间."""
PLAIN = frozenset({Want.YES_NO, Want.LIST, Want.DEFINITION})
"""Kinds that a stretch may have by the way: a lead-in ("is there", "what"), one that only offers an answer (年终大会上吗), or "which"."""
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
    sure: bool = True
    """Whether they are surely questions of their own; else each must find an answer of its own."""
    aspects: bool = False
    """Whether they are aspects of one matter, each of which is told in a sentence or two."""

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
    if texts := _aspects(question):
        return Sides(texts=texts, told=True, twice=False, each=True, aspects=True)
    if alone and (texts := _in_one_sentence(question, language)):
        return Sides(texts=texts, told=True, twice=False, each=True, sure=False)
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
    if not 2 <= len(parts) <= MOST or any(map(adds_to_a_list, parts[1:])):
        return ()
    return parts if all(len(content(part)) >= OWN and wants(part, language) and not leans(part) for part in parts) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What stands between two ends of `stretches`."""

    text: str
    wants: frozenset[Want]
    joint: str
    """What stands before it: a mark, a mark with an "and", or nothing."""

    @property
    def asks(self) -> bool:
        """Whether it surely asks something; where the question word comes first, nothing is sure behind a mere comma or full stop."""
        if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", self.text):
            return bool(self.wants) and _QUESTION_WORD.search(self.text) is not None
        if re.search(r"[\uac00-\ud7a3]", self.text):
            return bool(self.wants)
        return self.joint not in (",", ".") and bool(self.opening)

    @property
    def opening(self) -> str:
        """The question word that it begins with, in lower case, with a preposition before it; empty where it begins with none."""
        match = _OPENS.match(self.text.lstrip("¿ "))
        return match.group().lower() if match else ""


def stretches(question: str, language: str = "") -> list[Stretch]:
    """The stretches of a normalised question, in its order, each of which may ask for something.

    What only the end of a question says is asked for (价格?) is not where a comma ends the stretch.
    """
    found: list[Stretch] = []
    start, joint = 0, ""
    for end in (*_ENDS.finditer(question), None):
        text = question[start : end.start() if end else len(question)].strip()
        mark = end.group().strip()[:1] if end else ""
        if text:
            found.append(Stretch(text=text, wants=wants(text + (mark if mark == "," else ""), language), joint=joint))
        if end:
            start, joint = end.end(), end.group().strip()
    return found


def _in_one_sentence(question: str, language: str) -> tuple[str, ...]:
    """The questions that one sentence joins, each with what is told before the first; one that leans on the others with all before it.

    Empty where there are not two or three, the sentence ends before the last, or one may be no question of its own (`_apart`).
    """
    asked: list[Stretch] = []
    texts: list[str] = []
    told, before = "", ""
    for stretch in stretches(question, language):
        if stretch.asks or (not texts and _OPENS.match(stretch.text) and stretch.wants):
            leaning = texts and (leans(stretch.text) or len(content(stretch.text)) < OWN)
            texts.append(f"{before}, {stretch.text}" if leaning else f"{told}{stretch.text}")
            asked.append(stretch)
        elif not texts:
            told += f"{stretch.text}, "
        else:
            return ()
        before = f"{before}, {stretch.text}" if before else stretch.text
    if not 2 <= len(texts) <= MOST or leans(texts[0]) or not _apart(asked):
        return ()
    return tuple(texts) if all(len(content(text)) >= OWN for text in texts) else ()


def _apart(asked: list[Stretch]) -> bool:
    """Whether each stretch surely asks a question of its own.

    Of two for yes or no one is the other way (A吗, B吗), and a short one only offers an answer; a question word that stands in an earlier
    stretch too may begin a clause ("people who rent and who have children").
    """
    plain = [one for one in asked if one.wants and one.wants <= PLAIN]
    if len(plain) > 1 or any(len(content(one.text)) <= OWN for one in plain) or any(adds_to_a_list(one.text) for one in asked[1:]):
        return False
    words = [set(re.findall(r"\w+", one.text.lower())) for one in asked]
    return all(content(one.text) for one in asked) and not any(
        one.opening.split()[-1] in earlier for at, one in enumerate(asked) if one.opening for earlier in words[:at]
    )


def _aspects(question: str) -> tuple[str, ...]:
    """The question for each of the aspects of its matter that it names; empty where it names none, or one."""
    named = _ASPECTS.search(question)
    heads = [head.strip() for head in _AND_ASPECT.split(named.group(1))] if named else []
    if named is None or not 2 <= len(heads) <= MOST_ASPECTS or not all(heads):
        return ()
    return tuple(f"{question[: named.start(1)]}{head}{question[named.end(1) :]}" for head in heads)


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
