"""Line breaks that a text lost: wide gaps, spaces and inline labels that stand for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from corpus.headings import Style, Token, match_token
from corpus.lines import Line, kept

_GAP = re.compile(
    r"(?<=[。；！？：:;”）)》])[ \u00a0\u2002\u2003\u3000\t]{2,}(?=\S)"
    r"|(?<=[^#*>\s])[ \u00a0\u3000\t]+(?=第[^\s第]{1,7}[章节条编][ \u3000])"
    r"|\u3000{2,}(?=[一二三四五六七八九十（(]|\d{1,2}[.．、]|附件)"
    r"|[ \u00a0]{6,}(?=\S)"
)
_INLINE = re.compile(
    r"(?<=[。！？；：;”])[ \u00a0\u3000]*"
    r"(?=第[〇零一二三四五六七八九十百\d]{1,7}[条章节编]|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、])"
)
_SPACED = re.compile(r"(?P<open>[《（(“])|(?P<close>[》）)”])|(?P<gap>[ \u00a0\u3000]+)(?=(?P<word>[^\s]+))")
_BEFORE = re.compile(r"[\u4e00-\u9fff。，；：！？…”）)》%】]")
_BEHIND = re.compile(r"[\u4e00-\u9fff《“【]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|[12]\d{3}年|\d{1,2}月\d{1,2}日")
_LABELLED = re.compile(r"(?:第[〇零一二三四五六七八九十百千\d]{1,7}[条章节编]|[一二三四五六七八九十]{1,3}、|[）)])$")
_ORGAN_ENDS = "部局委厅署会行院府室"
_ASIDE = 200
"""Longest bracket, in code points, inside which spaces are not taken for line breaks."""
_SIGNED = re.compile(r"(?<=[。）)])(?=(?:[\u4e00-\u9fff]{2,12}(?:部|局|委|厅|署|会|行|院|政府|办公室|办公厅)[ \u00a0\u3000]*){1,6}$)")
"""A signature that lost its line break."""
_DATED = re.compile(r"[\s\ue000-\uf8ff]*(?:[12]\d{3}|[一二][〇○零一二三四五六七八九]{3})\s*年\s*\d{1,2}\s*月")
_GLUED = re.compile(r"(?<=\d日)(?=[\u4e00-\u9fff（）()]{3,40}(?:办法|规定|条例|细则|规则|方案|意见)(?:[（(][^（()）]{1,12}[）)])?$)")
"""A title set at once after the date of the order that publishes it."""
_LOST = 600
"""Code points from which a physical line is likely to have lost its line breaks."""


def restored(text: str, lines: list[Line]) -> list[Line]:
    """``lines`` with lost line breaks put back.

    A line is cut at wide gaps after a closed sentence, and before a numbering token that continues the numbering so far
    when no line of its own carries that number.
    """
    limit = _LOST // 8 if len({line.number for line in lines}) <= 3 else _LOST
    lengths: Counter[int] = Counter()
    for line in lines:
        lengths[line.number] += line.end - line.start
    pieces = [piece for line in lines for piece in _pieces(text, line, lost=lengths[line.number] > limit)]
    if not any(piece.end - piece.start > _LOST // 3 for piece in pieces):
        return pieces
    tokens = [match_token(text, piece.start, piece.end) for piece in pieces]
    ahead: list[dict[Style, int]] = [{}] * len(pieces)
    coming: dict[Style, int] = {}
    for index in range(len(pieces) - 1, -1, -1):
        ahead[index] = coming
        token = tokens[index]
        if token:
            coming = {**coming, token.style: token.value}
    last: dict[Style, int] = {}
    out: list[Line] = []
    for piece, token, upcoming in zip(pieces, tokens, ahead, strict=True):
        if token:
            _advance(last, token)
        if piece.end - piece.start <= _LOST // 3:
            out.append(piece)
        else:
            out.extend(_cut_inline(text, piece, last, upcoming))
    return out


def _pieces(text: str, line: Line, *, lost: bool) -> Iterator[Line]:
    """``line`` cut at its wide gaps, and at every space that may stand for a line break when its breaks were lost."""
    for piece in _cut(text, line, _GAP.finditer(text, line.start, line.end)):
        parts = _cut(text, piece, _spaces(text, piece)) if lost else iter([piece])
        for part in parts:
            if text[part.end - 1] in _ORGAN_ENDS and _DATED.match(text, part.end):
                yield from _cut(text, part, _SIGNED.finditer(text, max(part.start, part.end - 60), part.end))
            elif lost:
                yield from _cut(text, part, _GLUED.finditer(text, part.start, part.end))
            else:
                yield part


def _spaces(text: str, piece: Line) -> Iterator[re.Match[str]]:
    """Spaces between Chinese words that may stand for line breaks: not in brackets, not after a label, not in spaced words (总 则)."""
    opened = -1
    word = piece.start
    for found in _SPACED.finditer(text, piece.start, piece.end):
        if found["open"]:
            opened = found.start()
        elif found["close"]:
            opened = -1
        elif found["gap"]:
            start, word = word, found.end()
            closed = text[found.start() - 1] in "。”）)日" and found.start() - start > 1
            if not closed and (
                (opened >= 0 and found.start() - opened < _ASIDE)
                or min(found.start() - start, len(found["word"])) < 4
                or not _BEFORE.match(text, found.start() - 1)
                or not _BEHIND.match(found["word"])
                or _LABELLED.search(text, max(start, found.start() - 12), found.start())
                or (text[found.start() - 1] in _ORGAN_ENDS and found["word"][-1] in _ORGAN_ENDS)
            ):
                continue
            token = match_token(text, start, piece.end)
            if token is None or token.after < found.end():
                yield found


def _advance(last: dict[Style, int], token: Token) -> None:
    """Count ``token``: inner numberings start anew."""
    last[token.style] = token.value
    for style in [style for style in last if style > token.style]:
        del last[style]


def _cut_inline(text: str, piece: Line, last: dict[Style, int], upcoming: dict[Style, int]) -> Iterator[Line]:
    """Cut one long line before the tokens that continue the numbering."""
    start = piece.start
    lost = piece.end - piece.start > _LOST
    for found in _INLINE.finditer(text, piece.start, piece.end):
        token = match_token(text, found.end(), piece.end)
        if token is None or token.value != last.get(token.style, 0) + 1 or upcoming.get(token.style) == token.value:
            continue
        strong = token.style <= Style.CHINESE_COMMA
        if not (lost or (strong and token.value > 1)) or (not strong and text[found.start() - 1] in "；：;"):
            continue
        _advance(last, token)
        yield from kept(text, start, found.start(), piece.number)
        start = found.end()
    yield from kept(text, start, piece.end, piece.number)


def _cut(text: str, line: Line, gaps: Iterable[re.Match[str]]) -> Iterator[Line]:
    """The parts of ``line`` between ``gaps``."""
    start = line.start
    for gap in gaps:
        if gap.start() > start:
            yield from kept(text, start, gap.start(), line.number)
            start = gap.end()
    yield from kept(text, start, line.end, line.number)
