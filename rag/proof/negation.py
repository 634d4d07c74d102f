"""Whether a statement says no where the text says yes, or the other way round, or turns a word into its opposite."""

from __future__ import annotations

import re

from rag.proof.anchors import anchors, denied
from rag.proof.clauses import Aligned

_WHOLE_WORDS = re.compile(
    r"不断|不动产|不同|不仅|不但|不少于|不超过|不低于|不高于|不多于|不小于|不大于|不限|不足|不良|不论|不管|不等|不久|不便|不利|不正当|不满|不法|不可抗力|不定期|不见面"
    r"|不可或缺|不折不扣|不断档|未来|未成年|未满|无论|无障碍|无人(?=[机驾零配值售])|无线|无偿|无接触|无形|无缝|非遗|非物质|非营利|非银行|非公|非常|非现场|非税|"
    r"非居民|非户籍|非学历|非盈利|非经营|无废|差异|不达标|不得低于|不得少于|不得超过|不得高于|不得多于|不能低于|不能超过|无锡|无纸|无感|无忧|无烟|无证|无还本|无抵押|"
    r"无因|无论|非法|非洲|非凡|非机动|非金属|非财政|非首都|非必要|非紧急|非标|不平衡|不充分|不规范|不完善"
)
_FREE = r"免(?=[征收缴交除于予纳])|(?<=全)免"
_NEGATOR = re.compile(rf"不|未|无|没有|没|禁止|严禁|勿|非|{_FREE}")
_DENIES = re.compile(
    r"取消|停止|免|除|以外|之外|例外|暂停|拒|撤销|排除|缺|(?<!是)否|仅|只|严防|防止|杜绝|避免|中止|终止|废止|退出|清理|剔除|不|未|无|没|禁|勿|非|减少|控制|违|逾期|超"
)
_DENIES_OTHERWISE = re.compile(
    r"取消|停止|暂停|拒|撤销|排除|缺|(?<!是)否|仅|只|杜绝|避免|中止|终止|废止|退出|剔除|除外|之外|例外|逾期|超|违|免"
)
_NO = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|none|nobody|nothing)\b|n't\b|\bprohibit|\bban(?:s|"
    r"ned)?\b|\bforbid|\bforbidden|\bbarred\b|\brefus|\bden(?:y|ies|ied)\b|\breject|\bcease|\bineligible|"
    r"\bexclud",
    re.IGNORECASE,
)
_NO_KEPT = re.compile(
    _NO.pattern + r"|\bunless|\bexcept|\bexempt|\bstop|\bcancel|\bfail|\babsen|\black|\bun(?!der|it|io|if|iv|iq|"
    r"til)[a-z]{3,}|\bin(?:valid|complete|adequate|sufficient|correct|eligible)|\bdis[a-z]{3,}|\bnon|"
    r"\bonly\b|\bbefore\b|\bless\b|\bbelow\b"
    r"|\bavoid|\bprevent|\bwaiv|\bfree\b|\billegal|\bout of|\bother than|\boutside|\brevok|\bwithdraw|"
    r"\bover(?:due)|\blate\b|\binstead|\bzero\b|\bterminat|\babolish|\bremov|\buntil\b|\bmissing|"
    r"\bmost\b|\bwithin\b|\bexceed|\bif\b",
    re.IGNORECASE,
)
_STRICT = ("may not", "must not", "shall not", "should not", "cannot", "can not", "are not", "is not")
_NO_NEXT = re.compile(r"\b(?:are not|is not|should not|may not|must not|shall not|can ?not|not|no|never|without)\b|n't\b", re.IGNORECASE)
_EN_EXCEPTIONS = re.compile(
    r"\b(?:not only|no (?:less|more|fewer|later|earlier|older|younger) than|"
    r"(?:can ?)?not (?:be )?(?:less|more|fewer|exceed\w*|later|limited)\b|"
    r"(?:can ?)?not (?:be )?(?:lower|higher|older|younger|longer|shorter|below|under|over|above)\b(?=[^.,;]{0,24}[0-9]))",
    re.IGNORECASE,
)
_IN_THE_WORD = re.compile(r"\b(?:invalid|ineligible|unlawful|illegal|unable|unqualified|void)\b", re.IGNORECASE)
_BAN_OVER_ALL = re.compile(r"^\s*(?:[(（]?[一二三四五六七八九十百\d第条款项]+[)）、.．]?\s*)?(?:不得|不准|不能|严禁|禁止)")
_NEED = re.compile(r"\b(?:a need to|needs? to|must|required to|has to|have to)\b", re.IGNORECASE)
_PAYS = re.compile(
    r"\b(?:pay(?:s|able)?|paid|paying|charg(?:e|es|ed|ing)|lev(?:y|ies|ied)|collect(?:s|ed)?|deposits?|subject to)\b", re.IGNORECASE
)
_FREED = re.compile(rf"(?:{_FREE})[征收缴交除于予纳]*")
_FREED_IN_PART = re.compile(rf"(?:{_FREE})[^,;。\n]{{0,12}}?(?:一半|半数|50%)")
_PAID_BACK = re.compile(r"^已[缴征交]|退还")
_RELIEVED = re.compile(r"\b(?:reliev|excus|spared\b|freed\b)", re.IGNORECASE)
_BARE_FREE = re.compile(r"(?<![减避难])免(?![费税息试疫职征收缴交除于予纳])")
_HALVED = re.compile(
    r"减半|减按|(?<!first )(?<!second )\bhalf\b(?!(?: of)? (?:a|the) (?:year|month|day)|[ -](?:year|month|day))|\bhalved\b", re.IGNORECASE
)
_HALVES = re.compile(r"半年|一半|半数|50%")
_EXEMPT = re.compile(rf"{_FREE}|\bexempt|\bwaiv|free of charge", re.IGNORECASE)
_NONE = re.compile(r"\b(?:free|no|not)\b", re.IGNORECASE)
_TAKES = re.compile(r"征收|缴|交纳|支付|(?<![税征回验签])收(?![入到购据益养回集容储藏割])")
_NO_NEED = re.compile(r"无需|无须|不需|不必|不用")
_OPPOSITES: tuple[tuple[str, str], ...] = (
    (r"提高|提升|增加|上调|raise|increas", r"降低|减少|下调|缩减|削减|lower|reduc|decreas|cut"),
    (r"扩大|放宽|expand|widen|relax", r"缩小|收紧|限制|压缩|narrow|shrink|tighten|restrict"),
    (r"延长|extend|prolong|lengthen", r"缩短|shorten"),
    (r"允许|准予|allow|permit", r"禁止|不得|不准|prohibit|forbid|ban"),
    (r"加快|加速|accelerat|speed", r"放缓|减缓|推迟|slow|delay|postpon"),
    (r"加强|强化|增强|strengthen", r"削弱|弱化|减弱|weaken"),
    (r"公开|public", r"保密|secret|confidential"),
    (r"线上|网上|online", r"线下|现场|offline|in person"),
    (r"新建|建设|build|establish", r"拆除|撤销|demolish|dismantl|abolish"),
    (r"有偿|收费", r"无偿|免费|free of charge"),
    (r"城镇|城市|urban", r"农村|乡村|rural"),
    (r"进口|import", r"出口|export"),
    (r"首次|第一次", r"再次|多次"),
    (r"集中", r"分散"),
    (r"本科", r"专科"),
)
COPIED = 0.7
"""Share of the quoted clause's letters that the claim's clause must hold to count as its copy."""
_BANS = ("不得", "不能", "不可", "不准", "不许", "禁止", "严禁", "无权")
_STOPS = re.compile(r"停止|取消|暂停|中止|终止|仅|只(?=[限有能对])")
FAITHFUL = 0.75
"""Share of an English clause's words that one quoted clause must hold for its denials alone to count, not those of its neighbours."""

