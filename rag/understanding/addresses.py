"""Addresses that a person writes: 第七条, (七), 第二章第三条, 文号, "Article 7"; found without vectors, exactly or not at all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path

from rag.understanding.languages import KANA
from rag.understanding.numerals import CHINESE, NUMBER, english_ordinal, is_scale, number, only_within, ordinal, roman

DOCUMENT_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,12}\s?[〔\[(【〈]\s?\d{4}\s?[〕\])】〉]\s?第?\s?\d{1,5}\s?号|(?:国务院|主席)令(?:\s?\(?\d{4}\)?)?\s?第?\s?\d+\s?号"
)
"""A 文号 after widths were normalised: 湘政办发〔2021〕38号, 国务院令第722号."""

_SECTIONS = {"编": "编", "章": "章", "节": "节", "部分": "部分", "部": "部分", "大点": "部分", "附件": "附件"}
_WORDS = {
    "条": r"article|articulo|artículo|artikel|artigo|стат(?:ь[а-я]{1,3}|ей)|المادة|điều|제?조",
    "章": r"chapter|chapitre|capítulo|kapitel|глав(?:[аеуы]|ах|ой)|الفصل|chương",
    "部分": r"part|section|partie(?!s)|parte|sección|teil|abschnitt|seção|част(?:[иь]|ью|ей|ях)"
    r"|раздел(?:[еау]|ах|ов)?|الجزء|القسم|phần|mục",
    "款": r"paragraph|absatz|alinéa|párrafo|parágrafo|абзац(?:[аеу]|ах)?|الفقرة|khoản",
    "": r"measure|point|item|task|clause|provision|no\.|mesure|disposition|tâche|medida|punto|tarea|maßnahme|punkt|aufgabe|ponto"
    r"|мер(?:[аеуы]|ах)|пункт(?:[еау]|ах|ов)?|задач(?:[аеиу]|ах)|الإجراء|التدبير|البند|المهمة|biện pháp|điểm|nhiệm vụ|§",
}
_SEVERAL = {unit: names + {"条": "|المواد|مواد|المادتان|المادتين"}.get(unit, "") for unit, names in _WORDS.items()}
"""The same, before several numbers."""
NOUNS = _SEVERAL["条"] + "|" + _SEVERAL[""]
"""Words for a measure or several in other languages than Chinese."""
_NUMBER_SIGN = r"no\.?|n°|number|numéro|número|nummer|số|thứ|№"
_WRITTEN = r"(?!năm\s+(?:nay|tới|ngoái|sau|trước|\d))[a-zß-ÿ\u0100-\u024f\u1e00-\u1eff]+|[а-яё]+|[\u0620-\u06d3]+"
_ORDINAL = rf"(?:{_WRITTEN})(?:[\s-]+(?:{_WRITTEN})){{0,3}}"
"""A number in words, with more words than it may have."""
_LINE = r"(?!(?:生产|流水|航|公交|地铁|轻轨|铁路|轨道|输[电油气])?线(?![上下索])|高铁|地铁|跑道|街(?!道)|河(?![南北]))"
"""What 条 counts where it is no article: 第二条生产线."""
_CLOCK = re.compile(r"(?:[上下]午|早上?|晚上?|中午|凌晨|周[一二三四五六日末天]|星期.|每天|当天|今天|明天)[^,。?]{0,6}$")
_BY_CLOCK = re.compile(r"钟|半|开[门放]|关门|[上下]班|营业|(?:可以|能)?(?:去|来)?办(?![法理])")
_HAN_STEP = re.compile(
    rf"(倒数)?第\s?({NUMBER})\s?(编|章|节|条{_LINE}|款|项(?!目(?![标的录]))|部分|部(?=の|で|は|に(?:入|あ|含|つ)|以外|を除)|大点|个?措施|项?措施|条?措施|点|段|个(?:要点|部分|方面)|号措施)(?:之([一二三四五六七八九十0-9]+))?"
)
_BEFORE_HAN = re.compile(
    rf"(措施|附件|要点|意见)\s?[(]?({NUMBER})[)]?(?![0-9{CHINESE}年月日个项条家万亿元%.\-])(?!(?<=[^{CHINESE}]一)[共定样些起直般律])"
)
_NUMBERED = re.compile(r"(?:^|[\s?。;!])[0-9]{1,2}[、.]")
_ATTACHED = re.compile(r"附件(?=[里中内]?的?第)")
_BRACKETED = re.compile(rf"第?[(]\s?({NUMBER})\s?[)](条|项|点|款|个)?")
_ENUMERATED = re.compile(
    rf"(?:^|[\s,，。第看讲])(?:([{CHINESE}]+)[、.](?=\s|$|[\u3400-\u9fff?])(?![{CHINESE}])|([0-9]{{1,3}})[、.](?=\s*(?:$|[(?]|第|讲|说|是|有|怎么|什么|里|的|部分|这|那|呢)))"
)
"""七、 and 3、讲什么; questions that somebody numbers (1. 补贴多少? 2. …) are none."""
_KOREAN_CHAPTER = (
    r"(?<=제\d)장|(?<=제\d\d)장|(?<=제 \d)장|(?<=제 \d\d)장|(?<=제 \d )장|(?<=제 \d\d )장"
    r"|장(?=의|에서|에는|에 |\s?제?\d|[은을를이]?\s?(?:요약|내용|설명|무슨|무엇|보여|알려|[?]|$))"
)
"""장 for a chapter and no sheets of paper (사진 2장)."""
_KOREAN = re.compile(
    rf"제?\s?(\d+)\s?(조(?!\s?(?:원|위안|달러|엔))|{_KOREAN_CHAPTER}|절|항|호|부분"
    r"|부(?=의|에서|에 속|에 있|에 나| ?외에|를 제외))"
    r"|((?:[가-힣]+ ?)?[가-힣]+ ?번째|(\d+) ?번째|첫째|둘째|셋째)\s?(조치|조항|항목|부분|장)"
)
_KOREAN_NUMBERED = re.compile(
    r"(?<!버스 )(\d+)\s?번(?:\s?(?:조항|조치|항목|과제|사항)|(?=\s?(?:이후|이전|부터|까지)\s?(?:의 )?(?:조항|조치|항목|과제)))"
)
_KOREAN_UNITS = {"조": "条", "장": "章", "절": "节", "항": "款", "호": "项", "부분": "部分", "부": "部分"}
_JAPANESE = re.compile(rf"(?:第({NUMBER})\s?の?|({NUMBER})\s?番目の)(?:措置|施策|项目|項目|条项)")
_FROM = r"(?:,?\s*\(?(?:from|de|del|des|du|von|с|từ|من|numbered|nos?\.?)(?:\s+(?:la|el|le|les|los|las|l))?(?![^\W\d_]))?"
"""What may stand between a unit and the first number of a range: "medidas, de la 7 a la 15"."""
_TO = r"(?:(?<=[\d)])[-–—~](?=[\d(])|(?<=\s)[-–—~](?=\s)|から|(?:to|through|thru|until|à|au|a|al|hasta|bis|до|по|đến|tới|إلى)(?![^\W\d_]))"
_HAN_RANGE = re.compile(
    rf"第?\s?[(]?({NUMBER})[)]?\s?(编|章|节|条|款|项|部分|点|조|장|条)?\s?(?:(?:一直|看|数|起|开始)?[到至]|—+|–|-|~|～|から|부터)\s?제?第?\s?[(]?({NUMBER})[)]?\s?"
    r"(编|章|节|条|款|项|部分|点|个?措施|조|장)"
)
_AND = r"(?:and|&|et|y|und|и|và|e|و)"
_NO_YEAR = re.compile(r"\s*(?:$|[.,;:?!)]|(?:nói|quy|là|có|về|của|trong|và|đến)(?!\w))")
"""What follows năm where it is 5 and no year."""
_NO_WORD_FOLLOWS = re.compile(r"\s*(?:$|[.,;:?!)]|(?:and|or|to|of|et|ou|y|und|oder|de|des|du|der|и|или)\b)")
_LISTED = r"(?:\d+|\b[ivxl]+\b)"
_HAN_SAME = re.compile(rf"第({NUMBER})(编|章|节|条|款|项|部分|点)((?:\s?[、,和及]\s?{NUMBER}\2)+)")
"""第三条、五条、七条."""
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
    rf"(?:^|(?<=[\s,。:第看讲说下问]))([{CHINESE}]{{1,3}})\s?[、.]?\s?(?=第?[(]\s?[{CHINESE}]+\s?[)](?:$|[\s?。,!的和与及、]|讲|说|是|有|怎么|咋|里|写|规定))"
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
    if not any(step.unit in ("条", "", "()") for step in steps) and "款" not in rest:
        # a paragraph of no article is a measure
        steps = tuple(replace(step, unit="") if step.unit == "款" else step for step in steps)
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
    several = len(_NUMBERED.findall(text)) > 1
    for m in chain(_ENUMERATED.finditer(text), _OUTER.finditer(text)):
        group = m.lastindex or 1
        if group == 1 or not several:
            take(*m.span(group), "、", number(m.group(group)))
    for m in _JAPANESE.finditer(text) if KANA.search(text) else ():
        take(*m.span(), "", number(m.group(1) or m.group(2)))
    for m in _KOREAN.finditer(text):
        counted, unit, ordinal_words, ordinal_digits, thing = m.groups()
        written = counted or ordinal_digits or ordinal_words.replace(" ", "")
        take(*m.span(), _KOREAN_UNITS.get(unit or thing, ""), number(written))
    for m in _KOREAN_NUMBERED.finditer(text):
        take(*m.span(), "", int(m.group(1)))
    for unit, value, start, end in _foreign(text.lower()):
        take(start, end, unit, value)
    return taken


def _ranges(text: str) -> list[tuple[int, int, str, Sequence[int]]]:
    """第三条到第六条, 第36至38条, "articles 3 to 6", "статьи 3–6": every number between."""
    found = []
    for m in _HAN_RANGE.finditer(text):
        if m.group(4) == "点" and "第" not in m.group() and (_CLOCK.search(text[: m.start()]) or _BY_CLOCK.match(text, m.end())):
            continue
        found.append((m.start(), m.end(), m.group(4) or m.group(2) or "", number(m.group(1)), number(m.group(3))))
    for unit, names in _SEVERAL.items():
        opening = rf"(?<![^\W\d_])(?:{names})e?[sn]?(?={_FROM}\s*\(?(\d+|{_ORDINAL}?)\)?\s*"
        closing = rf"(?:{_TO})\s*(?:(?:la|el|le|zu[rm]?)\s+)?(?:(?:{names})\s*)?\(?(\d+|{_ORDINAL}))"
        for m in re.finditer(opening + closing, text.lower()):
            if (begun := number(m.group(1))) and (ended := _longest(m.group(2), number, first=True)):
                found.append((m.start(), m.start(2) + ended[2], unit, begun, ended[0]))
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
    for m in _HAN_SAME.finditer(text):
        numbers = [n for n in (number(part) for part in [m.group(1), *re.findall(NUMBER, m.group(3))]) if n]
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
        noun = rf"(?<![^\W\d_])(?:{names})e?[sn]?(?![^\W\d_])(?:\s*|-(?=[a-z\d]))"
        numbered = rf"(?:{_NUMBER_SIGN})?\s*[(（#]?\s*(?=(\d+|[ivxlc]+\b|{_ORDINAL}))"
        for m in re.finditer(noun + numbered, text):
            word = m.group(1)
            if re.fullmatch("[ivxlc]+", word) and number(word) is None:
                if (value := roman(word.upper())) and (len(word) > 1 or _alone(word, text[m.end(1) :])):
                    found.append((unit, value, m.start(), m.end(1)))
            elif (read := _longest(word, number, first=True)) and _stands(word[: read[2]], text[m.start(1) + read[2] :], m.group()):
                found.append((unit, read[0], m.start(), m.start(1) + read[2]))
        for m in re.finditer(
            rf"(?:(?<!\d)(\d{{1,3}})(?:st|nd|rd|th|e|er|ère|ème|\.|º|ª|-?[яйеую]+)|({_ORDINAL}))\s+(?:{names})(?:e?[sn]|ы|и)?(?![^\W\d_])",
            text,
        ):
            if m.group(1):
                found.append((unit, int(m.group(1)), *m.span()))
            elif (read := _longest(m.group(2), ordinal, first=False)) and not only_within(m.group(2)[read[1] :]):
                found.append((unit, read[0], m.start(2) + read[1], m.end()))
    return found


def _stands(word: str, rest: str, noun: str) -> bool:
    """Whether number words behind a noun number it: no ordinal of what follows, no article, no part of a larger number."""
    following = re.match(r"\s*([^\W\d_]+)", rest)
    if english_ordinal(word) or (only_within(word) and "thứ" not in noun) or (following and is_scale(following.group(1))):
        return False
    if re.match(r"-[^\W\d_]", rest):
        return False  # one-off, two-thirds
    return word not in ("năm", "một") or _NO_YEAR.match(rest) is not None


def _alone(letter: str, rest: str) -> bool:
    """Whether one letter behind a unit is a Roman numeral: "section V", and not "which measure I can use"."""
    return letter in "ivx" and _NO_WORD_FOLLOWS.match(rest) is not None


def _longest(words: str, value_of: Callable[[str], int | None], *, first: bool) -> tuple[int, int, int] | None:
    """The value of as many words as make one number, those at the beginning or at the end, and where they stand."""
    ends = [(m.start(), m.end()) for m in re.finditer(r"[^\s-]+", words)]
    runs = [(ends[0][0], end) for _, end in reversed(ends)] if first else [(start, ends[-1][1]) for start, _ in ends]
    return next(((value, *run) for run in runs if (value := value_of(words[slice(*run)]))), None)
