"""A small real runtime for tests: vectors from hashed character pairs, in microseconds, the same on every machine."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence

import numpy as np

from embeddings.encoder import Encoder
from embeddings.runtimes import Vectors


class HashingRuntime:
    """Texts that share character pairs are near each other."""

    dimension = 64
    max_tokens = 256
    concurrency = 2

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        return np.stack([_vector(text) for text in texts])

    def count_tokens(self, text: str) -> int:
        return len(text)


def _vector(text: str) -> Vectors:
    vector = np.full(HashingRuntime.dimension, 1e-3, np.float32)
    for left, right in itertools.pairwise(text):
        digest = hashlib.blake2b((left + right).encode(), digest_size=2).digest()
        vector[digest[0] % HashingRuntime.dimension] += 1.0 if digest[1] % 2 else -1.0
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def hashing_encoder(fingerprint: str = "hashing@1") -> Encoder:
    """An encoder over `HashingRuntime`."""
    return Encoder(HashingRuntime(), name="hashing", fingerprint=fingerprint)
