"""What kind of thing a question wants, and what is left of it without its question words."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from rag.understanding.units import units
from rag.understanding.vocabulary import words


class Want(StrEnum):
    """What kind of thing would answer."""

    WHO = "who"
    """A department or person."""
    AMOUNT = "amount"
    """Money, a rate, a percentage."""
    COUNT = "count"
    """A number of things that is not money."""
    WHEN = "when"
    WHERE = "where"
    HOW = "how"
    WHY = "why"
    YES_NO = "yes_no"
    LIST = "list"
    DEFINITION = "definition"


@cache
def _patterns(language: str = "") -> dict[str, re.Pattern[str]]:
    """By name; without the patterns of other languages in Latin letters, where the language has patterns of its own."""
    with (Path(__file__).parent / "wants.toml").open("rb") as file:
        table = tomllib.load(file)
    strangers = [i for i, other in enumerate(_ORDER) if language in _ORDER and other in _LATIN and other not in (language, "en")]
    kept = {name: [p for i, p in enumerate(entry["patterns"]) if name == "frame" or i not in strangers] for name, entry in table.items()}
    return {name: re.compile("|".join(f"(?:{p})" for p in patterns)) for name, patterns in kept.items()}


_ORDER = ("zh", "en", "fr", "es", "de", "ja", "ko", "ru", "ar", "vi", "pt")
"""Languages of the lines of `wants.toml`, the same in each table but ``frame``."""
_LATIN = frozenset({"fr", "es", "de", "vi", "pt"})
"""Their question words are syllables of one another's words: importe in "imported", ai in "AI"."""


_ENDS_ALIKE = frozenset({"ja", "ko"})
"""Languages in which a question with a question word ends as one for yes or no does."""
_PLAIN_MONEY = re.compile(r"多少(?:钱|元|块)|几(?:百|千|万)?(?:元|块)|how much (?:money|is paid)")
_EITHER = re.compile(r"还是(?!(?:要|能|可以|会|不|没|得|有|需))")
_OPEN = re.compile(r"多少|几|多[大久高长]|何时|什么|哪|怎|how|what|when")


def wants(question: str, language: str = "") -> frozenset[Want]:
    """Every kind of thing that the question words of a normalised question ask for; empty where it has none."""
    lowered = question.lower()
    patterns = _patterns(language)
    found = {want for want in Want if patterns[want.value].search(lowered)}
    measured = {Want(unit.want) for unit in units(lowered)}
    if measured and Want.AMOUNT not in measured and not _PLAIN_MONEY.search(lowered):
        found.discard(Want.AMOUNT)
    found |= measured
    if found & {Want.AMOUNT, Want.WHEN} and Want.COUNT not in measured:
        found.discard(Want.COUNT)
    if language in _ENDS_ALIKE and found - {Want.YES_NO, Want.DEFINITION}:
        found.discard(Want.YES_NO)
    if _EITHER.search(lowered) and not _OPEN.search(lowered):
        found -= {Want.AMOUNT, Want.COUNT, Want.WHEN}  # "dollars or yuan?" wants one of the two, not a figure
    return frozenset(found)


def topic(question: str) -> tuple[str, ...]:
    """The words of a normalised Chinese question that carry its topic, in order.

    >>> topic("充电桩有哪些支持措施?")
    ('充电', '桩', '支持')
    """
    frame = _patterns()["frame"]
    return tuple(w for w in words(question) if not frame.fullmatch(w) and any(c.isalnum() for c in w))
