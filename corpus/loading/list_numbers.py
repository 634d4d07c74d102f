"""Numbers as lists write them: 3, c, iii, 三, ③, （三）'s inside."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_ROMAN_VALUES = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
_ROMAN_LETTERS = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def chinese(number: int, *, digits: str = _DIGITS, units: str = "十百千") -> str:
    """1 → 一, 10 → 十, 21 → 二十一, 105 → 一百零五; numbers over 9,999 stay Arabic."""
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + (units[power - 1] if power else "")
        gap = not digit
    return text[1:] if text.startswith("一十") else text


def roman(number: int) -> str:
    """4 → iv; numbers outside 1 to 3,999 stay Arabic."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, letters in zip(_ROMAN_VALUES, _ROMAN_LETTERS, strict=True):
        count, number = divmod(number, value)
        text += letters * count
    return text


def letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa, 28 → bb, as word processors count."""
    if not 0 < number < 1000:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def circled(number: int) -> str:
    """1 → ①, up to 50 → ㊿; larger numbers stay Arabic."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return str(number)


def in_format(number: int, name: str) -> str:
    """``number`` in a number format of WordprocessingML (ECMA-376 part 1, 17.18.59 ST_NumberFormat); unknown ones stay decimal."""
    form = _FORMATS.get(name)
    return form(number) if form else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, digits=_LEGAL_DIGITS, units="拾佰仟"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": lambda number: chr(0x2473 + number) if 1 <= number <= 20 else f"({number})",
    "decimalEnclosedFullstop": lambda number: chr(0x2487 + number) if 1 <= number <= 20 else f"{number}.",
    "ideographEnclosedCircle": lambda number: chr(0x327F + number) if 1 <= number <= 10 else chinese(number),
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "none": lambda _: "",
}
