"""What a document says of others: what it rests on (依据), repeals and amends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.documents import Fact
from corpus.spans import Span

_NUMBER = r"[\u4e00-\u9fff]{1,14}[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d{1,5}\s*号"
_NAMED = re.compile(
    rf"《(?P<title>[^《》]{{2,120}}(?:[《〈][^《》〈〉]{{1,80}}[》〉][^《》]{{0,60}}){{0,3}})》(?:\s*[（(](?P<number>[^（()）]{{0,20}}{_NUMBER}|[^（()）]{{2,30}}令第?\s*\d{{1,5}}号)[^（()）]{{0,20}}[）)])?"
)
_RESTS = re.compile(r"根据|依据|依照|按照|贯彻落实|贯彻|落实|遵照")
_REPEALED = re.compile(r"同时废止|予以废止|废止(?=《)|(?<!、)废止(?![\u4e00-\u9fff])|停止执行|不再执行|自行失效|同时失效|即行失效")
"""Words that end a document; 制定、修改、废止地方性法规 ends none."""
_AMENDED = re.compile(
    r"(?:关于)?修改(?=[《〈])|(?:对)(?=《[^》]{2,80}》[^。]{0,12}(?:作如下修改|作出如下修改|进行修改|予以修改"
    r"|作以下修改))|关于修订(?=《)"
)
_ADOPTED = re.compile(r"(?:(?!\d{4}\s*年)(?:[^。\n]|\n+(?=[《〈])))*?的决定[》〉]?[^\S\n]*(?:第\S{1,3}次)?(?:修正|修订)")
"""What follows a title that stands in the name of the decision by which a law came to read as it does."""
_GROUND = re.compile(r"(?:根据|按照|依照|依据|(?<!停止|暂停|终止)实施)\Z")
_SOURCE = re.compile(r"\s*(?:(?:第\S{1,3}次)?(?:修正|修订|修改)的|所列|[（(]见附件[^（()）]{0,8}[）)]\s*(?:所列|中))")
_PURPOSE = re.compile(r"制定了?(?=[《“]|本)|现将|现印发|印发|决定对|决定修改|修订了?(?=《)|起草了?(?=《)|关于修改")
"""Where a clause turns from what it rests on to what it does."""
_CLAUSE = re.compile(r"(?:[^。；\n]|(?<=[，、])\n|\n(?=[^《。；]{0,120}》))+[。；]?")
"""A clause; the end of a line ends it, unless the line was broken after a comma or within a title."""
_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》)*》")
_JOINT = re.compile(r"^(?:和|与|及|以及|并|按照?|根据|依据|依照|遵照|贯彻|落实|执行|参照|结合|对|的|等|文件|要求|规定|精神|通知)+")
"""Words before a 文号 that are not of it."""
_SHORT = re.compile(r"(?!.*(?:法|法典)$).{1,3}|(?:实施)?(?:办法|细则|条例|规定|意见|方案|决定|通知|规划|纲要)")
"""What a text calls another document, or itself, after it gave the title."""


def _facts(text: str, start: int, end: int) -> Iterator[Fact]:
    """The documents named between two positions: 文号 where one follows, else the title."""
    for found in _NAMED.finditer(text, start, end):
        value = found["number"] or found["title"]
        number = re.search(_NUMBER, value) if found["number"] else None
        yield Fact(value=re.sub(r"\s+", "", number[0] if number else value), span=Span(found.start(), found.end()))


def _numbers(text: str, start: int, end: int) -> Iterator[Fact]:
    """The documents that are named by their 文号 alone between two positions: 按照某政办〔2021〕14号文."""
    named = [found.span() for found in _NAMED.finditer(text, start, end)]
    for found in re.compile(_NUMBER).finditer(text, start, end):
        skipped = _JOINT.match(found[0]) if found.start() > start else None
        first = found.start() + (skipped.end() if skipped else 0)
        alone = first == start or skipped or re.match(r"[（(、，,：:和与及]", text[first - 1])
        if alone and re.match(r"[\u4e00-\u9fff]{1,8}[^\u4e00-\u9fff]", text[first:]) and not any(a <= first < b for a, b in named):
            yield Fact(value=re.sub(r"\s+", "", text[first : found.end()]), span=Span(first, found.end()))


def basis_in(text: str, start: int, end: int) -> Iterator[Fact]:
    """The documents after 根据, 按照, 贯彻落实 in each clause of a preamble."""
    seen = set()
    for clause in _CLAUSE.finditer(text, start, end):
        words = _TITLE.sub(lambda title: f"《{'□' * (len(title[0]) - 2)}》", clause[0])
        found = _RESTS.search(words)
        if found is None:
            continue
        done = _PURPOSE.search(words, found.end())
        first, last = clause.start() + found.end(), clause.start() + (done.start() if done else len(words))
        facts = [*(f for f in _facts(text, first, last) if not _SHORT.fullmatch(f.value)), *_numbers(text, first, last)]
        for fact in sorted(facts, key=lambda fact: fact.span or Span(0, 0)):
            if fact.value not in seen:
                seen.add(fact.value)
                yield fact


def repeals_in(text: str, start: int, end: int) -> Iterator[Fact]:
    """The documents that end when this one begins."""
    seen = set()
    for found in _REPEALED.finditer(text, start, end):
        left = max(text.rfind("。", start, found.start()), text.rfind("\n\n", start, found.start()), start - 1) + 1
        left = max(left, found.start() - 900)
        right = end if text[found.start() : found.end()] == "废止" and text[found.end() : found.end() + 1] == "《" else found.start()
        for fact in _facts(text, left, min(right, found.end() + 400)):
            if fact.value not in seen and not _aside(text, fact):
                seen.add(fact.value)
                yield fact


def _aside(text: str, fact: Fact) -> bool:
    """Whether what ends is another document: the name is a ground (根据, 实施), a decision that amended it, or a list that holds it."""
    assert fact.span is not None
    return bool(_GROUND.search(text, max(0, fact.span.start - 4), fact.span.start) or _SOURCE.match(text, fact.span.end))


def amends_in(text: str, start: int, end: int) -> Iterator[Fact]:
    """The documents that this one changes: 关于修改《…》, 对《…》作如下修改; not those of the decisions by which it was amended itself."""
    seen = set()
    for found in _AMENDED.finditer(text, start, end):
        named = re.compile(r"[《〈](?P<title>[^《》〈〉]{2,100})[》〉]").match(text, found.end(), end)
        if named and named["title"] not in seen and not _ADOPTED.match(text, named.end(), end):
            seen.add(named["title"])
            yield Fact(value=re.sub(r"\s+", "", named["title"]), span=Span(named.start(), named.end()))
