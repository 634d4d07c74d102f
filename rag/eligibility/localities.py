"""Localities: whether the place of a profile lies within the region that a text speaks of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
def _provinces() -> dict[str, tuple[str, ...]]:
    with (Path(__file__).parent / "localities.toml").open("rb") as file:
        return {province: tuple(cities.split()) for province, cities in tomllib.load(file).items()}


@cache
def _parents() -> dict[str, str]:
    return {city: province for province, cities in _provinces().items() for city in cities}


@cache
def _romanised() -> dict[str, str]:
    from pypinyin import lazy_pinyin

    names = {"".join(lazy_pinyin(name)): name for name in (*_parents(), *_provinces())}
    return {**names, "hong kong": "香港", "macao": "澳门", "macau": "澳门", "shaanxi": "陕西", "tibet": "西藏", "inner mongolia": "内蒙古"}


def read_locality(text: str) -> Locality:
    """The place that a text names, Chinese or romanised; a text without any known level is taken as one name."""
    names = list(dict.fromkeys(_names(text)))
    if not names and re.search(r"[\u4e00-\u9fff]", text):
        names = [re.sub(r"[\s，。,.]", "", text)]
    return Locality(names=tuple(names), within=frozenset({*names, *(_parents()[name] for name in names if name in _parents())}))


def known_names(text: str) -> list[str]:
    """The provinces and cities that a text names, Chinese or romanised, provinces first."""
    known = [name for name in (*_provinces(), *_parents()) if name in text]
    found = [name for name in known if not any(name != other and name in other for other in known)]
    lower = re.sub(r"[^a-z]+", " ", text.lower())
    if lower.strip():
        found += [name for latin, name in _romanised().items() if re.search(rf"\b{latin}\b", lower)]
    return sorted(dict.fromkeys(found), key=lambda name: name in _parents())


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
    if region.names[-1] in place.within:
        return True
    if place.names[-1] in region.within:
        return None
    return False if _apart(place, region) else None


def _apart(place: Locality, region: Locality) -> bool:
    """Whether the two are known to be different: other provinces, other cities, or two names below them."""
    provinces, cities = set(_provinces()), set(_parents())
    for level in (provinces, cities):
        mine, theirs = place.within & level, region.within & level
        if mine and theirs and not mine & theirs:
            return True
    return bool(set(place.names) - provinces - cities) and bool(set(region.names) - provinces - cities)


def nation(region: str | None) -> bool:
    """Whether a document's region is the whole country."""
    return bool(region and _NATION.search(region))
