"""Issuing authorities and the region they govern."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from corpus.departments import canonical, national_bodies
from corpus.documents import Fact
from corpus.lines import Block
from corpus.spans import Span

_TITLE_ISSUER = re.compile(
    r"^(?:[（(]转载[）)]|【[^】]{1,10}】"
    r"|[#*\s])*(?P<names>[^《》“”，。：（）()]{3,90}?)(?:等[一二三四五六七八九十\d]{1,3}(?:个)?(?:部门|单位"
    r"|委办局))?\s*(?:关于|印发|转发|批转|对[^，。]{2,40}的(?:答复|批复)|公告|通告|令|命令)"
)
_ENDS = (
    r"(?:厅|局|委|委员会|部|办|办公室|院|政府|署|会|行|中心|法院|检察院|总局|小组|集团|公司|会议|党组|管委会|组"
    r"|秘书处|处|联|海关|所|协会|学会|大学)"
)
_LAST = "[厅局委部办室院府署会行处]"
_DATED = re.compile(r"日[）)]?$")
_OFFICER = re.compile(
    r"(?P<organ>[\u4e00-\u9fff]{2,20}?(?:总局|部|局|署|厅|委员会|政府|行|院))(?:局长|部长|署长|厅长|主任|省长|市长"
    r"|行长|院长|长)\s*[：:]?\s*[\u4e00-\u9fff\s\u3000]{2,8}$"
)
_ORGAN = re.compile(rf"[\u4e00-\u9fff（）()]{{2,40}}{_ENDS}")
_ADOPTED = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{0,12}?)(?:第?[一二三四五六七八九十百]{1,4}届)?(?P<body>人民代表大会常务委员会"
    r"|人民代表大会|人大常委会|人大|国务院|人民政府|审判委员会|检察委员会)"
)
_INDEX = re.compile(
    r"(?:发文机关|发布机构|发文单位|发布机关|制定机关|公布机关)\s*[：:"
    r"|]\s*\|?\s*(?P<name>[\u4e00-\u9fff、 （）()]{3,60}?)(?=\s{2,}|\t|\s*\||\s*$|\s+(?:成文|发布|生成))"
)
_SPACES = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_PROVINCES = re.findall(
    r"黑龙江|内蒙古|\w\w",
    "北京天津上海重庆河北山西辽宁吉林黑龙江江苏浙江安徽福建江西山东河南湖北湖南广东海南四川贵州云南陕西甘肃青海台湾内蒙古广西西藏宁夏新疆香港澳门",
)
_CITIES = {"北京", "天津", "上海", "重庆"}
_AUTONOMOUS = {
    "内蒙古": "内蒙古自治区",
    "广西": "广西壮族自治区",
    "西藏": "西藏自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
}
_PLACE = re.compile(
    r"(?P<place>(?:[\u4e00-\u9fff]{2,3}?省|[\u4e00-\u9fff]{2,7}?自治区)?(?:[\u4e00-\u9fff]{2,4}?市"
    r"|[\u4e00-\u9fff]{2,14}?自治州|[\u4e00-\u9fff]{2,4}?(?:地区|盟))?"
    r"(?:[\u4e00-\u9fff]{1,7}?(?:自治县|县|区|旗|市)(?=人民|政府|委|党|总工会|[\u4e00-\u9fff]{2,16}(?:局|委|办|厅|处|中心|会|办公室)$))?)"
)
_NATIONAL = re.compile(
    r"^(?:中华人民共和国|国务院|全国|国家|中共中央|中央|最高人民|中国人民银行|中国证|中国银"
    r"|[\u4e00-\u9fff]{2,10}(?:部|总局|总署)(?:$|[、 办等]))"
)


def from_title(text: str, title: Sequence[Block]) -> Fact | None:
    """The authorities that the title begins with (湖南省人民政府办公厅关于…)."""
    if not title:
        return None
    joined = "".join(block.words for block in title)
    found = _TITLE_ISSUER.match(joined)
    if found is None:
        return None
    names = _names(found["names"])
    if not names or "等" in joined[found.end("names") : found.end("names") + 1]:
        return None
    where = text.find(title[0].words[:4], title[0].start)
    start = text.find(names[0][:4], where if where >= 0 else title[0].start, title[-1].end)
    start = title[0].start if start < 0 else start
    return Fact(value="、".join(names), span=Span(start, max(start + 1, _end_of(text, start, names, title[-1].end))))


def _end_of(text: str, start: int, names: list[str], limit: int) -> int:
    """Where the last of ``names`` ends."""
    position = start
    for name in names:
        tail = text.find(name[-2:], position, limit)
        position = tail + 2 if tail >= 0 else position
    return position


def _names(words: str) -> list[str]:
    words = re.sub(r"^中华人民共和国(?=国务院|[\u4e00-\u9fff]{2,10}部)", "", _SPACES.sub(" ", words.strip()))
    place = re.match(r"[\u4e00-\u9fff]{2,4}[省市]", words)
    if place:
        words = re.sub(rf"(?<={_LAST})(?={place[0]})", "、", words)
    names = [part for part in re.split(r"[、,，\s\u3000]+", words) if part]
    if not names or not all(re.search(rf"{_ENDS}$|委$|央$|人大$|局$", name) for name in names[-1:]):
        return []
    return names if all(re.search(rf"{_ENDS}$|央$", name) or len(names) == 1 for name in names) else []


def from_signature(blocks: Sequence[Block]) -> Fact | None:
    """The organs that sign: the run of lines that name organs over the last date, or at the end where there is no date."""
    dated = [index for index, block in enumerate(blocks) if _DATED.search(block.words) and "印发" not in block.words]
    end = dated[-1] + 1 if dated else len(blocks)
    signed: list[tuple[Block, list[str]]] = []
    for index in range(end - 1, -1, -1):
        block = blocks[index]
        names = _signing(block, over_date=bool(dated) and index == end - 2)
        if names:
            signed.insert(0, (block, names))
        elif signed and not re.match(r"[（(]", block.words):
            break
    names = list(dict.fromkeys(name for _, found in signed for name in found))
    return Fact(value="、".join(names), span=Span(signed[0][0].start, signed[-1][0].end)) if names else None


def _signing(block: Block, *, over_date: bool) -> list[str]:
    """The organs that a line of a signature names; an officer stands for the organ; none when it is another line.

    National bodies are found at the end of a list item too, when the line break before the signature was lost.
    """
    words = re.sub(r"[（(][^（()）]*[）)]$", "", block.words)
    words = re.split(r"(?:[12]\d{3}|[一二][〇○Oo零一二三四五六七八九]{3})\s*年", words)[0].strip()
    officer = _OFFICER.match(words)
    if officer:
        words = officer["organ"]
    elif block.token or "附件" in block.words[:4]:
        words = _national(words) if over_date or words != block.words.strip() else ""
    if not words or len(words) > 120 or re.match(r"附|抄送|此件|公开|联系|主送|[（(]", words):
        return []
    parts = re.split(r"[\s\u3000]{2,}|(?<=[\u4e00-\u9fff]{3})[ \u3000](?=[\u4e00-\u9fff]{3})|、", words)
    pieces = [re.sub(r"\s", "", part) for part in parts]
    if not all(_ORGAN.fullmatch(piece) for piece in pieces):
        return []
    return [name for piece in pieces for name in _apart(piece)]


def _apart(name: str) -> list[str]:
    """The bodies in a name that lost the spaces between them (财政部税务总局)."""
    found = re.fullmatch(rf"(?:{_bodies()}){{2,}}", name)
    return re.findall(_bodies(), name) if found else [name]


@cache
def _bodies() -> str:
    """An alternation of the national bodies, the longest first."""
    return "|".join(map(re.escape, sorted(national_bodies(), key=len, reverse=True)))


def _national(words: str) -> str:
    """The national bodies that end a line whose break before the signature was lost."""
    found = re.search(rf"(?:(?:{_bodies()})[ \u00a0\u3000、]*)+$", words)
    return found[0].strip() if found else ""


def from_index(text: str, start: int, end: int) -> Fact | None:
    """The authority that an index table or a source line names."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        found = _INDEX.search(line[0])
        if found and found["name"].strip():
            name = re.sub(r"\s", "", found["name"])
            offset = start + line.start()
            return Fact(value=name, span=Span(offset + found.start("name"), offset + found.end("name")))
    return None


