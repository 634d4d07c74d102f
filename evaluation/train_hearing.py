"""Trains what is heard of a question's tokens: ``python -m evaluation.train_hearing``.

It learns from `evaluation/data/training/fact_questions.jsonl`, questions about documents as such, for sets, and near misses, from
`leaning_questions.jsonl`, and from questions of content of `evaluation.training_questions`, on the token states of the bundled encoder.
What kinds of thing are wanted stands beside the second, for some of the third in `wanted_kinds.jsonl`, and in `kind_questions.jsonl`.
Before the last fit on everything it prints what it says of questions that it was not fitted on. To be run again whenever the encoder's
additions change.
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
from numpy.typing import NDArray
from torch import Tensor, nn

from embeddings.adaptation import identity
from embeddings.encoder import Encoder, open_encoder
from evaluation.datasets import DATA, rows
from evaluation.training import descend, folds, half, known, rounds, side_by_side
from evaluation.training_questions import kept_laws, load_training_questions
from rag.retrieval.hearing import LEANS, NAMED, SET, SHARPNESS, TRAINED, Listener
from rag.understanding.languages import identify
from rag.understanding.wants import Want, likely, wants
from rag.understanding.wording import normalised

QUESTIONS = DATA / "training" / "fact_questions.jsonl"
NAMED_DOCUMENTS = DATA / "training" / "named_documents.jsonl"
KINDS = DATA / "training" / "wanted_kinds.jsonl"
KIND_QUESTIONS = DATA / "training" / "kind_questions.jsonl"
LEANING = DATA / "training" / "leaning_questions.jsonl"
FOLDS = 4
BATCH, EPOCHS, RATE, DECAY, DROPOUT = 64, 12, 3e-3, 0.05, 0.3
WIDTH = 128
"""Of the layer between."""
CONTENT_SHARE = 0.6
"""Weight of a question over content: a few of them ask for a fact after all."""
EVERY = 2
"""Of the questions over content every second is learned from, and those of which somebody said what they want."""
FIRM = 0.85
ANOTHER = 0.02
"""Share of the pairs of a question that names one document and the title of another that may be taken for one."""
SEED = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuestion:
    """One line of the file."""

    question: str
    language: str
    facts: tuple[str, ...]
    """Empty for a near miss; ``set`` alone for a set of measures."""
    topic: str
    """The words that name the document by its matter; empty where it is only called a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Questions as they are learned from."""

    names: tuple[str, ...]
    states: list[Tensor]
    """``(tokens, hidden)`` of each, less the mean."""
    vectors: Tensor
    """``(questions, hidden)``, less the centre."""
    mean: NDArray[np.float32]
    centre: NDArray[np.float32]
    right: Tensor
    """``(questions, 1 + facts)``: shares of what is asked for, first of nothing."""
    named: Tensor
    """``(questions,)``: 1 where a document is named by its matter, 0 where not, -1 where nobody said."""
    weight: Tensor
    """``(questions,)``; 0 where nobody said what is asked for."""
    leaning: Tensor
    """``(questions,)``: 1 where it leans on the questions before it, 0 where not, -1 where nobody said."""
    wanted: Tensor
    """``(questions, kinds)``: 1 for a kind of thing that is wanted, 0 for others, -1 where nobody said."""


def load_fact_questions(path: Path = QUESTIONS) -> list[FactQuestion]:
    """All lines of the file."""
    return [FactQuestion(**row | {"facts": tuple(row["facts"])}) for row in rows(path)]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, and what was said of it."""

    question: str
    wanted: tuple[Want, ...] | None = None
    """Empty for a reply that only brings another case; None where nobody said."""
    leans: bool | None = None


def _kinds(row: Mapping[str, Any]) -> tuple[Want, ...]:
    return tuple(map(Want, row["kinds"]))


def load_leaning(path: Path = LEANING) -> list[Labelled]:
    """Questions, whether each leans on those before it, and what it wants."""
    return [Labelled(row["question"], _kinds(row), bool(row["leans"])) for row in rows(path)]


def load_kind_questions(path: Path = KIND_QUESTIONS) -> list[Labelled]:
    """Questions whose words point to one kind of thing and whose meaning to another, with what they want."""
    return [Labelled(row["question"], _kinds(row)) for row in rows(path)]


