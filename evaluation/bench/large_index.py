"""The whole service over a large corpus: real laws and policies, repeated with noise until there are enough passages.

The documents are real in form and length, so parsing, structure, sentences, words and the questions' way through all of it are real
too. Copies beyond the first have a tenth of their words replaced by other words of the corpus. Vectors of passages are mixtures of two
real ones with noise (`evaluation.bench.scale`), for embedding so many would take hours; questions are embedded by the real encoder.
"""

from __future__ import annotations

import random
import re
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.parsing import parse_file
from embeddings.builds import update_index
from embeddings.encoder import Encoder
from embeddings.index import open_index
from embeddings.lexical import words
from embeddings.runtimes import Vectors
from evaluation.bench.scale import NOISE, folder_mb, real_passages
from evaluation.bench.serving import load, running_service

ASKED = 150
"""Questions for each row."""
_REPLACED = 0.1
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")


class MixedVectors:
    """A runtime whose vectors are mixtures of real ones, chosen by the text: the same text always gets the same."""

    def __init__(self, encoder: Encoder, real: Vectors) -> None:
        """Takes the encoder for its sizes and its way of counting, and vectors ``(n, dimension)`` of real passages."""
        self._encoder = encoder
        self._real = real
        self.dimension = encoder.dimension
        self.max_tokens = encoder.max_tokens + 2
        self.concurrency = 1

    def encode(self, texts: Sequence[str]) -> Vectors:
        """``(len(texts), dimension)``, L2-normalised."""
        made = np.stack([self._mixture(zlib.crc32(text.encode())) for text in texts])
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)

    def count_tokens(self, text: str) -> int:
        """As the real encoder counts."""
        return self._encoder.count_tokens(text)

    def _mixture(self, seed: int) -> Vectors:
        chance = np.random.default_rng(seed)
        first, second = chance.integers(0, len(self._real), 2)
        share = np.float32(chance.uniform(0.2, 0.8))
        noise = chance.standard_normal(self.dimension, dtype=np.float32) * np.float32(NOISE / np.sqrt(self.dimension))
        return np.asarray(share * self._real[first] + (1 - share) * self._real[second] + noise, np.float32)


def repeated(sources: Sequence[Path], folder: Path, *, passages: int) -> Iterator[Path]:
    """Files with about so many measures in all: each source as it is, then copies with noise, written into ``folder``."""
    texts = {path: path.read_text(encoding="utf-8") for path in sources}
    counts = {path: len(parse_file(path).measures) for path in sources}
    pool = sorted({word for text in texts.values() for word in words(text[:2000]) if _WORD.fullmatch(word)})
    chance = random.Random(passages)
    written = round_ = 0
    while written < passages:
        for path, text in texts.items():
            copy = folder / f"{round_:04d}-{path.name}"
            copy.write_text(_noisy(text, pool, round_, chance) if round_ else text, encoding="utf-8")
            yield copy
            written += counts[path]
            if written >= passages:
                return
        round_ += 1


def _noisy(text: str, pool: Sequence[str], number: int, chance: random.Random) -> str:
    """A copy under another title; labels and marks stay, so that it has the structure of the original."""
    title, _, body = text.partition("\n")
    replaced = re.sub(
        r"(?<=[\u4e00-\u9fff])[\u4e00-\u9fff]{2}(?=[\u4e00-\u9fff])", lambda m: _other(m.group(), pool, chance), body, flags=re.MULTILINE
    )
    return f"{title}（修订第{number}号）\n{replaced}"


def _other(word: str, pool: Sequence[str], chance: random.Random) -> str:
    return chance.choice(pool)[:2] if chance.random() < _REPLACED and not re.search(r"[第条章节编项款]", word) else word


def measure_large_index(
    encoder: Encoder, folders: Sequence[Path], policies: Path, questions: Sequence[str], work: Path, *, sizes: Sequence[int]
) -> list[dict[str, Any]]:
    """One row for each size: building, and a running service asked by one client."""
    real = encoder.encode_passages(real_passages(folders))
    mixing = Encoder(MixedVectors(encoder, real), name=encoder.name, fingerprint=encoder.fingerprint)
    sources = [path for folder in folders for path in sorted(folder.glob("*")) if path.suffix in {".txt", ".md"}]
    rows = []
    for size in sizes:
        place = work / f"large-{size}"
        (place / "files").mkdir(parents=True)
        files = [*sorted(policies.glob("*.txt")), *repeated(sources, place / "files", passages=size)]
        started = time.perf_counter()
        update_index(place / "index", files, encoder=mixing, cache=place / "vectors.sqlite")
        build_s = time.perf_counter() - started
        rows.append({"size": size, "documents": len(files), **_counts(place, encoder), "build_s": build_s, **_served(place, questions)})
    return rows


def _counts(place: Path, encoder: Encoder) -> dict[str, float]:
    with open_index(place / "index", encoder.fingerprint) as index:
        return {"passages": len(index.passages), "sentences": len(index.sentences), "disk_mb": folder_mb(place / "index")}


def _served(place: Path, questions: Sequence[str]) -> dict[str, float]:
    with running_service(place) as service:
        load(service, "/api/v1/search", questions[:ASKED], clients=1)
        search = load(service, "/api/v1/search", questions[ASKED : 2 * ASKED], clients=1)
        ask = load(service, "/api/v1/ask", questions[2 * ASKED : 3 * ASKED], clients=1)
        return {
            "start_s": service.start_s,
            "resident_mb": service.resident_mb(),
            **{f"search_{name}_ms": search[f"{name}_ms"] for name in ("p50", "p95")},
            **{f"ask_{name}_ms": ask[f"{name}_ms"] for name in ("p50", "p95")},
            "failures": search["failures"] + ask["failures"],
        }
