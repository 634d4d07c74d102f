"""The verbatim answer: few sentences, enough lead-in, the right frame, nothing that is only a heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from small_search import SmallSearch

from corpus import ParsedDocument, parse_file, parse_text
from corpus.spans import Span
from rag.answering import Answering
from rag.answers import Answer, Citation, Claim, Status
from rag.assistant import Assistant
from rag.hits import Outcome
from rag.proof.force import Force, force_of
from rag.queries import Query
from rag.understanding.wants import Want
from rag.writing.askings import askings
from rag.writing.candidates import Candidate
from rag.writing.citations import cite, measure_name
from rag.writing.frames import frames, languages
from rag.writing.leadins import items, lead_ins, under
from rag.writing.stance import bears, decides, enumerates, line_for

LISTED = """关于做好补贴工作的通知

第一条 申请补贴应当符合下列条件:
(一)在本市登记注册;
(二)上年度纳税10万元以上;
(三)没有违法记录。

第二条 补贴标准为每户每年5000元,最高不超过3万元。

第三条 其中残疾人创办的企业,补贴标准提高20%。

第四条 不得重复申请补贴。

第五条 本通知自2024年5月1日起施行,有效期3年。
"""


@pytest.fixture(scope="module")
def first(policies: Path) -> ParsedDocument:
    return parse_file(next(policies.glob("湘政办发*.txt")))


@pytest.fixture(scope="module")
def listed() -> ParsedDocument:
    return parse_text(LISTED, source="listed.txt", sha256="2" * 64)


def ask(document: ParsedDocument, question: str, outcome: Outcome = Outcome.FOUND, language: str | None = None) -> Answer:
    return Assistant(Answering(SmallSearch([document], outcome).source)).ask(question, language=language)


def test_a_single_fact_takes_one_sentence(first: ParsedDocument) -> None:
    answer = ask(first, "充电桩运营企业的充电服务费怎么调整")
    assert [c.text for c in answer.claims] == ["鼓励充电桩运营企业适当下调充电服务费。"]


@pytest.mark.parametrize("question", ["文件对“培育壮大零售新业态”有什么规定?", 'What does the document provide on "培育壮大零售新业态"?'])
def test_a_measure_named_by_its_title_answers_itself(first: ParsedDocument, question: str) -> None:
    answer = ask(first, question)
    assert {c.measure for c in answer.citations} == {1}


def test_single_facts_take_few_sentences(first: ParsedDocument) -> None:
    questions = (
        "实施广电5G覆盖工程了吗",
        "马栏山文创产业园怎么建设",
        "首店赋码是什么",
        "快递末端综合服务场所怎么规划",
        "失业保险费率怎么调整",
        "互联网保险业务怎么监管",
        "消费券怎么发",
        "新职业培训怎么补贴",
    )
    assert median(len(ask(first, q).claims) for q in questions) <= 1.5


@pytest.mark.parametrize("question", ["充电桩怎么建设", "在线教育怎么发展", "零售新业态有哪些"])
def test_headings_and_department_lines_are_no_answers(first: ParsedDocument, question: str) -> None:
    shown = {c.quote for c in ask(first, question).citations}
    for measure in first.measures:
        for sentence in measure.sentences:
            if sentence.heading or sentence.responsibility:
                assert sentence.span.of(first.document.text) not in shown


def test_a_list_comes_with_its_opening_and_all_items(listed: ParsedDocument) -> None:
    answer = ask(listed, "申请补贴要符合哪些条件")
    text = "".join(c.text for c in answer.claims)
    for words in ("下列条件", "本市登记注册", "10万元以上", "违法记录"):
        assert words in text
    starts = [answer.citations[i].span.start for c in answer.claims for i in c.citations]
    assert starts == sorted(starts), "reading order"


def test_an_item_alone_brings_its_opening(listed: ParsedDocument) -> None:
    answer = ask(listed, "上年度纳税多少")
    assert "下列条件" in answer.claims[0].text
    assert any("10万元" in c.text for c in answer.claims)


def test_who_gives_the_departments_and_the_line_that_names_them(first: ParsedDocument) -> None:
    answer = ask(first, "在线教育谁牵头")
    assert answer.claims[0].text == f"{frames('zh').say('lead')}: 省教育厅"
    assert answer.citations[0].quote == "(省教育厅牵头负责)"
    assert [(c.name, str(c.role)) for c in answer.contacts] == [("省教育厅", "lead")]


NOTES = """关于发展体育产业的意见

一、建设场馆。推进场馆建设。(体育局牵头，财政局、教育局等有关部门和单位按职责分工负责)

二、培养人才。支持高校开办体育专业。(教育局、体育局等负责，体育局牵头)