_HAN_RUN = re.compile(r"[\u3400-\u9fff]")


def reversed_sense(aligned: Aligned, *, whole: str, english: bool) -> str:
    """Why a clause says the contrary of what it draws on; empty when it does not."""
    quoted = aligned.text
    if not quoted:
        return ""
    return (
        (_english(aligned, whole) if english else _chinese(aligned, whole))
        or _halved_or_free(aligned.clause, whole)
        or _opposite(aligned.clause, quoted, english=english)
    )


def negators(text: str) -> list[tuple[int, str]]:
    """Words of denial in a Chinese text with their positions; words that only look so (不断, 无线) left out."""
    blanked = _WHOLE_WORDS.sub(lambda m: "＿" * len(m.group(0)), text)
    return [(m.start(), m.group(0)) for m in _NEGATOR.finditer(blanked)]


def _chinese(aligned: Aligned, whole: str) -> str:
    own, theirs = negators(aligned.clause), negators(aligned.text)
    all_theirs = negators(whole)
    for position, word in own:
        found = anchors(aligned.clause[position + len(word) :], whole, english=False)
        ban = aligned.clause[position : position + 2] in _BANS
        if found and not any(denied(at, whole, all_theirs, ban=ban) for at in found) and not _denied_otherwise(aligned.text):
            return f"the claim says “{word}”; the text does not deny that"
    if own and not _DENIES.search(aligned.text):
        return f"the claim says “{own[0][1]}”; the text does not"
    if reason := _counted(aligned):
        return reason
    best = aligned.quoted[0]
    if aligned.mirrored and aligned.reach >= 0.6 and len(own) > len(negators(best)) and not _DENIES.search(_without(best)):
        return f"the claim denies (“{own[-1][1]}”) what the text says"
    if theirs and not _DENIES.search(aligned.clause):
        for position, word in theirs:
            if word == "免" and (_PAID_BACK.search(aligned.clause) or _FREED_IN_PART.match(aligned.text, position)):
                continue
            after = "".join(_HAN_RUN.findall(aligned.text[position + len(word) : position + len(word) + 6]))
            if any(after[i : i + 2] in aligned.clause for i in range(min(3, max(0, len(after) - 1)))):
                return f"the text says “{word}{after[:2]}”; the claim leaves the denial out"
        if _only_frees(best, aligned.text) and (m := _TAKES.search(aligned.clause)):
            return f"the claim says “{m.group(0)}”; the text exempts from it"
    return ""


