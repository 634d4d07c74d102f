"""What was trained on top of the bundled weights: additions of low rank to the products of the upper layers (LoRA, Hu et al. 2021).

They are added to the weights before any runtime sees them, so that a question or a passage costs what it did. `evaluation.adapt_encoder`
writes them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np

from corpus.errors import WeightsError
from embeddings.weights import SHA256, Tensor, Weights, bundled_weights, read_weights, trained_arrays

TRAINED = Path(__file__).with_name("adaptation.npz")
"""``<name>.down`` ``(rank, inputs)`` and ``<name>.up`` ``(outputs, rank)`` of a product: their own product is added to its weights."""


def adapted_weights(path: Path = TRAINED) -> Weights:
    """The tensors of the bundled model as it runs here; those that were added to are 32-bit floats.

    Raises:
        WeightsError: When the model is absent or not the pinned one, or the additions are absent or damaged.
    """
    weights = read_weights(bundled_weights())
    with trained_arrays(path, "adaptation of the encoder") as arrays:
        names = sorted(name.removesuffix(".up") for name in arrays if name.endswith(".up"))
        added = {f"{name}.w": arrays[f"{name}.up"].astype(np.float32) @ arrays[f"{name}.down"].astype(np.float32) for name in names}
        sums = {name: weights.tensors[name].floats() + addition.reshape(-1) for name, addition in added.items()}
    tensors = {name: Tensor(quantised=False, count=len(sum_), raw=memoryview(sum_.astype("<f4").tobytes())) for name, sum_ in sums.items()}
    return Weights(shape=weights.shape, tensors={**weights.tensors, **tensors}, sha256=weights.sha256)


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
