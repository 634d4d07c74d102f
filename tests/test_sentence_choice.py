"""The choice of sentences: weights that exist for each group, questions taken apart, and the cases that it was checked on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus import parse_file
from evaluation.case_checks import check_cases
from evaluation.cases import load_cases, located
from rag.queries import Query
from rag.understanding.wants import Want, wants
from rag.understanding.wording import normalised
from rag.writing.askings import askings
from rag.writing.candidates import SIGNALS, read_against, weights_for
from rag.writing.signs import SIGNS, shows, signs

CASES = Path(__file__).parent.parent / "evaluation" / "data" / "other_writing.jsonl"


def query(text: str, language: str = "zh") -> Query:
    plain = normalised(text)
    found = wants(plain, language)
    return Query(text=text, language=language, normalised=plain, search=plain, wants=found, sure=found)


def test_what_the_reader_says_is_told_against_its_best_sentence() -> None:
    assert read_against([None, None]).tolist() == [0, 0]
    assert read_against([1.0, None, -1.5, 2.0]).tolist() == [-1.0, -3.5, -3.5, 0.0]
    assert read_against([5.0, -20.0]).tolist() == [0.0, -6.0]


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("充电费会降吗?由谁负责?", "zh", 2),
        ("补贴多少,什么时候申请,哪个部门管", "zh", 3),
        ("How much is the subsidy and who is responsible?", "en", 2),
        ("我们公司有350名员工,符合条件吗?", "zh", 1),
        ("直播电商有什么政策?", "zh", 1),
        ("有没有补贴,能不能领补贴?", "zh", 1),
    ],
)
def test_a_question_is_taken_apart_by_what_it_asks_for(text: str, language: str, parts: int) -> None:
    asked = askings(query(text, language))
    assert len(asked) == parts
    assert all(part.wants for part in asked)


def test_parts_of_a_question_are_no_surer_than_the_whole() -> None:
    whole = query("补贴多少,由谁负责?")
    parts = askings(replace(whole, sure=frozenset({Want.WHO})))
    assert [part.sure for part in parts] == [frozenset(), {Want.WHO}]


def test_a_penalty_and_who_imposes_it_are_one_question() -> None:
    assert len(askings(query("对违规企业的处罚,由哪个部门决定?"))) == 1


def test_a_sum_fits_no_question_for_a_date() -> None:
    when = replace(query("什么时候发"), wants=frozenset({Want.WHEN, Want.AMOUNT}), sure=frozenset({Want.WHEN}))
    fits = SIGNS.index("fits")
    assert signs(when, "每户补贴5000元。")[fits] == 0
    assert signs(when, "2024年5月1日发放。")[fits] == 1


def test_a_lead_in_stays_with_its_question() -> None:
    first, second = askings(query("公司有350名员工,补贴多少,由谁负责?"))
    assert "350" in first.normalised
    assert Want.WHO in second.wants


@pytest.mark.parametrize(
    "question", [query("充电费会降吗"), query("充电费会降吗", "en"), query("charging fee", "en"), query("les frais", "fr")]
)
def test_every_question_has_weights_that_are_not_negative(question: Query) -> None:
    fitted = weights_for(question)
    assert fitted.shape == (len(SIGNALS),)
    assert (fitted >= 0).all()
    assert fitted[SIGNALS.index("meaning")] > 0


def test_the_letters_of_the_question_decide_the_weights_not_the_language_of_the_frame() -> None:
    assert (weights_for(query("充电费会降吗", "vi")) == weights_for(query("充电费会降吗"))).all()
    assert (weights_for(query("charging fee", "en")) != weights_for(query("充电费会降吗"))).any()


@pytest.mark.parametrize(
    ("question", "sentence", "sign", "value"),
    [
        ("贷款利率是多少", "利率不高于5%。", "fits", 1.0),
        ("贷款利率是多少", "最高可贷30万元。", "fits", 0.0),
        ("什么时候申请", "每年4月申请。", "strong", 1.0),
        ("什么时候申请", "向窗口申请。", "fits", 0.0),
        ("冒用证件会怎么样", "责令改正。", "fate", 1.0),
        ("可以转借吗", "不得转借。", "ruling", 1.0),
    ],
)
def test_signs_of_what_is_asked_for(question: str, sentence: str, sign: str, value: float) -> None:
    assert signs(query(question), normalised(sentence))[SIGNS.index(sign)] == value


def test_a_sentence_shows_a_sum_or_it_does_not() -> None:
    assert shows("给予5000元补贴", Want.AMOUNT)
    assert not shows("给予补贴", Want.AMOUNT)


def test_the_cases_that_it_was_checked_on_are_sound(shared: Path) -> None:
    cases = load_cases(CASES)
    files = {case.document: case.document_file or "" for case in cases}
    parsed = {number: parse_file(shared / "policies" / name) for number, name in files.items()}
    assert [str(problem) for problem in check_cases(cases, parsed)] == []
    assert all(len(located(case, parsed[case.document]).measures) == len(case.paths) for case in cases)
    assert len(files) == 6
    assert len(cases) >= 120
