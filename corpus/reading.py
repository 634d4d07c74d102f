"""One reading of a text: its parts, outlines and page furniture, and the measures, sections and units that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import furniture
from corpus.departments import closing_parenthesis
from corpus.documents import Document, Measure, Section, Unit, UnitKind
from corpus.lines import Block, Line, blocks, physical_lines, restored
from corpus.measures import Heading, Leaf, leaves, measure, section
from corpus.outline import Node, build, is_law
from corpus.parts import Part, split
from corpus.spans import Span

_PARTING = re.compile(
    r"(?:本(?:通知|意见|办法|实施意见|方案|规定|措施|公告|通告|细则|政策|规划|计划|批复|决定|条例)[^。]{0,40}?(?:自|由|从|有效期|印发|施行|执行|解释|未尽)"
    r"|特此|以上(?:通知|意见|事项)|此前|各(?:地区?|级|省|市|县|区|部门|单位|有关)[^。]{0,40}(?:要|应|可|请)|请各|希望|执行(?:中|过程中)"
    r"|(?:同志们|各位代表)|充分发挥)"
)


@dataclass(frozen=True, slots=True)
class Outlined:
    """A part with its tree; ``closing`` holds its last paragraphs too."""

    part: Part
    root: Node
    law: bool
    closing: list[Block]
    items: tuple[Leaf | Heading, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read before it is put into words and numbers."""

    text: str
    lines: list[Line]
    skipped: dict[int, str]
    """Start of a line → why it is page furniture."""
    parts: tuple[Outlined, ...]

    @property
    def numbered(self) -> bool:
        """Whether any part has numbered provisions."""
        return any(part.items for part in self.parts)

    def assemble(self, document: Document) -> tuple[tuple[Measure, ...], tuple[Section, ...], tuple[Unit, ...]]:
        """Measures, sections and the units that tile the text."""
        measures: list[Measure] = []
        sections: list[Section] = []
        paint: list[tuple[Span, UnitKind, int | None, str]] = []
        paths: dict[str, int] = {}
        for start, note in self.skipped.items():
            paint.append((Span(start, next(line.end for line in self.lines if line.start == start)), UnitKind.FURNITURE, None, note))
        for outlined in self.parts:
            for leaf in self._leaves(outlined):
                if isinstance(leaf, Heading):
                    sections.append(section(leaf))
                    if not leaf.body:
                        paint.extend((p, UnitKind.HEADING, None, "") for block in leaf.node.blocks for p in block.pieces)
                    continue
                ordinal = len(measures) + 1
                unique = Leaf(leaf.node, leaf.blocks, _unique(leaf.path, paths), leaf.sections)
                measures.append(measure(self.text, unique, document_id=document.id, ordinal=ordinal, region=document.region))
                paint.extend((p, UnitKind.MEASURE, ordinal, "") for block in leaf.blocks for p in block.pieces)
            paint.extend(self._rest(outlined))
        return tuple(measures), tuple(sections), tuple(_merged(paint))

    def _leaves(self, outlined: Outlined) -> Iterator[Leaf | Heading]:
        if self.numbered:
            yield from outlined.items
            return
        before = sum(len(part.root.blocks) for part in self.parts[: self.parts.index(outlined)])
        for index, block in enumerate(outlined.root.blocks, before + 1):
            yield Leaf(Node(None, [block]), [block], f"¶{index}", ())

    def _rest(self, outlined: Outlined) -> Iterator[tuple[Span, UnitKind, int | None, str]]:
        """What of a part is neither heading nor measure."""
        part = outlined.part
        note = part.prefix or ("" if part is self.parts[0].part else "".join(block.words for block in part.title)[:40])
        kind = UnitKind.ATTACHMENT if part.attachment else UnitKind.FRONT
        lead = outlined.root.blocks if self.numbered else []
        if not outlined.items and part is not self.parts[0].part:
            kind = UnitKind.ATTACHMENT
        for block in [*part.head, *lead]:
            yield from ((piece, kind, None, note) for piece in block.pieces)
        for block in outlined.closing:
            yield from ((piece, UnitKind.CLOSING, None, "") for piece in block.pieces)


def read(text: str) -> Reading:
    """Read ``text`` by its grammar."""
    lines = restored(text, physical_lines(text))
    marks = furniture.marked(text, lines)
    foot = furniture.footer(text, lines, _first_prose(lines))
    for index in range(foot, len(lines)):
        marks.setdefault(index, "page footer")
    skipped = {lines[index].start: reason for index, reason in marks.items()}
    content = blocks(text, [line for index, line in enumerate(lines) if index not in marks])
    parts = tuple(_outlined(text, part) for part in split(content, skipped)) if content else ()
    return Reading(text, lines, skipped, parts)


def _first_prose(lines: list[Line]) -> int:
    return next((index for index, line in enumerate(lines) if line.end - line.start > 60), 0) + 1


def _outlined(text: str, part: Part) -> Outlined:
    law = is_law(part.body)
    root = build(part.body)
    peeled = _peel(text, root, law=law) if root.children else []
    return Outlined(part, root, law, peeled + part.closing, tuple(leaves(root, part.prefix)))


def _peel(text: str, root: Node, *, law: bool) -> list[Block]:
    """Take the closing paragraphs off the last node of the tree."""
    last = root
    depth = 0
    while last.children:
        last = last.children[-1]
        depth += 1
    if law or len(last.blocks) < 2:
        return []
    single = _single_paragraphs(root, last)
    for index in range(1, len(last.blocks)):
        block = last.blocks[index]
        done = closing_parenthesis(text, last.blocks[index - 1]) is not None
        if block.token is None and (done or single or _PARTING.match(block.words)):
            peeled = last.blocks[index:]
            del last.blocks[index:]
            return peeled
    return []


def _single_paragraphs(root: Node, last: Node) -> bool:
    """Whether every measure but the last is one paragraph, as far as its own text goes."""
    siblings = [node for node in _tips(root) if node is not last]
    own_text = len(last.heading) > 60 or "。" in last.heading[:-1]
    return own_text and len(siblings) >= 2 and all(len(node.blocks) == 1 for node in siblings)


def _tips(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _tips(child)


def _unique(path: str, seen: dict[str, int]) -> str:
    """``path``, told apart from an equal one before it."""
    seen[path] = seen.get(path, 0) + 1
    return path if seen[path] == 1 else f"{path}~{seen[path]}"


def _merged(paint: list[tuple[Span, UnitKind, int | None, str]]) -> Iterator[Unit]:
    """Units from painted pieces: neighbours of one kind become one unit."""
    current: Unit | None = None
    for span, kind, ordinal, note in sorted(paint, key=lambda stroke: stroke[0]):
        if current and (current.kind, current.ordinal, current.note) == (kind, ordinal, note):
            current = Unit(kind=kind, span=Span(current.span.start, span.end), ordinal=ordinal, note=note)
            continue
        if current:
            yield current
        current = Unit(kind=kind, span=span, ordinal=ordinal, note=note)
    if current:
        yield current
