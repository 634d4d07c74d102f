"""Automatic numbers of Word paragraphs, which stand nowhere in the text itself.

A paragraph names a list and a level, itself or through its style; the list's level says how the number looks and counts on
(ECMA-376 part 1, section 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from corpus.loading.list_numbers import in_format

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_STYLES = 20
_CLOSED = "、）．】。，：)."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How a level of a list is numbered."""

    form: str
    """Number format, for example chineseCounting."""
    text: str
    """The label, %1 to %9 standing for the numbers of the levels: 第%1条."""
    start: int
    suffix: str
    """What follows the label: tab, space or nothing."""
    is_arabic: bool
    """Whether higher levels are written in Arabic digits within this label."""
    restarts: int
    """The level counts anew after a paragraph of this level (from 1) or a higher one; 0 for never."""
    style: str
    """Style whose paragraphs belong to this level."""


@dataclass(slots=True)
class ListNumbers:
    """Counts the numbered paragraphs of one document, in order."""

    _abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, tuple[str, dict[int, _Level]]] = field(default_factory=dict)
    _styles: dict[str, tuple[str, _Element | None]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, numbering: _Element | None, styles: _Element | None) -> ListNumbers:
        """The lists of ``numbering.xml`` and the styles that use them; either may be absent."""
        numbers = cls()
        for style in [] if styles is None else styles.iterfind(f"{W}style"):
            properties = style.find(f"{W}pPr/{W}numPr")
            numbers._styles[style.get(f"{W}styleId", "")] = (_value(style.find(f"{W}basedOn")), properties)
        for element in [] if numbering is None else numbering.iterfind(f"{W}abstractNum"):
            numbers._abstract[element.get(f"{W}abstractNumId", "")] = dict(_levels(element))
        for element in [] if numbering is None else numbering.iterfind(f"{W}num"):
            abstract = _value(element.find(f"{W}abstractNumId"))
            numbers._lists[element.get(f"{W}numId", "")] = (abstract, numbers._overridden(abstract, element))
        return numbers

    def label(self, paragraph: _Element) -> str:
        """The number that stands before this paragraph, with the space after it; empty for a paragraph without one."""
        list_id, depth = self._position(paragraph)
        if list_id not in self._lists:
            return ""
        abstract, levels = self._lists[list_id]
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if (list_id, depth) not in self._started:
            self._started.add((list_id, depth))
            if level != self._abstract.get(abstract, {}).get(depth):
                counts.pop(depth, None)
        counts[depth] = counts[depth] + 1 if depth in counts else level.start
        for deeper, other in levels.items():
            if deeper > depth and other.restarts > depth:
                counts.pop(deeper, None)
        return _written(level, levels, counts)

    def _position(self, paragraph: _Element) -> tuple[str, int]:
        """List and level of a paragraph: its own, else those of its style or of a style that this is based on."""
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        list_id = _value(properties.find(f"{W}numId")) if properties is not None else ""
        depth = _value(properties.find(f"{W}ilvl")) if properties is not None else ""
        for _ in range(_MAX_STYLES):
            if list_id or style not in self._styles:
                break
            parent, inherited = self._styles[style]
            if inherited is not None:
                list_id = _value(inherited.find(f"{W}numId"))
                depth = depth or _value(inherited.find(f"{W}ilvl")) or self._depth_of(list_id, style)
            style = parent
        return list_id, _number(depth, 0)

    def _depth_of(self, list_id: str, style: str) -> str:
        levels = self._lists.get(list_id, ("", {}))[1]
        return next((str(depth) for depth, level in levels.items() if level.style == style), "")

    def _overridden(self, abstract: str, element: _Element) -> dict[int, _Level]:
        levels = dict(self._abstract.get(abstract, {}))
        for override in element.iterfind(f"{W}lvlOverride"):
            depth = _number(override.get(f"{W}ilvl", ""), 0)
            levels.update(_levels(override))
            start = override.find(f"{W}startOverride")
            if start is not None and depth in levels:
                levels[depth] = replace(levels[depth], start=_number(_value(start), 1))
        return levels


def _levels(element: _Element) -> Iterator[tuple[int, _Level]]:
    for level in element.iterfind(f"{W}lvl"):
        depth = _number(level.get(f"{W}ilvl", ""), 0)
        restart = level.find(f"{W}lvlRestart")
        yield (
            depth,
            _Level(
                form=_value(level.find(f"{W}numFmt")) or "decimal",
                text=_value(level.find(f"{W}lvlText")),
                start=_number(_value(level.find(f"{W}start")), 1),
                suffix=_value(level.find(f"{W}suff")) or "tab",
                is_arabic=level.find(f"{W}isLgl") is not None,
                restarts=_number(_value(restart), depth) if restart is not None else depth,
                style=_value(level.find(f"{W}pStyle")),
            ),
        )


def _written(level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    if level.form == "bullet":
        return "• "

    def number(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        other = levels.get(depth, level)
        form = "decimal" if level.is_arabic and other.form != "none" else other.form
        return in_format(counts.get(depth, other.start), form)

    label = re.sub("%([1-9])", number, level.text)
    if not label.strip() or level.suffix == "nothing" or label[-1] in _CLOSED:
        return label
    return f"{label.rstrip()} "


def _value(element: _Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
