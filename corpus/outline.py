"""From a run of blocks to a tree of numbered nodes.

The numbering decides, not the wording: a token is accepted when it continues a numbering that is open at its level, or
opens a new level with 1. What does not fit is a cross-reference or a list of its own and stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.headings import Style, Token
from corpus.lines import Block

_LAW = (Style.PART, Style.CHAPTER, Style.DIVISION)
_NOTES = re.compile(r"[（(]?(?:备\s*)?注\s*[：:]|说\s*明\s*[：:]|填表说明\s*[：:]?")
"""A line under a table or text after which numbers count notes."""
_TIPS = re.compile(r"\W{0,3}(?:小贴士|(?:温馨|友情|特别|办理|重要)?(?:提示|提醒))\W{0,3}")
"""The same under a numbered heading; where none is open, the numbers after it are all there are."""
_CLOSED = "。；;！？”）)"
_BARE = re.compile(r"[\u4e00-\u9fff、 \u3000]{2,24}")


@dataclass(slots=True)
class Node:
    """A numbered unit while the tree is being built; the root has no token."""

    token: Token | None
    blocks: list[Block] = field(default_factory=list)
    """Its own blocks, the one with the label first; not those of its children."""
    children: list[Node] = field(default_factory=list)
    path: str = ""

    @property
    def heading(self) -> str:
        """The words of the first block, without the label."""
        return self.blocks[0].body if self.blocks else ""

    def all_blocks(self) -> list[Block]:
        """Own blocks and those of all descendants, in reading order."""
        return self.blocks + [block for child in self.children for block in child.all_blocks()]


def build(blocks: list[Block]) -> Node:
    """The tree of ``blocks``; text before the first token stays with the root."""
    law = is_law(blocks)
    root = Node(None)
    stack = [root]
    last: dict[Style, int] = {}
    upcoming = _upcoming(blocks)
    notes = False
    for index, block in enumerate(blocks):
        token = block.token
        depth = None
        notes = (notes or _opens_notes(block, stack[1:])) and not (token and _ends_notes(token))
        if token is not None and not notes:
            place = _law_depth if law else _depth
            depth = place(stack, block, last, upcoming[index])
        if token is None or depth is None:
            stack[-1].blocks.append(block)
            continue
        del stack[depth:]
        node = Node(token, [block])
        stack[-1].children.append(node)
        stack.append(node)
        last[token.style] = token.value
    return root


def _opens_notes(block: Block, above: list[Node]) -> bool:
    """Whether numbers after a block count notes; under tips not where headings ``above`` are counted so too, for they may go on."""
    if _NOTES.fullmatch(block.words):
        return True
    return bool(above) and all(node.token and _ends_notes(node.token) for node in above) and _TIPS.fullmatch(block.words) is not None


def _ends_notes(token: Token) -> bool:
    """Whether a label is none of those that count notes."""
    return token.style <= Style.CHINESE_PAREN or token.style is Style.STEP


def is_law(blocks: list[Block]) -> bool:
    """Whether the blocks are numbered by 条."""
    articles = [block.token for block in blocks if block.token and block.token.style is Style.ARTICLE]
    follow = sum(after.value == before.value + 1 for before, after in pairwise(articles))
    return follow >= 1 or (len(articles) == 1 and articles[0].value == 1)


def bare_headings(root: Node) -> list[Block]:
    """Take headings that lost their number (附则 between two 条) off the articles that they follow."""
    articles = list(_articles(root))
    out = []
    for node in articles[:-1]:
        if len(node.blocks) > 1 and not node.children:
            block = node.blocks[-1]
            before = node.blocks[-2].words[-1]
            if block.token is None and before in "。；”" and _BARE.fullmatch(block.words) and not block.words.startswith(("附件", "附表")):
                out.append(node.blocks.pop())
    return out


def _articles(node: Node) -> Iterator[Node]:
    """The 条 under ``node`` in reading order."""
    if node.token is not None and node.token.style is Style.ARTICLE:
        yield node
        return
    for child in node.children:
        yield from _articles(child)


def _upcoming(blocks: list[Block]) -> list[dict[Style, int]]:
    """For each block the next value of every style after it."""
    out: list[dict[Style, int]] = [{}] * len(blocks)
    coming: dict[Style, int] = {}
    for index in range(len(blocks) - 1, -1, -1):
        out[index] = coming
        token = blocks[index].token
        if token:
            coming = {**coming, token.style: token.value}
    return out


def _law_depth(stack: list[Node], block: Block, last: dict[Style, int], upcoming: dict[Style, int]) -> int | None:
    """Where a token of a law goes: the depth of its node in ``stack``, None when it is not a heading."""
    token = block.token
    assert token is not None
    if token.style in _LAW:
        if len(block.words) > 60 or block.words[-1] in "。；":
            return None
    elif token.style is Style.ARTICLE:
        expected = last.get(Style.ARTICLE, 0) + 1
        spaced = block.words[token.after - block.start - 1 : token.after - block.start].isspace()
        fits = token.value == expected or token.sub or token.value == 1
        if not (fits or spaced or upcoming.get(Style.ARTICLE) == token.value + 1):
            return None
    elif not (
        token.style in (Style.CHINESE_COMMA, Style.CHINESE_PAREN)
        and len(block.words) <= 40
        and block.words[-1] not in "。；：:;，、"
        and token.value in (1, last.get(token.style, 0) + 1)
        and _article_follows(stack, upcoming, last)
    ):
        return None
    rank = _rank(token.style)
    depth = 1
    while depth < len(stack):
        other = stack[depth].token
        if other is not None and _rank(other.style) >= rank:
            break
        depth += 1
    return depth


def _article_follows(stack: list[Node], upcoming: dict[Style, int], last: dict[Style, int]) -> bool:
    """Whether a heading of another style can hold the articles that come: they go on and the open article is closed."""
    deepest = stack[-1]
    closed = (
        not deepest.blocks or deepest.blocks[-1].words[-1] in "。；" or deepest.token is None or deepest.token.style is not Style.ARTICLE
    )
    return closed and upcoming.get(Style.ARTICLE) == last.get(Style.ARTICLE, 0) + 1


def _rank(style: Style) -> float:
    """Rank in a law: headings numbered as in other documents stand between 节 and 条."""
    if style is Style.CHINESE_COMMA:
        return 3.2
    if style is Style.CHINESE_PAREN:
        return 3.4
    return float(style)


def _depth(stack: list[Node], block: Block, last: dict[Style, int], upcoming: dict[Style, int]) -> int | None:
    """Where a token of any other document goes, None when it does not fit the numbering."""
    token = block.token
    assert token is not None
    if token.style is Style.ARTICLE:
        return None
    for depth in range(len(stack) - 1, 0, -1):
        open_token = stack[depth].token
        if open_token is None or open_token.style is not token.style:
            continue
        return depth if _follows(open_token, token, upcoming, len(block.words)) else None
    first = token.value == 1 or token.style is Style.QUESTION
    resumed = token.value == last.get(token.style, 0) + 1
    gap = token.value <= 3 and upcoming.get(token.style) == token.value + 1
    if not (first or resumed or gap):
        return None
    depth = len(stack)
    while depth > 1 and _outranks(token, stack[depth - 1]):
        depth -= 1
    return depth


def _follows(before: Token, token: Token, upcoming: dict[Style, int], length: int) -> bool:
    """Whether ``token`` can stand beside ``before``: the next number, a doubled one, a small gap, or a new count."""
    if token.style in (Style.QUESTION, Style.DECIMAL):
        return True
    if token.value == before.value + 1 or token.value == 1:
        return True
    if token.value == before.value:
        return length > 4
    supported = upcoming.get(token.style) == token.value + 1
    return 0 < token.value - before.value <= 3 or supported


def _outranks(token: Token, node: Node) -> bool:
    """Whether a new level opens above ``node`` and not inside it."""
    other = node.token
    if other is None:
        return False
    if token.style <= Style.CHINESE_COMMA:
        return other.style > token.style
    if token.style is Style.QUESTION:
        return other.style > Style.CHINESE_COMMA
    return other.style > token.style and node.blocks[-1].words[-1] in _CLOSED and token.value > 1