def _only_frees(best: str, quoted: str) -> bool:
    """Whether a quoted clause frees from the whole of a payment and the quotes demand none."""
    return _FREED.search(best) is not None and not _FREED_IN_PART.search(best) and not _TAKES.search(_FREED.sub("", quoted))


def _counted(aligned: Aligned) -> str:
    """In a near copy the denials must be as many as in the clause that it copies.

    A bare 免 (免登记费) may stand for one or for none; who is freed from half of a payment owes the other half.
    """
    best = aligned.quoted[0]
    if not aligned.mirrored or aligned.reach < COPIED or _FREED_IN_PART.search(best):
        return ""
    own, theirs, said = (len(negators(t)) + len(_STOPS.findall(t)) for t in (aligned.clause, best, aligned.statement))
    if own > theirs + len(_BARE_FREE.findall(best)):
        return "the claim denies what the text says"
    own, said = (count + len(_BARE_FREE.findall(t)) for count, t in ((own, aligned.clause), (said, aligned.statement)))
    return "the claim leaves a denial out" if own < theirs and said < theirs else ""


def _denied_otherwise(text: str) -> bool:
    """Whether a text denies by words that are no negators: 取消, 拒绝, 仅."""
    return _DENIES_OTHERWISE.search(_WHOLE_WORDS.sub("", text)) is not None


def _less(text: str, whole: str, places: tuple[int, ...]) -> str:
    """A text without the words that stand at the places: a denied 取消 does not license its own denial."""
    for at in places:
        text = text.replace(whole[at : at + 2], "＿")
    return text


