"""One way of writing: what normalising a text leaves, and that the quick way and the standard's give the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QuestionError
from rag.understanding.wording import _compatible, checked, normalised

ODD = st.text(st.sampled_from("aé中國（１２％，。…½㈠①㎡ﬁ\u0301\u3099かﾞ가가Å¨" + "\U0001d400"), max_size=30)


@given(st.one_of(st.text(max_size=60), ODD))
def test_the_quick_form_is_the_form_of_the_standard(text: str) -> None:
    assert _compatible(text) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("（１）補貼 標準：每戶３萬元。", "(1)补贴标准:每户3万元。"),
        ("面积  ２００㎡\n以上", "面积 200m2 以上"),
        ("“互联网\u200b医疗”", "“互联网医疗”"),
        ("إعانة ٩٠٬٠٠٠ أو ٢٥٪", "إعانة 90,000 أو 25%"),
        ("請問,徵收的土地", "请问,征收的土地"),
        ("只有一個字是繁體，其余都是简体", "只有一个字是繁体,其余都是简体"),
    ],
)
def test_widths_characters_and_spaces(text: str, plain: str) -> None:
    assert normalised(text) == plain


@pytest.mark.parametrize("odd", ["\x00", "\x9f", "\ud83d"])
def test_what_is_no_character_is_refused(odd: str) -> None:
    with pytest.raises(QuestionError, match="remove them"):
        checked(f"充电桩{odd}？", 100)
