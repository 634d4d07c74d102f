"""The ingestion report: what a clerk should know about how a document was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.documents import Measure, Report, Unit, UnitKind
from corpus.headings import Style
from corpus.outline import Node
from corpus.reading import Reading


def report_on(
    text: str, reading: Reading, *, measures: Sequence[Measure], units: Sequence[Unit], format: str, encoding: str | None
) -> Report:
    """The report on one reading."""
    warnings: list[str] = []
    for outlined in reading.parts:
        warnings.extend(_numbering(outlined.root, outlined.part.prefix))
        warnings.extend(_articles(outlined.root))
        warnings.extend(f"heading without a number: {block.words}" for block in outlined.bare)
    if not measures:
        warnings.append("no measure found")
    elif not reading.numbered:
        warnings.append(f"no numbering: {len(measures)} paragraphs are measures")
    reasons = Counter(unit.note for unit in units if unit.kind is UnitKind.FURNITURE)
    warnings.extend(f"page furniture set apart: {count} × {reason}" for reason, count in reasons.most_common())
    return Report(characters=len(text), unassigned=unassigned(text, units), warnings=tuple(warnings), format=format, encoding=encoding)


def unassigned(text: str, units: Sequence[Unit]) -> int:
    """Characters other than white space that belong to no unit."""
    count, position = 0, 0
    for unit in units:
        count += _visible(text[position : unit.span.start])
        position = max(position, unit.span.end)
    return count + _visible(text[position:])


def _visible(text: str) -> int:
    return sum(map(len, text.split()))


def _articles(root: Node) -> Iterator[str]:
    """Gaps in the count of 条 where a 章 or 节 begins; `_numbering` sees those inside one."""
    before: tuple[Node, int] | None = None
    for over, node in _by_heading(root):
        token = node.token
        assert token is not None
        if before and before[0] is not over and token.value > before[1] + 1:
            yield f"numbering: {token.value - before[1] - 1} missing before {token.address}"
        before = (over, token.value)


def _by_heading(node: Node) -> Iterator[tuple[Node, Node]]:
    """Each 条 under ``node`` with the node that holds it, in reading order."""
    for child in node.children:
        if child.token is not None and child.token.style is Style.ARTICLE:
            yield node, child
        else:
            yield from _by_heading(child)


def _numbering(node: Node, where: str) -> Iterator[str]:
    """Gaps and doubles among the children of each node, and headings without a body."""
    last: dict[int, int] = {}
    for child in node.children:
        token = child.token
        assert token is not None
        path = f"{where}/{token.address}" if where else token.address
        before = last.get(token.style)
        if before is not None and token.value and not token.sub:
            if token.value == before:
                yield f"numbering: {path} comes twice"
            elif token.value > before + 1:
                yield f"numbering: {token.value - before - 1} missing before {path}"
            elif token.value < before:
                yield f"numbering: {path} after {before}"
        last[token.style] = token.value
        if not child.children and len(child.blocks) == 1 and len(child.heading) < 2:
            yield f"heading without body: {path}"
        yield from _numbering(child, path)
