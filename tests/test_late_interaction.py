"""Late interaction: alignment of tokens, what is remembered, and the training of the head."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from documents_asked import SEED_FILE
from hashing_runtime import HashingRuntime

from corpus.errors import SettingsError, WeightsError
from embeddings.builds import update_index
from embeddings.encoder import Encoder, open_encoder
from embeddings.index import open_index
from embeddings.late_interaction import TRAINED, Head, LateInteraction, Text, open_late_interaction
from embeddings.runtimes import States, Tokens, Vectors
from evaluation.train_late_interaction import Material, Ragged, held_out_accuracy, train
from evaluation.train_late_interaction import Negatives as Drawn
from rag.opening import late_interaction_of
from rag.retriever import Retriever
from rag.settings import ROOT, Settings


class LetterRuntime:
    """Each character is a token, and its state a unit vector of its own: alignment can be told by eye."""

    dimension = 64
    max_tokens = 512
    concurrency = 1

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.ones((len(texts), self.dimension), np.float32) / np.float32(8)

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        self.read += texts
        return self.encode(texts), [self._tokens(text) for text in texts]

    def count_tokens(self, text: str) -> int:
        return len(text)

    def _tokens(self, text: str) -> Tokens:
        states = np.zeros((len(text) + 2, self.dimension), np.float32)
        for place, letter in enumerate(text, 1):
            states[place, ord(letter) % self.dimension] = 1
        return Tokens(states, np.array([0, *range(len(text)), len(text)]))


def head(size: int = 64) -> Head:
    """Leaves the states as they are, and weighs all tokens alike."""
    same = np.eye(size, dtype=np.float32)
    return Head(mean=np.zeros(size, np.float32), text=same, question=same, weight=np.zeros(size, np.float32), bias=0.0)


@pytest.fixture
def runtime() -> LetterRuntime:
    return LetterRuntime()


def late(runtime: LetterRuntime, *, remembered: int = 100) -> LateInteraction:
    encoder = Encoder(runtime, name="letters", fingerprint="letters", query_prompt="q", passage_prompt="pp")
    return LateInteraction(encoder, head(), remembered=remembered)


def test_score_is_the_share_of_the_question_that_a_text_has(runtime: LetterRuntime) -> None:
    found = late(runtime).align("abcd", {"all": Text("xdcbax"), "half": Text("abxx"), "none": Text("xyz")})
    np.testing.assert_allclose(found.scores, [1, 0.5, 0], atol=0.01)
    np.testing.assert_allclose(found.weakest, [1, 0, 0], atol=0.01)
    assert found.weights.sum() == pytest.approx(1)


def test_each_sentence_is_scored_alone_and_the_prompt_counts_for_nothing(runtime: LetterRuntime) -> None:
    found = late(runtime).align("abpq", {"text": Text("zz" + "abx" + "bxx" + "q", (2, 5, 8))})
    np.testing.assert_allclose(found.sentences[0], [0.5, 0.25, 0.25], atol=0.01)
    assert found.scores[0] == pytest.approx(0.75, abs=0.01)


def test_what_a_sentence_has_of_each_token_of_the_question(runtime: LetterRuntime) -> None:
    found = late(runtime).align("abpq", {"text": Text("abx" + "pxx", (0, 3, 99))})
    np.testing.assert_allclose(found.met[0], [[1, 1, 0, 0], [0, 0, 1, 0], [-1, -1, -1, -1]], atol=0.01)


def test_tokens_of_a_stretch_of_the_question(runtime: LetterRuntime) -> None:
    found = late(runtime).align("abpq", {"text": Text("ab")})
    assert found.tokens_of(1, 3) == [1, 2]
    assert found.tokens_of(3, 4) == [3]


def test_a_sentence_beyond_the_cut_is_told_from_one_that_does_not_fit(runtime: LetterRuntime) -> None:
    found = late(runtime).align("ab", {"text": Text("abx", (0, 99))})
    assert found.sentences[0].tolist() == pytest.approx([1, -1], abs=0.01)


def test_a_text_is_read_once_while_it_is_remembered(runtime: LetterRuntime) -> None:
    laid = late(runtime, remembered=2)
    for question in ("ab", "cd"):
        laid.align(question, {"one": Text("abc"), "two": Text("def")})
    assert runtime.read.count("ppabc") == 1
    laid.align("ab", {"three": Text("ghi")})
    laid.align("ab", {"one": Text("abc")})
    assert runtime.read.count("ppabc") == 2


def test_what_was_read_before_keeps_no_question_waiting(runtime: LetterRuntime) -> None:
    laid = late(runtime)
    laid.rows({"one": Text("abc"), "two": Text("def")})
    laid.align("ab", {"one": Text("abc"), "two": Text("def")})
    assert runtime.read.count("ppabc") == runtime.read.count("ppdef") == 1


def test_an_index_is_read_ahead_until_all_of_it_is_read_or_told_to_stop(runtime: LetterRuntime, tmp_path: Path) -> None:
    encoder = Encoder(runtime, name="letters", fingerprint="letters", query_prompt="q", passage_prompt="pp")
    update_index(tmp_path / "index", [SEED_FILE], encoder=encoder, cache=tmp_path / "vectors.sqlite")
    with open_index(tmp_path / "index", encoder.fingerprint) as index:
        retriever = Retriever(index, encoder, late=LateInteraction(encoder, head()))
        stopped = threading.Event()
        stopped.set()
        runtime.read.clear()
        retriever.ranker.read_ahead(stopped.wait)
        assert 0 < len(runtime.read) < len(index.passages)
        retriever.read_ahead(threading.Event().wait)
        assert len(runtime.read) == len(index.passages)
        retriever.retrieve("充电桩建设有哪些支持")
        assert sum(text.startswith("pp") for text in runtime.read) == len(index.passages)


def test_nothing_to_lay_beside_gives_nothing(runtime: LetterRuntime) -> None:
    assert late(runtime).align("ab", {}).scores.shape == (0,)
    assert late(runtime).align("ab", {"empty": Text("")}).scores.tolist() == [0]


def test_another_encoder_has_no_late_interaction() -> None:
    other = Encoder(HashingRuntime(), name="hashing", fingerprint="hashing")
    assert open_late_interaction(other) is None
    with pytest.raises(SettingsError, match="hashing"):
        late_interaction_of(Settings(late_interaction="on"), other, 20)
    with pytest.raises(SettingsError, match="auto, on or off"):
        late_interaction_of(Settings(late_interaction="perhaps"), other, 20)
    with pytest.raises(SettingsError, match="tokens"):
        other.query_tokens("ab")


def test_damaged_weights_are_told(tmp_path: Path) -> None:
    (tmp_path / "head.npz").write_bytes(TRAINED.read_bytes()[:1000])
    with pytest.raises(WeightsError, match="install policyqa again"):
        Head.read(tmp_path / "head.npz")


@pytest.fixture(scope="module")
def bundled() -> Encoder:
    return open_encoder(cache=ROOT / "data" / "cache")


def test_the_shipped_head_prefers_the_text_that_answers(bundled: Encoder) -> None:
    laid = open_late_interaction(bundled)
    assert laid is not None
    texts = {
        "answer": Text("图书馆每周二至周日上午九点开馆，周一闭馆。"),
        "near": Text("图书馆藏书三十万册，设阅览座位五百个。"),
        "far": Text("耕地占用税按照实际占用面积计征。"),
    }
    for question in ("图书馆几点开门？", "When does the library open?"):
        scores = laid.align(question, texts).scores
        assert scores[0] == scores.max()
        assert scores[2] == scores.min()


def test_both_runtimes_give_the_same_tokens(bundled: Encoder) -> None:
    torch = open_encoder(cache=ROOT / "data" / "cache", runtime="sentence-transformers")
    for ours, theirs in zip(bundled.passage_tokens(["减免税款 10%", "办证"]), torch.passage_tokens(["减免税款 10%", "办证"]), strict=True):
        assert ours.starts.tolist() == theirs.starts.tolist()
        cosine = (ours.states * theirs.states).sum(1) / np.linalg.norm(ours.states, axis=1) / np.linalg.norm(theirs.states, axis=1)
        assert cosine.min() > 0.99


def test_training_learns_what_plain_vectors_do_not_tell() -> None:
    chance = np.random.default_rng(1)
    words = chance.standard_normal((400, 8))

    def row(ids: Sequence[int]) -> States:  # half of each state is noise of its own
        return np.concatenate([words[list(ids)], chance.standard_normal((len(ids), 8))], axis=1).astype(np.float32)

    texts = [chance.integers(0, 400, 8) for _ in range(160)]
    asked = [chance.choice(text, 4) for text in texts]

    def ragged(lists: Sequence[Sequence[int]]) -> Ragged:
        rows = [row(ids) for ids in lists]
        means = np.stack([one.mean(axis=0) for one in rows])
        return Ragged.of(rows, means / np.linalg.norm(means, axis=1, keepdims=True))

    found = Material(
        windows=ragged(texts),
        passage=np.arange(160) // 2,
        questions={"zh": ragged(asked)},
        answering=np.arange(160),
    )
    trained, drawn = train(found, steps=400, size=16), Drawn(found)
    plain, aligned = held_out_accuracy(trained, found, drawn, range(160), "zh")
    assert aligned > plain + 0.2
