"""What is added to the bundled encoder: the same in torch and in what runs, damaged files, and the training of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from hashing_runtime import hashing_encoder

import embeddings.adaptation
from corpus.errors import UserError, WeightsError
from embeddings.adaptation import adapted_weights, identity
from embeddings.encoder import open_encoder
from embeddings.late_interaction import Head, LateInteraction, Text
from embeddings.onnx_graph import write_graph
from embeddings.onnx_runtime import OnnxRuntime
from embeddings.sentence_reader import Network
from embeddings.weights import Shape, Tensor, Weights, bundled_tokenizer, bundled_weights, read_weights
from evaluation.adapt_encoder import Drawn, Model, Reading, adapt, contrast, drawn_sentences, losses, mixed, projections
from evaluation.encoder_network import EncoderNetwork
from evaluation.reader_network import Trained
from evaluation.train_sentence_reader import States, mean, train
from evaluation.training_passages import posed_over_passages
from evaluation.training_questions import Found, Posed
from rag.settings import Settings

TEXTS = ["query: 门店改造有补贴吗", "passage: 在全省推广使用进口冷链食品追溯系统。", "passage: 5G"]
HIDDEN = 24


def test_what_runs_is_what_was_trained(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = EncoderNetwork(read_weights(bundled_weights()))
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if name.endswith(".up"):
                weight.normal_(std=0.01)
    additions = network.additions()
    np.savez(tmp_path / "additions.npz", **additions)
    write_graph(tmp_path / "graph.onnx", adapted_weights(tmp_path / "additions.npz"))
    runtime = OnnxRuntime(tmp_path / "graph.onnx", bundled_tokenizer(), max_tokens=512)
    vectors, tokens = runtime.encode_tokens(TEXTS)
    ids = [list(runtime._tokenizer.encode(text).ids) for text in TEXTS]
    with torch.no_grad():
        states, trained = network(ids)
        assert (vectors * trained.numpy()).sum(axis=1).min() > 0.999
        for one, own in zip(tokens, states, strict=True):
            assert torch.cosine_similarity(torch.from_numpy(one.states), own).min() > 0.998
        again = EncoderNetwork(read_weights(bundled_weights()))
        assert (again(ids)[1] * trained).sum(1).max() < 0.998
        again.add({name: array.astype(np.float32) for name, array in additions.items()})
        assert (again(ids)[1] * trained).sum(1).min() > 0.9999


@pytest.mark.parametrize("content", [None, b"PK no such thing", b""])
def test_additions_that_are_absent_or_damaged_are_told(content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "additions.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError, match="install policyqa again"):
        adapted_weights(path)
    np.savez(path, mean=np.zeros(3))
    with pytest.raises(WeightsError, match="it adds nothing"):
        adapted_weights(path)
    if content is None:
        path.unlink()
        monkeypatch.setattr(embeddings.adaptation, "TRAINED", path)
        identity.cache_clear()
        with pytest.raises(WeightsError, match="install policyqa again"):
            identity()


def test_other_additions_are_another_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = identity()
    (tmp_path / "additions.npz").write_bytes(b"others")
    monkeypatch.setattr(embeddings.adaptation, "TRAINED", tmp_path / "additions.npz")
    identity.cache_clear()
    assert identity() != before
    monkeypatch.undo()
    identity.cache_clear()
    assert identity() == before


def test_only_what_answers_is_right() -> None:
    scores = torch.tensor([[5.0, 0.0], [0.0, 5.0], [9.0, 9.0]])
    right = torch.tensor([[True, False], [True, False], [False, False]])
    assert contrast(scores, right).item() == pytest.approx((np.log1p(np.exp(-5)) + np.log1p(np.exp(5))) / 2, abs=1e-4)
    assert contrast(scores, torch.zeros(3, 2, dtype=torch.bool)).item() == 0


def small_weights() -> Weights:
    """A model as small as can be, over the vocabulary of the bundled one."""
    chance = np.random.default_rng(1)
    shape = Shape(hidden=HIDDEN, layers=12, heads=2, ffn=32, vocab=250_037, positions=512, types=2, eps=1e-5)

    def tensor(*sizes: int, ones: bool = False) -> Tensor:
        values = np.ones(sizes, np.float32) if ones else chance.normal(0, 0.3, sizes).astype("<f4")
        return Tensor(quantised=False, count=values.size, raw=memoryview(values.astype("<f4").tobytes()))

    tensors = {"emb.word": tensor(shape.vocab, HIDDEN), "emb.pos": tensor(512, HIDDEN), "emb.type": tensor(2, HIDDEN)}
    tensors |= {"emb.ln.w": tensor(HIDDEN, ones=True), "emb.ln.b": tensor(HIDDEN)}
    for number in range(shape.layers):
        sizes = {
            "q": (HIDDEN, HIDDEN),
            "k": (HIDDEN, HIDDEN),
            "v": (HIDDEN, HIDDEN),
            "ao": (HIDDEN, HIDDEN),
            "fi": (32, HIDDEN),
            "fo": (HIDDEN, 32),
        }
        for name, size in sizes.items():
            tensors |= {f"l{number}.{name}.w": tensor(*size), f"l{number}.{name}.b": tensor(size[0])}
        for name in ("aln", "oln"):
            tensors |= {f"l{number}.{name}.w": tensor(HIDDEN, ones=True), f"l{number}.{name}.b": tensor(HIDDEN)}
    return Weights(shape=shape, tensors=tensors, sha256="")


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a head and a reader to begin with, for the small model."""
    weights = small_weights()
    monkeypatch.setattr("evaluation.adapt_encoder.read_weights", lambda path: weights)
    chance = np.random.default_rng(5)
    rows = chance.normal(size=(16, HIDDEN)).astype(np.float32)
    head = Head(mean=np.zeros(HIDDEN, np.float32), text=rows, question=rows, weight=rows[0] * 0, bias=0.1)
    np.savez(tmp_path / "late_interaction.npz", **projections(head).arrays())
    torch.manual_seed(2)
    np.savez(tmp_path / "sentence_reader.npz", **Trained(HIDDEN).arrays())
    return tmp_path


