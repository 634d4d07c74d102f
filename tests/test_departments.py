"""Departments: names, roles and one canonical name for all aliases."""

from __future__ import annotations

import pytest

from corpus.departments import canonical, closing_parenthesis, departments_in, inner_parentheses, only_names, responsibility_line
from corpus.documents import Role
from corpus.lines import block
from corpus.spans import Span


@pytest.mark.parametrize(
    ("names", "region", "expected"),
    [
        (("省发改委", "省发展改革委", "湖南省发展和改革委员会", "发展改革委", "省发展与改革委员会"), "湖南省", "省发展改革委"),
        (("人社厅", "省人社厅", "省人力资源和社会保障厅", "省人力资源社会保障厅"), "湖南省", "省人力资源社会保障厅"),
        (("省委网信办", "网信办", "省网信办"), "湖南省", "省委网信办"),
        (("市监局", "市市场监督管理局", "广州市市场监管局"), "广州市", "市市场监管局"),
        (("市人社局", "广州市人力资源和社会保障局"), "广州市", "市人力资源社会保障局"),
        (("区发改局", "天河区发展和改革局"), "广州市天河区", "区发展改革局"),
        (("广州市财政局", "市财政局"), "广州市天河区", "市财政局"),
        (("发展改革委", "国家发改委", "国家发展和改革委员会"), "全国", "国家发展改革委"),
        (("人民银行", "中国人民银行"), "全国", "中国人民银行"),
        (("省税务局", "国家税务总局湖南省税务局"), "湖南省", "省税务局"),
        (("湖南银保监局",), "湖南省", "湖南银保监局"),
        (("长沙海关",), "湖南省", "长沙海关"),
        (("自治区发改委",), "广西壮族自治区", "自治区发展改革委"),
    ],
)
def test_aliases_have_one_name(names: tuple[str, ...], region: str, expected: str) -> None:
    assert {canonical(name, region=region) for name in names} == {expected}


def test_the_same_short_name_means_another_body_elsewhere() -> None:
    assert canonical("发展改革委", region="湖南省") != canonical("发展改革委", region="全国")
    assert canonical("人社厅") == "省人力资源社会保障厅"


def read(text: str) -> list[tuple[str, str]]:
    whole = block(text, [Span(0, len(text))])
    span = responsibility_line(text, whole) or closing_parenthesis(text, whole)
    assert span is not None
    found = departments_in(text, span, region="湖南省")
    assert all(department.span.of(text) == department.name for department in found)
    return [(department.name, department.role.value) for department in found]


LEAD, OTHER = Role.LEAD.value, Role.RESPONSIBLE.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加快建设。（省商务厅牵头负责）", [("省商务厅", LEAD)]),
        ("加快建设。(省发展改革委、省商务厅等部门按职责分工负责)", [("省发展改革委", OTHER), ("省商务厅", OTHER)]),
        ("加快建设。（省商务厅牵头，省财政厅、省税务局配合）", [("省商务厅", LEAD), ("省财政厅", OTHER), ("省税务局", OTHER)]),
        ("加快建设。（责任单位：省教育厅、省科技厅）", [("省教育厅", OTHER), ("省科技厅", OTHER)]),
        ("牵头单位：省教育厅；配合单位：省财政厅、各市州人民政府", [("省教育厅", LEAD), ("省财政厅", OTHER), ("各市州人民政府", OTHER)]),
        ("责任单位：市民政局", [("市民政局", OTHER)]),
        ("加快建设。（牵头单位 省商务厅；责任单位 省财政厅）", [("省商务厅", LEAD), ("省财政厅", OTHER)]),
        ("加快建设。（牵头部门省商务厅、省教育厅；配合部门省财政厅）", [("省商务厅", LEAD), ("省教育厅", LEAD), ("省财政厅", OTHER)]),
        ("加快建设。（牵头单位为省商务厅，配合单位为省财政厅）", [("省商务厅", LEAD), ("省财政厅", OTHER)]),
        ("加快建设。（牵头省商务厅，配合省财政厅）", [("省商务厅", LEAD), ("省财政厅", OTHER)]),
        ("加快建设。（省教育厅、长沙市等有关部门负责）", [("省教育厅", OTHER), ("长沙市", OTHER)]),
        ("加快建设。（自然资源部、工业和信息化部指导）", [("自然资源部", OTHER), ("工业和信息化部", OTHER)]),
    ],
)
def test_roles_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["推进建设（含改造）。", "适用于企业（以下简称企业）", "按照规定办理（详见附件1）。", "坚持统一领导（牵头抓总）", "没有括号。"]
)
def test_other_parentheses_name_nobody(text: str) -> None:
    assert closing_parenthesis(text, block(text, [Span(0, len(text))])) is None


def test_a_note_makes_the_first_of_every_list_the_lead() -> None:
    text = "（财政部、人民银行负责。列第一位者为牵头单位，下同）\n（科技部、财政部负责）"
    first, second = (
        closing_parenthesis(text, block(text, [Span(a, b)])) for a, b in ((0, text.index("\n")), (text.index("\n") + 1, len(text)))
    )
    assert first is not None
    assert second is not None
    for span, names in ((first, ["财政部", "人民银行"]), (second, ["科技部", "财政部"])):
        found = departments_in(text, span)
        assert [department.name for department in found] == names
        assert [department.role for department in found] == [Role.LEAD, Role.RESPONSIBLE]


def test_without_the_note_nobody_leads() -> None:
    assert read("（科技部、财政部等有关部门和单位负责）") == [("科技部", "responsible"), ("财政部", "responsible")]
    assert read("（朝阳区、16区和北京经济技术开发区按分管领域负责）") == [
        ("朝阳区", "responsible"),
        ("16区", "responsible"),
        ("北京经济技术开发区", "responsible"),
    ]


def test_parentheses_between_sentences_name_departments_too() -> None:
    text = "一是发布清单。（市科委负责落实）二是做好服务。（市财政局牵头，各区参与）三是总结（以下简称总结负责）。（市教委负责）"
    spans = inner_parentheses(text, block(text, [Span(0, len(text))]))
    assert [span.of(text) for span in spans] == ["（市科委负责落实）", "（市财政局牵头，各区参与）"]


def test_a_bracket_between_sentences_ends_where_it_closes() -> None:
    text = "加强服务；【责任单位：省教育厅】支持研发，给予30%补贴；【责任单位：省财政厅】推动转化。"
    spans = inner_parentheses(text, block(text, [Span(0, len(text))]))
    assert [span.of(text) for span in spans] == ["【责任单位：省教育厅】", "【责任单位：省财政厅】"]
    assert all(only_names(text, span) for span in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（市财政局牵头，各区、市直有关单位按职责分工负责）", True),
        ("（对首次认定的企业，由省科技厅、省财政厅给予20万元奖励并负责落实）", False),
        ("（补贴资金由省财政厅负责落实）", False),
    ],
)
def test_a_parenthesis_with_a_provision_does_more_than_name(text: str, expected: bool) -> None:
    assert only_names(text, Span(0, len(text))) is expected
