"""What a question is after in words that no rule knows: what was trained, when it is listened to, and the training."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from documents_asked import OTHER, OTHER_FILE, SEED, SEED_FILE
from hashing_runtime import hashing_encoder

from corpus.errors import WeightsError
from embeddings.builds import update_index
from embeddings.encoder import Encoder, open_encoder
from embeddings.index import open_index
from evaluation.datasets import DATA
from evaluation.train_hearing import (
    KINDS,
    FactQuestion,
    Labelled,
    Network,
    leaning_told,
    load_content,
    load_fact_questions,
    load_kind_questions,
    load_leaning,
    material,
    nearness,
    told,
    train,
    wanted_told,
)
from evaluation.training_questions import kept_laws, load_training_questions
from rag.hits import Outcome
from rag.queries import QueryKind
from rag.retrieval import hearing
from rag.retrieval.hearing import SET, Heard, Hearing, Listener, Voice, forms, open_hearing
from rag.retriever import Retriever
from rag.settings import Settings
from rag.understanding import facts
from rag.understanding.languages import identify
from rag.understanding.surroundings import HEADED
from rag.understanding.wants import Want, wants
from rag.understanding.wording import normalised

SEAL = "红章子上面印着的是何方神圣"
"""No rule knows this wording."""


def voice(**changed: np.ndarray[Any, Any]) -> Voice:
    none = np.zeros((5, 2), np.float32)
    return Voice(
        **{"direct": none, "bias": none[:, 0], "inner": none[:3], "shift": none[:3, 0], "outer": np.zeros((5, 3), np.float32), **changed}
    )


def listener(**changed: object) -> Listener:
    none = np.zeros((5, 2), np.float32)
    given = {
        "names": ("issuer", "published"),
        "kinds": (),
        "encoder": "",
        "mean": none[0],
        "centre": none[0],
        "tokens": voice(),
        "vector": voice(),
    }
    return Listener(**{"firm": 0.8, "near": 0.5, **given, **changed})  # type: ignore[arg-type]


def test_facts_are_told_when_they_are_sure_together() -> None:
    one = listener()
    assert one.facts(np.array([0, 5, 0, 0, 0], np.float32)) == ("issuer",)
    assert one.facts(np.array([0, 3.5, 5, 0, 0], np.float32)) == ("published",), "18 % are too few to be told beside"
    assert one.facts(np.array([0, 5, 4.9, 0, 0], np.float32)) == ("issuer", "published")
    assert one.facts(np.array([3, 4, 0, 0, 0], np.float32)) == (), "73 % are not sure enough"
    assert one.facts(np.array([5, 0, 0, 0, 0], np.float32)) == ()
    sets = listener(names=("issuer", "set"))
    assert sets.facts(np.array([0, 0, 6, 0, 0], np.float32)) == (SET,)
    assert sets.facts(np.array([0, 5, 5.1, 0, 0], np.float32)) == (), "neither is sure without the other"


def test_the_loudest_token_decides_and_the_vector_has_a_say() -> None:
    direct = voice(direct=np.array([[0, 0], [1, 0], [0, 1], [0, 0], [0, 0]], np.float32))
    loud = listener(tokens=direct).outputs(np.array([[9, 0], [0, 1]], np.float32), np.zeros(2, np.float32))
    assert loud[1] == pytest.approx(9, abs=0.01)
    assert loud[2] == pytest.approx(1, abs=0.1)
    beside = listener(vector=direct, centre=np.ones(2, np.float32)).outputs(np.zeros((1, 2), np.float32), np.array([1, 3], np.float32))
    assert beside.tolist() == [0, 0, 2, 0, 0]


def test_a_layer_between_hears_what_no_product_can() -> None:
    both = voice(
        inner=np.array([[1, 1], [0, 0], [0, 0]], np.float32), shift=np.array([-1.5, 0, 0], np.float32), outer=np.eye(5, 3, dtype=np.float32)
    )
    rows = np.array([[1, 0], [0, 1], [1, 1]], np.float32)
    assert both.said(rows)[:, 0].tolist() == [0, 0, 0.5]
    assert not both.said(rows)[:, 1:].any()


def test_what_was_trained_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WeightsError, match="install policyqa again"):
        Listener.read(tmp_path / "absent.npz")
    (tmp_path / "damaged.npz").write_bytes(b"PK")
    with pytest.raises(WeightsError, match="install policyqa again"):
        Listener.read(tmp_path / "damaged.npz")
    assert open_hearing(hashing_encoder()) is None, "another encoder has other states"
    monkeypatch.setattr("rag.retrieval.hearing.identity", lambda: "0000")
    with pytest.raises(WeightsError, match="train_hearing"):
        open_hearing(SimpleNamespace(is_adapted=True))  # type: ignore[arg-type]
    known = set(Listener.read().names)
    assert known == set(facts._patterns()[0]) - {*facts._TOGETHER, *HEADED} | {SET}
    with np.load(Path(hearing.__file__).with_name("hearing.npz")) as arrays:
        fewer = {name: arrays[name] for name in arrays.files} | {"names": arrays["names"][:-1]}
    np.savez(tmp_path / "other.npz", **fewer)
    with pytest.raises(WeightsError, match="install policyqa again"):
        Listener.read(tmp_path / "other.npz")


class Saying:
    """Hears the same in every question."""

    def __init__(self, *names: str, named: bool = False, near: str = "") -> None:
        self.asked, self.title, self.heard, self.leans = Heard(names, named), near, 0, 0.5
        self.kinds: dict[Want, float] = {}

    def read(self, question: str) -> Heard:
        self.heard += 1
        return self.asked

    def leaning(self, question: str) -> float:
        return self.leans

    def wanted(self, question: str) -> dict[Want, float]:
        return self.kinds

    def near(self, question: str, titles: list[str]) -> list[bool]:
        return [self.title in title for title in titles]

    def marks(self, question: str) -> None:
        return None


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("search")
    encoder = hashing_encoder()
    update_index(folder / "index", [SEED_FILE, OTHER_FILE], encoder=encoder, cache=folder / "vectors.sqlite")
    with open_index(folder / "index", encoder.fingerprint) as index:
        yield Retriever(index, encoder)


def heard(searched: Retriever, says: Saying) -> Retriever:
    return Retriever(searched._index, searched._encoder, hearing=says)  # type: ignore[arg-type]


def test_a_fact_that_is_heard_is_looked_up(searched: Retriever) -> None:
    assert searched.retrieve(SEAL).query.kind is QueryKind.CONTENT
    found = heard(searched, Saying("issuer")).retrieve(SEAL, documents=[SEED.document.id])
    assert found.outcome is Outcome.FACT
    assert [fact.value for one in found.facts for fact in one.facts] == ["湖南省人民政府办公厅"]
    assert ("fact", "issuer, by its tokens") in found.query.steps
    assert heard(searched, Saying("issuer")).understood(SEAL).facts == ("issuer",)


def test_a_document_named_by_its_matter_alone_is_asked(searched: Retriever) -> None:
    title = OTHER.document.title
    found = heard(searched, Saying("published", named=True, near=title)).retrieve(SEAL)
    assert {one.document.document.id for one in found.facts} == {OTHER.document.id}
    assert heard(searched, Saying("published", named=True, near="no such title")).retrieve(SEAL).query.kind is QueryKind.CONTENT


@pytest.mark.parametrize(
    ("names", "question", "history"),
    [
        (("repeals",), SEAL, []),
        (("published",), "红章子是2031年盖的吗", []),
        (("published",), "满99年的红章子哪天盖的", []),
        (("title",), "国办发32号的红章子", []),
        (("published",), "那哪天盖的?", ["充电桩补贴怎么申请?"]),
        ((), SEAL, []),
    ],
    ids=[
        "not in the document",
        "a year that it does not have",
        "a figure",
        "the number of another",
        "of the matter before",
        "nothing heard",
    ],
)
def test_it_is_searched_where_hearing_does_not_help(names: tuple[str, ...], question: str, history: list[str], searched: Retriever) -> None:
    found = heard(searched, Saying(*names)).retrieve(question, history, documents=[SEED.document.id])
    assert found.query.kind is QueryKind.CONTENT


def test_a_set_that_is_heard_is_scanned(searched: Retriever) -> None:
    asked = "直播二字见于何处"
    assert searched.retrieve(asked).query.kind is QueryKind.CONTENT
    found = heard(searched, Saying("set")).retrieve(asked, documents=[SEED.document.id])
    assert found.outcome is Outcome.SET
    assert [ordinal for _, ordinal in (found.set_result.found if found.set_result else ())] == [1, 5]
    assert dict(found.query.steps)["set"] == "mentions 直播, by its tokens"
    within = heard(searched, Saying("set")).retrieve("Alles aus Teil vier ohne das Wort 监管", documents=[SEED.document.id])
    assert within.query.kind is QueryKind.SET, "an address with words beside it"
    assert heard(searched, Saying("set")).retrieve(SEAL).query.kind is QueryKind.CONTENT, "no condition can be read"


def test_a_set_that_finds_nothing_is_searched_where_it_does_not_sound_like_one(
    searched: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, answered = "哪些措施提到放烟花", replace(searched.retrieve("充电桩补贴怎么申请?"), outcome=Outcome.FOUND)
    monkeypatch.setattr(Retriever, "_content", lambda *_: answered)
    assert heard(searched, Saying()).retrieve(asked) is answered
    assert heard(searched, Saying("set")).retrieve(asked).outcome is Outcome.SET
    assert searched.retrieve(asked).outcome is Outcome.SET
    assert heard(searched, Saying()).retrieve("哪些措施提到直播").outcome is Outcome.SET, "some are found"


def test_what_is_heard_of_a_reply_goes_before_the_rules(searched: Retriever) -> None:
    history, says = ["新职业培训有什么补贴?"], Saying()
    asked = "得自己掏钱吗"
    retriever = heard(searched, says)
    assert not retriever.understood(asked, history).history_used
    says.leans = 0.9
    assert retriever.understood(asked, history).history_used
    brief = "多久能批下来"
    says.leans = 0.1
    assert not retriever.understood(brief, history).history_used
    says.leans = 0.5
    assert retriever.understood(brief, history).history_used


def test_rules_come_first(searched: Retriever) -> None:
    says = Saying("issuer")
    retriever = heard(searched, says)
    assert retriever.retrieve("这份文件的文号是什么?").query.facts == ("number",)
    assert retriever.retrieve("第七条讲什么?").query.kind is QueryKind.ADDRESS
    assert retriever.retrieve("哪些措施由省商务厅牵头?").query.kind is QueryKind.SET
    assert says.heard == 0


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(cache=Settings().cache_dir)


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("落款那个红章到底盖的是哪一家的呀", "issuer"),
        ("Which authority put its stamp under this paper?", "issuer"),
        ("Wie viele Punkte hat das Papier insgesamt?", "measures"),
        ("这份东西究竟哪天出炉的", "published"),
    ],
)
def test_what_ships_hears_wordings_that_no_rule_has(question: str, fact: str, encoder: Encoder) -> None:
    reading = open_hearing(encoder)
    assert isinstance(reading, Hearing)
    assert facts.read(question) == ()
    assert reading.read(question) == Heard((fact,), False)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("开店能从公家手里薅到几多银子", Want.AMOUNT),
        ("How soon must the papers be handed in?", Want.WHEN),
        ("小作坊也算在里头不", Want.YES_NO),
        ("Куда мне нести эти бумаги?", Want.WHERE),
        ("What's the penalty for skipping the check?", Want.FATE),
    ],
)
def test_what_ships_hears_what_is_wanted_where_no_rule_does(question: str, kind: Want, encoder: Encoder) -> None:
    reading = open_hearing(encoder)
    assert isinstance(reading, Hearing)
    assert kind not in wants(normalised(question), identify(question))
    chances = reading.wanted(normalised(question))
    assert chances[kind] > 0.5, chances


def test_what_is_heard_goes_before_the_rules_and_is_sure_where_both_agree(searched: Retriever) -> None:
    says = Saying()
    reading = heard(searched, says)
    question = "充电桩补贴什么时候发"
    says.kinds = {Want.AMOUNT: 0.2}
    assert reading.understood(question).wants == wants(question, "zh") == {Want.WHEN}, "nothing is heard"
    says.kinds = {Want.WHEN: 0.6, Want.HOW: 0.6, Want.CHARGE: 0.9}
    query = reading.understood(question)
    assert query.wants == {Want.WHEN, Want.HOW, Want.CHARGE, Want.WHO}
    assert query.sure == {Want.WHEN, Want.CHARGE, Want.WHO}
    assert reading.understood("多少岁可以用充电桩").wants >= {Want.COUNT}, "a unit counts whatever is heard"


def test_a_reply_that_wants_nothing_of_its_own_wants_what_was_asked_before(searched: Retriever) -> None:
    class Hears(Saying):
        def wanted(self, question: str) -> dict[Want, float]:
            return {Want.AMOUNT: 0.9 * ("钱" in question)}

    query = heard(searched, Hears()).understood("那农村的呢?", ["充电桩给多少钱?"])
    assert query.history_used
    assert query.sure == {Want.AMOUNT}
    plain = searched.understood("那农村的呢?", ["农村能装充电桩吗?"])
    assert Want.YES_NO not in plain.wants, "a new case puts up nothing for decision"
    assert Want.CHARGE in searched.understood("那谁呢?", ["充电桩由哪个部门负责?"]).sure


def test_what_is_only_read_is_not_sure_where_hearing_hears_nothing_of_it(searched: Retriever) -> None:
    says = Saying()
    says.kinds = {Want.AMOUNT: 0.02}
    query = heard(searched, says).understood("充电桩补贴多少钱")
    assert Want.AMOUNT in query.wants
    assert not query.sure
    assert searched.understood("充电桩补贴多少钱").sure == {Want.AMOUNT}


def test_what_ships_does_not_mistake_the_matter_for_the_document(encoder: Encoder) -> None:
    reading = open_hearing(encoder)
    assert isinstance(reading, Hearing)
    for question in ("充电桩建在哪些地方", "消费券由哪个部门发放", "When is the subsidy paid out?", "培训补贴怎么申请"):
        assert reading.read(question).facts == ()
    assert reading.read("养老服务那个通知是哪天印出来的").named
    titles = ["中华人民共和国增值税暂行条例", "某市人民政府办公厅关于印发外国人来华登山管理办法的通知"]
    assert reading.near("增值税条例哪天公布的", titles) == [True, False]
    assert reading.near("外国人登山办法哪年发的", titles) == [False, True]
    assert forms(titles[1]) == [titles[1], "外国人来华登山管理办法"]
    assert forms("关于印发《停车管理办法》的通知") == ["关于印发《停车管理办法》的通知", "停车管理办法"]


def test_it_learns_what_is_asked_for_and_runs_as_it_was_trained(encoder: Encoder) -> None:
    asked = {
        "issuer": ["谁发的", "哪个机关出的", "发文的是哪家", "哪家单位发的"],
        "number": ["文号多少", "编的几号", "是第几号", "文号是啥"],
    }
    questions = [FactQuestion(question=text, language="zh", facts=(name,), topic="") for name, texts in asked.items() for text in texts]
    questions += [FactQuestion(question=f"养老{one.question}", language="zh", facts=one.facts, topic="养老") for one in questions]
    questions += [FactQuestion(question=text, language="zh", facts=(), topic="") for text in ("补贴多少", "谁能申请", "去哪里办")] * 3
    replies = [
        Labelled("那要多久呢", (Want.WHEN,), leans=True),
        Labelled("and for them?", (), leans=True),
        Labelled("充电桩怎么收费", leans=False),
        Labelled("Where are food trucks allowed?", (Want.WHERE,), leans=False),
    ]
    content = [Labelled("停车怎么收费"), Labelled("夜市几点关门", (Want.WHEN,))]
    data = material(questions, content, encoder, replies)
    assert data.names == ("issuer", "number")
    assert data.right[0].tolist() == [0, 1, 0]
    assert data.right[-1].tolist() == [1, 0, 0]
    assert (data.named[0], data.named[8], data.named[-1]) == (0, 1, -1)
    assert data.leaning[-4:].tolist() == [1, 1, 0, 0]
    assert (data.leaning[0], data.weight[-1]) == (-1, 0)
    when = list(Want).index(Want.WHEN)
    assert data.wanted[-6:, when].tolist() == [-1, 1, 1, 0, -1, 0], "said of four; one of them wants nothing of its own"
    network = train(data, range(len(data.states)))
    one = Listener.of(network.arrays(data, near=0.5))
    outputs = [one.outputs(s.numpy() + data.mean, v.numpy() + data.centre) for s, v in zip(data.states, data.vectors, strict=True)]
    with torch.no_grad():
        np.testing.assert_allclose(np.stack(outputs), network(data, range(len(outputs))).numpy(), atol=0.05)
    facts_asked = list(zip(outputs, data.right.numpy(), strict=True))[: -len(replies)]
    assert sum(np.argmax(o[: len(r)]) == np.argmax(r) for o, r in facts_asked) >= len(facts_asked) - 1
    assert f"{len(asked['issuer']) * 4} questions for facts" in told(outputs, questions, one, 2)
    assert "4 questions that lean or not; 0.5: 2 lean, right 1.000, 2 stand alone, right 1.000" in leaning_told(outputs, data)
    assert [one.wanted(outputs[i])[Want.WHEN] > 0.5 for i in (-5, -4, -3)] == [True, True, False]
    assert "4 questions, all kinds right" in wanted_told(outputs, [*content, *replies], one)
    assert isinstance(network, Network)


def test_a_title_is_near_where_other_titles_are_not(tmp_path: Path) -> None:
    rows = [{"title": "停车管理办法", "questions": ["停车管理办法谁发的"]}, {"title": "养老服务条例", "questions": ["养老服务条例谁发的"]}]
    path = tmp_path / "named.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    near, kept = nearness(hashing_encoder(), path)
    assert kept == 1
    assert -1 <= near < 1


def test_the_questions_are_whole() -> None:
    questions = load_fact_questions()
    texts = [one.question for one in questions]
    assert len(set(texts)) == len(texts) > 3700
    known = set(facts._patterns()[0])
    assert all(set(one.facts) <= known or one.facts == (SET,) for one in questions)
    assert all(one.topic in one.question for one in questions)
    assert min(sum(name in one.facts for one in questions) for name in Listener.read().names) >= 100
    cases = {
        row["question"]
        for path in DATA.glob("*.jsonl")
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if row.get("question")
    }
    assert not cases & set(texts), "a question of the benchmark is none to train on"
    assert not set(texts) & {one.question for one in load_training_questions()}
    leaning = load_leaning()
    assert 0.4 < sum(one.leans is True for one in leaning) / len(leaning) < 0.6
    for some in (leaning, load_kind_questions()):
        assert len({one.question for one in some}) == len(some)
        assert not cases & {one.question for one in some}


def test_what_questions_want_is_said_of_many_and_of_none_kept_from_training() -> None:
    every = load_training_questions()
    ids = [row["id"] for row in map(json.loads, KINDS.read_text(encoding="utf-8").splitlines())]
    assert len(set(ids)) == len(ids) > 7000
    assert set(ids) <= {one.id for one in every}
    content, kept = load_content(), kept_laws(every)
    assert not {one.question for one in content} & {one.question for one in every if one.document_file in kept}
    counts = Counter(kind for one in [*content, *load_leaning(), *load_kind_questions()] for kind in one.wanted or ())
    assert set(counts) == set(Want)
    assert min(counts.values()) >= 50
