"""Vectors: the same from both runtimes, whatever the batch, with the prompts that the model was trained with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hashing_runtime import HashingRuntime
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SettingsError, WeightsError
from embeddings.checkpoint import checkpoint_folder
from embeddings.encoder import Encoder, open_encoder

TEXTS = [
    "支持开展门店数字化改造,优化线上线下服务。",
    "加快互联网医院建设,全面落实二级及以上医院提供分时段预约等线上服务。",
    "在全省推广使用进口冷链食品追溯系统。",
    "推进湖南省体育信息化平台建设,组织开展智能体育比赛。",
    "仅销售预包装食品的,由许可改为备案。" * 30,
    "5G",
]
QUESTIONS = ["进口冷冻食品怎么追踪?", "How do I book a hospital visit online?", "オンラインのスポーツ大会はありますか", "门店改造"]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    checkpoint_folder(folder)
    return folder


@pytest.fixture(scope="module")
def bundled(cache: Path) -> Encoder:
    return open_encoder(cache=cache, runtime="onnx")


@pytest.fixture(scope="module")
def reference(cache: Path) -> Encoder:
    """The same checkpoint as any folder that sentence-transformers can load, with the prompts that its own configuration names."""
    return open_encoder(str(checkpoint_folder(cache)), cache=cache)


def test_both_runtimes_give_the_same_vectors_and_ranks(bundled: Encoder, reference: Encoder) -> None:
    ours, theirs = bundled.encode_passages(TEXTS), reference.encode_passages(TEXTS)
    assert (ours * theirs).sum(axis=1).min() > 0.9995
    questions, asked = bundled.encode_queries(QUESTIONS), reference.encode_queries(QUESTIONS)
    assert (questions * asked).sum(axis=1).min() > 0.9995
    assert np.argsort(-(questions @ ours.T))[:, :2].tolist() == np.argsort(-(asked @ theirs.T))[:, :2].tolist()
    assert bundled.fingerprint != reference.fingerprint
    assert (bundled.dimension, bundled.max_tokens) == (reference.dimension, reference.max_tokens) == (384, 507)


@pytest.fixture(scope="module")
def integers(cache: Path) -> Encoder:
    return open_encoder(cache=cache)


def test_integers_stay_near_and_have_a_fingerprint_of_their_own(bundled: Encoder, integers: Encoder, reference: Encoder) -> None:
    texts = TEXTS[:5]
    assert (integers.encode_passages(texts) * reference.encode_passages(texts)).sum(axis=1).min() > 0.998
    assert (integers.encode_queries(QUESTIONS) * reference.encode_queries(QUESTIONS)).sum(axis=1).min() > 0.998
    assert np.argmax(integers.encode_queries(QUESTIONS) @ integers.encode_passages(TEXTS).T, axis=1).tolist() == [2, 1, 3, 0]
    assert integers.fingerprint != bundled.fingerprint


def test_integers_do_not_depend_on_the_batch(integers: Encoder) -> None:
    together = integers.encode_passages(TEXTS)
    alone = np.concatenate([integers.encode_passages([text]) for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-3


def test_a_question_finds_its_passage_across_languages(bundled: Encoder) -> None:
    best = np.argmax(bundled.encode_queries(QUESTIONS) @ bundled.encode_passages(TEXTS).T, axis=1)
    assert best.tolist() == [2, 1, 3, 0]


def test_vectors_have_length_one_and_do_not_depend_on_the_batch(bundled: Encoder) -> None:
    together = bundled.encode_passages(TEXTS)
    alone = np.concatenate([bundled.encode_passages([text]) for text in TEXTS])
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.abs(together - alone).max() < 1e-4
    assert together.dtype == np.float32


@pytest.mark.parametrize("text", ["", "5G", "冷链食品" * 400, "an English sentence\nover two lines"])
def test_tokens_are_counted_alike_and_never_cut(bundled: Encoder, reference: Encoder, text: str) -> None:
    assert bundled.count_tokens(text) == reference.count_tokens(text)


def test_odd_texts_get_a_vector(bundled: Encoder) -> None:
    vectors = bundled.encode_passages(["", " ", "\0", "字" * 5000, "👍"])
    assert np.isfinite(vectors).all()
    assert bundled.encode_passages([]).shape == (0, 384)
    assert bundled.encode_queries([]).shape == (0, 384)


@given(st.lists(st.text("abc", max_size=300), max_size=40))
def test_order_is_kept_and_prompts_are_put_in_front(texts: list[str]) -> None:
    runtime = HashingRuntime()
    encoder = Encoder(runtime, name="hashing", fingerprint="1", query_prompt="q: ", passage_prompt="p: ")
    vectors = encoder.encode_passages(texts)
    expected = [HashingRuntime().encode([f"p: {text}"])[0] for text in texts]
    assert np.array_equal(vectors, np.stack(expected) if expected else vectors)
    assert all(text.startswith("p: ") for text in runtime.encoded)
    encoder.encode_queries(texts)
    assert {text for text in runtime.encoded if text.startswith("q: ")} == {f"q: {text}" for text in texts}


def test_a_question_asked_again_is_remembered() -> None:
    runtime = HashingRuntime()
    encoder = Encoder(runtime, name="hashing", fingerprint="1")
    first = encoder.encode_queries(["a b", "c d", "a b"])
    assert np.array_equal(encoder.encode_queries(["c d", "a b"]), first[[1, 0]])
    assert runtime.encoded == ["a b", "c d"]
    encoder.encode_queries([str(number) for number in range(1000)])
    encoder.encode_queries(["a b"])
    assert runtime.encoded.count("a b") == 2


@pytest.mark.parametrize(("name", "runtime"), [("bundled", "tensorrt"), ("some/model", "onnx")])
def test_a_runtime_that_cannot_be_used_is_refused(tmp_path: Path, name: str, runtime: str) -> None:
    with pytest.raises(SettingsError, match="sentence-transformers"):
        open_encoder(name, cache=tmp_path, runtime=runtime)


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="POLICYQA_ENCODER"):
        open_encoder(str(tmp_path / "nowhere"), cache=tmp_path)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    with pytest.raises(WeightsError, match="POLICYQA_ENCODER"):
        open_encoder(str(tmp_path / "model"), cache=tmp_path)
