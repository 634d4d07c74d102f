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


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        (
            "办好夜校,在经费、师资和场地上有哪些要求?",
            "zh",
            ("办好夜校,在经费上有哪些要求?", "办好夜校,在师资上有哪些要求?", "办好夜校,在场地上有哪些要求?"),
        ),
        ("农家乐在水和电方面有什么优惠?", "zh", ("农家乐在水方面有什么优惠?", "农家乐在电方面有什么优惠?")),
        (
            "How long is a trading licence valid, and what does the renewal cost?",
            "en",
            ("How long is a trading licence valid", "what does the renewal cost"),
        ),
        (
            "Wer prüft den Bauantrag und wann wird er veröffentlicht?",
            "de",
            ("Wer prüft den Bauantrag", "wann wird er veröffentlicht"),
        ),
        ("夜校报名要多少个工作日审核,结果公示几天?", "zh", ("夜校报名要多少个工作日审核", "夜校报名要多少个工作日审核, 结果公示几天")),
    ],
)
def test_aspects_and_questions_of_one_sentence_are_asked_each(question: str, language: str, expected: tuple[str, ...]) -> None:
    found = sides(question, language)
    assert found is not None
    assert found.told
    assert found.texts == expected


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("我今年60岁,身体不好,能申请吗?", "zh"),
        ("哪些窗口可以报名?除了街道还有别的吗?", "zh"),
        ("谁能报名?麻烦全部列一下", "zh"),
        ("在网上报名有什么要求?", "zh"),
        ("在手机和电脑上怎么报名?", "zh"),
        ("在晚上和早上有什么不一样的收费?", "zh"),
        ("在上海和北京上学有什么补贴?", "zh"),
        ("知识产权质押的比例,国家有没有统一要求?", "zh"),
        ("如果审核期间换了法人,材料要不要重报?", "zh"),
        ("分红什么时候表决,年终大会上吗?", "zh"),
        ("哪些项目不得收费?停车算吗?", "zh"),
        ("등록은 구청에서 직접 하나요, 아니면 온라인으로 따로 하나요?", "ko"),
        ("When a driver refuses a breath test, what happens to him?", "en"),
        ("Can people who rent and who have children apply?", "en"),
        ("For whom is the notice written, which governments?", "en"),
        ("Pour une mère qui vit chez sa fille, le dossier se dépose où ?", "fr"),
        ("Que faire quand on perd son emploi et quand on est malade ?", "fr"),
        ("My son is deaf in both ears. Does a hearing aid count as one item?", "en"),
    ],
)
def test_what_only_tells_or_adds_is_no_question_of_its_own(question: str, language: str) -> None:
    found = sides(question, language)
    assert found is None or not found.told


def test_two_of_a_thing_in_a_case_are_not_two_places(retriever: Retriever) -> None:
    assert retriever.retrieve("我在两个地方都开了店,可以两边都拿消费券吗?").sides == ()
