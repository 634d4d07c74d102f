"""Replies: what an answer in words to a yes-or-no question says."""

from __future__ import annotations

import re

_WE = r"(?:(?:我们?|本|我|该)?(?:公司|单位|企业|店)?(?:目前|现在|都|也|完全|应该)?)"
_YES = re.compile(
    rf"^{_WE}(?:(?:有(?![待关时些限])|是|可以|符合|满足|存在|属于|具备|具有|做得?到|拥有|已经?(?:有|是|获|取得|认定|通过|完成|办理|做到|缴|签|具备))"
    r"|(?:对|嗯+|好|行|能|会|可|已经?)(?:的|够|以|[啊呀呢吧]|(?!\w))|(?:yes|true|yep|sure|ok|y|да|oui|sí|si|ja)\b)",
    re.IGNORECASE,
)
_NO = re.compile(r"[不没未无否]|n't\b|\b(?:no|not|none|nope|never|false|нет|non|nein)\b|^n$", re.IGNORECASE)
_AFFIRMED = re.compile(r"没有?(?:问题|错|毛病)|不(?:错|少于|低于|超过|仅|但|断)|无误")
"""What looks like a negation and is none."""
_UNSURE = re.compile(
    r"不(?:太|是很|大)?(?:清楚|确定|知道|了解|明白|好说)|说不(?:清|准|好)|(?<!不)可能|也许|或许|不一定|是否|(.)不\1|"
    r"unsure|not sure|don't know|maybe|unknown|\bn/a\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[，,。；;！!？?\n]|\.(?!\d)")


def yes(answer: str) -> bool | None:
    """Whether an answer to a yes-or-no question says yes (True) or no (False); None for one that says neither (不清楚).

    Its first clause decides.
    """
    if _UNSURE.search(answer):
        return None
    clause = _CLAUSE_END.split(answer.lstrip(" \t\n,，"), maxsplit=1)[0].strip().replace("’", "'")
    if _NO.search(_AFFIRMED.sub("", clause)):
        return False
    return True if _YES.match(clause) or _AFFIRMED.match(clause) else None
