"""Addresses that a person writes: 第七条, (七), 第二章第三条, 文号, "Article 7"; found without vectors, exactly or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Measure, ParsedDocument
from rag.numerals import NUMBER, number, ordinal

DOCUMENT_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,12}\s?[〔\[(【〈]\s?\d{4}\s?[〕\])】〉]\s?第?\s?\d{1,5}\s?号|(?:国务院|主席)令(?:\s?\(?\d{4}\)?)?\s?第?\s?\d+\s?号"
)
"""A 文号 after widths were normalised: 湘政办发〔2021〕38号, 国务院令第722号."""

_SECTIONS = {"编": "编", "章": "章", "节": "节", "部分": "部分", "大点": "部分", "附件": "附件"}
_WORDS = {
    "条": r"article|articulo|artículo|artikel|artigo|стать[ияюей]+|المادة|điều|제?조",
    "章": r"chapter|chapitre|capítulo|kapitel|глав[аеуы]|الفصل|chương",
    "部分": r"part|section|partie|parte|sección|teil|abschnitt|seção|част[иьью]+|раздел[еау]?|الجزء|القسم|phần|mục",
    "": r"measure|point|item|paragraph|clause|provision|no\.|mesure|disposition|medida|punto|maßnahme|punkt|ponto|мер[аеуы]|пункт[еау]?"
    r"|الإجراء|التدبير|البند|biện pháp|điểm|§",
}
_ORDINAL = r"[a-zà-ÿ]+(?:-[a-zà-ÿ]+)?|[а-яё]+|[\u0600-\u06ff]+"
_HAN_STEP = re.compile(
    rf"(倒数)?第\s?({NUMBER})\s?(编|章|节|条|款|项|部分|大点|个?措施|项?措施|条?措施|点|段|个(?:要点|部分|方面)|号措施)(?:之([一二三四五六七八九十0-9]+))?"
)
_BEFORE_HAN = re.compile(rf"(措施|附件|要点|意见)\s?[(]?({NUMBER})[)]?(?![0-9年月日个项条家万亿元%.\-])")
_BRACKETED = re.compile(rf"第?[(]\s?({NUMBER})\s?[)](条|项|点|款|个)?")
_ENUMERATED = re.compile(rf"(?:^|[\s,，。第看讲])({NUMBER})[、.](?=\s|$|[\u3400-\u9fff?])")
_LAST = re.compile(r"最后(?:一|1)?(?:条|项|点|个措施|个)|最末(?:一)?条|\b(?:the )?last (?:measure|article|point|item|provision)\b|dernière mesure|última medida|letzte maßnahme|последн\w+ (?:мер|стать|пункт)|最後の(?:措置|条|项目|項目)|最后の(?:措置|条|项目)|마지막 (?:조치|조항|항목)")
_NEXT = re.compile(r"下(?:面)?一(?:条|项|个|点|款|章|部分)|(?:再)?往下一条|后一条|\bnext (?:one|measure|article|point|item|section|part)|suivante?\b|siguiente|nächste|次の(?:措置|条|项)|다음 (?:조치|조항|조|항목)|следующ|التالي|tiếp theo|próxim[ao]")
_PREVIOUS = re.compile(r"(?:上|前)(?:面)?一(?:条|项|个|点|款|章|部分)|\bprevious (?:one|measure|article|point|item|section|part)|précédente?\b|anterior|vorige|vorherige|前の(?:措置|条|项)|이전 (?:조치|조항|조|항목)|предыдущ|السابق|trước đó")
_KOREAN = re.compile(r"제?\s?(\d+)\s?(조|장|절|항|호|부분)|([가-힣]+번째|첫째|둘째|셋째)\s?(조치|조항|항목|부분|장)")
_KOREAN_UNITS = {"조": "条", "장": "章", "절": "节", "항": "款", "호": "项", "부분": "部分"}
_JAPANESE = re.compile(rf"第?({NUMBER})\s?(?:番目の|の)?(措置|施策|项目|項目|条项)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One level of an address."""

    unit: str
    """编, 章, 节, 条, 款, 项, 部分, 附件, 段; empty where the person only gives a number or says 点, 措施, "measure"; () for (七)."""
    number: int
    """From 1; negative counts from the end (the last measure is -1)."""
    branch: int = 0
    """第三十条之一 has branch 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the person points, outermost level first."""

    text: str
    """The words of the question that give it."""
    steps: tuple[Step, ...]
    """Empty where only a 文号 or a title is given."""
    document: str | None = None
    """文号 as written, where the question gives one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What stands at an address: measures, or the reason why there are none."""

    measures: tuple[tuple[ParsedDocument, Measure], ...]
    missing: str = ""
    """The level that does not exist, as asked for; beside ``measures`` when only one of several addresses fails."""
    existing: str = ""
    """The labels that exist instead, first and last: ``(一) – (二十)``; a list of 文号 for a document."""


