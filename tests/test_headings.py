"""Numbering labels: what opens a unit and what only mentions one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.headings import Style, match_token
from corpus.numerals import to_chinese, to_int


@pytest.mark.parametrize(
    ("text", "style", "value", "address"),
    [
        ("第十二条 应当", Style.ARTICLE, 12, "第十二条"),
        ("第十二条应当", Style.ARTICLE, 12, "第十二条"),
        ("第 一 百 零 五 条 应当", Style.ARTICLE, 105, "第一百零五条"),
        ("第十二条之一 应当", Style.ARTICLE, 12, "第十二条之一"),
        ("**第三条** 应当", Style.ARTICLE, 3, "第三条"),
        ("## 第三章 附 则", Style.CHAPTER, 3, "第三章"),
        ("第二节　登记", Style.DIVISION, 2, "第二节"),
        ("第一编 总则", Style.PART, 1, "第一编"),
        ("十一、工作要求", Style.CHINESE_COMMA, 11, "十一"),
        ("一 、 总 体 要 求", Style.CHINESE_COMMA, 1, "一"),
        ("（二十）优化", Style.CHINESE_PAREN, 20, "(二十)"),
        ("(三)优化", Style.CHINESE_PAREN, 3, "(三)"),
        ("（ 三 ）优化", Style.CHINESE_PAREN, 3, "(三)"),
        ("3.优化", Style.ARABIC, 3, "3"),
        ("３．优化", Style.ARABIC, 3, "3"),
        ("12、优化", Style.ARABIC, 12, "12"),
        ("1.2025年度指标", Style.ARABIC, 1, "1"),
        ("1、30日内办结", Style.ARABIC, 1, "1"),
        ("（4）优化", Style.ARABIC_PAREN, 4, "(4)"),
        ("③优化", Style.CIRCLED, 3, "③"),
        ("2.1 优化", Style.DECIMAL, 1, "2.1"),
        ("问：怎样办理？", Style.QUESTION, 0, "问"),
        ("问题3：怎样办理？", Style.QUESTION, 3, "问题3"),
        ("第二步：填写申请表", Style.STEP, 2, "第二步"),
        ("步骤三 现场核验", Style.STEP, 3, "步骤三"),
        ("Step 4: 领取证照", Style.STEP, 4, "Step4"),
    ],
)
def test_labels(text: str, style: Style, value: int, address: str) -> None:
    token = match_token(text, 0, len(text))
    assert token is not None
    assert (token.style, token.value, token.address) == (style, value, address)
    assert text[token.start : token.start + len(token.label)] == token.label


@pytest.mark.parametrize(
    "text",
    [
        "第三条第二款规定的情形",
        "第三条规定的情形",
        "第三条、第四条规定",
        "第三条至第五条",
        "第五条第二款修改为：“略”",
        "（一）项规定的情形",
        "一二三产业融合",
        "一、二、三产业融合发展",
        "3.5亿元",
        "1.6万个",
        "2021年8月3日",
        "2014-12-27",
        "12000元",
        "3、4、5月份",
        "10%以上",
        "“第三条 应当”",
        "依照本办法第三条",
        "第一步，要做好宣传工作",
        "第二步：打开网站，点击“我要办”后提交。",
        "第三步：准备下列材料：",
        "步骤清单",
        "Stephen 教授",
        "",
        "第",
        "一",
    ],
)
def test_what_is_no_label(text: str) -> None:
    assert match_token(text, 0, len(text)) is None


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_as_written(number: int) -> None:
    assert to_int(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("二〇二一", 2021),
        ("二○○四", 2004),
        ("１２", 12),
        ("⑫", 12),
        ("⒈", 1),
        ("廿三", 23),
        ("一百零五", 105),
        ("两千", 2000),
        ("", None),
        ("甲", None),
    ],
)
def test_numerals(numeral: str, value: int | None) -> None:
    assert to_int(numeral) == value


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_no_ordinal_outside_the_range(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 9999"):
        to_chinese(number)
