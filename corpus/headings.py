"""Numbering tokens: the label at the start of a heading, an article, a list item or a question.

The numbering of official documents (GB/T 9704: 一、 （一） 1. （1）) and of laws (编 章 节 条), half and full width, with the
variants that scraped texts show: spaces inside, Markdown marks before, 、 or . or ． after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from corpus.numerals import CHINESE, half_width, to_int


class Style(IntEnum):
    """A numbering style; the value is its usual rank, outermost first."""

    PART = 1
    """第一编, 第一部分"""
    CHAPTER = 2
    """第一章"""
    DIVISION = 3
    """第一节"""
    ARTICLE = 4
    """第一条, 第十二条之一"""
    CHINESE_COMMA = 5
    """一、"""
    CHINESE_PAREN = 6
    """（一）"""
    ARABIC = 7
    """1. 1、"""
    DECIMAL = 8
    """1.1, 2.3.1"""
    ARABIC_PAREN = 9
    """（1） 1）"""
    CIRCLED = 10
    """①"""
    QUESTION = 11
    """问： 问题3："""
    STEP = 12
    """第二步： 步骤3： Step 1: over what is done in it"""


@dataclass(frozen=True, slots=True)
class Token:
    """A numbering label and what it counts."""

    style: Style
    value: int
    sub: int
    """The n of 之n; 0 without."""
    label: str
    """Verbatim, without the mark that closes it."""
    start: int
    """Where the label begins."""
    after: int
    """Where the words after the label begin."""

    @property
    def address(self) -> str:
        """The label as a path writes it: half width, no inner spaces."""
        return re.sub(r"\s+", "", half_width(self.label))


_CN = rf"[{CHINESE}][{CHINESE} \u3000]{{0,8}}?"
_SMALL = "[一二三四五六七八九十百零〇](?:[ ]?[一二三四五六七八九十百零〇]){0,4}"
_TOKEN = re.compile(
    r"(?:[#＃]{1,6}[ \u3000]*|\*{1,3}|>[ ]*|[\u200b\ufeff]){0,4}"
    r"(?:"
    rf"(?P<law>第[ \u3000]{{0,2}}(?P<n1>{_CN}|\d{{1,4}})[ \u3000]{{0,2}}(?P<kind>编|分编|部分|章|节"
    rf"|条)(?P<sub>[ ]?之[ ]?(?P<n2>[{CHINESE}]{{1,3}}))?)"
    r"(?=$|[\s、，,：:.．。【（(《〈“*]|(?P<solid>\S))"
    rf"|(?P<comma>{_SMALL})[ ]?[、．.,，](?![一二三四五六七八九十百]{{1,3}}[、，])"
    rf"|(?P<paren>[（(〔][ \u3000]?(?P<n3>{_SMALL})[ \u3000]?[）)〕])[、.．]?"
    r"|(?P<aparen>[（(][ ]?(?P<n4>[0-9０-９]{1,3})[ ]?[）)])[、.．]?"
    r"|(?P<hparen>(?P<n5>[0-9０-９]{1,2})[）)])(?![）)])"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})(?=[ \u3000\u4e00-\u9fff])(?![ ]?[％%万亿元倍个年月日天小时吨米公里平兆吉千百])"
    r"|(?P<arabic>[0-9０-９]{1,3})(?:[、．]|[.](?!\d)|[.](?=(?:19|20)\d\d年)|[,，](?=[\u4e00-\u9fff]))(?!\d{1,3}[、,，])"
    r"|(?P<circled>[\u2460-\u2473\u2474-\u249b\u2776-\u277f\u3220-\u3229])[、.．]?"
    rf"|(?P<step>第[ ]?(?P<n7>{_SMALL}|\d{{1,2}})[ ]?步|步骤[ ]?(?P<n8>{_SMALL}|\d{{1,2}})|(?i:step)[ ]?(?P<n9>\d{{1,2}}))"
    r"(?:[ ]?[：:、.．]|(?=[ \u00a0\u3000\t]))"
    r"|(?P<question>(?:问题|问|Q)[ ]?(?P<n6>[0-9０-９一二三四五六七八九十]{0,3})[ ]?[：:、.])"
    r")[ \u00a0\u3000\t]*"
)
_REFERENCE = re.compile(
    rf"[ ]?(?:第[{CHINESE}\d]{{1,5}}[款项目]|[、和至与及或到]第?[{CHINESE}\d]|以?及第|或者?第|的(?!规定办理)|规定的"
    rf"|规定，|规定[，。；]|之规定|所列|所称|所指|中[的“]|[（(][一二三四五六七八九十]{{1,3}}[）)]项|"
    r"修改为|改为|作为第|删去|删除|增加|后增加|前增加|项(?:规定|的|中|修)|[款项]规定)"
)
_HEADS = re.compile(r"[^。！？；\n]{0,39}[^。！？；：:;，,、\n]")
"""The words of a heading, and no sentence: a step that is one is an item of a list."""
_FIRST = frozenset(f"第{CHINESE}（(〔#＃*>问Q步Ss\u200b\ufeff0123456789０１２３４５６７８９")
"""What a token can begin with; everything else is refused at once."""
_KINDS = {"编": Style.PART, "分编": Style.PART, "部分": Style.PART, "章": Style.CHAPTER, "节": Style.DIVISION, "条": Style.ARTICLE}


def match_token(text: str, start: int, end: int) -> Token | None:
    """The numbering token that begins at ``start``, or None; cross-references (第三条第二款, 第三条规定的) are none."""
    if text[start : start + 1] not in _FIRST and not "\u2460" <= text[start : start + 1] <= "\u3229":
        return None
    if end - start < 2 and not "\u2460" <= text[start : start + 1] <= "\u3229":
        return None
    found = _TOKEN.match(text, start, min(end, start + 60))
    if found is None:
        return None
    group = found.lastgroup
    after = found.end()
    if found["law"]:
        if _REFERENCE.match(text, found.end("law"), end):
            return None
        value = to_int(found["n1"])
        sub = to_int(found["n2"]) or 0 if found["n2"] else 0
        return None if value is None else Token(_KINDS[found["kind"]], value, sub, found["law"].strip(), found.start("law"), after)
    for name, number, style in (
        ("comma", "comma", Style.CHINESE_COMMA),
        ("paren", "n3", Style.CHINESE_PAREN),
        ("arabic", "arabic", Style.ARABIC),
        ("aparen", "n4", Style.ARABIC_PAREN),
        ("hparen", "n5", Style.ARABIC_PAREN),
        ("decimal", "decimal", Style.DECIMAL),
        ("circled", "circled", Style.CIRCLED),
        ("question", "n6", Style.QUESTION),
        ("step", next((n for n in ("n7", "n8", "n9") if found[n]), "n7"), Style.STEP),
    ):
        label = found[name]
        if label is None:
            continue
        value = to_int(found[number].rsplit(".", 1)[-1]) if found[number] else 0
        if value is None or (value == 0 and style is not Style.QUESTION):
            return None
        if name in ("paren", "aparen") and _REFERENCE.match(text, after, end):
            return None
        if name == "step" and not _HEADS.fullmatch(text, after, end):
            return None
        if name == "hparen":
            label = label[:-1]
        if name == "question":
            label = label.rstrip("：:、. ")
        return Token(style, value, 0, label, found.start(name), after)
    raise AssertionError(group)
