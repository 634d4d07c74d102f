"""Signs in a sentence that it is of the kind that a question asks for: a sum, a date, a rule, a body that acts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.proof.dates import dates
from rag.proof.quantities import quantities
from rag.queries import Query
from rag.retrieval.details import asks_way
from rag.understanding.units import units
from rag.understanding.wants import Want, end_asked
from rag.understanding.wording import normalised

HARD = (Want.AMOUNT, Want.COUNT, Want.WHEN)
"""What a sentence must visibly have to answer: a sum, a number of things, a date or duration."""

CASH = re.compile(r"[0-9一二三四五六七八九十百千万亿两半.,]+\s*(?:多|余)?\s*(?:万|亿|千|百)?(?:元|块|美元|人民币)")
"""A sum of money in a normalised text."""
_MONEY = re.compile(rf"{CASH.pattern}|[0-9.]+\s*[%‰]|百分之|[一二三四五六七八九]成")
_NUMBER = re.compile(
    r"[0-9]\s?(?:万|亿|余|多)?(?:个|家|名|人|项|种|次|批|所|条|座|倍|户|级|公里|%|辆|台|平方米|亩|张|件|只|套|周岁|岁|千瓦|吨|天|日|年|月)"
    r"|[一二三四五六七八九十百千万两]+(?:个|家|名|人|项|种|次|批|所|条|座|年|月|日|天|倍|户|岁)"
)
_TIME = re.compile(
    r"[0-9〇一二三四五六七八九十]+\s*(?:年|个月|月|日|天|小时|分钟|周(?!岁)|个工作日|工作日|季度)|年底|年内|当[日天]|次日|起施行|有效期|截止"
)
_SOON = re.compile(r"之日|日期|即可|立即|及时|随时|即时|每[年月日周]|定期|长期|终身|届满|[后前](?:即|可|方|再|，|,)|[时后前](?:起|止)")
"""Times without a figure: no refusal says that a text with one sets no date."""
_EVENT = re.compile(
    r"(?<![目当此先以之往空事提])[之以]?前(?![款项述置条列景期沿往端言来台面方后教]|提(?![出交供请]))|(?<![先今然最落背此事])[之以]?后(?![续者方期备勤果面台代服])"
    r"|(?<![小及临同按随定实限平当届延准])时(?:同步|一并|即|[,,应须可由])"
)
"""A time that an event sets: 开庭前, 领卡后, 登记时一并. Many a sentence has one, so that it counts only in the sentence that answers."""
_FIGURES = re.compile(
    rf"[0-9]+(?:\.[0-9]+)?(?!\s*[、.)）条章节])|{_NUMBER.pattern}|[一二三四五六七八九十两]+(?:级|章|成|倍|方面|部分)|若干"
)
_GIVEN = re.compile(r"[领拿发补奖给]|津贴|待遇")
"""Money that a person is to receive: "free of charge" is no answer."""
_PLACE = re.compile(r"[\u3400-\u9fff]{2,}(?:省|市|县|区|州|镇|街道|路|号|园区|大厅|中心|窗口|网站|平台)")
_LISTED = re.compile(r"、[^、。]+、")
_RECKONED = r"乘以|除以|计算公式"
_STRONG: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.AMOUNT, re.compile(rf"{_MONEY.pattern}|{_RECKONED}")),
    (Want.COUNT, _NUMBER),
    (Want.COUNT, _LISTED),
    (Want.WHEN, _TIME),
    (Want.DEFINITION, re.compile(r"是指|指的是|[,,:]指|所称")),
)
_TIMES_OVER = r"[0-9.一二三四五六七八九十两]+倍|全额|[万千]分之"
_GRANTS = re.compile(rf"{_MONEY.pattern}|{_TIMES_OVER}|{_RECKONED}")
_SUMS = re.compile(rf"{_GRANTS.pattern}|免费|免[征收]|半价")
_TIMES = re.compile(rf"{_TIME.pattern}|{_SOON.pattern}")
_ROWS = re.compile(rf"{_FIGURES.pattern}|、")
_WEAK: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.WHERE, _PLACE),
    (Want.WHY, re.compile(r"为了?|以便|从而|因|目的|旨在")),
    (Want.HOW, re.compile(r"通过|方式|按照|依托|采取|程序|流程|申请|提交|材料|办理")),
    (Want.LIST, re.compile(r"、[^、。]+、|[::]$")),
)
_RULE = re.compile(
    r"不得|不能|不准|禁止|严禁|可以|允许|应当|必须|须|不予|无须|无需|不再|仅限|均|鼓励|支持|不适用|除外|不属于|不包括|不享受",
)
_FATE = re.compile(r"处罚|处分|责令|停止|取消|退回|追回|追究|罚款|撤销|承担|免责|不予|通报|移送|失信|依法")
_ACTS = re.compile(
    r"由.{1,30}(?:负责|承担|组织|制定|确定|牵头|审批|管理)|(?:部门|局|厅|委|政府|机构|单位).{0,12}(?:负责|承担|组织|制定|牵头|审批|管理)"
)


def shows(text: str, want: Want) -> bool:
    """Whether a sentence has the sign of what is asked for: a sum for an amount, a date or duration for when."""
    plain = normalised(text)
    return any(pattern.search(plain) is not None for sign, pattern in (*_STRONG, *_WEAK) if sign is want)


def lacking(query: Query, texts: Sequence[str]) -> Want | None:
    """What a question asks a figure of and none of the sentences has; None where one has it, or no figure is asked for.

    Whoever asks the way in which an amount or a number is come by is answered by the way.

    Args:
        query: The question.
        texts: Sentences, the one that answers first: a time that an event sets counts in that one alone.
    """
    asked = [(Want(unit.want), unit.shown) for unit in units(query.normalised)]
    told = {want for want, _ in asked}
    plain = [normalised(text) for text in texts]
    timed = Want.WHEN not in told and bool(plain) and _EVENT.search(plain[0]) is not None
    asked += [(want, _least(want, query)) for want in HARD if want in query.sure and want not in told]
    met = {want for want in HARD if (timed if want is Want.WHEN else asks_way(query))}
    end = end_asked(query.normalised)
    return next((want for want, sign in asked if want not in met and not any(_gives(text, want, sign, end) for text in plain)), None)


def _gives(text: str, want: Want, sign: re.Pattern[str], end: str) -> bool:
    """Whether a normalised text has a sign, and not only figures beside what is wanted."""
    return sign.search(text) is not None and not _beside(text, want, end)


def _beside(text: str, want: Want, end: str) -> bool:
    """Whether a text's figures of a kind are all the other end of a range (不低于5% for the most), or lengths of time that reckon a sum.

    A way of reckoning tells no end of a range either.
    """
    timed = want is Want.WHEN
    other = "" if not end or (timed and end == "least") else "least" if end == "most" else "most"
    if not (other or (timed and _OF_A_SUM.search(text))):
        return False
    found = quantities(text, [(day.start, day.end) for day in dates(text)] if timed else ())
    figures = [figure for figure in found if figure.unit in _MEASURED.get(want, ())]
    if not figures:
        return want is Want.AMOUNT and re.search(_RECKONED, text) is not None
    return all(
        (other and figure.bound == other and not _TOO_MUCH.search(text[: figure.start])) or (timed and _OF_A_SUM.match(text, figure.end))
        for figure in figures
    )


_TOO_MUCH = re.compile(r"(?<![不得能])超过$")
"""Before a figure from which on something ends (超过20年的部分无效): it is the most as well."""
_MEASURED = {
    Want.AMOUNT: frozenset({"money", "dollar", "percent", "permille", "point", "fold"}),
    Want.WHEN: frozenset({"minute", "hour", "day", "workday", "week", "month", "year"}),
}
_OF_A_SUM = re.compile(r"的[^,。;]{0,8}(?:人均|月均|平均|应缴)")
"""Behind a length of time by which a sum is reckoned (6个月的当地月人均工资)."""


def _least(want: Want, query: Query) -> re.Pattern[str]:
    """What a sentence must show to answer a question that names no unit."""
    if want is Want.WHEN:
        return _TIMES
    if want is Want.COUNT:
        return _ROWS if Want.LIST in query.wants else _FIGURES
    return _GRANTS if _GIVEN.search(query.normalised) else _SUMS


SIGNS = ("strong", "weak", "fits", "ruling", "fate", "acts")
"""What `signs` gives, in its order."""


def signs(query: Query, text: str) -> tuple[float, ...]:
    """1 or 0 for each of `SIGNS`; ``text`` is normalised.

    ``fits`` is 0 where the question asks for a sum, number or date and the sentence has none: it cannot answer alone. A question for a rate
    is answered by a percentage, not by a sum.
    """
    wants = query.wants
    hard = [want for want in HARD if want in query.sure]
    asked = units(query.normalised)
    shown = {want for want, pattern in _STRONG if want in wants and pattern.search(text)}
    strong = any(unit.shown.search(text) for unit in asked) if asked else bool(shown)
    fits = strong if asked else not hard or bool(shown.intersection(hard))
    if fits:
        end = end_asked(query.normalised)
        fits = not any(_beside(text, want, end) for want in {*hard, *(Want(unit.want) for unit in asked)})
    return (
        float(strong),
        float(any(want in wants and pattern.search(text) for want, pattern in _WEAK)),
        float(fits),
        float(Want.YES_NO in wants and _RULE.search(text) is not None),
        float(Want.FATE in wants and _FATE.search(text) is not None),
        float(Want.WHO in wants and _ACTS.search(text) is not None),
    )
