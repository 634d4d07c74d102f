"""How binding a statement is: direction (鼓励, 支持), permission (可以), commitment (给予, 纳入) or duty (应当, 不得).

A claim must not be more binding than the clause that it draws on; nor may it turn a duty into a choice.
"""

from __future__ import annotations

import re
from enum import StrEnum

from rag.proof.anchors import anchors, governing
from rag.proof.clauses import MIRRORED, SENTENCE_END, Aligned, Features, clauses, matter


class Force(StrEnum):
    """The force of a clause, by its strongest marker; plain where it has none."""

    DIRECTION = "direction"
    PERMISSION = "permission"
    COMMITMENT = "commitment"
    DUTY = "duty"
    PLAIN = "plain"


_SOFT = re.compile(
    r"鼓励|支持(?!力度|政策)|引导|探索|力争|争取|倡导|提倡|研究(?:制定|出台|建立|推进|设立|完善)|有条件的|逐步|尝试|适当|谋划"
)
SUPPORTS = r"(?<![不未])(?<!不[再予得宜])(?:鼓励|提倡|倡导|支持(?!力度|政策))"
"""鼓励, 支持 where nothing denies them (暂不支持, 不提倡), and no part of a noun (支持政策)."""
_SOFT_HEAD = re.compile(rf"{SUPPORTS}|引导|探索|力争|争取|研究(?:制定|出台|建立|推进|设立|完善)")
_SOFT_KEPT = re.compile(
    r"鼓励|支持|引导|探索|力争|争取|倡导|提倡|研究|试[点行]|推动|促进|扶持|帮助|助力|推广|允许|希望|尝试|目标|逐步|建议|谋划|考虑|计划|拟|可(?!靠|持续|获|享|领|得)|方向|努力|推进|优先|号召|扶助|引领"
    r"|encourag|support|guid|explor|striv|strive|aim|seek|promot|\bmay\b|\bcan\b|could|pilot|trial|"
    r"help|advoca|stud(?:y|ies)|consider|gradual|allow|permit"
    r"|\btry|urg|facilitat|push|back|foster|intend|plan|goal|target|hope|welcom|assist|endeavou?r|lead|direct|favou?r|option",
    re.IGNORECASE,
)
CAN = r"(?<![功节智效职机性技产动储赋潜])(?<!太阳)能(?!力|源|效|耗|量|人|动|手|级)"
"""能 as the verb, not as a part of a noun (智能, 节能, 能源)."""
_MAY = re.compile(rf"可以|(?<![认许不])可(?!靠|持续|视|见|行性|能性|再生|控|比|信|追溯|观|读)|允许|准予|有权|能够|{CAN}|自愿|自主")
_MAY_HERE = re.compile(
    r"(?<!许)可以(?!及)|(?<![认许不即])可(?!靠|持续|视|见|行性|能性|再生|控|比|信|追溯|观|读|以)|(?<!是否)允许|自愿|自主选择"
)
_MAY_CLAIM = re.compile(
    r"可以|(?<![认许不])可(?!靠|持续|视|见|行性|能性|再生|控|比|信|追溯|观|读|获|享|领|得|以)|(?<!nor )\bmay\b(?! not| only| be required)|"
    r"\bcan\b(?! ?not| only)|\bare allowed\b|\bis allowed\b|\bis permitted\b|\bare permitted\b|at (?:its|"
    r"their) discretion|optional",
    re.IGNORECASE,
)

_MUST = re.compile(
    r"应当|必须|务必|须(?!知)|(?<![对适响供反感回相])应(?![用急对收届聘征付税运变邀景力诉])|不得|严禁|禁止|一律|强制|责令|不准|不许|有义务|有责任|确需|必需|必要"
)
_OUGHT = re.compile(
    r"需要?(?!求)|要(?![求点素闻件害领]|约)|要求|确保|切实|负责|承担|严格|督促|落实|按规定|依法|应|必|保证|不予|不能|不可|才能|方可|限期|凡|承诺"
)
_MUST_CLAIM = re.compile(
    r"应当|必须|务必|强制|一律(?!平等)|一定要|有义务|须(?!知)|\bmust\b|\bshall\b|\bmandatory\b|\bobliged\b|\bobligat|\bcompulsory\b|\bcompelled?\b|\bforced?\b",
    re.IGNORECASE,
)
_OUGHT_CLAIM = re.compile(
    r"(?<![对适响供反感回相不])应(?![用急对收届聘征付税运变邀景力当诉])|要求|需(?!求)"
    r"|\b(?:is|are) required\b|\brequires?\b(?! no)|\bha(?:s|ve) to\b|\bneeds? to\b",
    re.IGNORECASE,
)

