"""Words and BM25."""

from __future__ import annotations

import marshal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.lexical import FIELDS, _cached, build_lexical, load_lexical, normalised, words

ROWS = {
    "title": ["冷链物流", "充电桩", ""],
    "body": ["建立进口冷链食品追溯平台。", "推进充电桩建设,补贴10%。", "优化营商环境。"],
    "departments": ["", "", ""],
}


@pytest.mark.parametrize(
    ("one", "other"),
    [("冷鏈食品追溯系統", "冷链食品追溯系统"), ("５Ｇ　ＡＰＰ", "5g app"), ("ABC", "abc"), ("补贴,标准;如何", "补贴 标准 如何")],
)
def test_the_same_words_however_they_are_written(one: str, other: str) -> None:
    assert words(one) == words(other) != []


def test_numbers_and_percentages_stay_whole() -> None:
    assert {"3.5%", "2021"} <= set(words("2021年增长3.5%。"))


@given(st.text(max_size=80))
def test_any_text_gives_plain_words(text: str) -> None:
    found = words(text)
    assert all(word and word == word.strip() for word in found)
    assert normalised(normalised(text)) == normalised(text) or text != normalised(text)


def test_the_row_that_shares_the_words_scores_best_in_its_field() -> None:
    index = build_lexical(ROWS)
    assert np.argmax(index.scores("冷链追溯", "body")) == 0
    assert np.argmax(index.scores("充电桩", "title")) == 1
    assert index.scores("营商环境", "title").tolist() == [0, 0, 0]
    assert index.scores("冷链", "departments").tolist() == [0, 0, 0]
    assert index.scores("", "body").tolist() == [0, 0, 0]


def test_a_saved_index_scores_the_same(tmp_path: Path) -> None:
    index = build_lexical(ROWS)
    index.save(tmp_path / "words")
    again = load_lexical(tmp_path / "words")
    assert again.rows == 3
    for field in FIELDS:
        assert np.array_equal(again.scores("冷链 充电桩 补贴", field), index.scores("冷链 充电桩 补贴", field))


def test_an_index_of_nothing(tmp_path: Path) -> None:
    build_lexical({field: [] for field in FIELDS}).save(tmp_path / "words")
    assert load_lexical(tmp_path / "words").scores("冷链", "body").tolist() == []


def test_a_missing_or_damaged_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="rows"):
        load_lexical(tmp_path)
    (tmp_path / "rows.json").write_text("{")
    with pytest.raises(ValueError, match="Expecting"):
        load_lexical(tmp_path)


def test_a_dictionary_cache_that_is_damaged_or_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "whole").write_bytes(marshal.dumps(({"冷链": 3}, 3)))
    (tmp_path / "damaged").write_bytes(b"\x00 cut short")
    (tmp_path / "other").write_bytes(marshal.dumps([1]))
    (tmp_path / "link").symlink_to(tmp_path / "whole")
    assert _cached(tmp_path / "whole") == ({"冷链": 3}, 3)
    assert [_cached(tmp_path / name) for name in ("damaged", "other", "link", "absent")] == [None] * 4