三、办好赛事。支持举办赛事。(体育局等有关部门负责，列第一位者为牵头单位)
"""


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        ("建设场馆归哪些部门管，谁牵头", [("lead", "体育局"), ("responsible", "财政局、教育局等有关部门和单位")]),
        ("建设场馆谁牵头", [("lead", "体育局")]),
        ("建设场馆谁牵头谁配合", [("lead", "体育局"), ("responsible", "财政局、教育局等有关部门和单位")]),
        ("办好赛事由哪些部门负责", [("lead", "体育局"), ("responsible", "有关部门")]),
    ],
)
def test_bodies_without_a_name_are_told_beside_the_others(question: str, claims: list[tuple[str, str]]) -> None:
    document = parse_text(NOTES, source="notes.txt", sha256="9" * 64)
    assert [claim.text for claim in ask(document, question).claims] == [f"{frames('zh').say(key)}: {names}" for key, names in claims]


def test_who_is_answered_from_the_part_of_a_measure_that_is_asked_of() -> None:
    text = "关于发展体育产业的意见\n\n一、鼓励创新。推进商事制度改革。(市场监管局负责)鼓励高校开办体育专业。(教育局、体育局负责)\n"
    document = parse_text(text, source="parts.txt", sha256="4" * 64)
    assert [c.name for c in ask(document, "商事制度改革由哪个部门负责").contacts] == ["市场监管局"]
    assert [c.name for c in ask(document, "鼓励创新由哪个部门负责").contacts] == ["市场监管局", "教育局", "体育局"]


def test_who_may_apply_is_not_a_question_for_departments(listed: ParsedDocument) -> None:
    assert "条件" in ask(listed, "谁可以申请补贴,要什么条件").claims[0].text


def test_an_amount_is_the_sentence_with_the_sum(listed: ParsedDocument) -> None:
    answer = ask(listed, "补贴标准是多少元")
    assert answer.status is Status.ANSWERED
    assert "5000元" in answer.claims[0].text


def test_an_amount_that_the_text_does_not_set(first: ParsedDocument) -> None:
    answer = ask(first, "发放消费券补贴多少元")
    assert answer.status is Status.NO_EVIDENCE
    assert frames("zh").say("amount_none") in answer.text
    assert "消费券" in answer.claims[0].text


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("本通知自2024年5月1日起施行吗", "yes"),
        ("本通知自2025年5月1日起施行吗", "no"),
        ("可以重复申请补贴吗", "no"),
        ("外地企业能申请住房补贴吗", "relevant"),
    ],
)
def test_yes_no_or_the_text_does_not_say(listed: ParsedDocument, question: str, key: str) -> None:
    assert frames("zh").say(key) in ask(listed, question).text


@pytest.mark.parametrize(
    ("question", "sentence", "key"),
    [
        ("70周岁的老年人可享受就餐补贴吗?", "60周岁及以上的老年人可享受就餐补贴。", "yes"),
        ("17周岁的孤儿可以独立申请吗?", "年满16周岁的孤儿也可以独立申请。", "yes"),
        ("没有预约能不能现场办理", "没有预约的,不能现场办理。", "no"),
        ("没有预约能不能现场办理", "有预约的,不能现场办理。", "not_stated"),
        ("没有预约不能现场办理吗", "没有预约的,不能现场办理。", "yes"),
        ("15周岁的孤儿可以独立申请吗?", "年满16周岁的孤儿也可以独立申请。", "no"),
        ("年收入6万元的家庭可以申请吗?", "年收入低于8万元的家庭可以申请。", "yes"),
        ("年收入8万元的家庭可以申请吗?", "年收入低于8万元的家庭可以申请。", "no"),
        ("2022年注册的企业可以申请吗?", "2020年以后注册的企业可以申请。", "yes"),
        ("2023年注册的企业可以申请吗?", "2020年1月1日至2022年12月31日注册的企业可以申请。", "no"),
        ("65周岁的老年人可以领补贴吗?", "60周岁以上的老年人可以领补贴,70周岁以上的老年人加倍。", "conditional"),
        ("15周岁的人员可以申请吗?", "16周岁以下的人员不得申请。", "no"),
        ("20周岁的人员可以申请吗?", "16周岁以下的人员不得申请。", "not_stated"),
        ("申请需要缴纳社保24个月吗?", "申请需要缴纳社保12个月以上。", "not_stated"),
        ("补贴标准是500元吗?", "补贴标准是800元。", "no"),
        ("退休人员可以申请补贴吗?", "退休人员除外,均可以申请补贴。", "no"),
        ("户籍人员可以申请补贴吗?", "户籍人员可以申请补贴,不含外籍人员。", "yes"),
        ("小微企业还要交增值税吗?", "对小微企业免征增值税。", "no"),
        ("小微企业免征增值税吗?", "对小微企业免征增值税。", "yes"),
        ("应届毕业生可以申请贷款吗?", "应届毕业生可以申请免息贷款。", "yes"),
        ("低收入家庭可以申请学费补助吗?", "低收入家庭可以申请学费补助,并免收学费。", "yes"),
        ("适龄儿童要就近入学吗?", "适龄儿童免试就近入学。", "yes"),
        ("中小企业可以申请补贴吗?", "消除中小企业境外投资障碍,中小企业可以申请补贴。", "conditional"),
        ("本市企业可以申请补贴吗?", "除本市企业外,均可以申请补贴。", "no"),
        ("贷款10,000元的企业可以申请贴息吗?", "贷款10,000元的企业可以申请贴息。", "yes"),
        ("省级奖励10万元吗?", "市级奖励2万元,省级奖励5万元,国家级奖励10万元。", "no"),
        ("2026年购车可以享受补贴吗?", "2025年实施购车补贴,购车可以享受补贴。", "no"),
        ("小微企业可以申请贷款吗?", "小微企业可以申请贷款,免于提供担保。", "yes"),
        ("还没有毕业可以申请补贴吗?", "毕业学年的学生可以申请补贴。", "not_stated"),
        ("不符合条件的企业可以申请吗?", "符合条件的企业可以申请。", "no"),
        ("2024年10月可以申请补贴吗?", "2024年3月1日至9月30日可以申请补贴。", "no"),
        ("2024年8月可以申请补贴吗?", "2024年6月至9月可以申请补贴。", "yes"),
        ("2024年3月25日可以申请补贴吗?", "2024年3月1日至15日可以申请补贴。", "no"),
        ("1月10日可以申请补贴吗?", "每年3月1日至6月30日可以申请补贴。", "no"),
        ("2月10日可以申请补贴吗?", "每年10月1日至次年3月31日可以申请补贴。", "not_stated"),
        ("12月1日可以申请补贴吗?", "11月1日至3月31日可以申请补贴。", "not_stated"),
        ("2024年10月可以申请补贴吗?", "2024年3月1日起至当年9月30日可以申请补贴。", "no"),
        ("2026年购买的车可以享受减免吗?", "自2024年1月1日起2年内购买的车可以享受减免。", "not_stated"),
        ("40岁的女性可以申请补贴吗?", "女性年满40周岁、男性年满50周岁的可以申请补贴。", "conditional"),
        ("30岁的女性可以申请补贴吗?", "女性年满40周岁、男性年满50周岁的可以申请补贴。", "no"),
        ("失信企业需要缴纳保证金吗?", "失信企业应当缴纳保证金,信用良好的企业免缴保证金。", "yes"),
        ("企业可以申请补贴吗?", "企业可以申请补贴,已申请补贴的除外。", "yes"),
        ("旧船能登记吗?", "旧船属超龄船舶,但经检验合格并准许营运的,可以登记。", "conditional"),
        ("退休可以提取公积金吗?", "职工离休、退休的,可以提取公积金;出境定居的,可以提取余额。", "yes"),
        ("小店招用残疾人可以申请补贴吗?", "小店招用残疾人的,可以申请补贴。", "yes"),
        ("开饭馆要办理许可吗?", "开饭馆应当办理许可。", "yes"),
        ("展销食品要备案吗?", "展销食品用于试吃的,可不办理备案手续。", "not_stated"),
        ("除尘设备可以申请补贴吗?", "除尘设备和户外设备可以申请补贴。", "conditional"),
        ("本办法是2024年施行的吗?", "本办法自2024年3月1日起施行。", "yes"),
    ],
)
def test_limits_exceptions_and_denials_decide_a_yes_or_no(question: str, sentence: str, key: str) -> None:
    query = Query(text=question, language="zh", normalised=question, search=question, wants=frozenset({Want.YES_NO}))
    assert line_for(query, sentence, several=False, bearing=False) == key


@pytest.mark.parametrize(
    ("question", "sentence", "key"),
    [
        ("养老院可以收取押金吗?", "养老院不得收取押金。", "no"),
        ("装修食堂豪华一点可以吗?", "食堂从简,严禁豪华装修。", "no"),
        ("街道能不能自己搞收费目录?", "各街道、有关部门不得制定收费目录。", "no"),
        ("餐馆可以收费吗?", "餐馆不得违规收费。", "relevant"),
        ("企业可以申请贴息吗?", "失信企业不得申请贴息。", "relevant"),
        ("可以转让摊位吗?", "摊位未经批准不得转让。", "conditional"),
        ("拖拉机能否登记?", "农机统一登记,拖拉机、收割机除外。", "no"),
        ("外卖公司能拿见习补贴吗?", "用人单位(外卖单位除外)可享受见习补贴。", "no"),
        ("学车培训要自己交800块吗?", "村民可参加免费学车培训,县里按每人800元标准向驾校支付补助。", "no"),
        ("租户要交物业费吗?", "租户中的孤寡老人免交物业费。", "relevant"),
        ("购物卡归本办法管吗?", "预付卡分为两类,但购物卡不属于本办法规定的预付卡。", "no"),
        ("教授补贴是3000元吧", "补贴标准为教授5000元、讲师3000元、助教2000元。", "no"),
        ("讲师补贴是3000元吧", "补贴标准为教授5000元、讲师3000元、助教2000元。", "yes"),
        ("单位可以拖欠工资吗", "用人单位不得拖欠工资。", "no"),
        ("二类区房租是每月500元吧", "房租标准为一类区每月500元、二类区每月400元。", "no"),
        ("房租是每月500元吧", "房租标准为一类区每月500元、二类区每月400元。", "relevant"),
        ("补贴标准是3000元吧", "补贴标准为教授5000元、讲师3000元、助教2000元。", "relevant"),
        ("门诊报70%对吧", "参保人员由基金按住院70%、门诊50%的比例支付。", "no"),
        ("参保人员报70%对吧", "参保人员由基金按住院70%、门诊50%的比例支付。", "relevant"),
        ("午餐补贴1000元吗", "生活补贴每月3600元,每年1000元的午餐补贴。", "yes"),
        ("外销奖励算在全年总额里吗?", "全年总额不超过9万元,外销奖励不受此限。", "no"),
        ("企业全年总额有上限吗?", "企业全年总额不设上限。", "relevant"),
        ("高管会不会被罚款", "对负有责任的人员,可以并处罚款。", "relevant"),
    ],
)
def test_no_takes_a_sentence_that_denies_what_is_asked(question: str, sentence: str, key: str) -> None:
    query = Query(text=question, language="zh", normalised=question, search=question, wants=frozenset({Want.YES_NO}))
    assert line_for(query, sentence, several=False, bearing=True) == key


@pytest.mark.parametrize(
    ("question", "sure", "yes_no"),
    [
        ("房贴可以领几年", {Want.WHEN}, False),
        ("每个月能拿多少", {Want.AMOUNT}, False),
        ("补的是厂家还是个人", {Want.YES_NO}, False),
        ("不登记呢?", {Want.YES_NO}, False),
        ("那夜市呢", {Want.YES_NO}, False),
        ("能领补贴", set(), True),
        ("夜市管不管", set(), True),
        ("还是要交押金吗", {Want.YES_NO}, True),
        ("夜市是什么", set(), False),
    ],
)
def test_only_what_can_be_decided_gets_a_yes_or_no(question: str, sure: set[Want], yes_no: bool) -> None:
    query = Query(text=question, language="zh", normalised=question, search=question, wants=frozenset(sure), sure=frozenset(sure))
    assert decides(query) is yes_no


@pytest.mark.parametrize("language", languages())
def test_a_sentence_that_decides_nothing_is_no_denial_where_it_bears_on_the_question(language: str) -> None:
    question = "Can dogs ride?" if language == "en" else "狗能坐车吗"
    asked = frozenset({Want.YES_NO})
    query = Query(text=question, language=language, normalised=question, search=question, wants=asked, sure=asked)
    sentence = "乘客可以携带宠物。"
    assert line_for(query, sentence, several=False, bearing=True) == "relevant"
    assert line_for(query, sentence, several=False, bearing=False) == "not_stated"


@pytest.mark.parametrize(
    ("question", "language", "sentence", "key"),
    [
        ("Do I still have to pay it?", "en", "继续降低保险费率,支持各类企业发展。", "relevant"),
        ("Có phải là bỏ bảo hiểm không?", "vi", "继续降低保险费率,支持各类企业发展。", "relevant"),
        ("Must shops put up charging points?", "en", "鼓励商店设置充电点。", "not_mandatory"),
        ("商店必须设置充电点吗", "zh", "鼓励商店设置充电点。", "not_mandatory"),
        ("商店必须兜牢权益底线吗", "zh", "鼓励建站,督促商店兜牢权益底线。", "relevant"),
        ("保险费率会降低吗", "zh", "继续降低保险费率,支持各类企业发展。", "relevant"),
        ("我认为所有商店禁止设置充电点，是真的吗", "zh", "鼓励商店设置充电点。", "relevant"),
        ("商店不设置充电点可以吗，老人生活不能自理", "zh", "鼓励商店设置充电点。", "direction"),
        ("Is it true that shops were banned from setting up charging points?", "en", "鼓励商店设置充电点。", "relevant"),
        ("Правда ли, что магазинам запретили поддержку?", "ru", "鼓励商店设置充电点。", "relevant"),
        ("Есть ли запрет для магазинов?", "ru", "鼓励商店设置充电点。", "relevant"),
        ("상점의 충전소 설치는 금지되었나요?", "ko", "鼓励商店设置充电点。", "relevant"),
        ("상점은 자금지원을 받을 수 있나요?", "ko", "鼓励商店设置充电点。", "encouraged"),
        ("Ủy ban nhân dân ban hành quy định hỗ trợ cửa hàng phải không?", "vi", "鼓励商店设置充电点。", "encouraged"),
        ("Can shops in Shenyang set up charging points?", "en", "鼓励商店设置充电点。", "direction"),
        ("Cửa hàng có được hỗ trợ kho lạnh không?", "vi", "加快建设商店冷藏保鲜设施。", "relevant"),
        ("Cửa hàng có được hỗ trợ kho lạnh không?", "vi", "推动商店建设冷藏设施,给予补贴。", "encouraged"),
        ("Are shops supported with cold stores?", "en", "力争商店都有冷藏设施。", "relevant"),
        ("Is opening a shop welcome, and what must it not block?", "en", "鼓励开设商店,但不得占用消防通道。", "encouraged"),
        ("Wird ein Laden gefördert, und was muss man beachten?", "de", "鼓励开设商店,但不得占用消防通道。", "encouraged"),
        ("Are shops that bake and which open at night required to close?", "en", "鼓励商店夜间开门。", "not_mandatory"),
        ("Les magasins qui vendent et qui ouvrent sont-ils encouragés ?", "fr", "鼓励商店夜间开门。", "encouraged"),
        ("お店は、誰でも開けなければなりませんか", "ja", "鼓励商店夜间开门。", "not_mandatory"),
        ("お店の営業は、奨励されているかどうか教えてください", "ja", "鼓励商店夜间开门。", "encouraged"),
        ("상점은, 누구나 의무적으로 열어야 합니까", "ko", "鼓励商店夜间开门。", "not_mandatory"),
        ("Cá nhân hay cửa hàng nào có bắt buộc phải mở cửa không?", "vi", "鼓励商店夜间开门。", "not_mandatory"),
        ("请问,不管什么商店都必须夜间开门吗", "zh", "鼓励商店夜间开门。", "not_mandatory"),
        ("商店开门受支持吗", "zh", "加大对商店开门的支持力度。", "encouraged"),
        ("商店能大办开业礼吗", "zh", "不提倡商店大办开业礼。", "relevant"),
        ("Can shops open at night?", "en", "到2025年,鼓励延长营业,扩大商店夜间营业。", "direction"),
        ("Can shops open at night?", "en", "第三条 对小店,鼓励延长营业,扩大商店夜间营业。", "direction"),
        ("Must the shop not block the exit?", "en", "鼓励开设商店,但不得占用消防通道。", "relevant"),
        ("Can a shop open at night?", "en", "暂不支持商店夜间营业。", "relevant"),
        ("商店晚上能开门吗", "zh", "暂不支持商店夜间营业。", "relevant"),
        ("Can a shop sell on the street?", "en", "引导摊贩经营,经街道同意的,商店可采取占道经营等方式。", "relevant"),
        ("Is there a fire check for shops?", "en", "国家加强消防建设,鼓励研发,建立商店消防检查制度。", "relevant"),
        ("Can shops join the scheme?", "en", "鼓励居民消费,扩大商店参与面。", "direction"),
        ("Are shops supported with cold stores?", "en", "推动农村发展,加快商店冷藏设施建设。", "relevant"),
    ],
)
def test_only_what_the_text_encourages_is_called_so(question: str, language: str, sentence: str, key: str) -> None:
    asked = frozenset({Want.YES_NO})
    query = Query(text=question, language=language, normalised=question, search=question, expansion=("商店",), wants=asked, sure=asked)
    assert line_for(query, sentence, several=False, bearing=True) == key


@pytest.mark.parametrize(
    ("question", "sentence", "odds", "probability", "bearing"),
    [
        ("我每周从县里拉蔬菜进城,还要交停车费吗", "对运输鲜活农产品的车辆免收停车费。", -2.0, 0.8, True),
        ("我每周从县里拉蔬菜进城,还要交停车费吗", "对运输鲜活农产品的车辆免收停车费。", -2.0, 0.5, False),
        ("可以把菜地改成鱼塘吗", "县域内新增菜地优先用于蔬菜基地。", -2.0, 0.8, False),
        ("可以把菜地改成鱼塘吗", "县域内新增菜地优先用于蔬菜基地。", 0.5, 0.6, True),
        ("可以把菜地改成鱼塘吗", "县域内新增菜地优先用于蔬菜基地。", -2.0, 0.95, True),
    ],
)
def test_a_sentence_bears_on_a_question_whose_matter_it_has(
    listed: ParsedDocument, question: str, sentence: str, odds: float, probability: float, bearing: bool
) -> None:
    retrieval = replace(SmallSearch([listed]).search(question), answerable=probability)
    best = Candidate(hit=retrieval.hits[0], span=listed.measures[0].span, text=sentence, score=1.0, fits=True, odds=odds)
    assert bears(retrieval, best) is bearing


@pytest.mark.parametrize(
    ("quotes", "measures", "listing"),
    [
        (("(一)提供场地;", "(二)给予补贴。"), (1, 1), True),
        (("1.身份证", "2.户口簿"), (1, 1), True),
        (("一是提供场地;", "二是给予补贴。"), (1, 1), True),
        (("(一)提供场地;", "(二)给予补贴。"), (1, 2), False),
        (("提供场地。", "给予补贴。"), (1, 1), False),
        (("下列人员可以申请:", "(一)在校学生。"), (1, 1), False),
    ],
)
def test_only_the_items_of_one_measure_are_called_a_list(quotes: tuple[str, ...], measures: tuple[int, ...], listing: bool) -> None:
    cited = Citation(document="d", number=None, measure=1, label="", path="", title="", section="", quote="", span=Span(0, 1))
    citations = [replace(cited, measure=ordinal) for ordinal in measures]
    claims = [Claim(text=quote, citations=(at,)) for at, quote in enumerate(quotes)]
    assert enumerates(claims, citations) is listing


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("加强智能教学助手", Force.PLAIN),
        ("暂不支持异地办理", Force.PLAIN),
        ("完善职能和服务功能", Force.PLAIN),
        ("发展太阳能和储能", Force.PLAIN),
        ("个人能申请", Force.PERMISSION),
        ("经批准才能经营", Force.PERMISSION),
    ],
)
def test_a_noun_with_能_permits_nothing(text: str, force: Force) -> None:
    assert force_of(text) is force


def test_a_tag_is_no_second_question() -> None:
    asked = frozenset({Want.AMOUNT, Want.YES_NO})
    query = Query(text="", language="zh", normalised="要自己交医保,每月几百块,对不对", search="", wants=asked, sure=asked)
    assert askings(query) == (query,)


@pytest.mark.parametrize("question", ["充电服务费一定会降吗", "充电桩运营企业会下调充电服务费吗"])
def test_direction_is_never_a_yes(first: ParsedDocument, question: str) -> None:
    text = ask(first, question).text
    assert frames("zh").say("direction") in text
    assert frames("zh").say("yes") not in text


def test_a_condition_is_not_a_plain_yes(first: ParsedDocument) -> None:
    text = ask(first, "符合补贴条件的人员参加新职业培训纳入职业培训补贴范围吗").text
    assert frames("zh").say("yes") not in text


def test_the_address_gives_its_whole_text(listed: ParsedDocument) -> None:
    answer = ask(listed, "第二条补贴标准", Outcome.ADDRESS)
    assert any("5000元" in c.text for c in answer.claims)


def test_a_label_that_comes_again_is_named_with_its_section(listed: ParsedDocument) -> None:
    paths = ("一/(一)", "二/(一)", "二/(二)", "二/¶4")
    measures = [
        replace(measure, path=path, label="" if "¶" in path else path[2:], title="")
        for measure, path in zip([listed.measures[0]] * 4, paths, strict=True)
    ]
    document = replace(listed, measures=tuple(measures))
    names = [measure_name(cite(document, measure, measure.span), frames("zh")) for measure in measures]
    assert names == ["一、(一)", "二、(一)", "二、(二)", "第4段"]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("一/(一)", "一/(二)", "二/(三)", "三"), ["第(一)项", "第(二)项", "第(三)项", "三、"]),
        (("一", "二", "三"), ["第一项", "第二项", "第三项"]),
        (("一", "二/(一)/1/②", "附件1/3", "第二章/第九条"), ["一、", "二、(一)1、②", "附件1 3", "第九条"]),
    ],
)
def test_a_label_stands_alone_where_the_numbering_runs_through_the_parts(
    listed: ParsedDocument, paths: tuple[str, ...], names: list[str]
) -> None:
    measures = tuple(replace(listed.measures[0], path=path, label=path.rpartition("/")[2], title="") for path in paths)
    document = replace(listed, measures=measures, sections=())
    assert [measure_name(cite(document, measure, measure.span), frames("zh")) for measure in measures] == names


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("规范运营", "第一条「规范运营」"),
        ("线上办理（可以选择邮寄到付，也可以在所在街道的服务窗口自行领取证件）", "第一条「线上办理」"),
        ("申请人应当在收到补正通知之日起五个工作日内把全部所缺材料一次交齐，逾期视为放弃", "第一条"),
    ],
)
def test_a_title_that_is_a_sentence_is_not_shown(listed: ParsedDocument, title: str, shown: str) -> None:
    measure = replace(listed.measures[0], label="第一条", path="第一条", title=title)
    document = replace(listed, measures=(measure,))
    assert measure_name(cite(document, measure, measure.span), frames("zh")) == shown


def test_the_mark_of_a_heading_is_no_part_of_a_quote() -> None:
    document = parse_text("# 某市河湖管理条例\n\n## 第一章 总则\n\n第一条 为了保护河湖，制定本条例。\n", source="a.md", sha256="8" * 64)
    assert cite(document, None, Span(0, 10)).quote == "某市河湖管理条例"
    assert document.document.text.startswith("# ")


def test_foreign_questions_keep_the_quote(first: ParsedDocument) -> None:
    answer = ask(first, "充电服务费 charging fee", language="en")
    assert answer.text.startswith(("The", "Yes", "It"))
    assert "鼓励充电桩运营企业适当下调充电服务费。" in answer.text


def test_who_without_a_duty_is_answered_from_the_sentences(first: ParsedDocument) -> None:
    answer = ask(first, "省充电设施智能服务管理平台给谁提供服务")
    assert [c.text for c in answer.claims] == ["加快建成省充电设施智能服务管理平台,为车主出行、行业自律和政府监管提供社会共享服务。"]
    duty = ask(first, "省充电设施智能服务管理平台由谁负责")
    assert duty.claims[0].text.startswith(frames("zh").say("responsible"))


def test_what_is_only_encouraged_is_no_yes(listed: ParsedDocument) -> None:
    text = "关于促进消费的通知\n\n第一条 支持符合条件的企业申请贷款贴息,按规定给予奖励。\n\n第二条 市商务局应当公布名单。\n"
    document = parse_text(text, source="soft.txt", sha256="4" * 64)
    for question in ("符合条件的企业申请贷款贴息会给予奖励吗", "符合条件的企业能申请贷款贴息吗"):
        assert not ask(document, question).text.startswith(frames("zh").say("yes"))
    assert ask(document, "市商务局公布名单吗").text.startswith(frames("zh").say("yes"))


def test_a_question_for_a_rate_is_answered_with_a_percentage() -> None:
    text = (
        "关于贷款贴息的办法\n\n第一条 小微企业贷款贴息最高可以申请30万元,贷款贴息期限3年。财政部门对小微企业按照贷款利息的40%给予贴息。\n"
    )
    answer = ask(parse_text(text, source="rate.txt", sha256="5" * 64), "小微企业贷款贴息比例是多少")
    assert "40%" in answer.claims[0].text


@pytest.mark.parametrize("question", ["充电服务费怎么下调?由谁负责?", "充电服务费怎么下调,归哪个部门管"])
def test_two_questions_of_one_matter_are_both_answered(first: ParsedDocument, question: str) -> None:
    answer = ask(first, question)
    assert answer.claims[0].text == "鼓励充电桩运营企业适当下调充电服务费。"
    assert answer.claims[-1].text.startswith(frames("zh").say("responsible"))
    assert len({c.measure for c in answer.citations}) == 1


@pytest.mark.parametrize(
    ("question", "language"), [("那由谁负责?", "zh"), ("谁牵头?", "zh"), ("And who is responsible?", "en"), ("그럼 누가 담당하나요?", "ko")]
)
def test_a_reply_to_nothing_is_asked_back(first: ParsedDocument, question: str, language: str) -> None:
    answer = ask(first, question, language=language)
    assert answer.status is Status.NO_EVIDENCE
    assert answer.text == frames(language).say("which_matter")


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("鼓励充电桩运营企业下调充电服务费吗", "encouraged"),
        ("充电桩运营企业必须下调充电服务费吗", "not_mandatory"),
        ("充电桩运营企业会下调充电服务费吗", "direction"),
    ],
)
def test_what_is_encouraged_has_its_yes_and_its_no(first: ParsedDocument, question: str, key: str) -> None:
    assert ask(first, question).text.startswith(frames("zh").say(key))


def test_a_text_that_urges_is_not_called_voluntary(listed: ParsedDocument) -> None:
    text = "关于平台用工的意见\n\n第一条 引导和督促平台企业兜牢骑手的劳动报酬底线。\n\n第二条 鼓励平台企业建设骑手驿站。\n"
    parsed = parse_text(text, source="urged.txt", sha256="7" * 64)
    words = frames("zh")
    assert not ask(parsed, "平台企业必须兜牢骑手的劳动报酬底线吗").text.startswith(words.say("not_mandatory"))
    assert ask(parsed, "平台企业必须建设骑手驿站吗").text.startswith(words.say("not_mandatory"))
    assert not ask(parsed, "平台企业不得建设骑手驿站吗").text.startswith(words.say("not_mandatory"))


def test_of_what_comes_close_only_what_fits_is_quoted(listed: ParsedDocument) -> None:
    text = "关于人才的办法\n\n第一条 博士租房补贴按月发放给博士本人。博士租房补贴每月2000元。\n"
    answer = ask(parse_text(text, source="flat.txt", sha256="6" * 64), "博士租房补贴多少钱")
    assert [c.text for c in answer.claims] == ["博士租房补贴每月2000元。"]


NESTED = """关于机构护理的通知

