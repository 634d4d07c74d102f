"""All measures of some documents by what a condition asks of them: words, departments, places, force. As exhaustive as reading each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Measure, ParsedDocument, Role
from rag.understanding.concordance import Concordance
from rag.understanding.conditions import Condition, folded, forces, text_of

Mask = NDArray[np.bool_]
"""``(measures,)``"""


class Columns:
    """The measures of documents in reading order; safe to share between threads."""

    def __init__(self, documents: Sequence[ParsedDocument]) -> None:
        self.measures: list[tuple[ParsedDocument, Measure]] = [(parsed, m) for parsed in documents for m in parsed.measures]

    @cached_property
    def texts(self) -> Concordance:
        """The measures' texts, folded."""
        return Concordance([text_of(parsed, measure) for parsed, measure in self.measures])

    @cached_property
    def places(self) -> dict[tuple[str, int], int]:
        """Row of each measure by the id of its document and its ordinal."""
        return {(parsed.document.id, measure.ordinal): row for row, (parsed, measure) in enumerate(self.measures)}

    def fulfilling(self, groups: Sequence[Sequence[Condition]]) -> NDArray[np.intp]:
        """Rows of the measures for which one condition of each group is true."""
        found = np.ones(len(self.measures), bool)
        for group in groups:
            found &= np.logical_or.reduce([self._holding(condition) for condition in group])
        return np.flatnonzero(found)

    def extremes(self, rows: NDArray[np.intp], *, most: bool) -> NDArray[np.intp]:
        """Of some rows, those with the most (or fewest, but any) departments."""
        counts = self._counts(None)[rows]
        some = counts[counts > 0]
        return rows[counts == (some.max() if most else some.min())] if len(some) else rows[:0]

    def _holding(self, condition: Condition) -> Mask:
        """Where a condition is true."""
        found = np.ones(len(self.measures), bool)
        if condition.departments:
            taking = self._taking(condition.role)
            found &= self._mask([row for name in condition.departments for row in taking.get(name, ())])
        if condition.bodies is not None:
            least, most = condition.bodies
            counts = self._counts(condition.role)
            found &= (counts >= least) & (counts <= (len(counts) and counts.max() if most is None else most))
        if condition.places is not None:
            found &= self._mask([row for place in condition.places if (row := self.places.get(place)) is not None])
        if condition.words:
            found &= self._mask(np.concatenate([self.texts.rows(folded(word) or word) for word in condition.words]))
        if condition.force:
            found &= self._mask(self._forced.get(condition.force, []))
        return ~found if condition.negated else found

    def assigned(self, departments: Sequence[str]) -> bool:
        """Whether any measure has one of these departments."""
        return any(name in self._taking(None) for name in departments)

    def _mask(self, rows: Collection[int] | NDArray[np.intp]) -> Mask:
        mask = np.zeros(len(self.measures), bool)
        mask[np.asarray(rows, dtype=np.intp)] = True
        return mask

    def _taking(self, role: Role | None) -> dict[str, list[int]]:
        return self._by_role[role][0]

    def _counts(self, role: Role | None) -> NDArray[np.int64]:
        return self._by_role[role][1]

    @cached_property
    def _by_role(self) -> dict[Role | None, tuple[dict[str, list[int]], NDArray[np.int64]]]:
        """For each role, and for any, the rows of each department and how many departments each measure has."""
        made = {}
        for role in (None, *Role):
            rows: dict[str, list[int]] = {}
            counts = np.zeros(len(self.measures), np.int64)
            for row, (_, measure) in enumerate(self.measures):
                names = {d.canonical for d in measure.departments if role is None or d.role is role}
                counts[row] = len(names)
                for name in names:
                    rows.setdefault(name, []).append(row)
            made[role] = (rows, counts)
        return made

    @cached_property
    def _forced(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, (parsed, measure) in enumerate(self.measures):
            for force in forces(parsed, measure):
                rows.setdefault(force, []).append(row)
        return rows
