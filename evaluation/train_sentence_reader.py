"""Trains the sentence reader: ``python -m evaluation.train_sentence_reader --shared ../shared/data``.

The encoder and the head of late interaction stay as they are; only the network of `embeddings.sentence_reader` is trained, on the questions
of `evaluation.training_questions`. The loss is softmax cross-entropy over the sentences of a few passages and a zero that stands for "none
of them answers", which is the target where the document does not say, where the answering passages are taken away, or where the passages
are those of another question. Wrong passages are drawn from those that the search put first.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from embeddings.encoder import open_encoder
from embeddings.late_interaction import SCALE, Head
from embeddings.reader_graph import HEADS
from embeddings.sentence_reader import MOST_ASKED, MOST_TOKENS, TRAINED, WEIGHED
from evaluation.training import descend, padded
from evaluation.training_questions import Found, Passage, Searched, searched

WIDTH, LAYERS = 128, 2
BATCH, PASSAGES = 16, 4
PEAK_RATE, DECAY, DROPOUT = 1e-3, 0.02, 0.1
WARMUP_STEPS = 80
TAKEN_AWAY, OTHERS = 0.12, 0.5
"""Share of the answerable questions whose answer is taken away, and of those the share that gets the passages of another question."""
SEED = 3

log = logging.getLogger(__name__)


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
        return {name: tensor.detach().numpy().astype(np.float16) for name, tensor in self.state_dict().items()}


def _compared(own: Tensor, other: Tensor) -> Tensor:
    return torch.cat([own, other, own * other, (own - other).abs()], 2)


def batch_of(pairs: Sequence[tuple[Searched, Found]], passages: Mapping[str, Passage], head: Head) -> Batch:
    """Questions and passages side by side."""
    asked = [head.of_question(np.asarray(one.states, np.float32)[:MOST_ASKED]) for one, _ in pairs]
    told = [passages[found.passage] for _, found in pairs]
    states = [np.asarray(one.states[:MOST_TOKENS], np.float32) for one in told]
    sentences = padded([one.sentences[:MOST_TOKENS, None] + 1 for one in told])[0]
    return Batch(
        asked=padded([rows for rows, _ in asked])[0],
        asked_states=padded([np.asarray(one.states, np.float32)[:MOST_ASKED] - head.mean for one, _ in pairs])[0],
        asked_mask=padded([rows for rows, _ in asked])[1],
        weights=padded([weights[:, None] for _, weights in asked])[0][..., 0],
        told=padded([head.of_text(one).astype(np.float32) / SCALE for one in states])[0],
        told_states=padded([one - head.mean for one in states])[0],
        told_mask=padded(states)[1],
        sentences=sentences[..., 0].long(),
        count=max(1, *(len(found.gold) for _, found in pairs)),
    )


class Drawn:
    """Groups of one question and a few passages, in random order, over and over."""

    def __init__(self, questions: Sequence[Searched], chance: np.random.Generator) -> None:
        self._questions = [q for q in questions if q.found and (not q.question.answerable or any(any(one.gold) for one in q.found))]
        self._chance = chance
        self._left: list[int] = []

    def __call__(self) -> tuple[Searched, list[Found]]:
        """The passages that answer, two at most, and wrong ones, those that the search put first more often."""
        if not self._left:
            self._left = self._chance.permutation(len(self._questions)).tolist()
        one = self._questions[self._left.pop()]
        right, wrong = [f for f in one.found if any(f.gold)], [f for f in one.found if not any(f.gold)]
        if right and self._chance.random() < TAKEN_AWAY:
            right = []
            other = self._questions[int(self._chance.integers(len(self._questions)))]
            if self._chance.random() < OTHERS and other.question.document_file != one.question.document_file:
                wrong = [Found(passage=f.passage, gold=(False,) * len(f.gold)) for f in other.found]
        right = right[:2]
        odds = 1 / (np.arange(len(wrong)) + 1.5)
        k = min(PASSAGES - len(right), len(wrong))
        drawn = self._chance.choice(len(wrong), k, replace=False, p=odds / odds.sum()) if k > 0 else ()
        some = [*right, *(wrong[int(i)] for i in drawn)]
        return (one, some) if some else self()


def group_loss(scores: Tensor, gold: Sequence[bool]) -> Tensor:
    """Cross-entropy over the scores of sentences and the zero of "none answers", which is right where no sentence is."""
    with_none = torch.cat([scores, torch.zeros(1)])
    right = torch.tensor([*gold, not any(gold)])
    return torch.logsumexp(with_none, 0) - torch.logsumexp(with_none.masked_fill(~right, -1e4), 0)


def train(questions: Sequence[Searched], passages: Mapping[str, Passage], head: Head, *, steps: int) -> Trained:
    """Trains the network."""
    torch.manual_seed(SEED)
    draw = Drawn(questions, np.random.default_rng(SEED))
    model = Trained(len(head.mean))

    def loss() -> Tensor:
        groups = [draw() for _ in range(BATCH)]
        pairs = [(one, found) for one, some in groups for found in some]
        scores: list[Tensor] = [torch.zeros(0)] * len(pairs)
        order = sorted(range(len(pairs)), key=lambda i: len(passages[pairs[i][1].passage].states))
        for part in np.array_split(np.array(order), 3):  # passages of like length: less padding
            for i, row in zip(part.tolist(), model(batch_of([pairs[i] for i in part], passages, head)), strict=True):
                scores[i] = row
        losses, at = [], 0
        for _, some in groups:
            rows = torch.cat([scores[at + i][: len(found.gold)] for i, found in enumerate(some)])
            gold = [right and float(row) > -1e3 for right, row in zip((g for f in some for g in f.gold), rows.detach(), strict=True)]
            at += len(some)
            if any(gold) or not any(any(found.gold) for found in some):  # an answer behind the end of what is read says nothing
                losses.append(group_loss(rows, gold))
        return torch.stack(losses).mean()

    descend(model, loss, steps=steps, rate=PEAK_RATE, warmup=WARMUP_STEPS, decay=DECAY)
    return model.eval()


def main() -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with policies and laws")
    parser.add_argument("--out", type=Path, default=TRAINED, help="where the weights go (.npz)")
    parser.add_argument("--cache", type=Path, default=Path("data/cache"), help="where the encoder's checkpoint lies or is written")
    parser.add_argument("--data", type=Path, default=Path("data/suites"), help="where the index of the documents is kept")
    parser.add_argument("--steps", type=int, default=1700)
    parser.add_argument("--limit", type=int, default=None, help="only so many questions")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    questions, passages = searched(options.shared, open_encoder(cache=options.cache), options.data, options.limit)
    log.info("%d questions, %d passages", len(questions), len(passages))
    np.savez(options.out, **train(questions, passages, Head.read(), steps=options.steps).arrays())


if __name__ == "__main__":
    main()
