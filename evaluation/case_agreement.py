"""Agreement of the cases with a reader who annotated a sample of them from the documents alone, without seeing the gold.

``python -m evaluation.case_agreement`` prints the table of ``evaluation/data/review.md``. ``--cases FOLDER`` compares with the
data sets of another folder, for example those of an earlier commit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.cases import Case, load_cases
from evaluation.datasets import rows
from evaluation.intervals import Estimate, estimate

DATA = Path(__file__).resolve().parent / "data"
DATASETS = ("hunan", "yunxi", "other_policy")
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What the second reader wrote down for one case."""

    id: str
    answerable: bool
    measures: frozenset[str]
    """Ordinals as text, or paths for documents outside the repository."""
    outcome: str | None
    polarity: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How often gold and reader say the same over some cases; an estimate is None where no case decides it."""

    group: str
    """Data set and kind."""
    answerable: Estimate | None
    answerable_kappa: float | None
    exact: Estimate | None
    """Identical gold measures, over cases that both call answerable."""
    jaccard: Estimate | None
    """Overlap of the gold measures over the same cases; two empty sets overlap fully."""
    bearing: Estimate | None
    """Overlap of the measures that bear on a case, over cases that both call unanswerable."""
    outcome: Estimate | None
    """Over cases that both call unanswerable."""
    outcome_kappa: float | None
    polarity: Estimate | None
    """Over answerable cases for which both give a polarity; whether a question asks for yes or no is not what is compared."""


def load_annotations(path: Path) -> dict[str, Annotation]:
    """Annotations by case id."""
    return {
        row["id"]: Annotation(
            id=row["id"],
            answerable=row["answerable"],
            measures=frozenset(row.get("paths") or map(str, row["measures"])),
            outcome=row["outcome"],
            polarity=row["polarity"],
        )
        for row in rows(path)
    }


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa (1960) of two readers; None without pairs or where both always say the same one thing."""
    if not pairs:
        return None
    left, right = zip(*pairs, strict=True)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(left.count(label) * right.count(label) for label in set(left)) / len(pairs) ** 2
    return (observed - chance) / (1 - chance) if chance < 1 else None


def overlap(left: frozenset[str], right: frozenset[str]) -> float:
    """Jaccard similarity; 1 for two empty sets."""
    return len(left & right) / len(left | right) if left | right else 1.0


def agreement(group: str, pairs: Sequence[tuple[Case, Annotation]]) -> Agreement:
    """Agreement over the given cases."""
    sets = [(_gold(case), note.measures) for case, note in pairs if case.answerable and note.answerable]
    unanswered = [(case, note) for case, note in pairs if not case.answerable and not note.answerable]
    decided = [(case.answerable, note.answerable) for case, note in pairs]
    outcomes = [(case.outcome, note.outcome) for case, note in unanswered]
    polarities = [(case.polarity, note.polarity) for case, note in pairs if case.answerable and case.polarity and note.polarity]
    return Agreement(
        group=group,
        answerable=_same(decided),
        answerable_kappa=kappa(decided),
        exact=_same(sets),
        jaccard=estimate([overlap(a, b) for a, b in sets]),
        bearing=estimate([overlap(_gold(case), note.measures) for case, note in unanswered]),
        outcome=_same(outcomes),
        outcome_kappa=kappa(outcomes),
        polarity=_same(polarities),
    )


def agreements(folder: Path, annotations: dict[str, Annotation]) -> list[Agreement]:
    """Agreement per data set and kind, each data set's total first; annotated cases that no longer exist are left out."""
    table = []
    for name in DATASETS:
        pairs = [(case, annotations[case.id]) for case in load_cases(folder / f"{name}.jsonl") if case.id in annotations]
        kinds = dict.fromkeys(case.kind for case, _ in pairs)
        table.append(agreement(f"{name} {ALL}", pairs))
        table += [agreement(f"{name} {kind}", [pair for pair in pairs if pair[0].kind == kind]) for kind in kinds]
    return table


def disagreements(folder: Path, annotations: dict[str, Annotation]) -> Iterable[tuple[Case, Annotation]]:
    """Cases on which gold and reader differ in anything but a polarity that only one of them gives."""
    for name in DATASETS:
        for case in load_cases(folder / f"{name}.jsonl"):
            note = annotations.get(case.id)
            if note is not None and not (
                (case.answerable, case.outcome, _gold(case)) == (note.answerable, note.outcome, note.measures)
                and (not case.polarity or not note.polarity or case.polarity == note.polarity)
            ):
                yield case, note


def _gold(case: Case) -> frozenset[str]:
    return frozenset(case.paths or map(str, case.measures))


def _same(pairs: Sequence[tuple[Hashable, Hashable]]) -> Estimate | None:
    return estimate([float(a == b) for a, b in pairs])


def _cell(value: Estimate | None) -> str:
    return f"{value.mean:.3f} [{value.low:.3f}, {value.high:.3f}] n={value.n}" if value else "–"


def markdown(table: Sequence[Agreement]) -> str:
    """The table as Markdown: means with their 95 % intervals."""
    head = ("", "answerable", "κ", "measures identical", "measures Jaccard", "bearing Jaccard", "outcome", "κ", "polarity")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for row in table:
        cells = (
            row.group,
            _cell(row.answerable),
            _number(row.answerable_kappa),
            _cell(row.exact),
            _cell(row.jaccard),
            _cell(row.bearing),
            _cell(row.outcome),
            _number(row.outcome_kappa),
            _cell(row.polarity),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table, and with ``--show`` every disagreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, default=DATA, help="folder of the data sets")
    parser.add_argument("--annotations", type=Path, default=DATA / "review_annotations.jsonl")
    parser.add_argument("--show", action="store_true", help="print every disagreement")
    chosen = parser.parse_args(arguments)
    annotations = load_annotations(chosen.annotations)
    sys.stdout.write(markdown(agreements(chosen.cases, annotations)) + "\n")
    if chosen.show:
        for case, note in disagreements(chosen.cases, annotations):
            said = f"{case.outcome or 'answered'} {sorted(_gold(case))} {case.polarity or ''}"
            read = f"{note.outcome or 'answered'} {sorted(note.measures)} {note.polarity or ''}"
            sys.stdout.write(f"{case.id}\t{case.question}\tgold: {said}\treader: {read}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
