"""The bundled model as a graph for ONNX Runtime: tokens in, L2-normalised vectors out.

The weights keep their 4 bits: ``MatMulNBits`` and ``GatherBlockQuantized`` of ONNX Runtime read blocks of 32 weights with one scale,
which is what the file holds, so nothing is lost on the way, the graph is 74 MB instead of 470, and a product runs on 8-bit integers
with one scale for every 32 activations.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embeddings.weights import BLOCK, Bytes, Floats, Tensor, Weights

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "sentence_embedding"
_MICROSOFT = "com.microsoft"
_IR_VERSION, _OPSET = 8, 17
INT8 = 4
"""``accuracy_level`` of MatMulNBits: activations as 8-bit integers in blocks. 1 keeps them as 32-bit floats."""


def write_graph(path: Path, weights: Weights, *, accuracy_level: int = INT8) -> None:
    """Write the graph as one ONNX file.

    Inputs are ``input_ids`` and ``attention_mask``, both ``(batch, tokens)`` int64, padding on the right; the output is
    ``(batch, hidden)`` float32, the mean over the tokens, L2-normalised.
    """
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph(weights, accuracy_level)
    hidden = graph.embeddings()
    for layer in range(weights.shape.layers):
        hidden = graph.layer(layer, hidden)
    graph.pool(hidden)
    size = ["batch", "tokens"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info(name, TensorProto.INT64, size) for name in INPUTS],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", weights.shape.hidden])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)],
        ir_version=_IR_VERSION,
        producer_name="policyqa",
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save_model(model, path)


class _Graph:
    """Nodes and constants as they are strung together."""

    def __init__(self, weights: Weights, accuracy_level: int) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._shape = weights.shape
        self._tensors = weights.tensors
        self._level = accuracy_level

    def embeddings(self) -> str:
        """Word, position and type embeddings, normalised: ``(batch, tokens, hidden)``."""
        hidden = self._shape.hidden
        scales, packed = _packed(self._tensors["emb.word"])
        per_row = hidden // BLOCK
        words = self._node(
            "GatherBlockQuantized",
            [
                self._constant("word", packed.reshape(-1, hidden // 2)),
                "input_ids",
                self._constant("word.scale", scales.reshape(-1, per_row)),
            ],
            domain=_MICROSOFT,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        # Every token has type 0, so its row is added to the positions once and for all.
        positions = self._floats("emb.pos").reshape(-1, hidden) + self._floats("emb.type")[:hidden]
        length = self._node("Shape", ["input_ids"], start=1, end=2)
        zero = self._constant("zero", np.zeros(1, np.int64))
        first = self._node("Slice", [self._constant("positions", positions), zero, length, zero])
        return self._norm(self._node("Add", [words, first]), "emb.ln")

    def layer(self, number: int, hidden: str) -> str:
        """One transformer block, normalisation after each half as in BERT."""
        name, shape = f"l{number}", self._shape
        query, key, value = (self._linear(f"{name}.{part}", hidden, shape.hidden) for part in "qkv")
        attended = self._node("MultiHeadAttention", [query, key, value, "", "mask"], domain=_MICROSOFT, num_heads=shape.heads)
        hidden = self._residual(self._linear(f"{name}.ao", attended, shape.hidden, bias=False), hidden, f"{name}.ao.b", f"{name}.aln")
        wide = self._linear(f"{name}.fi", hidden, shape.hidden, bias=False)
        wide = self._node("BiasGelu", [wide, self._parameter(f"{name}.fi.b")], domain=_MICROSOFT)
        return self._residual(self._linear(f"{name}.fo", wide, shape.ffn, bias=False), hidden, f"{name}.fo.b", f"{name}.oln")

    def pool(self, hidden: str) -> None:
        """Mean over the tokens that are not padding, then length 1."""
        from onnx import TensorProto

        self.nodes.insert(0, self._make("Cast", ["attention_mask"], "mask", to=TensorProto.INT32))
        axes = self._constant("axis", np.array([1], np.int64))
        mask = self._node(
            "Unsqueeze", [self._node("Cast", ["attention_mask"], to=TensorProto.FLOAT), self._constant("last", np.array([2]))]
        )
        total = self._node("ReduceSum", [self._node("Mul", [hidden, mask]), axes], keepdims=0)
        # The mean differs from the sum by a factor only, which the normalisation takes away.
        self.nodes.append(self._make("LpNormalization", [total], OUTPUT, axis=1, p=2))

    def _linear(self, name: str, value: str, columns: int, *, bias: bool = True) -> str:
        scales, packed = _packed(self._tensors[f"{name}.w"])
        blocks = columns // BLOCK
        rows = len(packed) // blocks
        inputs = [
            value,
            self._constant(f"{name}.w", packed.reshape(rows, blocks, BLOCK // 2)),
            self._constant(f"{name}.scale", scales),
        ]
        if bias:
            inputs += ["", "", self._parameter(f"{name}.b")]
        return self._node("MatMulNBits", inputs, domain=_MICROSOFT, K=columns, N=rows, bits=4, block_size=BLOCK, accuracy_level=self._level)

    def _residual(self, value: str, skip: str, bias: str, norm: str) -> str:
        inputs = [value, skip, self._parameter(f"{norm}.w"), self._parameter(f"{norm}.b"), self._parameter(bias)]
        return self._node("SkipLayerNormalization", inputs, domain=_MICROSOFT, epsilon=self._shape.eps)

    def _norm(self, value: str, name: str) -> str:
        inputs = [value, self._parameter(f"{name}.w"), self._parameter(f"{name}.b")]
        return self._node("LayerNormalization", inputs, axis=-1, epsilon=self._shape.eps)

    def _floats(self, name: str) -> Floats:
        return self._tensors[name].floats()

    def _parameter(self, name: str) -> str:
        return self._constant(name, self._floats(name))

    def _constant(self, name: str, value: NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.int64]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def _node(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        output = f"{operator}_{len(self.nodes)}"
        self.nodes.append(self._make(operator, inputs, output, **attributes))
        return output

    @staticmethod
    def _make(operator: str, inputs: list[str], output: str, **attributes: Any) -> NodeProto:
        from onnx import helper

        return helper.make_node(operator, inputs, [output], name=output, **attributes)


def _packed(tensor: Tensor) -> tuple[Floats, Bytes]:
    """Scales ``(blocks,)`` and nibbles ``(blocks, 16)``, two neighbours a byte, the first in the low half."""
    scales, nibbles = tensor.blocks()
    return scales, nibbles[:, 0::2] | np.left_shift(nibbles[:, 1::2], 4, dtype=np.uint8)
