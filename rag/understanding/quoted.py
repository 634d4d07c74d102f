"""Words that a question quotes to have them looked for: 写有“备案”或“核准”的, 引用《…条例》, citing 某政发〔2020〕1号."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

HIDDEN = "\ue000"
"""Stands for each letter between the marks, so that no pattern reads what is quoted."""
_BETWEEN = re.compile(
    r"“([^“”]{1,80})”|„([^“”„]{1,80})[“”]|\"([^\"]{1,80})\"|「([^「」]{1,80})」|『([^『』]{1,80})』|«\s?([^«»]{1,80}?)\s?»|‘([^‘’]{1,80})’"
    r"|(?<!\w)'([^']{2,80})'(?!\w)|《((?:[^《》]|《[^《》]*》){1,120})》"
)
_HAN_RUN = re.compile(r"(?<![\u3400-\u9fff])(?!牵头|负责|主管|责任|配合|部门)[\u3400-\u9fff]{2,}")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\s?[〔\[(【〈]\s?(\d{4})\s?[〕\])】〉]\s?第?\s?\d{1,5}\s?号")
_BRACKETS = ("〔〕", "[]", "()", "【】")
_OR = r"或者?是?|抑或|还是|\b(?:or|ou|oder|o|или|hoặc)\b|または|又は|もしくは|또는|혹은|أو"
_AND = r"[、,/]|和|与|及|以及|同|跟|并且?|\b(?:and|et|y|und|e|и|và)\b|と|や|와|과|و"
_BETWEEN_TWO = re.compile(rf"\s*(?:,\s*)?(?:(?P<any>{_OR})|(?:{_AND}))?\s*(?:(?:the |le |la |el |das |den )?(?:\w+ )?)??")
_OR_BOTH = re.compile(
    rf"\s*,?\s*(?:{_OR})\s*(?:the |les |los |las |as |os )?(?:both|two|deux|dos|ambos|ambas|beide|beides|оба|обе|两者|都|cả hai)"
)
_LEADING = re.compile(
    r"(?:[了过到有着]|的|以下|下列|这|那|[一两二三四几]|[个类些]|词语?|字眼?|字样|概念|说法|文件|法规|法律|术语|"
    r"\s|\b(?:the|a|both|either|any of|words?|terms?|phrases?|expressions?|le|la|les|el|los|las|den|das|die|der)\b)*$"
)
_TRAILING = re.compile(
    r"(?:等|这|那|的)?(?:[一二两三四五六七八几]?(?:个|些|类|种)?(?:词语?|字眼?|字样|关键词|概念|说法|提法|表述|表达|术语|用语|措辞|名称|短语))?(?:文件?(?!字|号))?"
)
_TAKEN = re.compile(
    r"(?!\s*(?:[里中内上下的]|当中|一文|部分|这))\s*(?:都|均|又|究竟|到底|一共|总共|共|分别|各自|各)*(?:被|有|是)?"
    r"(?:(?:在|于)[^,。?;]{0,12}?|(?:哪|几|多少)[^,。?;]{0,8}?)?(?:里|中|内|上|当中)?(?:都|均|有|被|又|过)*"
    r"(?:出现|提到|提及|写到|写进|用到|用过|使用|引用|援引|涉及)"
    r"|(?:という|と)?(?:言[葉叶]|用?[語语]|表[現现])?(?:を|が|に|は)(?:使|用い|引用|含|言及|触れ|出て|登[場场])"
    r"|(?:이?라는)?\s?(?:단어|말|용어|표현)?(?:을|를|이|가|에)?\s?(?:언급|사용|쓰|인용|포함|나오|등장)"
    r"|\s*(?:mentioned|cited|quoted|used|named|referred to|appears?|occurs?|comes? up|written)\b"
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """One or several quoted words beside each other."""

    start: int
    end: int
    """Behind the closing mark and the words for a word: 这两个词."""
    words: tuple[str, ...]
    """As quoted; a title keeps its marks."""
    joined: bool
    """Whether all of them are asked for; False for one or the other."""


def quoted(question: str, cue: re.Pattern[str], *, chinese: bool, every: bool = False) -> tuple[Quoted, ...]:
    """The quoted words that a normalised question wants to find in the text, in its order.

    Marks around the name of a section or of a department leave it that: the cue stands right before the marks or behind them.

    Args:
        question: Normalised, lower case.
        cue: What stands before words that are looked for ([mention_of]).
        chinese: In other languages the cue may stand anywhere.
        every: All words in marks are wanted, cue or not.
    """
    marks = [(m.start(), m.end(), _word(m)) for m in _BETWEEN.finditer(question)]
    cues = [m.end() for m in cue.finditer(question) if not any(s < m.start() < e for s, e, _ in marks)]
    for end in cues:
        number = _NUMBER.match(question, end + (leading.end() if (leading := re.match("[了过到]+", question[end:])) else 0))
        if number:
            marks.append((*number.span(), number.group()))
    found: list[Quoted] = []
    for group in _groups(sorted(marks), question):
        start, end = group[0][0], _behind(question, group[-1][1])
        led = any(cue_end <= start and _LEADING.match(question, cue_end, start) for cue_end in cues)
        if every or led or _TAKEN.match(question, end) or (not chinese and cues):
            found.append(Quoted(start, end, tuple(word for _, _, word in group), not _any_of(question, group)))
    return tuple(found)


def _any_of(question: str, group: Sequence[tuple[int, int, str]]) -> bool:
    """Whether one of several words will do: "X or Y", "X, Y, or both"."""
    gaps = [_BETWEEN_TWO.fullmatch(question, one[1], other[0]) for one, other in pairwise(group)]
    return any(gap and gap["any"] for gap in gaps) or (len(group) > 1 and _OR_BOTH.match(question, group[-1][1]) is not None)


def _behind(question: str, end: int) -> int:
    """Where the words for a word end that follow the marks."""
    found = _TRAILING.match(question, end)
    return found.end() if found else end


def _word(match: re.Match[str]) -> str:
    word = next(group for group in match.groups() if group)
    return f"《{word}》" if match.group().startswith("《") else word.strip()


def _groups(marks: Sequence[tuple[int, int, str]], question: str) -> Iterator[list[tuple[int, int, str]]]:
    """Quoted words with nothing between them but "and" or "or"."""
    group: list[tuple[int, int, str]] = []
    for mark in marks:
        if group and not _BETWEEN_TWO.fullmatch(question, group[-1][1], mark[0]):
            yield group
            group = []
        group.append(mark)
    if group:
        yield group


def unmarked(question: str, taken: Sequence[tuple[int, int]]) -> Iterator[Quoted]:
    """Chinese words in a question of another language, wanted as if they stood in marks; those in places that are taken are not."""
    runs = [m for m in _HAN_RUN.finditer(question) if all(m.end() <= start or end <= m.start() for start, end in taken)]
    for group in _groups([(m.start(), m.end(), m.group()) for m in runs], question):
        yield Quoted(group[0][0], group[-1][1], tuple(word for _, _, word in group), not _any_of(question, group))


def marked(text: str) -> Iterator[re.Match[str]]:
    """What stands in marks, the marks with it."""
    return _BETWEEN.finditer(text)


def outside(question: str) -> str:
    """What stands outside all marks."""
    return _BETWEEN.sub(" ", question)


def hidden(question: str, found: Sequence[Quoted]) -> str:
    """The question, as long as it was, with nothing to be read in what is quoted; the marks stay."""
    for one in found:
        inside = "".join(c if c in "“”„\"「」『』«»‘’'《》" else HIDDEN for c in question[one.start : one.end])
        question = question[: one.start] + inside + question[one.end :]
    return question


def spellings(word: str) -> tuple[str, ...]:
    """Ways to write a quoted word in a text: titles inside titles have other marks, numbers of documents other brackets."""
    if word.startswith("《"):
        return (word, f"〈{word[1:-1]}〉", f"<{word[1:-1]}>")
    number = _NUMBER.fullmatch(word)
    if number:
        before, year, after = re.split(r"\s?[〔\[(【〈]\s?(\d{4})\s?[〕\])】〉]\s?", word)
        return tuple(f"{before}{pair[0]}{year}{pair[1]}{after}" for pair in _BRACKETS)
    return (word,)
