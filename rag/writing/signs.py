"""Signs in a sentence that it is of the kind that a question asks for: a sum, a date, a rule, a body that acts."""

from __future__ import annotations

import re

from rag.queries import Query
from rag.understanding.wants import Want
from rag.understanding.wording import normalised

HARD = (Want.AMOUNT, Want.COUNT, Want.WHEN)
"""What a sentence must visibly have to answer: a sum, a number of things, a date or duration."""

_MONEY = re.compile(
    r"[0-9一二三四五六七八九十百千万亿两半.,]+\s*(?:多|余)?\s*(?:万|亿|千|百)?(?:元|块|美元|人民币)|[0-9.]+\s*[%‰]|百分之|[一二三四五六七八九]成"
)
_NUMBER = re.compile(
    r"[0-9]\s?(?:万|亿|余|多)?(?:个|家|名|人|项|种|次|批|所|条|座|倍|户|级|公里|%|辆|台|平方米|亩|张|件|只|套|周岁|岁|千瓦|吨|天|日|年|月)"
    r"|[一二三四五六七八九十百千万两]+(?:个|家|名|人|项|种|次|批|所|条|座|年|月|日|天|倍|户|岁)"
)
_TIME = re.compile(
    r"[0-9〇一二三四五六七八九十]+\s*(?:年|个月|月|日|天|小时|周(?!岁)|个工作日|工作日|季度)|年底|年内|当日|次日|起施行|有效期|截止"
)
_RATE_ASKED = re.compile(
    r"比例|比率|百分之几|几成|百分点|利率|费率|税率|占比|扣除(?:多少|几)|\bpercent(?:age)?\b|\brate\b|\bshare of\b"
    r"|pour cent|prozent|por ciento|パーセント|процент",
    re.IGNORECASE,
)
_RATE = re.compile(r"[0-9.]+\s*[%‰]|百分之|[一二三四五六七八九]成(?!立|为|功|果)|[0-9]∶[0-9]|万分之")
_PLACE = re.compile(r"[\u3400-\u9fff]{2,}(?:省|市|县|区|州|镇|街道|路|号|园区|大厅|中心|窗口|网站|平台)")
_LISTED = re.compile(r"、[^、。]+、")
_STRONG: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.AMOUNT, _MONEY),
    (Want.COUNT, _NUMBER),
    (Want.COUNT, _LISTED),
    (Want.WHEN, _TIME),
    (Want.DEFINITION, re.compile(r"是指|指的是|[,,:]指|所称")),
)
_WEAK: tuple[tuple[Want, re.Pattern[str]], ...] = (
    (Want.WHERE, _PLACE),
    (Want.WHY, re.compile(r"为了?|以便|从而|因|目的|旨在")),
    (Want.HOW, re.compile(r"通过|方式|按照|依托|采取|程序|流程|申请|提交|材料|办理")),
    (Want.LIST, re.compile(r"、[^、。]+、|[::]$")),
)
_RULE = re.compile(
    r"不得|不能|不准|禁止|严禁|可以|允许|应当|必须|须|不予|无须|无需|不再|仅限|均|鼓励|支持",
)
_FATE_ASKED = re.compile(
    r"后果|会怎(?:么)?样|怎么处(?:理|罚)|处罚|罚多少|会被|追究|追责|怎么办|what happens|consequence|penal|punish|\bfined\b"
    r"|passiert|se passe|qué (?:pasa|ocurre)|どうなり|어떻게 되|что будет|ماذا يحدث|bị xử lý",
    re.IGNORECASE,
)
_FATE = re.compile(r"处罚|处分|责令|停止|取消|退回|追回|追究|罚款|撤销|承担|免责|不予|通报|移送|失信|依法")
_ACTS = re.compile(
    r"由.{1,30}(?:负责|承担|组织|制定|确定|牵头|审批|管理)|(?:部门|局|厅|委|政府|机构|单位).{0,12}(?:负责|承担|组织|制定|牵头|审批|管理)"
)


def shows(text: str, want: Want) -> bool:
    """Whether a sentence has the sign of what is asked for: a sum for an amount, a date or duration for when."""
    plain = normalised(text)
    return any(pattern.search(plain) is not None for sign, pattern in (*_STRONG, *_WEAK) if sign is want)


SIGNS = ("strong", "weak", "fits", "ruling", "fate", "acts")
"""What `signs` gives, in its order."""


def signs(query: Query, text: str) -> tuple[float, ...]:
    """1 or 0 for each of `SIGNS`; ``text`` is normalised.

    ``fits`` is 0 where the question asks for a sum, number or date and the sentence has none: it cannot answer alone. A question for a rate
    is answered by a percentage, not by a sum.
    """
    wants = query.wants
    hard = [want for want in HARD if want in wants]
    rate = _RATE_ASKED.search(query.text) is not None
    strong = any(want in wants and pattern.search(text) for want, pattern in _STRONG)
    if rate:
        strong = _RATE.search(text) is not None
    return (
        float(strong),
        float(any(want in wants and pattern.search(text) for want, pattern in _WEAK)),
        float(strong or not (hard or rate)),
        float(Want.YES_NO in wants and _RULE.search(text) is not None),
        float(_FATE_ASKED.search(query.text) is not None and _FATE.search(text) is not None),
        float(Want.WHO in wants and _ACTS.search(text) is not None),
    )
