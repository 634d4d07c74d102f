"""Whole numbers as people write them: 20, ２０, 二十, 廿, seven, VII, septième, siete."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from corpus.tables import read_table

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5}
_DIGITS |= {"陆": 6, "柒": 7, "捌": 8, "玖": 9}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_SHORT = {"廿": "二十", "卅": "三十"}
"""Two and three tens in one character."""
CHINESE = "〇零一二两兩三四五六七八九十廿卅百千"
"""Characters of a number in an address."""
_RUSSIAN = re.compile(r"(?:ь?(?:его|ему|ей|ем|ю|я|е)|ого|ому|ое|ым|им|ый|ий|ой|ая|ую|ом|ые|ых)$")
_GERMAN = re.compile(r"(\w+?)und(\w+?)(?:te|ste)?[nrms]?$")
"""Ones before tens in one word: einundzwanzig."""
_EIGHTY = re.compile(r"quatre[-\s]vingts?(?=$|[-\s]|ième)")
_COMPOUND, _TEN = "compound", 10
NUMBER = rf"(?:[0-9]+|[{CHINESE}]+)"
"""Pattern of a number in an address, widths normalised."""
_WRITTEN = r"(?!năm\s+(?:nay|tới|ngoái|sau|trước|\d))[a-zß-ÿ\u0100-\u024f\u1e00-\u1eff]+|[а-яё]+|[\u0620-\u06d3]+"
WRITTEN_NUMBER = rf"(?:{_WRITTEN})(?:[\s-]+(?:{_WRITTEN})){{0,3}}"
"""A number in words, with more words than it may have."""


def chinese(text: str) -> int | None:
    """The value of a number in Chinese characters, 二〇二一 and 二十一 alike; None for anything else.

    >>> chinese("一百零三"), chinese("二〇二一"), chinese("三万五千")
    (103, 2021, 35000)
    """
    for short, written in _SHORT.items():
        text = text.replace(short, written)
    if not text or any(c not in _DIGITS and c not in _TENS and c not in _MYRIADS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, part, digit = 0, 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _TENS:
            part += (digit or 1) * _TENS[c]
            digit = 0
        else:
            total = (total + part + digit) * _MYRIADS[c] if total < _MYRIADS[c] else total + (part + digit) * _MYRIADS[c]
            part = digit = 0
    return total + part + digit


def roman(text: str) -> int | None:
    """The value of a Roman numeral up to 399; None for anything else."""
    if not re.fullmatch(r"C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", text) or not text:
        return None
    values = [_ROMAN[c] for c in text]
    return sum(-v if i + 1 < len(values) and v < values[i + 1] else v for i, v in enumerate(values))


@cache
def _file() -> dict[str, Any]:
    return read_table(__file__, "numerals.toml")


@cache
def _tables() -> dict[str, list[list[str]]]:
    """Rows of `numerals.toml` by name, the words of each number apart."""
    return {name: [group.split("|") for group in groups] for name, groups in _file().items() if name != _COMPOUND}


@cache
def _made_with(name: str) -> frozenset[str]:
    """Words that numbers in several words are made with, by what they do."""
    return frozenset(_file()[_COMPOUND][name].split("|"))


@cache
def _evenly_made_with(name: str) -> frozenset[str]:
    return frozenset(map(_evened, _made_with(name)))


def _evened(text: str) -> str:
    """Lower-case text with the letters that are written in two ways: ё and е, أ and ا, ة and ه."""
    return text.translate(_ALIKE).replace("bẩy", "bảy")


_ALIKE = str.maketrans("ёأإآىة", "еااايه")


@cache
def _words() -> dict[str, int]:
    return {
        _evened(word): value * (10 if name.endswith("_tens") else 1)
        for name, words in _tables().items()
        for value, group in enumerate(words, 1)
        for word in group
    }


@cache
def _stems() -> dict[str, int]:
    """Russian ordinals without their endings, which case and gender change."""
    return {stem: value for text, value in _words().items() if re.match("[а-яё]", text) and (stem := _RUSSIAN.sub("", text)) != text}


def word(text: str) -> int | None:
    """The value of a number word, cardinal or ordinal, in a supported language; ``twenty-first``, ``vingt et un`` and ``hai mươi mốt`` too.

    >>> word("thirty five"), word("двадцать первой"), word("السادسة والعشرين"), word("einundzwanzigste"), word("two three")
    (35, 21, 26, 21, None)
    """
    text = _evened(text.lower().strip())
    value = _single(text)
    return value if value is not None else _compound(text)


def english_ordinal(text: str) -> bool:
    """Whether words end in an ordinal that stands before what it counts: "first"."""
    last = text.lower().split("-")[-1].split()[-1:]
    return bool(last) and any(last[0] in group[1:] for name in ("en", "en_tens") for group in _tables()[name])


def only_within(text: str) -> bool:
    """Whether a word is a number only as part of a longer one, or as an article: "ein", "hundred"."""
    return text.lower() in _made_with("only_within")


def is_scale(text: str) -> bool:
    """Whether a word multiplies the number before it: "million"."""
    return text.lower() in _made_with("scales")


def _single(text: str) -> int | None:
    if text in _words():
        return _words()[text]
    if re.match("[а-яё]", text):
        return _stems().get(_RUSSIAN.sub("", text))
    if german := _GERMAN.match(text):
        ones, tens = (_words().get(part) for part in german.groups())
        return tens + ones if tens and ones else None
    return _words().get(text[:-1]) if re.search("(?:te|ste)[nrms]$", text) else None


def _compound(text: str) -> int | None:
    """The value of several words that make one number, by what each of them says."""
    hundred, tens_of, joining = (_evenly_made_with(name) for name in ("hundred", "tens_of", "joining"))
    total = 0
    parts = re.split(r"[-\s]+", _EIGHTY.sub("quatrevingt", text))
    if parts[0] in joining or parts[-1] in joining or (parts[0].startswith("و") and parts[0] not in _words()):
        return None  # joined to something before or behind
    for part in parts:
        value = _single(part) or (_single(part[1:]) if part.startswith("و") else None)
        below = total % 100
        if part in joining:
            continue
        if part in hundred and total < _TEN:
            total = (total or 1) * 100
        elif part in tens_of and 1 < total % 100 < _TEN:
            total += below * 9
        elif value is not None and _goes_behind(value, below, arabic="\u0620" <= part[0] <= "\u06d3"):
            total += value
        else:
            return None
    return total or None


def _goes_behind(value: int, below: int, *, arabic: bool) -> bool:
    """Whether a number may follow what is there below a hundred: ones tens, in Arabic tens ones, and 11 to 19 the French 60 and 80."""
    if below == 0:
        return value < 100
    if value < _TEN:
        return below % 10 == 0
    return (arabic and below < _TEN and value % 10 == 0) or (value < 20 and below in (60, 80))


def number(text: str) -> int | None:
    """The value of a number in digits, Chinese characters, a word or a Roman numeral; None when it is none."""
    text = text.strip()
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    for read in (chinese, word, roman):
        value = read(text)
        if value is not None:
            return value
    return None


@cache
def _cardinals() -> frozenset[str]:
    return frozenset(_evened(group[0]) for words in _tables().values() for group in words)


def ordinal(text: str) -> int | None:
    """The value of an ordinal word (seventh, séptima); None for a cardinal, which counts things ("two measures")."""
    return None if _evened(text.lower().strip()) in _cardinals() else word(text)


def longest(words: str, value_of: Callable[[str], int | None], *, first: bool) -> tuple[int, int, int] | None:
    """The value of as many words as make one number, those at the beginning or at the end, and where they stand."""
    ends = [(m.start(), m.end()) for m in re.finditer(r"[^\s-]+", words)]
    runs = [(ends[0][0], end) for _, end in reversed(ends)] if first else [(start, ends[-1][1]) for start, _ in ends]
    return next(((value, *run) for run in runs if (value := value_of(words[slice(*run)]))), None)
