"""Cities and provinces that a question names, in any supported language: 怀化, 江苏, "Guangdong", Чанша, 후난, Pékin.

Provinces and the cities in them stand in `localities.toml`, how other languages write them in `places.toml`; Latin, Cyrillic and Korean
forms follow from the sounds of the characters. Smaller cities are those that jieba's own dictionary tags as places.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import jieba
from pypinyin import lazy_pinyin

from corpus.tables import read_table
from rag.understanding.languages import KANA, from_japanese

_RANKS = ("自治州", "自治区", "特别行政区", "地区", "省", "市", "州", "县")
_NAMELIKE = ("ns", "nr", "nz", "j", "v")
"""Tags under which the dictionary has bare names of cities (怀化 is taken for a verb); nouns such as 中心 are left to the full name."""
_LONGEST = 6
_SHORTEST = 5
"""Letters of a name in an alphabet; shorter ones are words of too many languages."""
_LATIN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]+")
_INFLECTED = re.compile(r"[аяийьую]$")
_ENDING = 2
"""Letters at most by which a Russian case ending is longer than the stem."""
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)(.+)")
_BUZZED = frozenset(["zh", "ch", "sh", "r", "z", "c", "s"])
_FIRST_HANGUL, _VOWELS_AND_FINALS, _SILENT = 0xAC00, 588, 11
_JAMO = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_HANGUL_RANK = "(?:시|성|자치구)"
_HANGUL_AFTER = rf"(?={_HANGUL_RANK}|[은는이가을를의에로와과도만]|으로|에서|까지|부터|처럼|보다|하고|이나|[^가-힣]|$)"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a question names."""

    start: int
    end: int
    names: tuple[str, ...]
    """All Chinese names that it may stand for (Suzhou: 苏州, 宿州), the most frequent first."""


@cache
def provinces() -> dict[str, tuple[str, ...]]:
    """The provinces with the cities and prefectures in them, without 省, 市, 州."""
    return {province: tuple(cities.split()) for province, cities in read_table(__file__, "localities.toml").items()}


@cache
def parents() -> dict[str, str]:
    """The province of each city in `provinces`."""
    return {city: province for province, cities in provinces().items() for city in cities}


@cache
def romanised() -> dict[str, tuple[str, ...]]:
    """The provinces and cities by their romanised names, in lower case; "suzhou" is 苏州 and 宿州."""
    spelt: dict[str, set[str]] = defaultdict(set)
    for name in (*parents(), *provinces()):
        for spelling in _spellings(name):
            spelt[spelling].add(name)
    return _by_frequency(spelt)


def _spellings(name: str) -> tuple[str, ...]:
    given = _table()["pinyin"].get(name)
    return tuple(given.split("|")) if given else ("".join(lazy_pinyin(name)),)


@cache
def _mistaken() -> dict[str, tuple[str, ...]]:
    return {spelling: (name,) for name, spelling in _table()["mistaken"].items()}


@cache
def _table() -> dict[str, Any]:
    return read_table(__file__, "places.toml")


@cache
def _dictionary() -> dict[str, tuple[str, int]]:
    """The places of jieba's dictionary, and its words that are the bare name of one, with tag and count."""
    lines = (line.split(" ") for line in files("jieba").joinpath("dict.txt").read_text(encoding="utf-8").splitlines())
    words = {word: (tag, count) for word, count, tag in lines}
    kept = {name for word, (tag, _) in words.items() if tag.startswith("ns") for name in (word, bare(word))} | {*provinces(), *parents()}
    return {name: (words[name][0], int(words[name][1])) for name in kept if name in words}


