"""What stands at an address in the documents: measures, or the range that exists instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Measure, ParsedDocument, Section
from rag.understanding.addresses import Address, Step
from rag.understanding.divisions import Division, divisions, shared
from rag.understanding.holdings import derived
from rag.understanding.numbering import Numbering, Numberings, number_of
from rag.understanding.numerals import NUMBER, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What stands at an address: measures, or the reason why there are none."""

    measures: tuple[tuple[ParsedDocument, Measure], ...]
    missing: str = ""
    """The level that does not exist, as asked for; beside ``measures`` when only one of several addresses fails."""
    existing: str = ""
    """The labels that exist instead, first and last: ``(一) – (二十)``; a list of 文号 for a document."""


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
    numberings, asked = derived(documents, Numberings), _alternatives(address.steps)
    for parsed in documents:
        place = _within(asked, parsed, numberings.of(parsed))
        found += place.measures
        if not place.measures:
            failures.append(place)
    if found and len(documents) > 1:
        return Place(measures=tuple(found))
    failed = failures[0] if failures else place
    return Place(measures=tuple(found), missing=failed.missing, existing=failed.existing)


_ITEM = re.compile(rf"(?m)^\s*[(（]\s?({NUMBER})\s?[)）]")
"""The number of an item inside a measure; it opens a line."""


def _plain(document_number: str) -> str:
    return re.sub(r"[〔\[(【〈〕\])】〉（）\s第]", "", document_number)


def _within(paths: Sequence[Sequence[Step]], parsed: ParsedDocument, numbering: Numbering) -> Place:
    if not paths:
        return Place(measures=tuple((parsed, m) for m in parsed.measures))
    places = [_along(path, parsed, numbering) for path in paths]
    if len(places) == 1:
        return places[0]
    found = {m.ordinal: m for place in places for _, m in place.measures}
    failed = next((place for place in places if not place.measures), None)
    if failed and not found:
        return failed
    return Place(
        measures=tuple((parsed, found[i]) for i in sorted(found)),
        missing=failed.missing if failed else "",
        existing=failed.existing if failed else "",
    )


def paths(steps: Sequence[Step]) -> list[tuple[list[Step], int]]:
    """The steps of each address in turn, and how many of them it shares with the one before.

    第二章第三条 is one, 第七条和第八条 are two, and so are 第七条第一款和第二款, which share the article: a level that comes again starts a
    new one below what is above it.
    """
    found: list[tuple[list[Step], int]] = []
    for step in steps:
        last = found[-1][0] if found else []
        same = next((i for i, earlier in enumerate(last) if earlier.unit == step.unit), None)
        if found and same is None:
            last.append(step)
        else:
            found.append(([*last[:same], step], same or 0))
    return found


def _alternatives(steps: Sequence[Step]) -> list[list[Step]]:
    """The addresses of some steps, each from its outermost level on: "article 3 of chapter 2" is turned round."""
    return [sorted(path, key=lambda step: _RANK.get(step.unit, _MEASURE)) for path, _ in paths(steps)]


_MEASURE = 4
_RANK = {"附件": 0, "编": 1, "章": 2, "部分": 2, "、": 2, "节": 3, "款": 5, "项": 5, "段": 5}
"""Of the levels of an address, the outermost first."""


def _along(path: Sequence[Step], parsed: ParsedDocument, numbering: Numbering) -> Place:
    for step in path:
        narrowed, labels = _narrowed(step, numbering, parsed)
        if not narrowed:
            return Place(measures=(), missing=_said(step), existing=" – ".join(dict.fromkeys((labels[0], labels[-1]))) if labels else "")
        numbering = Numbering(narrowed)
    return Place(measures=tuple((parsed, m) for m in numbering.measures))


