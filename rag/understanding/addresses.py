"""Addresses that a person writes: 第七条, (七), 第二章第三条, 文号, "Article 7"; found without vectors, exactly or not at all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path

from rag.understanding.numerals import CHINESE, NUMBER, number, ordinal

DOCUMENT_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,12}\s?[〔\[(【〈]\s?\d{4}\s?[〕\])】〉]\s?第?\s?\d{1,5}\s?号|(?:国务院|主席)令(?:\s?\(?\d{4}\)?)?\s?第?\s?\d+\s?号"
)
"""A 文号 after widths were normalised: 湘政办发〔2021〕38号, 国务院令第722号."""

_SECTIONS = {"编": "编", "章": "章", "节": "节", "部分": "部分", "部": "部分", "大点": "部分", "附件": "附件"}
_WORDS = {
    "条": r"article|articulo|artículo|artikel|artigo|стать[ияюей]+|المادة|điều|제?조",
    "章": r"chapter|chapitre|capítulo|kapitel|глав[аеуы]|الفصل|chương",
    "部分": r"part|section|partie|parte|sección|teil|abschnitt|seção|част[иьью]+|раздел[еау]?|الجزء|القسم|phần|mục",
    "": r"measure|point|item|task|paragraph|clause|provision|no\.|mesure|disposition|tâche|medida|punto|tarea|maßnahme|punkt|aufgabe|ponto|мер[аеуы]|пункт[еау]?"
    r"|задач[аеиу]|الإجراء|التدبير|البند|المهمة|biện pháp|điểm|nhiệm vụ|§",
}
_SEVERAL = {unit: names + {"条": "|المواد|مواد"}.get(unit, "") for unit, names in _WORDS.items()}
"""The same, before several numbers."""
NOUNS = _SEVERAL["条"] + "|" + _SEVERAL[""]
"""Words for a measure or several in other languages than Chinese."""
_NUMBER_SIGN = r"no\.?|n°|number|numéro|número|nummer|số|№"
_WRITTEN = r"(?!năm\s+\d)[a-zß-ÿ\u0100-\u024f\u1e00-\u1eff]+|[а-яё]+|[\u0620-\u06d3]+"
_ORDINAL = rf"(?:{_WRITTEN})(?:[\s-]+(?:{_WRITTEN})){{0,3}}"
"""A number in words, with more words than it may have."""
_HAN_STEP = re.compile(
    rf"(倒数)?第\s?({NUMBER})\s?(编|章|节|条|款|项|部分|部(?=の|で|は|に(?:入|あ|含|つ)|以外|を除)|大点|个?措施|项?措施|条?措施|点|段|个(?:要点|部分|方面)|号措施)(?:之([一二三四五六七八九十0-9]+))?"
)
_BEFORE_HAN = re.compile(
    rf"(措施|附件|要点|意见)\s?[(]?({NUMBER})[)]?(?![0-9{CHINESE}年月日个项条家万亿元%.\-])(?!(?<=[^{CHINESE}]一)[共定样些起直般律])"
)
_ATTACHED = re.compile(r"附件(?=[里中内]?的?第)")
_BRACKETED = re.compile(rf"第?[(]\s?({NUMBER})\s?[)](条|项|点|款|个)?")
_ENUMERATED = re.compile(rf"(?:^|[\s,，。第看讲])({NUMBER})[、.](?=\s|$|[\u3400-\u9fff?])")
_KOREAN = re.compile(
    r"제?\s?(\d+)\s?(조|장|절|항|호|부분|부(?=의|에서|에 속|에 있|에 나| ?외에|를 제외))"
    r"|((?:[가-힣]+ ?)?[가-힣]+ ?번째|첫째|둘째|셋째)\s?(조치|조항|항목|부분|장)"
)
_KOREAN_NUMBERED = re.compile(r"(\d+)\s?번(?:\s?(?:조항|조치|항목|과제|사항)|(?=\s?(?:부터|까지|이후|이전)))")
_KOREAN_UNITS = {"조": "条", "장": "章", "절": "节", "항": "款", "호": "项", "부분": "部分", "부": "部分"}
_JAPANESE = re.compile(rf"第?({NUMBER})\s?(?:番目の|の)?(措置|施策|项目|項目|条项)")
_FROM = r"(?:,?\s*\(?(?:from|de|del|des|du|von|с|từ|من|numbered|nos?\.?)(?:\s+(?:la|el|le|les|los|las|l))?(?![^\W\d_]))?"
"""What may stand between a unit and the first number of a range: "medidas, de la 7 a la 15"."""
_TO = r"(?:-|–|—|~|から|(?:to|through|thru|until|à|au|a|al|hasta|bis|до|по|đến|tới|إلى)(?![^\W\d_]))"
_HAN_RANGE = re.compile(
    rf"第?\s?[(]?({NUMBER})[)]?\s?(编|章|节|条|款|项|部分|点|조|장|条)?\s?(?:(?:一直|看|数|起|开始)?[到至]|—+|–|-|~|～|から|부터)\s?제?第?\s?[(]?({NUMBER})[)]?\s?"
    r"(编|章|节|条|款|项|部分|点|个?措施|조|장)"
)
_AND = r"(?:and|&|et|y|und|и|và|e)"
_LISTED = r"(?:\d+|\b[ivxl]+\b)"
_HAN_LIST = re.compile(rf"第({NUMBER}(?:\s?[、,和及]\s?第?{NUMBER})+)\s?(编|章|节|条|款|项|部分|点|个?措施)")
_BETWEEN = re.compile(
    r"(?<!\w)(?<!conflict )(?:between|между|بين|giữa)(?:\s\w+)?\s*$|(?:^|,\s?)(?:and |y |et |e )?¿?(?:entre|zwischen)(?:\s\w+)?\s*$"
)
_COMPARED = re.compile(r"differ|compar|relat|conflict|разни|отлич|الفرق|khác|so sánh")
_BARE = re.compile(
    rf"(?:^|看看|看下|看一下|讲讲|说说|查一下|说一下|解释一?下|那|请问|条例|办法|细则|规定|意见|法)({NUMBER})条"
    rf"(?!措施|款|政策|是|都|有)(?=$|[?。,(]|怎么|咋|讲|说|规定|写|的?内容|里|呢|第[(]?{NUMBER}[)]?[款项])"
)
"""A number that stands alone for an address in speech (看看11条); 有3条措施 counts."""
_ALONE = re.compile(r"^(?:请|帮我|再)?(?:看|讲|说)(?:下|一下|看|讲|说)?\s?([0-9]{1,3})[?。!]*$")
"""A question that is nothing but a number to be shown (看下38)."""
_OUTER = re.compile(
    rf"(?:^|(?<=[\s,。:第看讲说下问]))([{CHINESE}]{{1,3}})\s?[、.]?\s?(?=第?[(]\s?[{CHINESE}]+\s?[)](?:$|[\s?。,!的]|讲|说|是|有|怎么|咋|里|写|规定))"
)
"""The section before a number in parentheses: 二(三), 二、(三)."""
_LONGEST_RANGE = 60
"""Numbers in a range at most; more is a year or a phone number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One level of an address."""

    unit: str
    """编, 章, 节, 条, 款, 项, 部分, 附件, 段; empty where the person only gives a number or says 点, 措施, "measure"; () for (七)."""
    number: int
    """From 1; negative counts from the end (the last measure is -1)."""
    branch: int = 0
    """第三十条之一 has branch 1."""
    at: tuple[int, int] = field(default=(0, 0), compare=False)
    """Where it stands in the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the person points, outermost level first."""

    text: str
    """The words of the question that give it."""
    steps: tuple[Step, ...]
    """Empty where only a 文号 or a title is given."""
    document: str | None = None
    """文号 as written, where the question gives one."""


@cache
def _pointing() -> dict[str, re.Pattern[str]]:
    with (Path(__file__).parent / "addresses.toml").open("rb") as file:
        return {name: re.compile(pattern) for name, pattern in tomllib.load(file).items()}


def read(question: str) -> Address | None:
    """The address in a normalised question; None when it has none.

    Counts (三条措施, "two measures") and things that merely carry a number (第三方, 第一产业, 前三条) are no addresses.
    """
    document = DOCUMENT_NUMBER.search(question)
    rest = question.replace(document.group(), " " * len(document.group())) if document else question
    found = sorted(_steps(rest), key=lambda item: item[0])
    steps = tuple(step for _, _, step in found)
    if not steps and not document:
        return None
    words = [document.group()] if document else []
    if found:
        words.append(rest[found[0][0] : max(end for _, end, _ in found)].strip())
    return Address(text=" ".join(words), steps=steps, document=document.group() if document else None)


def beside(question: str, history: Sequence[str]) -> Address | None:
    """The measure after or before the one that the history last pointed at ("下一条呢?"); None for any other question."""
    lowered = question.lower()
    shift = 1 if _pointing()["next"].search(lowered) else -1 if _pointing()["previous"].search(lowered) else 0
    last = next((a for turn in reversed(history) if (a := read(turn)) and a.steps), None) if shift else None
    if last is None or last.steps[-1].number + shift < 1:
        return None
    *outer, step = last.steps
    moved = Step(unit=step.unit, number=step.number + shift)
    return Address(text=question, steps=(*outer, moved), document=last.document)


def _steps(text: str) -> list[tuple[int, int, Step]]:
    taken = [(start, end, Step(unit=unit, number=n, at=(start, end))) for start, end, unit, numbers in _ranges(text) for n in numbers]

    def take(start: int, end: int, unit: str, value: int | None, branch: int = 0) -> None:
        if value and not any(start < e and s < end for s, e, _ in taken):
            taken.append((start, end, Step(unit=unit, number=value, branch=branch, at=(start, end))))

    for m in _HAN_STEP.finditer(text):
        unit = _SECTIONS.get(m.group(3), m.group(3) if m.group(3) in "条款项段" else "部分" if m.group(3) == "个部分" else "")
        value = number(m.group(2))
        take(*m.span(), unit, -value if value and m.group(1) else value, number(m.group(4)) or 0 if m.group(4) else 0)
    for m in _pointing()["last"].finditer(text.lower()):
        take(*m.span(), "", -1)
    for m in _BRACKETED.finditer(text):
        take(*m.span(), "()", number(m.group(1)))
    if alone := _ALONE.match(text):
        take(*alone.span(1), "", number(alone.group(1)))
    for m in _BEFORE_HAN.finditer(text):
        take(*m.span(), "附件" if m.group(1) == "附件" else "", number(m.group(2)))
    for m in _ATTACHED.finditer(text):
        take(*m.span(), "附件", 1)
    for m in chain(_ENUMERATED.finditer(text), _OUTER.finditer(text)):
        take(*m.span(1), "、", number(m.group(1)))
    for m in _JAPANESE.finditer(text):
        take(*m.span(), "", number(m.group(1)))
    for m in _KOREAN.finditer(text):
        unit = m.group(2) or m.group(4)
        take(*m.span(), _KOREAN_UNITS.get(unit, ""), number((m.group(1) or m.group(3)).replace(" ", "")))
    for m in _KOREAN_NUMBERED.finditer(text):
        take(*m.span(), "", int(m.group(1)))
    for unit, value, start, end in _foreign(text.lower()):
        take(start, end, unit, value)
    return taken


def _ranges(text: str) -> list[tuple[int, int, str, Sequence[int]]]:
    """第三条到第六条, 第36至38条, "articles 3 to 6", "статьи 3–6": every number between."""
    found = []
    for m in _HAN_RANGE.finditer(text):
        found.append((m.start(), m.end(), m.group(4) or m.group(2) or "", number(m.group(1)), number(m.group(3))))
    for unit, names in _SEVERAL.items():
        for m in re.finditer(rf"(?<![^\W\d_])(?:{names})e?[sn]?(?={_FROM}\s*\(?(\d+|{_ORDINAL}?)\)?\s*(?:{_TO})\s*(?:(?:la|el|le|zu[rm]?)\s+)?(?:(?:{names})\s*)?\(?(\d+|{_ORDINAL}))", text.lower()):
            if (first := number(m.group(1))) and (last := _longest(m.group(2), number, first=True)):
                found.append((m.start(), m.start(2) + last[2], unit, first, last[0]))
    ranges: list[tuple[int, int, str, Sequence[int]]] = []
    for start, end, unit, first, last in found:
        if first and last and first < last <= first + _LONGEST_RANGE:
            ranges.append((start, end, _unit(unit), range(first, last + 1)))
    return ranges + _lists(text)


def _lists(text: str) -> list[tuple[int, int, str, Sequence[int]]]:
    """第三、五、七条, "articles 3, 5 and 7": several numbers before or after one unit."""
    lists: list[tuple[int, int, str, Sequence[int]]] = []
    for m in _HAN_LIST.finditer(text):
        numbers = [n for n in (number(part) for part in re.findall(NUMBER, m.group(1))) if n]
        lists.append((*m.span(), _unit(m.group(2)), numbers))
    for unit, names in _SEVERAL.items():
        for m in re.finditer(rf"(?<![^\W\d_])(?:{names})s?\s*({_LISTED}(?:(?:\s*,\s*|\s*(?:,\s*)?{_AND}\s*){_LISTED})+)", text.lower()):
            listed = [n for n in (number(part.upper()) for part in re.findall(_LISTED, m.group(1))) if n]
            between = len(listed) == 2 and _ranging(text[: m.start()].lower()) and listed[0] < listed[1] <= listed[0] + _LONGEST_RANGE
            lists.append((*m.span(), unit, range(listed[0], listed[1] + 1) if between else listed))
    for m in _BARE.finditer(text):
        lists.append((m.start(1), m.end(1) + 1, "条", [n] if (n := number(m.group(1))) else []))
    return lists


def _ranging(before: str) -> bool:
    """Whether two numbers behind these words are the ends of a range, and nothing is compared."""
    return _BETWEEN.search(before) is not None and _COMPARED.search(before) is None


def _unit(written: str) -> str:
    return _KOREAN_UNITS.get(written, _SECTIONS.get(written, written if written in "条款项段" else ""))


def _foreign(text: str) -> list[tuple[str, int, int, int]]:
    found = []
    for unit, names in _WORDS.items():
        numbered = rf"(?<![^\W\d_])(?:{names})s?(?![^\W\d_])(?:\s*|-(?=[a-z\d]))(?:{_NUMBER_SIGN})?\s*[(（#]?\s*(?=(\d+|[ivxlc]+\b|{_ORDINAL}))"
        for m in re.finditer(numbered, text):
            word = m.group(1)
            value = number(word.upper()) if re.fullmatch("[ivxlc]+", word) and number(word) is None else None
            if value:
                found.append((unit, value, m.start(), m.end(1)))
            elif read := _longest(word, number, first=True):
                found.append((unit, read[0], m.start(), m.start(1) + read[2]))
        for m in re.finditer(rf"(\d+)(?:st|nd|rd|th|e|er|ère|ème|\.|º|ª|-?[яйеую]+)\s+(?:{names})|({_ORDINAL})\s+(?:{names})", text):
            if m.group(1):
                found.append((unit, int(m.group(1)), *m.span()))
            elif read := _longest(m.group(2), ordinal, first=False):
                found.append((unit, read[0], m.start(2) + read[1], m.end()))
    return found


def _longest(words: str, value_of: Callable[[str], int | None], *, first: bool) -> tuple[int, int, int] | None:
    """The value of as many words as make one number, those at the beginning or at the end, and where they stand."""
    ends = [(m.start(), m.end()) for m in re.finditer(r"[^\s-]+", words)]
    runs = [(ends[0][0], end) for _, end in reversed(ends)] if first else [(start, ends[-1][1]) for start, _ in ends]
    return next(((value, *run) for run in runs if (value := value_of(words[slice(*run)]))), None)