def _by_frequency(spelt: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    given = _table()["pinyin"]
    counts = {name: _dictionary().get(name, ("", 0))[1] for names in spelt.values() for name in names}
    return {
        spelling: tuple(sorted(names, key=lambda name: (spelling not in given.get(name, spelling), -counts[name], name)))
        for spelling, names in spelt.items()
    }


@cache
def _names() -> tuple[frozenset[str], frozenset[str], dict[str, tuple[str, ...]]]:
    """Full names of cities and provinces; bare ones; and the names of smaller cities by their pinyin."""
    table = (*provinces(), *parents())
    full = {name + rank for name in table for rank in ("省", "市")}
    bare_names = set(table)
    spelt: dict[str, set[str]] = defaultdict(set)
    for word, (tag, _) in _dictionary().items():
        rank = next((r for r in _RANKS if word.endswith(r)), None) if tag.startswith("ns") else None
        short = word.removesuffix(rank) if rank else ""
        if len(short) < 2:
            continue
        full.add(word)
        if _dictionary().get(short, ("ns", 0))[0][:2] in _NAMELIKE and rank in ("省", "市", "自治区", "自治州"):
            bare_names.add(short)
            spelt["".join(lazy_pinyin(short))].add(short)
    return frozenset(full), frozenset(bare_names) - set(_table()["words"].split()), _by_frequency(spelt)


@lru_cache(1024)
def found(question: str) -> tuple[Place, ...]:
    """The places in a normalised question, in its order, the longest where one holds another."""
    places = [*_han(question), *_exonyms(question), *_latin(question), *_cyrillic(question), *_korean(question)]
    chosen: list[Place] = []
    for place in sorted(places, key=lambda p: (p.start - p.end, p.start)):
        if all(place.end <= other.start or other.end <= place.start for other in chosen):
            chosen.append(place)
    return tuple(sorted(chosen, key=lambda p: p.start))


def apart(text: str) -> tuple[tuple[Place, ...], str]:
    """The places in a normalised text, and the text with blanks for their letters."""
    places = found(text)
    for place in places:
        text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
    return places, text


def named(question: str) -> tuple[str, ...]:
    """Places in a normalised question, as Chinese names, the longest where one holds another; the most frequent of those spelt alike."""
    return tuple(alike[0] for alike in mentioned(question))


def mentioned(question: str) -> tuple[tuple[str, ...], ...]:
    """Each place in a normalised question, once, with all the names that it may stand for, the most frequent first."""
    return tuple(dict.fromkeys(place.names for place in found(question)))


def _han(question: str) -> Iterator[Place]:
    full, bare_names, _ = _names()
    text = from_japanese(question) if KANA.search(question) else question
    if len(text) != len(question):
        text = question
    at = 0
    while at < len(text):
        sizes = (n for n in range(_LONGEST, 1, -1) if (word := text[at : at + n]) in full or (word in bare_names and _word(text, at, n)))
        size = next(sizes, 0)
        if size:
            yield Place(at, at + size, (text[at : at + size],))
        at += size or 1


@cache
def _foreign() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Names that need not sound like the Chinese ones, each in its group, and the Chinese names of the groups."""
    table = _table()
    forms = {name: table["exonyms"].get(name, "") for name in {**table["exonyms"], **table["pinyin"]}}
    for name, spellings in table["pinyin"].items():
        several = [spelling for spelling in spellings.split("|") if " " in spelling]
        forms[name] = "|".join(filter(None, [forms[name], *several]))
    named_forms = {name: pattern for name, pattern in forms.items() if pattern}
    groups = "|".join(f"({pattern})" for pattern in named_forms.values())
    return re.compile(
        rf"(?<![^\W_])(?:{groups})(?:(?<=[а-яё])[а-яё]{{0,3}}|(?<=[가-힣]){_HANGUL_AFTER}|(?<![а-яё가-힣])(?![a-zà-ỹ]))"
    ), tuple(named_forms)


def _exonyms(question: str) -> Iterator[Place]:
    pattern, names = _foreign()
    capitals = _table()["capitals"].split()
    lowered = question.lower()
    for m in pattern.finditer(lowered) if len(lowered) == len(question) else ():
        assert m.lastindex is not None
        if question[m.start() : m.end()] in capitals:
            continue
        yield Place(m.start(), m.end(), (names[m.lastindex - 1],))


def _latin(question: str) -> Iterator[Place]:
    smaller = _names()[2]
    for m in _LATIN.finditer(question):
        word, written = re.sub("['’]", "", m.group()).lower(), m.group()
        capital = written[0].isupper()
        least = _SHORTEST - 1 if capital else _SHORTEST
        names = (*romanised().get(word, ()), *_mistaken().get(word, ())) if len(word) >= least else ()
        names = names or (smaller.get(word, ()) if capital and len(word) >= _SHORTEST else ())
        if names:
            yield Place(m.start(), m.end(), names)


@cache
def _sounds(language: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    def pairs(text: str) -> dict[str, str]:
        words = text.split()
        return dict(zip(words[::2], words[1::2], strict=True))

    table = _table()["sounds"][language]
    return pairs(table["initials"]), pairs(table["finals"]), pairs(table["whole"])


def _parts(syllable: str) -> tuple[str, str]:
    """Initial and final of a syllable in pinyin; ü is v."""
    if syllable[0] in "yw" or syllable == "er":
        return "", syllable
    m = _SYLLABLE.fullmatch(syllable)
    initial, final = (m.group(1), m.group(2)) if m else ("", syllable)
    if initial in ("j", "q", "x"):
        final = re.sub("^u", "v", final)
    return initial, "-i" if final == "i" and initial in _BUZZED else final


def _sounding(name: str, language: str) -> str:
    """A Chinese name by its sounds in another script; empty where a sound has no sign."""
    initials, finals, whole = _sounds(language)
    out = ""
    for syllable in lazy_pinyin(name):
        initial, final = _parts(syllable)
        sound = whole.get(syllable) or finals.get(final)
        if sound is None:
            return ""
        if syllable not in whole and initial:
            sound = _with_initial(initials[initial], sound)
        out += sound
    return out


def _with_initial(initial: str, sound: str) -> str:
    """A sound behind an initial: letters are joined, in Hangul the initial takes the place of the silent one."""
    if initial not in _JAMO:
        return initial + sound
    return chr(ord(sound[0]) + (_JAMO.index(initial) - _SILENT) * _VOWELS_AND_FINALS) + sound[1:]


def _sounded(language: str) -> dict[str, set[str]]:
    sounded: dict[str, set[str]] = defaultdict(set)
    for name in (*provinces(), *parents()):
        if form := _sounding(name, language):
            sounded[form].add(name)
    return sounded


@cache
def _stems() -> dict[str, tuple[str, ...]]:
    """The names by their Russian forms without the letters that the case changes."""
    stems: dict[str, set[str]] = defaultdict(set)
    for form, names in _sounded("ru").items():
        if len(form) >= _SHORTEST:
            stems[_INFLECTED.sub("", form)] |= names
    return _by_frequency(stems)


def _cyrillic(question: str) -> Iterator[Place]:
    for m in _CYRILLIC.finditer(question):
        word = m.group().lower()
        stems = (word[: len(word) - cut] for cut in range(_ENDING + 1))
        if names := next((_stems()[stem] for stem in stems if stem in _stems()), None):
            yield Place(m.start(), m.end(), names)


@cache
def _hangul() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    names = _by_frequency(_sounded("ko"))
    homographs = set(_table()["homographs"].split())
    plain = sorted((form for form in names if len(form) > 1 and form not in homographs), key=len, reverse=True)
    ranked = sorted(homographs & names.keys())
    return re.compile(rf"(?<![가-힣])(?:({'|'.join(plain)}){_HANGUL_AFTER}|({'|'.join(ranked)})(?={_HANGUL_RANK}))"), names


def _korean(question: str) -> Iterator[Place]:
    if re.search("[가-힣]", question):
        pattern, names = _hangul()
        for m in pattern.finditer(question):
            yield Place(m.start(), m.end(), names[m.group(1) or m.group(2)])


@lru_cache(64)
def _tokens(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(jieba.tokenize(text, HMM=False))


def _word(text: str, start: int, size: int) -> bool:
    """Whether a word begins with a stretch of a text and reaches its end (苏州企业), or another ends there: 申报指南通知 names no 南通."""
    tokens = _tokens(text)
    stop = start + size
    return any(begin == start and (end >= stop or any(other == stop for _, _, other in tokens)) for _, begin, end in tokens)


def bare(place: str) -> str:
    """The name without its rank: 怀化市 is 怀化."""
    return next((place.removesuffix(rank) for rank in _RANKS if place.endswith(rank) and len(place) - len(rank) >= 2), place)


def within(place: str, regions: Iterable[str]) -> bool:
    """Whether a place is one of some regions, or a city in one of them; names with or without their rank."""
    own = bare(place)
    return any(region in (own, parents().get(own)) for region in map(bare, regions))
