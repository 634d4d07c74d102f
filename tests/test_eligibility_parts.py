"""The parts of the matrix: figures, thresholds, places, applicants, provisions."""

from __future__ import annotations

import hashlib
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parsing import parse_text
from rag.eligibility.applicants import admitted, closed, kinds_in
from rag.eligibility.cells import Cells
from rag.eligibility.circumstances import read_circumstances
from rag.eligibility.figures import read_figures
from rag.eligibility.instruments import INSTRUMENTS, instrument_of, needs_in
from rag.eligibility.localities import lies_in, read_locality
from rag.eligibility.profiles import read_profile
from rag.eligibility.provisions import Effect, provisions_of
from rag.eligibility.replies import yes
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
    assert (name, Fraction(value)) in {(figure.name, figure.extent.exact) for figure in read_figures(told)}


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
        ("注册满1年", "成立不到一年", False),
        ("从业人员300人以下", "员工超过300人", False),
        ("从业人员25人以上", "员工20-30人", None),
        ("营业收入300万元以上", "营收从500万元降到200万元", False),
        ("总投资2亿3000万元以上", "总投资2亿2000万元", False),
        ("注册18个月以上", "成立一年半", True),
        ("营业收入首次突破1亿元的", "年营业收入5000万元", False),
        ("营业收入2000万元（含）至5000万元（不含）之间", "营业收入500万元", False),
        ("从业人员300人（不含）以下", "员工300人", False),
        ("厂房面积1000平方米以上", "厂房面积2012.5平方米", True),
        ("营业收入1000万元以上", "营业收入2000.5 万元", True),
        ("注册满5年", "公司成立3年，2015年登记", False),
    ],
)
def test_a_threshold_against_what_is_told(condition: str, told: str, verdict: bool | None) -> None:
    (threshold,) = thresholds(condition, "企业上一年度研发投入50万元以上，且")
    assert compare(threshold, read_figures(told)) is verdict


@pytest.mark.parametrize(
    ("told", "name", "low", "high"),
    [
        ("公司成立于2019年", "years", 82, 94),
        ("2025年6月注册", "years", 17, 17),
        ("founded in 2019", "years", 82, 94),
        ("2024届高校毕业生", "graduation", 22, 34),
        ("in business since 2019", "years", 82, 94),
    ],
)
def test_a_date_of_founding_or_graduation_is_the_time_since(told: str, name: str, low: int, high: int) -> None:
    (figure,) = read_figures(told, today=date(2026, 11, 30))
    assert (figure.name, figure.extent.low[0], figure.extent.high[0]) == (name, low, high)


@pytest.mark.parametrize(
    "told",
    [
        "2025年通过认定",
        "2023年注册资本变更",
        "2028年毕业",
        "2015年设立研发中心",
        "2022年登记的软件著作权",
        "2025年招用应届毕业生",
        "exported since 2015",
        "2024年新开店",
        "公司2024年注册了商标",
        "2024年创立了品牌",
    ],
)
def test_any_other_date_is_no_figure(told: str) -> None:
    assert read_figures(told, today=date(2026, 11, 30)) == ()


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
        ("贵阳市白云区", "广州市白云区", False),
        ("广州市越秀区北京路238号", "北京市", False),
        ("Suzhou", "苏州市", None),
        ("Suzhou, Jiangsu", "苏州市", True),
        ("Shanxi", "山西省", True),
        ("Xi'an", "陕西省", True),
    ],
)
def test_where_a_place_lies(place: str, region: str, verdict: bool | None) -> None:
    assert lies_in(read_locality(place), read_locality(region)) is verdict


def test_each_date_belongs_to_the_word_beside_it() -> None:
    read = read_figures("2015年开店，2024年毕业", today=date(2026, 11, 30))
    assert {figure.name: figure.extent.high[0] for figure in read} == {"years": 142, "graduation": 34}


def test_of_several_dates_of_founding_the_earliest_counts() -> None:
    (figure,) = read_figures("2024年登记注册，2005年创办", today=date(2026, 11, 30))
    assert figure.extent.high[0] == 262


@pytest.mark.parametrize(
    "condition",
    [
        "年营业收入1000万元以上、最高为5000万元以下",
        "年营业收入2000万元以上，其中出口额提高到500万元以上",
        "营业收入1000万元以上，最高为5000万元",
    ],
)
def test_a_second_bound_leaves_the_first(condition: str) -> None:
    assert compare(thresholds(condition)[0], read_figures("年营业收入600万元")) is False


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
    assert admitted(kinds_in("就业困难人员"), kinds_in("高校毕业生")) is None
    assert admitted(kinds_in("儿童"), kinds_in("高校毕业生")) is False


