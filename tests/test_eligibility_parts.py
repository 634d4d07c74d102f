"""The parts of the matrix: figures, thresholds, places, applicants, provisions."""

from __future__ import annotations

import hashlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parsing import parse_text
from rag.eligibility.applicants import admitted, closed, kinds_in
from rag.eligibility.circumstances import read_circumstances
from rag.eligibility.figures import read_figures
from rag.eligibility.instruments import INSTRUMENTS, instrument_of, needs_in
from rag.eligibility.localities import lies_in, read_locality
from rag.eligibility.profiles import read_profile
from rag.eligibility.provisions import Effect, provisions_of
from rag.eligibility.standing import standing
from rag.eligibility.thresholds import compare, thresholds


@pytest.mark.parametrize(
    ("told", "name", "value"),
    [
        ("员工30人", "employees", 30),
        ("我们有三十名员工", "employees", 30),
        ("年营业收入500万元", "revenue", 5_000_000),
        ("营收1.2亿元", "revenue", 120_000_000),
        ("上一年度研发投入80万", "research", 800_000),
        ("营业面积120㎡", "area", 120),
        ("成立3年", "years", 36),
        ("已经营8个月", "years", 8),
        ("毕业两年", "graduation", 24),
        ("裁员率3%", "layoffs", 3),
        ("a company with 40 employees", "employees", 40),
        ("annual revenue of 5 million yuan", "revenue", 5_000_000),
    ],
)
def test_numbers_are_read_from_a_description(told: str, name: str, value: int) -> None:
    assert (name, Fraction(value)) in {(figure.name, figure.value) for figure in read_figures(told)}


@pytest.mark.parametrize(
    ("condition", "told", "verdict"),
    [
        ("从业人员300人以下", "员工300人", True),
        ("从业人员300人以下", "员工301人", False),
        ("孵化场地面积应当不少于3000平方米", "场地面积0.3万平方米", True),
        ("裁员率不高于5.5%", "裁员率6%", False),
        ("接收见习人员超过50人", "每年接收见习人员50人", False),
        ("接收见习人员超过50人（含50人）", "每年接收见习人员50人", True),
        ("项目资金投入500万元—5000万元", "投资800万元", True),
        ("项目资金投入500万元—5000万元", "投资80万元", False),
        ("上一年度营业收入2亿元以下", "年营收19999万元", True),
        ("占营业收入的5%以上", "研发投入60万元，营业收入1000万元", True),
        ("床位100张以上", "床位120张", True),
        ("注册满1年", "成立13个月", True),
        ("注册满1年", "员工13人", None),
        ("单笔500万元以下的流动资金贷款", "贷款600万元", False),
    ],
)
def test_a_threshold_against_what_is_told(condition: str, told: str, verdict: bool | None) -> None:
    (threshold,) = thresholds(condition, "企业上一年度研发投入50万元以上，且")
    assert compare(threshold, read_figures(told)) is verdict


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["以上", "以下"]))
def test_a_bound_holds_exactly_where_arithmetic_says(bound: int, value: int, word: str) -> None:
    (threshold,) = thresholds(f"营业收入{bound}元{word}")
    assert compare(threshold, read_figures(f"营业收入{value}元")) is (value >= bound if word == "以上" else value <= bound)


@pytest.mark.parametrize("words", ["给予20万元奖励", "提交材料一份", "第三条规定", "2021年8月3日"])
def test_a_bare_number_is_no_threshold(words: str) -> None:
    assert thresholds(words) == ()


@pytest.mark.parametrize(
    ("place", "region", "verdict"),
    [
        ("长沙市", "湖南省", True),
        ("湖南省长沙市岳麓区", "长沙市", True),
        ("Changsha", "湖南省", True),
        ("广州", "湖南省", False),
        ("湖南省", "长沙市", None),
        ("天河区", "广州市天河区", True),
        ("广州市越秀区", "广州市天河区", False),
        ("云岭县", "湖南省", None),
        ("", "湖南省", None),
    ],
)
def test_where_a_place_lies(place: str, region: str, verdict: bool | None) -> None:
    assert lies_in(read_locality(place), read_locality(region)) is verdict


