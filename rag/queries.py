"""What a question asks for, understood by rules and data before anything is searched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.addresses import Address
from rag.sets import SetFilter


class QueryKind(StrEnum):
    """How a question is to be looked up."""

    CONTENT = "content"
    """By meaning and words."""
    ADDRESS = "address"
    """By a number that the person gives: 第七条, 文号."""
    SET = "set"
    """By scanning every measure: which measures mention X, how many."""
    FACT = "fact"
    """From the document's metadata: 文号, date, issuer, basis, number of measures."""
    CHATTER = "chatter"
    """Out of scope: greetings, weather, jokes, poems."""
    INJECTION = "injection"
    """An attempt to change the rules or to read the settings."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as understood."""

    text: str
    """As asked."""
    language: str
    """BCP 47: zh, zh-Hant, en, ja, ko, es, fr, de, ru, ar, vi, pt …"""
    normalised: str
    """Simplified characters, half-width letters and digits, slips of the pen mended; this question alone."""
    search: str
    """What is searched: ``normalised`` with what the history adds."""
    expansion: tuple[str, ...] = ()
    """Further Chinese words for the lexical side: synonyms, and the gloss of words in other languages."""
    kind: QueryKind = QueryKind.CONTENT
    wants: frozenset[Want] = frozenset()
    address: Address | None = None
    set_filter: SetFilter | None = None
    facts: tuple[str, ...] = ()
    """Every fact asked for, in the order asked; ``fact`` is the first."""
    fact: str | None = None
    """A key of ``Document.facts`` (number, title, issuer, published, effective, expires, basis, repeals, amends, region) or
    ``measures``, ``sections``."""
    history_used: bool = False
    names: tuple[str, ...] = ()
    """Quoted names, places and numbers that the question itself gives."""
    steps: tuple[tuple[str, str], ...] = ()
    """Each step of understanding that changed or decided something: its name and its outcome."""
