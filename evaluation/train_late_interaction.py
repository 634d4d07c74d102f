"""Trains the late interaction: ``python -m evaluation.train_late_interaction --data ../shared/data/train --out plain.npz``.

What ships was trained further, in the end together with the encoder (`evaluation.adapt_encoder`).

It reads the encoder that is installed, which stays as it is: its token states of questions and windows of text are computed once, and a
head of two projections and a token weight is trained on them, so that a step takes less than a second on two cores. Half of the
questions are put in English words through a dictionary, for heads trained on Chinese alone forget other languages. Negatives are the
other windows of the batch, one that the plain vectors find wrongly, and one from the same passage.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from embeddings.encoder import Encoder, open_encoder
from embeddings.runtimes import States, Vectors
from evaluation.training import descend, half, padded
from evaluation.training_text import encyclopaedia

SIZE = 96
"""Width of the projections."""
BATCH = 32
PEAK_RATE = 1e-3
WARMUP_STEPS = 50
HELD_OUT = 600
WRONG = 24
"""So many windows that the plain vectors find are drawn from as negatives."""
SEED = 7

log = logging.getLogger(__name__)
Group = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Token states of many texts in one array."""

    states: NDArray[np.float16]
    """``(tokens of all texts, hidden)``."""
    starts: NDArray[np.int64]
    """``(texts + 1,)``."""
    vectors: Vectors
    """The encoder's own."""

    @classmethod
    def of(cls, rows: Sequence[States], vectors: Vectors) -> Self:
        """Put rows behind each other."""
        return cls(np.concatenate(rows).astype(np.float16), np.cumsum([0, *(len(row) for row in rows)]), vectors)

    def padded(self, positions: Sequence[int]) -> tuple[Tensor, Tensor]:
        """States ``(n, longest, hidden)`` and mask ``(n, longest)`` of some texts."""
        return padded([self.states[self.starts[i] : self.starts[i + 1]] for i in positions])


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that training reads."""

    windows: Ragged
    passage: Group
    """``(windows,)``: the passage of each."""
    questions: Mapping[str, Ragged]
    """Of the same questions in Chinese and in English words."""
    answering: Group
    """``(questions,)``: the window that holds the answer."""


class Projections(nn.Module):
    """The head as it is trained; `embeddings.late_interaction.Head` runs it."""

    mean: Tensor

    def __init__(self, mean: NDArray[np.float32], size: int = SIZE) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.text = nn.Linear(len(mean), size, bias=False)
        self.question = nn.Linear(len(mean), size, bias=False)
        nn.init.orthogonal_(self.text.weight)
        self.question.weight.data.copy_(self.text.weight.data)
        self.weight = nn.Linear(len(mean), 1)
        nn.init.zeros_(self.weight.weight)
        nn.init.zeros_(self.weight.bias)
        self.sharpness = nn.Parameter(torch.tensor(2.5))

    def forward(self, asked: tuple[Tensor, Tensor], texts: tuple[Tensor, Tensor]) -> Tensor:
        """Scores ``(questions, texts)`` before the softmax."""
        question, weights = self.of_question(asked[0], asked[1])
        return self.scores(question, weights, self.of_text(texts[0]), texts[1])

    def of_question(self, states: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        """Rows ``(…, tokens, size)`` of length 1 and weights ``(…, tokens)`` that sum to 1, of states; ``known`` is 0 for padding."""
        centred = states - self.mean
        weights = nn.functional.softplus(self.weight(centred))[..., 0] * known
        return nn.functional.normalize(self.question(centred), dim=-1), weights / weights.sum(-1, keepdim=True).clamp_min(1e-9)

    def of_text(self, states: Tensor) -> Tensor:
        """Rows ``(…, tokens, size)`` of length 1."""
        return nn.functional.normalize(self.text(states - self.mean), dim=-1)

    def scores(self, question: Tensor, weights: Tensor, text: Tensor, known: Tensor) -> Tensor:
        """Scores ``(questions, texts)`` of rows; ``known`` ``(texts, tokens)`` is 0 for padding."""
        nearest = torch.einsum("qth,nlh->qntl", question, text).masked_fill(known[None, :, None, :] == 0, -1e4).amax(-1)
        return (nearest * weights[:, None, :]).sum(-1) * torch.exp(self.sharpness)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `Head.read` reads, in half precision."""
        found = {"mean": self.mean, "text": self.text.weight, "question": self.question.weight, "weight": self.weight.weight[0]}
        arrays = {name: half(tensor) for name, tensor in found.items()}
        return arrays | {"bias": self.weight.bias.detach().numpy()[0].astype(np.float32)}


