"""Sentences: exact spans that together hold the whole block."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lines import block
from corpus.sentences import sentence_spans
from corpus.spans import Span


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text, block(text, [Span(0, len(text))]))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲。乙！丙？", ["甲。", "乙！", "丙？"]),
        ("他说：“甲。”乙。", ["他说：“甲。”", "乙。"]),
        ("甲（含乙。丙）丁。戊", ["甲（含乙。丙）丁。", "戊"]),
        ("甲；乙；丙。", ["甲；乙；丙。"]),
        ("包括：（一）甲；（二）乙。", ["包括：（一）甲；", "（二）乙。"]),
        ("见 https://a.cn/?q=1。好", ["见 https://a.cn/?q=1。", "好"]),
        ("甲（没有关。乙。", ["甲（没有关。", "乙。"]),
        ("3.5亿元。", ["3.5亿元。"]),
        ("2\t甲类企业\t到窗口办理。免费。\t市局", ["2\t甲类企业\t到窗口办理。免费。\t市局"]),
        ("2 | 甲类企业 | 免费。", ["2 | 甲类企业 | 免费。"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(
    st.text(alphabet=st.sampled_from("甲乙。！？；：（）“”’ \n(一).?"), min_size=1, max_size=120).filter(lambda text: bool(text.strip()))
)
def test_sentences_hold_everything(text: str) -> None:
    spans = list(sentence_spans(text, block(text, [Span(0, len(text))])))
    assert sum(len("".join(span.of(text).split())) for span in spans) == len("".join(text.split()))
    assert all(a.end <= b.start for a, b in pairwise(spans))
