"""Questions about all measures that fulfil a condition, answered by an exhaustive scan of the structure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from corpus.departments import canonical
from corpus.documents import Measure, ParsedDocument, Role
from rag.understanding.addressed import resolved
from rag.understanding.addresses import Address
from rag.understanding.followups import Gloss
from rag.understanding.synonyms import equals
from rag.understanding.wording import normalised

_MOST_WORDS = 4
"""Words of a phrase in another language that are tried as one Chinese word."""
_BODY_END = re.compile(r"委员会|管理局|厅|局|委|部门|部|办|署|海关|银行|支行|总队|中心")
_EDGES = " 的了?。\"'"
_SEVERAL = re.compile(
    r"(?:多个|几个|若干)(?:部门|单位|厅局)|多部门|不止一个"
    r"|several (?:\w+ )?departments|multiple departments|more than one department"
)
_SINGLE = re.compile(r"(?:单个|单一|只由一个|仅由一个|一个)(?:部门|单位|厅局|机构)|(?:a single|only one|just one) department")
_MENTIONS = re.compile(r"提到|提及|包含|出现|mention|contain|refer")
_LEVEL = re.compile(r"^(?:国家|省|自治区|市|州|区|县|旗)")
_ENDING = re.compile(r"(?:厅|局|委|部|办|署|部门)$")
_QUOTED = re.compile(r"[“\"'‘「『《]([^”\"'’」』》]{1,40})[”\"'’」』》]")
_FILLER = re.compile(
    r"^(?:这份|该|本|文件|政策|意见|中|里|一共|总共|全文|共有|共|有|是|的|在|由|请问|都|分别"
    r"|the|this|document|policy|in|of|are|is|there|does|do|have|has|dans|le|la|en|el|im|это|в)+$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFilter:
    """Conditions that a measure must all fulfil; an empty filter takes every measure."""

    terms: tuple[tuple[str, ...], ...] = ()
    """Words that the measure must contain: each inner tuple gives one word and its equals, any of which will do."""
    departments: tuple[str, ...] = ()
    """Departments that must all take part, as asked for."""
    role: Role | None = None
    """The part that the departments (or, without names, any department) must have; None for any."""
    section: str | None = None
    """Path of the section that must enclose the measure."""
    bodies: tuple[int, int | None] = (0, None)
    """How many departments take part, at least and at most."""
    count_only: bool = False
    """True for "how many" without "which"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """What the scan gives: checked N, found n."""

    checked: int
    found: tuple[tuple[str, int], ...]
    """Document id and ordinal of each measure found, in reading order."""


@cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    with (Path(__file__).parent / "sets.toml").open("rb") as file:
        table = tomllib.load(file)
    bodies = {core: re.compile(pattern) for core, pattern in table.pop("bodies").items()}
    return {name: re.compile("|".join(f"(?:{p})" for p in entry["patterns"])) for name, entry in table.items()}, bodies


def read(question: str, address: Address | None, documents: Sequence[ParsedDocument], gloss: Gloss | None = None) -> SetFilter | None:
    """The filter that a normalised question asks for, None when it is no set question.

    Args:
        question: Normalised; any supported language.
        address: The address in it; only one that names a section makes a condition.
        documents: What is scanned; gives the names of departments and sections.
        gloss: Chinese words for the words of a question in another language.
    """
    lowered = question.lower()
    patterns = _patterns()[0]
    which, how_many = patterns["which"].search(lowered), patterns["how_many"].search(lowered)
    one = patterns["which_one"].search(lowered)
    if not which and not how_many and not one:
        return None
    section = _section(question, address, documents)
    departments = named_departments(question, documents)
    lead, involve = bool(patterns["lead"].search(lowered)), bool(patterns["involve"].search(lowered))
    bodies = (2, None) if _SEVERAL.search(lowered) else (1, 1) if _SINGLE.search(lowered) else (0, None)
    by_department = bool(departments) and (lead or involve)
    terms = () if one or (by_department and not _MENTIONS.search(lowered)) else _terms(question, documents, gloss)
    terms = tuple(words for words in terms if not named_departments(words[0], documents))
    wanted = SetFilter(
        terms=terms,
        departments=departments if by_department or (section and not terms) else (),
        role=Role.LEAD if lead and (by_department or not terms) else None,
        section=section,
        bodies=bodies,
        count_only=bool(how_many) and not which,
    )
    if wanted == SetFilter(count_only=wanted.count_only):
        return wanted if how_many and _nothing_left(how_many, lowered) else None
    return wanted if which or how_many or by_department else None


def _nothing_left(found: re.Match[str], question: str) -> bool:
    """Whether a question is nothing but "how many measures are there"."""
    rest = re.sub(r"[\s?。!,、¿]+", "", question.replace(found.group(), ""))
    return not rest or bool(_FILLER.fullmatch(rest))


def _section(question: str, address: Address | None, documents: Sequence[ParsedDocument]) -> str | None:
    if address and address.steps and address.steps[-1].unit in ("编", "章", "节", "部分", "附件", "、"):
        place = resolved(replace(address, document=None), documents)
        paths = {_parent(measure, address) for _, measure in place.measures}
        return paths.pop() if len(paths) == 1 else None
    for parsed in documents:
        for section in parsed.sections:
            title = normalised(section.title)
            if len(title) >= 4 and title in question:
                return section.path
    return None


def _parent(measure: Measure, address: Address) -> str:
    depth = len(address.steps)
    return "/".join(measure.path.split("/")[: max(depth, 1)]) if "/" in measure.path else measure.path