def _narrowed(step: Step, scope: Numbering, parsed: ParsedDocument) -> tuple[Sequence[Measure], list[str]]:
    """The measures of a scope at one level of an address, and the labels that this level has."""
    measures = scope.measures
    if step.unit == "款" and len(measures) > 1:
        return [], []  # of which article is not said
    if step.unit in ("款", "项", "段") and len(measures) == 1:
        lines = [line for line in measures[0].span.of(parsed.document.text).splitlines() if line.strip()]
        return (measures if abs(step.number) <= max(len(lines), len(measures[0].sentences)) else []), [str(len(lines))]
    if step.number < 0:
        return measures[step.number :][:1] if -step.number <= len(measures) else [], [m.label for m in (*measures[:1], *measures[-1:])]
    if step.unit in ("编", "章", "节", "部分", "附件", "、"):
        return _in_section(step, scope, parsed)
    exact = scope.numbered(step.number, step.branch)
    if step.unit == "()" and not exact and len(measures) == 1 and parsed.measures != tuple(measures):
        items = [number(item) for item in _ITEM.findall(measures[0].span.of(parsed.document.text))]
        return measures if step.number in items else [], [str(item) for item in items if item]
    if step.unit == "条" and (paragraphs := scope.paragraphs):
        return _together(scope, [path for path in paragraphs if number_of(path) == (step.number, 0)]), paragraphs
    if (step.unit == "条" and scope.articles) or len(exact) == 1 or (exact and step.unit == "()"):
        return exact, scope.labels
    if not scope.whole:
        return exact or measures[step.number - 1 : step.number], scope.labels
    inside = step.number <= len(measures) and not step.branch
    return measures[step.number - 1 : step.number] if inside else [], scope.labels if scope.unique else ["1", str(len(measures))]


def _in_section(step: Step, scope: Numbering, parsed: ParsedDocument) -> tuple[Sequence[Measure], list[str]]:
    if step.unit == "附件":
        names = [f"附件{step.number}", *(["附件"] if step.number == 1 else [])]
        existing = sorted(path for path in scope.outermost if path.startswith("附件"))
        return _together(scope, names), existing
    sections = _sections(step.unit, parsed, shared(scope.outermost))
    labels = [s.label for s in sections]
    found = _together(scope, [s.path for s in sections if number_of(s.label) == (step.number, step.branch)])
    if not found and step.unit == "、":
        found = [m for m in scope.numbered(step.number, 0) if "/" not in m.path]
        labels = labels or [m.label for m in scope.measures]
    if not found and not labels and step.unit == "部分":
        labels = [m.label for m in scope.measures if "/" not in m.path]
        found = [m for m in scope.numbered(step.number, 0) if "/" not in m.path]
    return found, labels


def _together(scope: Numbering, paths: Sequence[str]) -> Sequence[Measure]:
    """The measures at and under some paths, in reading order, each once."""
    if len(paths) == 1:
        return scope.under(paths[0])
    found = {m.ordinal: m for path in paths for m in scope.under(path)}
    return [found[ordinal] for ordinal in sorted(found)]


def _sections(unit: str, parsed: ParsedDocument, inside: str) -> Sequence[Section | Division]:
    """The headings that a unit can mean: 章 those with 章 in the label, 部分 and 七、 the outermost ones, of an attachment its own."""
    if unit not in ("部分", "、"):
        named = [s for s in parsed.sections if unit in s.label]
        return named or [s for s in parsed.sections if unit == "节" and s.path.count("/") == 1]
    outermost = divisions(parsed, inside)
    if unit == "部分" and any(s.label.startswith("第") for s in outermost):
        return [s for s in outermost if "章" in s.label or "部分" in s.label]
    return outermost


def _said(step: Step) -> str:
    branch = f"之{step.branch}" if step.branch else ""
    if step.unit == "()":
        return f"({step.number})"
    if step.unit == "附件":
        return f"附件{step.number}"
    unit = "部分" if step.unit == "、" else step.unit or "条"
    return f"倒数第{-step.number}{unit}" if step.number < 0 else f"第{step.number}{unit}{branch}"
