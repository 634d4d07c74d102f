"""Measures and sections: which nodes of the outline carry a provision, and what each consists of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.departments import closing_parenthesis, departments_in, inner_parentheses, only_names, responsibility_line
from corpus.documents import Department, Measure, Section, Sentence
from corpus.headings import Style
from corpus.lines import Block, once, trimmed
from corpus.outline import Node
from corpus.rows import names_columns
from corpus.sentences import around_furniture, sentence_spans
from corpus.spans import Span

_TITLE = 42
"""Longest heading words, in code points, before the full stop that ends them."""
_LAW = (Style.PART, Style.CHAPTER, Style.DIVISION)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A node that becomes a measure."""

    node: Node
    blocks: list[Block]
    path: str
    sections: tuple[str, ...]
    """Titles of the enclosing headings, outermost first."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A node that stays a section heading."""

    node: Node
    path: str
    body: bool
    """True when text stands directly under it, so that it is a measure too."""


def leaves(root: Node, prefix: str = "", title: str = "") -> Iterator[Leaf | Heading]:
    """Headings and measures under ``root`` in reading order; text that stands with the root itself is left out.

    ``prefix`` opens every path, ``title`` the list of section titles: those of an attachment.
    """
    questions = 0
    for child in root.children:
        questions += child.token is not None and child.token.style is Style.QUESTION
        yield from _walk(child, prefix, (title,) if title else (), questions)


def _one_sentence(words: str) -> bool:
    return not re.search(r"[。！？；]", words[:-1])


def _walk(node: Node, prefix: str, sections: tuple[str, ...], question: int) -> Iterator[Leaf | Heading]:
    assert node.token is not None
    address = node.token.address
    if node.token.style is Style.QUESTION and not node.token.value:
        address = f"{address}{question}"
    path = f"{prefix}/{address}" if prefix else address
    law_heading = node.token.style in _LAW and any(child.token and child.token.style <= Style.ARTICLE for child in node.children)
    if not node.children or (not law_heading and not provisions(node)):
        if node.token.style in _LAW and not node.children and len(node.blocks) == 1:
            yield Heading(node, path, body=False)
        else:
            yield Leaf(node, node.all_blocks(), path, sections)
        return
    title, _, whole = title_of(node.blocks)
    if law_heading:
        body = any(len(block.words) > 40 or block.words[-1] in "。；：" for block in node.blocks[1:])
    else:
        body = len(node.blocks) > 1 or not (whole or _one_sentence(node.heading))
    yield Heading(node, path, body=body)
    if body:
        yield Leaf(node, node.blocks, path, sections)
    questions = 0
    for child in node.children:
        questions += child.token is not None and child.token.style is Style.QUESTION
        yield from _walk(child, path, (*sections, title or node.heading.rstrip("。：:")), questions)


def provisions(node: Node) -> bool:
    """Whether the children of ``node`` are provisions of their own, and not items that complete its sentence."""
    if any(child.token and child.token.style is Style.ARTICLE for child in node.children):
        return True
    if node.token and node.token.style is Style.ARTICLE:
        return False
    if node.heading.endswith(("？", "?")) or (node.token and node.token.style is Style.QUESTION):
        return False
    if any(child.token and child.token.style is Style.QUESTION for child in node.children):
        return True
    own = [child for child in node.children if child.children and provisions(child)]
    if own:
        return True
    if all(child.token and child.token.style is Style.STEP for child in node.children):
        return False
    lead_in = node.blocks[-1].words.rstrip("*") if node.blocks else ""
    items = [child.all_blocks()[-1].words.rstrip("*") for child in node.children]
    if sum(words.endswith(("；", ";", "，", "、")) for words in items[:-1]) * 2 > len(items) - 1:
        return False
    if lead_in.endswith(("：", ":")):
        return sum(_titled(child) for child in node.children) * 5 >= len(node.children) * 3
    fragment = sum(
        len(_words(child)) < 40 and len(child.all_blocks()) == 1 and not words.endswith("。")
        for child, words in zip(node.children, items, strict=True)
    )
    return fragment * 2 <= len(items)


def _titled(node: Node) -> bool:
    """Whether an item has a title of its own and text after it."""
    blocks = node.all_blocks()
    title, length, whole = title_of(blocks)
    return bool(title) and bool(length) and (len(blocks) > 1 if whole else True)


def _words(node: Node) -> str:
    return "".join(block.words for block in node.all_blocks())


