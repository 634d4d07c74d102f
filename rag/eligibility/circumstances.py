"""Circumstances: what a profile says, read once: numbers, place, kinds of applicant, topics, needs, and words to look up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from corpus.tables import read_table
from embeddings.lexical import words as words_in
from rag.eligibility.applicants import axis_of_kind, kinds_in
from rag.eligibility.figures import Figure, read_figures
from rag.eligibility.figures import kinds as figure_kinds
from rag.eligibility.grades import graded
from rag.eligibility.instruments import needs_in
from rag.eligibility.localities import Locality, known_names, read_locality
from rag.eligibility.profiles import Profile
from rag.eligibility.topics import MATTER, axis_of, topics_in
from rag.proof.quantities import half_width
from rag.understanding.languages import identify
from rag.understanding.synonyms import stands

HOLDS = 0.6
"""Share of a condition's content words that a profile must hold for it to be taken as said."""
OLD = 60
"""Age from which a person counts as old (《老年人权益保障法》第二条)."""
_NO = re.compile(
    r"没有|尚未|还没|并未|从未|未(?!来|成年|[到满]\s*[\d一二两三四五六七八九十百])|不(?![到足满]\s*[\d一二两三四五六七八九十百]|断|动产|同|仅|但|少于|超过|低于|高于|小于|大于|短于|多于|受|限|锈)|无(?!线|人|障碍|接触)|\bnot?\b|\bnever\b|n't\b|\bwithout\b",
    re.IGNORECASE,
)
_COMPANY = re.compile(r"公司|法人|\bcompany\b|\bltd\b|\bcorporation\b")
"""公司是企业法人 (《公司法》第三条)."""
_PARALLEL = re.compile(r"、|或者|或|以及|和(?!国)|及(?!其)|与(?!企业|其)")
_WHO = re.compile(r"^[^，,、]{2,20}?(?:组织|机构|企业|单位|公司|合作社)(?=[出被有按运一在与同其未已])")
"""Who a condition is about, where what is asked follows: it says nothing about whether that is so."""
_PLANNED = re.compile(
    r"(?<!研发|科技|人才|火炬|星火|行动|培养|支持|扶持|引进)计划(?!生育|单列|的|项目|书)(?=[\u4e00-\u9fff])|准备(?!金)|打算|(?<![模虚比])拟(?!人)|"
    r"(?<![理思联设构梦])想(?!象)|(?<!新)希望|考虑|正在(?:申请|申报|办理)|"
    r"\b(?:plan(?:s|ning)?|want(?:s|ing)?|hop(?:es?|ing)|intend(?:s|ing)?|consider(?:s|ing)?) ",
    re.IGNORECASE,
)
"""Where a clause turns to what is planned or sought, which is not so yet."""
_BECOMES = re.compile(r"成为|认定|评[为选定上]|申报|引进|招引|[收并]购|合作|成立|设立|创[办立建]|培育")
"""What makes the noun behind a plan part of it: 成为受补贴的企业."""
_PENDING = re.compile(r"(?:正在(?:申请|申报|办理)|(?:申[请报]|审[批核]|认定|办理|计划|准备|筹备)中)(?=的|\s*$)|暂停")
"""What puts off or leaves open all of its clause."""
_SENTENCE = re.compile(r"(?:[^，。；;！!？?\n,.]|\.(?=\d))+")
_CLAUSE = re.compile(r"[^，。；;！!？?\n,.、]+")


@cache
def plain_words(sort: str = "words") -> frozenset[str]:
    """Words that say nothing about who fulfils a condition, or those of another ``sort`` of `plain_words.toml`."""
    return frozenset(read_table(__file__, "plain_words.toml")[sort])


