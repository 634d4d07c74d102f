"""Remembered vectors: computed once, kept through kills and damage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hashing_runtime import HashingRuntime, hashing_encoder

from corpus.errors import IndexStorageError
from embeddings.encoder import Encoder
from embeddings.runtimes import Vectors
from embeddings.vector_cache import VectorCache

TEXTS = ["冷链", "充电桩", "冷链", "数字文旅"]


def test_vectors_are_those_of_the_encoder_in_order(tmp_path: Path) -> None:
    encoder = hashing_encoder()
    with VectorCache(tmp_path / "v.sqlite") as cache:
        first = cache.vectors(encoder, TEXTS)
        assert np.array_equal(first, encoder.encode_passages(TEXTS))
        assert len(cache) == 3
        assert cache.vectors(encoder, []).shape == (0, encoder.dimension)
    with VectorCache(tmp_path / "v.sqlite") as cache:
        assert np.array_equal(cache.vectors(encoder, TEXTS[::-1]), first[::-1])


def test_known_texts_never_reach_the_encoder_again(tmp_path: Path) -> None:
    runtime = HashingRuntime()
    encoder = Encoder(runtime, name="hashing", fingerprint="1")
    with VectorCache(tmp_path / "v.sqlite") as cache:
        cache.vectors(encoder, TEXTS)
        cache.vectors(encoder, [*TEXTS, "新的"])
    assert sorted(runtime.encoded) == sorted({*TEXTS, "新的"})


def test_another_encoder_has_vectors_of_its_own(tmp_path: Path) -> None:
    runtime = HashingRuntime()
    with VectorCache(tmp_path / "v.sqlite") as cache:
        cache.vectors(hashing_encoder("1"), TEXTS)
        cache.vectors(Encoder(runtime, name="hashing", fingerprint="2"), TEXTS)
    assert sorted(runtime.encoded) == sorted(set(TEXTS))


def test_what_was_done_before_a_stop_is_kept(tmp_path: Path) -> None:
    class Stops(HashingRuntime):
        def encode(self, texts):  # type: ignore[no-untyped-def]
            if len(self.encoded) >= 600:
                raise KeyboardInterrupt
            return super().encode(texts)

    texts = [f"文本{number:04d}" for number in range(1000)]
    with VectorCache(tmp_path / "v.sqlite") as cache, pytest.raises(KeyboardInterrupt):
        cache.vectors(Encoder(Stops(), name="hashing", fingerprint="1"), texts)
    runtime = HashingRuntime()
    with VectorCache(tmp_path / "v.sqlite") as cache:
        kept = len(cache)
        cache.vectors(Encoder(runtime, name="hashing", fingerprint="1"), texts)
    assert 512 <= kept < 1000
    assert len(runtime.encoded) == 1000 - kept


def test_a_damaged_file_starts_anew(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    path.write_bytes(b"not a database" * 500)
    with VectorCache(path) as cache:
        vectors: Vectors = cache.vectors(hashing_encoder(), TEXTS)
        assert len(vectors) == 4


def test_a_file_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexStorageError, match="vector cache"):
        VectorCache(tmp_path / "file" / "v.sqlite")