def read(question: str) -> Address | None:
    """The address in a normalised question; None when it has none.

    Counts (三条措施, "two measures") and things that merely carry a number (第三方, 第一产业, 前三条) are no addresses.
    """
    document = DOCUMENT_NUMBER.search(question)
    rest = question.replace(document.group(), " ") if document else question
    found = sorted(_steps(rest), key=lambda item: item[0])
    steps = tuple(step for _, _, step in found)
    if not steps and not document:
        return None
    words = [document.group()] if document else []
    if found:
        words.append(rest[found[0][0] : max(end for _, end, _ in found)].strip())
    return Address(text=" ".join(words), steps=steps, document=document.group() if document else None)


def beside(question: str, history: Sequence[str]) -> Address | None:
    """The measure after or before the one that the history last pointed at ("下一条呢?"); None for any other question."""
    lowered = question.lower()
    shift = 1 if _NEXT.search(lowered) else -1 if _PREVIOUS.search(lowered) else 0
    last = next((a for turn in reversed(history) if (a := read(turn)) and a.steps), None) if shift else None
    if last is None or last.steps[-1].number + shift < 1:
        return None
    *outer, step = last.steps
    moved = Step(unit=step.unit, number=step.number + shift)
    return Address(text=question, steps=(*outer, moved), document=last.document)


def _steps(text: str) -> list[tuple[int, int, Step]]:
    taken: list[tuple[int, int, Step]] = []

    def take(start: int, end: int, unit: str, value: int | None, branch: int = 0) -> None:
        if value and not any(start < e and s < end for s, e, _ in taken):
            taken.append((start, end, Step(unit=unit, number=value, branch=branch)))

    for m in _HAN_STEP.finditer(text):
        unit = _SECTIONS.get(m.group(3), m.group(3) if m.group(3) in "条款项段" else "部分" if m.group(3) == "个部分" else "")
        value = number(m.group(2))
        take(*m.span(), unit, -value if value and m.group(1) else value, number(m.group(4)) or 0 if m.group(4) else 0)
    for m in _LAST.finditer(text.lower()):
        take(*m.span(), "", -1)
    for m in _BRACKETED.finditer(text):
        take(*m.span(), "()", number(m.group(1)))
    for m in _BEFORE_HAN.finditer(text):
        take(*m.span(), "附件" if m.group(1) == "附件" else "", number(m.group(2)))
    for m in _ENUMERATED.finditer(text):
        take(*m.span(1), "、", number(m.group(1)))
    for m in _JAPANESE.finditer(text):
        take(*m.span(), "", number(m.group(1)))
    for m in _KOREAN.finditer(text):
        unit = m.group(2) or m.group(4)
        take(*m.span(), _KOREAN_UNITS.get(unit, ""), number(m.group(1) or m.group(3)))
    for unit, value, start, end in _foreign(text.lower()):
        take(start, end, unit, value)
    return taken


def _foreign(text: str) -> list[tuple[str, int, int, int]]:
    found = []
    for unit, names in _WORDS.items():
        for m in re.finditer(rf"(?<![^\W\d_])(?:{names})s?\s*(?:no\.?|n°|number|numéro|número|nummer|số|№)?\s*[(（#]?\s*(\d+|[ivxlc]+\b|{_ORDINAL})", text):
            word = m.group(1)
            value = number(word.upper()) if re.fullmatch("[ivxlc]+", word) and number(word) is None else number(word)
            if value:
                found.append((unit, value, *m.span()))
        for m in re.finditer(rf"(\d+)(?:st|nd|rd|th|e|er|ère|ème|\.|º|ª|-?[яйеую]+)\s+(?:{names})|({_ORDINAL})\s+(?:{names})", text):
            value = int(m.group(1)) if m.group(1) else ordinal(m.group(2))
            if value:
                found.append((unit, value, *m.span()))
    return found


def number_of(label: str) -> tuple[int, int]:
    """The number and branch that a label carries: 第三十条之一 is ``(30, 1)``; ``(0, 0)`` for a label without a number."""
    m = re.search(rf"({NUMBER})(?:[^之]*之({NUMBER}))?", label.replace("（", "(").replace("）", ")"))
    return ((number(m.group(1)) or 0), (number(m.group(2)) or 0) if m.group(2) else 0) if m else (0, 0)


def resolved(address: Address, documents: Sequence[ParsedDocument]) -> Place:
    """The measures at an address, in reading order, or what exists instead.

    Among several documents the address is looked up in each; documents that lack it are passed over while one has it.
    """
    if address.document:
        wanted = _plain(address.document)
        chosen = [d for d in documents if d.document.number and _plain(d.document.number) == wanted]
        if not chosen:
            known = "、".join(d.document.number for d in documents[:5] if d.document.number)
            return Place(measures=(), missing=address.document, existing=known)
        documents = chosen
    found: list[tuple[ParsedDocument, Measure]] = []
    failures: list[Place] = []
    place = Place(measures=())
    for parsed in documents:
        place = _within(address.steps, parsed)
        found += place.measures
        if not place.measures:
            failures.append(place)
    if found and len(documents) > 1:
        return Place(measures=tuple(found))
    failed = failures[0] if failures else place
    return Place(measures=tuple(found), missing=failed.missing, existing=failed.existing)


