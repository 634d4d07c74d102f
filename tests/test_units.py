"""Figures: what a question asks one of, what it takes for granted, and which limits its own figures keep."""

from __future__ import annotations

import pytest

from rag.understanding.contradictions import contradicted, otherwise
from rag.understanding.units import units
from rag.understanding.wants import Want, wants
from rag.writing.limits_kept import figures_of, within


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
        "近几年出台了哪些补贴政策?",
        "我等了几个月没结果,找谁投诉?",
        "How far has the policy been implemented?",
        "조건 중 하나이면 신청할 수 있나요?",
        "ما هي الشروط بالنسبة للشركات؟",
    ],
)
def test_other_questions_name_no_unit(question: str) -> None:
    assert not units(question)


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