def title_of(blocks: list[Block]) -> tuple[str, int, bool]:
    """Title of a node, the length of its heading sentence in the first block's words, and whether the block is all title.

    The length is 0 where the first block is no heading.
    """
    first = blocks[0]
    token = first.token
    if token is None:
        return "", 0, False
    spaced = re.match(r"[^。！？；]+(?=。)", first.words)
    if spaced and spaced[0].count(" ") * 5 > len(spaced[0]) * 2:
        title = once(spaced[0], token)
        if 0 < len(title) <= _TITLE:
            return title, spaced.end() + 1, spaced.end() + 1 == len(first.words)
    body = once(first.words, token) if first.words.count(" ") > 3 or len(first.words) < 80 else first.body
    body = body.lstrip("：: \u3000")
    if token.style is Style.ARTICLE:
        named = re.match(r"[【\[（(]([^】\]）)]{2,30})[】\]）)]", body)
        return (named[1], 0, False) if named else ("", 0, False)
    stop = re.search(r"[。！？；;]|(?<!\d)[：:](?=.)|[：:](?=\D)", body)
    if stop and stop[0] in "：:" and len(body) <= 60 and not re.search(r"[。；！？]", body):
        stop = None
    if stop is None or (stop.end() == len(body) and stop[0] != "；"):
        title = body.rstrip("。：:*＊ ")
        closed = stop is not None and stop[0] == "。"
        whole = len(title) <= (_TITLE if closed else 80) and (len(blocks) > 1 or not closed or len(title) <= 24)
        return (title, len(first.words), True) if whole else ("", 0, False)
    if stop.start() > _TITLE or stop[0] in "；;":
        return "", 0, False
    if stop[0] in "：:":
        return (body[: stop.start()], 0, False) if stop.start() <= 24 else ("", 0, False)
    end = first.words.index(body) + stop.end() if body in first.words else 0
    while end < len(first.words) and first.words[end] in "*”":
        end += 1
    return body[: stop.start()], end, False


def measure(text: str, leaf: Leaf, *, document_id: str, ordinal: int, region: str | None) -> Measure:
    """The measure that a leaf makes."""
    title, heading, whole = title_of(leaf.blocks)
    sentences: list[Sentence] = []
    departments: list[Department] = []
    lines = [block.words for block in leaf.blocks]
    for index, block in enumerate(leaf.blocks):
        inner = [_stopped(text, duty, block.end) for duty in inner_parentheses(text, block)]
        closing = closing_parenthesis(text, block)
        last = responsibility_line(text, block) or closing
        for duty in [*inner, last] if last else inner:
            departments.extend(departments_in(text, duty, region=region))
        pure = [duty for duty in inner if only_names(text, duty)]
        duties = [*pure, last] if last else pure
        columns = names_columns(lines, index)
        for number, sentence in enumerate(_split_duties(sentence_spans(text, block), [*pure, closing] if closing else pure, text)):
            is_heading = index == 0 and bool(heading) and (whole or number == 0)
            if whole and index == 0 and len(leaf.blocks) == 1:
                is_heading = False
            is_heading = is_heading or columns
            is_duty = any(sentence in duty for duty in duties)
            *parts, rest = around_furniture(sentence, block, text)
            for span in (*parts, rest):
                sentences.append(
                    Sentence(ordinal=len(sentences) + 1, span=span, heading=is_heading, responsibility=is_duty, cut=span is not rest)
                )
    token = leaf.node.token
    return Measure(
        document_id=document_id,
        ordinal=ordinal,
        label=token.label if token else "",
        path=leaf.path,
        title=title,
        section=" / ".join(name for name in leaf.sections if name),
        span=Span(leaf.blocks[0].start, leaf.blocks[-1].end),
        sentences=tuple(sentences),
        departments=_unique(departments),
    )


def _stopped(text: str, duty: Span, end: int) -> Span:
    """A parenthesis with the mark after it that ends its sentence, before ``end``."""
    return Span(duty.start, duty.end + (text[duty.end : min(end, duty.end + 1)] in tuple("。；;")))


def _split_duties(spans: Iterator[Span], duties: list[Span], text: str) -> Iterator[Span]:
    """``spans`` with each parenthesis that names departments as a sentence of its own."""
    for span in spans:
        edges = {span.start, span.end}.union(*((duty.start, duty.end) for duty in duties if duty in span))
        for piece in pairwise(sorted(edges)):
            left, right = trimmed(text, *piece)
            if left < right:
                yield Span(left, right)


def _unique(departments: list[Department]) -> tuple[Department, ...]:
    """Each body once, the first mention and the lead role winning."""
    kept: dict[str, Department] = {}
    for department in departments:
        if department.canonical not in kept or (department.role == "lead" and kept[department.canonical].role != "lead"):
            kept[department.canonical] = department
    return tuple(kept.values())


def section(heading: Heading) -> Section:
    """The section that a heading opens."""
    node = heading.node
    assert node.token is not None
    first = node.blocks[0]
    title, length, whole = title_of(node.blocks)
    title = title or node.heading.rstrip("。：:")
    last = first
    if (
        not heading.body
        and len(node.blocks) > 1
        and (re.search(r"[和与及、的，]$", title) or re.match(r"[和与及、]", node.blocks[1].words) or len(title) > 14)
    ):
        title, last = title + node.blocks[1].words, node.blocks[1]
    if last is not first:
        return Section(label=node.token.label, path=heading.path, title=title, span=Span(first.start, last.end))
    end = first.end if whole or not length or len(first.pieces) > 1 else first.start + length
    return Section(label=node.token.label, path=heading.path, title=title, span=Span(first.start, end))
