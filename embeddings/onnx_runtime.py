"""The bundled model on ONNX Runtime: no torch, ready in a second."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import WeightsError
from embeddings.runtimes import Vectors


class OnnxRuntime:
    """Runs the graph of `embeddings.onnx_graph`; the vectors are those of sentence-transformers on the same checkpoint."""

    def __init__(self, graph: Path, tokenizer: Path, *, max_tokens: int, threads: int | None = None) -> None:
        """Load graph and tokenizer.

        Args:
            graph: The ONNX file.
            tokenizer: A ``tokenizer.json``.
            max_tokens: Longer texts are cut there, special tokens included.
            threads: Processor cores for one run; None for all that this process may use.

        Raises:
            WeightsError: When either file cannot be loaded.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        onnxruntime.set_default_logger_severity(3)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Threads that wait by spinning take the processor from the rest of the service: 148 ms a question instead of 58 on two busy cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if threads is not None:
            options.intra_op_num_threads = threads
        try:
            self._session: Any = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
            self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        except Exception as error:
            # Both libraries raise plain Exception on a bad file.
            raise WeightsError(f"the embedding model in {graph.parent.parent} cannot be loaded ({error}); remove that folder") from error
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.enable_padding(pad_id=self._tokenizer.token_to_id("<pad>"), pad_token="<pad>")
        self.max_tokens = max_tokens
        self.dimension = int(self._session.get_outputs()[0].shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors ``(n, dimension)`` float32, L2-normalised, of texts that carry their prompt; one padded batch."""
        encodings = self._tokenizer.encode_batch(list(texts))
        feed = {
            "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], np.int64),
        }
        vectors: Vectors = self._session.run(None, feed)[0]
        return vectors

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone: no prompt, no special tokens, nothing cut."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        # What the tokenizer cuts off comes back in further pieces, the last one padded to nothing.
        return sum(sum(part.attention_mask) for part in (encoding, *encoding.overflowing))
