"""How many are meant: a claim must not widen 试点 to 全省 or 符合条件的 to 所有, nor narrow with an "only" that the text lacks."""

from __future__ import annotations

import re

from rag.proof.anchors import anchors
from rag.proof.clauses import Aligned, letter_pairs

_PLACES_WIDE = re.compile(r"全省|全市|全国|全区|全县|全州|全球|全世界|全社会|各地|各省|各市|各县|城乡")
_ALL = re.compile(
    r"所有|全部|一切|任何|每个|每一|每位|每名|每家|全体|人人|一律|均(?![衡等价线])|(?<![首成故古])都(?!市|江|匀)|凡是?|普遍|统统|无一例外|无条件|不论|无论"
)
DRAWN = 0.45
"""Share of a clause that must be in common for its limit to count."""
_ALL_LICENCE = re.compile(r"所有|全部|一切|任何|全体|人人|一律|均|都|凡|普遍|各|统一|全|无论|不论|不限|依次|逐一")
_WHOLE = re.compile(r"全面|全覆盖|完全|整个|全额|全程|全方位|彻底|永久|始终|长期")
_ALL_EN = re.compile(
    r"\ball\b|\bevery(?:one|body|where)?\b|\bany(?:one|body)?\b|\beach\b|\bentire\b|\bwhole\b|\bthroughout\b|"
    r"\bnationwide\b|\bprovince-?wide\b|\bcity-?wide\b|\balways\b|\bwithout exception\b|\buniversal|"
    r"\bunconditional|\bacross the (?:country|province|city|nation)\b",
    re.IGNORECASE,
)
_ALL_EN_LICENCE = re.compile(
    r"所有|全|一切|任何|每|人人|一律|均|都|凡|普遍|各|统一|整|无论|不论|不限|双|城乡|广大|均可|一体|综合|本[省市区]|我[省市区国]"
)
_WIDE_EN = (
    (
        re.compile(r"nationwide|across the (?:country|nation)|(?:entire|whole) (?:country|nation)|nationally\b", re.IGNORECASE),
        re.compile(r"全国|国家|中国|我国|各省|各地区|国内"),
    ),
    (
        re.compile(r"province-?wide|across the province|(?:the )?(?:entire|whole) province", re.IGNORECASE),
        re.compile(r"全省|各市|省内|本省|我省|各地|全区"),
    ),
    (re.compile(r"city-?wide|across the city|(?:the )?(?:entire|whole) city", re.IGNORECASE), re.compile(r"全市|各区|市内|本市|我市")),
)
_NARROW = re.compile(
    r"试点(?!城市建设)|部分(?!门)|符合.{0,24}?(?:条件|规定|要求|标准)|具备.{0,16}?条件|有条件的|原则上|仅(?!仅)|只限|只有|只(?=[对能可有限])|"
    r"限于|除.{1,24}?外(?!,?(?:还|并|也|另|均))|经(?![营济费常过办])[^,;。]{1,16}?(?:批准|同意|审批|认定|许可)|确有困难|个别"
)
_NARROW_KEPT = re.compile(
    r"试点|试行|先行|部分|符合|条件|满足|达到|达标|合格|原则上|一般|通常|仅|只|限|除|以外|之外|批准|同意|审批|认定|许可|核准|经|示范|特定|一些|某些|合规|合格|"
    r"个别|确有|困难|的话|如|若|者|才|方可|具备|属于|资格|规定的|按规定|原则"
    r"|pilot|trial|eligib|qualif|condition|\bmeet|\bsome\b|\bpart|certain|\bonly\b|except|principle|"
    r"general|subject to|approv|\bif\b|\bwhere\b|\bwho\b|\bwhose\b|demonstrat|select|complian|satisf|"
    r"fulfil|requirement|consent|\bafter\b|\bunless\b|\bwith\b|\bonce\b|\bother than\b|\bjust\b|\blimit|"
    r"\bsolely\b|\bthat\b|\bconform|\bdifficult|\bstandard|apart from|outside|\bother\b|\bwhen\b|"
    r"authori|\bsuitable|permi|in line with",
    re.IGNORECASE,
)
_EVERY = re.compile(r"所有|全部|一切|任何|每[个一位名家]?|全体|人人|一律|凡|普遍|无条件|全省|全市|全国|全面|统一|各(?!自)")
_EVERY_EN = re.compile(r"\b(?:all|every|any|entire)\b", re.IGNORECASE)
_ALL_NEAR = re.compile(
    r"所有|全(?=[省市国体部区县面社])|一切|任何|每|人人|一律|均|都|凡|普遍|各|统一|整|无论|不论|分别|双|逐|不得|广大|切实"
)
_ONLY = re.compile(r"仅(?!仅)|只限|只有|只能|唯一|限于|\bonly\b(?! if)|\bsolely\b|\bexclusively\b", re.IGNORECASE)
_ONLY_LICENCE = re.compile(r"仅|只|唯|限|独|单|专|不得|方可|方能|才|不予|除|首|凭|不(?:再)?(?:需|用|必|得)|免|即可")


