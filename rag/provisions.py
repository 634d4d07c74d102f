"""Provisions: what each sentence of a measure grants or demands, and the words that set conditions for it.

The grammar is that of official Chinese: ``X的，给予Y``; ``对X(的)给予Y``; ``X可以申请Y``; ``支持X…``; ``在…前提下``; lists after
``有下列情形之一的`` and ``下列条件：``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.documents import Measure, ParsedDocument
from corpus.spans import Span
from rag.force import Force, force_of
from rag.thresholds import thresholds


class Effect(StrEnum):
    """What a provision does for the one it addresses."""

    GRANT = "grant"
    """Gives something: money, a right, a service."""
    DEMAND = "demand"
    """Asks something of the applicant or forbids it."""
    CAP = "cap"
    """Limits what one may get: once only, no more than, the higher of two."""
    WATCH = "watch"
    """Announces supervision of conduct."""
    EXCLUSION = "exclusion"
    """Takes those whom its conditions fit out of the benefit."""
    SCOPE = "scope"
    """Says whom the document is for, or defines them."""
    OFFICE = "office"
    """Work of public bodies: procedure, budgets, evaluation, dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One grant or demand with its conditions."""

    span: Span
    effect: Effect
    force: Force
    conditions: tuple[Span, ...]
    """Stretches that must be true of the applicant, in reading order."""
    grant: Span | None
    """The words that give or demand; None where the provision only sets conditions."""
    context: str
    """Words that stood before the provision in its sentence or lead-in, for what it leaves unsaid."""


_LABEL = re.compile(r"^(?:第[一二三四五六七八九十百零〇\d]+[条章]|[（(]?[一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d+[.．、])[\s　]*")
_STOPS = "，,；;：:"
_GIVE = (
    r"给予|予以(?!退回|处)|奖励|补贴(?=\d|资金|$)|补助(?=\d|$)|发放|返还|贴息|减征|免征|扣减|减免|抵扣|享受(?!本|的)|可以?(?:申请|领取|享受|获得)|纳入|优先|提供|拨付|核拨|"
    r"由[^，,]{1,8}改为|(?:补贴|补助|奖励|定额|资助)标准为|设立(?=规模|[^，,]{0,12}(?:资金|基金))|直接认定|可认定|补足差额|提高到|实行“一事一议”|参照(?:本[^，,]{1,4})?执行|通报表扬|支持(?!力度|政策)|鼓励|引导(?!资金)|推动|推广|探索"
)
_GRANT = re.compile(rf"(?:分别|一次性|每[人家户间件名次块个][^，,]{{0,6}}?|另|再|由[^，,]{{2,14}}?|按照?[^，,]{{1,40}}?)?(?:{_GIVE})|按照?[^，,]{{1,20}}?(?:标准|比例|的\d)")
_NO_GRANT = re.compile(r"(?:获得|享受|已享受|申请|取得|骗取|发放)[^，,]{0,14}(?:的|时)$|^(?:本|上述|各项|该)|^为(?![^，,]*(?:提供|给予))[^，,]{2,30}$|^根据|不再要求|的原则$|纳入[^，,]{0,6}的[^，,]{0,12}(?:企业|单位|机构)$")
_MILD = ("支持", "鼓励", "引导", "推动", "推广", "探索")
_SOFT_GRANT = ("支持", "鼓励", "引导", "推动", "推广", "探索", "优先", "纳入", "提供")
_SCENE = re.compile(r"(?:为|根据|按照|依据|贯彻|其中|同时|此外|享受[^，]{0,12}政策|每年安排|安排|每[户人年次个])|在[^，]{1,10}上$|[^，]{0,8}补贴$")
_DEMAND = re.compile(r"(?<![对适响供反感回相])应当?(?!急|用|对|届|缴)|必须|须(?!知)|不得|严禁|禁止|不能|不可")
_CALCULATION = re.compile(r"换算|公式|=|为限|核定减免|结转|限额标准|定额标准")
_WATCHED = re.compile(r"规范经营行为|行为(?:的)?监管|监管执法|督促(?:企业|相关平台|平台)|提出(?:书面)?(?:申报|申请)|提交(?:下列|相关)?材料|主管税务机关备案")
_RULE = re.compile(r"集中申报|逾期不予受理|就高不重复|不得重复|不重复享受|不能重复|总额不超过|只能享受一次|须?遵守国家法律")
_CAPS = re.compile(r"就高不重复|不得重复|不重复享受|不能重复|总额不超过|只能享受一次")
_CONDUCT = re.compile(r"经营行为|监管执法|行为(?:的)?监管")
_EXCLUDE = re.compile(r"不予(?:扶持|贴息|补贴|受理|支持|奖励|认定)|不适用|不享受|不再享受|不得享受|不得申报|取消|终止合作|追回|退回|责令整改")
_SCOPE = re.compile(r"适用于|适用本|适用对象|只适用|不适用|^本(?:办法|通知|意见|规定|细则|条例|条)所(?:称|指)|有权申请|^[^，,]{2,14}是指|其中[，,].{2,14}是指")
_SUBJECT_OFFICE = re.compile(
    r"^(?:[^，,。]{0,14}?(?:部门|民政局|财政局|科技局|人民政府|街道办事处|税务局|委员会|机关|领导小组|服务机构(?:核实|收到)|清算|结果|资金由|财政[^，,]{0,4}每年|采购人)|各区|各地|各县|省、自治区|市财政|县财政|政府性|(?:本|上述)[^，,]{0,12}(?:自|由|执行期限|资金))"
)
_PUBLIC = re.compile(r"(?:支持|对|鼓励|给予)[^，,。]{0,10}?(?:市州|各地|县市区|地方政府|各省|市县|试点城市|城市建设|地区)(?!企业)")
"""Benefits for public bodies, not for those who live or trade there."""
_BENEFICIARY = re.compile(r"企业|公司|个体|单位|机构|人员|个人|青年|毕业生|申请|申报|经营者|旅行社|导游|见习|老年人|纳税人|平台|基地|载体|项目|从业|职工|员工")
_ENDS_OPEN = re.compile(r"(?:的|时|者|前提下|基础上|情况下|条件下)$")
_IF = re.compile(r"^(?:如果|若|如|凡|对于?|经|在|符合|属于|仅|首次|新|被)")


def provisions_of(parsed: ParsedDocument, measure: Measure) -> tuple[Provision, ...]:
    """The provisions of a measure in reading order."""
    text = parsed.document.text
    found: list[Provision] = []
    lead: tuple[Effect, str] | None = None
    for sentence in measure.sentences:
        if sentence.responsibility:
            continue
        span = _unlabelled(text, sentence.span)
        words = span.of(text)
        if sentence.heading and len(words) < 24 and not _DEMAND.search(words):
            continue
        item = lead is not None and _LABEL.match(sentence.span.of(text)) is not None
        if item and lead is not None:
            found.append(_item(text, span, lead))
            continue
        lead = _lead_in(words)
        if lead and lead[0] in (Effect.EXCLUSION, Effect.SCOPE):
            continue
        for part in _parts(text, span):
            context = text[max(span.start, part.start - 60) : part.start]
            if len(part) > 8 or _DEMAND.search(part.of(text)):
                found.append(_provision(text, part, context))
    return tuple(found)


def _lead_in(words: str) -> tuple[Effect, str] | None:
    """What the items after a lead-in are, None when the sentence is none."""
    if not words.rstrip().endswith(("：", ":")) or re.search(r"材料|资料|文件[：:]", words):
        return None
    if _EXCLUDE.search(words) or re.search(r"下列(?:情形|行为)", words):
        return Effect.EXCLUSION, words
    if re.search(r"条件[：:]$|下列条件|以下条件", words):
        return Effect.SCOPE, words
    return (Effect.DEMAND, words) if _DEMAND.search(words) or re.search(r"职责|义务", words) else None


def _item(text: str, span: Span, lead: tuple[Effect, str]) -> Provision:
    effect, words = lead
    trimmed = _trim(text, span)
    listed: tuple[Span, ...] = (trimmed,) if effect in (Effect.EXCLUSION, Effect.SCOPE) else ()
    if listed and len(thresholds(trimmed.of(text))) > 1:
        listed = tuple(chunks(text, trimmed))
    return Provision(span=trimmed, effect=effect, force=Force.DUTY, conditions=listed, grant=None if listed else trimmed, context=words)


def _unlabelled(text: str, span: Span) -> Span:
    match = _LABEL.match(span.of(text))
    return Span(span.start + match.end(), span.end) if match else span


def _parts(text: str, span: Span) -> Iterator[Span]:
    """The provisions that a semicolon divides; a colon with grants behind it opens several."""
    start = span.start
    for match in re.finditer(r"[；;]|[，,](?=(?:中|小|微|大)[^，,；]{0,3}企业可以?申请)", span.of(text)):
        yield from _nonempty(text, Span(start, span.start + match.start()))
        start = span.start + match.end()
    yield from _nonempty(text, Span(start, span.end))


def _nonempty(text: str, span: Span) -> Iterator[Span]:
    trimmed = _trim(text, span)
    if len(trimmed):
        yield trimmed


def _trim(text: str, span: Span) -> Span:
    words = span.of(text)
    left = len(words) - len(words.lstrip(" \t\n　，,；;、"))
    right = len(words) - len(words.rstrip(" \t\n　，,；;。.、"))
    return Span(span.start + left, max(span.start + left, span.end - right))


def chunks(text: str, span: Span) -> list[Span]:
    """The stretches between commas, those inside brackets or quotation marks left alone."""
    out, start, depth = [], span.start, 0
    for at in range(span.start, span.end):
        c = text[at]
        depth += (c in "（(《【“「") - (c in "）)》】”」")
        if c in _STOPS and depth <= 0 and not (c in ",:" and text[at - 1].isdigit() and text[at + 1 : at + 2].isdigit()):
            out.append(_trim(text, Span(start, at)))
            start = at + 1
    out.append(_trim(text, Span(start, span.end)))
    return [chunk for chunk in out if len(chunk)]


def _provision(text: str, span: Span, context: str) -> Provision:
    words = span.of(text)
    listed = chunks(text, span)
    if _SCOPE.search(words) and not re.search(r"本数|货币单位", words):
        exclusion = "不适用" in words
        return Provision(
            span=span, effect=Effect.EXCLUSION if exclusion else Effect.SCOPE, force=Force.DUTY,
            conditions=tuple(_scope_conditions(text, listed)), grant=None, context=context,
        )  # fmt: skip
    at = _granting(text, listed)
    force = force_of(words)
    if at is not None and (public := _PUBLIC.search(listed[at].of(text))) and public.start() <= 12:
        later = [n for n in range(at + 1, len(listed)) if re.search(r"给予|奖励|发放", listed[n].of(text)) and _BENEFICIARY.search(listed[n].of(text))]
        if not later:
            return Provision(span=span, effect=Effect.OFFICE, force=force, conditions=(), grant=span, context=context)
        conditions, grant = _split(text, listed[later[0] :], 0)
        return Provision(span=span, effect=Effect.GRANT, force=Force.DIRECTION, conditions=tuple(conditions), grant=grant, context=context)
    gives = at is not None and re.search(r"给予|奖励(?!政策)|返还|贴息|发放|提供(?![^，]{0,4}材料)", words) is not None
    watched = _WATCHED.search(words) is not None and not gives
    if not watched and (re.match(r"为[^。]{4,200}制定本", words) or _CALCULATION.search(words.split("，")[0]) or (_SUBJECT_OFFICE.match(words) and not gives)):
        return Provision(span=span, effect=Effect.OFFICE, force=force, conditions=(), grant=span, context=context)
    if _EXCLUDE.search(words):
        return Provision(span=span, effect=Effect.EXCLUSION, force=Force.DUTY, conditions=tuple(_before(text, listed, _EXCLUDE)), grant=span, context=context)
    if watched or _RULE.search(words):
        effect = Effect.CAP if _CAPS.search(words) else Effect.WATCH if _CONDUCT.search(words) else Effect.DEMAND
        return Provision(span=span, effect=effect, force=force, conditions=(), grant=span, context=context)
    if at is None or _SUBJECT_OFFICE.match(listed[at].of(text)) and "应当" in listed[at].of(text):
        demand = at is None and _DEMAND.search(words) is not None and _BENEFICIARY.search(words) is not None
        bounds = tuple(c for c in listed if demand and thresholds(c.of(text)))
        return Provision(span=span, effect=Effect.DEMAND if demand else Effect.OFFICE, force=force, conditions=bounds, grant=span, context=context)
    conditions, grant = _split(text, listed, at)
    match = _GRANT.search(listed[at].of(text))
    if match and (not match.group(0).endswith(_SOFT_GRANT) or re.search(r"提供[^，,]{0,6}(?:奖励|补贴|补助)", listed[at].of(text))):
        force = Force.COMMITMENT
    elif match and match.group(0).endswith(_MILD):
        force = Force.DIRECTION
    conditions = [c for c in conditions if len(c) > 2 and not re.search(r"^在全[省市国]$|期间$", c.of(text))]
    return Provision(span=span, effect=Effect.GRANT, force=force, conditions=tuple(conditions), grant=Span(grant.start, span.end), context=context)


def _granting(text: str, listed: list[Span]) -> int | None:
    """Position of the chunk that gives."""
    for position, chunk in enumerate(listed):
        words = chunk.of(text)
        match = _GRANT.search(words)
        if match and not words.endswith("的") and not _NO_GRANT.search(words):
            return position
    return None


def _split(text: str, listed: list[Span], at: int) -> tuple[list[Span], Span]:
    """Conditions before the grant, and where the grant begins: at its verb when a condition leads up to it in the same chunk."""
    chunk = listed[at]
    words = chunk.of(text)
    match = _GRANT.search(words)
    soft = match is not None and match.group(0).endswith(_SOFT_GRANT)
    conditions = [chunk for chunk in listed[:at] if _conditional(chunk.of(text), listed[:at], text, soft=soft)]
    begin = match.start() if match else 0
    head = words[:begin]
    if soft and begin == 0:
        return conditions + _within(text, chunk), chunk
    lead = _trim(text, Span(chunk.start, chunk.start + begin))
    towards = re.search(r"^.{0,16}(?:为|向)(?=.{2,16}$)", lead.of(text))
    lead = Span(lead.start + towards.end(), lead.end) if towards else lead
    lead_words = lead.of(text)
    by_size = re.search(r"[大中小微][^，,]{0,2}企业按", text[chunk.start + begin : listed[-1].end]) is not None
    if len(lead) >= 3 and not by_size and (head.startswith(("对", "将", "凡", "在", "被")) or lead_words.endswith(("的", "者")) or _BENEFICIARY.search(lead_words)):
        conditions.append(lead)
        chunk = Span(chunk.start + begin, chunk.end)
    for later in listed[at + 1 :]:
        if re.match(r"(?:在[^，,]{2,30}(?:前提下|基础上|情况下)|经[^，,]{2,20}(?:批准|同意|审核)后?)$", later.of(text)):
            conditions.append(later)
    return conditions, chunk


def _conditional(words: str, before: list[Span], text: str, *, soft: bool) -> bool:
    """Whether a chunk before the grant sets a condition rather than opens the scene (aim, basis, the name of the measure).

    Before a mere encouragement (``soft``) only what is marked as a condition is one.
    """
    if _SCENE.match(words) and not _ENDS_OPEN.search(words):
        return False
    if _ENDS_OPEN.search(words) or _IF.match(words):
        return True
    if soft:
        return False
    return bool(_ENDS_OPEN.search(before[-1].of(text)) or _BENEFICIARY.search(words) or re.search(r"[\d一二三四五六七八九十]|^组织|^开展", words))


def _within(text: str, chunk: Span) -> list[Span]:
    """Conditions inside a chunk such as 支持符合条件的企业…: the named class with its attribute."""
    match = re.search(r"(?:符合|具备|属于|从事|投资|取得|拥有)[^，,。；]{0,20}?的[^，,。；、]{0,14}?(?:企业|人员|项目|机构|单位|青年|组织|毕业生)", chunk.of(text))
    return [Span(chunk.start + match.start(), chunk.start + match.end())] if match else []


def _before(text: str, listed: list[Span], pattern: re.Pattern[str]) -> list[Span]:
    """The chunks before the first that matches, and its own head."""
    out = []
    for chunk in listed:
        match = pattern.search(chunk.of(text))
        if match:
            head = _trim(text, Span(chunk.start, chunk.start + match.start()))
            if len(head) >= 4 and not re.match(r"(?:应当?|不得|须|并)", head.of(text)):
                out.append(head)
            break
        out.append(chunk)
    if len(listed) > len(out) - 1 and out and out[-1] not in listed:
        out = [chunk for chunk in out[:-1] if _ENDS_OPEN.search(chunk.of(text))] + out[-1:]
    marked = [chunk for chunk in out if _ENDS_OPEN.search(chunk.of(text)) and not _DEMAND.search(chunk.of(text))]
    return marked or [chunk for chunk in out if not _DEMAND.search(chunk.of(text))]


def _scope_conditions(text: str, listed: list[Span]) -> Iterator[Span]:
    """Of 本办法适用于在…注册满1年、具有…、从业人员300人以下且…的企业: each of the attributes."""
    for chunk in listed:
        words = chunk.of(text)
        if re.fullmatch(r"(?:本[^，]{1,6}所称[^，]{1,20}|是指|其中)", words):
            continue
        match = re.search(r"适用于|适用对象(?:应当)?|是指", words)
        start = chunk.start + (match.end() if match else 0)
        for piece in re.split(r"(?<=.)(?=、(?:具有|取得|依法|从业|上一|注册|在|且|连续|符合))|且(?=上|在|具|依|从|注)", text[start : chunk.end]):
            at = text.find(piece, start, chunk.end)
            trimmed = _trim(text, Span(at, at + len(piece)))
            start = max(start, at + len(piece))
            if len(trimmed) >= 4:
                yield trimmed
