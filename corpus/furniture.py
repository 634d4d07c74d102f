"""Page furniture: navigation, breadcrumbs, share buttons, index tables, page numbers.

Furniture is marked, never dropped: each line keeps its place as a unit with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from corpus.headings import Style, match_token
from corpus.lines import Line

_SCRIPT = re.compile(r".{0,40}(?:var \w|function\b|window\.|\$\().*[;{}].*", re.S)
_HAN = re.compile(r"[\u3400-\u9fff]")
_ANYWHERE = (
    ("page number", re.compile(r"[-—–－]\s*\d{1,3}\s*[-—–－]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}")),
    ("page footer", re.compile(r"https?://\S+(?:\s+\d{1,3}\s*/\s*\d{1,3})?")),
    ("page header", re.compile(r"\d{4}[/-]\d{1,2}[/-]\d{1,2} \d{1,2}:\d{2} \S.{0,200}")),
    ("script", _SCRIPT),
    ("markup", re.compile(r"<!--.*?-->|[-=_*—]{2,}|#{1,6}|[\u200b-\u200f\ufeff\ue000-\uf8ff\s]+|[×+↺<>|\-*]{1,2}")),
    (
        "breadcrumb",
        re.compile(
            r"(?:您|你)?(?:现在|当前)?(?:所在|当前|现在)?的?(?:所在)?(?:的)?位置(?:是)?\s*[：:].{0,160}"
            r"|首页\s*[>＞»-].{0,120}|[>＞»]\s*\S{0,20}"
        ),
    ),
)
_BUTTONS = re.compile(
    r"[【\[(（]?\s*(?:打\s*印|关\s*闭|收\s*藏|分享(?:到|文章到)?|字\s*[体号](?:大小)?|浏览字号|大\s*中\s*小|听全文"
    r"|下载(?:文字|图片)版|返回顶部|返回|打印(?:本页|页面)|关闭(?:窗口|本页)|"
    r"扫一扫|微信|微博|取消|更多|纠错|内容纠错|我要纠错|相关附件|相关新闻|相关文件下载|相关文档|相关链接|上一篇|下一篇|责任编辑)"
    r"(?=[\s：:|】\])）大小中\[A+\-*在]|打印|关闭|$).{0,60}|A[+＋\-]?\s*[大中小]?"
)
_STAMP = re.compile(
    r"(?:(?:发表|发布|更新|时间|日期|来源|信息来源|文章来源|稿件来源|字体|字号|浏览|阅读|访问|点击|作者|编辑)(?:时间"
    r"|日期|次数|量|大小)?\s*[：:].{0,120}"
    r"|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?(?:[ \u3000]+\d{1,2}:\d{2}(?::\d{2})?)?(?:[ \u3000]*(?:来源|信息来源)\s*[：:]?.{0,60})?"
    r"|-?\s*次|浏览量\s*[：:]?.{0,20}|\*\*(?:版本|来源|更新时间)\*\*.{0,200})"
)
_INDEX = re.compile(
    r"(?:索引号|统一编号|主题分类|发文机关|发布机构|发布机关|成文日期|发文字号|发布日期|实施日期|失效日期|标题|名称"
    r"|文号|主题词|分类|文件状态|有效性|体裁分类|组配分类|公文种类|生成日期|关键词)[：:|].{0,500}"
)
_INDEX_HEAD = re.compile(r"[索统主发成标名文分实失有体组公生关](?:[^：:\n]{0,12})[：:|]")
_SURE = re.compile(r"索引号|发文机关|发文字号|统一编号")
_FOOTER = re.compile(
    r".{0,40}(?:扫一扫在手机|版权所有|网站标识码|ICP备|公网安备|网站地图$|主办单位\s*[：:]|承办单位\s*[：:]"
    r"|技术支持\s*[：:]|相关附件[：:]?$|标签[：:]$|相关新闻$|相关文件下载$|您是第|浏览次数|分享到|打印关闭|关于我们"
    r"|联系我们\s*[：:|]|友情链接|内容纠错|返回顶部|打印本页|关闭窗口|上一篇|下一篇)"
)


_COMPARED = 200_000
"""Code points over a footer with which its lines are compared."""


def marked(text: str, lines: list[Line]) -> dict[int, str]:
    """Index of each line that is furniture wherever it stands, with the reason."""
    out: dict[int, str] = dict.fromkeys(_page_numbers(text, lines), "page number")
    out |= dict.fromkeys(_index_rows(text, lines), "index table")
    for index, line in enumerate(lines):
        if line.end - line.start > 260 and text.find(";", line.start, line.end) < 0:
            continue
        reason = _reason(text, line)
        if reason:
            out[index] = reason
    return out


def scripts(text: str, lines: list[Line]) -> list[int]:
    """Indices of what is left of a script behind words on its physical line: from its first words on all that is not Chinese."""
    out: list[int] = []
    for index, line in enumerate(lines):
        goes_on = bool(out) and out[-1] == index - 1 and lines[index - 1].number == line.number
        if (goes_on or _SCRIPT.fullmatch(text, line.start, line.end)) and not _HAN.search(text, line.start, line.end):
            out.append(index)
    return out


def _index_rows(text: str, lines: list[Line]) -> list[int]:
    """Indices of the rows of 索引号 tables: at least three close together, one of them a label that only such tables have."""
    rows = [
        i for i, line in enumerate(lines) if _INDEX_HEAD.match(text, line.start, line.end) and is_index_row(text[line.start : line.end])
    ]
    sure = [i for i in rows if _SURE.match("".join(text[lines[i].start : lines[i].end].split()))]
    rows = [i for i in rows if _within(rows, i, 6) >= 3 and _within(sure, i, 8)]
    return rows + [
        i for row in rows if row > len(lines) // 2 for i in (row - 1, row + 1) if 0 <= i < len(lines) and _is_cell(text, lines[i])
    ]


def _within(indices: list[int], index: int, reach: int) -> int:
    """How many of the sorted ``indices`` lie within ``reach`` of ``index``."""
    return bisect_right(indices, index + reach) - bisect_left(indices, index - reach)


def _is_cell(text: str, line: Line) -> bool:
    """Whether a line beside a row is the rest of its cell: short, no sentence, no date, no number of a list."""
    words = text[line.start : line.end]
    return len(words) < 60 and words[-1] not in "。；）)日" and match_token(text, line.start, line.end) is None


def _page_numbers(text: str, lines: list[Line]) -> list[int]:
    """Indices of bare numbers that count the pages: at least three, each one more than the last, never side by side."""
    bare = [
        i
        for i, line in enumerate(lines)
        if line.end - line.start <= 3 and text[line.start : line.end].isdecimal() and text[line.start].isascii()
    ]
    values = [int(text[lines[i].start : lines[i].end]) for i in bare]
    counting = len(bare) >= 3 and all(b == a + 1 for a, b in pairwise(values))
    return bare if counting and all(b - a > 5 for a, b in pairwise(bare)) else []


def _reason(text: str, line: Line) -> str:
    for reason, pattern in _ANYWHERE:
        if pattern.fullmatch(text, line.start, line.end):
            return reason
    return ""


def is_button(words: str) -> bool:
    """Whether a line is a button or link of a web page."""
    return bool(_BUTTONS.fullmatch(words))


def is_stamp(words: str) -> bool:
    """Whether a line is the stamp a web page sets under a title: time, source, views."""
    return bool(_STAMP.fullmatch(words))


def is_index_row(words: str) -> bool:
    """Whether a line is a row of the 索引号 table over a published document."""
    return len(words) <= 600 and bool(_INDEX.fullmatch("".join(words.split())))


def index_table(words: list[str]) -> int:
    """How many of the last lines are the 索引号 table that some pages set under the text; 0 without one."""
    for back in range(min(len(words), 14), 1, -1):
        rows = words[-back:]
        if is_index_row(rows[0]) and all(len(row) < 120 or is_index_row(row) for row in rows) and sum(map(is_index_row, rows)) >= 3:
            return back
    return 0


def footer(text: str, lines: list[Line], first: int) -> int:
    """Index of the line at which the page's footer begins, not before ``first``; ``len(lines)`` without a footer.

    A footer opens with words that only footers have, and holds hardly any prose or numbering that the page has not said before.
    """
    starts = [
        i for i in range(first, len(lines)) if lines[i].end - lines[i].start <= 160 and _FOOTER.match(text, lines[i].start, lines[i].end)
    ]
    if not starts:
        return len(lines)
    above = "".join(text[max(0, lines[starts[0]].start - _COMPARED) : lines[starts[0]].start].split())
    prose = tokens = 0
    boundary = len(lines)
    while boundary > starts[0]:
        line = lines[boundary - 1]
        long, token = line.end - line.start > 100, match_token(text, line.start, line.end)
        if (long or token) and not _repeats("".join(text[line.start : line.end].split()), above):
            prose, tokens = prose + long, tokens + (token is not None) + (2 if token and token.style <= Style.CHINESE_COMMA else 0)
        if prose > 2 or tokens > 2:
            break
        boundary -= 1
    return next((i for i in starts if i >= boundary - 1 and match_token(text, lines[i].start, lines[i].end) is None), len(lines))


def _repeats(words: str, above: str) -> bool:
    """Whether a line says again what the page says above (a summary for machines); both without white space."""
    words = words.rstrip(".…")
    if len(words) < 12:
        return False
    if len(words) < 60:
        return words in above
    return all(words[at : at + 12] in above for at in (len(words) // 4, len(words) // 2, len(words) * 3 // 4))
