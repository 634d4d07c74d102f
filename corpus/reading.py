"""One reading of a text: its parts, outlines and page furniture, and the measures, sections and units that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import furniture
from corpus.beside import sentences_beside, told
from corpus.breaks import restored
from corpus.closings import peeled
from corpus.documents import Document, Measure, Section, Unit, UnitKind
from corpus.headings import Style
from corpus.lines import Block, Line, blocks, physical_lines
from corpus.measures import Heading, Leaf, leaves, measure, section
from corpus.outline import Node, bare_headings, build, is_law
from corpus.parts import Part, heading_over, split
from corpus.spans import Span

_OPENING = re.compile(r"^[^。]{2,60}[：:]$|如下[：:。]?$")
_SENTENCE_ENDS = "。！？；：…”）)"
_FAREWELL = re.compile(r"感谢|特此|专此|以上|此复|请予")


@dataclass(frozen=True, slots=True)
class Outlined:
    """A part with its tree."""

    part: Part
    root: Node
    heading: list[Block]
    """The line that names an attachment or a group, when its measures are addressed by it."""
    lead: list[Block]
    """Unnumbered text before the first number."""
    closing: list[Block]
    bare: list[Block]
    """Headings between measures that lost their number: they head nothing that could be cited by it."""
    items: tuple[Leaf | Heading, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read before it is put into words and numbers."""

    text: str
    skipped: dict[Span, str]
    """Span of a line → why it is page furniture."""
    parts: tuple[Outlined, ...]
    numbered: bool
    """False when the measures are plain paragraphs."""

    def assemble(self, document: Document) -> tuple[tuple[Measure, ...], tuple[Section, ...], tuple[Unit, ...]]:
        """Measures, sections and the units that tile the text."""
        measures: list[Measure] = []
        sections: list[Section] = []
        paint: list[tuple[Span, UnitKind, int | None, str]] = []
        beside: list[tuple[Span, bool]] = []
        paths: dict[str, int] = {}
        paint.extend((span, UnitKind.FURNITURE, None, note) for span, note in self.skipped.items())
        for outlined in self.parts:
            if outlined.heading and outlined.items:
                sections.append(_named(outlined))
            for leaf in outlined.items:
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
            beside.extend(sentences_beside(self.text, outlined.part, outlined.lead, outlined.closing))
        return tuple(measures), tuple(sections), tuple(told(_merged(paint), sorted(beside)))

    def _rest(self, outlined: Outlined) -> Iterator[tuple[Span, UnitKind, int | None, str]]:
        """What of a part is neither heading nor measure."""
        part = outlined.part
        first = part is self.parts[0].part
        note = part.prefix or ("" if first else "".join(block.words for block in part.title)[:40])
        kind = UnitKind.ATTACHMENT if part.attachment or not (outlined.items or first) else UnitKind.FRONT
        headings = {block.start for block in outlined.heading} if outlined.items else set()
        for block in [*part.head, *outlined.lead]:
            own = UnitKind.HEADING if block.start in headings else kind
            yield from ((piece, own, None, "" if own is UnitKind.HEADING else note) for piece in block.pieces)
        for block in outlined.bare:
            yield from ((piece, UnitKind.HEADING, None, "") for piece in block.pieces)
        for block in outlined.closing:
            yield from ((piece, UnitKind.CLOSING, None, "") for piece in block.pieces)


def read(text: str, *, page_title: str = "", running_start: int | None = None) -> Reading:
    """Read ``text`` by its grammar; see `corpus.parsing.parse_text` for what the loader can tell."""
    lines = physical_lines(text)
    marks = furniture.marked(text, lines)
    if running_start is not None:
        marks.update((index, "running line") for index, line in enumerate(lines) if line.start >= running_start)
    foot = furniture.footer(text, lines, _first_prose(text, lines))
    for index in range(foot, len(lines)):
        marks.setdefault(index, "page footer")
    skipped = {Span(lines[index].start, lines[index].end): reason for index, reason in marks.items()}
    pieces = restored(text, [line for index, line in enumerate(lines) if index not in marks])
    scripts = set(furniture.scripts(text, pieces))
    skipped.update((Span(pieces[index].start, pieces[index].end), "script") for index in scripts)
    content = blocks(text, [piece for index, piece in enumerate(pieces) if index not in scripts])
    table = furniture.index_table([block.words for block in content[-14:]])
    if table:
        skipped.update((piece, "index table") for block in content[-table:] for piece in block.pieces)
        del content[-table:]
    parts = _once(split(content, skipped, page_title=page_title), skipped) if content else []
    roots = [Node(None, part.body) if part.attachment and _is_table(part.body) else build(part.body) for part in parts]
    if any(root.children for root in roots) and not _incidental(parts, roots):
        return Reading(text, skipped, _numbered(text, parts, roots), True)
    return Reading(text, skipped, tuple(_plain(parts)), False)


