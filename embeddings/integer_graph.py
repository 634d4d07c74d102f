"""The bundled model on 8-bit products: two thirds of the time of `embeddings.onnx_graph`, vectors at a cosine of 0.9997 to fp32.

Weights are 8-bit integers with one scale an output. What keeps the vectors near:

- Smoothing (Xiao et al., SmoothQuant, 2023): inputs of a product are divided by a factor for each channel, and the weights multiplied by
  it, so that no single channel takes up the range of the activations. It costs nothing where the product before can take it up.
- One scale a token for the wide layers, whose activations differ a hundredfold between tokens; fixed ranges for the attention. A vector
  thus never depends on the other texts of its batch.
- What rounding the weights adds on average is taken off the bias.

The ranges and means of the activations lie in ``ranges.npz``, measured by ``python -m evaluation.measure_ranges``.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.onnx_graph import MICROSOFT, Graph
from embeddings.weights import Floats, Weights

RANGES = Path(__file__).with_name("ranges.npz")
"""Least, most and mean of each input channel of the products, by ``<name>.low``, ``.high`` and ``.mean``; float16."""
_STEPS = 63
"""Of a weight on either side of zero: with more, sums of two products overflow 16 bits on processors without VNNI."""
_STATIC, _BY_TOKEN = 0.65, 0.5
"""How much of a channel's spread goes to the weights (SmoothQuant's alpha)."""
_BELOW_GELU = 0.17
"""GELU never falls below minus this."""


def write_integer_graph(path: Path, weights: Weights) -> None:
    """Write the graph: inputs and outputs as `embeddings.onnx_graph.write_graph`."""
    _IntegerGraph(weights).write(path)


def digest_of_ranges() -> str:
    """Changes whenever other ranges were measured."""
    return hashlib.sha256(RANGES.read_bytes()).hexdigest()[:8]


@cache
def _ranges() -> dict[str, Floats]:
    with np.load(RANGES) as table:
        return {name: table[name].astype(np.float32) for name in table.files}


class _IntegerGraph(Graph):
    def __init__(self, weights: Weights) -> None:
        super().__init__(weights)
        self._one = self.constant("one", np.array(1, np.float32))
        self._middle = self.constant("middle", np.array(128, np.uint8))
        self._bottom = self.constant("bottom", np.array(0, np.uint8))
        self._step = self.constant("step", np.array(1 / 127, np.float32))
        self._fine_step = self.constant("fine_step", np.array(1 / 255, np.float32))
        self._shift = self.constant("shift", np.array(_BELOW_GELU, np.float32))

    def layer(self, number: int, hidden: str) -> str:
        """One transformer block."""
        name = f"l{number}"
        spread = self._smoothing(f"{name}.ao", _STATIC)
        attended = self._attention(name, hidden, spread)
        hidden = self._norm(self.node("Add", [self._output(name, attended, spread), hidden]), f"{name}.aln")
        wide = self._wide(f"{name}.fi", hidden)
        return self._norm(self.node("Add", [self._narrow(f"{name}.fo", wide), hidden]), f"{name}.oln")

    def _attention(self, name: str, hidden: str, spread: Floats) -> str:
        """Queries, keys and values in one product, and the attention itself; values come out divided by ``spread``."""
        smooth = self._smoothing(f"{name}.q", _STATIC, [f"{name}.{part}" for part in "qkv"])
        even = np.concatenate([np.ones(2 * len(spread), np.float32), spread])
        matrix = np.concatenate([self._matrix(f"{name}.{part}") for part in "qkv"]) / even[:, None]
        bias = np.concatenate([self.floats(f"{name}.{part}.b") for part in "qkv"]) / even
        packed, scales, excess = self._packed(f"{name}.q", matrix, smooth)
        value = self.node("Mul", [hidden, self.constant(f"{name}.qkv.even", np.float32(1) / smooth)])
        level, scale, zero = self._fixed(f"{name}.q", value, smooth)
        inputs = [level, self.constant(f"{name}.qkv.w", packed), self.constant(f"{name}.qkv.b", bias - excess)]
        inputs += [scale, self.constant(f"{name}.qkv.scale", scales), "mask", zero, self._zeros(f"{name}.qkv", len(scales))]
        return self.node("QAttention", inputs, domain=MICROSOFT, num_heads=self._shape.heads)

    def _output(self, name: str, attended: str, spread: Floats) -> str:
        name = f"{name}.ao"
        packed, scales, excess = self._packed(name, self._matrix(name), spread)
        level, scale, zero = self._fixed(name, attended, spread)
        bias = self.constant(f"{name}.b", self.floats(f"{name}.b") - excess)
        return self._product(name, level, (scale, zero), (packed, scales), bias)

    def _wide(self, name: str, hidden: str) -> str:
        """The first wide layer with its GELU; every token has a scale of its own."""
        smooth = self._smoothing(name, _BY_TOKEN)
        packed, scales, excess = self._packed(name, self._matrix(name), smooth)
        value = self.node("Mul", [hidden, self.constant(f"{name}.even", np.float32(1) / smooth)])
        most = self.node("ReduceMax", [self.node("Abs", [value])], axes=[-1], keepdims=1)
        level = self.node("QuantizeLinear", [self.node("Div", [value, most]), self._step, self._middle])
        product = self._product(name, level, (self._one, self._middle), (packed, scales / np.float32(127)))
        bias = self.constant(f"{name}.b", self.floats(f"{name}.b") - excess)
        return self.node("BiasGelu", [self.node("Mul", [product, most]), bias], domain=MICROSOFT)

    def _narrow(self, name: str, wide: str) -> str:
        """The second wide layer; its inputs are lifted above zero first, which uses the whole range of a byte."""
        smooth = self._smoothing(name, _BY_TOKEN)
        packed, scales, excess = self._packed(name, self._matrix(name), smooth)
        lifted = self.node("Mul", [self.node("Add", [wide, self._shift]), self.constant(f"{name}.even", np.float32(1) / smooth)])
        most = self.node("ReduceMax", [lifted], axes=[-1], keepdims=1)
        level = self.node("QuantizeLinear", [self.node("Div", [lifted, most]), self._fine_step, self._bottom])
        product = self._product(name, level, (self._one, self._bottom), (packed, scales / np.float32(255)))
        real = packed.astype(np.float32) * scales
        lift = (_BELOW_GELU / smooth) @ real
        bias = self.constant(f"{name}.b", (self.floats(f"{name}.b") - excess - lift).astype(np.float32))
        return self.node("Add", [self.node("Mul", [product, most]), bias])

    def _product(self, name: str, value: str, scaled: tuple[str, str], weights: tuple[NDArray[np.int8], Floats], bias: str = "") -> str:
        """Bytes with their scale and zero times weights with theirs, as floats."""
        packed, scales = weights
        inputs = [value, self.constant(f"{name}.w", packed), scaled[0], self.constant(f"{name}.scale", scales), scaled[1]]
        inputs.append(self._zeros(name, len(scales)))
        return self.node("MatMulIntegerToFloat", inputs + ([bias] if bias else []), domain=MICROSOFT)

    def _zeros(self, name: str, count: int) -> str:
        return self.constant(f"{name}.zero", np.zeros(count, np.int8))

    def _fixed(self, name: str, value: str, smooth: Floats) -> tuple[str, str, str]:
        """Inputs as bytes over the range that was measured, with the names of scale and zero."""
        low, high = (_ranges()[f"{name}.{end}"] / smooth for end in ("low", "high"))
        bottom, top = min(float(low.min()), 0.0), max(float(high.max()), 0.0)
        step = (top - bottom) / 255
        scale = self.constant(f"{name}.in.scale", np.array(step, np.float32))
        zero = self.constant(f"{name}.in.zero", np.array(round(-bottom / step), np.uint8))
        return self.node("QuantizeLinear", [value, scale, zero]), scale, zero

    def _smoothing(self, name: str, share: float, together: list[str] | None = None) -> Floats:
        """A factor for each input channel of a product, or of several that share their input."""
        activations = np.maximum(np.maximum(_ranges()[f"{name}.high"], -_ranges()[f"{name}.low"]), 1e-5)
        weights = np.max([np.abs(self._matrix(one)).max(axis=0) for one in together or [name]], axis=0)
        smooth: Floats = np.maximum(activations**share / np.maximum(weights, 1e-5) ** (1 - share), 1e-5).astype(np.float32)
        return smooth

    def _matrix(self, name: str) -> Floats:
        """``(outputs, inputs)``"""
        outputs = len(self.floats(f"{name}.b"))
        return self.floats(f"{name}.w").reshape(outputs, -1)

    def _packed(self, name: str, matrix: Floats, smooth: Floats) -> tuple[NDArray[np.int8], Floats, Floats]:
        """Weights ``(inputs, outputs)`` and scales for each output, and what rounding adds to each output on average."""
        smoothed = matrix * smooth
        scales = (np.maximum(np.abs(smoothed).max(axis=1), 1e-8) / _STEPS).astype(np.float32)
        rounded = np.rint(smoothed / scales[:, None])
        excess = ((rounded * scales[:, None] - smoothed) @ (_ranges()[f"{name}.mean"] / smooth)).astype(np.float32)
        return np.ascontiguousarray(rounded.T.astype(np.int8)), scales, excess
