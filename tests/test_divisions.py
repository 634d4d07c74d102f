"""The parts that a document has at the top: counted, listed, and found by their number."""

from __future__ import annotations

import pytest
from documents_asked import OTHER, SEED

from corpus import ParsedDocument, parse_text
from rag.hits import FoundFact, Outcome, Retrieval
from rag.queries import understand
from rag.understanding import facts
from rag.understanding.addressed import resolved
from rag.understanding.addresses import read
from rag.understanding.divisions import divisions
from rag.writing.frames import frames
from rag.writing.lookups import fact_draft

MIXED = parse_text(
    """某市关于做好河道清淤工作的通知

各区人民政府：

现将有关事项通知如下。

一、总体要求。清淤工作应当在汛期以前完成。

二、主要任务

（一）清理主干河道。主干河道由市水务局组织清理。

（二）清理支流。支流由各区组织清理。

三、经费安排。清淤经费列入年度预算。

某市人民政府办公室

2021年3月2日

附件

清淤设备目录

一、挖泥设备。包括绞吸船。

二、运输设备。包括驳船。
""",
    source="mixed.txt",
    sha256="8" * 64,
)


@pytest.mark.parametrize(("parsed", "labels"), [(MIXED, ["一", "二", "三"]), (SEED, list("一二三四"))])
def test_parts_are_sections_or_measures(parsed: ParsedDocument, labels: list[str]) -> None:
    assert [division.label for division in divisions(parsed)] == labels


def test_chapters_are_parts_and_articles_are_none() -> None:
    assert all("章" in division.label for division in divisions(OTHER))
    law = parse_text("某市节水办法\n\n第一条 应当节水。\n\n第二条 本办法自2020年1月1日起施行。\n", source="a.txt", sha256="9" * 64)
    assert divisions(law) == ()


def test_a_part_without_numbered_measures_is_found() -> None:
    found = resolved(read("第三部分讲的是什么") or pytest.fail("no address"), [MIXED])
    assert [measure.title for _, measure in found.measures] == ["经费安排"]
    assert resolved(read("第四部分讲的是什么") or pytest.fail("no address"), [MIXED]).existing == "一 – 三"


def test_an_attachment_has_parts_of_its_own() -> None:
    found = resolved(read("附件第二部分讲的是什么") or pytest.fail("no address"), [MIXED])
    assert [measure.title for _, measure in found.measures] == ["运输设备"]


def test_the_number_of_parts_comes_with_their_headings() -> None:
    query = understand("全文分为几大部分?", documents=[MIXED])
    found = tuple(FoundFact(document=MIXED, name=name, facts=facts.find(name, MIXED)) for name in query.facts)
    draft = fact_draft(Retrieval(query=query, hits=(), answerable=1.0, outcome=Outcome.FACT, facts=found), frames("zh"))
    assert draft.opening == "章节数量: 3"
    assert [claim.text[:2] for claim in draft.claims] == ["一、", "二、", "三、"]