def content_of(words: str) -> list[str]:
    """The words of a condition (half width, lower case) that say what fulfils it, those inside longer ones left out."""
    content = [w for w in words_in(words) if w not in plain_words() and len(w) > 1 and not re.match(r"[\d.]+", w)]
    return [w for w in content if not any(w != o and w in o for o in content)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """A profile as it is compared with texts."""

    language: str
    text: str
    """All of the profile's words, half width, lower case; English with its dictionary words in Chinese behind it."""
    facts: str
    """Of these, the clauses that say what is, not what is planned or sought."""
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
        verdicts: list[bool | None] = []
        event = _WHO.sub("", re.sub(r"\([^()]*\)", "", half_width(condition).lower()))
        grades = ""
        for part in _PARALLEL.split(event):
            content = content_of(part)
            if not content:
                grades += f"{part}、"  # 省级、 of 省级、市级认定的
                continue
            present = [w for w in content if self._has(w)]
            if len(present) / len(content) >= HOLDS:
                same = self._denied(present) == (_NO.search(part) is not None)
                verdicts.append(graded(grades + part, self.facts, content) if same else False)
            grades = ""
        if True in verdicts:
            return True
        return None if None in verdicts or not verdicts else False

    def _has(self, word: str) -> bool:
        return stands(word, self.facts)

    def _denied(self, present: list[str]) -> bool:
        """Whether every clause that speaks of these words says no."""
        speaking = [c for c in _clauses(self.facts) if any(stands(w, c) for w in present)]
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
    stated = [_SENTENCE.sub(lambda clause: _said(clause[0]), part) for part in told]
    if not language.startswith("zh") and gloss:
        told, stated = [*told, *_glossed(told, gloss)], [*stated, *_glossed(stated, gloss)]
    about = "\n".join(part for part in told if part)
    everything, facts = (half_width("\n".join((*filter(None, parts), profile.size, profile.place))).lower() for parts in (told, stated))
    legal = "\n独立法人资格" if _COMPANY.search(everything) else ""
    kinds = _kinds(about, profile)
    figures = (*_answered(profile), *read_figures(profile.size, lone=True), *(f for part in told for f in read_figures(part)))
    if "person" in kinds and any(figure.name == "age" and figure.extent.low >= (OLD, 0) for figure in figures):
        kinds |= {"elderly"}
    return Circumstances(
        language=language,
        text=everything + legal,
        facts=facts + legal,
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


@lru_cache(maxsize=64)
def _clauses(facts: str) -> tuple[str, ...]:
    return tuple(_CLAUSE.findall(facts))


def _said(clause: str) -> str:
    """What a clause says is so: nothing where it is still applied for, else all but a plan; who has the plan stays."""
    if _PENDING.search(clause):
        return ""
    planned = _PLANNED.search(clause)
    if not planned:
        return clause
    aim, _, seeker = clause[planned.end() :].rpartition("的")
    known = aim.endswith(tuple(plain_words("aims"))) and not _BECOMES.search(aim) and kinds_in(seeker)
    return clause[: planned.start()] + (f" {_said(seeker)}" if known else "")


def _glossed(parts: Sequence[str], gloss: Gloss) -> list[str]:
    """The documents' words for the English ones of each part."""
    return ["、".join(option for options in gloss(part) for option in options[:2]) for part in parts if part]


def _topics(about: str, *, private: bool) -> Counter[str]:
    """Trades and matters that a profile speaks of; the trade of whom a person works for is not the person's."""
    topics = topics_in(about)
    own = topics_in(_EMPLOYED.sub("", about))
    return Counter({name: n for name, n in topics.items() if not private or axis_of(name) == MATTER or name in own})


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
_HIRED = re.compile(r"(?<![^，。；\n])[^，。；\n]*(?:招|吸纳|引进|聘)[^，。；\n]*")
"""Clauses about people taken on, who are not the applicant."""
_SERVED = re.compile(
    r"(?:(?<!作|务|营)为|给|服务于?|向|与)[^，。；\n]{1,20}?(?:提供|服务|开发|合作|培训|供货|配套)|(?:面向|服务于)[^，。；\n]{1,12}?(?:的|(?=[，。；\n]|$))|"
    r"\b(?:serving|services? (?:for|to)|provid\w+ [^,.;\n]*? (?:for|to)) [^,.;\n]*",
    re.IGNORECASE,
)
"""Whom a business serves, which the applicant is not."""
_WISHED = re.compile(r"(?:想|希望|需要|寻求|申请|计划|打算)(?:[^，。；\n]*的(?=[^，。；\n的])|[^，。；\n]*)")
"""What is wished for: its bodies, sizes and trades are not the applicant's, its people may be."""
_EMPLOYED = re.compile(
    r"(?<![^，。；\n])[^，。；\n]*(?:上班|打工|任职|受聘|供职|就职|[^失]就业(?!见习|困难)|的(?:员工|职工|雇员|护理员))[^，。；\n]*"
)
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
    kinds = _own_kinds(f"{_HIRED.sub('', told)}\n{profile.size}")
    if private and not _FOUNDS.search(told):
        return (kinds & {"self_employed"}) | {kind for kind in kinds if axis_of_kind(kind) == "person"} | {"person"}
    if profile.sector:
        trades = {kind for kind in kinds if axis_of_kind(kind) == "trade"}
        named = trades & kinds_in(profile.sector)
        kinds -= trades - named - kinds_in(profile.size) if named else frozenset()
    people = any(axis_of_kind(kind) == "person" for kind in kinds) or bool(kinds & {"person", "organisation", "institution"})
    if "self_employed" in kinds or (people and _PERSON.match(profile.description) and not _FOUNDS.search(about)):
        return kinds - {"enterprise"}
    if profile.empty or "enterprise" in kinds or (people and not (profile.sector or profile.size)):
        return kinds
    return kinds | {"enterprise"}


def _own_kinds(told: str) -> frozenset[str]:
    """The kinds that a text names, less those of whom it serves and of what it wishes for where others are left."""
    served = _SERVED.sub("", told)
    people = {kind for kind in kinds_in(served) if axis_of_kind(kind) == "person" or kind in ("person", "self_employed")}
    return kinds_in(_WISHED.sub("", served)) | people or kinds_in(told)


def _place_in(description: str) -> str:
    """The place that a description names: in 云岭县开店, based in Changsha; empty for none; one behind 位于 or 返回 first."""
    stretch = next((s for s in _SITED.findall(description) if known_names(s)), description)
    if names := known_names(stretch):
        return "".join((*names, *_DISTRICT.findall(stretch)))
    found = re.search(r"(?:在|位于|来自|地处|注册于|注册地)\s*([\u4e00-\u9fff]{2,12}?(?:省|市(?!场)|区(?!域)|县|州))", description)
    return found[1] if found else ""


_SITED = re.compile(r"(?:位于|地处|注册(?:于|在|地)|开在|返回|回(?![收购族报]))([^，。；,;\n]{2,16})")
_DISTRICT = re.compile(
    r"[省市州]((?:(?![省市州区县])[\u4e00-\u9fff]){2,5}(?<!高新)(?<!开发)(?<!保税)(?:(?<![园社小景街山校厂])区(?!域)|县))"
)
"""The district or county that a city's name leads up to: 岳麓区 of 长沙市岳麓区."""


def _wish(description: str) -> str:
    """The part of a description that says what is sought."""
    found = re.findall(
        r"(?:想|希望|需要|寻求|申请|有没有|能不能|能否|可以|looking for|need|want|apply|seek)[^，。；\n]{1,40}", description, re.IGNORECASE
    )
    return "\n".join(found)