def widened(aligned: Aligned, *, whole: str, english: bool) -> str:
    """Why a clause speaks of more (or fewer) than the text; empty when it does not."""
    claim, quoted = aligned.clause, aligned.text or whole
    scope = quoted if aligned.mirrored else whole
    wide = _PLACES_WIDE.search(claim)
    if wide and wide.group(0) not in scope and not (wide.group(0).startswith("各") and re.search(r"各|全", scope)):
        return f"“{wide.group(0)}” is wider than the text"
    for said, licence in _WIDE_EN if english else ():
        if (m := said.search(claim)) and not licence.search(whole):
            return f"“{m.group(0)}” is wider than the text"
    if reason := _added(aligned, whole, english=english):
        return reason
    said_all = _ALL_EN.search(claim) if english else _ALL.search(claim)
    licence_all = _ALL_EN_LICENCE if english else _ALL_LICENCE
    if said_all and not licence_all.search(scope) and not (said_all.group(0).startswith("每") and "每" in scope):
        return f"“{said_all.group(0)}” is wider than the text"
    if (m := _WHOLE.search(claim)) and m.group(0) not in scope and not re.search(r"全|完|整|都|各", scope):
        return f"“{m.group(0)}” is wider than the text"
    if (m := _ONLY.search(claim)) and not _ONLY_LICENCE.search(scope):
        return f"“{m.group(0)}” is narrower than the text"
    return _limit_lost(aligned, said_all.group(0) if said_all else "")


def _added(aligned: Aligned, whole: str, *, english: bool) -> str:
    """A word for all that a near copy has and its clause has not; in English, one that the same thing lacks in the text."""
    if english:
        for m in _EVERY_EN.finditer(aligned.clause):
            places = anchors(aligned.clause[m.end() :], whole, english=True, most=1)
            if places and not any(_ALL_NEAR.search(whole[max(0, at - 12) : at + 14]) for at in places):
                return f"“{m.group(0)}” is wider than the text"
        return ""
    if aligned.mirrored and aligned.quoted:
        own, theirs = (len(_EVERY.findall(t)) for t in (aligned.clause, aligned.quoted[0]))
        more = len(_EVERY.findall(aligned.statement)) > len(_EVERY.findall(whole))
        every = _EVERY.search(aligned.clause)
        if every and own > theirs and (more or every.group(0) not in whole):
            return f"“{every.group(0)}” is wider than the text"
    return ""


def _limit_lost(aligned: Aligned, said_all: str) -> str:
    for position, quoted in enumerate(aligned.quoted):
        m = _NARROW.search(quoted)
        if m is None or not _draws_on(aligned, quoted, m, first=position == 0):
            continue
        if said_all and not (_ALL_EN_LICENCE if said_all.isascii() else _ALL_LICENCE).search(quoted):
            return f"“{said_all}” drops the limit “{m.group(0)}”"
        if not _NARROW_KEPT.search(aligned.statement):
            return f"the claim drops the limit “{m.group(0)}”"
    return ""


def _draws_on(aligned: Aligned, quoted: str, limit: re.Match[str], *, first: bool) -> bool:
    """Whether the claim's clause speaks of what the quoted clause limits."""
    if first and (aligned.share >= DRAWN or aligned.reach >= DRAWN):
        return True
    rest = letter_pairs(quoted[: limit.start()] + " " + quoted[limit.end() :])
    return len(rest & letter_pairs(aligned.clause)) >= max(2, DRAWN * len(rest))
