"""Grades: whether a profile has the grade that a condition wants (省级, 五星级, 5A级, 一等奖, 高级, 纳税信用A级)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from corpus.tables import read_table


@cache
def _table() -> tuple[tuple[bool, tuple[re.Pattern[str], ...]], ...]:
    """Of each family, whether its grades exclude one another, and their patterns from low to high."""
    return tuple(
        (entry["one"], tuple(re.compile(rank) for rank in entry["ranks"])) for entry in read_table(__file__, "grades.toml").values()
    )


_CLAUSE = re.compile(r"[^，,。；;！!？?\n、]+")
_ABOVE = re.compile(r"(?:及|或|含)?以上")


def graded(condition: str, told: str, words: Collection[str]) -> bool | None:
    """Whether the profile has the grades that a condition names; True where it names none, None where the profile leaves it open.

    Args:
        condition: Half width, lower case.
        told: The profile's words, half width, lower case.
        words: What the condition is about; another grade rules it out only in a clause that has one of these.
    """
    verdict: bool | None = True
    near = "\n".join(clause for clause in _CLAUSE.findall(told) if any(word in clause for word in words))
    for one, ranks in _table():
        wanted = {at for at, rank in enumerate(ranks) if rank.search(condition)}
        if any(_ABOVE.match(condition, match.end()) for at in wanted for match in ranks[at].finditer(condition)):
            wanted |= set(range(min(wanted), len(ranks)))
        had = {at for at, rank in enumerate(ranks) if rank.search(told)}
        if not wanted or wanted & had:
            continue
        if one and any(rank.search(near) for rank in ranks):
            return False
        verdict = None
    return verdict
