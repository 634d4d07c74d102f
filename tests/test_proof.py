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
