"""The bundled model as a graph for ONNX Runtime: tokens in, L2-normalised vectors out, and a state of each token.

Weights that are as the file holds them keep their 4 bits: ``MatMulNBits`` and ``GatherBlockQuantized`` of ONNX Runtime read blocks of 32
weights with one scale, which is what the file holds, so nothing is lost on the way. Those that were adapted get 8 bits in the same
blocks. The graph is 81 MB instead of 470, and a product runs on 8-bit integers with one scale for every 32 activations.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embeddings.runtimes import TOKEN_LAYER
from embeddings.weights import BLOCK, Bytes, Floats, Tensor, Weights

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

INPUTS = ("input_ids", "attention_mask")
OUTPUT = "sentence_embedding"
STATES = "token_embeddings"
MICROSOFT = "com.microsoft"
_IR_VERSION, _OPSET = 8, 17
Shape = list[str | int]
INT8 = 4
"""``accuracy_level`` of MatMulNBits: activations as 8-bit integers in blocks. 1 keeps them as 32-bit floats."""


def write_graph(path: Path, weights: Weights, *, accuracy_level: int = INT8) -> None:
    """Write the graph as one ONNX file.

    Inputs are ``input_ids`` and ``attention_mask``, both ``(batch, tokens)`` int64, padding on the right; the output is
    ``(batch, hidden)`` float32, the mean over the tokens, L2-normalised; a second one, ``(batch, tokens, hidden)``, is their states after
    `TOKEN_LAYER` layers.
    """
    Graph(weights, accuracy_level).write(path)


class Nodes:
    """Nodes and constants as they are strung together."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """An array under a name."""
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def node(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        """One operation; gives the name of its output."""
        output = f"{operator}_{len(self.nodes)}"
        self.nodes.append(self.make(operator, inputs, output, **attributes))
        return output

    @staticmethod
    def make(operator: str, inputs: list[str], output: str, **attributes: Any) -> NodeProto:
        """One operation with a name of its own for its output."""
        from onnx import helper

        return helper.make_node(operator, inputs, [output], name=output, **attributes)

    def model(self, name: str, inputs: Mapping[str, tuple[int, Shape]], outputs: Mapping[str, Shape]) -> ModelProto:
        """What stands so far, with these inputs by name with type and shape, and these float outputs with their shapes."""
        from onnx import TensorProto, helper

        given = [helper.make_tensor_value_info(one, kind, shape) for one, (kind, shape) in inputs.items()]
        made = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape) for output, shape in outputs.items()]
        return helper.make_model(
            helper.make_graph(self.nodes, name, given, made, self.constants),
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(MICROSOFT, 1)],
            ir_version=_IR_VERSION,
            producer_name="policyqa",
        )


class Graph(Nodes):
    """The nodes of the encoder."""

    def __init__(self, weights: Weights, accuracy_level: int = INT8) -> None:
        super().__init__()
        self._shape = weights.shape
        self._tensors = weights.tensors
        self._level = accuracy_level

    def save(self, path: Path, name: str, outputs: Mapping[str, Shape]) -> None:
        """Write what stands so far as one ONNX file with these float outputs, by name with their shapes."""
        import onnx

        model = self.model(name, {one: (onnx.TensorProto.INT64, ["batch", "tokens"]) for one in INPUTS}, outputs)
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save_model(model, path)

    def embeddings(self) -> str:
        """Word, position and type embeddings, normalised: ``(batch, tokens, hidden)``."""
        hidden = self._shape.hidden
        scales, packed = _packed(self._tensors["emb.word"])
        per_row = hidden // BLOCK
        words = self.node(
            "GatherBlockQuantized",
            [
                self.constant("word", packed.reshape(-1, hidden // 2)),
                "input_ids",
                self.constant("word.scale", scales.reshape(-1, per_row)),
            ],
            domain=MICROSOFT,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        # Every token has type 0, so its row is added to the positions once and for all.
        positions = self.floats("emb.pos").reshape(-1, hidden) + self.floats("emb.type")[:hidden]
        length = self.node("Shape", ["input_ids"], start=1, end=2)
        zero = self.constant("zero", np.zeros(1, np.int64))
        first = self.node("Slice", [self.constant("positions", positions), zero, length, zero])
        return self._norm(self.node("Add", [words, first]), "emb.ln")

    def layer(self, number: int, hidden: str) -> str:
        """One transformer block, normalisation after each half as in BERT."""
        name, shape = f"l{number}", self._shape
        query, key, value = (self.linear(f"{name}.{part}", hidden, shape.hidden) for part in "qkv")
        attended = self.node("MultiHeadAttention", [query, key, value, "", "mask"], domain=MICROSOFT, num_heads=shape.heads)
        hidden = self._residual(self.linear(f"{name}.ao", attended, shape.hidden, bias=False), hidden, f"{name}.ao.b", f"{name}.aln")
        wide = self.linear(f"{name}.fi", hidden, shape.hidden, bias=False)
        wide = self.node("BiasGelu", [wide, self.parameter(f"{name}.fi.b")], domain=MICROSOFT)
        return self._residual(self.linear(f"{name}.fo", wide, shape.ffn, bias=False), hidden, f"{name}.fo.b", f"{name}.oln")

    def write(self, path: Path) -> None:
        """Write the graph of an encoder: the mean over the tokens, L2-normalised, and the states of the tokens."""
        hidden = self.embeddings()
        for number in range(self._shape.layers):
            hidden = self.layer(number, hidden)
            if number + 1 == TOKEN_LAYER:
                self.nodes.append(self.make("Identity", [hidden], STATES))
        # The mean differs from the sum by a factor only, which the normalisation takes away.
        total = self.total(self.node("Mul", [hidden, self.token_mask()]))
        self.nodes.append(self.make("LpNormalization", [total], OUTPUT, axis=1, p=2))
        self.save(path, "multilingual-e5-small", {OUTPUT: ["batch", self._shape.hidden], STATES: ["batch", "tokens", self._shape.hidden]})

    def token_mask(self) -> str:
        """``(batch, tokens, 1)``: 1 for a token, 0 for padding. Once a graph: it also gives the attention its mask."""
        from onnx import TensorProto

        self.nodes.insert(0, self.make("Cast", ["attention_mask"], "mask", to=TensorProto.INT32))
        self.constant("axis", np.array([1], np.int64))
        return self.node("Unsqueeze", [self.node("Cast", ["attention_mask"], to=TensorProto.FLOAT), self.constant("last", np.array([2]))])

    def total(self, value: str) -> str:
        """Sum over the tokens of a graph that has its mask."""
        return self.node("ReduceSum", [value, "axis"], keepdims=0)

    def linear(self, name: str, value: str, columns: int, *, bias: bool = True) -> str:
        """A product with the weights ``name`` of so many inputs."""
        tensor = self._tensors[f"{name}.w"]
        bits, (scales, packed) = (4, _packed(tensor)) if tensor.quantised else (8, _rounded(tensor))
        blocks = columns // BLOCK
        rows = len(packed) // blocks
        inputs = [
            value,
            self.constant(f"{name}.w", packed.reshape(rows, blocks, BLOCK * bits // 8)),
            self.constant(f"{name}.scale", scales),
        ]
        if bias:
            inputs += ["", "", self.parameter(f"{name}.b")]
        sizes = {"K": columns, "N": rows, "bits": bits, "block_size": BLOCK}
        return self.node("MatMulNBits", inputs, domain=MICROSOFT, **sizes, accuracy_level=self._level)

    def _residual(self, value: str, skip: str, bias: str, norm: str) -> str:
        # Not SkipLayerNormalization, which takes seven times as long on processors as these three.
        summed = self.node("Add", [self.node("Add", [value, self.parameter(bias)]), skip])
        return self._norm(summed, norm)

    def _norm(self, value: str, name: str) -> str:
        inputs = [value, self.parameter(f"{name}.w"), self.parameter(f"{name}.b")]
        return self.node("LayerNormalization", inputs, axis=-1, epsilon=self._shape.eps)

    def floats(self, name: str) -> Floats:
        """A tensor as it is or was before it was packed."""
        return self._tensors[name].floats()

    def parameter(self, name: str) -> str:
        """A tensor as a constant of 32-bit floats."""
        return self.constant(name, self.floats(name))


def _packed(tensor: Tensor) -> tuple[Floats, Bytes]:
    """Scales ``(blocks,)`` and nibbles ``(blocks, 16)``, two neighbours a byte, the first in the low half."""
    scales, nibbles = tensor.blocks()
    return scales, nibbles[:, 0::2] | np.left_shift(nibbles[:, 1::2], 4, dtype=np.uint8)


def _rounded(tensor: Tensor) -> tuple[Floats, Bytes]:
    """Scales ``(blocks,)`` and bytes ``(blocks, 32)``, 128 for zero."""
    blocks = tensor.floats().reshape(-1, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=1), 1e-8) / np.float32(127)
    return scales, (np.rint(blocks / scales[:, None]) + 128).astype(np.uint8)
