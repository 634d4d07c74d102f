"""How search grows: vectors and words at 1 k, 10 k, 100 k and, when asked, 1 M passages, in the embedded store and on a server.

Up to a thousand passages are real (articles of laws, or the shipped policies where the laws are absent), embedded by the product's
encoder. Beyond that, vectors are mixtures of two real ones with Gaussian noise and texts the real ones with a tenth of their words
replaced by other words of the corpus: distances and word statistics stay near those of real text, the content does not.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.parsing import parse_file
from embeddings.chroma_store import ChromaStore, embedded_store, server_store
from embeddings.encoder import Encoder
from embeddings.lexical import build_lexical, words
from evaluation.bench.timing import seconds_of, spread

SIZES = (1_000, 10_000, 100_000)
NEIGHBOURS = 50
QUERIES = 50
NOISE = 0.35
"""Length of the noise against vectors of length 1."""
_COLLECTION = "bench"


def real_passages(folders: Sequence[Path], *, limit: int = 1000, longest: int = 300) -> list[str]:
    """Texts of measures from the documents of the folders, at most ``longest`` characters each."""
    texts: list[str] = []
    for folder in folders:
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if path.suffix not in {".txt", ".md"} or len(texts) >= limit:
                continue
            parsed = parse_file(path)
            texts += [measure.span.of(parsed.document.text)[:longest] for measure in parsed.measures]
    return texts[:limit]


def mixed_vectors(real: NDArray[np.float32], size: int, *, seed: int) -> NDArray[np.float32]:
    """``(size, dimension)`` float32, L2-normalised: the real vectors first, then mixtures of two of them with noise.

    Mixtures spread over the space that real text takes up. Copies with noise would not: a hundred copies of one passage are a clump whose
    neighbours are all in it, and a graph of clumps cannot be walked (the index then finds 12 of 100 true neighbours).
    """
    generator = np.random.default_rng(seed)
    first, second = generator.integers(0, len(real), (2, size))
    share = generator.uniform(0.2, 0.8, (size, 1)).astype(np.float32)
    made = share * real[first] + (1 - share) * real[second]
    made += generator.standard_normal(made.shape, dtype=np.float32) * (NOISE / np.sqrt(made.shape[1]))
    made[: len(real)] = real[:size]
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def noisy_texts(real: Sequence[str], size: int, *, seed: int) -> list[str]:
    """The real texts first, then copies with a tenth of the words replaced."""
    chance = random.Random(seed)
    cut = [words(text) for text in real]
    pool = [word for row in cut for word in row]
    made = list(real[:size])
    for number in range(len(made), size):
        row = cut[number % len(cut)]
        made.append(" ".join(chance.choice(pool) if chance.random() < 0.1 else word for word in row))
    return made


def folder_mb(folder: Path) -> float:
    """Size of all files under a folder, in MB (10⁶ bytes)."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """A real Chroma server on loopback; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _await(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"no Chroma server on port {port} after 30 s")


def measure_store(store: ChromaStore, vectors: NDArray[np.float32], questions: NDArray[np.float32]) -> dict[str, float]:
    """Build time in seconds and query time in milliseconds for one collection, and the share of true neighbours found."""
    store.create(_COLLECTION, size=len(vectors))
    started = time.perf_counter()
    store.add(_COLLECTION, [f"{n:08d}" for n in range(len(vectors))], vectors, [f"d{n % 500}" for n in range(len(vectors))])
    store.query(_COLLECTION, questions[0], NEIGHBOURS)
    build_s = time.perf_counter() - started
    seconds, recalled = [], []
    for question in questions:
        clock = time.perf_counter()
        found = {int(neighbour.passage_id) for neighbour in store.query(_COLLECTION, question, NEIGHBOURS)}
        seconds.append(time.perf_counter() - clock)
        exact = set(np.argpartition(-(vectors @ question), NEIGHBOURS)[:NEIGHBOURS].tolist())
        recalled.append(len(found & exact) / NEIGHBOURS)
    times = spread(seconds)
    store.drop(_COLLECTION)
    return {"build_s": build_s, "p50_ms": times["p50"] * 1e3, "p95_ms": times["p95"] * 1e3, "recall": float(np.mean(recalled))}


def measure_words(texts: Sequence[str], questions: Sequence[str]) -> dict[str, float]:
    """Build time in seconds and query time in milliseconds of the lexical index."""
    started = time.perf_counter()
    index = build_lexical({"body": texts})
    build_s = time.perf_counter() - started
    times = spread(seconds_of(lambda question: index.scores(question, "body").argmax(), questions))
    return {"build_s": build_s, "p50_ms": times["p50"] * 1e3, "p95_ms": times["p95"] * 1e3}


STORES = ("embedded", "server", "words")


def measure_scale(
    encoder: Encoder,
    folders: Sequence[Path],
    questions: Sequence[str],
    work: Path,
    *,
    sizes: Sequence[int] = SIZES,
    stores: Sequence[str] = STORES,
) -> list[dict[str, Any]]:
    """One row for each size and store."""
    texts = real_passages(folders)
    real = encoder.encode_passages(texts)
    asked = list(questions[:QUERIES])
    question_vectors = encoder.encode_queries(asked)
    rows: list[dict[str, Any]] = []
    for size in sizes:
        vectors = mixed_vectors(real, size, seed=size)
        if "embedded" in stores:
            local = work / f"embedded-{size}"
            store = embedded_store(local)
            measured = measure_store(store, vectors, question_vectors)
            rows.append({"size": size, "part": "Chroma embedded", **measured, "disk_mb": folder_mb(local)})
            store.close()
        if "server" in stores:
            with chroma_server(work / f"server-{size}") as url:
                remote = server_store(url)
                rows.append({"size": size, "part": "Chroma server", **measure_store(remote, vectors, question_vectors)})
                remote.close()
        if "words" in stores:
            rows.append({"size": size, "part": "BM25", **measure_words(noisy_texts(texts, size, seed=size), asked)})
    return rows
