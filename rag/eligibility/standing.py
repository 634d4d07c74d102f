"""Standing: how a profile stands to one condition of a text: met, unmet, missing, or a condition that the text leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from embeddings.lexical import words as words_in
from rag.eligibility.applicants import admitted, kinds_in, without_kinds
from rag.eligibility.circumstances import Circumstances, content_of, plain_words
from rag.eligibility.dates import dates, days_of_any_year
from rag.eligibility.extents import stretches
from rag.eligibility.figures import figure_names, fits, question_for, without_words
from rag.eligibility.localities import Locality, known_names, lies_in, nation, read_locality
from rag.eligibility.thresholds import Threshold, compare, thresholds, without_numbers
from rag.proof.quantities import half_width


class Status(StrEnum):
    """Where a profile stands to a condition."""

    MET = "met"
    """满足"""
    UNMET = "unmet"
    """不满足"""
    MISSING = "missing"
    """需补充"""
    NOT_SET = "not_set"
    """文件未规定"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A status, and for a missing one what would decide it."""

    status: Status
    field: str = ""
    """What the question is about: a field of the profile or a figure; empty where only yes or no to the condition helps."""


_OPEN = re.compile(r"符合(?:[^，,。]{0,14}?)?(?:条件|规定|要求|标准)的")
_WHERE = re.compile(
    r"(?:在|注册地(?:址)?(?:在|为)|位于|来)(?P<place>[^，,。；、在]{1,16}?)(?:行政区域|辖区|区域|境|范围|登记|注册|缴纳|设立|创办|创新创业|新建|投资|纳税|旅游景区|从事)|^(?:对)?(?P<head>[^，,。；]{2,8}?)行政区域内"
)
_HERE = re.compile(r"^(?:本|我|全|该)(?:省|市|区|县|州|自治区)$")
_ADMINISTRATIVE = re.compile(r"(?:省|市|区|县|州|镇|乡|旗)$")
_NOT_PLACE = re.compile(r"景区|基地|园区|载体|美食街|街区|社区|小区|市场|高校|大赛|平台|板|交易所|系统|期间")


def standing(words: str, context: str, own: Circumstances, region: str | None) -> Standing:
    """How a profile stands to a condition.

    Args:
        words: The condition, verbatim.
        context: What stands before it in its sentence.
        own: The profile as read.
        region: Region of the document, for 本市, 我省.
    """
    verdicts: list[tuple[bool | None, str]] = []
    bounds = thresholds(words, context)
    for threshold in bounds:
        verdicts.append(_number(threshold, own, words))
    where = _place(words, own, region)
    if where is not None:
        verdicts.append((where[0], "place"))
    decided = bool(verdicts)
    subject = kinds_in(subject_of(words))
    if subject:
        admits = admitted(subject, own.kinds)
        sized = subject <= {"enterprise", "micro", "sme", "medium", "large"}
        if not (
            admits is None and sized and verdicts and all(value for value, _ in verdicts)
        ):  # the numbers already say what size is meant
            verdicts.append((admits, "size" if sized else ""))
    rest = own.asserts(words)
    if rest is True and not bounds and _counts_more(words, own):
        rest = None
    if rest is False:
        verdicts.append((False, ""))
    elif rest is True or not verdicts or _event(words) or (not decided and len(words) > len(subject_of(words)) + 3):
        verdicts.append((rest, ""))
    head = _head(words, bounds, placed=where is not None)
    if set(content_of(head)) - plain_words("heads") and own.asserts(head) is None:
        verdicts.append((None, ""))
    if any(value is False for value, _ in verdicts):
        return Standing(status=Status.UNMET)
    if _OPEN.search(words) and len(words) < 40 and not any(value is None and field for value, field in verdicts) and not bounds:
        return Standing(status=Status.NOT_SET)
    unknown = [field for value, field in verdicts if value is None]
    if unknown:
        return Standing(status=Status.MISSING, field=next((field for field in unknown if field), ""))
    return Standing(status=Status.MET)


_RANK = re.compile(r"[级类批届章节条款层]$|^[一两][个家名次块项]?$")
"""What looks like a number and its unit but counts nothing."""


def _counts_more(words: str, own: Circumstances) -> bool:
    """Whether a condition counts something (获得3项专利) that the profile's numbers do not give, so that its words alone decide nothing."""
    text = half_width(words)
    dated = bool(days_of_any_year(text)) or any(_AROUND.match(text, one.end) for one in dates(text))
    counted = [s for s in stretches(text) if s.unit and not _RANK.search(s.text)]
    return dated or any(not any(fits(f.unit, s.unit) and f.extent == s.extent for f in own.figures) for s in counted)


_AROUND = re.compile(r"(?:以|之)?[前后]|以来|起")
_WHO = re.compile(r"(?:企业|公司|单位|机构|组织|人员|个人|厂|店|院|社|者|户|商|基地|中心|团队)$")
_PLACED = re.compile(r"(?:本|我)(?:省|市|区|县)|[省市区县州内](?=\s*$)")


def _head(words: str, bounds: Iterable[Threshold], *, placed: bool) -> str:
    """What narrows whom a condition is about, half width, lower case: 外贸 of 员工20人以上的外贸企业; kinds and numbers left out."""
    subject = subject_of(words)
    if not _WHO.search(subject):
        return ""
    head = half_width(without_kinds(subject)).lower()
    for bound in bounds:
        head = without_words(bound.whole, without_words(bound.name, head))
    for name in known_names(head) if placed else ():
        head = head.replace(name, " ")
    return _PLACED.sub(" ", head) if placed else head


