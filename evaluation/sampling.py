"""A sample of the cases, for systems that take seconds a question: the same cases every time, every kind in its share."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import UserError
from evaluation.cases import Case
from evaluation.datasets import Exam


def sampled(selected: Sequence[Exam], size: int) -> list[Exam]:
    """The exams with ``size`` of their cases, chosen by the hash of their ids; all where there are no more.

    Cases of a kind are ordered by hash and spread evenly over 0 to 1; those nearest 0 are taken, so that each kind has its share and a
    larger sample holds the smaller one.

    Raises:
        UserError: For a size below 1.
    """
    if size < 1:
        raise UserError(f"--sample {size}: a sample has at least one case")
    kinds: dict[str, list[Case]] = defaultdict(list)
    for exam in selected:
        for case in exam.cases:
            kinds[case.kind].append(case)
    placed = []
    for cases in kinds.values():
        for place, case in enumerate(sorted(cases, key=lambda case: _hash(case.id))):
            placed.append(((place + 0.5) / len(cases), _hash(case.id), case.id))
    chosen = {name for _, _, name in sorted(placed)[:size]}
    kept = [replace(exam, cases=tuple(case for case in exam.cases if case.id in chosen)) for exam in selected]
    return [exam for exam in kept if exam.cases]


def _hash(name: str) -> str:
    # Not the digest that decides the part: there all first bytes of a part are odd, or all even.
    return hashlib.sha256(f"sample {name}".encode()).hexdigest()
