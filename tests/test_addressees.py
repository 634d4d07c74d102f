"""Whom measures speak to, and what sets a wish apart."""

from __future__ import annotations

import hashlib

import pytest

from corpus.documents import ParsedDocument
from corpus.parsing import parse_text
from rag.eligibility.addressees import speaks_to
from rag.eligibility.matrix import Eligibility
from rag.eligibility.profiles import read_profile

TEXT = """海州市社区托育扶持办法

第一章 总则
第一条 本办法适用于在本市行政区域内的托育服务。

第二章 建设补贴
第二条 托育机构新建托位的，每个托位给予3000元建设补贴。
第三条 申请建设补贴的托育机构应当于每年3月提交申请材料。

第三章 照护补贴
第四条 符合以下条件之一的家庭可以申请照护补贴：
（一）具有本市户籍，子女年龄在3周岁以下；
（二）具有硕士学位，年龄在40周岁以下。
第五条 申请照护补贴应当由家长提交户口簿。
第六条 评估机构应当每年开展质量评估，不得收取费用。
"""


@pytest.fixture(scope="module")
def nursery() -> ParsedDocument:
    return parse_text(TEXT, source="托育.txt", sha256=hashlib.sha256(TEXT.encode()).hexdigest())


def paths(parsed: ParsedDocument, profile: dict[str, object]) -> set[str]:
    return {row.measure.path for row in Eligibility([parsed]).matrix(read_profile(profile)).rows}


def test_a_body_gets_its_benefit_and_the_rules_that_go_with_it(nursery: ParsedDocument) -> None:
    listed = paths(nursery, {"sector": "托育机构", "place": "海州市", "activities": ["新建托位"], "needs": ["建设补贴"]})
    assert {"第二章/第二条", "第二章/第三条"} <= listed
    assert not listed & {"第三章/第四条", "第三章/第五条", "第三章/第六条"}


def test_a_person_gets_the_benefit_for_people(nursery: ParsedDocument) -> None:
    listed = paths(nursery, {"description": "我家孩子2岁，海州户籍，本人35岁", "place": "海州市", "needs": ["照护补贴"]})
    assert "第三章/第四条" in listed
    assert not listed & {"第二章/第二条", "第二章/第三条", "第三章/第六条"}


def test_a_number_alone_does_not_fulfil_what_else_is_asked(nursery: ParsedDocument) -> None:
    profile = read_profile({"description": "本人35岁", "place": "海州市", "needs": ["照护补贴"]})
    cells = [c for row in Eligibility([nursery]).matrix(profile).rows for c in row.conditions if "硕士" in c.quote]
    assert [c.status.value for c in cells] == ["missing"]


@pytest.mark.parametrize(
    ("body", "given", "to"),
    [
        ("80周岁及以上的老年人每月200元", "80周岁及以上的老年人", "people"),
        ("对新建托位的机构给予补贴", "新建托位的机构", "bodies"),
        ("对企业引进的硕士给予补贴", "引进的硕士学历人员", ""),
    ],
)
def test_whom_a_measure_speaks_to(body: str, given: str, to: str) -> None:
    assert speaks_to(body, [given]) == to
