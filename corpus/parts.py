"""Parts of a file: front matter, body and closing of the document itself, of documents it publishes, of attachments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus import furniture
from corpus.headings import Style
from corpus.lines import Block, once
from corpus.spans import Span

GENRE = re.compile(
    r"(?:通知|意见|办法|规定|条例|细则|方案|规划|计划|决定|决议|命令|令|公告|通告|公报|通报|批复|复函|函|答复|报告|指引|指南|指导意见|措施|要点|纲要|规则|准则|章程|"
    r"标准|规范|制度|清单|目录|名单|法|法典|编|解释|宣言|议案|请示|简介|解答|问答|\d+问|解读|说明|须知|流程|攻略|详解|政策|行动|预案|修正案|试行|暂行|暂行办法)"
    r"(?:[（(][^（()）]{1,30}[）)])?[》”]?$"
)
NUMBER = re.compile(
    r"[\u4e00-\u9fff（()）]{1,20}[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d{1,5}\s*号|[\u4e00-\u9fff]{0,20}(?:令|公告|通告)?[（(]?(?:19|20)\d{2}年\s*第\s*\d{1,4}\s*号[）)]?|[\u4e00-\u9fff]{0,20}(?:〔[^〕]{2,6}〕)?\s*第\s*(?:\d{1,5}|[一二三四五六七八九十百]{1,6})\s*号(?:令|公告)?"
)
_DATE = r"(?:[12]\d{3}|[一二][〇○Oo０零一二三四五六七八九]{3})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
DATE_LINE = re.compile(rf"[（(]?\s*{_DATE}\s*[）)]?")
_SIGNED = re.compile(rf".{{0,60}}?[\s\u4e00-\u9fff]{_DATE}")
_NOTE = re.compile(
    r"[（(].{2,40}代章[）)]|[（(]?(?:此件|本文|公开方式|信息公开|主动公开|依申请公开|抄送|主送|公开属性|公开类别|联系人|联系电话|咨询电话|特此|政策解读|解读|附\s*注|注\s*\d{0,2}[：:]|分送|分享)"
    r".{0,400}|.{2,30}\s*(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\s*印发.{0,10}|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日印发"
)
_ORGAN = re.compile(r"[\u4e00-\u9fff（）()、\s\u3000]{2,80}(?:统战部|组织部|宣传部|厅|局|委|委员会|部|办|办公室|院|政府|署|会|行|中心|法院|检察院|总局|小组|集团|公司|联席会议|委办|网信办|国资委)[）)]?")
_SIGNER = re.compile(r"[\u4e00-\u9fff]{0,12}(?:总理|主席|部长|局长|省长|市长|主任|行长|署长|县长|区长|院长|委员长)\s*[：:]?\s*[\u4e00-\u9fff ·\u3000]{2,8}")
ATTACHMENT = re.compile(r"[#* ]*附\s*[件表录]?\s*(?P<n>[0-9０-９一二三四五六七八九十]{0,3})(?P<colon>\s*[：:．.、]?)\s*(?P<title>[^\s：:].{0,80})?")
_ADOPTED = re.compile(r"(?:[（(].{0,400}|\d{4}年.{4,200})(?:通过|修订|修正|施行|公布|批准|发布|会议上|修改|自.{4,20}起.{2,4})[\s）)]*.{0,40}|[（(]\s*\d{4}年.{2,60}[）)]")
_ADDRESSEE = re.compile(r".{2,400}(?:政府|部门|机构|厅|局|委|办|院|会|单位|公司|银行|街道|企业|高校|学校|处|代表|同志|中心|部|行|区|市|州|县|协会|人员|委员|大学|所)[^。；]{0,60}[：:]")
_CONTACT = re.compile(r"联系人|联系电话|咨询电话|联系方式|电话|地址|邮箱|电子邮箱")
_LABEL = re.compile(r"(?:主办|承办|协办|技术支持|联系|来源|发布|分享|时间|作者)")
_LIST = re.compile(r"(?:名单|清单|一览表|分工表|目录|明细表|分工方案)(?:[（(][^（()）]{1,20}[）)])?$")
_CONTENTS = re.compile(r"[#* ]*目\s*[录次][*]*")


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
        part, index = _part(blocks, index, skip, first=not parts, opening=(page_title, -1) if page_title else (blocks[0].words, blocks[0].start))
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
    start = _body_start(blocks, index, first=first)
    head = blocks[index:start]
    if first:
        head = _without_navigation(head, skip, has_body=start < len(blocks), opening=opening)
    part.head.extend(head)
    part.title.extend(_title(head, first=first, opening=opening))
    end = _part_end(blocks, start, attachment=label is not None)
    signature = _signature_start(blocks, start, end)
    part.body = blocks[start:signature]
    part.closing = blocks[signature:end]
    return part, max(end, index)


def _numbered_title(blocks: list[Block], position: int) -> int:
    """Index after a title and its 文号 that follow an introduction by the page; 0 when none follow soon."""
    for index in range(position + 2, min(position + 6, len(blocks))):
        if _is_number(blocks[index].words) and GENRE.search(blocks[index - 1].words) and blocks[index - 1].token is None:
            return index + 1
    return 0


def _body_start(blocks: list[Block], index: int, *, first: bool) -> int:
    """Index of the first block that is prose, an addressee line or the first number of the body."""
    position = index
    limit = len(blocks)
    while position < limit:
        words = blocks[position].words
        token = blocks[position].token
        if _CONTENTS.fullmatch(words):
            position = _after_contents(blocks, position)
            continue
        if _is_number(words) or _ADOPTED.fullmatch(words) or DATE_LINE.fullmatch(words) or furniture.is_stamp(words) or furniture.is_index_row(words):
            position += 1
            continue
        if token and token.style <= Style.ARTICLE:
            return position
        if token and (token.value == 1 or token.style <= Style.CHINESE_COMMA) and not GENRE.search(words[-30:]):
            return position
        if token and token.value == 1 and len(words) > 12 and position > index:
            return position
        if (len(words) >= 45 and ("。" in words or "，" in words)) or (len(words) >= 14 and words[-1] in "。；"):
            if first and (later := _numbered_title(blocks, position)):
                position = later
                continue
            return position
        if words[-1] in "：:" and not _LABEL.match(words) and (_ADDRESSEE.fullmatch(words) or len(words) >= 20):
            return position
        if position > index and (ATTACHMENT.fullmatch(words) and len(words) < 8):
            return position
        position += 1
    return _fallback(blocks, index)


def _fallback(blocks: list[Block], index: int) -> int:
    """Where a text without prose begins: after its title lines."""
    position = index
    while position < len(blocks) and position < index + 4 and GENRE.search(blocks[position].words):
        position += 1
    return min(max(position, index + 1), len(blocks))


def _after_contents(blocks: list[Block], position: int) -> int:
    """Index after a table of contents: where its first entry comes again."""
    first = next((b for b in blocks[position + 1 : position + 4] if b.token), None)
    if first is None:
        return position + 1
    key = re.sub(r"[\s\u3000.…·]+\d*", "", first.words)
    for again in range(position + 2, min(len(blocks), position + 200)):
        if blocks[again].token and re.sub(r"[\s\u3000.…·]+\d*", "", blocks[again].words) == key and blocks[again] is not first:
            return again
    return position + 1


def _is_number(words: str) -> bool:
    return len(words) <= 60 and bool(NUMBER.fullmatch(words.strip("#*（()） ")))


def _is_front(words: str) -> bool:
    return _is_number(words) or bool(_ADOPTED.fullmatch(words)) or bool(DATE_LINE.fullmatch(words)) or bool(_CONTENTS.fullmatch(words))


def _without_navigation(head: list[Block], skip: dict[Span, str], *, has_body: bool, opening: tuple[str, int]) -> list[Block]:
    """``head`` from its title on; what stands above is page furniture when it looks like a web page."""
    kept: list[Block] = []
    for block in head:
        words = block.words
        if furniture.is_index_row(words):
            skip.update(dict.fromkeys(block.pieces, "index table"))
        elif furniture.is_button(words):
            skip.update(dict.fromkeys(block.pieces, "button"))
        elif furniture.is_stamp(words) and not DATE_LINE.fullmatch(words):
            skip.update(dict.fromkeys(block.pieces, "page stamp"))
        else:
            kept.append(block)
    if not has_body:
        return kept
    title = _title(kept, first=True, opening=opening)
    if not title:
        return kept
    first = next(i for i, block in enumerate(kept) if block is title[0])
    above = kept[:first]
    if len(above) >= 1 and not all(_is_front(block.words) for block in above):
        for block in above:
            if not _is_front(block.words):
                skip.update(dict.fromkeys(block.pieces, "navigation"))
        return [block for block in above if _is_front(block.words)] + kept[first:]
    return kept


def _title(head: list[Block], *, first: bool, opening: tuple[str, int]) -> list[Block]:
    """The blocks of ``head`` that make the title: the group of lines nearest to the body that ends as titles end.

    ``opening`` is the title of the page and where the text has it: lines that say it again further down are the title.
    """
    groups: list[list[Block]] = [[]]
    for block in head:
        if _is_front(block.words) or ATTACHMENT.fullmatch(block.words) or furniture.is_stamp(block.words) or len(once(block.words)) > 150:
            groups.append([])
        else:
            groups[-1].append(block)
    groups = [group for group in groups if group]
    if not groups:
        return []
    whole = groups[0]
    if not first:
        whole = whole[: next((index for index, block in enumerate(whole[:5], 1) if GENRE.search(once(block.words))), len(whole))]
    if (not first or whole[0].start <= 2 and sum(len(once(b.words)) for b in whole) < 120) and len(whole) <= 5 and GENRE.search(once(whole[-1].words)):
        return whole
    best: tuple[float, list[Block]] | None = None
    for group in groups:
        for end in range(len(group), 0, -1):
            if end < len(group) - 40:
                break
            run = _run(group[:end])
            words = "".join(once(block.words) for block in run)
            score = 3.0 * bool(GENRE.search(words)) + 2.0 * ("关于" in words) + 2.0 * run[0].words.startswith("#") + min(len(words), 20) / 20
            named = len(words) > 5 and "".join(words.split())[:20] in "".join(opening[0].split())
            score += 4.0 * (named and run[0].start > opening[1])
            score -= 0.05 * (len(group) - end)
            if best is None or score > best[0] or (score == best[0] and first):
                best = (score, run)
    return best[1] if best else []


def _run(group: list[Block]) -> list[Block]:
    """The last lines of ``group`` that make one title: upwards until it is complete."""
    run = [group[-1]]
    for block in reversed(group[:-1]):
        words = "".join(once(b.words) for b in run)
        complete = ("关于" in words[1:] or "印发" in words[2:]) if re.search(r"的(?:通知|意见|实施意见|决定|公告|通告|通报|批复|复函|函|报告|指导意见|若干意见)[）)”]?$", words) else bool(GENRE.search(words))
        if words.startswith("关于") and len(block.words) <= 80 and _ORGAN.fullmatch(block.words.strip("#* ")):
            run.insert(0, block)
            continue
        if complete or len(run) >= 6 or len(block.words) > 60 or not GENRE.search(once(run[-1].words)):
            break
        run.insert(0, block)
    return run


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
        if signed and not (is_note(words) or DATE_LINE.fullmatch(words) or _is_signature(words) or (listing and _is_item(block))):
            return index
        if DATE_LINE.fullmatch(words) or (len(words) < 80 and _SIGNED.fullmatch(words) and "，" not in words):
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
    title = block.words + (blocks[index + 1].words if index + 1 < len(blocks) and not _LIST.search(block.words) else "")
    return len(title) <= 60 and bool(_LIST.search(title)) and blocks[index - 1].gap < 2


@dataclass(slots=True)
class _Count:
    """Watches the outermost numbering of a part for a new start."""

    style: Style | None = None
    last: int = 0

    def restarts(self, block: Block) -> bool:
        """Count ``block``; True when it begins the outermost numbering anew, or a law after a decision."""
        token = block.token
        if token is None or token.style in (Style.QUESTION, Style.DECIMAL):
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
    plain = 4 <= len(words) <= 40 and words[-1] not in "。；：，、:;！" and not _is_front(words) and not furniture.is_stamp(words)
    return [blocks[-1]] if plain else []


def _is_item(block: Block) -> bool:
    return len(block.words) < 80 and (block.token is not None or not re.search(r"[。；]$", block.words))


def is_note(words: str) -> bool:
    """Whether a line is a note under the text: disclosure, copies, contacts, printing."""
    return bool(_NOTE.fullmatch(words))



def _is_signature(words: str) -> bool:
    return len(words) <= 60 and bool(_ORGAN.fullmatch(words) or _SIGNER.fullmatch(words))


def _opens_attachment(blocks: list[Block], index: int, *, signed: bool) -> bool:
    """Whether a 附件 line opens the attachment itself, and is not the list of attachments."""
    label = ATTACHMENT.fullmatch(blocks[index].words)
    assert label is not None
    if index + 1 >= len(blocks):
        return False
    following = blocks[index + 1]
    if label["title"]:
        return signed and (not label["colon"].strip() or bool(label["n"]) or len(blocks) - index > 3) and blocks[index].words[-1] not in "。"
    if label["colon"].strip() and not signed:
        return len(blocks) - index > 12 and following.token is None and len(following.words) < 12
    if signed or label["n"]:
        return not (label["colon"].strip() and following.token and following.token.style is Style.ARABIC and len(following.words) < 60)
    return not (following.token and following.token.style is Style.ARABIC)


def _signature_start(blocks: list[Block], start: int, end: int) -> int:
    """Index of the first block of the signature, the notes and the attachment list that end a part."""
    index = end
    while index > start:
        block = blocks[index - 1]
        words = block.words
        listed = _listed(blocks, start, index - 1)
        if is_note(words) or DATE_LINE.fullmatch(words) or (index < len(blocks) + 1 and _is_signature(words) and block.token is None):
            index -= 1
        elif (len(words) < 80 and _SIGNED.fullmatch(words) and "，" not in words and "。" not in words and block.token is None) or ATTACHMENT.fullmatch(words):
            index -= 1
        elif listed:
            index = listed
        else:
            break
    while start < index < end and _bare(blocks[index - 1]) and _CONTACT.match(blocks[index].words):
        index += 1
    return index


def _bare(block: Block) -> bool:
    """Whether a block is a numbered heading without a sentence, or a contact line under one."""
    return (block.token is not None and len(block.words) <= 30 and block.words[-1] not in "。；") or bool(_CONTACT.match(block.words))


def _listed(blocks: list[Block], start: int, index: int) -> int:
    """Index of the 附件： line whose list of names ``blocks[index]`` ends; 0 when it ends none."""
    for back in range(index, max(start, index - 30), -1):
        block = blocks[back]
        if back < index + 1 and ATTACHMENT.fullmatch(block.words) and block.words.lstrip("#* ").startswith("附"):
            return back
        if len(block.words) > 100 or block.words[-1] in "。；":
            return 0
    return 0
