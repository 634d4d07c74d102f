"""Whether the figures that a person gives keep to the limits of a sentence: 67 years and 年满65周岁, 20 % and 25%以上."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.proof.quantities import Quantity, quantities

_CLAUSE = re.compile(r"[,，;；。:：]")
_STRICT = re.compile(r"(?:不满|不足|未满|低于|少于|小于|以下(?!\(含|（含))$|(?:高于|多于|大于|超过|below|under|less than|more than|over)$")
_COMPARED = frozenset({"age", "percent", "person", "household", "year", "month", "sqm"})
"""Units in which people tell their own case; sums and days are mostly what they ask for."""
_AGES = range(3, 111)
_LONGEST_SPAN = 200
"""Years; a larger number is a date."""


def figures_of(question: str) -> tuple[Quantity, ...]:
    """The figures of a question that limits can be held against; a bare number may be an age."""
    found = []
    for quantity in quantities(question):
        told = quantity.unit in _COMPARED and not (quantity.unit == "year" and quantity.value > _LONGEST_SPAN)
        if told or (not quantity.unit and quantity.value in _AGES and quantity.text.strip().isdigit()):
            found.append(quantity)
    return tuple(found)


def within(own: Sequence[Quantity], sentence: str) -> float:
    """1 where the limits of some clause hold for one of the figures, -1 where there are such limits and none holds, else 0."""
    verdicts = []
    start = 0
    for end in [m.end() for m in _CLAUSE.finditer(sentence)] + [len(sentence)]:
        clause, start = sentence[start:end], end
        bounded = [q for q in quantities(clause) if q.bound]
        for figure in own:
            limits = [q for q in bounded if q.unit == (figure.unit or "age")]
            if limits:
                kept = [_keeps(figure, limit, clause) for limit in limits]
                verdicts.append(any(kept) if "或" in clause else all(kept))
    return 0.0 if not verdicts else 1.0 if any(verdicts) else -1.0


def _keeps(figure: Quantity, limit: Quantity, clause: str) -> bool:
    if figure.value == limit.value:
        return _STRICT.search(clause[: limit.start]) is None
    return figure.value < limit.value if limit.bound == "most" else figure.value > limit.value
