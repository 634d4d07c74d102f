"""Any sentence-transformers model, from the hub or a folder; the only module that imports torch and sentence-transformers."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from corpus.errors import WeightsError
from embeddings.runtimes import TOKEN_LAYER, Tokens, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)


class TorchRuntime:
    """A model that sentence-transformers loads: a hub name, or a folder in its format."""

    def __init__(self, model: str | Path, *, cache: Path | None = None, bf16: bool | None = None) -> None:
        """Load the model.

        Args:
            model: A folder is read as it is and nothing is fetched; a hub name is fetched once into ``cache``.
            cache: Where fetched models are kept; None for the hub's own place.
            bf16: Half the memory and, on processors made for it, over twice the speed, with the same ranks; None asks the processor.

        Raises:
            WeightsError: When there is no such model or it cannot be loaded.
        """
        local = isinstance(model, Path) or model.startswith((".", "/", "~")) or Path(model).exists()
        model = Path(model).expanduser() if local else model
        if local and not Path(model).is_dir():
            raise WeightsError(f"there is no embedding model in {model}: check POLICYQA_ENCODER")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        if local:
            # Read when the hub's client is first imported; `local_files_only` below holds where it already was.
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        half = _has_bf16() if bf16 is None else bf16
        try:
            self._model: SentenceTransformer = SentenceTransformer(
                str(model),
                device="cuda" if torch.cuda.is_available() else "cpu",
                cache_folder=str(cache) if cache and not local else None,
                local_files_only=local,
                model_kwargs={"dtype": torch.float32},
            )
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise WeightsError(f"the embedding model {model} cannot be loaded ({reason}); check POLICYQA_ENCODER") from error
        self.digest = _digest(self._model)
        if half:
            self._model.to(torch.bfloat16)
        logger.info("sentence-transformers runs %s in %s", model, "bfloat16" if half else "float32")
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.concurrency = 1
        self.max_tokens = int(self._model.max_seq_length or 512)

    @property
    def prompts(self) -> Mapping[str, str]:
        """Prompts that the model's own configuration names."""
        return {name: text for name, text in self._model.prompts.items() if text}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that carry their prompt, as one batch; at least one text."""
        vectors = np.asarray(
            self._model.encode(list(texts), prompt="", batch_size=len(texts), show_progress_bar=False, convert_to_numpy=True), np.float32
        )
        # Not by the model, whose rows are a few thousandths too long in bfloat16.
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12), np.float32)

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """What `encode` gives, and each text's tokens, special tokens at both ends included."""
        import torch

        read = self._model.tokenizer(
            list(texts), padding=True, truncation=True, max_length=self.max_tokens, return_offsets_mapping=True, return_tensors="pt"
        )
        starts = read.pop("offset_mapping")[..., 0].numpy()
        with torch.inference_mode():
            layers = cast(Any, self._model[0]).auto_model(**read.to(self._model.device), output_hidden_states=True).hidden_states
        states = layers[min(TOKEN_LAYER, len(layers) - 1)].float().cpu().numpy()
        return self.encode(texts), [
            Tokens(states[row][own], starts[row][own]) for row, own in enumerate(read["attention_mask"].cpu().numpy() > 0)
        ]

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone: no prompt, no special tokens, nothing cut."""
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


def _has_bf16() -> bool:
    """Whether the processor multiplies bfloat16 itself; where it does not, bfloat16 is many times slower than float32."""
    import torch

    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, probe, bool)() for probe in probes)


def _digest(model: SentenceTransformer) -> str:
    """One digest for one model: names, shapes and the head of every tensor; the whole of a large model would take seconds."""
    digest = hashlib.sha256(repr([type(module).__name__ for module in model]).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name}{tuple(tensor.shape)}".encode())
        digest.update(cast(bytes, tensor.flatten()[:64].float().cpu().numpy().tobytes()))
    return digest.hexdigest()
