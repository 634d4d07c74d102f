"""The reranker: a small cross-encoder that reads question and text together, made from the bundled encoder's lowest layers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from corpus.errors import WeightsError
from embeddings.locks import exclusive
from embeddings.reranker_graph import write_reranker_graph
from embeddings.weights import bundled_tokenizer, bundled_weights, read_weights

TRAINED = Path(__file__).with_name("reranker.npz")
"""What `evaluation.train_reranker` wrote: the trained layers."""
MAX_TOKENS = 192
"""Of question and text together; the text is cut there."""
_LAYOUT = 1
"""Raised when the graph changes though the weights do not."""


class Reranker:
    """Scores how well texts answer a question; safe to share between threads."""

    def __init__(self, graph: Path, tokenizer: Path, *, threads: int | None = None) -> None:
        """Load graph and tokenizer.

        Args:
            graph: The ONNX file.
            tokenizer: A ``tokenizer.json``.
            threads: Processor cores for one run; None for all that this process may use.

        Raises:
            WeightsError: When either file cannot be loaded.
        """
        from embeddings.onnx_runtime import open_session, open_tokenizer

        self._session = open_session(graph, threads)
        self._tokenizer: Any = open_tokenizer(tokenizer, MAX_TOKENS, strategy="only_second")

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """One score a text, ``(n,)``; above zero where it more likely answers the question than not."""
        out = np.zeros(len(texts), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        # Two batches of like length: half the padding, and each still fills the cores.
        for part in (order[: len(order) // 2], order[len(order) // 2 :]):
            if part:
                out[part] = self._run([(question, texts[i]) for i in part])
        return out

    def _run(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch(list(pairs))
        feed = {
            "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], np.int64),
        }
        scores: NDArray[np.float32] = self._session.run(None, feed)[0][:, 0]
        return scores


def open_reranker(*, cache: Path, threads: int | None = None) -> Reranker:
    """Load the bundled reranker; its graph is written into ``cache`` on the first call.

    Raises:
        WeightsError: When the weights are absent or damaged, or the cache cannot be written.
    """
    try:
        digest = hashlib.sha256(TRAINED.read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsError(f"cannot read the reranker's weights {TRAINED}: {error}; set POLICYQA_RERANKER=off") from error
    graph = cache / f"reranker-{digest[:12]}-{_LAYOUT}.onnx"
    try:
        if not graph.exists():
            cache.mkdir(parents=True, exist_ok=True)
            with exclusive(cache / f".{graph.name}.lock"):
                _write(graph)
    except OSError as error:
        raise WeightsError(f"cannot write the reranker into {cache}: {error}; free space or set POLICYQA_CACHE_DIR") from error
    return Reranker(graph, bundled_tokenizer(), threads=threads)


def _write(graph: Path) -> None:
    """Beside its place first, so that a killed run leaves nothing half."""
    if graph.exists():
        return
    try:
        with np.load(TRAINED) as trained:
            arrays = dict(trained)
    except (ValueError, BadZipFile, EOFError) as error:
        raise WeightsError(f"the reranker's weights {TRAINED} are damaged ({error}); reinstall, or set POLICYQA_RERANKER=off") from error
    unfinished = graph.with_suffix(".part")
    write_reranker_graph(unfinished, read_weights(bundled_weights()), arrays)
    unfinished.replace(graph)
