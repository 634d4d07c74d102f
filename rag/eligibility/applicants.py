"""Applicants: kinds of firms, bodies and people that a text addresses and that a profile is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import cache

from corpus.tables import read_table


@cache
def _table() -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Axis, narrower kinds and patterns of words by name."""
    table = read_table(__file__, "kinds.toml")
    return {
        name: (entry["axis"], tuple(entry.get("holds", ())), tuple(_word(word) for word in entry["words"])) for name, entry in table.items()
    }


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(words), re.IGNORECASE) for name, (_, _, words) in _table().items()}


def _word(word: str) -> str:
    return rf"\b{word}" if word.isascii() else word


def kinds_in(text: str) -> frozenset[str]:
    """Every kind that a text names, by its name in `kinds.toml`."""
    return frozenset(name for name, pattern in _patterns().items() if pattern.search(text))


def without_kinds(text: str) -> str:
    """A text less the words that name a kind."""
    return _any_kind().sub(" ", text)


@cache
def _any_kind() -> re.Pattern[str]:
    """All words of `kinds.toml`, the longer ones first."""
    words = sorted((word for _, _, words in _table().values() for word in words), key=len, reverse=True)
    return re.compile("|".join(words), re.IGNORECASE)


def axis_of_kind(kind: str) -> str:
    """``form``, ``size``, ``person`` or ``trade``."""
    return _table()[kind][0]


def admitted(asked: Collection[str], own: Collection[str]) -> bool | None:
    """Whether one who is all of ``own`` is any of ``asked``; None when the profile does not say.

    Kinds of one axis (legal form, size, trade, person) exclude one another; kinds of several axes in ``asked`` are alternatives
    on each axis and must hold on all.
    """
    if not asked:
        return None
    axes: dict[str, set[str]] = defaultdict(set)
    for kind in asked:
        axis, holds, _ = _table()[kind]
        axes[axis] |= {kind, *holds}
    verdicts = [
        _on(axis, wanted, own) for axis, wanted in axes.items() if not (axis == "form" and wanted == {"enterprise"} and len(axes) > 1)
    ]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _on(axis: str, wanted: set[str], own: Collection[str]) -> bool | None:
    mine = {kind for kind in own if _table()[kind][0] == axis}
    if "person" in wanted and any(_table()[kind][0] == "person" for kind in own):
        return True
    if mine & wanted:
        return True
    if axis == "size" and mine == {"sme"}:
        return None
    if axis == "person" and mine & _COMBINED and wanted & _COMBINED:
        return None
    return False if mine else None


_COMBINED = frozenset({"graduate", "jobless", "disabled", "veteran", "poor", "returning"})
"""Kinds of people of whom one may be several."""


def closed(asked: Collection[str], own: Collection[str]) -> bool:
    """Whether a benefit for ``asked`` is none for ``own``: other kinds, people where a business asks, bodies where a person does."""
    if admitted(asked, own) is False:
        return True
    if "enterprise" in asked and "self_employed" not in asked and "self_employed" in own and "enterprise" not in own:
        return True
    named = {_table()[kind][0] for kind in own}
    if asked and "person" in named and not named & {"form", "trade", "size"} and not any(_table()[kind][0] == "person" for kind in asked):
        return "person" not in asked
    people = bool(asked) and all(_table()[kind][0] == "person" for kind in asked)
    return people and "enterprise" in own and not any(_table()[kind][0] == "person" for kind in own)
