"""Addressees: whether a measure speaks to people or to bodies, and whom a rule names as the one who must keep it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from corpus.documents import ParsedDocument
from embeddings.lexical import words as words_in
from rag.eligibility.applicants import axis_of_kind
from rag.eligibility.provisions import Effect, Provision

_PEOPLE = re.compile(
    r"周岁|户籍|学历|学位|配偶|子女|父母|本人|家庭|老年人|残疾人|职称|劳动者|个人|人员|(?:服务|资助|救助|保障|补贴|适配)对象|居民|学生|毕业生|患者|参保人|监护人"
)
_BODIES = re.compile(
    r"企业|公司|(?:组织|机构|单位|合作社|商户|中心|基地|载体|旅行社|社会力量|经营者|经营主体|市场主体|项目|园区|设施)(?!的?负责)"
)
_NAMED = re.compile(
    r"^(?P<who>[^，,。；：:]{2,40}?)(?:在[^，,。；]{2,20})?(?:应当|应(?![急用])|必须|须|不得|不能|有(?:下列|以下)|要(?=[^求素]))"
)
_BODY_NOUN = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:组织|机构|单位|企业|公司|中心|基地|载体|人员|部门|员|者|方)$")
_ANYONE = re.compile(
    r"^(?:各类?|本)?(?:申请|申报|用人|相关|有关|享受|获得|获|受|该|被)?[^，]{0,6}?"
    r"(?:申请人|申请者|申请单位|申报单位|申报主体|纳税人|企业|单位|个人|经营者|市场主体|经营主体|用人单位|对象|企事业单位)$"
)
_ASKED = re.compile(
    r"^(?:凡|拟)?(?:申请(?!人|者|单位|主体)|申报(?!人|者|单位|主体)|享受|领取)(?:认定|评定)?"
    r"(?P<what>[\u4e00-\u9fff、“”（）()]{2,40}?)(?:应当|应|须|必须|的|，|,|$|时|通过|可以)"
)
LETTERS = 4
"""How many letters at the end of a name tell what it is: 见习基地 of 就业见习基地."""
_GENERIC = frozenset({"补贴", "补助", "奖励", "资助", "资金", "扶持", "优惠", "政策", "扶持资金", "奖补", "本办法", "材料", "人", "者"})


def speaks_to(body: str, given: Iterable[str]) -> str:
    """``people`` where a measure speaks of no bodies, ``bodies`` where the words that give something name no people; else empty."""
    words = "\n".join(given)
    if _PEOPLE.search(words) and not _BODIES.search(body):
        return "people"
    return "bodies" if _BODIES.search(words) and not _PEOPLE.search(words) else ""


def is_person(kinds: Collection[str]) -> bool:
    """Whether a profile is a person's and no business's."""
    axes = {axis_of_kind(kind) for kind in kinds}
    return (
        not axes & {"size", "trade"}
        and not set(kinds) & {"enterprise", "self_employed", "organisation", "institution"}
        and bool(axes & {"person", "form"})
    )


def is_body(kinds: Collection[str]) -> bool:
    """Whether a profile is a business's or another body's and no person's."""
    return bool(set(kinds) & {"enterprise", "organisation", "institution"}) and not any(axis_of_kind(kind) == "person" for kind in kinds)


def names(provision: Provision, parsed: ParsedDocument, known: str, own: str, *, body: bool) -> bool | None:
    """Whether a rule names, as the one who must keep it or as what is applied for, something that is among the known words.

    None where it names nobody in particular.

    Args:
        provision: The rule.
        parsed: Its document.
        known: All words of the profile and of the benefits that are listed for it.
        own: The words of the profile alone.
        body: Whether the profile is a business's or another body's.
    """
    words = provision.span.of(parsed.document.text).lstrip()
    if provision.effect in (Effect.EXCLUSION, Effect.SCOPE) and provision.grant is None:
        words = provision.context.lstrip() or words
    if defined := _DEFINED.match(words):
        if re.search(r"(?:对象|人员|老年人|家庭|个人)$", defined["term"]):
            return not body
        return _speaks_of(defined["term"], own)
    named = _NAMED.match(words)
    asked = _ASKED.match(words) or (re.search(r"申请(?P<what>[\u4e00-\u9fff]{4,16})$", named["who"]) if named else None)
    if asked:
        things = [t for t in re.split(r"[、和及“”]|以及", asked["what"]) if len(t) >= 2 and t.rstrip("者人") not in _GENERIC]
        if things:
            return any(thing[-LETTERS:] in known or _speaks_of(thing, own) for thing in things)
    if not named:
        return None
    who = re.split(r"的(?=[\u4e00-\u9fff]{2,12}$)", named["who"])[-1]
    parts = [part for part in re.split(r"[、和及与]|以及|或者?", who) if part]
    specific = [part for part in parts if _BODY_NOUN.fullmatch(part) and not _ANYONE.match(part)]
    if not specific or len(specific) < len(parts):
        return None
    return any(part in known or _speaks_of(part, own) for part in specific)


def _speaks_of(name: str, own: str) -> bool:
    """Whether a profile has one of the words that tell what a name names."""
    return any(word in own for word in words_in(name) if len(word) > 1 and word not in _GENERIC and not _ROLE.fullmatch(word))


_DEFINED = re.compile(r"本[^，,]{1,4}所(?:称|指)的?(?P<term>[^，,是包]{2,20})")
_ROLE = re.compile(r"组织|机构|单位|企业|公司|中心|基地|人员|部门|服务|申请|有关|相关|社区|社会|管理|工作")
"""Words of such names that say nothing about whose they are."""
