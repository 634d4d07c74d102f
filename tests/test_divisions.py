"""The parts that a document has at the top: counted, listed, and found by their number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents_asked import OTHER, SEED
from small_search import SmallSearch

from corpus import ParsedDocument, parse_text
from rag.hits import FoundFact, Outcome, Retrieval
from rag.queries import understand
from rag.understanding import facts
from rag.understanding.addressed import resolved
from rag.understanding.addresses import read
from rag.understanding.divisions import divisions
from rag.writing.frames import frames
from rag.writing.lookups import fact_draft, heading_draft

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


def test_the_articles_of_a_law_are_counted_as_such() -> None:
    law = parse_text("某市节水办法\n\n第一条 应当节水。\n\n第二条 本办法自2020年1月1日起施行。\n", source="a.txt", sha256="9" * 64)
    found = (FoundFact(document=law, name="measures", facts=facts.find("measures", law)),)
    query = understand("一共多少条?", documents=[law])
    draft = fact_draft(Retrieval(query=query, hits=(), answerable=1.0, outcome=Outcome.FACT, facts=found), frames("zh"))
    assert draft.opening == "条数: 2"
    assert [claim.text for claim in draft.claims] == ["第一条 应当节水。", "第二条 本办法自2020年1月1日起施行。"]


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("第三章的标题是什么", "第三章　技术创新和数字化"),
        ("第十五条属于哪一章?", "第四章　人才和稳岗"),
        ("What is chapter 4 called?", "第四章　人才和稳岗"),
        ("Which chapter is Article 15 in?", "第四章　人才和稳岗"),
        ("Dans quel chapitre se trouve l'article 15 ?", "第四章　人才和稳岗"),
        ("第三章讲什么", None),
        ("Under Article 15, which part of the rent is paid?", None),
        ("Selon l'article 15, quelle partie des frais est remboursée ?", None),
        ("第15条の申請書は何部必要ですか", None),
        ("第十五条规定的补贴名称是什么", None),
        ("第十五条和第三章有什么关系", None),
    ],
)
def test_the_heading_at_or_over_an_address(question: str, heading: str | None) -> None:
    query = understand(question, documents=[OTHER])
    assert query.address is not None
    places = resolved(query.address, [OTHER]).measures
    found = SmallSearch([OTHER], Outcome.ADDRESS).search(question)
    hits = tuple(replace(found.hits[0], measure=measure) for _, measure in places)
    draft = heading_draft(replace(found, query=query, hits=hits), frames("zh"))
    assert (draft.claims[0].text if draft else None) == heading
