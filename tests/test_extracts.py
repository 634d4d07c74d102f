"""What is shown of a measure that was found."""

from __future__ import annotations

from corpus.documents import ParsedDocument
from corpus.parsing import parse_text
from rag.retrieval.extracts import ENOUGH, extract


def parse(*paragraphs: str) -> ParsedDocument:
    return parse_text("\n\n".join(paragraphs), source="x.txt", sha256="0" * 64, format="txt", encoding="utf-8")


def test_a_short_paragraph_is_shown_with_its_neighbours() -> None:
    lines = [f"第{name}件事要在月底前办好，不得拖延，违者通报批评。" for name in "甲乙丙丁"]
    parsed = parse("关于办事的通知", *lines)
    assert len(parsed.measures) == 4
    shown = extract(parsed, parsed.measures[1]).of(parsed.document.text)
    assert all(line in shown for line in lines)


def test_what_is_shown_stays_short_and_holds_the_paragraph() -> None:
    long = ["按照规定的程序和时限办理各类事项并向社会公开结果，" * n + "不得拖延。" for n in (1, 5, 3, 9, 12, 2)]
    parsed = parse("关于办事的通知", *long)
    for measure in parsed.measures:
        shown = extract(parsed, measure)
        assert shown.start <= measure.span.start
        assert measure.span.end <= shown.end
        assert shown == measure.span or shown.end - shown.start <= ENOUGH


def test_a_numbered_measure_is_shown_alone() -> None:
    parsed = parse("关于办事的通知", "一、登记。到窗口登记。", "二、缴费。在网上缴费。")
    assert [extract(parsed, m) for m in parsed.measures] == [m.span for m in parsed.measures]