def _first_prose(text: str, lines: list[Line]) -> int:
    """Index after the first line of prose; navigation stands before it and a footer cannot."""
    prose = (i for i, line in enumerate(lines) if line.end - line.start > 60 or (line.end - line.start > 20 and text[line.end - 1] == "。"))
    return next(prose, 0) + 1


def _incidental(parts: list[Part], roots: list[Node]) -> bool:
    """Whether the numbers only count a short list inside a text that is otherwise not numbered."""
    if sum(bool(root.children) for root in roots) > 1 or any(is_law(part.body) for part in parts):
        return False
    tops = [child for root in roots for child in root.children]
    if any(child.token and child.token.style <= Style.CHINESE_PAREN for child in tops):
        return False
    inside = sum(len(block.words) for child in tops[:-1] for block in child.all_blocks()) + len(tops[-1].blocks[0].words)
    return inside * 4 < sum(len(block.words) for part in parts for block in part.body)


def _once(parts: list[Part], skipped: dict[Span, str]) -> list[Part]:
    """``parts`` without those that say again what a part before them says; a page may carry its text twice."""
    out: list[Part] = []
    seen: set[str] = set()
    for part in parts:
        key = "".join(block.words for block in part.body[:8])
        key = re.sub(r"\s+", "", key)[:400]
        if len(key) == 400 and key in seen:
            skipped.update((piece, "repeats the text") for block in [*part.head, *part.body, *part.closing] for piece in block.pieces)
            continue
        seen.add(key)
        out.append(part)
    return out


def _is_table(body: list[Block]) -> bool:
    """Whether a part is the cells of a table that lost its rows: many short scraps, hardly a sentence."""
    short = sum(len(block.words) < 25 and block.words[-1] not in "。；：" for block in body)
    return len(body) > 40 and short > 0.7 * len(body) and not is_law(body)


def _numbered(text: str, parts: list[Part], roots: list[Node]) -> tuple[Outlined, ...]:
    """The parts with their addresses: groups whose numbers would collide carry the words of their heading."""
    groups = [index for index, part in enumerate(parts) if roots[index].children and not part.attachment]
    labels = [{child.token.address for child in roots[index].children if child.token} for index in groups]
    collide = sum(map(len, labels)) > len(set().union(*labels)) if labels else False
    out = []
    for index, (part, root) in enumerate(zip(parts, roots, strict=True)):
        heading: list[Block] = []
        prefix = part.prefix
        if part.attachment:
            heading = part.title or part.head[:1]
        elif collide and index in groups:
            heading = heading_over(root.blocks) if index == 0 else part.title or heading_over(root.blocks)
            prefix = re.sub(r"[\s/]+", "", _words(heading))[:60]
        closing = peeled(text, root, law=is_law(part.body)) if root.children else []
        bare = bare_headings(root)
        items = tuple(leaves(root, prefix, _words(heading)))
        out.append(Outlined(part, root, heading, root.blocks, closing + part.closing, bare, items))
    return tuple(out)


def _words(heading: list[Block]) -> str:
    """The words of a heading; a 附件 label before them is left out."""
    words = "".join(block.words.strip("#* ") for block in heading)
    return re.sub(r"^附\s*件\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[：:．.、]?\s*", "", words)


def _named(outlined: Outlined) -> Section:
    """The section that an attachment or a named group is."""
    words = _words(outlined.heading)
    first = outlined.items[0].path.split("/")[0]
    span = Span(outlined.heading[0].start, outlined.heading[-1].end)
    return Section(label=outlined.part.prefix, path=first, title=words, span=span)


def _plain(parts: list[Part]) -> Iterator[Outlined]:
    """Parts of a text without numbering: its paragraphs are the measures."""
    count = 0
    for part in parts:
        first, last = 0, len(part.body)
        while first < last and _OPENING.search(part.body[first].words) and part is parts[0]:
            first += 1
        while last > first and (_FAREWELL.match(part.body[last - 1].words) and len(part.body[last - 1].words) < 80):
            last -= 1
        items = []
        for paragraph in _paragraphs(part.body[first:last]):
            count += 1
            items.append(Leaf(Node(None, paragraph), paragraph, f"¶{count}", ()))
        yield Outlined(part, Node(None, part.body), [], part.body[:first], part.body[last:] + part.closing, [], tuple(items))


def _paragraphs(body: list[Block]) -> Iterator[list[Block]]:
    """The paragraphs of a text without numbering: a sub-head of one or two short lines belongs to the sentences under it."""
    pending: list[Block] = []
    for block in body:
        if block.words[-1] in _SENTENCE_ENDS:
            heads = pending if len(pending) <= 2 else []
            yield from ([head] for head in pending[: len(pending) - len(heads)])
            yield [*heads, block]
            pending = []
        elif len(block.words) <= 24:
            pending.append(block)
        else:
            yield from ([head] for head in pending)
            yield [block]
            pending = []
    yield from ([head] for head in pending)


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
