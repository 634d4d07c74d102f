"""The choice of sentences: weights that exist for each group, questions taken apart, and the cases that it was checked on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus import parse_file, parse_text
from corpus.documents import ParsedDocument
from corpus.passages import Passage
from evaluation.case_checks import check_cases
from evaluation.cases import load_cases, located
from rag.hits import Hit, Outcome, Retrieval, ScoredSentence
from rag.queries import Query
from rag.understanding.wants import Want, adds_to_a_list, wants
from rag.understanding.wording import normalised
from rag.writing.askings import askings
from rag.writing.candidates import SIGNALS, Candidate, candidates, read_against, weights_for
from rag.writing.selection import best_of, chosen, quoted
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


RANKED = """关于灯会的办法

第一条 灯会由街道办理。摊位每天收费20元。摊位不得转让。

第二条 庙会由村里办理。庙会摊位免费。

第三条 到2021年,新建路灯200盏。路灯亮灯率达到90%。到2023年,再建路灯300盏。路灯亮灯率达到95%。2025—2027年,路灯亮灯率达到99%。
"""
WINDOWS = """关于灯会报名的指南

一、灯会时间
灯会在正月举行。

二、报名办法
1.街道窗口:每天上午报名。
2.网上窗口:全天报名。
3.流动窗口:周末报名。

三、其他事项
灯会期间注意安全。
"""


def ranked(*rows: tuple[int, int, float, float | None], text: str = RANKED) -> list[Candidate]:
    """Candidates by measure, place of the sentence, score and log odds."""
    parsed = parse_text(text, source="ranked.txt", sha256="6" * 64)
    hits = {ordinal: hit_of(parsed, ordinal) for ordinal, _, _, _ in rows}
    found = []
    for ordinal, place, score, odds in rows:
        hit = hits[ordinal]
        span = hit.sentences[place].span
        found.append(Candidate(hit=hit, span=span, text=span.of(parsed.document.text), score=score, fits=True, odds=odds))
    return sorted(found, key=lambda c: -c.score)


def hit_of(parsed: ParsedDocument, ordinal: int) -> Hit:
    measure = parsed.measure(ordinal)
    passage = Passage(id=f"p:{ordinal}", document_id="d", measure=measure, span=measure.span, text="", context="")
    spans = [s.span for s in measure.sentences if not s.heading] or [measure.span]
    sentences = tuple(ScoredSentence(span=span, score=0.5, meaning=0.8) for span in spans)
    return Hit(document=parsed, measure=measure, passage=passage, sentences=sentences, score=1.0, rank=ordinal)


def texts(query: Query, candidates: list[Candidate]) -> list[str]:
    return [c.text.strip() for c in chosen(query, candidates)]


def test_among_sentences_that_score_alike_the_reader_decides() -> None:
    assert texts(query("摊位能转让吗"), ranked((1, 1, 2.0, -1.0), (1, 2, 1.9, 1.5)))[-1] == "摊位不得转让。"


def test_the_opener_of_a_list_stays_the_best_whatever_the_reader_says_of_it() -> None:
    text = "庙会摊位管理办法\n\n第一条 有下列情形之一的,可以退摊:\n(一)生病的;\n(二)搬家的。\n退摊的应当清理摊位。\n\n第二条 其他。\n"
    found = ranked((1, 0, 2.0, 0.2), (1, 3, 1.9, 1.0), text=text)
    assert best_of(found).text.endswith("可以退摊:")


def test_items_of_a_list_that_are_measures_come_together() -> None:
    found = ranked((2, 0, 2.0, 1.0), (3, 0, 1.2, 0.5), text=WINDOWS)
    asked = query("灯会可以在哪些窗口报名")
    claims, _ = quoted(asked, chosen(asked, found), found)
    assert [claim.text[2:6] for claim in claims] == ["街道窗口", "网上窗口", "流动窗口"]
    asked = query("灯会在街道怎么报名")
    assert len(quoted(asked, chosen(asked, found), found)[0]) == 1


@pytest.mark.parametrize(
    ("question", "best"),
    [("2021年路灯亮灯率要达到百分之几", "90%"), ("2023年路灯亮灯率要达到百分之几", "95%"), ("2026年路灯亮灯率要达到百分之几", "99%")],
)
def test_the_year_of_a_question_is_the_one_before_the_sentence(question: str, best: str) -> None:
    parsed = parse_text(RANKED, source="ranked.txt", sha256="6" * 64)
    asked = query(question)
    found = candidates(Retrieval(query=asked, hits=(hit_of(parsed, len(parsed.measures)),), answerable=1.0, outcome=Outcome.FOUND))
    assert best in found[0].text


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("what papers do i need, any others?", True),
        ("what is the fee if i have any other income?", False),
        ("quels papiers faut-il, et ailleurs ?", True),
        ("quel est le montant, et par ailleurs qui paie ?", False),
        ("qué pasa si tengo algún otro ingreso", False),
    ],
)
def test_more_of_a_list_is_asked_for_at_its_end(text: str, *, more: bool) -> None:
    assert adds_to_a_list(text) is more
