"""The reranker as a graph for ONNX Runtime: pairs of question and text in, one score each out.

Its embeddings and lowest layers are those of the bundled encoder; the layers above were trained and lie in ``reranker.npz`` with 8 bits
a weight. All products run on 8-bit integers with one scale an output and one for all activations: scores need less care than vectors,
which are compared with stored ones, and this is twice as fast without VNNI.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.onnx_graph import MICROSOFT, Graph
from embeddings.weights import Floats, Weights

OUTPUT = "score"
LEVELS = 63
"""Weights run from minus to plus this: with more, sums of two products overflow 16 bits on processors without VNNI."""
Arrays = Mapping[str, NDArray[Any]]


def write_reranker_graph(path: Path, weights: Weights, trained: Arrays) -> None:
    """Write the graph as one ONNX file.

    Inputs are ``input_ids`` and ``attention_mask``, both ``(pairs, tokens)`` int64, padding on the right; the output is ``(pairs, 1)``
    float32, above zero where the text more likely answers than not.

    Args:
        path: Where it goes.
        weights: Of the bundled encoder.
        trained: Arrays by the encoder's names (``l2.q.w`` …) for the trained layers, and ``head.w``, ``head.b``. A matrix is int8, one
            row an output, with its scales under the name with ``.scale``; the rest is float.
    """
    graph = _RerankerGraph(weights, trained)
    hidden = graph.embeddings()
    for layer in range(1 + max(int(name[1 : name.index(".")]) for name in trained if name.startswith("l"))):
        hidden = graph.layer(layer, hidden)
    mask = graph.token_mask()
    mean = graph.node("Div", [graph.total(graph.node("Mul", [hidden, mask])), graph.total(mask)])
    product = graph.node("MatMul", [mean, graph.constant("head.w", _floats(trained["head.w"]).reshape(-1, 1))])
    graph.nodes.append(graph.make("Add", [product, graph.constant("head.b", _floats(trained["head.b"]))], OUTPUT))
    graph.save(path, "policyqa-reranker", {OUTPUT: ["batch", 1]})


def quantised(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """8-bit weights of a matrix ``(outputs, inputs)`` and one scale an output."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-8).astype(np.float32) / LEVELS
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


class _RerankerGraph(Graph):
    """Trained tensors before the encoder's own, and 8-bit products throughout."""

    def __init__(self, weights: Weights, trained: Arrays) -> None:
        super().__init__(weights)
        self._trained = trained

    def floats(self, name: str) -> Floats:
        return _floats(self._trained[name]) if name in self._trained else super().floats(name)

    def linear(self, name: str, value: str, columns: int, *, bias: bool = True) -> str:
        if f"{name}.w" in self._trained:
            packed, scales = self._trained[f"{name}.w"], _floats(self._trained[f"{name}.w.scale"])
        else:
            packed, scales = quantised(super().floats(f"{name}.w").reshape(-1, columns))
        zeros = self.constant(f"{name}.zero", np.zeros(len(scales), np.int8))
        inputs = [value, self.constant(f"{name}.w", np.ascontiguousarray(packed.T)), self.constant(f"{name}.scale", scales), zeros]
        return self.node("DynamicQuantizeMatMul", inputs + ([self.parameter(f"{name}.b")] if bias else []), domain=MICROSOFT)


def _floats(array: NDArray[Any]) -> Floats:
    return array.astype(np.float32)
