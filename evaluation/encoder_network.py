"""The bundled encoder in torch, with additions of low rank to the products of its upper layers, which alone are trained.

The additions (LoRA, Hu et al. 2021) are what `embeddings.adaptation` adds to the weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from embeddings.adaptation import ATTENTION
from embeddings.runtimes import TOKEN_LAYER
from embeddings.weights import Weights
from evaluation.training import half, known, side_by_side

FIRST, RANK = 5, 32
"""The first layer that is added to, and the rank of an addition; the three products of the attention share one of twice the rank."""
_PRODUCTS = (ATTENTION, "ao", "fi", "fo")
_PADDING, _MASKED = 1, -1e4
_BATCH_TOKENS = 2600
_UNLIKE = 1.3
"""Texts that are longer than the shortest of a batch by this and a few tokens are read in another."""


class Product(nn.Module):
    """A product that stays as it is, and what is added to it."""

    weight: Tensor
    bias: Tensor

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("bias", bias)
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) / math.sqrt(weight.shape[1])) if rank else None
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank)) if rank else None

    def forward(self, rows: Tensor) -> Tensor:
        """``(…, inputs)`` to ``(…, outputs)``."""
        out = functional.linear(rows, self.weight, self.bias)
        if self.down is None or self.up is None:
            return out
        return out + functional.linear(functional.linear(rows, self.down), self.up)


class Block(nn.Module):
    """One layer, normalised after each half as in BERT."""

    def __init__(self, weights: Weights, number: int, rank: int) -> None:
        super().__init__()
        self._heads, self._eps = weights.shape.heads, weights.shape.eps

        def of(name: str) -> tuple[Tensor, Tensor]:
            bias = torch.from_numpy(weights.tensors[f"l{number}.{name}.b"].floats())
            return torch.from_numpy(weights.tensors[f"l{number}.{name}.w"].floats()).view(len(bias), -1), bias

        attention = [of(part) for part in ATTENTION]
        self.qkv = Product(torch.cat([w for w, _ in attention]), torch.cat([b for _, b in attention]), 2 * rank)
        self.ao, self.fi, self.fo = (Product(*of(part), rank) for part in ("ao", "fi", "fo"))
        for norm in ("aln", "oln"):
            weight, bias = of(norm)
            self.register_buffer(f"{norm}_w", weight[:, 0])
            self.register_buffer(f"{norm}_b", bias)

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        """Rows ``(n, tokens, hidden)``, additive mask ``(n, 1, 1, tokens)``."""
        n, tokens, hidden = rows.shape
        query, key, value = self.qkv(rows).view(n, tokens, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
        found = torch.softmax(query @ key.transpose(2, 3) / math.sqrt(hidden // self._heads) + mask, -1) @ value
        rows = self._norm("aln", rows + self.ao(found.transpose(1, 2).reshape(n, tokens, hidden)))
        return self._norm("oln", rows + self.fo(functional.gelu(self.fi(rows))))

    def _norm(self, name: str, rows: Tensor) -> Tensor:
        weight, bias = getattr(self, f"{name}_w"), getattr(self, f"{name}_b")
        return functional.layer_norm(rows, (rows.shape[-1],), weight, bias, self._eps)


class EncoderNetwork(nn.Module):
    """Token ids to states and vectors; what the layers below the first additions make of a text is remembered."""

    def __init__(self, weights: Weights, *, first: int = FIRST, rank: int = RANK) -> None:
        super().__init__()
        hidden = weights.shape.hidden

        def table(name: str) -> Tensor:
            return torch.from_numpy(weights.tensors[name].floats()).view(-1, hidden)

        self._first, self._eps = first, weights.shape.eps
        self._words = table("emb.word")
        self._places = table("emb.pos") + table("emb.type")[0]
        self._weight, self._bias = (table(f"emb.ln.{part}")[0] for part in "wb")
        self.blocks = nn.ModuleList([Block(weights, i, rank if i >= first else 0) for i in range(weights.shape.layers)])
        self._below: dict[tuple[int, ...], Tensor] = {}

    def forward(self, texts: Sequence[Sequence[int]]) -> tuple[list[Tensor], Tensor]:
        """States ``(tokens, hidden)`` of each text, after as many layers as late interaction reads, and vectors ``(texts, hidden)``."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        states, vectors, at = [torch.zeros(0)] * len(texts), [torch.zeros(0)] * len(texts), 0
        while at < len(order):
            shortest, end = len(texts[order[at]]), at + 1
            while (
                end < len(order)
                and (longest := len(texts[order[end]])) * (end + 1 - at) <= _BATCH_TOKENS
                and longest <= _UNLIKE * shortest + 8
            ):
                end += 1
            part, at = order[at:end], end
            for i, own, vector in zip(part, *self._read([tuple(texts[i]) for i in part]), strict=True):
                states[i], vectors[i] = own[: len(texts[i])], vector
        return states, torch.stack(vectors)

    def _read(self, texts: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor]:
        there, states = known(texts), torch.zeros(0)
        hidden, mask = side_by_side(self._lower(texts)), _additive(there)
        for number in range(self._first, len(self.blocks)):
            hidden = self.blocks[number](hidden, mask)
            if number + 1 == TOKEN_LAYER:
                states = hidden
        return states, functional.normalize((hidden * there[..., None]).sum(1), dim=-1)

    @torch.no_grad()
    def _lower(self, texts: Sequence[tuple[int, ...]]) -> list[Tensor]:
        if missing := [text for text in dict.fromkeys(texts) if text not in self._below]:
            there = known(missing)
            ids = torch.full(there.shape, _PADDING)
            for row, text in enumerate(missing):
                ids[row, : len(text)] = torch.tensor(text)
            hidden = self._words[ids] + self._places[: ids.shape[1]]
            hidden = functional.layer_norm(hidden, (hidden.shape[-1],), self._weight, self._bias, self._eps)
            for block in self.blocks[: self._first]:
                hidden = block(hidden, _additive(there))
            self._below |= {text: hidden[row, : len(text)].clone() for row, text in enumerate(missing)}
        return [self._below[text] for text in texts]

    def additions(self) -> dict[str, Any]:
        """What `embeddings.adaptation` reads, in half precision."""
        return {name: half(factor) for name, factor in self._factors().items()}

    @torch.no_grad()
    def add(self, arrays: Mapping[str, Any]) -> None:
        """Go on from additions that were made before."""
        for name, factor in self._factors().items():
            factor.copy_(torch.from_numpy(arrays[name]))

    def _factors(self) -> dict[str, nn.Parameter]:
        names = ((f"l{number}.{name}", getattr(block, name)) for number, block in enumerate(self.blocks) for name in _PRODUCTS)
        factors = ((f"{name}.{side}", getattr(product, side)) for name, product in names for side in ("down", "up"))
        return {name: factor for name, factor in factors if factor is not None}


def _additive(there: Tensor) -> Tensor:
    return ((1 - there) * _MASKED)[:, None, None]
