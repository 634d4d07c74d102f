"""Trains the head of late interaction further: ``python -m evaluation.adapt_late_interaction --head plain.npz --shared ../shared/data``.

`evaluation.train_late_interaction` knows encyclopaedic passages, Chinese questions and English words. This goes on from what it wrote, with
the questions of `evaluation.training_questions`: policies and laws, twelve languages, everyday words. A part of the batches stays
encyclopaedic, so that nothing is forgotten. Negatives are the other passages of the batch and two that the search put high.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from embeddings.encoder import open_encoder
from embeddings.late_interaction import TRAINED, Head
from evaluation.train_late_interaction import BATCH, SEED, WARMUP_STEPS, Material, Negatives, Projections, material
from evaluation.training import descend, padded
from evaluation.training_questions import Passage, Searched, searched

PEAK_RATE = 5e-4
ENCYCLOPAEDIC = 0.3
"""Share of the batches."""
NEAREST, WRONG = 14, 2
"""Wrong passages that negatives are drawn from, and how many are."""
MOST_TOKENS, MOST_ASKED = 256, 48
SHARPNESS = 2.8

Pairs = tuple[Tensor, Tensor]


def projections(head: Head) -> Projections:
    """A trained head, ready to be trained further."""
    out = Projections(head.mean, len(head.text))
    with torch.no_grad():
        for layer, weight in ((out.text, head.text), (out.question, head.question), (out.weight, head.weight[None])):
            layer.weight.copy_(torch.from_numpy(weight))
        out.weight.bias.fill_(head.bias)
        out.sharpness.fill_(SHARPNESS)
    return out


def of_policies(questions: Sequence[Searched], passages: Mapping[str, Passage], chance: np.random.Generator) -> tuple[Pairs, Pairs, Tensor]:
    """Questions, passages, and which passage answers which question: ``(questions, passages)``."""
    at: dict[str, int] = {}
    for one in questions:
        wrong = [f.passage for f in one.found if not any(f.gold)][:NEAREST]
        right = next(f.passage for f in one.found if any(f.gold))
        drawn = chance.choice(len(wrong), min(WRONG, len(wrong)), replace=False) if wrong else ()
        for passage in (right, *(wrong[int(i)] for i in drawn)):
            at.setdefault(passage, len(at))
    answers = torch.zeros(len(questions), len(at), dtype=torch.bool)
    for row, one in enumerate(questions):
        for found in one.found:
            if any(found.gold) and found.passage in at:
                answers[row, at[found.passage]] = True
    asked = padded([np.asarray(one.states, np.float32)[:MOST_ASKED] for one in questions])
    return asked, padded([np.asarray(passages[key].states, np.float32)[:MOST_TOKENS] for key in at]), answers


def of_encyclopaedia(found: Material, questions: Sequence[int], language: str, negatives: Negatives) -> tuple[Pairs, Pairs, Tensor]:
    """The same of the encyclopaedic material."""
    right = found.answering[np.asarray(questions)]
    windows = list(dict.fromkeys([*right.tolist(), *(i for q in questions for i in negatives.draw(language, q))]))
    answers = torch.from_numpy(right[:, None] == np.array(windows)[None, :])
    return found.questions[language].padded(questions), found.windows.padded(windows), answers


def adapt(
    head: Projections, questions: Sequence[Searched], passages: Mapping[str, Passage], found: Material | None, *, steps: int
) -> Projections:
    """Trains a head further; without encyclopaedic material on the questions alone."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    usable = [one for one in questions if any(any(f.gold) for f in one.found)]
    others = np.flatnonzero(found.answering >= 0) if found else np.zeros(0, np.int64)
    negatives = Negatives(found) if found else None

    def loss() -> Tensor:
        if found and negatives and chance.random() < ENCYCLOPAEDIC:
            language = sorted(found.questions)[int(chance.integers(len(found.questions)))]
            drawn = chance.choice(others, min(BATCH, len(others)), replace=False).tolist()
            asked, texts, answers = of_encyclopaedia(found, drawn, language, negatives)
        else:
            own = chance.choice(len(usable), min(BATCH, len(usable)), replace=False)
            asked, texts, answers = of_policies([usable[int(i)] for i in own], passages, chance)
        scores = head(asked, texts)
        return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~answers, -1e4), 1)).mean()

    descend(head, loss, steps=steps, rate=PEAK_RATE, warmup=WARMUP_STEPS)
    return head


def main() -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with policies, laws and train")
    parser.add_argument("--head", type=Path, required=True, help="what train_late_interaction wrote with --out (.npz)")
    parser.add_argument("--out", type=Path, default=TRAINED, help="where the weights go (.npz)")
    parser.add_argument("--cache", type=Path, default=Path("data/cache"), help="where the encoder's checkpoint lies or is written")
    parser.add_argument("--data", type=Path, default=Path("data/suites"), help="where the index of the documents is kept")
    parser.add_argument("--states", type=Path, default=Path("data/late-interaction"), help="where the token states are kept (1.5 GB)")
    parser.add_argument("--steps", type=int, default=900)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    encoder = open_encoder(cache=options.cache)
    questions, passages = searched(options.shared, encoder, options.data)
    found = material(options.shared / "train", encoder, options.states)
    arrays: dict[str, Any] = adapt(projections(Head.read(options.head)), questions, passages, found, steps=options.steps).arrays()
    np.savez(options.out, **arrays)


if __name__ == "__main__":
    main()