_FAMILIES: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "a grant",
        re.compile(
            r"给予|发放|拨付|补贴|补助|奖励|奖补|资助|津贴|补偿|报销|\bsubsid|\bgrants?\b|\bbonus|\breward|\ballowance|\bcompensat|\bcash\b|\breimburs",
            re.IGNORECASE,
        ),
        re.compile(
            r"给予|发放|拨|补贴|补助|奖|资助|津贴|支付|资金|补偿|报销|享受|领取|待遇|经费|救助|保障|补缴|专项|奖金|补助金|保险金|养老金|抚恤金|救济金|(?<!基)金额|券|扶持|费用|贴|优惠|授予|慰问|表彰|许可|颁发|发给|核发"
        ),
    ),
    (
        "an entitlement",
        re.compile(
            r"可获得|可享受?|可领取|可得到|能获得|能领取?|能享受|能拿到|有权|将获得|将享受|可以获得|可以享受|可以领取|获得资金|\bentitled\b|\bguaranteed\b|"
            r"\breceives?\b|\bwill (?:get|receive)\b|\bcan (?:get|claim)\b",
            re.IGNORECASE,
        ),
        re.compile(
            r"享受|享有|领取|有权|获得|取得|给予|发放|可以|可(?!靠|持续)|纳入|保障|支付|拨付|补贴|补助|奖励|提供|授予|接受|收到|领|得到|颁发"
        ),
    ),
    (
        "an exemption",
        re.compile(r"免征|免收|减征|免除|减免|免费|全额退|\bexempt|\bwaiv|\bfree of charge\b|\bfor free\b", re.IGNORECASE),
        re.compile(r"免|减|不收|不征|优惠|退|无偿|公益|豁|不(?:再)?(?:收取|缴纳|需|用|必)"),
    ),
    (
        "a guarantee",
        re.compile(r"保证|承诺给|确保|\bguarantee|\bensur|\bassur", re.IGNORECASE),
        re.compile(r"保证|确保|保障|承诺|实现|做到|落实|保|全覆盖|切实|健全|防|维护|严格|应当|必须|防止|加强"),
    ),
    (
        "compulsion",
        re.compile(r"强制|全面(?:推行|实施|实行|推广)|\bforc(?:ed|ing)\b|\benforc|\bcompulsor|\bmandatory", re.IGNORECASE),
        re.compile(r"强制|全面|执行|执法|必须|普遍"),
    ),
)
_WILL = re.compile(r"\bwill\b|(?<![即必终])将(?!来|其|把|符|上述|该|以)", re.IGNORECASE)
COPIED = 0.7
"""Share of the quoted clause's letters that the claim's clause must hold to count as its copy."""
_BINDS = re.compile(
    r"(?<![对适响供反感回相])应(?![用急对收届聘征付税运变邀景力诉])|必须|务必|须(?!知)|不得|严禁|禁止|一律|强制|确保|给予|补贴|补助|奖励|可获得|获得资金|保证|免征|免费"
)
_SHOULD = re.compile(r"\bshould\b|\bought to\b", re.IGNORECASE)
_CONDITIONAL = re.compile(
    r"符合.{0,24}(?:条件|规定|要求)|具备.{0,16}条件|有条件的|的前提下|前提是|经.{1,16}(?:批准|同意|审核|认定)|除.{1,24}外|仅|只限|限于|试点"
)


_NOBODY = re.compile(r"(?:in principle,? )?(?:no|neither|nobody|none)\b", re.IGNORECASE)
"""A clause that opens with no: "no unit may" is a ban, not a choice."""


def force_of(text: str) -> Force:
    """The force of a Chinese sentence, by the marker that governs it."""
    head = _SOFT_HEAD.search(text)
    must = _MUST.search(text)
    if must and not (head and head.start() < must.start()):
        return Force.DUTY
    if head:
        return Force.DIRECTION
    if _FAMILIES[0][1].search(text) or re.search(r"纳入|享受|免征|减征|按规定", text):
        return Force.COMMITMENT
    return Force.PERMISSION if _MAY.search(text) else Force.PLAIN


def permits(text: str) -> bool:
    """Whether a Chinese text gives a choice (可, 可以, 允许), whatever else it says."""
    return _MAY_HERE.search(text) is not None


def urges(text: str) -> bool:
    """Whether anything in a Chinese text sounds like a duty (督促, 落实, 要求 …), whatever it commits to as a whole."""
    return bool(_MUST.search(text) or _OUGHT.search(text))


def conditional(text: str) -> bool:
    """Whether a Chinese sentence makes what it says hang on conditions."""
    return _CONDITIONAL.search(text) is not None


