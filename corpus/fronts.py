"""Front matter: where the body begins, which lines over it are the title, and what is the page's navigation."""

from __future__ import annotations

import re

from corpus import furniture
from corpus.headings import Style
from corpus.lines import Block, once
from corpus.phrases import ADDRESSEE, ADOPTED, ATTACHMENT, CONTENTS, DATE_LINE, GENRE, ORGAN, PAGE_LABEL, is_front, is_number
from corpus.spans import Span


def body_start(blocks: list[Block], index: int, *, first: bool, opening: str = "") -> int:
    """Index of the first block that is prose, an addressee line or the first number of the body.

    A page without prose, a list of links, begins after the line that says the page's title ``opening`` again.
    """
    position = index
    limit = len(blocks)
    while position < limit:
        words = blocks[position].words
        token = blocks[position].token
        if CONTENTS.fullmatch(words):
            position = _after_contents(blocks, position)
            continue
        if (
            is_number(words)
            or ADOPTED.fullmatch(words)
            or DATE_LINE.fullmatch(words)
            or furniture.is_stamp(words)
            or furniture.is_index_row(words)
        ):
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
        if words[-1] in "：:" and not PAGE_LABEL.match(words) and (ADDRESSEE.fullmatch(words) or len(words) >= 20):
            return position
        if position > index and (ATTACHMENT.fullmatch(words) and len(words) < 8):
            return position
        position += 1
    return _fallback(blocks, index, opening)


def _fallback(blocks: list[Block], index: int, opening: str) -> int:
    """Where a text without prose begins: after its title lines."""
    named = [at for at, block in enumerate(blocks) if at > index and len(block.words) > 3 and opening.startswith(block.words)]
    if named and named[-1] + 1 < len(blocks):
        return named[-1] + 1
    position = index
    while position < len(blocks) and position < index + 4 and GENRE.search(blocks[position].words):
        position += 1
    return min(max(position, index + 1), len(blocks))


def _numbered_title(blocks: list[Block], position: int) -> int:
    """Index after a title and its 文号 that follow an introduction by the page; 0 when none follow soon."""
    for index in range(position + 2, min(position + 6, len(blocks))):
        if is_number(blocks[index].words) and GENRE.search(blocks[index - 1].words) and blocks[index - 1].token is None:
            return index + 1
    return 0


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


def without_navigation(head: list[Block], skip: dict[Span, str], *, has_body: bool, opening: tuple[str, int]) -> list[Block]:
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
    title = title_lines(kept, first=True, opening=opening)
    if not title:
        return kept
    first = next(i for i, block in enumerate(kept) if block is title[0])
    above = kept[:first]
    if len(above) >= 1 and not all(is_front(block.words) for block in above):
        for block in above:
            if not is_front(block.words):
                skip.update(dict.fromkeys(block.pieces, "navigation"))
        return [block for block in above if is_front(block.words)] + kept[first:]
    return kept


def title_lines(head: list[Block], *, first: bool, opening: tuple[str, int]) -> list[Block]:
    """The blocks of ``head`` that make the title: the group of lines nearest to the body that ends as titles end.

    ``opening`` is the title of the page and where the text has it: lines that say it again further down are the title.
    """
    groups: list[list[Block]] = [[]]
    for block in head:
        if is_front(block.words) or ATTACHMENT.fullmatch(block.words) or furniture.is_stamp(block.words) or len(once(block.words)) > 150:
            groups.append([])
        else:
            if groups[-1] and groups[-1][-1].words.startswith("#") != block.words.startswith("#"):
                groups.append([])
            groups[-1].append(block)
    groups = [group for group in groups if group]
    if not groups:
        return []
    whole = groups[0]
    about = next((at for at, block in enumerate(whole) if at and block.words.startswith("关于")), 0)
    if about and not ORGAN.fullmatch("".join(block.words.strip("#* ") for block in whole[:about])):
        whole = whole[about:] if first else whole
    if not first:
        whole = whole[: next((index for index, block in enumerate(whole[:5], 1) if GENRE.search(once(block.words))), len(whole))]
    if (
        (not first or (groups[0][0].start <= 2 and len({b.gap for b in whole[1:]}) <= 1 and sum(len(once(b.words)) for b in whole) < 120))
        and len(whole) <= 5
        and GENRE.search(once(whole[-1].words))
    ):
        return whole
    beside = {
        neighbour.start
        for before, block, after in zip([None, *head], head, [*head[1:], None], strict=False)
        if is_number(block.words)
        for neighbour in (before, after)
        if neighbour
    }
    best: tuple[float, list[Block]] | None = None
    for group in groups:
        for end in range(len(group), 0, -1):
            if end < len(group) - 40:
                break
            run = _run(group[:end])
            words = "".join(once(block.words) for block in run)
            score = (
                3.0 * bool(GENRE.search(words)) + 2.0 * ("关于" in words) + 2.0 * run[0].words.startswith("#") + min(len(words), 20) / 20
            )
            named = len(words) > 3 and "".join(words.split())[:20] in "".join(opening[0].split())
            score += 4.0 * (named and run[0].start > opening[1])
            score += 2.0 * (run[0].start in beside or run[-1].start in beside) - 0.05 * (len(group) - end)
            if best is None or score > best[0] or (score == best[0] and first):
                best = (score, run)
    return best[1] if best else []


def _run(group: list[Block]) -> list[Block]:
    """The last lines of ``group`` that make one title: upwards until it is complete."""
    run = [group[-1]]
    for block in reversed(group[:-1]):
        words = "".join(once(b.words) for b in run)
        complete = (
            ("关于" in words[1:] or "印发" in words[2:])
            if re.search(r"的(?:通知|意见|实施意见|决定|公告|通告|通报|批复|复函|函|报告|指导意见|若干意见)[）)”]?$", words)
            else bool(GENRE.search(words))
        )
        if words.startswith("关于") and len(block.words) <= 80 and ORGAN.fullmatch(block.words.strip("#* ")):
            run.insert(0, block)
            continue
        if complete or len(run) >= 6 or len(block.words) > 60 or not GENRE.search(once(run[-1].words)):
            break
        run.insert(0, block)
    return run
