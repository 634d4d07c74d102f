"""Questions for what a body has to do, in any wording: the measures that it is responsible for, or that name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus import ParsedDocument, parse_file, parse_text
from rag.understanding import duties, sets
from rag.understanding.bodies import named_bodies
from rag.understanding.wants import Want, wants
from rag.understanding.wording import normalised
from rag.writing.contacts import departments_of, note_behind, notes

RULES = """某市数据管理办法

第一条 市经济和信息化部门建立统一的数据平台。

第二条 区经济和信息化部门应当每年检查一次。

第三条 各区人民政府应当公布目录。

第四条 单位应当报送数据,并接受市统计局检查。
"""


@pytest.fixture(scope="module")
def seed(policies: Path) -> ParsedDocument:
    return parse_file(next(policies.glob("湘政办发*.txt")))


@pytest.fixture(scope="module")
def rules() -> ParsedDocument:
    return parse_text(RULES, source="rules.txt", sha256="3" * 64)


def found(question: str, document: ParsedDocument) -> list[int] | None:
    wanted = duties.read(normalised(question), [document])
    return [ordinal for _, ordinal in sets.scan(wanted, [document]).found] if wanted else None


@pytest.mark.parametrize(
    "question",
    [
        "省教育厅管什么",
        "请问教育厅是干什么的?",
        "省教育厅的职责是什么",
        "教育厅要做哪些事",
        "What does the department of education have to do?",
        "Que doit faire le département de l’éducation ?",
        "Wofür ist das Bildungsamt zuständig?",
        "Di cosa si occupa il dipartimento dell’istruzione?",
        "За что отвечает департамент образования?",
    ],
)
def test_a_department_has_the_measures_that_name_it_responsible(question: str, seed: ParsedDocument) -> None:
    assert found(question, seed) == [4, 9]


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("市经济和信息化部门要做什么", [1, 2]),
        ("哪些条由市经济和信息化部门负责", [1, 2]),
        ("What must the economy and informatization department do?", [1, 2]),
        ("区政府有什么责任", [3]),
        ("统计局负责什么", [4]),
    ],
)
def test_where_no_measure_lists_departments_those_that_name_the_body_are_meant(
    question: str, ordinals: list[int], rules: ParsedDocument
) -> None:
    assert found(question, rules) == ordinals


@pytest.mark.parametrize(
    "question",
    [
        "有关部门有什么责任",
        "本部门要做什么",
        "该局负责什么",
        "单位要做什么",
        "省教育厅怎么支持在线教育",
        "教育厅牵头哪些",
        "找省商务厅要带什么",
        "What must firms do?",
        "公安局管什么",
    ],
)
def test_other_questions_ask_for_no_duties(question: str, seed: ParsedDocument, rules: ParsedDocument) -> None:
    assert found(question, seed) is None
    assert found(question, rules) is None


@pytest.mark.parametrize(
    "question",
    ["哪些措施支持全省公安院校", "部分企业的税务问题有哪些措施", "有哪些措施支持商务办公", "教育部分有什么", "委托税务代理"],
)
def test_the_beginning_of_another_word_names_no_body(question: str) -> None:
    assert not named_bodies(normalised(question))


@pytest.mark.parametrize(
    "question",
    ["公安部门", "全省税务部门", "海关", "the tax office", "Postverwaltung", "l'administration postale", "la administración postal"],
)
def test_a_word_for_a_body_beside_its_field_names_one(question: str) -> None:
    assert len(named_bodies(normalised(question))) == 1


@pytest.mark.parametrize(("question", "language"), [("Who provides the service?", "en"), ("谁看到了部署", "zh")])
def test_words_of_one_language_ask_for_no_department_in_another(question: str, language: str) -> None:
    assert Want.CHARGE not in wants(normalised(question), language)


def test_lines_that_name_departments_next_to_one_another_are_one_note() -> None:
    text = "某市方案\n\n第一条 办好学校。改善校舍。(市教育局负责)发展体育。(市体育局负责)\n\n第二条 没有。\n"
    document = parse_text(text, source="notes.txt", sha256="4" * 64)
    measure = document.measures[0]
    found = notes(measure)
    assert [[d.name for d in departments_of(document, measure, note)] for note in found] == [["市教育局"], ["市体育局"]]
    assert note_behind(measure, measure.sentences[0].span) == found[0]


def test_a_note_may_name_a_body_of_an_earlier_one() -> None:
    text = "关于发展体育产业的意见\n\n一、鼓励创新。推进商事制度改革。(市场监管局负责)建立黑名单制度。(体育局、市场监管局负责)\n"
    document = parse_text(text, source="twice.txt", sha256="8" * 64)
    measure = document.measures[0]
    assert [d.name for d in departments_of(document, measure, notes(measure)[-1])] == ["体育局", "市场监管局"]
