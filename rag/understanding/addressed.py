"""What stands at an address in the documents: measures, or the range that exists instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Measure, ParsedDocument, Section
from rag.understanding.addresses import Address, Step
from rag.understanding.numerals import NUMBER, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What stands at an address: measures, or the reason why there are none."""

    measures: tuple[tuple[ParsedDocument, Measure], ...]
    missing: str = ""
    """The level that does not exist, as asked for; beside ``measures`` when only one of several addresses fails."""
    existing: str = ""
    """The labels that exist instead, first and last: ``(一) – (二十)``; a list of 文号 for a document."""


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
    unique = len(set(labels)) == len(scope)
    return [m for m in scope if m.ordinal == step.number and not step.branch], labels if unique else ["1", str(len(scope))]


def _kind(label: str, unit: str) -> bool:
    if unit == "条":
        return not label.startswith(("(", "（")) or not re.match(r"第.+条", label)
    return True


def _in_section(step: Step, scope: list[Measure], parsed: ParsedDocument) -> tuple[list[Measure], list[str]]:
    inside = {m.path for m in scope}
    if step.unit == "附件":
        names = {f"附件{step.number}", "附件"} if step.number == 1 else {f"附件{step.number}"}
        existing = sorted({m.path.split("/")[0] for m in scope if m.path.startswith("附件")})
        return [m for m in scope if m.path.split("/")[0] in names], existing
    sections = _sections(step.unit, parsed)
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


def _sections(unit: str, parsed: ParsedDocument) -> list[Section]:
    """The headings that a unit can mean: 章 those with 章 in the label, 部分 and 七、 the outermost ones."""
    if unit not in ("部分", "、"):
        named = [s for s in parsed.sections if unit in s.label]
        return named or [s for s in parsed.sections if unit == "节" and s.path.count("/") == 1]
    outermost = [s for s in parsed.sections if "/" not in s.path]
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
