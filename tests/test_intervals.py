"""Intervals and tests of difference, checked against values that can be worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.intervals import auc, estimate, percentile, randomisation_p, refusal_scores, reliability, risk_coverage


def test_an_estimate_leaves_out_what_does_not_apply() -> None:
    found = estimate([1.0, None, 0.0, 1.0, 1.0])
    assert found is not None
    assert (found.mean, found.n) == (0.75, 4)
    assert 0.0 <= found.low <= found.mean <= found.high <= 1.0


def test_nothing_to_estimate_is_none_and_not_nan() -> None:
    assert estimate([None, None]) is None
    assert percentile([], 50) is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    found = estimate(values)
    assert found is not None
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9


def test_equal_systems_do_not_differ_and_opposite_ones_do() -> None:
    assert randomisation_p([1.0, 0.0] * 20, [1.0, 0.0] * 20) == pytest.approx(1.0)
    p = randomisation_p([1.0] * 30, [0.0] * 30)
    assert p is not None
    assert p < 0.001


def test_refusals_are_counted_as_a_classifier() -> None:
    found = refusal_scores([True, True, False, False], [True, False, True, False])
    assert found == {"refusal precision": 0.5, "refusal recall": 0.5, "refusal F1": 0.5}
    assert refusal_scores([False], [False])["refusal F1"] == 0.0


def test_auc_counts_ties_half() -> None:
    assert auc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)
    assert auc([], [0.1]) is None


def test_risk_rises_where_the_less_sure_answers_are_wrong() -> None:
    assert risk_coverage([0.9, 0.2], [1.0, 0.0]) == [(0.5, 0.0), (1.0, 0.5)]


def test_a_certain_answer_falls_into_the_last_bin() -> None:
    assert reliability([1.0, 0.04], [1.0, 0.0]) == [(0.04, 0.0, 1), (1.0, 1.0, 1)]
