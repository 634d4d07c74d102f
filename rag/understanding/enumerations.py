"""Ranges and lists of numbers in an address: 第三条到第六条, "articles 3, 5 and 7"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.understanding.levels import SEVERAL, level
from rag.understanding.numerals import NUMBER, WRITTEN_NUMBER, longest, number

_FROM = r"(?:,?\s*\(?(?:from|de|del|des|du|von|с|từ|من|numbered|nos?\.?)(?:\s+(?:la|el|le|les|los|las|l))?(?![^\W\d_]))?"
"""What may stand between a unit and the first number of a range: "medidas, de la 7 a la 15"."""
_TO = r"(?:(?<=[\d)])[-–—~](?=[\d(])|(?<=\s)[-–—~](?=\s)|から|(?:to|through|thru|until|à|au|a|al|hasta|bis|до|по|đến|tới|إلى)(?![^\W\d_]))"
_HAN_RANGE = re.compile(
    rf"第?\s?[(]?({NUMBER})[)]?\s?(编|章|节|条|款|项|部分|点|조|장|条)?\s?(?:(?:一直|看|数|起|开始)?[到至]|—+|–|-|~|～|から|부터)\s?제?第?\s?[(]?({NUMBER})[)]?\s?"
    r"(编|章|节|条|款|项|部分|点|个?措施|조|장)"
)
_AND = r"(?:and|&|et|y|und|и|và|e|و)"
_LISTED = r"(?:\d+|\b[ivxl]+\b)"
_HAN_SAME = re.compile(rf"第({NUMBER})(编|章|节|条|款|项|部分|点)((?:\s?[、,和及]\s?{NUMBER}\2)+)")
"""第三条、五条、七条."""
_HAN_LIST = re.compile(rf"第({NUMBER}(?:\s?[、,和及]\s?第?{NUMBER})+)\s?(编|章|节|条|款|项|部分|点|个?措施)")
_BETWEEN = re.compile(
    r"(?<!\w)(?<!conflict )(?:between|между|بين|giữa)(?:\s\w+)?\s*$|(?:^|,\s?)(?:and |y |et |e )?¿?(?:entre|zwischen)(?:\s\w+)?\s*$"
)
_COMPARED = re.compile(r"differ|compar|relat|conflict|разни|отлич|الفرق|khác|so sánh")
_CLOCK = re.compile(r"(?:[上下]午|早上?|晚上?|中午|凌晨|周[一二三四五六日末天]|星期.|每天|当天|今天|明天)[^,。?]{0,6}$")
_BY_CLOCK = re.compile(r"钟|半|开[门放]|关门|[上下]班|营业|(?:可以|能)?(?:去|来)?办(?![法理])")
_LONGEST_RANGE = 60
"""Numbers in a range at most; more is a year or a phone number."""


def enumerated(text: str) -> list[tuple[int, int, str, Sequence[int]]]:
    """Where several numbers stand with one level, the level, and the numbers: 第三条到第六条, "articles 3 to 6", 第三、五、七条.

    Of a range every number between is given.
    """
    found = []
    for m in _HAN_RANGE.finditer(text):
        if m.group(4) == "点" and "第" not in m.group() and (_CLOCK.search(text[: m.start()]) or _BY_CLOCK.match(text, m.end())):
            continue
        found.append((m.start(), m.end(), m.group(4) or m.group(2) or "", number(m.group(1)), number(m.group(3))))
    for unit, names in SEVERAL.items():
        opening = rf"(?<![^\W\d_])(?:{names})e?[sn]?(?={_FROM}\s*\(?(\d+|{WRITTEN_NUMBER}?)\)?\s*"
        closing = rf"(?:{_TO})\s*(?:(?:la|el|le|zu[rm]?)\s+)?(?:(?:{names})\s*)?\(?(\d+|{WRITTEN_NUMBER}))"
        for m in re.finditer(opening + closing, text.lower()):
            if (begun := number(m.group(1))) and (ended := longest(m.group(2), number, first=True)):
                found.append((m.start(), m.start(2) + ended[2], unit, begun, ended[0]))
    ranges: list[tuple[int, int, str, Sequence[int]]] = []
    for start, end, unit, first, last in found:
        if first and last and first < last <= first + _LONGEST_RANGE:
            ranges.append((start, end, level(unit), range(first, last + 1)))
    return ranges + _lists(text)


def _lists(text: str) -> list[tuple[int, int, str, Sequence[int]]]:
    """第三、五、七条, "articles 3, 5 and 7": several numbers before or after one unit."""
    lists: list[tuple[int, int, str, Sequence[int]]] = []
    for m in _HAN_LIST.finditer(text):
        numbers = [n for n in (number(part) for part in re.findall(NUMBER, m.group(1))) if n]
        lists.append((*m.span(), level(m.group(2)), numbers))
    for m in _HAN_SAME.finditer(text):
        numbers = [n for n in (number(part) for part in [m.group(1), *re.findall(NUMBER, m.group(3))]) if n]
        lists.append((*m.span(), level(m.group(2)), numbers))
    for unit, names in SEVERAL.items():
        for m in re.finditer(rf"(?<![^\W\d_])(?:{names})s?\s*({_LISTED}(?:(?:\s*,\s*|\s*(?:,\s*)?{_AND}\s*){_LISTED})+)", text.lower()):
            listed = [n for n in (number(part.upper()) for part in re.findall(_LISTED, m.group(1))) if n]
            between = len(listed) == 2 and _ranging(text[: m.start()].lower()) and listed[0] < listed[1] <= listed[0] + _LONGEST_RANGE
            lists.append((*m.span(), unit, range(listed[0], listed[1] + 1) if between else listed))
    return lists


def _ranging(before: str) -> bool:
    """Whether two numbers behind these words are the ends of a range, and nothing is compared."""
    return _BETWEEN.search(before) is not None and _COMPARED.search(before) is None
