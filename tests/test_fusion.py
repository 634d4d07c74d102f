"""Signals standardised and summed with fitted weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rag.retrieval.fusion import FEW, SIGNALS, fused, group_of, reciprocal_ranks, standardised, weights_for
from rag.retrieval.pool import FOUND

COLUMNS = arrays(np.float64, st.tuples(st.integers(1, 12), st.just(3)), elements=st.floats(-5, 5))


@given(COLUMNS)
def test_standardised_columns_have_mean_0_and_deviation_1_or_say_nothing(signals: np.ndarray) -> None:
    out = standardised(signals)
    assert np.allclose(out.mean(axis=0), 0, atol=1e-7)
    for column in out.T:
        assert np.isclose(column.std(), 1, atol=1e-6) or not column.any()


@given(COLUMNS, st.floats(0.1, 10), st.floats(-3, 3))
def test_scale_and_offset_of_a_signal_do_not_matter(signals: np.ndarray, scale: float, offset: float) -> None:
    wide = signals[:, signals.std(axis=0) > 1e-3]
    assert np.allclose(standardised(wide * scale + offset), standardised(wide), atol=1e-5)


def test_a_candidate_that_a_search_missed_lies_lowest() -> None:
    out = standardised(np.array([[0.9], [0.5], [np.nan]]))
    assert out[2, 0] == out.min()
    assert out[2, 0] == out[1, 0]


def test_a_column_that_found_nothing_says_nothing() -> None:
    assert not standardised(np.full((3, 1), np.nan)).any()


def test_shares_add_up_to_the_score() -> None:
    signals = np.array([[0.9, 2.0], [0.8, 5.0], [0.7, 1.0]])
    scores, shares = fused(signals, ("dense", "body"), {"dense": 1.0, "body": 0.5})
    assert np.allclose(shares.sum(axis=1), scores)
    only, _ = fused(signals, ("dense", "body"), {"body": 1.0})
    assert int(only.argmax()) == 1


def test_reciprocal_ranks_follow_the_formula() -> None:
    scores = reciprocal_ranks(np.array([[0.9, np.nan], [0.5, 3.0]]))
    assert scores == pytest.approx([1 / 61, 1 / 62 + 1 / 61])


@pytest.mark.parametrize(("language", "group"), [("zh", "zh"), ("zh-Hant", "zh"), ("en", "en"), ("ja", "other"), ("fr", "other")])
def test_groups_of_languages(language: str, group: str) -> None:
    assert group_of(language) == group


@pytest.mark.parametrize("documents", [1, 2, 500])
@pytest.mark.parametrize("language", ["zh", "en", "fr"])
def test_fitted_weights_are_for_signals_that_exist(language: str, documents: int) -> None:
    weights = weights_for(language, documents)
    assert set(weights.first) <= set(FOUND)
    assert set(weights.final) <= set(SIGNALS)
    assert all(value >= 0 for value in [*weights.first.values(), *weights.final.values()])
    assert max(weights.final.get("dense", 0), weights.final.get("sentence", 0)) > 0


def test_few_documents_have_weights_of_their_own() -> None:
    assert weights_for("zh", FEW) != weights_for("zh", FEW + 1)
    assert weights_for("zh", 1) == weights_for("zh", FEW)
    assert weights_for("zh", FEW + 1) == weights_for("zh", 1000)
