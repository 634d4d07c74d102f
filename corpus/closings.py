"""Closing paragraphs: what speaks of the whole document at the end of its last measure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.departments import closing_parenthesis
from corpus.lines import Block
from corpus.measures import provisions, title_of
from corpus.outline import Node
from corpus.phrases import ATTACHMENT, CONTACT, FORMULA, is_note

_PARTING = re.compile(
    r"(?:自?本(?:通知|意见|办法|实施意见|方案|规定|措施|公告|通告|细则|政策|规划|计划|批复|决定"
    r"|条例)[^。]{0,40}?(?:自|由|从|有效期|印发|施行|执行|解释|未尽)"
    r"|特此|以上(?:通知|意见|事项)|上述政策|此前|现将|此外，|感谢|专此|请各|希望|妥否|执行(?:中|过程中)|同志们|各位代表)"
)
_GENERAL = re.compile(
    r"(?:^|[。，])各(?:地区?|级|省|市|县|区|部门|单位|有关)[^。]{0,40}(?:要|应|可|请)|^[^。]{2,60}参照本(?:方案|意见|办法|通知|规定|措施)"
)


def peeled(text: str, root: Node, *, law: bool) -> list[Block]:
    """Take the closing paragraphs off the last node of the tree."""
    last = over = root
    while last.children:
        last, over = last.children[-1], last
    title, _, whole = title_of(last.blocks) if last.blocks else ("", 0, False)
    first = 2 if whole and not ("，" in title and last.blocks[0].words[-1] == "。") else 1
    listed = _listed(over)
    first = 1 if listed else first
    for index in range(1, len(last.blocks)):
        words = last.blocks[index].words
        contacts = CONTACT.match(words) and CONTACT.match(last.blocks[index - 1].words)
        note = index >= first and not contacts and (is_note(words) or (words.startswith("附件") and ATTACHMENT.fullmatch(words)))
        if last.blocks[index].token is None and (note or FORMULA.fullmatch(words)):
            tail = last.blocks[index:]
            del last.blocks[index:]
            return peeled(text, root, law=law) + tail
    if law or len(last.blocks) <= first:
        return []
    single = listed or _single_paragraphs(root, last)
    organised = bool(re.search(r"组织(?:领导|实施|保障)|领导|保障措施|要求|责任|贯彻落实|督促", title))
    for index in range(first, len(last.blocks)):
        block = last.blocks[index]
        done = closing_parenthesis(text, last.blocks[index - 1]) is not None
        general = _GENERAL.search(block.words) is not None and index == len(last.blocks) - 1 and not organised
        if block.token is None and (done or single or general or _PARTING.match(block.words)):
            tail = last.blocks[index:]
            del last.blocks[index:]
            return tail
    return []


def _single_paragraphs(root: Node, last: Node) -> bool:
    """Whether every measure but the last is one paragraph, as far as its own text goes."""
    siblings = [node for node in _tips(root) if node is not last]
    own_text = len(last.heading) > 60 or "。" in last.heading[:-1]
    return own_text and len(siblings) >= 2 and all(len(node.blocks) == 1 for node in siblings)


def _listed(over: Node) -> bool:
    """Whether the last measure ends in a list of one-paragraph items that complete its sentence; text after it is not an item's."""
    items = over.children
    return over.token is not None and len(items) > 1 and not provisions(over) and all(len(n.all_blocks()) == 1 for n in items[:-1])


def _tips(node: Node) -> Iterator[Node]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _tips(child)
