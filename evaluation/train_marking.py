"""Trains what marks the conditions of a question for a set: ``python -m evaluation.train_marking``.

It learns from `evaluation/data/training/marked_questions.tsv`, questions in which somebody marked every condition (``[[-w:…]]``), and from
questions for no set, which have none, on the token states of the bundled encoder. Before the last fit on everything it prints what it says
of questions that it was not fitted on. To be run again whenever the encoder's additions change.
"""

from __future__ import annotations

import argparse
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from embeddings.adaptation import identity
from embeddings.encoder import Encoder, open_encoder
from evaluation.datasets import DATA
from evaluation.train_hearing import load_content, load_fact_questions
from evaluation.training import descend, folds, half, known, rounds, side_by_side
from rag.retrieval.hearing import SET
from rag.retrieval.marking import HEADS, REACH, TRAINED, Marker
from rag.understanding.languages import identify
from rag.understanding.marks import Marks, Tag
from rag.understanding.wording import normalised

QUESTIONS = DATA / "training" / "marked_questions.tsv"
FOLDS = 4
BATCH, EPOCHS, RATE, DECAY, DROPOUT = 32, 20, 2e-3, 0.05, 0.3
WIDTH = 128
EVERY = 8
SEED = 3
_MARKED = re.compile(r"\[\[(?P<other>\|?)(?P<tag>-?[a-z]+):(?P<text>[^\[\]]+)\]\]")
_MASKED = -1e4
_SPACES = 4
"""Letters that the beginning of a question may lose when more follows."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Marked:
    """A normalised question and its conditions."""

    language: str
    question: str
    conditions: tuple[tuple[int, int, Tag, bool], ...]
    """Start, end, what it stands for, and whether it is an alternative to the one before it."""


def load_marked(path: Path = QUESTIONS) -> list[Marked]:
    """All lines of the file: a language, a tab, a question with marks.

    Raises:
        ValueError: When a tag is none, or what is marked is not found.
    """
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        language, text = line.split("\t", 1)
        question, conditions, at = normalised(_MARKED.sub(r"\g<text>", text)), [], 0
        for m in _MARKED.finditer(text):
            own = normalised(m["text"])
            near = len(normalised(_MARKED.sub(r"\g<text>", text[: m.start()]))) - _SPACES
            start = question.index(own, max(at, near))
            at = start + len(own)
            conditions.append((start, at, Tag(m["tag"]), bool(m["other"])))
        found.append(Marked(language, question, tuple(conditions)))
    return found


def load_unmarked() -> list[Marked]:
    """Questions about content, and about documents as such, that ask for no set: every `EVERY` th."""
    texts = [one.question for one in load_content()] + [one.question for one in load_fact_questions() if one.facts != (SET,)]
    return [Marked(identify(question), question, ()) for question in map(normalised, texts[::EVERY])]


@dataclass(frozen=True, slots=True)
class Material:
    """Questions as they are learned from."""

    states: list[Tensor]
    """``(tokens, hidden)`` of each, less the mean."""
    tags: list[Tensor]
    """``(tokens,)``: the number of the tag of each."""
    others: list[Tensor]
    """``(tokens,)``: 1 for those of an alternative."""
    starts: list[Any]
    mean: Any


def material(questions: Sequence[Marked], encoder: Encoder) -> Material:
    """Token states and tags of questions."""
    read = [encoder.query_tokens(one.question) for one in questions]
    mean = np.concatenate([tokens.states for tokens in read]).mean(axis=0)
    tags, others = [], []
    for one, tokens in zip(questions, read, strict=True):
        ends = [*tokens.starts[1:].tolist(), len(one.question)]
        own, alternative = torch.zeros(len(ends), dtype=torch.long), torch.zeros(len(ends))
        for start, end, tag, other in one.conditions:
            for number, (first, last) in enumerate(zip(tokens.starts.tolist(), ends, strict=True)):
                if min(last, end) - max(first, start) > (last - first) / 2:
                    own[number], alternative[number] = list(Tag).index(tag), float(other)
        tags.append(own)
        others.append(alternative)
    states = [torch.from_numpy(np.asarray(tokens.states - mean, np.float32)) for tokens in read]
    return Material(states, tags, others, [tokens.starts for tokens in read], mean)


class Network(nn.Module):
    """`Marker` as it is trained, on inputs of unit spread, which is undone when it is written."""

    def __init__(self, data: Material) -> None:
        super().__init__()
        self._spread = float(torch.cat(data.states).std())
        self.inner = nn.Linear(data.states[0].shape[1], WIDTH)
        self.ask, self.offer, self.carry, self.inside = (nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(4))
        self.near = nn.Parameter(torch.zeros(HEADS, 2 * REACH + 1))
        self.outer = nn.Linear(WIDTH, len(Tag) + 1)
        self._dropout = nn.Dropout(DROPOUT)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """``(questions, tokens, hidden)`` and their mask to ``(questions, tokens, tags + 1)``."""
        rows = torch.relu(self.inner(self._dropout(states / self._spread)))
        n, tokens, width = rows.shape
        place = torch.arange(tokens)
        away = (place[None] - place[:, None]).clamp(-REACH, REACH) + REACH
        ask, offer, passed = (layer(rows).view(n, tokens, HEADS, -1).transpose(1, 2) for layer in (self.ask, self.offer, self.carry))
        scores = ask @ offer.transpose(2, 3) / (width // HEADS) ** 0.5 + self.near[:, away]
        weights = torch.softmax(scores + (1 - mask[:, None, None]) * _MASKED, -1)
        found = (weights @ passed).transpose(1, 2).reshape(n, tokens, width)
        out: Tensor = self.outer(self._dropout(torch.relu(rows + self.inside(found))))
        return out

    def loss(self, data: Material, numbers: Sequence[int]) -> Tensor:
        """Cross-entropy of tags, and of what is an alternative."""
        states = [data.states[i] for i in numbers]
        mask = known(states)
        out, there = self(side_by_side(states), mask), mask > 0
        tags, others = (side_by_side([some[i] for i in numbers]) for some in (data.tags, data.others))
        found = nn.functional.cross_entropy(out[there][:, :-1], tags[there])
        return found + nn.functional.binary_cross_entropy_with_logits(out[there][:, -1], others[there])

    def arrays(self, data: Material) -> dict[str, Any]:
        """What `Marker.read` reads."""
        with torch.no_grad():
            found = {"inner": self.inner.weight / self._spread, "shift": self.inner.bias, "near": self.near}
            found |= {name: getattr(self, name).weight for name in ("ask", "offer", "carry", "inside", "outer")}
            found["bias"] = self.outer.bias
        return {name: half(values) for name, values in found.items()} | {"mean": data.mean, "encoder": identity()}


def train(data: Material, numbers: Sequence[int]) -> Network:
    """On the questions with these numbers."""
    torch.manual_seed(SEED)
    network, batches = Network(data), rounds(numbers, BATCH, np.random.default_rng(SEED))
    steps = EPOCHS * max(1, len(numbers) // BATCH)
    descend({network: RATE}, lambda: network.loss(data, next(batches)), steps=steps, warmup=20, decay=DECAY)
    return network.eval()


def held_out(data: Material, questions: Sequence[Marked]) -> list[Marks]:
    """For each question the marks of a network that was not fitted on it."""
    found: dict[int, Marks] = {}
    for others, own in folds(len(questions), FOLDS, np.random.default_rng(SEED)):
        marker = Marker.of(train(data, others).arrays(data))
        for i in own:
            found[i] = Marks.of(questions[i].question, data.starts[i], marker.said(data.states[i].numpy() + data.mean))
    return [found[i] for i in range(len(questions))]


def told(found: Sequence[Marks], questions: Sequence[Marked]) -> str:
    """Of each kind of condition, its place being known: whether it is denied, told rightly, wrongly or not; and of alternatives."""
    lines = []
    for kind in ("w", "d", "p"):
        said = [
            (marks.denied(start, end), tag.startswith("-"))
            for marks, one in zip(found, questions, strict=True)
            for start, end, tag, _ in one.conditions
            if tag.removeprefix("-")[0] == kind
        ]
        if not said:
            continue
        share = {
            name: np.mean([a is not None and (a == b) == right for a, b in said]) for name, right in (("right", True), ("wrong", False))
        }
        lines.append(f"{kind} ({sum(b for _, b in said)} of {len(said)} denied): right {share['right']:.3f}, wrong {share['wrong']:.3f}")
    others = [(marks.alternative(s, e), other) for marks, one in zip(found, questions, strict=True) for s, e, _, other in one.conditions]
    lines.append(f"alternatives ({sum(b for _, b in others)} of {len(others)}): right {np.mean([a == b for a, b in others]):.3f}")
    return "; ".join(lines)


def main() -> None:
    """Reads the command line, trains and writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path("data/cache"), help="where the encoder's checkpoint lies or is written")
    parser.add_argument("--out", type=Path, default=TRAINED)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    questions = [*load_marked(), *load_unmarked()]
    data = material(questions, open_encoder(cache=options.cache))
    log.info("%d questions; %s", len(questions), told(held_out(data, questions), questions))
    np.savez(options.out, **train(data, range(len(questions))).arrays(data))


if __name__ == "__main__":
    main()
