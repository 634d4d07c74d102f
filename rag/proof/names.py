"""Names in a statement: document numbers, quoted names, departments and places, each to be found in the quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.understanding.places import bare, named

NUMBER = re.compile(r"[\u3400-\u9fffA-Za-z]{0,14}[〔\[(]\s*((?:19|20)[0-9]{2})\s*[〕\])]\s*第?\s*([0-9]+)\s*号?")
"""文号: 湘政办发〔2021〕38号, with any bracket."""
ORDER = re.compile(r"第\s*([0-9]{1,5})\s*号")
_QUOTED = re.compile(r'《([^《》]+)》|"([^"]{1,60})"')
_HAN = re.compile(r"[\u3400-\u9fff]")
_MINISTRY = (
    "财政|商务|教育|工业和信息化|公安|民政|司法|自然资源|生态环境|住房城乡建设|住房和城乡建设|交通运输|水利|农业农村|文化和旅游|退役军人|"
    "应急管理|人力资源社会保障|人力资源和社会保障|外交|科技|科学技术|宣传|组织|统战|国防|铁道|卫生"
)
_BODY = re.compile(
    rf"(?:{_MINISTRY})部|[\u3400-\u9fff]{{2}}厅(?!堂|级)|(?<![布格结全大时战开])局(?!面|部|限|势|长)|委员会|发展改革委|发改委|卫生健康委|"
    rf"卫健委|国资委|编办|网信办|互联网信息办公室|办公厅|办公室|(?<![委])委(?![托员派任培])"
    r"|海关|人民银行|支行|分行|人民政府|法院|检察院|总署|管理中心|服务中心|联合会|残联|总工会|妇联|协会|商会|学会"
)
_NOT_BODY = re.compile(r"餐厅|客厅|大厅|展厅|歌厅|影厅|茶厅")
_LEVEL = "省市县区国州镇"
_ALIASES = (
    ("发展和改革委员会", "发展改革委"),
    ("发改委", "发展改革委"),
    ("发展改革委员会", "发展改革委"),
    ("卫健委", "卫生健康委"),
    ("卫生健康委员会", "卫生健康委"),
    ("人社", "人力资源社会保障"),
    ("人力资源和社会保障", "人力资源社会保障"),
    ("住建", "住房城乡建设"),
    ("住房和城乡建设", "住房城乡建设"),
    ("工信", "工业和信息化"),
    ("市监", "市场监管"),
    ("市场监督管理", "市场监管"),
    ("文旅", "文化和旅游"),
    ("医保局", "医疗保障局"),
    ("药监", "药品监督管理"),
    ("中医药局", "中医药管理局"),
    ("国资委", "国有资产监督管理委员会"),
    ("网信办", "互联网信息办公室"),
    ("央行", "人民银行"),
    ("通管局", "通信管理局"),
)
_COMMON = frozenset(
    [
        "中国",
        "我国",
        "全国",
        "中华人民共和国",
        "海关",
        "中央",
        "国家",
        "城市",
        "城区",
        "市区",
        "县区",
        "省区",
        "地区",
        "区域",
        "园区",
        "社区",
        "小区",
        "山区",
        "灾区",
        "景区",
        "郊区",
        "城镇",
        "本省",
        "本市",
        "本区",
        "我省",
        "我市",
        "我区",
        "省市",
        "市县",
        "县市",
        "县市区",
        "各省",
        "市州",
        "新区",
        "特区",
        "自治区",
        "直辖市",
        "省级",
        "市级",
        "西部",
        "东部",
        "中部",
        "国内",
        "境内",
        "境外",
        "内地",
        "华侨",
        "长江",
        "黄河",
        "大陆",
    ]
)


def canonical(text: str) -> str:
    """The text with the short and the long form of a department's name made one."""
    for alias, name in _ALIASES:
        text = text.replace(alias, name)
    return text.replace("委员会", "委").replace("药品监督管理", "药监").replace("医疗保障局", "医保局")