def from_number(number: Fact | None) -> Fact | None:
    """The authority whose order a 文号 is: 中国人民银行令〔2021〕第3号 → 中国人民银行.

    A name that lost its beginning (人民银行) is completed; one that the body no longer bears (交通部) stays.
    """
    found = re.match(r"(?:中华人民共和国)?(?P<name>[\u4e00-\u9fff]{2,24}?)(?:令|公告|〔.*号令$)", number.value) if number else None
    if found is None or number is None:
        return None
    full = canonical(found["name"])
    return Fact(value=full if full.endswith(found["name"]) else found["name"], span=number.span)


def from_adoption(text: str, blocks: Sequence[Block], title: str) -> Fact | None:
    """The body that adopted a law (第九届全国人民代表大会常务委员会…通过), terms left out.

    A bare 市 or 省 before the body is the place that the law's title begins with.
    """
    for block in sorted(blocks, key=lambda block: "通过" not in block.words):
        found = _ADOPTED.search(re.sub(r"^[（(]?.{0,24}?日\s*", "", block.words))
        if found is None or not re.search(r"通过|公布|批准|发布", block.words):
            continue
        who = re.sub(r"第[一二三四五六七八九十百]{1,4}届", "", found["who"])
        body = {"人大常委会": "人民代表大会常务委员会", "人大": "人民代表大会"}.get(found["body"], found["body"])
        if who in ("省", "市", "县", "区", "自治区", "自治州"):
            place = re.match(rf"[\u4e00-\u9fff]{{2,8}}?{who}", title)
            who = place[0] if place else who
        if body in ("审判委员会", "检察委员会"):
            value = who
        elif body == "国务院":
            value = body
        else:
            value = (who or "全国") + body
        where = text.find(found["body"], block.start, block.end)
        start = max(block.start, where)
        return Fact(value=value, span=Span(start, min(block.end, start + len(found["body"])))) if value else None
    return None


def region_of(issuer: str) -> str | None:
    """The region that an authority governs: 湖南省, 广州市天河区, 全国; None when its name does not say."""
    name = re.sub(r"^(?:\d{4}年|中共|中国共产党|国家税务总局(?=[\u4e00-\u9fff]{2,}))", "", re.split(r"[、,，\s]", issuer)[0])
    if name.startswith(("中共中央", "国务院")) or _NATIONAL.match(name):
        return "全国"
    found = _PLACE.match(name)
    if found and found["place"]:
        return found["place"]
    province = next((p for p in _PROVINCES if name.startswith(p)), None)
    if province is None:
        return None
    return _AUTONOMOUS.get(province) or province + ("市" if province in _CITIES else "省")
