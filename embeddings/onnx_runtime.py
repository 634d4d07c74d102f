"""The bundled model on ONNX Runtime: no torch, ready in a second."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import WeightsError
from embeddings.onnx_graph import OUTPUT, STATES
from embeddings.runtimes import Tokens, Vectors


class OnnxRuntime:
    """Runs the graph of `embeddings.onnx_graph`; the vectors are those of sentence-transformers on the same checkpoint."""

    def __init__(self, graph: Path, tokenizer: Path, *, max_tokens: int, threads: int | None = None) -> None:
        """Load graph and tokenizer.

        Args:
            graph: The ONNX file.
            tokenizer: A ``tokenizer.json``.
            max_tokens: Longer texts are cut there, special tokens included.
            threads: Batches that may run at once, each on one core; None for as many as this process may use cores.

        Raises:
            WeightsError: When either file cannot be loaded.
        """
        # One core a run: two batches side by side take less time than one after the other on two, and so do questions of several people.
        self._session = open_session(graph, 1)
        self.concurrency = threads or _cores()
        self._tokenizer = open_tokenizer(tokenizer, max_tokens)
        self.max_tokens = max_tokens
        self.dimension = int(self._session.get_outputs()[0].shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors ``(n, dimension)`` float32, L2-normalised, of texts that carry their prompt; one padded batch."""
        vectors: Vectors = self._session.run([OUTPUT], _feed(self._tokenizer.encode_batch(list(texts))))[0]
        return vectors

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """What `encode` gives, and each text's tokens, special tokens at both ends included."""
        encodings = self._tokenizer.encode_batch(list(texts))
        feed = _feed(encodings)
        vectors, states = self._session.run([OUTPUT, STATES], feed)
        counts = feed["attention_mask"].sum(axis=1)
        starts = [np.array([start for start, _ in encoding.offsets], np.int64) for encoding in encodings]
        return vectors, [Tokens(states[row, :count], starts[row][:count]) for row, count in enumerate(counts)]

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone: no prompt, no special tokens, nothing cut."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        # What the tokenizer cuts off comes back in further pieces, the last one padded to nothing.
        return sum(sum(part.attention_mask) for part in (encoding, *encoding.overflowing))


def _feed(encodings: Sequence[Any]) -> dict[str, NDArray[np.int64]]:
    return {
        "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
        "attention_mask": np.array([encoding.attention_mask for encoding in encodings], np.int64),
    }


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def open_session(graph: Path | bytes, threads: int | None) -> Any:
    """An ``onnxruntime.InferenceSession`` on the processor, of a file or of a graph in memory.

    Raises:
        WeightsError: When the file cannot be loaded.
        ValueError: When the graph in memory cannot be loaded.
    """
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Threads that wait by spinning take the processor from the rest of the service: 148 ms a question instead of 58 on two busy cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if threads is not None:
        options.intra_op_num_threads = threads
    try:
        return onnxruntime.InferenceSession(graph if isinstance(graph, bytes) else str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        if isinstance(graph, bytes):
            raise ValueError(f"no graph for ONNX Runtime: {error}") from error
        raise _unloadable(graph, error) from error


def open_tokenizer(path: Path, max_tokens: int) -> Any:
    """A ``tokenizers.Tokenizer`` that cuts and pads.

    Args:
        path: A ``tokenizer.json``.
        max_tokens: Longer texts are cut there, special tokens included.

    Raises:
        WeightsError: When the file cannot be loaded.
    """
    from tokenizers import Tokenizer

    try:
        whole = _read_tokenizer(path)
    except Exception as error:
        raise _unloadable(path, error) from error
    # Its own way of cutting and padding over the same vocabulary, which takes a second to read and 280 MB to keep.
    tokenizer = Tokenizer(whole.model)
    for part in ("normalizer", "pre_tokenizer", "post_processor", "decoder"):
        setattr(tokenizer, part, getattr(whole, part))
    added = whole.get_added_tokens_decoder()
    tokenizer.add_special_tokens([added[number] for number in sorted(added) if added[number].special])
    tokenizer.add_tokens([added[number] for number in sorted(added) if not added[number].special])
    tokenizer.enable_truncation(max_tokens)
    tokenizer.enable_padding(pad_id=tokenizer.token_to_id("<pad>"), pad_token="<pad>")
    return tokenizer


_TOKENIZERS: dict[str, Any] = {}
"""Read before, by content: several encoders have copies of one file."""
_READING = Lock()


def _read_tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with _READING:
        if digest not in _TOKENIZERS:
            _TOKENIZERS[digest] = Tokenizer.from_file(str(path))
        return _TOKENIZERS[digest]


def _unloadable(path: Path, error: Exception) -> WeightsError:
    """Both libraries raise plain Exception on a bad file."""
    return WeightsError(f"the model file {path} cannot be loaded ({error}); remove it")