def _plain(document_number: str) -> str:
    return re.sub(r"[〔\[(【〈〕\])】〉（）\s第]", "", document_number)


def _within(steps: Sequence[Step], parsed: ParsedDocument) -> Place:
    if not steps:
        return Place(measures=tuple((parsed, m) for m in parsed.measures))
    places = [_along(path, parsed) for path in _alternatives(steps)]
    found = {m.ordinal: m for place in places for _, m in place.measures}
    failed = next((place for place in places if not place.measures), None)
    if failed and not found:
        return failed
    return Place(
        measures=tuple((parsed, found[i]) for i in sorted(found)),
        missing=failed.missing if failed else "",
        existing=failed.existing if failed else "",
    )


def _alternatives(steps: Sequence[Step]) -> list[list[Step]]:
    """第二章第三条 is one path, 第七条和第八条 are two: a level that comes again starts a new one."""
    paths: list[list[Step]] = []
    for step in steps:
        if paths and all(step.unit != earlier.unit for earlier in paths[-1]):
            paths[-1].append(step)
        else:
            paths.append([step])
    return paths


def _along(path: Sequence[Step], parsed: ParsedDocument) -> Place:
    scope = list(parsed.measures)
    for step in path:
        narrowed, labels = _narrowed(step, scope, parsed)
        if not narrowed:
            return Place(measures=(), missing=_said(step), existing=" – ".join(dict.fromkeys((labels[0], labels[-1]))) if labels else "")
        scope = narrowed
    return Place(measures=tuple((parsed, m) for m in scope))


def _narrowed(step: Step, scope: list[Measure], parsed: ParsedDocument) -> tuple[list[Measure], list[str]]:
    """The measures of a scope at one level of an address, and the labels that this level has."""
    if step.unit in ("款", "项", "段") and len(scope) == 1:
        lines = [line for line in scope[0].span.of(parsed.document.text).splitlines() if line.strip()]
        return (scope if abs(step.number) <= max(len(lines), len(scope[0].sentences)) else []), [str(len(lines))]
    if step.number < 0:
        return (scope[step.number :][:1], [m.label for m in scope]) if -step.number <= len(scope) else ([], [m.label for m in scope])
    if step.unit in ("编", "章", "节", "部分", "附件", "、"):
        return _in_section(step, scope, parsed)
    exact = [m for m in scope if number_of(m.label) == (step.number, step.branch) and _kind(m.label, step.unit)]
    labels = [m.label for m in scope if m.label and _kind(m.label, step.unit)] or [m.label or str(m.ordinal) for m in scope]
    if step.unit == "条" and any(re.match(r"第.+条", m.label) for m in scope):
        return exact, labels
    if len(exact) == 1 or (exact and step.unit == "()"):
        return exact, labels
    ordinals = [m.ordinal for m in scope]
    if ordinals != list(range(1, len(ordinals) + 1)):
        return exact or scope[step.number - 1 : step.number], labels
    return [m for m in scope if m.ordinal == step.number and not step.branch], labels if len(set(labels)) == len(scope) else ["1", str(len(scope))]


def _kind(label: str, unit: str) -> bool:
    if unit == "条":
        return not label.startswith(("(", "（")) or not re.match(r"第.+条", label)
    return True


def _in_section(step: Step, scope: list[Measure], parsed: ParsedDocument) -> tuple[list[Measure], list[str]]:
    inside = {m.path for m in scope}
    sections = [
        s
        for s in parsed.sections
        if step.unit in ("部分", "、") and "/" not in s.path or step.unit in s.label or step.unit == "附件" and s.path.startswith("附件")
    ]
    if step.unit in ("部分", "、") and any(s.label.startswith("第") for s in sections):
        sections = [s for s in sections if "章" in s.label or "部分" in s.label or "、" == step.unit]
    if step.unit == "附件":
        named = f"附件{step.number}"
        return [m for m in scope if m.path.split("/")[0] in (named, "附件" if step.number == 1 else named)], sorted({m.path.split("/")[0] for m in scope if m.path.startswith("附件")})
    labels = [s.label for s in sections]
    paths = [s.path for s in sections if number_of(s.label) == (step.number, step.branch)]
    found = [m for m in scope if any(m.path == path or m.path.startswith(path + "/") for path in paths) and m.path in inside]
    if not found and step.unit == "、":
        found = [m for m in scope if number_of(m.label) == (step.number, 0) and "/" not in m.path]
        labels = labels or [m.label for m in scope]
    if not found and not labels and step.unit == "部分":
        labels = [m.label for m in scope if "/" not in m.path]
        found = [m for m in scope if "/" not in m.path and number_of(m.label) == (step.number, 0)]
    return found, labels


def _said(step: Step) -> str:
    branch = f"之{step.branch}" if step.branch else ""
    if step.unit == "()":
        return f"({step.number})"
    if step.unit == "附件":
        return f"附件{step.number}"
    unit = "部分" if step.unit == "、" else step.unit or "条"
    return f"倒数第{-step.number}{unit}" if step.number < 0 else f"第{step.number}{unit}{branch}"