@pytest.mark.parametrize(
    ("told", "kind"),
    [("为酒店提供洗涤服务的公司", "hotel"), ("培训公司，面向大学生", "graduate"), ("家具厂，想申请银行贷款", "bank")],
)
def test_whom_a_business_serves_it_is_not(told: str, kind: str) -> None:
    assert kind not in read_circumstances(read_profile({"description": told})).kinds


@pytest.mark.parametrize(
    ("told", "sector", "kind"),
    [
        ("打算创业的退役军人", "", "veteran"),
        ("我是想贷款的个体工商户", "", "self_employed"),
        ("主营业务为民宿服务", "", "homestay"),
        ("作为旅行社提供旅游服务", "", "travel_agency"),
        ("一家旅行社，员工10人", "旅游业", "travel_agency"),
    ],
)
def test_what_one_wishes_or_does_leaves_what_one_is(told: str, sector: str, kind: str) -> None:
    assert kind in read_circumstances(read_profile({"description": told, "sector": sector})).kinds


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("家里困难，想申请低保", "poor"),
        ("为老人申请养老服务", "elderly"),
        ("我想申请退役军人优待证", "veteran"),
        ("申请个体工商户贷款", "self_employed"),
    ],
)
def test_a_wish_for_people_makes_no_enterprise(told: str, kind: str) -> None:
    assert read_circumstances(read_profile({"description": told})).kinds == {kind}


@pytest.mark.parametrize(
    ("case", "told", "status"),
    [
        ("停止经营6个月以上的企业", "软件公司，成立4年", "missing"),
        ("未经营满6个月的企业", "软件公司，成立4年", "missing"),
        ("有50万元以上逾期贷款的企业", "软件公司，贷款100万元", "missing"),
        ("被吊销营业执照三年以上的公司", "软件公司，开店2年", "missing"),
        ("贷款逾期50万元以上的企业", "软件公司，贷款逾期100万元", "unmet"),
        ("员工不足10人的", "软件公司，员工30人", "met"),
        ("注册资本100万元以上的企业", "软件公司，注册资本500万元", "unmet"),
    ],
)
def test_a_number_shuts_out_only_where_all_of_the_case_is_so(case: str, told: str, status: str) -> None:
    sentence = f"对企业给予奖励，{case}除外。"
    text = f"某市某办法\n\n第一条　{sentence}\n\n第二条　本办法自印发之日起施行。\n"
    parsed = parse_text(text, source="某.txt", sha256=hashlib.sha256(text.encode()).hexdigest())
    profile = read_profile({"description": told})
    cells = Cells(read_circumstances(profile), profile, parsed)
    for provision in provisions_of(parsed, parsed.measures[0]):
        cells.add(provision)
    assert [cell.status.value for cell in cells.listed if cell.text.startswith("除外")] == [status]


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("北京烤鸭店，开在东莞市", ("东莞",)),
        ("我在上海务工10年，现返回湖南长沙创业", ("湖南", "长沙")),
        ("客户主要在北京、上海，公司注册在广州市", ("广州",)),
        ("在武汉大学读书，公司位于长沙市岳麓区", ("长沙", "岳麓")),
        ("d'Anhui", ("安徽",)),
    ],
)
def test_the_place_of_a_business_is_where_it_stands(told: str, names: tuple[str, ...]) -> None:
    assert read_circumstances(read_profile({"description": told})).place.names == names


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
        ("资产总额不超过5000万元的企业，减按20%征收企业所得税。", Effect.GRANT, ["资产总额不超过5000万元的企业"]),
        ("给予企业20万元奖励，条件是上一年度研发投入不低于100万元。", Effect.GRANT, ["上一年度研发投入不低于100万元"]),
        ("给予企业20万元奖励，企业须承诺三年内不迁出。", Effect.GRANT, ["企业须承诺三年内不迁出"]),
        ("给予企业奖励，企业须三年内不迁出，同时给予法定代表人5万元奖励。", Effect.GRANT, ["企业须三年内不迁出"]),
        ("招用毕业生的企业给予补贴，应届毕业生每人500元。", Effect.GRANT, ["招用毕业生的企业"]),
        ("招用毕业生的企业给予补贴，相关企业不再单独申报。", Effect.GRANT, ["招用毕业生的企业"]),
    ],
)
def test_the_grammar_of_provisions(sentence: str, effect: Effect, conditions: list[str]) -> None:
    assert provisions(sentence) == [(effect.value, conditions)]


