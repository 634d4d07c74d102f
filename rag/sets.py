"""Questions about all measures that fulfil a condition, answered by an exhaustive scan of the structure."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.documents import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFilter:
    """Conditions that a measure must all fulfil; an empty filter takes every measure."""

    terms: tuple[tuple[str, ...], ...] = ()
    """Words that the measure must contain: each inner tuple gives one word and its equals, any of which will do."""
    departments: tuple[str, ...] = ()
    """Departments that must all take part, as asked for."""
    role: Role | None = None
    """The part that the departments (or, without names, any department) must have; None for any."""
    section: str | None = None
    """Path of the section that must enclose the measure."""
    count_only: bool = False
    """True for "how many" without "which"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """What the scan gives: checked N, found n."""

    checked: int
    found: tuple[tuple[str, int], ...]
    """Document id and ordinal of each measure found, in reading order."""
