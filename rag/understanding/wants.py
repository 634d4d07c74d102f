"""What kind of thing a question wants, by its question words, and what is left of it without them.

Where the encoder's hearing is at hand it says what a question wants (`rag.retrieval.hearing`); these rules serve without it, for what it
does not hear, and for parts of a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache

from corpus.tables import any_of, read_table
from rag.understanding.numerals import word
from rag.understanding.units import units
from rag.understanding.vocabulary import words


class Want(StrEnum):
    """What kind of thing would answer."""

    WHO = "who"
    """A public body: in charge, or to do something, or to turn to."""
    CHARGE = "charge"
    """The departments in charge of a matter as a whole, not of one deed in it."""
    PERSONS = "persons"
    """People or firms: who may, who must."""
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
    NAME = "name"
    """One named thing that is none of the others: a plan, a stage, a form; heard only."""
    FATE = "fate"
    """What becomes of something; what follows for whom."""
    CONTACT = "contact"
    """A telephone number, an address; heard only."""


@cache
def _patterns(language: str = "") -> dict[str, re.Pattern[str]]:
    """By name; without the patterns of other languages in Latin letters, where the language has patterns of its own."""
    table = read_table(__file__, "wants.toml")
    strangers = [i for i, other in enumerate(_ORDER) if language in _ORDER and other in _LATIN and other not in (language, "en")]
    kept = {name: [p for i, p in enumerate(entry["patterns"]) if name in _MIXED or i not in strangers] for name, entry in table.items()}
    return {name: re.compile(any_of(patterns)) for name, patterns in kept.items()}


LIKELY, SURE = 0.5, 0.85
"""Probabilities from which on a kind of thing that is heard counts as wanted, and as surely wanted."""


def likely(heard: Mapping[Want, float], least: float = LIKELY) -> frozenset[Want]:
    """The kinds of thing that are heard with so much probability at least; who is in charge is a public body."""
    found = frozenset(kind for kind, chance in heard.items() if chance >= least)
    return found | {Want.WHO} if Want.CHARGE in found else found


_MIXED = frozenset(
    {
        "fate",
        "charge",
        "whether",
        "circumstances",
        "basis",
        "most",
        "least",
        "whole",
        "rest",
        "persons",
        "bodies",
        "bodies_elsewhere",
        "deed",
        "frame",
    }
)
"""Tables of `wants.toml` whose lines are in no order of languages."""
_ORDER = ("zh", "en", "fr", "es", "de", "ja", "ko", "ru", "ar", "vi", "pt", "it")
"""Languages of the lines of `wants.toml`, the same in each table but `_MIXED`."""
_LATIN = frozenset({"fr", "es", "de", "vi", "pt", "it"})
"""Their question words are syllables of one another's words: importe in "imported", ai in "AI"."""


_ENDS_ALIKE = frozenset({"ja", "ko"})
"""Languages in which a question with a question word ends as one for yes or no does."""
_WHO_IS_ANYONE = frozenset({"zh", "zh-Hant", "en"})
"""Languages in which 谁 and "who" alone may mean persons or partners; `bodies` says what makes a question one for departments."""
_PLAIN_MONEY = re.compile(r"多少(?:钱|元|块)|几(?:百|千|万)?(?:元|块)|how much (?:money|is paid)")
_EITHER = re.compile(r"还是(?!(?:要|能|可以|会|不|没|得|有|需))")
_ENDS_IN_MA = re.compile(r"[吗么][?。!\s]*$")
_OPEN = re.compile(r"多少|几|多[大久高长]|何时|什么|哪|怎|how|what|when")


def wants(question: str, language: str = "") -> frozenset[Want]:
    """Every kind of thing that the question words of a normalised question ask for; empty where it has none."""
    lowered = question.lower()
    patterns = _patterns(language)
    found = {want for want in Want if want.value in patterns and patterns[want.value].search(lowered)}
    bodies = language not in _WHO_IS_ANYONE or patterns["bodies"].search(lowered)
    if Want.WHO in found and Want.PERSONS not in found and bodies and not patterns["deed"].search(lowered):
        found.add(Want.CHARGE)
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
    return settled(question, found)


def settled(question: str, found: Iterable[Want]) -> frozenset[Want]:
    """The kinds of thing found in a normalised question, set right where its words leave no doubt, whatever is heard.

    Who leads a matter is a question for those in charge; whether somebody sees to it is none; in what circumstances something
    follows is none for what follows; what a figure goes by is one for the way in which it is come by.
    A list is wanted where all is to be listed, or more of what a question for one asks.
    """
    patterns, lowered, kinds = _patterns(), question.lower(), frozenset(found)
    if patterns["charge"].search(lowered):
        kinds |= {Want.WHO, Want.CHARGE}
    if patterns["whether"].search(lowered):
        kinds = (kinds - {Want.WHO, Want.CHARGE}) | {Want.YES_NO}
    if way_asked(question):
        kinds |= {Want.HOW}
    if patterns["whole"].search(lowered):
        kinds |= {Want.LIST}
    if patterns["rest"].search(lowered) and patterns["list"].search(lowered):
        kinds = (kinds - {Want.YES_NO}) | {Want.LIST}
    return (kinds - {Want.FATE}) | {Want.LIST} if patterns["circumstances"].search(lowered) else kinds


def way_asked(question: str) -> bool:
    """Whether a normalised question wants the way in which a figure is come by, so that the way answers it."""
    return _patterns()["basis"].search(question.lower()) is not None


@lru_cache(256)
def end_asked(question: str) -> str:
    """Which end of a range a normalised question asks for: ``most``, ``least``, or empty for neither or both."""
    patterns, lowered = _patterns(), question.lower()
    ends = [end for end in ("most", "least") if any(not _counted(lowered[m.end() :]) for m in patterns[end].finditer(lowered))]
    return ends[0] if len(ends) == 1 else ""


def _counted(rest: str) -> bool:
    """Whether a figure follows the words for an end, so that they limit it and ask for nothing ("after at least two years")."""
    following = _NEXT.match(rest)
    return following is not None and (following.group(1).isdigit() or word(following.group(1)) is not None)


_NEXT = re.compile(r"[^\W\d_]*[\s,]*(?:(?:of|de|di|von)\s+)?([0-9]+|(?<=[\s,])[^\W\d_]+)")


def either(question: str) -> bool:
    """Whether a normalised Chinese question asks which of two things holds (市州还是个人), no question for yes or no."""
    return _EITHER.search(question) is not None and not _ENDS_IN_MA.search(question)


def adds_to_a_list(text: str) -> bool:
    """Whether a normalised text wants all or more of what was asked for before it: 全部列一下, "anything else?"."""
    patterns, lowered = _patterns(), text.lower()
    return any(patterns[name].search(lowered) for name in ("whole", "rest"))


@cache
def bodies_asked() -> re.Pattern[str]:
    """What a question for departments, in lower case and any language, has beside its question word."""
    return re.compile("|".join(_patterns()[name].pattern for name in ("bodies", "bodies_elsewhere")))


def topic(question: str) -> tuple[str, ...]:
    """The words of a normalised Chinese question that carry its topic, in order.

    >>> topic("充电桩有哪些支持措施?")
    ('充电', '桩', '支持')
    """
    frame = _patterns()["frame"]
    return tuple(w for w in words(question) if not frame.fullmatch(w) and any(c.isalnum() for c in w))
