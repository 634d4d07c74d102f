"""Titles as questions have them: the kind of each document and what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpus.documents import ParsedDocument
from corpus.tables import read_table
from rag.understanding.wording import normalised

TELLING = 2
"""Letters that tell a document, at least."""
_BEFORE_MATTER = re.compile(r"^.{0,120}?关于(?:印发|发布|公布|转发|下发)?|^[^《]{0,40}?(?:印发|发布|公布)(?=《)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Where a question names a document."""

    document: ParsedDocument
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What a document is: an order, rules, a plan."""

    titles: re.Pattern[str]
    """As titles write it; of a document of any kind, nothing."""
    called: re.Pattern[str]
    """As people call it in Chinese."""
    other: re.Pattern[str]
    """And in other languages."""


@cache
def naming_words() -> tuple[tuple[Kind, ...], dict[str, re.Pattern[str]]]:
    """The kinds of documents, and the words around their names, of `named.toml`."""
    table = read_table(__file__, "named.toml")
    kinds = tuple(
        Kind(
            re.compile("|".join(kind["titles"])),
            re.compile("|".join(kind.get("called", kind["titles"]))),
            re.compile(rf"(?<!\w)(?:{kind['other']})(?!\w)", re.IGNORECASE),
        )
        for kind in table["kind"]
    )
    patterns = table["words"]
    patterns |= {"pointing": f"{patterns['pointing']}$", "leading": rf"\s+{patterns['leading']}\s+"}
    return kinds, {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


@dataclass(frozen=True, slots=True)
class Titled:
    """A document, its title as questions are written, and of that what the document is about, from 关于 on."""

    document: ParsedDocument
    number: str
    title: str
    matter: str


def titled(documents: Sequence[ParsedDocument]) -> tuple[Titled, ...]:
    """The titles of some documents, in their order."""
    titles = [(parsed, normalised(parsed.document.title)) for parsed in documents]
    return tuple(
        Titled(parsed, plain_number(parsed.document.number or ""), title, _BEFORE_MATTER.sub("", title)) for parsed, title in titles
    )


def tells(words: str) -> bool:
    """Whether words have more in them than what many titles have."""
    return len(naming_words()[1]["common"].sub("", words)) >= TELLING


def plain_number(number: str) -> str:
    """A number of a document in one way of writing."""
    return "".join(c for c in normalised(number) if c.isalnum() and c != "第")