第一条 为了规范机构护理，制定本通知。

第二条 申请延续护理应当符合下列条件：
（一）年满60周岁。
（二）属于以下情形之一：
1.骨折术后需卧床；
2.脑血管意外康复期。
（三）未入住其他机构。入住日期以登记为准。

第三条 机构有下列行为之一的，处1万元罚款：
（一）伪造护理记录；
（二）向入住老人收取押金；
（三）拒绝接受检查。

第四条 护理补贴按照最低工资标准的百分之九十发放。目前为每月1800元。
"""


def test_lists_inside_lists_end_where_they_end() -> None:
    document = parse_text(NESTED, source="nested.txt", sha256="4" * 64)
    text, measure = document.document.text, document.measures[1]
    sentences = {s.span.of(text): s.span for s in measure.sentences}
    inner = [span.of(text) for span in items(document.document, measure, sentences["（二）属于以下情形之一："])]
    assert inner == ["1.骨折术后需卧床；", "2.脑血管意外康复期。"]
    outer = items(document.document, measure, sentences["第二条 申请延续护理应当符合下列条件："])
    assert [span.of(text) for span in outer][-2:] == ["（三）未入住其他机构。", "入住日期以登记为准。"]
    assert len(outer) == 6


def test_a_list_may_be_announced_without_a_colon() -> None:
    lines = ["关于补贴的通知", "第一条 符合以下2个条件之一可申请补贴。补贴由学校受理。"]
    lines += ["（1）低保家庭；", "（2）残疾人。", "第二条 本通知自公布之日起施行。"]
    document = parse_text("\n".join(lines), source="plain.txt", sha256="5" * 64)
    measure = document.measures[0]
    assert len(items(document.document, measure, measure.sentences[0].span)) == 2


def test_a_fine_comes_with_the_offence_that_is_asked_for() -> None:
    document = parse_text(NESTED, source="nested.txt", sha256="4" * 64)
    answer = ask(document, "机构向入住老人收取押金,罚款多少")
    assert [c.text for c in answer.claims] == ["第三条 机构有下列行为之一的，处1万元罚款：", "（二）向入住老人收取押金；"]


def test_a_sum_of_money_comes_along_with_the_rate() -> None:
    document = parse_text(NESTED, source="nested.txt", sha256="4" * 64)
    assert "目前为每月1800元。" in [c.text for c in ask(document, "护理补贴发放多少钱").claims]


def test_a_sentence_that_a_page_break_cuts_is_one_claim() -> None:
    line = "各级人民政府应当加强对本行政区域内节约用水工作的领导并纳入规划"
    page = "2024/3/5 10:00 某市人民政府关于加强节约用水工作的通知\nhttps://www.example.cn/1.htm 1/2"
    second = ["第二条 " + line, *[line] * 9, page, line + "。"]
    text = "\n".join(["某市节水办法", "第一条 为了节水，制定本办法。", *second, "第三条 本办法自公布之日起施行。"])
    answer = ask(parse_text(text, source="cut.txt", sha256="6" * 64), "各级人民政府应当怎样加强节约用水工作的领导")
    assert answer.status is Status.ANSWERED
    assert [len(c.citations) for c in answer.claims] == [2]
    assert "example" not in answer.text


def _texts(document: ParsedDocument, spans: Sequence[Span]) -> list[str]:
    return [span.of(document.document.text).strip() for span in spans]


def test_a_list_whose_items_are_measures_below_is_shown_with_them() -> None:
    text = (
        "关于办证的指南\n\n一、办理方式\n\n（一）网上办理\n网上办理即时办结。\n\n（二）窗口办理\n窗口办理的,请带齐以下材料的原件：\n"
        "1.身份证件\n本人身份证。\n2.照片\n近期照片两张。\n\n二、收费\n办证不收费。\n"
    )
    document = parse_text(text, source="below.txt", sha256="7" * 64)
    measure = next(m for m in document.measures if "以下材料" in m.span.of(text))
    found = under(document, measure, measure.sentences[-1].span)
    assert "近期照片两张。" in [span.of(text) for _, span in found]
    assert not any("收费" in span.of(text) for _, span in found)
    assert not under(document, measure, measure.sentences[0].span)


def test_a_table_that_a_colon_opens_is_its_list() -> None:
    text = "第一条 按下表收费:\n\n类别\t车型\t每次收费\n甲类\t小车\t10元\n乙类\t大车\t20元\n\n第二条 其他车辆免费。\n"
    document = parse_text(text, source="table.txt", sha256="8" * 64)
    measure = document.measures[0]
    rows = _texts(document, items(document.document, measure, measure.sentences[0].span))
    assert any("10元" in row for row in rows)
    assert any("20元" in row for row in rows)


def test_an_item_that_only_names_its_list_comes_with_it() -> None:
    text = (
        "第一条 下列车辆可以通行:\n（一）第一类车辆。\n1.救护车;\n2.消防车。\n"
        "（二）第二类车辆。\n有下列证件之一的:\n1.通行证;\n2.工作证。\n\n第二条 其他车辆禁行。\n"
    )
    document = parse_text(text, source="named.txt", sha256="9" * 64)
    measure = document.measures[0]
    first, second = (s.span for s in measure.sentences if s.span.of(text).startswith("（"))
    assert _texts(document, items(document.document, measure, first)) == ["1.救护车;", "2.消防车。"]
    assert _texts(document, items(document.document, measure, second)) == ["有下列证件之一的:", "1.通行证;", "2.工作证。"]
    ambulance = items(document.document, measure, first)[0]
    assert _texts(document, lead_ins(document.document, measure, ambulance)) == ["第一条 下列车辆可以通行:", "（一）第一类车辆。"]


def test_an_upper_bound_announces_no_list() -> None:
    text = "第一条 40周岁以下的可以报名。\n1.报名不收费。\n2.报名后不得更改。\n\n第二条 其他人员另行通知。\n"
    document = parse_text(text, source="bound.txt", sha256="a" * 64)
    measure = document.measures[0]
    assert items(document.document, measure, measure.sentences[0].span) == ()