def test_a_grant_keeps_what_stands_behind_its_rider() -> None:
    text = "某市某办法\n\n第一条　对获评企业给予奖励，企业须正常经营，奖励金额为20万元。\n"
    parsed = parse_text(text, source="某.txt", sha256=hashlib.sha256(text.encode()).hexdigest())
    (provision,) = provisions_of(parsed, parsed.measures[0])
    assert provision.grant is not None
    assert provision.grant.of(text).endswith("奖励金额为20万元")


@pytest.mark.parametrize(
    ("sentence", "case"),
    [
        ("招用毕业生的企业给予补贴，但劳务派遣企业除外。", "劳务派遣企业"),
        ("招用毕业生的企业给予补贴，不足10人的不予补助。", "不足10人的"),
        ("招用毕业生的企业给予补贴，已享受同类补贴的，不再给予。", "已享受同类补贴的"),
    ],
)
def test_a_case_taken_out_behind_a_grant_leaves_the_grant(sentence: str, case: str) -> None:
    assert provisions(sentence) == [("grant", ["招用毕业生的企业"]), ("exclusion", [case])]


@pytest.mark.parametrize(
    ("condition", "told", "status"),
    [
        ("高新技术企业", "餐饮公司，员工8人", "missing"),
        ("餐饮企业", "餐饮公司，员工8人", "met"),
        ("员工50人以上的养老机构", "餐饮公司，员工60人", "missing"),
        ("年营业收入5000万元以上的外贸企业", "外贸公司，年营业收入8000万元", "met"),
        ("获得3项发明专利的企业", "获得发明专利1项", "missing"),
        ("2020年1月1日后注册的企业", "注册于2019年", "missing"),
        ("被认定为高新技术企业的", "计划明年申报高新技术企业", "missing"),
        ("纳税信用A级的企业", "公司，纳税信用C级", "unmet"),
        ("被认定为省级专精特新企业的", "市级专精特新企业", "missing"),
        ("评定为4A级以上旅游景区的", "5A级旅游景区", "met"),
        ("获得创业大赛一等奖的", "获得创业大赛二等奖", "unmet"),
        ("获得资金奖励的企业", "公司，获得过奖励资金", "met"),
        ("小型微利企业", "小微企业，员工8人", "met"),
        ("申报企业", "软件公司", "met"),
        ("招用毕业生的用人单位", "软件公司，招用毕业生5人", "met"),
        ("被认定为高新技术企业的", "高新技术企业认定正在办理", "missing"),
        ("被认定为高新技术企业的", "我们是高新技术企业想申请补贴", "met"),
        ("承担国家重点研发计划课题的企业", "公司承担国家重点研发计划课题", "met"),
        ("毕业5年内的", "公司2025年获第五届创业大赛一等奖", "missing"),
        ("毕业时间为当年1月1日至12月31日", "2026年11月毕业", "missing"),
        ("当年1月至12月毕业的", "2025年12月毕业", "missing"),
        ("当年1月1日至12月31日新注册的企业", "公司成立于2025年12月20日", "missing"),
        ("高新技术企业", "想申请研发补贴的高新技术企业，员工30人", "met"),
        ("高新技术企业", "打算申报明年的高新技术企业", "missing"),
        ("高新技术企业", "正在申请认定的高新技术企业", "missing"),
        ("获得发明专利", "新希望集团子公司获得发明专利", "met"),
        ("首次申报高新技术企业的", "高新技术企业", "missing"),
        ("申请上市的企业", "我们是上市公司", "missing"),
        ("纳税信用A级企业", "公司，食品安全量化B级，纳税信用良好", "missing"),
        ("员工20人以下的企业", "公司，员工不到20人", "met"),
    ],
)
def test_words_are_met_only_by_facts_of_the_same_sort_and_grade(condition: str, told: str, status: str) -> None:
    assert standing(condition, "", read_circumstances(read_profile({"description": told})), None).status.value == status


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("存在", True),
        ("我们符合", True),
        ("没问题", True),
        ("да", True),
        ("我公司没有", False),
        ("no", False),
        ("不清楚", None),
        ("unsure", None),
        ("没错", True),
        ("能，但要明年", True),
        ("可惜没有", False),
        ("行不通", False),
        ("能力不足，做不到", False),
        ("目前尚无", False),
        ("不可能", False),
        ("we don't", False),
        ("有待认定", None),
    ],
)
def test_a_reply_says_yes_or_no_or_neither(reply: str, said: bool | None) -> None:
    assert yes(reply) is said


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
