"""The products of the sentence reader as a graph for ONNX Runtime, kept in memory: comparisons of tokens in, the same read together out.

Products run on 8-bit integers with one scale an output and one for all activations: scores need less care than vectors, which are compared
with stored ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.onnx_graph import MICROSOFT, Nodes
from embeddings.weights import Floats

ASKED, TOLD, READ = "asked", "told", "read"
LEVELS = 63
"""Weights run from minus to plus this: with more, sums of two products overflow 16 bits on processors without VNNI."""
HEADS = 4
EPSILON = 1e-5


def reader_graph(arrays: Mapping[str, Floats]) -> bytes:
    """A graph from comparisons of a question's tokens ``asked`` ``(1, asked, compared)`` and of a text's ``told`` ``(1, tokens, compared)``
    to both read together, ``read`` ``(1, asked + tokens, width)``; one text, for nothing is padded.

    Args:
        arrays: Of the network by name, matrices as ``(outputs, inputs)``.
    """
    from onnx import TensorProto

    graph = _ReaderGraph(arrays)
    layers = sum(name.endswith(".qkv.weight") for name in arrays)
    rows = graph.node("Relu", [graph.node("Concat", [graph.named("cq", ASKED), graph.named("ct", TOLD)], axis=1)])
    for number in range(layers):
        rows = graph.layer(f"layers.{number}", rows)
    graph.nodes.append(graph.make("LayerNormalization", [rows, *graph.parameters("n")], READ, axis=-1, epsilon=EPSILON))
    inputs = {name: (TensorProto.FLOAT, [1, name, arrays[f"{layer}.weight"].shape[1]]) for name, layer in ((ASKED, "cq"), (TOLD, "ct"))}
    out: list[str | int] = [1, "read", len(arrays["n.weight"])]
    model = graph.model("policyqa-sentence-reader", inputs, {READ: out})
    serialised: bytes = model.SerializeToString()
    return serialised


def quantised(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """8-bit weights of a matrix ``(outputs, inputs)`` and one scale an output."""
    scales = np.maximum(np.abs(matrix).max(axis=1), 1e-8).astype(np.float32) / LEVELS
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


class _ReaderGraph(Nodes):
    """The nodes of the reader."""

    def __init__(self, arrays: Mapping[str, Floats]) -> None:
        super().__init__()
        self._arrays = arrays

    def layer(self, name: str, rows: str) -> str:
        """Attention and a wide layer, normalised before each."""
        before = self._norm(f"{name}.n1", rows)
        packed, biases = (np.split(self._arrays[f"{name}.qkv.{part}"], 3) for part in ("weight", "bias"))
        query, key, value = (self._linear(f"{name}.qkv{i}", before, packed[i], biases[i]) for i in range(3))
        found = self.node("MultiHeadAttention", [query, key, value], domain=MICROSOFT, num_heads=HEADS)
        rows = self.node("Add", [rows, self.named(f"{name}.o", found)])
        wide = self.node("Relu", [self.named(f"{name}.f1", self._norm(f"{name}.n2", rows))])
        return self.node("Add", [rows, self.named(f"{name}.f2", wide)])

    def parameters(self, name: str) -> list[str]:
        """Weight and bias as constants."""
        return [self.constant(f"{name}.{part}", self._arrays[f"{name}.{part}"]) for part in ("weight", "bias")]

    def _norm(self, name: str, rows: str) -> str:
        return self.node("LayerNormalization", [rows, *self.parameters(name)], axis=-1, epsilon=EPSILON)

    def named(self, name: str, rows: str) -> str:
        """Rows times the matrix of that name, and its bias."""
        return self._linear(name, rows, self._arrays[f"{name}.weight"], self._arrays[f"{name}.bias"])

    def _linear(self, name: str, rows: str, matrix: Floats, bias: Floats) -> str:
        small, scales = quantised(matrix)
        constants: dict[str, NDArray[Any]] = {"w": np.ascontiguousarray(small.T), "scale": scales, "zero": np.zeros(len(scales), np.int8)}
        named = [self.constant(f"{name}.{part}", array) for part, array in (constants | {"b": bias}).items()]
        return self.node("DynamicQuantizeMatMul", [rows, *named], domain=MICROSOFT)