def document_numbers(text: str) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Document numbers as ``year/number`` (``/number`` for 第38号) with where they stand."""
    found = [(f"{m.group(1)}/{m.group(2)}", m.span()) for m in NUMBER.finditer(text)]
    for m in ORDER.finditer(text):
        if not any(a <= m.start() < b for _, (a, b) in found):
            found.append((f"/{m.group(1)}", m.span()))
    return tuple(found)


def number_prefix(text: str) -> tuple[str, ...]:
    """Document numbers whole, letters of the issuer included, brackets made one."""
    return tuple(f"{m.group(0).split(m.group(1))[0].rstrip('〔[( ')}〔{m.group(1)}〕{m.group(2)}" for m in NUMBER.finditer(text))


def quoted_names(text: str) -> tuple[str, ...]:
    """What stands in 《》 or quotation marks, when it has Chinese letters."""
    return tuple(name for m in _QUOTED.finditer(text) if _HAN.search(name := (m.group(1) or m.group(2))))


def missing_body(claim: str, quotes: str) -> str:
    """A department named in a Chinese claim that no quote names; empty when all are there."""
    claim, quotes = canonical(claim), canonical(quotes)
    for m in _BODY.finditer(claim):
        end = m.end()
        if _NOT_BODY.search(claim[max(0, end - 2) : end]):
            continue
        start = m.start()
        while start > 0 and end - start < 14 and _HAN.match(claim[start - 1]) and claim[start - 1 : end] in quotes:
            start -= 1
        name = claim[start:end]
        if name not in quotes:
            return claim[max(0, m.start() - 4) : end]
        rest = _BODY.match(claim, end)
        goes_on = rest is not None and claim[start : rest.end()] in quotes  # 省委 opens 省委网信办
        if len(name) < 3 and len(m.group(0)) < 3 and not goes_on:
            return claim[max(0, start - 4) : end]
        before = claim[start - 1 : start]
        if before in tuple(_LEVEL) and not name.startswith(tuple(_LEVEL)) and _levels(quotes, name) and before not in _levels(quotes, name):
            return before + name
    return ""


def _levels(quotes: str, name: str) -> set[str]:
    """The letters of level (省, 市 …) that stand before a name in the quotes."""
    return {quotes[m.start() - 1] for m in re.finditer(re.escape(name), quotes) if m.start() and quotes[m.start() - 1] in _LEVEL}


def found_places(text: str) -> tuple[str, ...]:
    """Places named in a Chinese text, without their 省, 市, 县."""
    stems = (bare(place) for place in named(text) if place not in _COMMON)
    return tuple(dict.fromkeys(stem for stem in stems if stem not in _COMMON))


def missing_place(claim: str, quotes: str, known: Iterable[str] = ()) -> str:
    """A place named in a Chinese claim that neither the quotes nor ``known`` (the document's own region) names."""
    allowed = quotes + "\n" + "\n".join(known)
    return next((place for place in found_places(claim) if place not in allowed), "")


def swapped_place(clause: str, quoted: str, whole: str) -> str:
    """The place of a quoted clause that its near copy lacks while it has other words there; empty when none is.

    Finds places that no list holds: what stands where a known place stood.
    """
    gone = [place for place in found_places(quoted) if place not in clause]
    new = "".join(c if _HAN.match(c) and c not in whole else " " for c in clause).split()
    strange = next((word for word in new if len(word) > 1), "") or _novel_pair(clause, whole)
    return f"{strange} for {gone[0]}" if gone and strange else ""


def _novel_pair(clause: str, whole: str) -> str:
    """The first two neighbouring letters of a clause whose every pairing is new to the quotes."""
    for at in range(len(clause) - 1):
        pair = clause[at : at + 2]
        new = all(clause[max(0, at + shift) : at + shift + 2] not in whole for shift in (-1, 0, 1))
        if new and _HAN.match(pair[0]) and _HAN.match(pair[1]):
            return pair
    return ""
