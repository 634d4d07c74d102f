"""Lines: hard wraps joined, lost breaks restored, nothing lost."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.breaks import restored
from corpus.lines import blocks, once, physical_lines, trimmed


def words(text: str) -> list[str]:
    return [block.words for block in blocks(text, restored(text, physical_lines(text)))]


def test_hard_wraps_are_joined() -> None:
    line = "各级人民政府应当加强对本行政区域内节约用水工作的领导并纳入规划"
    text = "\n".join(
        [line, line, "和年度计划。", "第二条 各部门应当按照职责分工做好节约用水有关的各项工作的要求", "加强协作。", *[line] * 8, "完毕。"]
    )
    assert words(text)[0] == line * 2 + "和年度计划。"
    assert words(text)[1].startswith("第二条")


def test_an_article_that_was_indented_is_joined_like_other_lines() -> None:
    line = "各级人民政府应当加强对本行政区域内节约用水工作的领导并纳入规划"
    article = "第二条 各部门应当按照职责分工做好节约用水的各项工作要"
    assert words("\n".join([*[line] * 12, "完毕。", article, "求。", *[line] * 8, "完毕。"]))[1] == article + "求。"


def test_short_lines_are_left_alone() -> None:
    assert words("标题\n\n一、甲\n\n正文。") == ["标题", "一、甲", "正文。"]


def test_wide_gaps_after_a_sentence_are_line_breaks() -> None:
    assert words("一、甲项工作要做好。　　二、乙项工作要做好。　　附件：清单") == [
        "一、甲项工作要做好。",
        "二、乙项工作要做好。",
        "附件：清单",
    ]


def test_a_page_number_in_front_of_a_line_stands_alone() -> None:
    text = "-12-第四条 应当"
    assert [text[line.start : line.end] for line in physical_lines(text)] == ["-12-", "第四条 应当"]


def test_private_use_marks_stand_alone() -> None:
    text = "甲\ue003乙"
    assert [text[line.start : line.end] for line in physical_lines(text)] == ["甲", "\ue003", "乙"]


def test_bold_printed_twice_is_read_once() -> None:
    assert once("总 体 要 求总 体 要 求") == "总体要求"
    assert once("总则") == "总则"


@given(st.text(alphabet=st.sampled_from("甲乙丙。；：　 \n\t-1一、（）第条\ue003"), max_size=200))
def test_lines_hold_every_visible_character(text: str) -> None:
    lines = restored(text, physical_lines(text))
    assert sum(len("".join(text[line.start : line.end].split())) for line in lines) == len("".join(text.split()))
    assert all(a.end <= b.start for a, b in pairwise(lines))
    assert all(trimmed(text, line.start, line.end) == (line.start, line.end) for line in lines)