def named_departments(question: str, documents: Sequence[ParsedDocument]) -> tuple[str, ...]:
    """Canonical names of the documents' departments that a normalised question names, in any supported language.

    A bare name (商务厅, "the commerce department") stands for the documents' body of that field, whatever its level.
    """
    known = {d.canonical: d.name for parsed in documents for m in parsed.measures for d in m.departments}
    regions = {parsed.document.region for parsed in documents}
    names = _names(question)
    names |= {name.removesuffix("部门") + ending for name in names if name.endswith("部门") for ending in ("厅", "局", "委")}
    asked = {canonical(name, region=region) for name in names for region in regions}
    cores = {_core(name) for name in asked}
    if _patterns()[0]["body"].search(question.lower()):
        cores |= {core for core, pattern in _patterns()[1].items() if pattern.search(question.lower())}
    found: list[str] = []
    for name, written in known.items():
        if name in question or written in question or name in asked:
            found.append(name)
    if found:
        return tuple(n for n in found if not any(n != other and n in other for other in found))
    return tuple(name for name in known if _core(name) in cores or any(_core(name) + end in question for end in ("部门", "厅", "局", "委")))


def _names(question: str) -> set[str]:
    """Every run of characters that ends like the name of a body."""
    return {question[start : m.end()] for m in _BODY_END.finditer(question) for start in range(max(0, m.end() - 12), m.end() - 1)}


def _core(name: str) -> str:
    return _ENDING.sub("", _LEVEL.sub("", name))


def _terms(question: str, documents: Sequence[ParsedDocument], gloss: Gloss | None) -> tuple[tuple[str, ...], ...]:
    match = _patterns()[0]["mention"].search(question.lower())
    phrase = next((group for group in match.groups() if group), "") if match else ""
    inner = re.search(r"\(([^)]*[\u3400-\u9fff][^)]*)\)", phrase)
    phrase = inner.group(1) if inner and not re.search(r"[\u3400-\u9fff]", phrase[: inner.start()]) else re.sub(r"\([^)]*\)?", "", phrase)
    quoted = _QUOTED.findall(phrase)
    if not phrase or (not quoted and not re.search(r"\w", phrase)):
        return ()
    parts = quoted or [p for p in re.split(r"和|与|及|并且|同时|、|,|\band\b", phrase) if p.strip()]
    texts = [_folded(m.span.of(parsed.document.text)) for parsed in documents for m in parsed.measures]
    bare = [part.strip(_EDGES) for part in parts if part.strip(_EDGES + "在")]
    bare = [part if any(_folded(part) in text for text in texts) else part.removeprefix("在") for part in bare]
    return tuple(condition for part in bare if part for condition in _conditions(part, texts, gloss))


def _conditions(part: str, texts: Sequence[str], gloss: Gloss | None) -> list[tuple[str, ...]]:
    """A word as asked for; where no measure has it, its equals that some measure has, or its translations.

    The words of a phrase in another language stand for one Chinese word (smart cities: 智慧城市) where the texts have that, else each
    of them must be there.
    """
    options = tuple(p for p in re.split(r"或者?|\bor\b", part) if p.strip()) or (part,)
    if _held(options, texts):
        return [options + tuple(e for o in options for e in equals(o) if _abbreviates(o, e) or _abbreviates(e, o))]
    if others := _held([e for o in options for e in equals(o)], texts):
        return [others]
    groups = [kept for words in (gloss(part) if gloss else ()) if (kept := _held(words, texts))]
    if 1 < len(groups) <= _MOST_WORDS and (whole := _held(["".join(words) for words in product(*groups)], texts)):
        return [whole]
    return groups or [options]


def _held(words: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(words) if any(_folded(word) in text for text in texts))


def _abbreviates(short: str, long: str) -> bool:
    """Whether a word is the other with letters left out, both ends kept: 电商 and 电子商务 are one word, 社保 and 社会保险 too."""
    letters = iter(long)
    return len(short) < len(long) and short[0] == long[0] and all(c in letters for c in short)


@lru_cache(8192)
def _folded(text: str) -> str:
    return re.sub(r"\s+", "", normalised(text).lower())


def scan(wanted: SetFilter, documents: Sequence[ParsedDocument]) -> SetResult:
    """Every measure of the documents that fulfils the filter."""
    measures = [(parsed, m) for parsed in documents for m in parsed.measures]
    found = tuple((parsed.document.id, m.ordinal) for parsed, m in measures if _fulfils(wanted, parsed, m))
    return SetResult(checked=len(measures), found=found)


def _fulfils(wanted: SetFilter, parsed: ParsedDocument, measure: Measure) -> bool:
    if wanted.section and not (measure.path == wanted.section or measure.path.startswith(wanted.section + "/")):
        return False
    taking_part = {d.canonical for d in measure.departments if wanted.role is None or d.role is wanted.role}
    if wanted.departments and not _all_take_part(wanted.departments, taking_part):
        return False
    if wanted.role is not None and not wanted.departments and not taking_part:
        return False
    least, most = wanted.bodies
    if not least <= len(taking_part) <= (len(taking_part) if most is None else most):
        return False
    text = _folded(measure.span.of(parsed.document.text))
    return all(any(_folded(word) in text for word in alternatives) for alternatives in wanted.terms)


def _all_take_part(asked: Sequence[str], taking_part: set[str]) -> bool:
    """Names of one field are alternatives (省商务厅 in one document, 市商务局 in another); different fields must all take part."""
    fields = {_core(name) for name in asked}
    return all(any(name in taking_part for name in asked if _core(name) == field) for field in fields)
