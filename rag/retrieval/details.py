"""Particulars that questions ask for and policies often leave to other documents: papers, deadlines, telephone numbers.

How they are asked for and what shows them stands in `details.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from corpus.tables import read_table
from rag.queries import Query
from rag.understanding.wants import wants, way_asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One kind of particular."""

    asked: re.Pattern[str]
    """On a normalised, lower-cased question."""
    shown: re.Pattern[str]
    """On a normalised Chinese text that gives it."""
    certain: bool = False
    """Whether its form cannot be missed: where no document shows it, none says it."""


@cache
def _table() -> tuple[Detail, ...]:
    table = read_table(__file__, "details.toml")
    return tuple(Detail(**entry | {side: re.compile(entry[side]) for side in ("asked", "shown")}) for entry in table.values())


def details(query: Query) -> tuple[Detail, ...]:
    """The particulars that a question asks for."""
    question = query.normalised.lower()
    return tuple(detail for detail in _table() if detail.asked.search(question))


def unwritten(query: Query, texts: Iterable[str]) -> bool:
    """Whether a question asks for nothing but particulars of which no normalised text shows the form: a telephone number, a web address."""
    wanted = [detail for detail in details(query) if detail.certain]
    if not wanted or any(detail.shown.search(text) for text in texts for detail in wanted):
        return False
    clauses = [clause for clause in re.split(r"[,;?。!]", query.normalised.lower()) if wants(clause, query.language)]
    return all(any(detail.asked.search(clause) for detail in wanted) for clause in clauses)


def asks_way(query: Query) -> bool:
    """Whether a question, or the one that it leans on, wants the way in which a figure is come by, so that the way answers it."""
    return way_asked(query.normalised) or (query.history_used and way_asked(query.search))
