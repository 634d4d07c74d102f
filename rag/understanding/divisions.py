"""The parts that a document is divided into at the top, whether measures stand under them or they are measures themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Measure, ParsedDocument, Section
from corpus.spans import Span
from rag.understanding.addresses import Step
from rag.understanding.numbering import Numbering, number_of

_ATTACHED = "附"
_HAN = re.compile(r"[〇零一二三四五六七八九十百]+")
_NAMED = re.compile(r"第.+[编章篇部分节]+")
_FIGURE = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Division:
    """One part."""

    label: str
    path: str
    span: Span
    """Its heading, or the first sentence of a measure that is a part of its own."""


def divisions(parsed: ParsedDocument, inside: str = "") -> tuple[Division, ...]:
    """The outermost parts in reading order, attachments left out: 一、二、三, or 第一章 to the last; empty for articles in a row.

    Args:
        parsed: The document.
        inside: Path of an attachment, whose own parts are meant then.
    """
    sections = [Division(s.label, s.path, s.span) for s in parsed.sections if _outermost(s.path, inside)]
    taken = {s.path for s in sections}
    alone = [
        Division(m.label, m.path, m.sentences[0].span if m.sentences else m.span)
        for m in parsed.measures
        if m.path not in taken and _outermost(m.path, inside)
    ]
    kinds = [_HAN, _FIGURE] if not sections else [kind for kind in (_HAN, _NAMED, _FIGURE) if any(_is(kind, s) for s in sections)]
    beside = next((same for kind in kinds if (same := [one for one in alone if _is(kind, one)])), [])
    return tuple(sorted([*sections, *beside], key=lambda division: division.span))


def _outermost(path: str, inside: str) -> bool:
    if inside:
        return path.startswith(f"{inside}/") and "/" not in path[len(inside) + 1 :]
    return "/" not in path and not path.startswith(_ATTACHED)


def _is(kind: re.Pattern[str], division: Division) -> bool:
    return kind.fullmatch(division.label) is not None


def shared(outermost: Sequence[str]) -> str:
    """The attachment that all measures of a scope lie in, by the first steps of their paths, each once; empty where they do not."""
    return outermost[0] if len(outermost) == 1 and outermost[0].startswith(_ATTACHED) else ""


DIVIDING = ("编", "章", "节", "部分", "附件", "、")
"""Levels of an address that are parts."""


def in_section(step: Step, scope: Numbering, parsed: ParsedDocument) -> tuple[Sequence[Measure], list[str]]:
    """The measures of a scope in the part that one level of an address names, and the labels that the parts have."""
    if step.unit == "附件":
        names = [f"附件{step.number}", *(["附件"] if step.number == 1 else [])]
        existing = sorted(path for path in scope.outermost if path.startswith("附件"))
        return together(scope, names), existing
    sections = _sections(step.unit, parsed, shared(scope.outermost))
    labels = [s.label for s in sections]
    if step.number < 0:
        return (together(scope, [sections[step.number].path]) if -step.number <= len(sections) else []), labels
    found = together(scope, [s.path for s in sections if number_of(s.label) == (step.number, step.branch)])
    if not found and step.unit == "、":
        found = [m for m in scope.numbered(step.number, 0) if "/" not in m.path]
        labels = labels or [m.label for m in scope.measures]
    if not found and not labels and step.unit == "部分":
        labels = [m.label for m in scope.measures if "/" not in m.path]
        found = [m for m in scope.numbered(step.number, 0) if "/" not in m.path]
    return found, labels


def together(scope: Numbering, paths: Sequence[str]) -> Sequence[Measure]:
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
