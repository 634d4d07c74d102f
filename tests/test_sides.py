"""Questions that ask of two matters: two measures where two treat them, one where one does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from documents_asked import OTHER_FILE, SEED_FILE
from hashing_runtime import hashing_encoder

from embeddings.builds import update_index
from embeddings.index import open_index
from rag.answers import Status
from rag.hits import Outcome, Retrieval, SideFound
from rag.retrieval.sides import found_sides
from rag.retriever import Retriever
from rag.understanding.sides import sides
from rag.writing.candidates import FRESH, candidates
from rag.writing.extractive import write


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("sides")
    encoder = hashing_encoder()
    update_index(folder / "index", [SEED_FILE, OTHER_FILE], encoder=encoder, cache=folder / "vectors.sqlite")
    with open_index(folder / "index", encoder.fingerprint) as index:
        yield Retriever(index, encoder)


TWO = "互联网医院建设和充电设施建设,文件各有什么安排?"


def test_the_sides_are_the_words_around_the_joint() -> None:
    found = sides("租金补贴和贷款贴息分别是多少?")
    assert found is not None
    assert found.texts == ("租金补贴", "贷款贴息分别是多少")
    assert found.told
    assert found.each
    english = sides("what is each of the rent subsidy and the loan discount worth?")
    assert english is not None
    assert english.named
    assert english.told


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("房租和水费的减免比例各是多少?", ("房租的减免比例是多少", "水费的减免比例是多少")),
        ("乘客和其他人的票价各是多少?", ("乘客的票价是多少", "其他人的票价是多少")),
        ("省里的展会和市里的展会各怎么办?", ("省里的展会", "市里的展会各怎么办")),
        ("门票减收和停车免费,标准分别由谁定?", ("门票减收,标准由谁定", "停车免费,标准由谁定")),
        ("老人、儿童和军人的票价各是多少?", ("老人的票价是多少", "儿童的票价是多少", "军人的票价是多少")),
    ],
)
def test_heads_share_the_rest_of_the_question(question: str, texts: tuple[str, ...]) -> None:
    found = sides(question)
    assert found is not None
    assert found.texts == texts
    assert found.each


def test_questions_in_a_row_are_sides_of_their_own() -> None:
    found = sides("搬迁户申请租房补贴怎么办?转让安置住房又怎么办?", "zh")
    assert found is not None
    assert found.texts == ("搬迁户申请租房补贴怎么办", "转让安置住房又怎么办")
    assert sides("搬迁户申请租房补贴怎么办?由谁负责?", "zh") is None, "the second leans on the first"
    earlier = sides("搬迁户申请租房补贴怎么办?转让安置住房又怎么办?", "zh", alone=False)
    assert earlier is None or not earlier.each, "the first was asked before"


@pytest.mark.parametrize("question", ["补贴多少钱?", "从长沙到株洲怎么走", "How much is the grant?"])
def test_one_matter_has_no_sides(question: str) -> None:
    assert sides(question) is None


def looked_up(retriever: Retriever, question: str) -> tuple[SideFound, ...]:
    query, ranker = retriever.understood(question), retriever.ranker
    return found_sides(query, ranker.rank(query), ranker, retriever.lexicon)


def test_a_conjunction_alone_asks_for_one_answer(retriever: Retriever) -> None:
    assert not looked_up(retriever, "步行街改造提升和新职业培训评价的做法")


def test_two_matters_are_answered_from_two_measures(retriever: Retriever) -> None:
    query = retriever.understood(TWO)
    found = looked_up(retriever, TWO)
    assert [side.hit.measure.ordinal for side in found if side.hit.measure] == [2, 11]
    hits = retriever.retrieve(TWO).hits
    draft = write(Retrieval(query=query, hits=hits, answerable=1.0, outcome=Outcome.FOUND, sides=found))
    assert draft.status is Status.ANSWERED
    assert list(dict.fromkeys(citation.measure for citation in draft.citations)) == [2, 11]
    assert [draft.citations[mark].quote for claim in draft.claims for mark in claim.citations] == [claim.text for claim in draft.claims]


def test_departments_of_two_matters(retriever: Retriever) -> None:
    asked = "互联网医院建设和充电设施建设分别由哪些部门负责?"
    query, found = retriever.understood(asked), looked_up(retriever, asked)
    draft = write(Retrieval(query=query, hits=retriever.retrieve(asked).hits, answerable=1.0, outcome=Outcome.FOUND, sides=found))
    assert {contact.measure for contact in draft.contacts} == {2, 11}


def test_two_matters_of_one_measure_are_answered_from_it(retriever: Retriever) -> None:
    found = looked_up(retriever, "检验检查结果查询和移动支付两项服务分别由谁提供?")
    assert len({side.hit.measure.ordinal for side in found if side.hit.measure}) == 1


def test_sentences_with_the_words_that_a_follow_up_brings_gain(retriever: Retriever) -> None:
    found = retriever.retrieve("那移动支付呢?", history=["互联网医院怎么建设?"])
    assert found.query.fresh == ("移动", "支付")
    plain = {(c.hit.rank, c.span): c.score for c in candidates(replace(found, query=replace(found.query, fresh=())))}
    gains = {c.text: c.score - plain[c.hit.rank, c.span] for c in candidates(found)}
    assert max(gains.values()) == pytest.approx(FRESH)
    assert all(gain > 0 if "支付" in text else gain < FRESH for text, gain in gains.items())
