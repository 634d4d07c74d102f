"""What was trained on top of the bundled weights: additions of low rank to the products of the upper layers (LoRA, Hu et al. 2021).

They are added to the weights before any runtime sees them, so that a question or a passage costs what it did. `evaluation.adapt_encoder`
writes them.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from corpus.errors import WeightsError
from embeddings.weights import SHA256, Tensor, Weights, bundled_weights, read_weights, trained_arrays

TRAINED = Path(__file__).with_name("adaptation.npz")
"""``<name>.down`` ``(rank, inputs)`` and ``<name>.up`` ``(outputs, rank)`` of a product: their own product is added to its weights."""
ATTENTION = "qkv"
"""The three products that share an addition: its outputs are theirs one after another."""


def adapted_weights(path: Path = TRAINED) -> Weights:
    """The tensors of the bundled model as it runs here; those that were added to are 32-bit floats.

    Raises:
        WeightsError: When the model is absent or not the pinned one, or the additions are absent or damaged.
    """
    weights = read_weights(bundled_weights())
    tensors = dict(weights.tensors)
    with trained_arrays(path, "adaptation of the encoder") as arrays:
        names = [name.removesuffix(".up") for name in arrays if name.endswith(".up")]
        if not names:
            raise ValueError("it adds nothing")
        for name in names:
            added = arrays[f"{name}.up"].astype(np.float32) @ arrays[f"{name}.down"].astype(np.float32)
            layer, product = name.split(".")
            parts = list(product) if product == ATTENTION else [product]
            for part, rows in zip(parts, np.split(added, len(parts)), strict=True):
                changed = tensors[f"{layer}.{part}.w"].floats() + rows.reshape(-1)
                raw = memoryview(changed.astype("<f4").tobytes())
                tensors[f"{layer}.{part}.w"] = Tensor(quantised=False, count=len(changed), raw=raw)
    return replace(weights, tensors=tensors)


@cache
def identity() -> str:
    """Of the bundled model as it runs here: changes with its weights and with what was added to them.

    Raises:
        WeightsError: When the additions are absent.
    """
    try:
        return f"{SHA256[:12]}-{hashlib.sha256(TRAINED.read_bytes()).hexdigest()[:8]}"
    except OSError as error:
        raise WeightsError(f"the adaptation of the encoder in {TRAINED} cannot be read ({error}); install policyqa again") from error
