"""Figures: what a question asks one of, what it takes for granted, and which limits its own figures keep."""

from __future__ import annotations

import pytest

from rag.queries import Query
from rag.understanding.contradictions import contradicted, otherwise
from rag.understanding.units import units
from rag.understanding.wants import Want, end_asked, wants, way_asked
from rag.understanding.wording import normalised
from rag.writing.limits_kept import figures_of, within
from rag.writing.signs import lacking


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("多大年纪可以申请养老床位?", "age"),
        ("罚款是欠费的几倍?", "times"),
        ("审批要几个工作日?", "span"),
        ("一间教室要多少平方米?", "area"),
        ("At what age does it start?", "age"),
        ("Combien de jours faut-il attendre ?", "span"),
        ("贷款利率上浮几个点?", "rate"),
        ("要提前几天申请?", "span"),
        ("How far must a shop be from a school?", "distance"),
        ("만 나이 제한이 있나요?", "age"),
        ("ما هي النسبة؟", "rate"),
        ("消防设施多长时间检查一次?", "frequency"),
        ("Wie oft wird geprüft?", "frequency"),
        ("隔多久才能再报?", "span"),
        ("几日内一次告知?", "span"),
        ("再贷款的利率是多少?", "interest"),
        ("Quantos dias tenho para recorrer?", "span"),
    ],
)
def test_a_question_names_the_unit_of_its_figure(question: str, unit: str) -> None:
    assert unit in [found.name for found in units(question)]


@pytest.mark.parametrize(
    "question",
    [
        "哪几座城市先做?",
        "Quels droits fondamentaux sont garantis ?",
        "谁来审批?",
        "加盖的面积如何登记?",
        "年龄怎么证明?",
        "近几年出台了哪些补贴政策?",
        "我等了几个月没结果,找谁投诉?",
        "How far has the policy been implemented?",
        "조건 중 하나이면 신청할 수 있나요?",
        "ما هي الشروط بالنسبة للشركات؟",
    ],
)
def test_other_questions_name_no_unit(question: str) -> None:
    assert not units(question)


@pytest.mark.parametrize(
    ("question", "end"),
    [
        ("押金最高收多少?", "most"),
        ("最长可以借多久?", "most"),
        ("至少要提前几天?", "least"),
        ("What is the minimum deposit?", "least"),
        ("Quel est le montant maximum ?", "most"),
        ("最高人民法院管多少案件?", ""),
        ("最低生活保障标准是多少?", ""),
        ("What does a family on the minimum wage get?", ""),
        ("I have paid for at least two years. How much may I borrow?", ""),
        ("Mindestens 3 Jahre eingezahlt: wie viel?", ""),
        ("至少缴满五年的人能借多少?", ""),
        ("押金最高多少,最低多少?", ""),
    ],
)
def test_which_end_of_a_range_is_asked_for(question: str, end: str) -> None:
    assert end_asked(normalised(question)) == end


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("滞纳金按什么标准计算?", True),
        ("How is the fee calculated?", True),
        ("How is the fee paid?", False),
        ("凭什么收押金?", False),
        ("押金多少?", False),
    ],
)
def test_the_way_in_which_a_figure_is_come_by(question: str, wanted: bool) -> None:
    assert way_asked(normalised(question)) is wanted


@pytest.mark.parametrize(
    ("question", "sentences", "missing"),
    [
        ("押金比例最高是多少?", ["押金比例不得低于房租的5%。"], Want.AMOUNT),
        ("押金比例最高是多少?", ["押金比例不得高于房租的5%。"], None),
        ("押金比例最低是多少?", ["押金比例不得低于房租的5%。"], None),
        ("滞纳金收多少钱?", ["滞纳金为欠费乘以滞纳天数。"], None),
        ("滞纳金最高收多少钱?", ["滞纳金为欠费乘以滞纳天数。"], Want.AMOUNT),
        ("滞纳金按什么标准计算?", ["滞纳金按国家规定计算。"], None),
        ("救济金能领几个月?", ["返还标准为6个月的当地月人均救济金。"], Want.WHEN),
        ("救济金能领几个月?", ["救济金最长发放6个月。"], None),
        ("电梯多久检查一次?", ["自受理之日起5个工作日内办结。"], Want.WHEN),
        ("电梯多久检查一次?", ["电梯每半年检查。"], None),
        ("电梯多久检查一次?", ["电梯每个月检查。"], None),
        ("电梯多久检查一次?", ["电梯按年度检查。"], None),
        ("多久能换一次证?", ["一年内不得再次换证。"], None),
        ("租期最长多久?", ["租期超过二十年的,超过部分无效。"], None),
        ("什么时候提出异议?", ["异议应当在开标前提出。"], None),
        ("什么时候提出异议?", ["可以提出异议。", "异议应当在开标前提出。"], Want.WHEN),
        ("什么时候提出异议?", ["目前支持提出异议。"], Want.WHEN),
        ("贷款利率是多少?", ["职工人数达到15%的,可以申请贷款。"], Want.AMOUNT),
    ],
)
def test_what_sentences_lack_of_a_figure_that_is_asked_for(question: str, sentences: list[str], missing: Want | None) -> None:
    found = wants(question, "zh")
    query = Query(text=question, language="zh", normalised=question, search=question, wants=found, sure=found)
    assert lacking(query, sentences) == missing


