"""Questions about the document itself (文号, date, issuer, basis …), answered from its metadata with the place that proves it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from corpus.documents import Fact, ParsedDocument
from corpus.tables import read_table
from rag.understanding import named, surroundings
from rag.understanding.addresses import DOCUMENT_NUMBER
from rag.understanding.divisions import divisions
from rag.understanding.holdings import derived
from rag.understanding.languages import function_words, identify, simplified
from rag.understanding.wants import Want, wants


@cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str], re.Pattern[str]]:
    """What names each fact, what else a question about a document consists of, and what points to a document."""
    table = read_table(__file__, "facts.toml")
    facts = {name: re.compile(simplified("|".join([found] if isinstance(found, str) else found))) for name, found in table["facts"].items()}
    words, points = (re.compile(simplified("|".join(table[name].values()))) for name in ("words", "points"))
    return facts, words, points


def read(question: str, searched: Sequence[ParsedDocument] = ()) -> tuple[str, ...]:
    """The facts that a normalised question asks for, in the order asked; empty for a question about anything else.

    "When do the coupons start?" is not about the document: what names the facts, the document and the question must leave nothing over.
    The place of a document that is searched names it too: how many measures does Hunan have?

    Args:
        question: Normalised.
        searched: The documents that it is asked of.
    """
    rest = DOCUMENT_NUMBER.sub(" ", _ON_NAMED.sub(" ", named.unnamed(question, named.find(question, searched))))
    rest = rest.lower().replace("啥", "什么")
    for place in derived(searched, _regions):
        rest = rest.replace(place, " ")
    rest = _DAY_BY_PARTS.sub("哪天", rest)
    language = identify(question)
    small = function_words(language)
    names = _named(rest, small)
    if names == ("issuer",) and Want.WHEN in wants(question, language):
        return ("issuer", "published")
    return names


_ON_NAMED = re.compile("(?:关于|有关|对于)(?= )")
"""What leads to a document that is named, whose name is blanked; before other words it leads to a matter."""
_DAY_BY_PARTS = re.compile("(?:(?:哪一?|何|几)[年月日天号]){2,}(?![文令])")
"""A day asked for by its parts: 哪年哪月哪天, 几月几号; 哪年几号文 asks for a number."""


def points(question: str) -> bool:
    """Whether a normalised question points to a document as a whole: 这份文件, "the regulation"."""
    return _patterns()[2].search(question.lower()) is not None


def denied(question: str) -> bool:
    """Whether a normalised question asks for none of the facts, though it sounds like one about a document: pages, what is legal."""
    return asserting()["patterns"].search(question.lower()) is not None


@cache
def asserting() -> dict[str, re.Pattern[str]]:
    """What a question says of a document to have it decided, by fact and kind of value; its words of asking as ``words``."""
    table = read_table(__file__, "facts.toml")
    return {name: re.compile(simplified(p)) for part in ("asserted", "values", "decision", "none") for name, p in table[part].items()}


def left_over(rest: str, small: Collection[str]) -> list[str]:
    """The words of what is left of a question that name neither a document nor asking."""
    return [word for word in re.findall(r"[^\W_]+", _patterns()[1].sub(" ", rest)) if word not in small]


def _named(rest: str, small: Collection[str]) -> tuple[str, ...]:
    """The facts that are named in what is left of a question, in the order asked; none where words are left over."""
    facts = _patterns()[0]
    found: list[tuple[int, str]] = []
    partial = asserting()["parts"].search(rest)
    for name, pattern in facts.items():
        match = None if partial and name == "about" else pattern.search(rest)
        if match:
            found.append((match.start(), name))
        while match:
            gap = " ".join(group for group in match.groups() if group)
            rest = rest[: match.start()] + gap.ljust(match.end() - match.start()) + rest[match.end() :]
            match = pattern.search(rest) if not gap else None
    found += [(at, fact) for at, name in found for fact in _TOGETHER.get(name, ()) if fact not in {n for _, n in found}]
    found = [(at, name) for at, name in found if name not in _TOGETHER]
    return () if left_over(rest, small) else tuple(name for _, name in sorted(found, key=lambda one: one[0]))


def stated(names: Sequence[str], parsed: ParsedDocument) -> tuple[str, ...]:
    """The facts asked for as a document has them: where no person signs, the authority does; where none passed it, it was issued."""
    named = (_INSTEAD[name] if name in _INSTEAD and not surroundings.around(name, parsed) else name for name in names)
    return tuple(dict.fromkeys(named))


_INSTEAD = {"signatory": "issuer", "adopted": "published"}
_TOGETHER = {"signature": ("issuer", "published"), "about": ("title", "sections"), "nature": ("title", "issuer")}
"""What several facts together tell: a signature block who and when; the title and the headings what it is about, with the authority what
kind of text it is."""


def _regions(documents: Sequence[ParsedDocument]) -> list[str]:
    """Names of the places that documents are for, the longest first."""
    said = {fact.value for parsed in documents for fact in parsed.document.facts.get("region", ()) if 1 < len(fact.value) <= _PLACE}
    return sorted(said | {place[:-1] for place in said if len(place) > 2 and place[-1] in "省市区县"}, key=len, reverse=True)


_PLACE = 8
"""Characters of a place's name at most."""


def find(name: str, parsed: ParsedDocument) -> tuple[Fact, ...]:
    """The fact of a document as its text proves it; empty where the document does not say.

    For ``measures`` and ``sections`` the count, with no span: what proves it is the list itself.
    """
    if name == "measures":
        return (Fact(value=str(len(parsed.measures)), span=None),)
    if name == "sections":
        return (Fact(value=str(len(divisions(parsed))), span=None),)
    if name in surroundings.NAMES:
        return surroundings.around(name, parsed)
    return tuple(parsed.document.facts.get(name, ()))
