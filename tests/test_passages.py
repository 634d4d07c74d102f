"""Passages: whole sentences of one measure, within the encoder's limit, losing nothing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import parse_file, parse_text, passages_of
from corpus.documents import ParsedDocument, UnitKind
from corpus.spans import Span


@pytest.fixture(scope="module")
def first(policies: Path) -> ParsedDocument:
    return parse_file(policies / "湘政办发〔2021〕38号.txt")


@pytest.mark.parametrize("limit", [30, 80, 200, 510, 5000])
def test_the_limit_is_kept_and_nothing_is_lost(first: ParsedDocument, limit: int) -> None:
    found = passages_of(first, count_tokens=len, limit=limit)
    text = first.document.text
    covered = [False] * len(text)
    for passage in found:
        assert len(f"{passage.context}\n{passage.text}") <= limit + 1
        assert passage.text == passage.span.of(text)
        covered[passage.span.start : passage.span.end] = [True] * len(passage.span)
    for unit in first.units:
        if unit.kind not in (UnitKind.FURNITURE, UnitKind.HEADING):
            assert all(covered[i] for i in range(unit.span.start, unit.span.end) if not text[i].isspace())
    assert len({passage.id for passage in found}) == len(found)


def test_no_passage_mixes_measures(first: ParsedDocument) -> None:
    for passage in passages_of(first, count_tokens=len, limit=120):
        if passage.measure is not None:
            assert passage.span in passage.measure.span
            assert passage.id.split(":")[1] == str(passage.measure.ordinal)
        else:
            assert not any(passage.span.start < m.span.end and m.span.start < passage.span.end for m in first.measures)


def test_a_measure_that_fits_is_one_passage(first: ParsedDocument) -> None:
    found = [p for p in passages_of(first, count_tokens=len, limit=5000) if p.measure]
    assert [p.span for p in found] == [m.span for m in first.measures]
    assert found[0].context == "湖南省人民政府办公厅关于加快培育新型消费的实施意见 / 培育壮大各类消费新业态新模式 / 培育壮大零售新业态"


def test_overlap_is_whole_sentences(first: ParsedDocument) -> None:
    sentences = {s.span for m in first.measures for s in m.sentences}
    starts, ends = {s.start for s in sentences}, {s.end for s in sentences}
    parts = [p for p in passages_of(first, count_tokens=len, limit=300, overlap=1) if p.measure and p.measure.ordinal == 7]
    assert len(parts) > 1
    assert all(p.span.start in starts and p.span.end in ends for p in parts)
    assert any(a.span.end > b.span.start for a, b in pairwise(parts))
    apart = [p for p in passages_of(first, count_tokens=len, limit=300, overlap=0) if p.measure and p.measure.ordinal == 7]
    assert all(a.span.end <= b.span.start for a, b in pairwise(apart))


def test_furniture_gives_no_passage(first: ParsedDocument) -> None:
    assert not any("您现在的位置" in passage.text for passage in passages_of(first, count_tokens=len, limit=500))


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="甲乙，。；（一）\n 1.", max_size=400), st.integers(8, 60), st.integers(0, 3))
def test_any_text_is_cut_within_the_limit(text: str, limit: int, overlap: int) -> None:
    parsed = parse_text("通知\n\n一、" + text, source="x.txt", sha256="0" * 64)
    found = passages_of(parsed, count_tokens=len, limit=limit, overlap=overlap)
    assert all(len(p.text) <= limit for p in found)
    spans = sorted(p.span for p in found)
    for unit in parsed.units:
        if unit.kind is UnitKind.MEASURE:
            assert any(Span(unit.span.start, unit.span.start + 1) in span for span in spans)