def stronger(aligned: Aligned, *, whole: str, english: bool) -> str:
    """Why a clause of a claim is more (or less) binding than the quoted clauses; empty when it is not.

    Args:
        aligned: The clause and what it draws on.
        whole: All quotes, for markers that govern from another clause.
    """
    claim, quoted = aligned.clause, aligned.text or whole
    soft = _SOFT.search(quoted) is not None
    if (m := _MUST_CLAIM.search(claim)) and not _MUST.search(quoted) and not (_MUST.search(whole) and not aligned.mirrored):
        return f"“{m.group(0)}” is a duty; the text sets none"
    if (m := _OUGHT_CLAIM.search(claim)) and soft and not (_MUST.search(quoted) or _OUGHT.search(quoted)):
        return f"“{m.group(0)}” is a duty; the text only gives direction"
    if (m := _SHOULD.search(claim)) and soft and not (_MUST.search(quoted) or _OUGHT.search(quoted)):
        return f"“{m.group(0)}” is a duty; the text only gives direction"
    scope = quoted if aligned.mirrored else whole
    if aligned.mirrored and aligned.reach >= COPIED and not english:
        own, theirs = len(_BINDS.findall(claim)), len(_BINDS.findall(aligned.quoted[0]))
        if own > theirs and (m := _BINDS.search(claim)):
            return f"“{m.group(0)}” is more binding than the text"
    for name, said, licence in _FAMILIES:
        if (m := said.search(claim)) and not licence.search(scope) and m.group(0) not in scope:
            return f"“{m.group(0)}” is {name}; the text has none"
    return (
        _governed(aligned, whole, english=english)
        or _weaker(claim, quoted, whole)
        or ("" if english else _allows_banned(claim, whole))
        or _softness_lost(aligned)
    )


_KINDS = (("duty", _MUST), ("choice", _MAY_HERE), ("direction", _SOFT_HEAD))
_CLAIM_KINDS = (("duty", _MUST_CLAIM), ("choice", _MAY_CLAIM))


def _governed(aligned: Aligned, whole: str, *, english: bool) -> str:
    """A duty or a choice of the claim against the marker that governs the same word in the text."""
    for kind, pattern in _CLAIM_KINDS:
        if _NOBODY.match(aligned.clause):
            continue
        for m in pattern.finditer(aligned.clause):
            found = {governing(at, whole, _KINDS) for at in anchors(aligned.clause[m.end() :], whole, english=english, most=2)}
            wrong = {"choice", "direction"} if kind == "duty" else {"duty"}
            if found and found <= wrong:
                return f"“{m.group(0)}” is a {kind}; the text gives a {min(found)}"
    return ""


def _weaker(claim: str, quoted: str, whole: str) -> str:
    m = None if _NOBODY.match(claim) else _MAY_CLAIM.search(claim)
    if m and _MUST.search(quoted) and not _MAY.search(quoted):
        return f"“{m.group(0)}” is a choice; the text sets a duty"
    if m and not _MAY.search(whole) and not _SOFT.search(whole):
        return f"“{m.group(0)}” is a permission; the text gives none"
    return ""


def _allows_banned(claim: str, whole: str) -> str:
    """A permission for what a quoted ban names, with more of its clause than any sentence less such bans: 企业可以申请,个人不得申请."""
    m = _MAY_CLAIM.search(claim)
    allowed = claim[m.end() : m.end() + 2] if m else ""
    ban = re.compile(rf"(?:不得|禁止|严禁|不准|不许){re.escape(allowed)}")
    if m is None or not allowed or ban.search(claim) or not ban.search(whole):
        return ""
    wanted, banned, other = matter(claim), 0, 0
    for sentence in SENTENCE_END.split(whole):
        free: Features = frozenset()
        for clause in clauses(sentence):
            if ban.search(clause):
                banned = max(banned, len(wanted & matter(clause)))
            else:
                free |= matter(clause)
        other = max(other, len(wanted & free))
    return f"“{m.group(0)}” is a permission; the text bans it" if banned > other and banned >= MIRRORED * len(wanted) else ""


def _softness_lost(aligned: Aligned) -> str:
    """A clause drawn from one that 鼓励, 支持, 探索 … govern must keep a word of that kind."""
    if not aligned.quoted or _SOFT_KEPT.search(aligned.clause):
        return ""
    best = aligned.quoted[0]
    m = _SOFT_HEAD.search(best)
    governs = m is not None and m.start() <= max(8, len(best) // 3) and (aligned.share >= 0.4 or aligned.reach >= 0.4)
    if m and governs and (_WILL.search(aligned.clause) or len(aligned.quoted) == 1 or aligned.share >= 0.6):
        return f"the text says “{m.group(0)}”; the claim states it as settled"
    return ""
