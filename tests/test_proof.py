"""The proof drops what the quotes do not bear out, and keeps what only says it in other words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.proof.verdicts import Check, prove

CHARGING = "鼓励充电桩运营企业适当下调充电服务费。"
GRANT = "对符合条件的小微企业,市财政局给予每户最高10万元一次性补贴,2025年12月31日前申请的补贴标准提高20%。"
BAN = "任何单位和个人不得挤占、挪用专项资金。"
PILOT = "在长沙市、株洲市开展食品经营许可告知承诺制试点。"
REVIEW = "登记机关应当自受理之日起10个工作日内作出决定。"
REWARDS = "给予一次性配套奖励,市级奖励2万元,省级奖励5万元,国家级奖励10万元。"
TERM = "本办法自2024年1月1日起施行,有效期至2026年12月31日。"
YEARLY = "港澳青年在职期间可领取每人每年3000元交通补贴。"
EXEMPT = "对小规模纳税人免征增值税、免收登记费。"
PERSONS = "企业可以申请,个人不得申请。"
LED = "(牵头单位:市商务局;责任单位:市财政局、市税务局)"
NOTICE = "公告满30日后方可变更。"
FIRST = "对首次认定的高新技术企业,一次性奖励10万元;重新认定的高新技术企业奖励5万元。"
LED_BY = "学校供餐工作由市教育局(市语委)牵头,市财政局配合。"
FREE_RENT = "对承租国有房屋的小微企业免收半年租金。"
LOANS = "创业担保贷款个人最高20万元,合伙创业的最高110万元,小微企业最高300万元。"
PREMIUM = "城乡居民医保财政补助标准每人每年610元,个人缴费标准每人每年350元。"
STILL_DUE = "享受免征增值税政策的企业仍需缴纳企业所得税。"
RATIO = "担保金额的比例不得低于80%。"
TITLE = "贯彻实施《网络强省建设三年行动计划(2021-2023年)》,依据湘政办发〔2021〕38号文件推进“双千兆”网络建设。"


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("充电桩运营企业适当下调充电服务费受到鼓励", CHARGING),
        ("政策鼓励充电桩运营企业适当降低充电服务费。", CHARGING),
        ("Charging pile operators are encouraged to lower their charging service fees.", CHARGING),
        ("符合条件的小微企业每户最多可获一次性补贴100,000元。", GRANT),
        ("2025-12-31前申请的,补贴标准提高两成。", GRANT),
        ("Eligible small enterprises receive a one-off subsidy of up to 100,000 yuan.", GRANT),
        ("Applications before 31 December 2025 get a 20% higher subsidy.", GRANT),
        ("专项资金不能被任何单位和个人挤占、挪用。", BAN),
        ("No unit or individual may misappropriate the special funds.", BAN),
        ("长沙、株洲两市试点食品经营许可告知承诺制。", PILOT),
        ("登记机关应在受理后十个工作日内作出决定。", REVIEW),
        ("The registration authority must decide within ten working days of acceptance.", REVIEW),
        ("推进“双千兆”网络建设,依据是湘政办发[2021]38号。", TITLE),
        ("省级、国家级分别奖励5万元、10万元。", REWARDS),
        ("Provincial honours are rewarded with 50,000 yuan.", REWARDS),
        ("本办法自2024年1月1日开始施行,2026年12月31日截止。", TERM),
        ("港澳青年每年可领取3000元交通补贴。", YEARLY),
        ("对小规模纳税人不征收增值税。", EXEMPT),
        ("Small-scale taxpayers pay no VAT.", EXEMPT),
        ("企业可以申请。", PERSONS),
        ("个人不能申请。", PERSONS),
        ("市商务局牵头。", LED),
        ("The Commerce Bureau leads.", LED),
        ("公告30日后可变更。", NOTICE),
        ("The guarantee ratio must not be lower than 80%.", RATIO),
        ("Rewards of up to RMB 1.5 million are granted.", "给予最高150万元奖励。"),
        ("给予企业30万元至50万元奖励。", "给予企业30-50万元奖励。"),
        ("Persons under 18 may apply.", "未满18周岁的人员可以申请。"),
        ("逾期申请的不予受理。", "逾期申请的,不予受理。"),
        ("用人单位可以申请补贴。", "用人单位招用毕业生的,可以申请补贴。用人单位不得重复申请补贴。"),
        ("首次认定的高新技术企业奖励10万元。", FIRST),
        ("High-tech enterprises recognised for the first time are rewarded with 100,000 yuan.", FIRST),
        ("By 2025, 1,000 old urban residential communities are renovated.", "2025年实施城镇老旧小区改造1000个。"),
        ("As of 31 December 2024, the city had built 50 parks.", "截止2024年12月31日,全市已建成50个园区。"),
        ("市发展改革委牵头制定实施方案。", "市发展改革委要加强统筹协调,牵头制定实施方案。"),
        ("市教育局牵头。", LED_BY),
        ("市语委牵头。", LED_BY),
        ("由市财政局牵头。", "牵头责任单位:市财政局;配合单位:市教育局。"),
        ("School meals are led by the municipal education bureau with the support of the finance bureau.", LED_BY),
        ("Small and micro enterprises that rent state-owned houses pay no rent for half a year.", FREE_RENT),
        ("The rent of small and micro enterprises renting state-owned houses is halved.", FREE_RENT.replace("半年", "一半")),
        ("企业需缴纳企业所得税。", STILL_DUE),
        ("对小微企业免收登记费。", "对小微企业免登记费。"),
        (
            "Elderly people who need daily care receive a nursing subsidy of 200 yuan per month.",
            "对生活不能自理的老年人,每月给予200元护理补贴。",
        ),
        ("Enterprises submit semi-annual statistical reports.", "企业每半年报送一次统计报表。"),
        ("小微企业创业担保贷款最高300万元。", LOANS),
        ("城乡居民医保个人缴费标准为每人每年350元。", PREMIUM),
        ("重新认定的国家高新技术企业奖励10万元。", "对新认定的国家高新技术企业奖励20万元,对重新认定的奖励10万元。"),
        ("2022年4月1日起月最低工资标准为1930元。", "月最低工资标准自2020年1月1日起为1800元,2022年4月1日起为1930元。"),
        ("市商务局牵头。", "由市商务局会同市财政局牵头制定方案。"),
        ("已缴纳的耕地占用税予以退还。", "对符合条件的企业免征耕地占用税,已缴纳的予以退还。"),
        ("Three months' rent is waived.", "免收3个月租金,减半收取3个月租金。"),
        ("Services are free of charge.", "免费为企业提供服务,服务费减半。"),
        ("Small-scale taxpayers are relieved of paying VAT.", EXEMPT),
        ("减半征收房产税。", "免征50%房产税。"),
        ("The parking is open every day.", "停车场每晚开放,每月收费100元。"),
        ("三支一扶人员安家费补贴3000元。", "给予新招募人员安家费补贴,标准为3000元。"),
    ],
)
def test_true_claims_hold(claim: str, quote: str) -> None:
    verdict = prove(claim, [quote])
    assert verdict.holds, verdict.reason


@pytest.mark.parametrize(
    ("claim", "quote", "check"),
    [
        ("鼓励充电桩运营企业下调充电服务费1%。", CHARGING, Check.NUMBER),
        ("充电桩运营企业必须下调充电服务费。", CHARGING, Check.FORCE),
        ("充电桩运营企业将下调充电服务费。", CHARGING, Check.FORCE),
        ("不鼓励充电桩运营企业下调充电服务费。", CHARGING, Check.NEGATION),
        ("鼓励充电桩运营企业适当上调充电服务费。", CHARGING, Check.NEGATION),
        ("鼓励所有充电桩运营企业适当下调充电服务费。", CHARGING, Check.QUANTIFIER),
        ("Charging operators must lower their charging fees.", CHARGING, Check.FORCE),
        ("Charging operators are not encouraged to lower charging fees.", CHARGING, Check.NEGATION),
        ("Applicants without a permit may not register at the window.", "无许可证的申请人可以在窗口办理登记。", Check.NEGATION),
        ("There is a need to apply again for the residence permit.", "无需重新申领居住证。", Check.NEGATION),
        ("All charging operators are encouraged to lower charging fees.", CHARGING, Check.QUANTIFIER),
        ("对符合条件的小微企业给予每户10万元补贴。", GRANT, Check.NUMBER),
        ("对符合条件的小微企业给予每户最低10万元补贴。", GRANT, Check.NUMBER),
        ("对符合条件的小微企业给予每户最高10万美元补贴。", GRANT, Check.NUMBER),
        ("对所有小微企业给予每户最高10万元补贴。", GRANT, Check.QUANTIFIER),
        ("对小微企业给予每户最高10万元一次性补贴。", GRANT, Check.QUANTIFIER),
        ("对符合条件的小微企业,市商务局给予每户最高10万元一次性补贴。", GRANT, Check.NAME),
        ("2026年12月31日前申请的补贴标准提高20%。", GRANT, Check.DATE),
        ("2025年12月31日后申请的补贴标准提高20%。", GRANT, Check.DATE),
        ("Applications before 31 December 2026 get a 20% higher subsidy.", GRANT, Check.DATE),
        ("单位和个人可以挪用专项资金。", BAN, Check.FORCE),
        ("在长沙市、温州市开展食品经营许可告知承诺制试点。", PILOT, Check.NAME),
        ("在全省推行食品经营许可告知承诺制。", PILOT, Check.QUANTIFIER),
        ("Notification and commitment for food licences is piloted in Wenzhou.", PILOT, Check.NAME),
        ("登记机关应当自受理之日起10日内作出决定。", REVIEW, Check.NUMBER),
        ("登记机关可以自受理之日起10个工作日内作出决定。", REVIEW, Check.FORCE),
        ("The registration authority may decide within 10 working days of acceptance.", REVIEW, Check.FORCE),
        ("依据湘政办发〔2021〕39号推进“双千兆”网络建设。", TITLE, Check.NAME),
        ("依据湘政办发〔2021〕38号推进“三千兆”网络建设。", TITLE, Check.NAME),
        ("贯彻实施《数字强省建设三年行动计划》。", TITLE, Check.NAME),
        ("省级奖励10万元。", REWARDS, Check.NUMBER),
        ("Provincial honours are rewarded with 100,000 yuan.", REWARDS, Check.NUMBER),
        ("本办法有效期至2024年1月1日。", TERM, Check.DATE),
        ("3月1日前提交材料。", "3月1日公布名单,5月31日前提交材料。", Check.DATE),
        ("港澳青年可领取每人每月3000元交通补贴。", YEARLY, Check.NUMBER),
        ("Young people from Hong Kong receive a transport subsidy of 3,000 yuan per month.", YEARLY, Check.NUMBER),
        ("对小规模纳税人征收增值税。", EXEMPT, Check.NEGATION),
        ("对小规模纳税人减半征收增值税。", EXEMPT, Check.NEGATION),
        ("对小规模纳税人收取登记费。", EXEMPT, Check.NEGATION),
        ("Small-scale taxpayers pay VAT.", EXEMPT, Check.NEGATION),
        ("Small-scale taxpayers are not exempt from VAT.", EXEMPT, Check.NEGATION),
        ("免征增值税。", "减半征收增值税。", Check.NEGATION),
        ("个人可以申请。", PERSONS, Check.FORCE),
        ("从事经营活动,无需许可。", "从事经营活动,须经许可。", Check.NEGATION),
        ("建设项目,不应当节能。", "建设项目,应当节能。", Check.NEGATION),
        ("首次认定的高新技术企业奖励5万元。", FIRST, Check.NUMBER),
        ("合伙创业的创业担保贷款最高300万元。", LOANS, Check.NUMBER),
        ("财政补助标准为每人每年350元。", PREMIUM, Check.NUMBER),
        ("2020年1月1日起月最低工资标准为1930元。", "月最低工资标准自2020年1月1日起为1800元,2022年4月1日起为1930元。", Check.NUMBER),
        ("市财政局牵头。", LED_BY, Check.NAME),
        ("School meals are led by the finance bureau.", LED_BY, Check.NAME),
        ("市财政局牵头负责。", LED, Check.NAME),
        ("市财政局牵头。", "市商务局(会同市财政局)牵头制定方案。", Check.NAME),
        ("牵头单位是市财政局。", LED, Check.NAME),
        ("The Finance Bureau leads.", LED, Check.NAME),
        ("公告满30日前方可变更。", NOTICE, Check.NUMBER),
        ("The guarantee ratio must not be more than 80%.", RATIO, Check.NUMBER),
        ("加强医院信息化标准规范建设,推动智慧医疗。", CHARGING, Check.CONTENT),
        ("Hospitals build standards for medical information systems.", CHARGING, Check.CONTENT),
    ],
)
def test_false_claims_fail_at_the_right_check(claim: str, quote: str, check: Check) -> None:
    verdict = prove(claim, [quote])
    assert not verdict.holds
    assert verdict.check is check, verdict.reason
    assert verdict.reason


def test_a_whole_quote_holds_whatever_it_says() -> None:
    for quote in (CHARGING, GRANT, BAN, PILOT, REVIEW, TITLE):
        assert prove(quote, [CHARGING, quote]).holds


def test_a_claim_may_rest_on_two_quotes() -> None:
    claim = "登记机关应当自受理之日起10个工作日内作出决定,在长沙市、株洲市开展试点。"
    assert prove(claim, [REVIEW, PILOT]).holds
    assert not prove(claim, [REVIEW]).holds


def test_the_documents_own_names_may_be_used() -> None:
    assert not prove("湖南省鼓励充电桩运营企业适当下调充电服务费。", [CHARGING]).holds
    assert prove("湖南省鼓励充电桩运营企业适当下调充电服务费。", [CHARGING], known=["湖南省人民政府办公厅"]).holds


@pytest.mark.parametrize(
    "claim", ["", "  ", "。", "Плата за зарядку снижается по решению оператора.", "充電サービス料を引き下げることを奨励する。"]
)
def test_what_cannot_be_read_fails_closed(claim: str) -> None:
    assert not prove(claim, [CHARGING]).holds


def test_no_quote_proves_nothing() -> None:
    assert not prove("鼓励下调充电服务费。", []).holds


@settings(max_examples=150, deadline=None)
@given(number=st.integers(2, 10**7), unit=st.sampled_from(["元", "%", "家", "个工作日", "年", " yuan", " months"]))
def test_a_number_that_the_quote_lacks_never_passes(number: int, unit: str) -> None:
    claim = f"鼓励充电桩运营企业适当下调充电服务费{number}{unit}"
    assert not prove(claim, [CHARGING]).holds


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    prove(text, [GRANT])
    prove("鼓励下调。", [text or "无"])
