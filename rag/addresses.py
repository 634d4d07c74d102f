"""Addresses that a person writes: 第七条, (七), 第二章第三条, 文号, "Article 7"; found without vectors, exactly or not at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One level of an address."""

    unit: str
    """编, 章, 节, 条, 款, 项, 部分, 附件, 段; empty where the person only gives a number or says 点, 措施, "measure"."""
    number: int
    """From 1; negative counts from the end (the last measure is -1)."""
    branch: int = 0
    """第三十条之一 has branch 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the person points, outermost level first."""

    text: str
    """The words of the question that give it."""
    steps: tuple[Step, ...]
    """Empty where only a 文号 or a title is given."""
    document: str | None = None
    """文号 as written, where the question gives one."""
