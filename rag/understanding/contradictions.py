"""Figures that a question puts as the document's own and the document gives otherwise: 补贴2万元怎么申请, where the text grants 1万元.

A figure is put as the document's own where it stands beside the name of a sum, a rate or a term (补贴2万元, 30天的公示期) and not in a
clause about the asker. It is contradicted where a sentence on the same matter gives figures of that unit, and none of them is this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from rag.proof.quantities import Quantity, quantities
from rag.understanding.premises import confirmed
from rag.understanding.synonyms import stands
from rag.understanding.wants import topic

_CLAUSES = re.compile(r"[,;。?!]")
_HEADS = (
    "补贴|补助|津贴|奖励|奖金|资助|扶持|经费|费用|资金|贴息|贷款|押金|罚款|保证金|标准|额度|金额|上限|下限|限额|比例|税率|利率|费率|门槛|期限|有效期|公示期|保质期|保存"
    "|免税|减税|退税|减免|优惠|待遇|年龄|面积|报销|补偿|赔偿|抚恤|供养"
)
_BEFORE = re.compile(rf"({_HEADS})[\u3400-\u9fff]{{0,5}}$")
_AFTER = re.compile(rf"^(?:以上|以下|以内|的|一次性){{0,2}}[\u3400-\u9fff]{{0,4}}?({_HEADS})")
_OF_ASKER = re.compile(r"我|咱|本人|本公司|自己|已经|目前|现有|了|花|投入?|注册资本|营收|年薪|月薪|工资|\b(?:i|we|my|our)\b")
_PER = re.compile(r"(?:一个?|1个?)(?:月|年|天|日|次|人|户|家|平方米|小时)|[^,;。?!]{1,8}(?:多少|几)")
"""A figure that is a measure of what is asked for (一个月多少), not a claim."""
_YEARS = range(1900, 2100)


def contradicted(question: str, sentences: Sequence[str]) -> list[tuple[str, str]]:
    """Figures of a normalised Chinese question that the sentences found for it give otherwise, each with the first that does.

    Args:
        question: What is taken for granted: without the clause that is put up for decision.
        sentences: Of the measures found, normalised.
    """
    found: list[tuple[str, str]] = []
    clauses = [clause for clause in _CLAUSES.split(question) if clause.strip()]
    for at, clause in enumerate(clauses):
        stated = _RULE.search(clause) is not None if at + 1 < len(clauses) else confirmed(question)
        rule = stated and not _ASKED.search(clause)
        for figure in _stated(clause):
            head = _head(clause, figure)
            otherwise = _given_otherwise(figure, head, clause, sentences) if head else ""
            if otherwise := otherwise or (_ruled_otherwise(figure, clause, sentences) if rule else ""):
                found.append((figure.text.strip(), otherwise))
    return found


def otherwise(question: str, sentence: str) -> bool:
    """Whether a normalised Chinese question states a figure to be confirmed, and the sentence that answers it best gives another one.

    The other one must be of the same thing: the word before or behind the figure stands in its clause. A limit that the figure keeps is
    another figure too: whoever takes 满1年 for two years is told what the text says.
    """
    if not confirmed(question):
        return False
    parts = [part for part in _PARTS.split(sentence) if part]
    for clause in _CLAUSES.split(question):
        for figure in _stated(clause):
            beside, bound = _beside(clause, figure), _BOUND.search(clause[: figure.start])
            near = [part for part in parts if any(stands(word, part) or word[:2] in part for word in beside)]
            given = [other for part in near for other in quantities(part) if _comparable(other, figure)]
            given += [other for part in parts if bound and bound.group() in part for other in quantities(part) if _same(other, figure)]
            if given and not any(_same(other, figure) for other in given):
                return True
    return False


def _stated(clause: str) -> list[Quantity]:
    """The figures with a unit that a clause states, but those of the asker and years of the calendar."""
    if _OF_ASKER.search(clause):
        return []
    return [q for q in quantities(clause) if q.unit and q.unit != "count" and not (q.unit == "year" and q.value in _YEARS)]


_BOUND = re.compile("最[高低多少长短]$")
"""Before a figure: the highest of the sentence is the one that is meant, wherever it stands."""
_PARTS = re.compile(r"(?<![0-9])[,:]|[,:](?![0-9])|[;。]")


def _beside(clause: str, figure: Quantity) -> list[str]:
    """The last word of the matter before a figure and the first behind it."""
    before, after = (
        [word for word in topic(text) if len(word) > 1 and word not in _TURNS] for text in (clause[: figure.start], clause[figure.end :])
    )
    return [*before[-1:], *after[:1]]


_TURNS = frozenset(
    ["听说", "据说", "说是", "不是", "最长", "最短", "最高", "最低", "最多", "最少", "至少", "规定", "要求", "对不对", "没错"]
)


def comparable(question: str, said: str, sentences: Sequence[str]) -> bool:
    """Whether a sentence on the matter of a normalised question has figures of the unit of one that it says."""
    figures = [figure for figure in quantities(question) if figure.text.strip() in said or said in figure.text]
    matter = [word for word in topic(question.replace(said, " ")) if len(word) > 1]
    close = [sentence for sentence in sentences if matter and sum(stands(word, sentence) for word in matter) >= _ALIKE * len(matter)]
    return any(_comparable(other, figure) for sentence in close for other in quantities(sentence) for figure in figures)


_RULE = re.compile(r"要|须|应|不得|不能|不可|才能|才可|即可|就能|就可|可以|[以之]?内|公示|有效|截止|提前|规定|标准")
"""What makes a clause before the question a rule of the document: 公示要15个工作日, 怎么算?"""
_ASKED = re.compile(r"多少|几|什么|哪|怎|如何|谁|吗|是否|能否")
_ALIKE = 0.6
"""Share of a clause's words that a sentence on the same rule has."""


