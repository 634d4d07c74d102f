"""Numbers, units and dates mean the same however they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numerals import to_chinese
from rag.proof.dates import dates
from rag.proof.quantities import quantities


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一万元", "10,000元"),
        ("1万元", "10000元"),
        ("１万元", "10,000 yuan"),
        ("三成", "30%"),
        ("百分之三十", "30 percent"),
        ("50%", "一半"),
        ("三分之一", "one third"),
        ("半年", "6个月"),
        ("两亿元", "200 million yuan"),
        ("1.5亿元", "150,000,000元"),
        ("十个工作日", "10 working days"),
        ("三年", "3 years"),
        ("六十周岁", "60 years of age"),
        ("二十家企业", "20家企业"),
        ("RMB 500", "500元"),
        ("五折", "50%"),
        ("亿元", "100 million yuan"),
        ("九折", "9折"),
        ("八五折", "85%"),
        ("两年半", "30个月"),
        ("一个半月", "1.5个月"),
        ("1万5千元", "15000元"),
        ("1亿2000万元", "1.2亿元"),
        ("2/3", "三分之二"),
        ("千分之五", "0.5%"),
        ("5‰", "0.5%"),
        ("万分之五", "0.05%"),
        ("3年", "36个月"),
        ("近3年", "近三年半导体产值"),
        ("half-yearly", "每半年"),
    ],
)
def test_the_same_quantity(one: str, other: str) -> None:
    (a,), (b,) = quantities(one), quantities(other)
    assert a.same(b), (a, b)
    assert b.same(a)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10万元", "10元"),
        ("10个工作日", "10日"),
        ("3个月", "3年"),
        ("20%", "20倍"),
        ("100元", "100美元"),
        ("50家", "50人"),
        ("5个百分点", "5%"),
        ("60周岁", "60年"),
        ("3个月", "(三)"),
        ("五折", "七五折"),
        ("半个月", "一个月"),
    ],
)
def test_another_quantity(one: str, other: str) -> None:
    (a,), (b,) = quantities(one), quantities(other)
    assert not a.same(b), (a, b)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("不超过10万元", "most"),
        ("最高10万元", "most"),
        ("up to 10 yuan", "most"),
        ("30日内", "most"),
        ("不得低于80%", "least"),
        ("60周岁以上", "least"),
        ("at least 2 people", "least"),
        ("不低于80%", "least"),
        ("20人及以上", "least"),
        ("20人(不含)以下", "most"),
        ("60周岁及以下", "most"),
        ("60 years of age or older", "least"),
        ("younger than 35", "most"),
        ("must not be less than 80%", "least"),
        ("cannot be more than 5%", "most"),
        ("10万元", ""),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    assert quantities(text)[0].bound == bound


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("30日内", "before"),
        ("举办30日前", "before"),
        ("满30日后", "after"),
        ("within 30 days after acceptance", "before"),
        ("5 years after graduation", "after"),
        ("30日", ""),
        ("5年内容", ""),
        ("5万元以内", ""),
    ],
)
def test_sides_of_a_length_of_time(text: str, side: str) -> None:
    assert quantities(text)[0].side == side


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("30-50万元", [300_000, 500_000]),
        ("三至五万元", [30_000, 50_000]),
        ("5000-1万元", [5000, 10_000]),
        ("3家、5万家", [3, 50_000]),
        ("3万5万", [30_000, 50_000]),
    ],
)
def test_the_first_number_of_a_range_has_the_scale_of_the_second(text: str, values: list[int]) -> None:
    assert [q.value for q in quantities(text)] == values


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("有效期至2026年12月31日", "before"),
        ("于2024年3月1日截止", "before"),
        ("至2024年3月1日止", "before"),
        ("自2024年3月1日开始", "after"),
        ("2024年3月1日施行", "after"),
        ("ends on 1 March 2024", "before"),
        ("takes effect on 1 March 2024", "after"),
        ("自2024年3月开始施行", "after"),
        ("2024年3月1日实施改造", ""),
        ("2025年开始建设学校", ""),
        ("截止2024年3月1日", ""),
        ("截至2024年3月1日", ""),
    ],
)
def test_sides_of_a_date(text: str, side: str) -> None:
    assert dates(text)[0].side == side


@pytest.mark.parametrize(
    "text",
    ["2021年8月3日", "2021-08-03", "3 August 2021", "August 3, 2021", "二〇二一年八月三日", "２０２１年８月３日", "3 Aug. 2021"],
)
def test_the_same_date(text: str) -> None:
    assert [d.parts for d in dates(text)] == [(2021, 8, 3)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2025年底", (2025, None, None)),
        ("by the end of 2025", (2025, None, None)),
        ("6月17日", (None, 6, 17)),
        ("2021-2023年", (2021, None, None)),
    ],
)
def test_partial_dates(text: str, parts: tuple[int | None, int | None, int | None]) -> None:
    assert dates(text)[0].parts == parts


@pytest.mark.parametrize("text", ["2000元", "1950个学位", "〔2021〕38号", "Persons under 18 may apply"])
def test_what_is_no_date(text: str) -> None:
    assert dates(text) == ()


@given(st.integers(2, 9999))
def test_chinese_and_arabic_numerals_agree(number: int) -> None:
    (han,), (arabic,) = quantities(f"{to_chinese(number)}元"), quantities(f"{number:,}元")
    assert han.value == arabic.value == Fraction(number)
    assert han.same(arabic)


@given(st.dates())
def test_every_date_reads_back(day: object) -> None:
    from datetime import date

    assert isinstance(day, date)
    if not 1900 <= day.year <= 2099:
        return
    for written in (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day.day} {day:%B} {day.year}"):
        assert [d.parts for d in dates(written)] == [(day.year, day.month, day.day)]