def load_content() -> list[Labelled]:
    """Questions over content that may be learned from: every second, and those of which somebody said what they want."""
    every = load_training_questions()
    kept_apart, kinds = kept_laws(every), {row["id"]: _kinds(row) for row in rows(KINDS)}
    told = [Labelled(one.question, kinds.get(one.id)) for one in every if one.document_file not in kept_apart]
    return [one for number, one in enumerate(told) if one.wanted is not None or number % EVERY == 0]


def material(questions: Sequence[FactQuestion], content: Sequence[Labelled], encoder: Encoder, others: Sequence[Labelled] = ()) -> Material:
    """Token states and vectors of questions about documents, about content, and of others, which may ask for anything."""
    beside = [*content, *others]
    texts = [normalised(text) for text in (*(one.question for one in questions), *(one.question for one in beside))]
    read = [(encoder.query_tokens(text).states, encoder.encode_queries([text])[0]) for text in texts]
    names = tuple(sorted({name for one in questions for name in one.facts}))
    right = torch.zeros(len(texts), 1 + len(names))
    right[:, 0] = 1
    for row, one in zip(right, questions, strict=False):
        for name in one.facts:
            row[0], row[1 + names.index(name)] = 0, 1 / len(one.facts)
    named = torch.full((len(texts),), -1.0)
    for number, one in enumerate(questions):
        if one.facts and one.facts != (SET,):
            named[number] = float(bool(one.topic))
    mean = np.stack([states.mean(axis=0) for states, _ in read if len(states)]).mean(axis=0)
    centre = np.stack([vector for _, vector in read]).mean(axis=0)
    weight, leans = torch.ones(len(texts)), torch.full((len(texts),), -1.0)
    weight[len(questions) :] = CONTENT_SHARE
    wanted = torch.full((len(texts), len(Want)), -1.0)
    weight[len(questions) + len(content) :] = 0
    for number, one_more in enumerate(beside, len(questions)):
        if one_more.leans is not None:
            leans[number] = float(one_more.leans)
        if one_more.wanted is not None:
            wanted[number] = torch.tensor([float(kind in one_more.wanted) for kind in Want])
    return Material(
        names=names,
        states=[torch.from_numpy(np.asarray(states - mean, np.float32)) for states, _ in read],
        vectors=torch.from_numpy(np.stack([vector - centre for _, vector in read])),
        mean=mean,
        centre=centre,
        right=right,
        named=named,
        weight=weight,
        leaning=leans,
        wanted=wanted,
    )


class Voicing(nn.Module):
    """`Voice` as it is trained, on inputs of unit spread, which is undone when it is written."""

    def __init__(self, spread: float, hidden: int, outputs: int) -> None:
        super().__init__()
        self._spread = spread
        self.direct, self.inner, self.outer = nn.Linear(hidden, outputs), nn.Linear(hidden, WIDTH), nn.Linear(WIDTH, outputs, bias=False)
        self._dropout = nn.Dropout(DROPOUT)
        for layer in (self.direct, self.outer):
            nn.init.zeros_(layer.weight)

    def forward(self, rows: Tensor) -> Tensor:
        """``(…, hidden)`` to ``(…, outputs)``."""
        rows = self._dropout(rows / self._spread)
        out: Tensor = self.direct(rows) + self.outer(self._dropout(torch.relu(self.inner(rows))))
        return out

    def arrays(self, name: str) -> dict[str, Any]:
        """What `Voice.of` reads."""
        with torch.no_grad():
            found = {
                "direct": self.direct.weight / self._spread,
                "bias": self.direct.bias,
                "inner": self.inner.weight / self._spread,
                "shift": self.inner.bias,
                "outer": self.outer.weight,
            }
        return {f"{name}.{field}": half(values) for field, values in found.items()}


