"""How many departments a measure is to have, from the words of a question that are known to say it: 三家以上, "exactly two bodies"."""

from __future__ import annotations

import re

from rag.understanding.conditions import Condition
from rag.understanding.mentions import Patterns
from rag.understanding.numerals import number

_COUNTED, _WORD = re.compile(r"\d+|[一二两三四五六七八九十]+(?=[个家者つ机到至])"), re.compile(r"[^\W\d_]+")
_WORDS = {
    "하나": 1,
    "한": 1,
    "두": 2,
    "둘": 2,
    "세": 3,
    "셋": 3,
    "네": 4,
    "넷": 4,
    "다섯": 5,
    "여섯": 6,
    "واحد": 1,
    "واحدة": 1,
    "ثلاث": 3,
    "ثلاثة": 3,
    "أربع": 4,
    "أربعة": 4,
    "خمس": 5,
    "خمسة": 5,
}
"""Numerals of languages that write them out."""

_BOUNDED: dict[str, tuple[int | None, int | None]] = {
    "": (0, 0),
    "or_more": (0, None),
    "more_than": (1, None),
    "or_fewer": (None, 0),
    "fewer_than": (None, -1),
}
"""What is added to a count for the least and for the most; None leaves that side open."""
_BOUNDS = _BOUNDED.keys() - {""}
_EXTREMES = {"top": "most", "bottom": "fewest"}
_SAYING = (*_BOUNDS, *_EXTREMES, "not_only", "none", "many", "sole")


def read(said: str, patterns: Patterns) -> Condition | str | None:
    """The condition; ``most`` or ``fewest``, of those that fulfil the others; None where it cannot be read.

    Args:
        said: Lower case.
        patterns: Those of `sets.toml`.
    """
    named = [*_COUNTED.findall(said), *_WORD.findall(said)]
    counts = {n for word in named if (n := _WORDS.get(word) or number(word))}
    has = {name for name in _SAYING if patterns[f"bodies_{name}"].search(said)}
    if "not_only" in has and counts <= {1}:
        return Condition(bodies=(2, None), said=said)
    if counts <= {1} and len(extreme := has & _EXTREMES.keys()) == 1:
        return _EXTREMES[extreme.pop()]
    if counts:
        (count, *others), bounds = counts, has & _BOUNDS
        if bounds & {"or_fewer", "or_more"}:
            bounds -= {"more_than"}  # no more than three, три и более
        if others or len(bounds) > 1:
            return None  # a range, or one that cannot be told apart
        least, most = _BOUNDED[bounds.pop() if bounds else ""]
        return Condition(bodies=(count + least if least is not None else 1, count + most if most is not None else None), said=said)
    bodies = [own for name, own in (("none", (0, 0)), ("many", (2, None)), ("sole", (1, 1))) if name in has]
    return Condition(bodies=bodies[0], said=said) if bodies else None