def _ruled_otherwise(figure: Quantity, clause: str, sentences: Sequence[str]) -> str:
    """The first sentence that has most of a clause's words and gives figures of that unit; empty where one of them gives this one."""
    matter = [word for word in topic(clause[: figure.start] + " " + clause[figure.end :]) if len(word) > 1]
    needed = max(2, _ALIKE * len(matter))
    return _other(figure, (sentence for sentence in sentences if sum(stands(word, sentence) for word in matter) >= needed))


def _other(figure: Quantity, sentences: Iterable[str]) -> str:
    """The first of some sentences that gives a figure of that unit; empty where one of them gives this one."""
    others = ""
    for sentence in sentences:
        alike = [q for q in quantities(sentence) if _comparable(q, figure)]
        if any(_same(q, figure) for q in alike):
            return ""
        others = others or (sentence if alike else "")
    return others


def _head(clause: str, figure: Quantity) -> str:
    """The name of a sum, a rate or a term that a figure belongs to; empty where it belongs to none."""
    if _PER.match(clause[figure.start :]):
        return ""
    beside = _BEFORE.search(clause[: figure.start]) or _AFTER.match(clause[figure.end :])
    return beside.group(1) if beside else ""


def _given_otherwise(figure: Quantity, head: str, clause: str, sentences: Sequence[str]) -> str:
    """The first sentence with a figure's head and matter that gives another one; empty where one of them gives this one."""
    rest = clause[: figure.start] + " " + clause[figure.end :]
    matter = [word for word in topic(rest) if len(word) > 1 and word not in head and head not in word and any(word in s for s in sentences)]
    named = (sentence for sentence in sentences if head.removesuffix("期") in sentence)
    return _other(figure, (sentence for sentence in named if not matter or any(word in sentence for word in matter)))


_TIMES = frozenset({"day", "workday", "week", "month", "year"})
_MADE_OF = {"year": ("month", 12), "week": ("day", 7)}
_DAYS = 30


def _comparable(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or (one.unit in _TIMES and other.unit in _TIMES)


def _same(one: Quantity, other: Quantity) -> bool:
    """Whether two figures are the same; a month of a question is 30 days of the text."""
    (a, unit), (b, other_unit) = _plain(one), _plain(other)
    if {unit, other_unit} == {"month", "day"}:
        return a * (_DAYS if unit == "month" else 1) == b * (_DAYS if other_unit == "month" else 1)
    return (a, unit) == (b, other_unit)


def _plain(quantity: Quantity) -> tuple[Fraction, str]:
    """Value and unit, years in months and weeks in days."""
    unit, count = _MADE_OF.get(quantity.unit, (quantity.unit, 1))
    return quantity.value * count, unit