def _without(text: str) -> str:
    """The text less its plain negators: what denial is left in it."""
    for _, word in negators(text):
        text = text.replace(word, "＿", 1)
    return _WHOLE_WORDS.sub("", text).replace("＿", "")


def _english(aligned: Aligned, whole: str) -> str:
    clause = _EN_EXCEPTIONS.sub(" ", aligned.clause)
    theirs = negators(whole)
    for n in _NO_NEXT.finditer(clause):
        strict = n.group(0).lower() in _STRICT
        places = anchors(clause[n.end() :], whole, english=True, first=strict)
        ban = strict or n.start() == 0
        if (
            places
            and not any(denied(at, whole, theirs, ban=ban) for at in places)
            and (strict or not _denied_otherwise(_less(aligned.text, whole, places)))
        ):
            return f"the claim says “{n.group(0)}”; the text does not deny that"
    m = _NO.search(clause)
    scope = aligned.text if aligned.share >= FAITHFUL else whole
    if m and not _DENIES.search(_WHOLE_WORDS.sub("", scope)):
        return f"the claim says “{m.group(0)}”; the text does not"
    if reason := _more_or_none(aligned, whole):
        return reason
    found = [word for _, word in negators(aligned.quoted[0]) if word in ("不", "禁止", "严禁", "没有", "未", "勿")]
    if found and aligned.share >= 0.5 and not _NO_KEPT.search(aligned.statement):
        return f"the text says “{found[0]}”; the claim leaves the denial out"
    return ""


def _more_or_none(aligned: Aligned, whole: str) -> str:
    """Denials counted over the whole English claim: more than the text has, or none under its ban, or a need where it needs nothing."""
    claim = _EN_EXCEPTIONS.sub(" ", aligned.statement)
    own = len(_NO_NEXT.findall(claim)) + len(_IN_THE_WORD.findall(claim))
    if own > max(1, len(_DENIES.findall(_WHOLE_WORDS.sub("", whole)))):
        return "the claim denies more than the text does"
    if not own and _BAN_OVER_ALL.match(whole) and not _NO_KEPT.search(claim):
        return "the text bans this; the claim leaves the ban out"
    need = _NEED.search(aligned.clause)
    if need and _NO_NEED.search(aligned.quoted[0]) and not _NO.search(aligned.clause):
        return f"the claim says “{need.group(0)}”; the text says that there is none"
    pays = _PAYS.search(claim)
    if pays and _only_frees(aligned.quoted[0], whole) and not (_NO_KEPT.search(claim) or _RELIEVED.search(claim)):
        return f"the claim says “{pays.group(0)}”; the text exempts from it"
    return ""


def _halved_or_free(clause: str, whole: str) -> str:
    """Half of a payment where the text has none of it, or the reverse; 免收半年租金 and 免收一半租金 may be told either way."""
    halved, exempt, free = _HALVED.search(clause), _EXEMPT.search(clause), re.search(rf"{_FREE}|免费", whole)
    if halved and free and not (exempt or _NONE.search(clause) or _HALVED.search(whole) or _HALVES.search(whole)):
        return f"“{halved.group(0)}” is the contrary of what the text says"
    if exempt and not (halved or free) and _HALVED.search(whole):
        return f"“{exempt.group(0)}” is the contrary of what the text says"
    return ""


def _opposite(clause: str, quoted: str, *, english: bool) -> str:
    flags = re.IGNORECASE
    for one, other in _OPPOSITES:
        for said, contrary in ((one, other), (other, one)):
            mine = re.search(said, clause, flags)
            if (
                mine
                and re.search(contrary, quoted, flags)
                and not re.search(said, quoted, flags)
                and not re.search(contrary, clause, flags)
            ):
                if not english and mine.group(0) in quoted:
                    continue
                return f"“{mine.group(0)}” is the contrary of what the text says"
    return ""