def material(data: Path, encoder: Encoder, kept: Path) -> Material:
    """Windows, questions and their states; the states are kept in a folder, for computing them takes longer than the training."""
    found, own = encyclopaedia(data), kept / encoder.fingerprint
    return Material(
        windows=_kept(own / "windows.npz", lambda: _read(encoder, found.windows)),
        passage=found.passage,
        questions={
            "zh": _kept(own / "zh.npz", lambda: _asked(encoder, found.chinese)),
            "en": _kept(own / "en.npz", lambda: _asked(encoder, found.english)),
        },
        answering=found.answering,
    )


def _asked(encoder: Encoder, questions: Sequence[str]) -> Ragged:
    read = [(encoder.query_tokens(question).states, encoder.encode_queries([question])[0]) for question in questions]
    return Ragged.of([states for states, _ in read], np.stack([vector for _, vector in read]))


def _read(encoder: Encoder, windows: Sequence[str]) -> Ragged:
    return Ragged.of([one.states for one in encoder.passage_tokens(windows)], encoder.encode_passages(windows))


def _kept(path: Path, compute: Callable[[], Ragged]) -> Ragged:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = compute()
        np.savez(path, states=fresh.states, starts=fresh.starts, vectors=fresh.vectors)
        log.info("%s: %d texts, %d tokens", path.name, len(fresh.starts) - 1, len(fresh.states))
    with np.load(path) as arrays:
        return Ragged(arrays["states"], arrays["starts"], arrays["vectors"])


class Negatives:
    """Windows that look as if they answered: found by plain vectors, or from the passage of the answer."""

    def __init__(self, found: Material, seed: int = SEED) -> None:
        self._found = found
        self._chance = np.random.default_rng(seed)

    def near(self, language: str, question: int, k: int = WRONG) -> list[int]:
        """The k windows nearest to a question by plain vectors, best first."""
        scores = self._found.windows.vectors @ self._found.questions[language].vectors[question]
        top = np.argpartition(-scores, k)[:k]
        return [int(i) for i in top[np.argsort(-scores[top], kind="stable")]]

    def draw(self, language: str, question: int) -> list[int]:
        """One found wrongly, and one of the same passage where there is one."""
        right = int(self._found.answering[question])
        passage = self._found.passage[right]
        wrong = [i for i in self.near(language, question) if self._found.passage[i] != passage]
        beside = [int(i) for i in np.flatnonzero(self._found.passage == passage) if i != right]
        return [pool[self._chance.integers(len(pool))] for pool in (wrong, beside) if pool]


def held_out_accuracy(head: Projections, found: Material, negatives: Negatives, held: Sequence[int], language: str) -> tuple[float, float]:
    """Share of held-out questions whose answering window is first among the 20 nearest and itself: by plain vectors, by the head."""
    plain = aligned = 0
    with torch.no_grad():
        for question in held:
            right = int(found.answering[question])
            near = negatives.near(language, question, 20)
            windows = near if right in near else [*near, right]
            scores = head(found.questions[language].padded([question]), found.windows.padded(windows))[0]
            plain += near[0] == right
            aligned += windows[int(scores.argmax())] == right
    return plain / len(held), aligned / len(held)


def train(found: Material, *, steps: int, size: int = SIZE) -> Projections:
    """Trains the head; the same for the same material."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    usable = np.flatnonzero(found.answering >= 0)
    chance.shuffle(usable)
    held, usable = usable[: min(HELD_OUT, len(usable) // 4)].tolist(), usable[min(HELD_OUT, len(usable) // 4) :]
    negatives = Negatives(found)
    head = Projections(found.windows.states[::50].astype(np.float32).mean(axis=0), size)
    names = sorted(found.questions)

    def loss() -> Tensor:
        language = names[int(chance.integers(len(names)))]
        batch = chance.choice(usable, min(BATCH, len(usable)), replace=False)
        right = found.answering[batch]
        windows = list(dict.fromkeys([*right.tolist(), *(i for q in batch for i in negatives.draw(language, int(q)))]))
        at = {window: number for number, window in enumerate(windows)}
        scores = head(found.questions[language].padded(batch.tolist()), found.windows.padded(windows))
        return nn.functional.cross_entropy(scores, torch.tensor([at[int(window)] for window in right]))

    descend({head: PEAK_RATE}, loss, steps=steps, warmup=WARMUP_STEPS)
    for language in names:
        log.info("held out, %s: plain %.3f, late interaction %.3f", language, *held_out_accuracy(head, found, negatives, held, language))
    return head


def main() -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with passages.jsonl and questions.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go (.npz)")
    parser.add_argument("--cache", type=Path, default=Path("data/cache"), help="where the encoder's checkpoint lies or is written")
    parser.add_argument("--states", type=Path, default=Path("data/late-interaction"), help="where the token states are kept (1.5 GB)")
    parser.add_argument("--steps", type=int, default=500)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    head = train(material(options.data, open_encoder(cache=options.cache), options.states), steps=options.steps)
    arrays: dict[str, Any] = head.arrays()
    np.savez(options.out, **arrays)


if __name__ == "__main__":
    main()
