"""Agreement of the cases with the second reader: the formulas on small examples, the annotations against the data sets."""

from __future__ import annotations

from collections import Counter

import pytest

from evaluation.case_agreement import DATA, DATASETS, Annotation, agreement, disagreements, kappa, load_annotations, markdown, overlap
from evaluation.cases import Case, load_cases
from evaluation.intervals import Estimate


def case(identifier: str, **fields: object) -> Case:
    defaults = {"id": identifier, "document": "某政发〔2020〕1号", "kind": "fact", "language": "zh", "question": "?"}
    return Case(**{**defaults, **fields})  # type: ignore[arg-type]


def note(identifier: str, *measures: str, outcome: str | None = None, polarity: str | None = None) -> Annotation:
    return Annotation(id=identifier, answerable=outcome is None, measures=frozenset(measures), outcome=outcome, polarity=polarity)


def mean_and_count(value: Estimate | None) -> tuple[float, int] | None:
    return (value.mean, value.n) if value else None


def test_kappa_of_the_textbook_example() -> None:
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_kappa_says_nothing_where_chance_explains_all() -> None:
    assert kappa([]) is None
    assert kappa([("a", "a"), ("a", "a")]) is None
    assert kappa([("a", "b"), ("b", "a")]) == pytest.approx(-1.0)


def test_overlap_of_sets() -> None:
    assert overlap(frozenset("12"), frozenset("23")) == pytest.approx(1 / 3)
    assert overlap(frozenset(), frozenset()) == 1.0
    assert overlap(frozenset("1"), frozenset()) == 0.0


def test_measures_are_compared_where_both_answer_and_outcomes_where_neither_does() -> None:
    row = agreement(
        "all",
        [
            (case("a", measures=(1, 2)), note("a", "2")),
            (case("b", measures=(3,), polarity="yes"), note("b", "3", polarity="no")),
            (case("c", measures=(4,)), note("c", outcome="not_in_document")),
            (case("d", answerable=False, outcome="amount_not_set", measures=(5,)), note("d", outcome="not_in_document")),
        ],
    )
    assert mean_and_count(row.answerable) == (0.75, 4)
    assert mean_and_count(row.exact) == (0.5, 2)
    assert mean_and_count(row.jaccard) == (0.75, 2)
    assert mean_and_count(row.bearing) == (0.0, 1)
    assert mean_and_count(row.outcome) == (0.0, 1)
    assert mean_and_count(row.polarity) == (0.0, 1)
    assert markdown([row]).count("\n") == 2


def test_gold_paths_are_compared_as_paths() -> None:
    row = agreement("all", [(case("a", paths=("第一章/第三条",), document_file="x.txt"), note("a", "第一章/第三条"))])
    assert mean_and_count(row.exact) == (1.0, 1)


def test_every_annotation_is_of_a_case_and_every_kind_was_read() -> None:
    annotations = load_annotations(DATA / "review_annotations.jsonl")
    cases = {case.id: case for name in DATASETS for case in load_cases(DATA / f"{name}.jsonl")}
    assert set(annotations) <= set(cases)
    read = Counter(cases[identifier].kind for identifier in annotations if identifier.startswith("hn-"))
    assert set(read) == {case.kind for case in cases.values()}
    assert min(read.values()) >= 15


def test_what_readers_still_disagree_on_is_little() -> None:
    annotations = load_annotations(DATA / "review_annotations.jsonl")
    assert len(list(disagreements(DATA, annotations))) <= len(annotations) // 50
