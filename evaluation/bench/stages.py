"""Parsing, embedding and indexing, each beside what one would use without this project."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.loading import find_files
from corpus.parsing import parse_file
from embeddings.builds import update_index
from embeddings.checkpoint import checkpoint_folder
from embeddings.encoder import Encoder
from evaluation.bench.timing import seconds_of, spread, timed


def measure_parsing(folders: Sequence[Path]) -> dict[str, float]:
    """Megabytes of text a second on one core, file reading included; median of three passes over all files."""
    files = [path for folder in folders if folder.is_dir() for path in find_files(folder) if path.suffix in {".txt", ".md"}]
    size = sum(path.stat().st_size for path in files) / 1e6
    seconds = spread(timed(lambda: [parse_file(path) for path in files], repeats=3))
    return {"files": float(len(files)), "mb": size, "mb_per_s": size / seconds["p50"], "slowest_pass_mb_per_s": size / seconds["max"]}


def measure_encoder(encoder: Encoder, texts: Sequence[str], questions: Sequence[str], cache: Path) -> list[dict[str, Any]]:
    """Passages a second and milliseconds a question, of the product's encoder and of plain sentence-transformers in fp32."""
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(checkpoint_folder(cache)), device="cpu")
    passages = [f"passage: {text}" for text in texts]
    ours_p = spread(timed(lambda: encoder.encode_passages(texts), repeats=3))
    plain_p = spread(timed(lambda: plain.encode(passages, normalize_embeddings=True, show_progress_bar=False), repeats=3))
    ours_q = spread(seconds_of(lambda question: encoder.encode_queries([question]), questions))
    plain_q = spread(seconds_of(lambda question: plain.encode([f"query: {question}"], normalize_embeddings=True), questions))
    agreement = float(np.mean(np.sum(encoder.encode_passages(texts) * plain.encode(passages, normalize_embeddings=True), axis=1)))
    return [
        {"encoder": name, "passages_per_s": len(texts) / passages_s, "question_ms": question_s * 1e3, "cosine_to_plain": cosine}
        for name, passages_s, question_s, cosine in (
            ("policyqa", ours_p["p50"], ours_q["p50"], agreement),
            ("sentence-transformers fp32", plain_p["p50"], plain_q["p50"], 1.0),
        )
    ]


def measure_indexing(files: Sequence[Path], encoder: Encoder, folder: Path) -> dict[str, float]:
    """Seconds to build an index of the files from nothing, no vector known, and to run again over the same files."""
    started = time.perf_counter()
    update_index(folder, files, encoder=encoder, cache=folder.with_suffix(".sqlite"))
    built = time.perf_counter()
    update_index(folder, files, encoder=encoder, cache=folder.with_suffix(".sqlite"))
    return {"files": float(len(files)), "build_s": built - started, "again_s": time.perf_counter() - built}