def beyond_number(words: str, context: str = "") -> str:
    """What a condition says besides numbers, what they measure and kinds of applicants (half width, lower case); empty for nothing."""
    rest = without_kinds(without_numbers(half_width(words))).lower()
    for bound in thresholds(words, context):
        rest = without_words(bound.whole, without_words(bound.name, rest))
    return rest if set(words_in(rest)) - plain_words() else ""


_ACTS = re.compile(r"^(?:签订|取得|获得|与|在(?!校)|设立|参加|入驻|对|向|按|为|由|经|通过)|招用|吸纳|引进|招聘")
"""What one does, so that the nouns behind it are not who does it."""


def subject_of(words: str) -> str:
    """The words of a condition that name whom it is about: its head where it opens with them, else the noun behind its last 的."""
    opening = re.match(r"(?:且|并|对|将|凡)?(?:该|各类)?((?:[^，,的]{0,4})?(?:企业|个体工商户|职工|旅行社|纳税人|个人))(?!的)", words)
    if opening and not words.endswith(("企业", "单位", "人员", "基地", "载体", "青年", "机构")):
        return opening[1]
    if re.search(r"的(?:人员|个人|劳动者)[^的，,]{0,10}的$", words):
        return "个人"
    if words.endswith("的") and kinds_in(words[:14]) and not _ACTS.search(words):
        return words[:14]
    tail = re.search(r"的([^的，,]{2,24})$", words)
    if tail:
        return tail[1]
    if words.endswith("的") or re.search(r"以[上下内]$", words):
        return ""
    return "" if _ACTS.search(words) or len(words) > 24 else words


_EVENT = re.compile(
    r"^具有|从事|学历|学位|职称|认定|评定|评为|获得|获奖|取得|授予|列入|入选|挂牌|上市|升规|升为|通过|入驻|引进|招用|吸纳|购买|参加|质押|新发展|新建|新开设|实习|符合租住|推荐|首次|失信|处罚|主要创办人|国籍|法人资格|风险较低|销售|被"
)


def _event(words: str) -> bool:
    """Whether a condition asks for more than its numbers, place and kind of applicant."""
    return _EVENT.search(words) is not None


_OTHERS = re.compile(r"招|吸纳|引进|聘|hire|recruit")
"""Whose graduation is meant: of those taken on, not the applicant's own."""


def _number(threshold: Threshold, own: Circumstances, words: str) -> tuple[bool | None, str]:
    figures = own.figures
    if threshold.name == "graduation" and _OTHERS.search(words):
        figures = tuple(f for f in figures if f.name != "graduation" or _OTHERS.search(f.subject))
    verdict = compare(threshold, figures)
    if verdict is None and threshold.name == "graduation" and own.kinds & {"veteran", "returning"} and re.search(r"退役|农民工", words):
        return True, ""
    name = threshold.name
    if threshold.whole and verdict is None:
        stated = {figure.name for figure in own.figures}
        name = threshold.name if threshold.name not in stated else threshold.whole
    return verdict, name if name in figure_names() else ""


def _place(words: str, own: Circumstances, region: str | None) -> tuple[bool | None] | None:
    """Whether the profile's place is where a condition wants it; None when the condition names no place."""
    match = _WHERE.search(words)
    name = (match["place"] or match["head"] or "").removeprefix("被").removesuffix("依法") if match else ""
    cities = [read_locality(city) for city in known_names(words)] if re.match(r"(?:在|对)", words) and not name else []
    if cities:
        verdicts = [lies_in(own.place, city) for city in cities]
        return (True,) if True in verdicts else ((False,) if all(v is False for v in verdicts) else (None,))
    if not name and (here := re.search(r"((?:本|我)(?:省|市|区|县))(?:行政区域|户籍|企业|范围|注册|登记)", words)):
        name = here[1]
    if not name or _NOT_PLACE.search(name):
        return None
    if _HERE.match(name) and "户籍" in words and (home := re.search(r"([\u4e00-\u9fff]{2,8}?[市县区]?)(?:户籍|户口)", own.text)):
        return (lies_in(read_locality(home[1]), read_locality(region or "")),)
    if _HERE.match(name):
        return (lies_in(own.place, read_locality(region or "")),) if not nation(region) else (True,)
    place = read_locality(name)
    if not place or not (_ADMINISTRATIVE.search(name) or place.within - set(place.names)):
        return (True if name in own.text else _named(name, own.place),) if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) else None
    return (lies_in(own.place, place),)


def _named(name: str, place: Locality) -> bool | None:
    """A bare name (柳河) without its level: in the place's own names, else undecided."""
    if any(name in part or part in name for part in place.names):
        return True
    return None


_FRAMES = {
    "除外": ("是否存在这种情形：“{}”？", "Is this the case: “{}”?"),
    "义务": ("能否做到：“{}”？", "Can this be done: “{}”?"),
    "": ("是否符合“{}”？", "Does this apply: “{}”?"),
}
"""Yes-or-no questions, by the kind of condition, Chinese and English."""


def question(words: str, standing: Standing, language: str, label: str = "") -> str:
    """The short question that decides a missing condition."""
    chinese = language.startswith("zh")
    if standing.field == "place":
        return "企业（或本人）在哪里注册、经营？" if chinese else "Where is the business registered or run?"
    if standing.field == "size":
        return "企业规模是大型、中型、小型还是微型？" if chinese else "Is the business large, medium, small or micro?"
    if standing.field:
        return question_for(standing.field, language)
    quoted = words.rstrip("：:，,") if len(words) <= 48 else words[:47] + "…"
    return _FRAMES.get(label, _FRAMES[""])[0 if chinese else 1].format(quoted)
