"""Particulars that questions ask for and policies often leave to other documents: papers, deadlines, telephone numbers.

How they are asked for and what shows them stands in `details.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.queries import Query


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
    with (Path(__file__).parent / "details.toml").open("rb") as file:
        table = tomllib.load(file)
    return tuple(Detail(**entry | {side: re.compile(entry[side]) for side in ("asked", "shown")}) for entry in table.values())


def details(query: Query) -> tuple[Detail, ...]:
    """The particulars that a question asks for."""
    question = query.normalised.lower()
    return tuple(detail for detail in _table() if detail.asked.search(question))


def unwritten(query: Query, texts: Sequence[str]) -> bool:
    """Whether a question asks for a particular whose form none of the normalised texts shows: a telephone number, a web address."""
    return any(detail.certain and not any(detail.shown.search(text) for text in texts) for detail in details(query))
