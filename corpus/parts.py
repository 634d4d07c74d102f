"""Parts of a file: front matter, body and closing of the document itself, of documents it publishes, of attachments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus import furniture
from corpus.fronts import body_start, title_lines, without_navigation
from corpus.headings import Style
from corpus.lines import Block
from corpus.phrases import ATTACHMENT, CONTACT, DATE_LINE, GENRE, LIST_TITLE, SIGNED, is_front, is_note, is_signature
from corpus.spans import Span


@dataclass(slots=True)
class Part:
    """A stretch of blocks that is one document, or one attachment."""

    prefix: str
    """What paths in it begin with: empty, or 附件1."""
    attachment: bool
    head: list[Block] = field(default_factory=list)
    """Title, number, addressees."""
    title: list[Block] = field(default_factory=list)
    """Those head blocks that make the title."""
    body: list[Block] = field(default_factory=list)
    closing: list[Block] = field(default_factory=list)
    """Signature, date, notes, list of attachments."""


def split(blocks: list[Block], skip: dict[Span, str], *, page_title: str = "") -> list[Part]:
    """The parts of a text, in order; together they hold every block.

    Page furniture found over the first title is recorded in ``skip`` (span → reason) and stays out.
    """
    parts: list[Part] = []
    index = 0
    while index < len(blocks):
        part, index = _part(
            blocks, index, skip, first=not parts, opening=(page_title, -1) if page_title else (blocks[0].words, blocks[0].start)
        )
        parts.append(part)
    return parts


def _part(blocks: list[Block], index: int, skip: dict[Span, str], *, first: bool, opening: tuple[str, int]) -> tuple[Part, int]:
    label = None if first else ATTACHMENT.fullmatch(blocks[index].words)
    number = label["n"] if label else ""
    part = Part(prefix=f"附件{number}" if label else "", attachment=label is not None)
    if label:
        part.head.append(blocks[index])
        if label["title"]:
            part.title.append(blocks[index])
        index += 1
    start = body_start(blocks, index, first=first, opening=opening[0] if first else "")
    head = blocks[index:start]
    if first:
        head = without_navigation(head, skip, has_body=start < len(blocks), opening=opening)
    part.head.extend(head)
    part.title.extend(title_lines(head, first=first, opening=opening))
    end = _part_end(blocks, start, attachment=label is not None)
    signature = _signature_start(blocks, start, end)
    part.body = blocks[start:signature]
    part.closing = blocks[signature:end]
    return part, max(end, index)


def _part_end(blocks: list[Block], start: int, *, attachment: bool) -> int:
    """Index of the block that opens the next part: an attachment, or what follows a signature and its notes."""
    signed = False
    listing = False
    count = _Count()
    for index in range(start, len(blocks)):
        block = blocks[index]
        if not attachment and count.restarts(block):
            title = _title_above(blocks, start, index)
            if title:
                return title
        words = block.words
        label = ATTACHMENT.fullmatch(words) if words.lstrip("#* ").startswith("附") else None
        if label and index > start and _opens_attachment(blocks, index, signed=signed):
            return index
        if label:
            listing = True
            continue
        if signed and not (is_note(words) or DATE_LINE.fullmatch(words) or is_signature(words) or (listing and _is_item(block))):
            return index
        if DATE_LINE.fullmatch(words) or (len(words) < 80 and SIGNED.fullmatch(words) and "，" not in words):
            signed = index > start
        if not _is_item(block):
            listing = False
        if index > start + 1 and _opens_list(blocks, index):
            return index
    return len(blocks)


def _opens_list(blocks: list[Block], index: int) -> bool:
    """Whether an unnumbered title (成员名单, 任务清单) set apart by a blank line opens a list at the end of a document."""
    block = blocks[index]
    if block.token is not None or block.gap < 2 or len(block.words) > 40 or blocks[index - 1].words[-1] not in "。）)":
        return False
    title = block.words + (blocks[index + 1].words if index + 1 < len(blocks) and not LIST_TITLE.search(block.words) else "")
    return len(title) <= 60 and bool(LIST_TITLE.search(title)) and blocks[index - 1].gap < 2


@dataclass(slots=True)
class _Count:
    """Watches the outermost numbering of a part for a new start."""

    style: Style | None = None
    last: int = 0

    def restarts(self, block: Block) -> bool:
        """Count ``block``; True when it begins the outermost numbering anew, or a law after a decision."""
        token = block.token
        if token is None or token.style in (Style.QUESTION, Style.STEP, Style.DECIMAL):
            return False
        again = token.value == 1 and self.last >= 1 and not token.sub
        law = token.style in (Style.PART, Style.CHAPTER, Style.ARTICLE) and self.style is Style.CHINESE_COMMA
        if again and (token.style is self.style or law) and (self.last >= 2 or token.style is Style.ARTICLE):
            return True
        if self.style is None or token.style < self.style:
            self.style, self.last = token.style, token.value
        elif token.style is self.style:
            self.last = token.value
        return False


def _title_above(blocks: list[Block], start: int, index: int) -> int:
    """Index of the unnumbered heading over ``blocks[index]``; 0 when there is none."""
    found = 0
    for back in range(index - 1, max(start, index - 9), -1):
        words = blocks[back].words
        if blocks[back].token is not None or is_note(words) or DATE_LINE.fullmatch(words):
            break
        named = re.sub(r"[（(][^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*[）)]$", "", words)
        plain = 4 <= len(named) <= 60 and named[-1] not in "。；：，、:;" and not furniture.is_stamp(words)
        if plain and (back == index - 1 or GENRE.search(named) or found == back + 1):
            found = back
        elif found:
            break
    return found


def heading_over(blocks: list[Block]) -> list[Block]:
    """The unnumbered heading at the end of what stands before the first number of a part; empty without one."""
    if len(blocks) < 2:
        return []
    words = blocks[-1].words
    plain = 4 <= len(words) <= 40 and words[-1] not in "。；：，、:;！" and not is_front(words) and not furniture.is_stamp(words)
    return [blocks[-1]] if plain else []


def _is_item(block: Block) -> bool:
    return len(block.words) < 80 and (block.token is not None or not re.search(r"[。；]$", block.words))


def _opens_attachment(blocks: list[Block], index: int, *, signed: bool) -> bool:
    """Whether a 附件 line opens the attachment itself, and is not the list of attachments."""
    label = ATTACHMENT.fullmatch(blocks[index].words)
    assert label is not None
    if index + 1 >= len(blocks):
        return False
    following = blocks[index + 1]
    if label["title"]:
        alone = bool(label["colon"].strip()) and not label["n"] and len(blocks) - index <= 3
        return signed and blocks[index].words[-1] not in "。" and not (alone and _ends_text(following))
    if label["colon"].strip() and not signed:
        return len(blocks) - index > 12 and following.token is None and len(following.words) < 12
    if signed or label["n"]:
        return not (label["colon"].strip() and following.token and following.token.style is Style.ARABIC and len(following.words) < 60)
    return not (following.token and following.token.style is Style.ARABIC)


def _ends_text(block: Block) -> bool:
    """Whether a block after the name of an attachment is another name, or a line under the text, and nothing of the attachment."""
    words = block.words
    label = block.token is not None or ATTACHMENT.fullmatch(words) is not None
    return label or is_note(words) or is_signature(words) or DATE_LINE.fullmatch(words) is not None


def _signature_start(blocks: list[Block], start: int, end: int) -> int:
    """Index of the first block of the signature, the notes and the attachment list that end a part."""
    index = end
    while index > start:
        block = blocks[index - 1]
        words = block.words
        listed = _listed(blocks, start, index - 1)
        if (
            is_note(words)
            or DATE_LINE.fullmatch(words)
            or (index < len(blocks) + 1 and is_signature(words) and block.token is None)
            or (len(words) < 80 and SIGNED.fullmatch(words) and "，" not in words and "。" not in words and block.token is None)
            or ATTACHMENT.fullmatch(words)
        ):
            index -= 1
        elif listed:
            index = listed
        else:
            break
    while start < index < end and _bare(blocks[index - 1]) and CONTACT.match(blocks[index].words):
        index += 1
    return index


def _bare(block: Block) -> bool:
    """Whether a block is a numbered heading without a sentence, or a contact line under one."""
    return (block.token is not None and len(block.words) <= 30 and block.words[-1] not in "。；") or bool(CONTACT.match(block.words))


def _listed(blocks: list[Block], start: int, index: int) -> int:
    """Index of the 附件： line whose list of names ``blocks[index]`` ends; 0 when it ends none."""
    for back in range(index, max(start, index - 30), -1):
        block = blocks[back]
        if back < index + 1 and ATTACHMENT.fullmatch(block.words) and block.words.lstrip("#* ").startswith("附"):
            return back
        if len(block.words) > 100 or block.words[-1] in "。；":
            return 0
    return 0