class Network(nn.Module):
    """`Listener` as it is trained."""

    def __init__(self, data: Material) -> None:
        super().__init__()
        hidden, self._facts = data.vectors.shape[1], slice(1 + len(data.names))
        outputs = 1 + len(data.names) + len(Want) - NAMED
        self.tokens = Voicing(float(torch.cat(data.states).std()), hidden, outputs)
        self.vector = Voicing(float(data.vectors.std()), hidden, outputs)

    def forward(self, data: Material, numbers: Sequence[int]) -> Tensor:
        """``(questions, outputs)``."""
        states = [data.states[i] for i in numbers]
        said = self.tokens(side_by_side(states)).masked_fill(known(states)[..., None] == 0, -1e4)
        beside: Tensor = self.vector(data.vectors[list(numbers)])
        return torch.logsumexp(SHARPNESS * said, 1) / SHARPNESS + beside

    def loss(self, data: Material, numbers: Sequence[int]) -> Tensor:
        """Of the facts, and, where somebody said, of what is wanted, whether a document is named and whether others are leant on."""
        found, chosen = self(data, numbers), list(numbers)
        facts = -(data.right[chosen] * torch.log_softmax(found[:, self._facts], 1)).sum(1)
        beside = ((NAMED, data.named), (LEANS, data.leaning), (slice(self._facts.stop, NAMED), data.wanted))
        return (facts * data.weight[chosen]).mean() + sum(_where_said(found[:, output], told[chosen]) for output, told in beside)

    def arrays(self, data: Material, near: float) -> dict[str, Any]:
        """What `Listener.read` reads, with the cosine from which on a question may mean a title."""
        return {
            **self.tokens.arrays("tokens"),
            **self.vector.arrays("vector"),
            "names": np.array(data.names),
            "kinds": np.array([kind.value for kind in Want]),
            "mean": data.mean,
            "centre": data.centre,
            "firm": FIRM,
            "near": near,
            "encoder": identity(),
        }


def _where_said(found: Tensor, right: Tensor) -> Tensor:
    """Cross-entropy of some outputs, summed where somebody said and divided by all questions."""
    said = right >= 0
    return nn.functional.binary_cross_entropy_with_logits(found[said], right[said], reduction="sum") / len(right)


