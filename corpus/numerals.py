"""Chinese, Arabic and full-width numerals as integers, and back."""

from __future__ import annotations

from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000, "廿": 20, "卅": 30}
_FULL = str.maketrans("０１２３４５６７８９（）．－／　", "0123456789().-/ ")
_CIRCLED = (
    {chr(0x2460 + i): i + 1 for i in range(20)} | {chr(0x2474 + i): i + 1 for i in range(20)} | {chr(0x2488 + i): i + 1 for i in range(20)}
)
_CIRCLED |= {chr(0x2776 + i): i + 1 for i in range(10)} | {chr(0x3220 + i): i + 1 for i in range(10)}

CHINESE = "零〇○一二三四五六七八九十百千两廿"
"""The characters of a Chinese number, for use in a character class."""


def half_width(text: str) -> str:
    """``text`` with full-width digits, parentheses, points and spaces made half width; the length is unchanged."""
    return text.translate(_FULL)


@lru_cache(maxsize=4096)
def to_int(numeral: str) -> int | None:
    """The number that a numeral writes: ``二十三``, ``二〇二一``, ``23``, ``２３``, ``⑫``; None when it writes none."""
    numeral = "".join(half_width(numeral).split())
    if not numeral:
        return None
    if numeral.isascii() and numeral.isdigit():
        return int(numeral[:9])
    if numeral in _CIRCLED:
        return _CIRCLED[numeral]
    if any(c not in _DIGITS and c not in _UNITS for c in numeral):
        return None
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral)[:9])
    total, digit = 0, 0
    for c in numeral:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in "廿卅":
            total, digit = total + _UNITS[c], 0
        else:
            total, digit = total + (digit or 1) * _UNITS[c], 0
    return total + digit


def to_chinese(number: int) -> str:
    """``number`` (1 to 9999) as a legal text writes it: 十二, 一百零五.

    Raises:
        ValueError: When the number is outside that range.
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"no Chinese ordinal for {number}: use 1 to 9999")
    digits = "零一二三四五六七八九"
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if gap and out else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return out[1:] if out.startswith("一十") else out
