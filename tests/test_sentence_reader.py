"""The sentence reader: what ships against what was trained, its edges, its questions, and what the ranker makes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from documents_asked import SEED_FILE

from corpus.errors import SettingsError, UserError, WeightsError
from corpus.spans import Span
from embeddings.builds import update_index
from embeddings.encoder import open_encoder
from embeddings.index import open_index
from embeddings.late_interaction import Head, Text, open_late_interaction
from embeddings.sentence_reader import MOST_TOKENS, TRAINED, Asked, Network, Told
from evaluation.adapt_encoder import batch_of, laid, projections
from evaluation.datasets import DATA
from evaluation.reader_network import Trained
from evaluation.training_questions import EARLY, asked_of_laws, kept_laws, load_training_questions, posed
from rag.opening import late_interaction_of
from rag.retrieval.ranking import Opened, Ranking, best_answers, reading_share
from rag.retriever import Retriever
from rag.settings import Settings

HIDDEN, SIZE = 24, 16


def head() -> Head:
    chance = np.random.default_rng(5)
    text, question = (chance.normal(size=(SIZE, HIDDEN)).astype(np.float32) for _ in range(2))
    return Head(mean=chance.normal(size=HIDDEN).astype(np.float32) / 9, text=text, question=question, weight=text[0], bias=0.1)


@dataclass(frozen=True)
class Passage:
    """Tokens, and the number of the sentence of each."""

    states: np.ndarray[Any, Any]
    sentences: np.ndarray[Any, Any]


def passage(chance: np.random.Generator, *lengths: int, before: int = 0) -> Passage:
    """Random tokens: so many before the first sentence, and so many in each."""
    sentences = np.repeat(np.arange(-1, len(lengths)), [before, *lengths])
    return Passage(states=chance.normal(size=(len(sentences), HIDDEN)).astype(np.float16), sentences=sentences)


def told(one: Passage, network: Network, count: int) -> Told:
    states = np.asarray(one.states, np.float32)
    return Told(head().of_text(states).astype(np.float32) / 127, network.of_text(states - head().mean), one.sentences, count)


def asked(states: np.ndarray[Any, Any], network: Network) -> Asked:
    return Asked(*head().of_question(states), network.of_question(states - head().mean))


@pytest.fixture
def model() -> Trained:
    torch.manual_seed(1)
    return Trained(HIDDEN).eval()


def network_of(model: Trained) -> Network:
    return Network({name: tensor.detach().numpy() for name, tensor in model.state_dict().items()})


def test_what_ships_computes_what_was_trained(model: Trained) -> None:
    chance = np.random.default_rng(2)
    passages = {"a": passage(chance, 5, 9, before=3), "b": passage(chance, 4), "c": passage(chance, 7, 2, 6, 1)}
    counts = {"a": 2, "b": 1, "c": 4}
    question = chance.normal(size=(6, HIDDEN)).astype(np.float32)
    rows = laid(projections(head()), [torch.from_numpy(question)], [torch.from_numpy(one.states).float() for one in passages.values()])
    pairs = [(0, number, counts[key]) for number, key in enumerate(passages)]
    with torch.no_grad():
        expected = model(batch_of(pairs, rows, [torch.from_numpy(one.sentences) for one in passages.values()])).numpy()
    network = network_of(model)
    found = network.scores(asked(question, network), [told(one, network, counts[key]) for key, one in passages.items()])
    for row, (key, scores) in zip(expected, zip(counts, found, strict=True), strict=True):
        np.testing.assert_allclose(scores, row[: counts[key]], atol=0.02)  # 8-bit products
    alone = network.scores(asked(question, network), [told(passages["c"], network, 4)])[0]
    np.testing.assert_allclose(alone, found[2], atol=0.02)


def test_a_sentence_of_which_no_token_was_read_has_no_score(model: Trained) -> None:
    chance, network = np.random.default_rng(3), network_of(model)
    question = chance.normal(size=(4, HIDDEN)).astype(np.float32)
    far = passage(chance, MOST_TOKENS, 5)
    scores = network.scores(asked(question, network), [told(far, network, 3)])[0]
    assert list(np.isnan(scores)) == [False, True, True]
    heading = network.scores(asked(question, network), [told(passage(chance, before=4), network, 2)])[0]
    assert np.isnan(heading).all()


def test_no_question_and_no_text(model: Trained) -> None:
    network = network_of(model)
    chance = np.random.default_rng(3)
    assert network.scores(asked(chance.normal(size=(4, HIDDEN)).astype(np.float32), network), []) == []
    nothing = asked(np.zeros((0, HIDDEN), np.float32), network)
    assert np.isnan(network.scores(nothing, [told(passage(chance, 4), network, 1)])[0]).all()


@pytest.mark.parametrize("lost", ["sharp", "vq.weight", "h2.bias", "layers.1.f2.weight", "n.bias"])
def test_weights_that_lack_something_are_told_at_once(lost: str, tmp_path: Path) -> None:
    with np.load(TRAINED) as arrays:
        left: dict[str, Any] = {name: arrays[name] for name in arrays.files if name != lost}
    np.savez(tmp_path / "x.npz", **left)
    with pytest.raises(WeightsError, match="install policyqa again"):
        Network.read(tmp_path / "x.npz")


@pytest.mark.parametrize("content", [b"PK no such thing", b"", b"\x93NUMPY"])
def test_damaged_weights_are_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(WeightsError, match="install policyqa again"):
        Network.read(tmp_path / "x.npz")


@pytest.mark.parametrize("late", ["auto", "off"])
def test_an_unknown_reranker_is_told_whatever_else_is_set(late: str) -> None:
    with pytest.raises(SettingsError, match="bundled or off"):
        late_interaction_of(Settings(reranker="big", late_interaction=late), open_encoder(cache=Settings().cache_dir), 10)


def test_what_was_not_read_keeps_its_place_among_the_leading() -> None:
    np.testing.assert_allclose(reading_share(np.array([2.0, np.nan, -2.0])), [4, 2, 0])
    np.testing.assert_allclose(reading_share(np.array([np.nan, np.nan])), [0, 0])


def test_a_paragraph_without_a_number_says_nothing_of_the_order() -> None:
    def one(label: str, *odds: float, beside: bool = False) -> Any:
        measure = SimpleNamespace(label=label)
        answers = {Span(i, i + 1): value for i, value in enumerate(odds)}
        return SimpleNamespace(measure=None if beside else measure, document=SimpleNamespace(measures=[measure]), answers=answers)

    found = best_answers([one("第一条", -1.0, 2.0), one("", 3.0), one("", 1.0, beside=True), one("第二条"), one("一", 4.0, beside=True)])
    np.testing.assert_equal(found, [2.0, np.nan, np.nan, np.nan, 4.0])


def test_the_training_questions_are_whole() -> None:
    questions = load_training_questions()
    assert len({q.question for q in questions}) > 6000
    assert len({q.id for q in questions}) == len(questions)
    assert all(q.question.strip() and q.spans and all(span.start < span.end for span in q.spans) for q in questions)
    assert {q.language for q in questions} == {"zh", "zh-Hant", "en", "ja", "ko", "es", "fr", "de", "ru", "ar", "vi", "pt"}
    asked = {name for path in DATA.glob("*.jsonl") for name in _files(path)}
    assert not asked & {q.document_file for q in questions}, "a document with cases is none to train on"


def test_laws_kept_from_the_training_are_asked(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = load_training_questions()
    early = {q.document_file for q in questions[:EARLY]}
    assert len(early) == 198
    assert len(kept_laws(questions)) == 48
    assert not kept_laws(questions) & early
    sizes = {path.name: path.stat().st_size for path in (shared / "laws").iterdir()}
    later = [q for q in questions if q.document_file not in early and q.document_file in sizes]
    smallest = min((q.document_file for q in later), key=lambda name: (sizes[name], name))
    own = [q for q in later if q.document_file == smallest][:3]
    learnt = [q for q in questions if q.document_file == questions[0].document_file][:5]
    partly = [replace(own[0], id="read in part", answerable=False, within=own[0].spans[0])]
    monkeypatch.setattr("evaluation.training_questions.load_training_questions", lambda: [*learnt, *own, *partly])
    monkeypatch.setattr("evaluation.training_questions.EARLY", len(learnt))
    encoder = open_encoder(cache=Settings().cache_dir)
    source, asked = asked_of_laws(shared, encoder, tmp_path)
    assert [(one.id, one.answerable, one.source) for one in asked] == [(q.id, q.answerable, "laws") for q in own]
    assert smallest in source.by_file
    assert source.alone(smallest)._hearing is not None, "what is fitted on these signals is fitted on what is heard"
    trained, texts = posed(shared, encoder, tmp_path)
    assert asked_of_laws(shared, encoder, tmp_path)[1] == asked, "the index holds what was learnt too by now"
    assert {one.document for one in trained} == {learnt[0].document_file}
    assert all(found.passage in texts and len(found.gold) == len(texts[found.passage].sentences) for one in trained for found in one.found)
    with pytest.raises(UserError, match="name the folder that holds policies and laws"):
        asked_of_laws(tmp_path, source.encoder, tmp_path)


def _files(path: Path) -> set[str]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["document_file"] for row in rows if row.get("document_file") and row.get("question")}


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    encoder = open_encoder(cache=Settings().cache_dir)
    folder = tmp_path_factory.mktemp("search")
    update_index(folder / "index", [SEED_FILE], encoder=encoder, cache=folder / "vectors.sqlite")
    with open_index(folder / "index", encoder.fingerprint) as index:
        yield Retriever(index, encoder, late=open_late_interaction(encoder))


def test_what_was_read_counts_in_the_order_and_stands_by_each_sentence(retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    query = retriever.understood("充电桩补贴")
    ranker = retriever.ranker
    late = ranker._late
    assert late is not None
    known = ranker._weights(query, None)
    monkeypatch.setattr("rag.retrieval.ranker.weights_for", lambda *_: replace(known, read=0.0))
    before = ranker.rank(query)
    assert [bool(one.answers) for one in before.opened[:4]] == [True] * 3 + [False]
    third = before.opened[2]

    def answers(question: str, texts: dict[str, Text]) -> list[np.ndarray[Any, Any]]:
        assert question == query.search
        return [np.full(len(text.sentences), 40.0 if key == ranker._passage(third).id else -1.0) for key, text in texts.items()]

    monkeypatch.setattr(late, "answers", answers)
    monkeypatch.setattr("rag.retrieval.ranker.weights_for", lambda *_: replace(known, read=1.0))
    after = ranker.rank(query)
    assert after.opened[0].candidate.key == third.candidate.key
    assert list(after.scores) == sorted(after.scores, reverse=True)
    assert {one.candidate.key for one in after.opened} == {one.candidate.key for one in before.opened}
    hit = ranker.hits(after, 1)[0]
    assert hit.why["read"] == pytest.approx(41.0)
    assert all(isinstance(span, Span) for span in after.opened[0].answers)


def test_a_follow_up_is_read_by_itself_too(retriever: Retriever) -> None:
    query = retriever.understood("那农村的呢?", ["充电桩装在哪里?"])
    assert query.history_used
    first = retriever.ranker.rank(query).opened[0]
    assert first.answers.keys() == first.replies.keys()
    assert first.answers != first.replies
    assert not retriever.ranker.rank(retriever.understood("充电桩装在哪里?")).opened[0].replies


def test_without_the_reader_nothing_is_read(retriever: Retriever) -> None:
    plain = Retriever(retriever._index, retriever._encoder, late=open_late_interaction(retriever._encoder, reading=False))  # type: ignore[arg-type]
    ranking = plain.ranker.rank(plain.understood("充电桩补贴"))
    assert not any(one.answers for one in ranking.opened)
    assert "read" not in ranking.added


def test_a_question_is_read_with_the_documents_words_behind_it_too(retriever: Retriever) -> None:
    """무인 택배함 is 智能快件箱: both readings count alike, and whether there is an answer is judged by the question as it was asked."""
    query = retriever.understood("무인 택배함은 어디에 설치하나요?")
    assert "智能快件箱" in query.official
    assert ("glossary", " ".join(query.official)) in query.steps
    read, plain = (retriever.ranker.rank(one) for one in (query, replace(query, official=())))
    worded = retriever.ranker.rank(replace(query, search=" ".join([query.search, *query.official]), official=()))
    same = list(_same(read, plain, worded))
    assert same
    for both, own, other in same:
        assert both.as_asked == own.answers
        assert both.answers == pytest.approx({span: (odds + other.answers[span]) / 2 for span, odds in own.answers.items()}, abs=1e-4)


def _same(*rankings: Ranking) -> Iterator[tuple[Opened, ...]]:
    """The measures that all of some rankings read."""
    read = [{one.candidate.key: one for one in ranking.opened if one.answers} for ranking in rankings]
    yield from (tuple(own[key] for own in read) for key in read[0] if all(key in own for own in read))