def train(data: Material, numbers: Sequence[int]) -> Network:
    """On the questions with these numbers."""
    torch.manual_seed(SEED)
    network, batches = Network(data), rounds(numbers, BATCH, np.random.default_rng(SEED))
    steps = EPOCHS * max(1, len(numbers) // BATCH)
    descend({network: RATE}, lambda: network.loss(data, next(batches)), steps=steps, warmup=20, decay=DECAY)
    return network.eval()


def held_out(data: Material) -> list[NDArray[np.float32]]:
    """For each question the outputs of a network that was not fitted on it."""
    found = [np.zeros(0, np.float32)] * len(data.states)
    for others, own in folds(len(data.states), FOLDS, np.random.default_rng(SEED)):
        listener = Listener.of(train(data, others).arrays(data, near=1))
        for number in own:
            states, vector = data.states[number].numpy() + data.mean, data.vectors[number].numpy() + data.centre
            found[number] = listener.outputs(states, vector)
    return found


def told(found: Sequence[NDArray[np.float32]], questions: Sequence[FactQuestion], listener: Listener, over_content: int) -> str:
    """Figures of questions that were not fitted on, so many over content behind the others."""
    facts = [set(listener.facts(outputs)) for outputs in found]
    asking = [(told, set(one.facts)) for told, one in zip(facts, questions, strict=False) if one.facts]
    misses = [bool(told) for told, one in zip(facts, questions, strict=False) if not one.facts]
    content = [bool(told) for told in facts[len(questions) : len(questions) + over_content]]
    naming = [
        (outputs[NAMED] > 0) == bool(one.topic) for outputs, one in zip(found, questions, strict=False) if one.facts and one.facts != (SET,)
    ]
    sets = [one.facts == (SET,) for one in questions]
    heard = [(told, own) for told, own in zip((one == {SET} for one in facts), sets, strict=False)]
    return (
        f"firm {listener.firm}: {len(asking)} questions for facts, right {np.mean([bool(t) and t <= own for t, own in asking]):.3f}, "
        f"wrong {np.mean([not t <= own for t, own in asking]):.3f}, whether a document is named {np.mean(naming):.3f}; taken for one "
        f"{np.mean(misses):.4f} of {len(misses)} near misses, {np.mean(content):.4f} of {len(content)} over content; "
        f"sets {np.mean([told for told, own in heard if own] or [False]):.3f} of {sum(sets)}, others taken for one "
        f"{np.mean([told for told, own in heard if not own]):.4f} of {len(sets) - sum(sets)}"
    )


def leaning_told(found: Sequence[NDArray[np.float32]], data: Material) -> str:
    """Figures of questions said to lean on others or not that were not fitted on."""
    right = data.leaning.numpy()
    heard = {i: 1 / (1 + np.exp(-found[i][LEANS])) for i in np.flatnonzero(right >= 0).tolist()}
    lines = [f"{len(heard)} questions that lean or not"]
    for bound in (0.5, 0.7, 0.85, 0.95):
        lean = [bool(right[i] == 1) for i, sure in heard.items() if sure >= bound] or [False]
        alone = [bool(right[i] == 0) for i, sure in heard.items() if sure <= 1 - bound] or [False]
        lines.append(f"{bound}: {len(lean)} lean, right {np.mean(lean):.3f}, {len(alone)} stand alone, right {np.mean(alone):.3f}")
    return "; ".join(lines)


def wanted_told(found: Sequence[NDArray[np.float32]], questions: Sequence[Labelled], listener: Listener) -> str:
    """Precision and recall of each kind of thing, as heard and by the rules.

    Args:
        found: Outputs for questions that were not fitted on; those of the labelled ones stand last.
        questions: Labelled ones; those of which nobody said what they want are passed over.
        listener: Reads the outputs.
    """
    said = [(outputs, one) for outputs, one in zip(found[-len(questions) :], questions, strict=True) if one.wanted is not None]
    right, texts = [frozenset(one.wanted or ()) for _, one in said], [normalised(one.question) for _, one in said]
    heard, ruled = [likely(listener.wanted(outputs)) for outputs, _ in said], [wants(text, identify(text)) for text in texts]
    lines = [f"{len(said)} questions, all kinds right {np.mean([a == b for a, b in zip(heard, right, strict=True)]):.3f}"]
    for kind in Want:
        own, *others = (np.array([kind in one for one in some]) for some in (right, heard, ruled))
        both = [int((own & theirs).sum()) for theirs in others]
        shares = (f"{n / max(1, theirs.sum()):.3f} / {n / max(1, own.sum()):.3f}" for n, theirs in zip(both, others, strict=True))
        lines.append(f"{kind.value} ({own.sum()}): {', '.join(shares)}")
    return "; ".join(lines)


def nearness(encoder: Encoder, path: Path = NAMED_DOCUMENTS) -> tuple[float, float]:
    """The cosine that `ANOTHER` of the pairs of question and another title reach, and the share of the pairs with the right one that do."""
    named = list(rows(path))
    titles = encoder.encode_passages([row["title"] for row in named])
    asked = [(number, normalised(question)) for number, row in enumerate(named) for question in row["questions"]]
    cosines = encoder.encode_queries([question for _, question in asked]) @ titles.T
    own = np.array([number for number, _ in asked])[:, None] == np.arange(len(named))
    near = float(np.quantile(cosines[~own], 1 - ANOTHER))
    return near, float((cosines[own] >= near).mean())


def main() -> None:
    """Reads the command line, trains and writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, default=Path("data/cache"), help="where the encoder's checkpoint lies or is written")
    parser.add_argument("--out", type=Path, default=TRAINED)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    questions = load_fact_questions()
    encoder = open_encoder(cache=options.cache)
    content, others = load_content(), [*load_leaning(), *load_kind_questions()]
    data = material(questions, content, encoder, others)
    near, kept = nearness(encoder)
    log.info("questions that name a document: %.3f reach %.3f with its title, %.3f of all pairs with another", kept, near, ANOTHER)
    found, arrays = held_out(data), train(data, range(len(data.states))).arrays(data, near)
    for firm in (0.5, 0.75, FIRM, 0.9):
        log.info(told(found, questions, Listener.of(arrays | {"firm": firm}), len(content)))
    log.info(leaning_told(found, data))
    log.info(wanted_told(found, [*content, *others], Listener.of(arrays)))
    np.savez(options.out, **arrays)


if __name__ == "__main__":
    main()