def test_kinds_of_applicants_exclude_one_another_only_on_one_axis() -> None:
    shop, firm = kinds_in("个体工商户"), kinds_in("旅行社，小微企业")
    assert admitted(kinds_in("小微企业"), firm) is True
    assert admitted(kinds_in("中型企业"), firm) is False
    assert admitted(kinds_in("酒店"), firm) is False
    assert admitted(kinds_in("高校毕业生"), firm) is None
    assert admitted(frozenset(), firm) is None
    assert closed(kinds_in("企业"), shop)
    assert closed(kinds_in("高校毕业生"), firm)
    assert not closed(kinds_in("旅行社"), firm)


def provisions(sentence: str) -> list[tuple[str, list[str]]]:
    text = f"某市某办法\n\n第一条　{sentence}\n\n第二条　本办法自印发之日起施行。\n"
    parsed = parse_text(text, source="某.txt", sha256=hashlib.sha256(text.encode()).hexdigest())
    return [(p.effect.value, [c.of(text) for c in p.conditions]) for p in provisions_of(parsed, parsed.measures[0])]


@pytest.mark.parametrize(
    ("sentence", "effect", "conditions"),
    [
        ("企业投入20万元以上，且属于工业企业的，给予10%补助。", Effect.GRANT, ["企业投入20万元以上", "且属于工业企业的"]),
        ("对新认定的老字号，给予5万元奖励。", Effect.GRANT, ["对新认定的老字号"]),
        ("将符合条件的养老机构纳入补贴范围。", Effect.GRANT, ["将符合条件的养老机构"]),
        ("小微企业可以申请最高300万元的贷款。", Effect.GRANT, ["小微企业"]),
        ("支持企业开展数字化改造。", Effect.GRANT, []),
        ("企业提供虚假材料的，不予补贴。", Effect.EXCLUSION, ["企业提供虚假材料的"]),
        ("本办法适用于在本市注册满1年、从业人员100人以下的企业。", Effect.SCOPE, ["在本市注册满1年", "从业人员100人以下的企业"]),
        ("市财政局每年对资金使用开展绩效评价。", Effect.OFFICE, []),
        ("申报企业应当保存发票。", Effect.DEMAND, []),
        ("每户企业每年补贴总额不超过50万元。", Effect.CAP, []),
    ],
)
def test_the_grammar_of_provisions(sentence: str, effect: Effect, conditions: list[str]) -> None:
    assert provisions(sentence) == [(effect.value, conditions)]


def test_denials_and_parallel_words() -> None:
    own = read_circumstances(read_profile({"description": "酒店公司，今年新评定为四星级，没有购买云服务", "place": "长沙市"}))
    assert standing("对新评定为三星级、四星级、五星级的酒店", "", own, None).status.value == "met"
    assert standing("企业购买云服务的", "", own, None).status.value == "unmet"
    assert standing("企业获得发明专利授权的", "", own, None).status.value == "missing"
    assert standing("符合条件的企业", "", own, None).status.value == "not_set"
    assert standing("在本省登记注册", "", own, "湖南省").status.value == "met"
    assert standing("在本省登记注册", "", own, "广东省").status.value == "unmet"


def test_instruments_and_needs() -> None:
    assert instrument_of("强化财政支持", "发放消费券", "发放消费券", paid=False) == "资金"
    assert instrument_of("优化用地保障", "", "合理安排用地", paid=False) == "用地"
    assert instrument_of("", "按照上一年度实际缴纳失业保险费的60%返还", "返还", paid=True) == "税费"
    assert needs_in("想要贷款和场地补贴") == {"金融", "资金", "平台设施"}
    assert needs_in("tax relief, training") == {"税费", "培训"}
    assert len(set(INSTRUMENTS)) == 9