def about(matters: Sequence[str]) -> tuple[list[Posed], dict[str, Text]]:
    """For each matter a passage with two sentences, a question that the second answers and one that none does."""
    texts = {f"p{i}": Text(f"{matter}由市里负责。{matter}给予补贴。", (0, len(matter) + 6)) for i, matter in enumerate(matters)}
    questions = []
    for i, matter in enumerate(matters):
        right = Found(passage=f"p{i}", gold=(False, True))
        wrong = tuple(Found(passage=f"p{(i + k) % len(matters)}", gold=(False, False)) for k in (1, 5))
        questions.append(Posed(question=f"{matter}补贴", document=f"{i}", answerable=True, found=(right, *wrong)))
        questions.append(
            Posed(question=f"{matter}罚款", document=f"{i}", answerable=False, found=(Found(passage=f"p{i}", gold=(False, False)), *wrong))
        )
    return questions, texts


MATTERS = ["停车", "图书馆", "消防", "医保", "农机", "种子", "公交", "冷链", "夜市", "旅游", "养老", "托育"]


def test_it_learns_which_sentence_answers_and_writes_all_that_ships(start: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions, texts = about(MATTERS)
    monkeypatch.setattr("evaluation.adapt_encoder.TAKEN_AWAY", 0)
    monkeypatch.setattr("evaluation.adapt_encoder.RATES", {"encoder": 3e-3, "head": 3e-3, "reader": 3e-3})
    model = Model(start)
    chance = np.random.default_rng(0)
    groups = [(one, list(one.found)) for one in questions]

    def told() -> float:
        with torch.no_grad():
            return float(losses(model.eval(), Reading(texts), groups, chance)["read"])

    before = told()
    adapt(model.train(), questions, [], texts, steps=20)
    assert told() < 0.9 * before
    model.write(start / "out")
    assert {path.name for path in (start / "out").iterdir()} == {"adaptation.npz", "late_interaction.npz", "sentence_reader.npz"}
    again = Model(start / "out")
    assert sorted(again.encoder.additions()) == sorted(model.encoder.additions())
    with np.load(start / "out" / "adaptation.npz") as arrays:
        assert "l4.qkv.up" not in arrays
        assert np.abs(arrays["l5.fo.up"]).max() > 0


def test_by_itself_the_reader_learns_on_the_states_of_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions, texts = about(MATTERS)
    encoder, head = open_encoder(cache=Settings().cache_dir), Head.read()
    states = States(encoder, questions, texts)
    monkeypatch.setattr("evaluation.train_sentence_reader.RATE", 3e-3)
    monkeypatch.setattr("evaluation.adapt_encoder.TAKEN_AWAY", 0)
    torch.manual_seed(3)
    np.savez(tmp_path / "start.npz", **Trained(len(head.mean)).arrays())
    readers = [Trained.read(tmp_path / "start.npz") for _ in range(2)]
    draws = [mixed(np.random.default_rng(seed), questions, [], []) for seed in range(2)]
    trained = [train(reader, head, states, draw, steps=30, seed=1) for reader, draw in zip(readers, draws, strict=True)]
    np.savez(tmp_path / "reader.npz", **mean(trained))

    def right(path: Path) -> int:
        late = LateInteraction(encoder, head, Network.read(path))
        told = [(late.answers(one.question, texts)[number // 2], one.answerable) for number, one in enumerate(questions)]
        return sum((odds[1] > max(0, odds[0])) == answerable for odds, answerable in told)

    assert right(tmp_path / "start.npz") <= 16
    assert right(tmp_path / "reader.npz") >= 20
    with np.load(tmp_path / "reader.npz") as arrays:
        np.testing.assert_allclose(arrays["h2.bias"], np.mean([one.arrays()["h2.bias"] for one in trained], axis=0), atol=1e-3)


def test_tokens_and_sentences_are_those_of_the_encoder() -> None:
    encoder = open_encoder(cache=Settings().cache_dir)
    text = Text("第一条 申请\n减免税款 10%。由市里负责。", (7, 16))
    reading = Reading({"p": text})
    read = reading.passage("p")
    tokens = encoder.passage_tokens([text.text])[0]
    assert reading.own("passage", torch.tensor(read.ids)).shape == (len(tokens.starts),)
    assert read.sentences.tolist() == text.sentence_of(tokens.starts).tolist()
    assert reading.own("query", torch.tensor(reading.ids("query", "办证"))).shape == (len(encoder.query_tokens("办证").starts),)
    assert [reading.sentence("p", i) for i in (0, 1)] == ["减免税款 10%。", "由市里负责。"]


def test_an_answer_taken_away_leaves_wrong_passages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    right, wrong = Found(passage="a", gold=(True, False)), tuple(Found(passage=key, gold=(False,)) for key in "bcd")
    asked = Posed(question="甲", document="1", answerable=True, found=(wrong[0], right, *wrong[1:]))
    nothing = Posed(question="乙", document="1", answerable=True, found=wrong)
    draw = Drawn([asked, nothing], np.random.default_rng(1))
    monkeypatch.setattr("evaluation.adapt_encoder.TAKEN_AWAY", 0)
    assert {draw()[1][0].passage for _ in range(5)} == {"a"}, "a question whose answer was not found teaches nothing"
    monkeypatch.setattr("evaluation.adapt_encoder.TAKEN_AWAY", 1)
    one, some = draw()
    assert one is asked
    assert len(some) == 3
    assert not any(any(found.gold) for found in some)
    with pytest.raises(UserError, match="no question to train on"):
        Drawn([nothing], np.random.default_rng(1))


def test_no_sentence_that_answers_another_question_is_wrong() -> None:
    texts = {"a": Text("甲给。乙给。", (0, 3))}
    both = (Found(passage="a", gold=(True, True)),)
    first = Posed(question="甲", document="1", answerable=True, found=both)
    none = [Found(passage="a", gold=(False, False))]
    drawn = drawn_sentences([(first, list(both)), (first, none)], Reading(texts), np.random.default_rng(1))
    assert drawn[1] == [0]


def test_passages_are_put_beside_those_that_look_alike(tmp_path: Path) -> None:
    passages = ["甲河长三十公里。甲河发源于北山。", "乙河长四十公里。乙河流入东湖。", "丙山高九百米。"]
    rows = [{"question": "甲河发源于哪里？", "answer": "北山", "passage": 0}, {"question": "丁城在哪里？", "answer": "南方", "passage": 2}]
    (tmp_path / "passages.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in passages), encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    found, texts = posed_over_passages(tmp_path, hashing_encoder())
    assert [one.document for one in found] == ["passage-0", "passage-0"], "a question whose answer is not there teaches nothing"
    assert found[0].question == "甲河发源于哪里？"
    assert found[0].found[0] == Found(passage="window-0", gold=(False, True))
    assert {one.passage for one in found[0].found[1:]} == {"window-1", "window-2"}
    assert not any(any(one.gold) for one in found[0].found[1:])
    assert texts["window-0"].sentences == (0, 8)
