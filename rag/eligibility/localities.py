"""Localities: whether the place of a profile lies within the region that a text speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache

from rag.understanding.places import parents, provinces, romanised

_SUFFIXED = re.compile(r"([\u4e00-\u9fff]{2,7}?)(?:特别行政区|(?:维吾尔|壮族|回族)?自治[区州县旗]|省|市|地区|区|县|州|盟|旗|镇|乡|街道)")
_NATION = re.compile(r"全国|中国|中华人民共和国|china", re.IGNORECASE)
_GENERIC = frozenset(["本", "我", "全", "各", "该", "所在", "辖", "行政", "外", "在", "注册地", "我们"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """A place with what is known of where it lies."""

    names: tuple[str, ...]
    """Its own parts without 省, 市, 县, outermost first: 湖南, 长沙, 岳麓; empty for nowhere."""
    within: frozenset[str]
    """All names that it lies in, its own included."""

    def __bool__(self) -> bool:
        return bool(self.names)


@cache
def _known() -> re.Pattern[str]:
    """Names of provinces and cities, the longer first; those of a road (北京路, 南京东路) or of a district (大连市中山区) are none."""
    names = sorted((*provinces(), *parents()), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(names)})(?![东西南北中一二三四大]{{0,2}}(?:路|街|大道|巷|胡同))(?!区(?!域))")


def read_locality(text: str) -> Locality:
    """The place that a text names, Chinese or romanised; a text without any known level is taken as one name."""
    names = list(dict.fromkeys(_names(text)))
    if not names and re.search(r"[\u4e00-\u9fff]", text):
        names = [re.sub(r"[\s，。,.]", "", text)]
    return Locality(names=tuple(names), within=frozenset({*names, *(parents()[name] for name in names if name in parents())}))


def known_names(text: str) -> list[str]:
    """The provinces and cities that a text names, Chinese or romanised, provinces first.

    Of several with one romanised name, the one whose province is named too; none where none is.
    """
    found = _known().findall(text)
    whole = re.sub(r"[a-z]+['’][a-z]+", lambda m: short if (short := re.sub(r"['’]", "", m[0])) in romanised() else m[0], text.lower())
    lower = re.sub(r"[^a-z]+", " ", whole)
    if lower.strip():
        meant = [names for latin, names in romanised().items() if f" {latin} " in f" {lower} "]
        found += [names[0] for names in meant if len(names) == 1]
        found += [name for names in meant if len(names) > 1 for name in names if parents()[name] in found]
    return sorted(dict.fromkeys(found), key=lambda name: name in parents())


def _names(text: str) -> Iterator[str]:
    known = known_names(text)
    yield from known
    rest = re.sub(rf"(?:{'|'.join(known)})(?:省|市|州|地区|盟|自治[区州])?", "　", text) if known else text
    for match in _SUFFIXED.finditer(rest):
        if match[1] not in _GENERIC and not match[1].startswith(("本", "我", "各", "在")):
            yield match[1]


def lies_in(place: Locality, region: Locality) -> bool | None:
    """Whether a place lies in a region; None when that cannot be told, as when the place is the wider of the two."""
    if not region or not place:
        return None
    if any(_differ(place, region, level) for level in (provinces().keys(), parents().keys())):
        return False
    if region.names[-1] in place.within:
        return True
    if place.names[-1] in region.within:
        return None
    below = [set(one.names) - provinces().keys() - parents().keys() for one in (place, region)]
    return False if all(below) else None


def _differ(place: Locality, region: Locality, level: Set[str]) -> bool:
    """Whether two places are known to lie in different provinces, or cities."""
    mine, theirs = place.within & level, region.within & level
    return bool(mine and theirs and not mine & theirs)


def nation(region: str | None) -> bool:
    """Whether a document's region is the whole country."""
    return bool(region and _NATION.search(region))
