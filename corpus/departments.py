"""Departments that a measure makes responsible, their roles, and one canonical name for all aliases."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from corpus.documents import Department, Role
from corpus.lines import Block
from corpus.spans import Span
from corpus.tables import read_table

_CLOSING = re.compile(
    r"[（(【\[](?P<list>[^（()）【】\[\]]{2,600}(?:[（(][^（()）]{0,60}[）)][^（()）【】\[\]]{0,300}){0,6})[）)】\]][。.；;]?[*\s]*\Z"
)
_INNER = re.compile(
    r"(?<=[。；;])\s*(?P<duty>[（(【\[](?P<list>[^（()）。【】\[\]]{2,200}(?:负责|牵头|配合|参与|落实|指导)(?:[，,][^（()）。【】\[\]]{2,24})?"
    r"|(?:责任|牵头|配合)(?:单位|部门)\s*[：:][^（()）。【】\[\]]{2,200})[)）】\]])"
)
_DUTY = re.compile(r"牵头|负责|按职责|职责分工|分工负责|配合|参与|指导|落实|责任单位|责任部门|承担|组织实施|等部门")
_LINE = re.compile(
    r"(?:[（(【\[*])?(?P<role>(?:主要)?(?:牵头|责任|配合|协办|主办|参与|主责|承办|协同|实施|参加)(?:单位|部门|处室"
    r"|主体|领导|人)?(?:和|及)?(?:配合单位|责任单位|配合部门)?)\s*[：:]\s*"
)
_SPLIT = re.compile(
    r"[、，,；;。：:\s|]|以及|会同|和(?=[省市区县国各]|中国|人民)|与(?=[省市区县])|及(?=[省市区县各])|(?<=[局委厅署])和(?=[\u4e00-\u9fff]{3})|(?<=[\d各]区)和"
)
_FIRST_LEADS = re.compile(r"(?:列|排)(?:在)?(?:第一|首)位(?:者|的)?(?:部门|单位)?(?:的)?(?:为|是)牵头")
"""A note, often with 下同, that makes the first of every list the lead."""
_TAIL = re.compile(
    r"(?:等)?(?:有关|相关|各有关)?(?:部门|单位|地区|地方)?(?:[和、及](?:有关|相关)?(?:部门|单位|地区|地方))?(?:等)?(?:按照?)?(?:各自)?(?:职责|职能"
    r"|任务|分管领域)?(?:和)?(?:分工)?(?:分别|共同|具体|联合)?"
    r"(?:牵头|负责|配合|参与|指导|落实|承担|组织实施|实施|推进|办理|参加)*(?:负责|落实|实施)?$"
)
_NAME = re.compile(
    r".*(?:部|委|办|厅|局|署|院|会|行|海关|政府|公司|集团|中心|总队|支队|处|室|银行|联|团委|总工会|妇联|协会|学会"
    r"|大学|机构|法院|检察院|军区|队|馆|社|所|站|部门|单位|区|市|县|街道|镇|开发区|管委会|国网.*|电网|领导小组"
    r"|专班|各[省市区县盟]{0,3}州)$"
)
_OWN_ROLE = re.compile(r"[（(](?P<role>牵头|主办|主责|配合|协办|参与)(?:单位|部门)?[）)]?$")
"""The role of one body, behind its name: 省商务厅（牵头）."""
_WITHIN_NAME = re.compile(r"[（(][^（()）]{1,12}[）)](?=[\u4e00-\u9fff])")
"""A parenthesis that is part of a name: 各县（市、区）人民政府."""
_FOLLOWS = r"(?=[\u4e00-\u9fff]{2})(?![和与及等按、单部抓领人]|(?:负责|牵头|配合|参与|落实|指导|推进|组织))"
_LEADING = re.compile(rf"(?<![（(])牵头(?!(?:部门|单位|领导|人)|[）)].*[（(]牵头)|\A[（(【\[*由\s]*牵头(?:单位|部门)?[为是\s]*{_FOLLOWS}")
_HEAD = re.compile(rf"[（(【\[*由 ]*(?:(?:(?:牵头|责任|配合|协办|主办|参与|主责|承办|协同)(?:单位|部门)[为是]?|牵头|配合){_FOLLOWS})?")
"""Marks and role words before a name: （牵头单位为省商务厅."""
_ALL_LEAD = re.compile(r"[按照据各自职责分工别共同联合具体由、]*牵头(?:负责|落实|组织|实施|推进)*[。.；;）)】\]*\s]*")
"""A clause that makes all those before it lead."""
_TELLS = re.compile(r"(?<!自)由|给予")
"""Words of a sentence that also ends in a name: 补贴资金由省财政厅."""
_UNNAMED = re.compile(r"(?:各?有关|相关)(?:部门|单位)")
_PLACE = re.compile(
    r"(?P<level>国家|全国|中央|省级?|自治区|市级?|州|区级?|县级?|旗|盟)|(?P<name>[\u4e00-\u9fff]{2,8}?(?:省|自治区"
    r"|特别行政区|市|自治州|州|地区|盟|区|县|旗))"
)


def closing_parenthesis(text: str, block: Block) -> Span | None:
    """The parenthesis at the end of a block that only names departments, None when there is none."""
    found = _CLOSING.search(text, max(block.start, block.end - 900), block.end)
    if found is None or not _DUTY.search(found["list"]):
        return None
    names, _, rest = found["list"].partition("。")
    if (rest and not _FIRST_LEADS.match(rest)) or not any(_NAME.match(_clean(part)) for part in _SPLIT.split(names)):
        return None
    return Span(found.start(), found.start() + len(found[0].rstrip()))


def inner_parentheses(text: str, block: Block) -> list[Span]:
    """The parentheses inside a block that name departments after a sentence; other sentences follow them."""
    found = (m for m in _INNER.finditer(text, block.start, block.end) if text[m.end() : block.end].strip("。；; *\n"))
    return [Span(*m.span("duty")) for m in found if any(_NAME.match(_clean(part)) for part in _SPLIT.split(m["list"]))]


def only_names(text: str, span: Span) -> bool:
    """Whether a parenthesis says who is responsible and nothing more: every piece of it is a body or a role."""
    parts = _SPLIT.split(_LINE.sub("", span.of(text).rstrip("。；; ")))
    names = [_clean(part) for part in parts if not _UNNAMED.search(part)]
    return all(not name or (_NAME.match(name) and not _TELLS.search(name)) for name in names)


def responsibility_line(text: str, block: Block) -> Span | None:
    """A 责任单位：… line, None when the block is none."""
    return Span(block.start, block.end) if _LINE.match(text, block.start, block.end) else None


def departments_in(text: str, span: Span, *, region: str | None = None) -> list[Department]:
    """The departments that a responsibility span names, in its order.

    ``牵头`` makes those named before it in its clause leads; the others are responsible. Where the document says that
    the first of a list leads (列第一位者为牵头单位，下同), it does from there on.
    """
    out: list[Department] = []
    note = _first_leads(text)
    ends = span.end if note is None or not span.start <= note < span.end else note
    for clause in re.finditer(r"[^；;，,。\n]+[；;，,。\n]?", text[span.start : ends]):
        words = clause[0]
        offset = span.start + clause.start()
        named = _LINE.search(words)
        lead = bool(_LEADING.search(words)) or bool(named and re.search("牵头(?!领导|人)|主办|主责", named["role"]))
        if out and not lead and named is None and _continues_lead(text, span.start, offset):
            lead = out[-1].role is Role.LEAD
        if lead and _ALL_LEAD.fullmatch(words) and not any(d.role is Role.LEAD for d in out):
            out = [replace(d, role=Role.LEAD) for d in out]
        out.extend(_names(offset, words, Role.LEAD if lead else Role.RESPONSIBLE, region))
    if out and note is not None and note < span.end and not any(d.role is Role.LEAD for d in out) and _first(text, span, out[0]):
        out[0] = replace(out[0], role=Role.LEAD)
    return out


def _first(text: str, span: Span, department: Department) -> bool:
    """Whether nobody stands before a department in a responsibility span, a body without a name (各有关部门) neither."""
    before = _LINE.sub("", text[span.start : department.span.start])
    return not before.strip("（(【[*由 \n")


@lru_cache(maxsize=4)
def _first_leads(text: str) -> int | None:
    """Where ``text`` says that the first of a list leads; None when it does not."""
    found = _FIRST_LEADS.search(text)
    return found.start() if found else None


def _continues_lead(text: str, start: int, offset: int) -> bool:
    """Whether the clause at ``offset`` still belongs to a 牵头单位： line."""
    head = _LINE.search(text, start, offset)
    return bool(head and "牵头" in head["role"]) and text[offset - 1] not in "；;。\n"


def _names(offset: int, words: str, role: Role, region: str | None) -> list[Department]:
    out = []
    start = 0
    inside = [m.span() for m in _WITHIN_NAME.finditer(words)]
    stops = (m.span() for m in _SPLIT.finditer(words) if not any(left < m.start() < right for left, right in inside))
    for stop in [*stops, (len(words), len(words))]:
        piece, start = (start, stop[0]), stop[1]
        raw = words[piece[0] : piece[1]]
        left = _begin(raw)
        own = _OWN_ROLE.search(raw.rstrip("）)】]*。.；; "))
        name = _clean(raw[: own.start()] if own else raw)
        if 2 <= len(name) <= 30 and _NAME.match(name) and not _GENERIC.fullmatch(name):
            begin = offset + piece[0] + left
            played = role if own is None else Role.LEAD if own["role"] in _LEAD_ROLES else Role.RESPONSIBLE
            out.append(Department(name=name, canonical=canonical(name, region=region), role=played, span=Span(begin, begin + len(name))))
    return out


_LEAD_ROLES = ("牵头", "主办", "主责")
_GENERIC = re.compile(r"(?:各|有关|相关|牵头|责任|配合|主办|协办)*(?:部门|单位|机构|处|室)|(?:责任|牵头|配合|参与)(?:单位|部门)")


def _begin(raw: str) -> int:
    """Where the name begins in ``raw``."""
    head = _HEAD.match(raw)
    return head.end() if head else 0


def _clean(raw: str) -> str:
    """``raw`` without marks before it and role words around it."""
    name = raw[_begin(raw) :].rstrip("）)】]*。. ")
    found = _TAIL.search(name)
    kept = name[: found.start()] if found else name
    unnamed = _UNNAMED.match(name, len(kept))
    # 市政府相关部门 are bodies of the city and not its government.
    return name[: unnamed.end()] if unnamed and re.search("政府$|[省市区县]$", kept) else kept


@cache
def _data() -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """Core by alias, full name by alias, and the national bodies, from the data file."""
    data = read_table(__file__, "departments.toml")
    cores = {alias: core for core, aliases in data["cores"].items() for alias in [core, *aliases]}
    fixed = {alias: name for name, aliases in data["fixed"].items() for alias in [name, *aliases]}
    return cores, fixed, (*data["national"]["names"], *(alias for alias in fixed if len(alias) > 3))


def national_bodies() -> tuple[str, ...]:
    """Names of the bodies of the State Council and of the centre, long and short."""
    return _data()[2]


@cache
def spellings(core: str) -> tuple[str, ...]:
    """A field and the other ways to write it: 工信, 经济和信息化 for 工业和信息化; the field itself first."""
    return tuple(dict.fromkeys((core, *(alias for alias, known in _data()[0].items() if known == core))))


def canonical(name: str, *, region: str | None = None) -> str:
    """One name for all aliases of a body.

    省发改委 and 湖南省发展和改革委员会 become 省发展改革委, 人社厅 becomes 省人力资源社会保障厅.

    Args:
        name: As a text writes it.
        region: Region of the document: its own bodies are named by their level alone, and a body without any level is its own.
    """
    cores, fixed, _ = _data()
    bare = re.sub(r"\s+", "", name)
    national = region in (None, "全国")
    if bare in fixed and (national or not bare.endswith(("局", "委", "办"))):
        return fixed[bare]
    bare = re.sub(r"^国家税务总局(?=.+税务局$)", "", bare)
    bare = re.sub(r"委员会$", "委", bare)
    bare = re.sub(r"办公室$", "办", bare) if len(bare) > 5 else bare
    own = _core(bare, cores)
    if own:
        return _own_level(own[1], region) + "".join(own)
    prefix, rest = _place(bare, region)
    found = _core(rest, cores)
    if found and prefix:
        return prefix + "".join(found)
    return prefix + rest


def _core(name: str, cores: dict[str, str]) -> tuple[str, str] | None:
    """The canonical core and the 厅, 局, 委 … of a name without its level; None when its core is not known."""
    found = re.fullmatch(r"(?P<party>委?)(?P<core>.+?)(?P<kind>总局|厅|局|委|部|办|)", name)
    core = cores.get(found["core"]) if found else None
    if found is None or core is None:
        return None
    return (core if core.startswith("委") else found["party"] + core), found["kind"]


def _own_level(kind: str, region: str | None) -> str:
    """The level of a body that is named without one: a 厅 is provincial, others are of the document's own region."""
    if region and region != "全国":
        return "自治区" if region.endswith("自治区") else region[-1]
    return "省" if kind == "厅" else ""


def _place(name: str, region: str | None) -> tuple[str, str]:
    """The level or place in front of a department's name, and the rest."""
    for part in re.findall(r"[\u4e00-\u9fff]{1,13}?(?:自治区|自治州|自治县|[省市区县旗盟])", region or ""):
        if name.startswith(part) and len(name) > len(part) + 1:
            return "自治区" if part.endswith("自治区") else part[-1], name[len(part) :]
    found = _PLACE.match(name)
    if found is None or found.end() >= len(name) - 1:
        return "", name
    level = found["level"]
    if level and level.endswith("级"):
        level = level[:-1]
    return level or found["name"], name[found.end() :]
