"""The parser against the hand labels."""

from __future__ import annotations

from pathlib import Path

import pytest
from label_scores import FIELDS, LABELS, Score, common_run, overall, scores, squeezed


@pytest.fixture(scope="module")
def results(shared: Path) -> list[Score]:
    """All labelled documents, read once."""
    return scores()


def test_units_agree_with_the_labels(results: list[Score]) -> None:
    assert len(results) >= 40
    assert overall(results)["unit F1"] >= 0.98
    assert overall(results)["section F1"] >= 0.95


@pytest.mark.parametrize("field", FIELDS)
def test_facts_agree_with_the_labels(results: list[Score], field: str) -> None:
    wrong = [(r.name, r.facts[field]) for r in results if not r.right(field)]
    assert overall(results)[field] >= 0.95, wrong


def test_documents_that_it_was_not_developed_on_agree_too(shared: Path) -> None:
    unseen = scores(folder=LABELS.with_name("labels_unseen"))
    assert len(unseen) >= 21
    found = overall(unseen)
    assert found["unit F1"] >= 0.98
    assert min(found[field] for field in FIELDS) >= 0.95
    assert [r.name for r in unseen if r.f1 < 0.9] == []


def test_no_document_is_misread_as_a_whole(results: list[Score]) -> None:
    assert [r.name for r in results if r.f1 < 0.9] == []


def test_the_measure_itself() -> None:
    a, b, c = ("1", "x", "y"), ("2", "x", "y"), ("3", "x", "y")
    assert common_run([a, b, c], [a, c]) == 2
    assert common_run([a, b, c], [c, b, a]) == 1
    assert common_run([], [a]) == 0
    assert squeezed("一 、\u200b总\n则") == "一、总则"
