"""Limits, dates and denials that questions take for granted."""

from __future__ import annotations

import pytest

from rag.understanding.limits import denied, unstated
from rag.understanding.wording import normalised

TEXT = normalised(
    "证件有效期为2年，期满前一个月内续期。申请人应当年满60周岁，自收到通知之日起20个工作日内缴费。"
    "合伙人不少于两名。满150分的可以申请。本办法自2021年5月1日起施行。"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("有效期5年,到期前怎么续?", "5年"),
        ("要求申请人10个工作日内缴费,超期了怎么补?", "10个工作日"),
        ("满120分就能申请,在哪里申请?", "120分"),
        ("至少有三名合伙人的规定怎么证明?", "三名"),
        ("9月1日起施行以后旧证怎么办?", "9月1日起施行"),
        ("Since the card is valid for ten years, how is it renewed?", "ten years"),
        ("Applicants must be at least 35 years old; counted from when?", "35 years old"),
        ("Почему для подачи нужно 300 баллов?", "300 баллов"),
        ("Why must firms wait one hundred twenty days?", "one hundred twenty days"),
        ("有效期三周,怎么续?", "三周"),
        ("Why must trainees complete 2000 hours?", "2000 hours"),
    ],
)
def test_a_limit_that_the_text_does_not_have(question: str, said: str) -> None:
    assert said in unstated(normalised(question), (TEXT,))


@pytest.mark.parametrize(
    "question",
    [
        "有效期两年,到期前怎么续?",
        "要求20日内缴费,超期了怎么补?",
        "满150分就能申请,在哪里申请?",
        "至少有2人合伙的规定怎么证明?",
        "5月1日起施行以后旧证怎么办?",
        "我62岁,住了8年,能办吗?",
        "工作3年的人怎么申请?",
        "Since the card is valid for 2 years, how is it renewed?",
        "Why must firms wait twenty-four months?",
        "Почему нужно ждать двадцать дней?",
        "¿Por qué se exigen ciento cincuenta puntos?",
        "有效期24个月,到期前怎么续?",
        "有效期一年半,到期前怎么续?",
        "My mother is 62 years old, what may she get?",
        "What must I show under the 2024 points scheme?",
        "Why must an 80-point-based list be drawn up for the 2023 people register?",
    ],
)
def test_limits_of_the_text_and_figures_of_ones_own(question: str) -> None:
    assert unstated(normalised(question), (TEXT,)) == []


def test_denials_need_a_text_that_denies() -> None:
    assert denied("文件取消了旧证,怎么换?", (TEXT,)) == ["取消了"]
    assert denied("禁止个体户申请,为什么?", (TEXT,))
    assert denied("文件取消了旧证,怎么换?", (TEXT + "原证件同时废止。",)) == []
    assert denied("怎么续期?", (TEXT,)) == []
