"""The sentence reader as it is trained; `embeddings.sentence_reader` runs it.

It is trained by `evaluation.adapt_encoder` with the encoder, and by `evaluation.train_sentence_reader` by itself.

The loss is softmax cross-entropy over the sentences of a few passages and a zero that stands for "none of them answers", which is the
target where the document does not say, where the answering passages are taken away, or where the passages are those of another question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from embeddings.reader_graph import HEADS
from embeddings.sentence_reader import WEIGHED
from evaluation.training import half

WIDTH, LAYERS = 128, 2
DROPOUT = 0.1


class Layer(nn.Module):
    """Attention and a wide layer, normalised before each."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.f1, self.f2 = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        """Rows ``(n, tokens, width)``, additive mask ``(n, 1, 1, tokens)``."""
        n, tokens, width = rows.shape
        query, key, value = self.qkv(self.n1(rows)).view(n, tokens, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        found = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        rows = rows + self.dropout(self.o(found.transpose(1, 2).reshape(n, tokens, width)))
        out: Tensor = rows + self.dropout(self.f2(functional.relu(self.f1(self.n2(rows)))))
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Pairs of question and passage, padded."""

    asked: Tensor
    """``(n, asked, size)``, rows of late interaction; so is ``told`` of the passages."""
    asked_states: Tensor
    """``(n, asked, hidden)``, mean taken off; so is ``told_states``."""
    asked_mask: Tensor
    weights: Tensor
    told: Tensor
    told_states: Tensor
    told_mask: Tensor
    sentences: Tensor
    """``(n, told)``: 1 for the first sentence, 0 for none."""
    count: int
    """Sentences of the passage that has most."""


class Trained(nn.Module):
    """The network as it is trained; `embeddings.sentence_reader.Network` runs it."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.sharp = nn.Parameter(torch.tensor(3.0))
        self.vq, self.vt = nn.Linear(hidden, WIDTH), nn.Linear(hidden, WIDTH)
        self.vt.load_state_dict(self.vq.state_dict())
        self.cq, self.ct = nn.Linear(4 * WIDTH + 3, WIDTH), nn.Linear(4 * WIDTH + 2, WIDTH)
        self.layers = nn.ModuleList([Layer(WIDTH) for _ in range(LAYERS)])
        self.n, self.dropout = nn.LayerNorm(WIDTH), nn.Dropout(DROPOUT)
        self.h1, self.h2 = nn.Linear(3 * WIDTH + 6, WIDTH), nn.Linear(WIDTH, 1)

    @classmethod
    def read(cls, path: Path) -> Self:
        """One that goes on from what was written."""
        with np.load(path) as arrays:
            reader = cls(arrays["vq.weight"].shape[1])
            reader.load_state_dict({name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files})
        return reader

    def forward(self, pairs: Batch) -> Tensor:
        """Scores ``(n, count)`` of the sentences."""
        weights, asked = pairs.weights, pairs.asked.shape[1]
        similar = torch.einsum("nad,nbd->nab", pairs.asked, pairs.told)
        shown = similar.masked_fill(pairs.told_mask[:, None] == 0, -2)
        nearest = shown.amax(2)
        lost = weights * (1 - nearest)
        sharp = torch.exp(self.sharp) * similar
        from_text = torch.softmax(sharp.masked_fill(pairs.told_mask[:, None] == 0, -1e3), 2)
        from_question = torch.softmax(sharp.masked_fill(pairs.asked_mask[..., None] == 0, -1e3), 1).transpose(1, 2)
        own, theirs = self.vq(pairs.asked_states), self.vt(pairs.told_states)
        told = torch.stack([nearest, WEIGHED * weights, WEIGHED * lost], 2)
        asked_rows = self.cq(torch.cat([_compared(own, from_text @ theirs), told], 2))
        highest = similar.masked_fill(pairs.asked_mask[..., None] == 0, -2).amax(1)
        told = torch.stack([highest, WEIGHED * (from_question @ weights[..., None])[..., 0]], 2)
        told_rows = self.ct(torch.cat([_compared(theirs, from_question @ own), told], 2))
        hidden = self.dropout(functional.relu(torch.cat([asked_rows, told_rows], 1)))
        mask = ((1 - torch.cat([pairs.asked_mask, pairs.told_mask], 1)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, mask)
        hidden = self.n(hidden)
        return self._of_sentences(hidden[:, :asked], hidden[:, asked:], shown, nearest, lost, pairs)

    def _of_sentences(self, asked: Tensor, tokens: Tensor, similar: Tensor, nearest: Tensor, lost: Tensor, pairs: Batch) -> Tensor:
        n, _, width = tokens.shape
        at, weights = pairs.sentences, pairs.weights
        sizes = functional.one_hot(at, pairs.count + 1).sum(1)[:, 1:, None].to(tokens.dtype)
        mean = torch.zeros(n, pairs.count + 1, width).scatter_add(1, at[..., None].expand_as(tokens), tokens)[:, 1:] / sizes.clamp_min(1)
        low = torch.full((n, pairs.count + 1, width), -10.0)
        highest = low.scatter_reduce(1, at[..., None].expand_as(tokens), tokens, "amax")[:, 1:]
        near = torch.full((*similar.shape[:2], pairs.count + 1), -1.0)
        near = near.scatter_reduce(2, at[:, None].expand_as(similar), similar, "amax")[..., 1:]
        late, least = (near * weights[..., None]).sum(1), -(weights[..., None] * (1 - near)).amax(1)
        whole, short = (nearest * weights).sum(1, keepdim=True).expand_as(late), -lost.amax(1, keepdim=True).expand_as(late)
        told = torch.stack([late, 4 * least, whole, 4 * short, late - whole, torch.log1p(sizes[..., 0]) / 4], 2)
        about = (asked * weights[..., None]).sum(1, keepdim=True).expand_as(mean)
        scores = self.h2(self.dropout(functional.relu(self.h1(torch.cat([mean, highest, about, told], 2)))))[..., 0]
        out: Tensor = scores.masked_fill(sizes[..., 0] == 0, -1e4)
        return out

    def arrays(self) -> dict[str, Any]:
        """What `Network.read` reads, in half precision."""
        return {name: half(tensor) for name, tensor in self.state_dict().items()}


def _compared(own: Tensor, other: Tensor) -> Tensor:
    return torch.cat([own, other, own * other, (own - other).abs()], 2)


def group_loss(scores: Tensor, gold: Sequence[bool]) -> Tensor:
    """Cross-entropy over the scores of sentences and the zero of "none answers", which is right where no sentence is."""
    with_none = torch.cat([scores, torch.zeros(1)])
    right = torch.tensor([*gold, not any(gold)])
    return torch.logsumexp(with_none, 0) - torch.logsumexp(with_none.masked_fill(~right, -1e4), 0)
