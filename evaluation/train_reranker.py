"""Trains the reranker: ``python -m evaluation.train_reranker --data ../shared/data/train``.

A cross-encoder made of the first layers of the bundled encoder and one linear head. The embedding table and the lowest two layers are
those of the encoder and stay as they are, so that only the four above ship. The loss is softmax cross-entropy over the windows of a
group and a zero that stands for "none of them answers": scores above zero mean that a window more likely answers than not.
"""

from __future__ import annotations

import argparse
import logging
import math
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import AutoTokenizer, BertModel, PreTrainedTokenizerBase

from embeddings.checkpoint import LAYER, checkpoint_folder
from embeddings.reranker import TRAINED
from embeddings.reranker_graph import quantised
from evaluation.reranker_data import Group, groups

LAYERS = 6
FROZEN = 2
"""So many of the lowest layers stay as they are in the encoder, and are shared with it."""
BATCH = 16
PEAK_RATE = 1e-4
WARMUP = 0.06
MAX_TOKENS = 160

log = logging.getLogger(__name__)


class CrossEncoder(nn.Module):
    """Question and window read together; one score per pair."""

    def __init__(self, checkpoint: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(checkpoint, num_hidden_layers=LAYERS, add_pooling_layer=False, dtype=torch.float32)
        self.head = nn.Linear(self.bert.config.hidden_size, 1)
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:FROZEN]):
            part.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Scores ``(pairs,)`` of token ids and mask ``(pairs, tokens)``: mean over the tokens, then the head."""
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask[..., None].to(hidden.dtype)
        scores: Tensor = self.head((hidden * weights).sum(1) / weights.sum(1))[:, 0]
        return scores


def group_loss(scores: Tensor, answered: Tensor) -> Tensor:
    """Cross-entropy over ``(groups, windows)`` scores and the zero of "none answers", which is the target where nothing does."""
    with_none = torch.cat([scores, torch.zeros(len(scores), 1)], dim=1)
    target = torch.where(answered, 0, scores.shape[1])
    return nn.functional.cross_entropy(with_none, target)


def rate(progress: float) -> float:
    """Learning rate at a share of the training: linear warm-up, then a cosine down to zero."""
    if progress < WARMUP:
        return PEAK_RATE * progress / WARMUP
    return PEAK_RATE * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - WARMUP) / (1 - WARMUP))))


def _scores(model: CrossEncoder, tokenizer: PreTrainedTokenizerBase, batch: Sequence[Group]) -> Tensor:
    pairs = [(group.question, window) for group in batch for window in group.windows]
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
    scores = torch.zeros(len(pairs))
    size = max(1, len(order) // 4)
    for part in (order[i : i + size] for i in range(0, len(order), size)):
        tokens = tokenizer([pairs[i] for i in part], padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        scores = scores.index_put((torch.tensor(part),), model(tokens["input_ids"], tokens["attention_mask"]))
    return scores.view(len(batch), -1)


def shipped(state: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """Trained tensors by the encoder's short names: matrices in 8 bits with a scale an output, the rest as 32-bit floats."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, tensor in state.items():
        value = tensor.detach().float().numpy()
        place, _, kind = name.removeprefix("bert.").rpartition(".")
        short = "head" if place == "head" else f"l{place.split('.')[2]}.{_SHORT[place.split('.', 3)[3]]}"
        short += ".w" if kind == "weight" else ".b"
        if value.ndim == 2 and place != "head":
            arrays[short], arrays[f"{short}.scale"] = quantised(value)
        else:
            arrays[short] = value.reshape(-1)
    return arrays


_SHORT = {long: short for short, long in LAYER.items()}


def save(model: CrossEncoder, path: Path) -> None:
    """Writes what was trained, replacing the file in one step."""
    unfinished = path.with_suffix(".part.npz")
    arrays: dict[str, Any] = shipped({name: p for name, p in model.named_parameters() if p.requires_grad})
    np.savez(unfinished, **arrays)
    unfinished.replace(path)


def train(data: Path, checkpoint: Path, out: Path, *, minutes: float, epochs: int) -> None:
    """Trains until the time or the data is used up; the schedule follows whichever ends first; saves every fifty steps."""
    torch.manual_seed(11)
    examples = list(groups(data))
    held, examples = examples[:256], examples[256:]
    log.info("%d groups, %d held out", len(examples), len(held))
    tokenizer = AutoTokenizer.from_pretrained(checkpoint)
    model = CrossEncoder(checkpoint)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=PEAK_RATE, weight_decay=0.01)
    total = epochs * (len(examples) // BATCH)
    started, step, running = time.monotonic(), 0, 0.0
    for epoch in range(epochs):
        random.Random(epoch).shuffle(examples)
        for first in range(0, len(examples) - BATCH + 1, BATCH):
            elapsed = (time.monotonic() - started) / (minutes * 60)
            if elapsed >= 1:
                break
            batch = examples[first : first + BATCH]
            for parameters in optimiser.param_groups:
                parameters["lr"] = rate(max(elapsed, step / total))
            loss = group_loss(_scores(model, tokenizer, batch), torch.tensor([group.answered for group in batch]))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            step += 1
            running = 0.95 * running + 0.05 * loss.item() if step > 1 else loss.item()
            if step % 50 == 0:
                log.info("step %d of %d, loss %.3f, %.1f s a step", step, total, running, (time.monotonic() - started) / step)
                save(model, out)
    save(model, out)
    log.info("held out: %.3f right first of four", held_out_accuracy(model, tokenizer, held))


def held_out_accuracy(model: CrossEncoder, tokenizer: PreTrainedTokenizerBase, held: Sequence[Group]) -> float:
    """Share of the answerable held-out groups whose answering window scores highest."""
    model.eval()
    answered = [group for group in held if group.answered]
    with torch.no_grad():
        right = [int(row.argmax()) == 0 for i in range(0, len(answered), 32) for row in _scores(model, tokenizer, answered[i : i + 32])]
    return sum(right) / len(right)


def main() -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with passages.jsonl and questions.jsonl")
    parser.add_argument("--out", type=Path, default=TRAINED, help="where the weights go (.npz)")
    parser.add_argument("--cache", type=Path, default=Path("data/cache"), help="where the encoder's checkpoint lies or is written")
    parser.add_argument("--minutes", type=float, default=52.0)
    parser.add_argument("--epochs", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(options.data, checkpoint_folder(options.cache), options.out, minutes=options.minutes, epochs=options.epochs)


if __name__ == "__main__":
    main()