def test_a_figure_of_another_unit_is_no_sum_of_money() -> None:
    assert wants("补贴审核要几个工作日?", "zh") == {Want.WHEN}
    assert wants("收多少手续费?", "zh") == {Want.AMOUNT}
    assert Want.AMOUNT not in wants("单位是美元还是人民币?", "zh")


def test_when_is_a_question_word_only_where_it_asks() -> None:
    assert Want.WHEN in wants("When does the subsidy end?", "en")
    assert Want.WHEN not in wants("What must firms show when applying?", "en")


def test_a_question_word_decides_before_the_ending_of_a_japanese_question() -> None:
    assert wants("一人いくらもらえますか", "ja") == {Want.AMOUNT}


@pytest.mark.parametrize(
    ("question", "sentences", "found"),
    [
        ("培训补贴3万元怎么领?", ["对参加者给予培训补贴1万元。"], ["3万元"]),
        ("1万元的培训补贴怎么领?", ["对参加者给予培训补贴1万元。"], []),
        ("我已经投入3万元,培训补贴怎么领?", ["对参加者给予培训补贴1万元。"], []),
        ("培训补贴3万元怎么领?", ["对参加者给予培训补贴。"], []),
        ("名单公示要15日,周末算吗,怎么算?", ["名单公示期不少于5日。"], ["15日"]),
        ("名单公示要5日,周末怎么算?", ["名单公示期不少于5日。"], []),
        ("公司成立3年,名单什么时候公示?", ["名单公示期不少于5日。"], []),
        ("培训补贴一个月多少?", ["给予3个月培训补贴。"], []),
        ("公示期一周怎么查结果?", ["公示期为7天。"], []),
        ("公示期两周怎么查结果?", ["公示期为7天。"], ["两周"]),
    ],
)
def test_figures_that_the_text_gives_otherwise(question: str, sentences: list[str], found: list[str]) -> None:
    assert contradicted(question, sentences) == [(figure, sentences[0]) for figure in found]


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("实习期是两年对吧", "在代理机构实习满1年,方可执业。", True),
        ("合同期限最长三年对不对", "租赁合同期限为5年。", True),
        ("听说审核要30个工作日", "自受理之日起15个工作日内完成审核,可以延长10个工作日。", True),
        ("审核要15个工作日吧", "自受理之日起15个工作日内完成审核,可以延长10个工作日。", False),
        ("审核要30个工作日吗", "自受理之日起15个工作日内完成审核。", False),
        ("听说补贴发6个月,对吗", "签订1年以上劳动合同的,按规定给予补贴。", False),
        ("我交了5个月社保,能领补贴对吧", "缴纳社保6个月以上的,给予补贴。", False),
        ("公示一周对吧", "公示期为7天。", False),
        ("申请要提前一个月吧", "应当提前30日提出申请。", False),
        ("申请要提前两个月吧", "应当提前30日提出申请。", True),
        ("听说补贴最高5万元", "补贴每户3万元,每个企业最高5万元。", False),
        ("听说补贴最高6万元", "补贴每户3万元,每个企业最高5万元。", True),
        ("讲师补贴是3000元吧", "补贴标准为教授5000元、讲师3000元。", False),
    ],
)
def test_a_figure_to_be_confirmed_that_the_sentence_gives_otherwise(question: str, sentence: str, other: bool) -> None:
    assert otherwise(question, sentence) is other


@pytest.mark.parametrize(
    ("question", "sentence", "kept"),
    [
        ("我67岁了", "65周岁以上的,免费乘车。", 1.0),
        ("我67岁了", "年满60周岁不满65周岁的,半价乘车。", -1.0),
        ("I turn 65 in May", "年满60周岁不满65周岁的,半价乘车。", -1.0),
        ("持股20%", "持股比例达25%以上或者员工比例达15%以上的企业", 1.0),
        ("2021年的政策", "满3年以上", 0.0),
        ("我67岁了", "60周岁及以上的,免费乘车。", 1.0),
        ("我60岁了", "不满16周岁或者60周岁以上的,免费乘车。", 1.0),
        ("我80岁了", "60至75周岁的,免费乘车。", -1.0),
        ("我40岁了", "女性年满40周岁、男性年满50周岁的,免费乘车。", 0.0),
    ],
)
def test_whether_a_figure_keeps_to_the_limits_of_a_sentence(question: str, sentence: str, kept: float) -> None:
    assert within(figures_of(question), sentence) == kept
