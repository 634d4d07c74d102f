"""Circumstances: what a profile says, read once: numbers, place, kinds of applicant, topics, needs, and words to look up."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from embeddings.lexical import words as words_in
from rag.eligibility.applicants import axis_of_kind, kinds_in
from rag.eligibility.figures import Figure, read_figures
from rag.eligibility.figures import kinds as figure_kinds
from rag.eligibility.instruments import needs_in
from rag.eligibility.localities import Locality, known_names, read_locality
from rag.eligibility.profiles import Profile
from rag.eligibility.topics import MATTER, axis_of, topics_in
from rag.proof.quantities import half_width
from rag.understanding.languages import identify
from rag.understanding.synonyms import equals

HOLDS = 0.6
"""Share of a condition's content words that a profile must hold for it to be taken as said."""
OLD = 60
"""Age from which a person counts as old (《老年人权益保障法》第二条)."""
_NO = re.compile(
    r"没有|尚未|还没|并未|从未|未(?!来|成年)|不(?!断|动产|同|仅|但|少于|超过|低于|高于|小于|大于|短于|多于|受|限|锈)|无(?!线|人|障碍|接触)|\bnot?\b|\bnever\b|n't\b|\bwithout\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"公司|法人|\bcompany\b|\bltd\b|\bcorporation\b")
"""公司是企业法人 (《公司法》第三条)."""
_YES = re.compile(r"^(?:是|有|对|符合|满足|已|yes|true|y\b|可以)", re.IGNORECASE)
_PARALLEL = re.compile(r"、|或者|或|以及|和(?!国)|及(?!其)|与(?!企业|其)")
_WHO = re.compile(r"^[^，,、]{2,20}?(?:组织|机构|企业|单位|公司|合作社)(?=[出被有按运一在与同其未已])")
"""Who a condition is about, where what is asked follows: it says nothing about whether that is so."""
_CLAUSE = re.compile(r"[^，。；;！!？?\n,.、]+")


@cache
def plain_words() -> frozenset[str]:
    """Words that say nothing about who fulfils a condition."""
    with (Path(__file__).parent / "plain_words.toml").open("rb") as file:
        return frozenset(tomllib.load(file)["words"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """A profile as it is compared with texts."""

    language: str
    text: str
    """All of the profile's words, half width, lower case; English with its dictionary words in Chinese behind it."""
    clauses: tuple[str, ...]
    figures: tuple[Figure, ...]
    place: Locality
    kinds: frozenset[str]
    topics: Counter[str]
    """Of sector, activities and description."""
    needs: frozenset[str]
    """Instruments asked for."""
    sought: frozenset[str]
    """Matters that the needs name: 创业补贴 is not just any 补贴."""
    words: frozenset[str]
    """Content words of sector, activities and description."""
    wishes: tuple[str, ...] = ()
    """What is sought, as said."""
    founds: bool = False
    """Whether a business is run or to be started."""

    @property
    def said(self) -> str:
        """All of the profile's words, those on what is sought among them."""
        return "\n".join((self.text, *self.wishes))

    def asserts(self, condition: str) -> bool | None:
        """Whether the profile says that a condition is so (True), that it is not so (False), or neither.

        Of words in parallel (三星级、四星级) one is enough.
        """
        held, best = False, False
        event = _WHO.sub("", re.sub(r"\([^()]*\)", "", half_width(condition).lower()))
        for part in _PARALLEL.split(event):
            content = [
                w for w in words_in(part) if w not in plain_words() and len(w) > 1 and not w.isdigit() and not re.match(r"[\d.]+", w)
            ]
            content = [w for w in content if not any(w != o and w in o for o in content)]
            if not content:
                continue
            present = [w for w in content if self._has(w)]
            if len(present) / len(content) >= HOLDS:
                no = self._denied(present)
                if no == (_NO.search(part) is not None):
                    best = True
                else:
                    held = True
        return True if best else (False if held else None)

    def _has(self, word: str) -> bool:
        return word in self.text or any(other in self.text for other in equals(word))

    def _denied(self, present: list[str]) -> bool:
        """Whether every clause that speaks of these words says no."""
        speaking = [c for c in self.clauses if any(w in c or any(o in c for o in equals(w)) for w in present)]
        most = max((sum(w in c for w in present) for c in speaking), default=0)
        speaking = [c for c in speaking if sum(w in c for w in present) == most]
        return bool(speaking) and all(_NO.search(c) for c in speaking)


Gloss = Callable[[str], tuple[tuple[str, ...], ...]]
"""For each English word of a text, the documents' words for it."""


def read_circumstances(profile: Profile, gloss: Gloss | None = None) -> Circumstances:
    """Read a profile.

    Args:
        profile: As it came.
        gloss: What English words of the profile may be in the documents.
    """
    told = [profile.description, profile.sector, *profile.activities]
    spoken = "\n".join(part for part in (*told, profile.size, *profile.needs) if part)
    language = identify(spoken or profile.place or "企业")
    if not language.startswith("zh") and gloss:
        extra = ["、".join(option for options in gloss(part) for option in options[:2]) for part in told if part]
        told = [*told, *extra]
    about = "\n".join(part for part in told if part)
    everything = half_width("\n".join((about, profile.size, profile.place))).lower()
    if _COMPANY.search(everything):
        everything += "\n独立法人资格"
    kinds = _kinds(about, profile)
    figures = (*_answered(profile), *read_figures(profile.size, lone=True), *(f for part in told for f in read_figures(part)))
    if "person" in kinds and any(figure.name == "age" and figure.value >= OLD for figure in figures):
        kinds |= {"elderly"}
    return Circumstances(
        language=language,
        text=everything,
        clauses=tuple(_CLAUSE.findall(everything)),
        figures=figures,
        place=read_locality(profile.place or _place_in(profile.description)),
        kinds=kinds,
        topics=_topics(about, private="person" in kinds),
        sought=frozenset(topic for topic in topics_in("\n".join(profile.needs)) if axis_of(topic) == MATTER),
        needs=needs_in("\n".join(profile.needs)) or needs_in(_wish(profile.description)),
        wishes=tuple(part for part in (*profile.needs, *(() if profile.needs else (_wish(profile.description),))) if part),
        founds=_FOUNDS.search(_EMPLOYED.sub("", about)) is not None,
        words=frozenset(w for w in words_in(about) if len(w) > 1 and w not in plain_words() and not w[0].isdigit()),
    )


def _topics(about: str, *, private: bool) -> Counter[str]:
    """Trades and matters that a profile speaks of; the trade of whom a person works for is not the person's."""
    topics = topics_in(about)
    own = topics_in(_EMPLOYED.sub("", about))
    return Counter({name: n for name, n in topics.items() if not private or axis_of(name) == MATTER or name in own})


def yes(answer: str) -> bool:
    """Whether an answer to a yes-or-no question says yes."""
    return _YES.match(answer.strip()) is not None and not re.match(r"(?:不|没|否|no\b|未)", answer.strip(), re.IGNORECASE)


def _answered(profile: Profile) -> tuple[Figure, ...]:
    """Answers to questions about numbers."""
    units = {kind.name: kind.unit for kind in figure_kinds()}
    return tuple(
        replace(figure, name=name, unit=figure.unit or units[name])
        for name, value in profile.answers.items()
        if name in units
        for figure in read_figures(value, lone=True)[:1]
    )


_PERSON = re.compile(r"^(?:我是(?:一[名个位])?|本人|我毕业|i am an? |i'm an? )", re.IGNORECASE)
_HIRED = re.compile(r"[^，。；\n]*(?:招|吸纳|引进|聘)[^，。；\n]*")
"""Clauses about people taken on, who are not the applicant."""
_EMPLOYED = re.compile(r"[^，。；\n]*(?:上班|打工|任职|受聘|供职|就职|[^失]就业(?!见习)|的(?:员工|职工|雇员|护理员))[^，。；\n]*")
"""Clauses about whom a person works for, who is not the applicant."""
_PERSONAL = re.compile(
    r"\d+\s*岁|户籍|户口|入户|落户|我家|孩子|妻子?|丈夫|配偶|父母|爱人|在职读|名下|工薪|学历|学位|职称|博士|硕士|本科|毕业|独生|"
    r"我是(?!一?家)|本人|years old|\bmy (?:child|wife|husband|parents)"
)
"""Marks of a person who speaks of himself."""
_FOUNDS = re.compile(r"创业|创办|开办|公司|经营|开店|企业主")


def _kinds(about: str, profile: Profile) -> frozenset[str]:
    """What the profile is. Its sector, where given, says its trade; a business that does not say what it is counts as an enterprise."""
    private = not profile.sector and not profile.size and _PERSONAL.search(_HIRED.sub("", about)) is not None
    told = _EMPLOYED.sub("", about) if private else about
    kinds = kinds_in(f"{_HIRED.sub('', told)}\n{profile.size}")
    if private and not _FOUNDS.search(told):
        return (kinds & {"self_employed"}) | {kind for kind in kinds if axis_of_kind(kind) == "person"} | {"person"}
    if profile.sector:
        trades = {kind for kind in kinds if axis_of_kind(kind) == "trade"}
        kinds -= (trades - kinds_in(profile.sector)) if trades & kinds_in(profile.sector) else frozenset()
    people = any(axis_of_kind(kind) == "person" for kind in kinds) or bool(kinds & {"person", "organisation", "institution"})
    if "self_employed" in kinds or (people and _PERSON.match(profile.description) and not _FOUNDS.search(about)):
        return kinds - {"enterprise"}
    if profile.empty or "enterprise" in kinds or (people and not (profile.sector or profile.size)):
        return kinds
    return kinds | {"enterprise"}


def _place_in(description: str) -> str:
    """The place that a description names: 在云岭县开店, based in Changsha; empty where it names none."""
    found = re.search(r"(?:在|位于|来自|地处|注册于|注册地)\s*([\u4e00-\u9fff]{2,12}?(?:省|市(?!场)|区(?!域)|县|州))", description)
    return "".join(known_names(description)) or (found[1] if found else "")


def _wish(description: str) -> str:
    """The part of a description that says what is sought."""
    found = re.findall(
        r"(?:想|希望|需要|寻求|申请|有没有|能不能|能否|可以|looking for|need|want|apply|seek)[^，。；\n]{1,40}", description, re.IGNORECASE
    )
    return "\n".join(found)
