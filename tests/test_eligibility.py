"""The eligibility matrix: verbatim quotes, no number from nowhere, conditions against a profile's numbers, questions and their answers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.documents import ParsedDocument
from corpus.errors import ProfileError
from corpus.parsing import parse_file, parse_text
from evaluation.datasets import DATA
from evaluation.eligibility_scores import FLOORS, MENDED, SETS, document_of, run
from evaluation.profile_cases import faults, load_profile_cases
from rag.eligibility.matrix import Eligibility, Matrix, Row
from rag.eligibility.matrix_json import MatrixForm, matrix_json
from rag.eligibility.profiles import Profile, read_profile
from rag.eligibility.standing import Status
from rag.proof.quantities import quantities

FOREIGN = """白鹭市人民政府关于支持小微企业的若干措施

白鹭政发〔2023〕9号

一、支持租赁经营用房。在本市登记注册满2年、租用经营用房面积500平方米以下的小微企业，按照实际租金的30%给予补贴，每户每年最高8万元。（市商务局负责）

二、支持开拓市场。鼓励企业参加境外展会。（市商务局负责）

三、加强监督。企业有下列情形之一的，不予补贴：
（一）提供虚假材料的；
（二）拖欠职工工资的。
"""


@pytest.fixture(scope="module")
def yunxi() -> ParsedDocument:
    return parse_file(next((DATA.parent / "documents").iterdir()))


@pytest.fixture(scope="module")
def hunan(policies: Path) -> ParsedDocument:
    return parse_file(next(policies.glob("*.txt")))


@pytest.fixture(scope="module")
def both(yunxi: ParsedDocument, hunan: ParsedDocument) -> Eligibility:
    return Eligibility([hunan, yunxi])


@pytest.fixture(scope="module")
def foreign() -> Eligibility:
    return Eligibility([parse_text(FOREIGN, source="白鹭.txt", sha256=hashlib.sha256(FOREIGN.encode()).hexdigest())])


def row(matrix: Matrix, path: str) -> Row:
    return next(row for row in matrix.rows if row.measure.path == path)


def statuses(matrix: Matrix, path: str) -> dict[str, str]:
    return {cell.quote: cell.status.value for cell in row(matrix, path).conditions}


SHOP = {"sector": "零售", "place": "白鹭市", "size": "小微企业，15人", "activities": ["租用门店"], "needs": ["租金补贴"]}


def test_numbers_are_compared_with_their_units(foreign: Eligibility) -> None:
    matrix = foreign.matrix(read_profile({**SHOP, "description": "登记注册30个月，租用经营用房面积0.05万平方米"}))
    found = statuses(matrix, "一")
    assert found["在本市登记注册满2年、租用经营用房面积500平方米以下的小微企业"] == "met"
    assert any(cell.text.startswith("标准") and "8万元" in cell.quote for cell in row(matrix, "一").conditions)


@pytest.mark.parametrize(
    ("told", "status"), [("登记注册1年", "unmet"), ("登记注册3年，租用经营用房面积600平方米", "unmet"), ("", "missing")]
)
def test_a_number_out_of_bounds_is_unmet_and_an_unknown_one_missing(foreign: Eligibility, told: str, status: str) -> None:
    matrix = foreign.matrix(read_profile({**SHOP, "description": told}))
    assert statuses(matrix, "一")["在本市登记注册满2年、租用经营用房面积500平方米以下的小微企业"] == status


def test_contacts_are_the_measure_s_departments(foreign: Eligibility) -> None:
    assert [c.name for c in row(foreign.matrix(read_profile(SHOP)), "一").contacts] == ["市商务局"]


def test_exclusions_are_shown_and_asked_about(foreign: Eligibility) -> None:
    matrix = foreign.matrix(read_profile(SHOP))
    duty = row(matrix, "三")
    assert duty.force == "duty"
    assert {cell.quote for cell in duty.conditions} == {"提供虚假材料的", "拖欠职工工资的"}
    assert all(cell.status is Status.MISSING for cell in duty.conditions)
    assert {"是否存在这种情形：“拖欠职工工资的”？"} <= {question.text for question in matrix.questions}


def test_yes_to_an_exclusion_is_unmet_and_no_is_met(foreign: Eligibility) -> None:
    asked = next(q for q in foreign.matrix(read_profile(SHOP)).questions if "拖欠职工工资" in q.text)
    for answer, status in (("是", "unmet"), ("没有", "met"), (True, "unmet"), ("no", "met")):
        matrix = foreign.matrix(read_profile({**SHOP, "answers": {asked.field: answer}}))
        assert statuses(matrix, "三")["拖欠职工工资的"] == status
        assert asked.field not in {q.field for q in matrix.questions}


def test_a_direction_without_an_amount_says_so(foreign: Eligibility) -> None:
    matrix = foreign.matrix(read_profile({"sector": "玩具", "activities": ["参加境外展会"], "place": "白鹭市"}))
    fairs = row(matrix, "二")
    assert fairs.force == "direction"
    assert [cell.text for cell in fairs.conditions if cell.status is Status.NOT_SET] == ["金额或标准：文件未规定"]


def test_an_answer_to_a_number_updates_the_matrix(yunxi: ParsedDocument) -> None:
    engine = Eligibility([yunxi])
    told: dict[str, Any] = {"sector": "软件", "place": "云溪市", "activities": ["研发"], "needs": ["资金"]}
    path = "第三章/第九条"
    first = engine.matrix(read_profile(told))
    assert statuses(first, path)["企业上一年度研发投入50万元以上"] == "missing"
    assert "research" in {q.field for q in first.questions if q.measure == 9}
    assert (
        statuses(engine.matrix(read_profile({**told, "answers": {"research": "80万元"}})), path)["企业上一年度研发投入50万元以上"] == "met"
    )
    poorer = engine.matrix(read_profile({**told, "research": "30万元"}))
    assert statuses(poorer, path)["企业上一年度研发投入50万元以上"] == "unmet"
    share = engine.matrix(read_profile({**told, "answers": {"research": "80万元", "revenue": "2000万元"}}))
    assert statuses(share, path)["占营业收入的5%以上的"] == "unmet"


def test_asking_again_with_every_answer_leaves_no_question_twice(yunxi: ParsedDocument) -> None:
    engine = Eligibility([yunxi])
    told: dict[str, Any] = {"sector": "软件", "activities": ["研发"], "needs": ["资金"]}
    first = engine.matrix(read_profile(told))
    answers = {q.field: "云溪市" if q.field == "place" else "是" for q in first.questions if ":" in q.field or q.field == "place"}
    second = engine.matrix(read_profile({**told, "answers": answers}))
    assert not set(answers) & {q.field for q in second.questions}


def test_a_scope_that_names_its_articles_closes_the_others(yunxi: ParsedDocument) -> None:
    profile = {
        "description": "个体工商户，开理发店",
        "place": "云溪市",
        "activities": ["职工技能等级证书", "购买云服务"],
        "needs": ["资金"],
    }
    matrix = Eligibility([yunxi]).matrix(read_profile(profile))
    closing = "个体工商户只适用本办法第五条、第八条和第十七条"
    assert closing not in statuses(matrix, "第四章/第十七条")
    others = [r for r in matrix.rows if r.why.value != "rule" and r.measure.label not in ("第五条", "第八条", "第十七条", "第二条")]
    assert all(statuses(matrix, r.measure.path)[closing] == "unmet" for r in others)


def test_a_document_of_another_region_is_left_out_where_one_covers_the_place(hunan: ParsedDocument) -> None:
    elsewhere = FOREIGN.replace("白鹭", "广州")
    other = parse_text(elsewhere, source="广州.txt", sha256=hashlib.sha256(elsewhere.encode()).hexdigest())
    profile = read_profile({"sector": "零售", "place": "长沙市", "needs": ["补贴"], "activities": ["门店"]})
    assert {r.document.document.id for r in Eligibility([hunan, other]).matrix(profile).rows} == {hunan.document.id}
    alone = Eligibility([other]).matrix(profile)
    assert all(any(cell.status is Status.UNMET for cell in r.conditions) for r in alone.rows)
    assert alone.rows


def test_an_empty_profile_gives_an_empty_matrix(both: Eligibility) -> None:
    matrix = both.matrix(Profile())
    assert (matrix.rows, matrix.questions) == ((), ())


def test_an_english_profile_is_asked_in_english(both: Eligibility) -> None:
    matrix = both.matrix(
        read_profile(
            {
                "description": "A software company with 40 employees in Yunxi",
                "activities": ["research and development"],
                "needs": ["subsidy"],
            }
        )
    )
    assert matrix.rows
    assert matrix.questions
    assert all("“" in q.text or q.text.isascii() for q in matrix.questions)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ([], "JSON object"),
        ("x", "JSON object"),
        ({"turnover": 5}, "turnover"),
        ({"sector": []}, "sector"),
        ({"needs": {"a": 1}}, "needs"),
        ({"place": True}, "place"),
        ({"description": "长" * 5000}, "description"),
        ({"size": "3\x00"}, "size"),
        ({"answers": []}, "answers"),
        ({"answers": {"nonsense": "1"}}, "nonsense"),
        ({"needs": ["a"] * 60}, "needs"),
    ],
)
def test_a_wrong_profile_is_one_clear_error(data: object, word: str) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profile(data)
    assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_lists_may_be_written_as_one_text_and_numbers_as_numbers() -> None:
    profile = read_profile({"needs": "资金、用地, 培训", "size": 30, "sector": None})
    assert (profile.needs, profile.size, profile.sector) == (("资金", "用地", "培训"), "30", "")


WORDS = [
    "员工",
    "职工",
    "营业收入",
    "研发投入",
    "面积",
    "成立",
    "注册",
    "毕业",
    "贷款",
    "零售",
    "便利店",
    "软件",
    "旅游",
    "快递",
    "个体工商户",
    "小微企业",
    "高校毕业生",
    "退役军人",
    "没有",
    "长沙",
    "云溪市",
    "广州",
    "补贴",
    "资金",
    "用地",
    "培训",
    "30人",
    "500万元",
    "2亿元",
    "120平方米",
    "3年",
    "6%",
    "6个月",
    "、",
    "，",
    "。",
    "<script>",
    "**",
    "|",
    "\u202e",
    "employees",
    "revenue",
]
telling = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
profiles = st.fixed_dictionaries(
    {},
    optional={
        "description": telling | st.text(max_size=40),
        "sector": telling,
        "place": st.sampled_from(["长沙市", "云溪市", "广州市", "云溪市石桥县", "Changsha", ""]),
        "size": telling,
        "activities": st.lists(telling, max_size=3),
        "needs": st.lists(st.sampled_from(["资金", "税费", "贷款", "用地", "培训", "许可", "试点", "人才", "infrastructure"]), max_size=3),
    },
)


@given(profiles)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_quotes_are_verbatim_and_no_number_comes_from_nowhere(both: Eligibility, data: dict[str, Any]) -> None:
    try:
        profile = read_profile(data)
    except ProfileError:
        return
    matrix = both.matrix(profile)
    for found in matrix.rows:
        text = found.document.document.text
        known = {q.value for q in quantities(text)} | {q.value for q in quantities(str(data))}
        for cell in found.conditions:
            assert text[cell.span.start : cell.span.end] == cell.quote
            assert cell.quote
            assert {q.value for q in quantities(cell.text)} <= known
            assert (cell.status is Status.MISSING) == bool(cell.ask)
        assert {c.name for c in found.contacts} <= {d.name for d in found.measure.departments}
    missing = {(r.measure.ordinal, c.field) for r in matrix.rows for c in r.conditions if c.status is Status.MISSING}
    assert {(q.measure, q.field) for q in matrix.questions} == missing
    MatrixForm.model_validate(matrix_json(matrix))
    assert matrix_json(both.matrix(profile)) == matrix_json(matrix)


def test_the_profiles_are_sound_and_reach_the_floors() -> None:
    sets = {name: load_profile_cases(path) for name, path in SETS.items()}
    cases = [case for listed in sets.values() for case in listed]
    assert len(cases) >= 50
    assert len({case.id for case in cases}) == len(cases)
    here = [case for case in cases if document_of(case)]
    parsed = {path: parse_file(path) for path in {document_of(case) for case in here} if path}
    assert [fault for case in here for fault in faults(case, parsed[document_of(case) or Path()])] == []
    assert run({name: listed for name, listed in sets.items() if name not in MENDED})[0]["all"].values()["invented numbers"] == 0
    values = run({name: sets[name] for name in MENDED})[0]["all"].values()
    assert values["invented numbers"] == 0
    assert {name: values[name] for name, floor in FLOORS.items() if values[name] < floor} == {}
