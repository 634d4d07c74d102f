"""Adapts the bundled encoder to policies: ``python -m evaluation.adapt_encoder --shared ../shared/data --start FOLDER``.

Additions of low rank to the encoder's upper layers, the head of late interaction and the sentence reader are trained together on the
questions of `evaluation.training_questions`, a fifth of the batches on encyclopaedic ones. Four losses are summed: what the reader says of
the sentences of three passages; late interaction and plain vectors over the passages of the batch; plain vectors over sentences. Wrong
passages are those that the product's own search put high. The encoder's weights stay as they are; what is added to them is written.

All that is fitted on the encoder belongs to one training: afterwards run, in this order, `evaluation.measure_ranges`,
`evaluation.calibrate_fusion`, `evaluation.calibrate_sentences`, `evaluation.calibrate_answerability`; and `evaluation.train_hearing` and
`evaluation.train_marking`.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from corpus.errors import UserError
from embeddings.adaptation import TRAINED as ADDITIONS
from embeddings.checkpoint import PROMPTS
from embeddings.encoder import open_encoder
from embeddings.late_interaction import TRAINED as HEAD
from embeddings.late_interaction import Head, Text
from embeddings.onnx_runtime import open_tokenizer
from embeddings.sentence_reader import MOST_ASKED
from embeddings.sentence_reader import TRAINED as READER
from embeddings.weights import bundled_tokenizer, bundled_weights, read_weights
from evaluation.encoder_network import EncoderNetwork
from evaluation.reader_network import Batch, Trained, group_loss
from evaluation.train_late_interaction import Projections
from evaluation.training import descend, known, side_by_side
from evaluation.training_passages import posed_over_passages
from evaluation.training_questions import Found, Posed, posed

BATCH, PASSAGES = 16, 3
"""Questions of a batch, and passages that are read for each."""
ENCYCLOPAEDIC, AGAIN = 0.2, 0.25
"""Share of the batches, and of those on questions that the weights gone on from have learnt."""
TAKEN_AWAY, OTHERS = 0.12, 0.5
"""Share of the answerable questions whose answer is taken away, and of those the share that gets the passages of another question."""
MOST_TOKENS = 256
SHARPNESS, TEMPERATURE = 2.8, 0.02
"""Of late interaction (a logarithm, trained) and of plain vectors (fixed)."""
SHARES = {"read": 1.0, "late": 0.5, "passages": 0.25, "sentences": 0.25}
RATES = {"encoder": 5e-4, "head": 3e-4, "reader": 3e-4}
WARMUP_STEPS = 60
SEED = 5
_MASKED = -1e4

log = logging.getLogger(__name__)
Group = tuple[Posed, list[Found]]


@dataclass(frozen=True, slots=True)
class Read:
    """A text as it is read: token ids with prompt and special tokens, and the sentence of each of its own tokens, -1 before the first."""

    ids: list[int]
    sentences: Tensor


class Reading:
    """Texts to tokens, remembered."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self._tokenizer = open_tokenizer(bundled_tokenizer(), MOST_TOKENS)
        self._tokenizer.no_padding()
        self._texts = texts
        self._passages: dict[str, Read] = {}
        self._prompts = {name: len(self._tokenizer.encode(text.rstrip(), add_special_tokens=False).ids) for name, text in PROMPTS.items()}

    def own(self, prompt: str, states: Tensor) -> Tensor:
        """Without the prompt and the special tokens at both ends."""
        return states[1 + self._prompts[prompt] : -1]

    def ids(self, prompt: str, text: str) -> list[int]:
        """Token ids of a text with its prompt."""
        return list(self._tokenizer.encode(PROMPTS[prompt] + text).ids)

    def passage(self, key: str) -> Read:
        """A passage by its id."""
        if key not in self._passages:
            text, prompt = self._texts[key], PROMPTS["passage"]
            encoding = self._tokenizer.encode(prompt + text.text)
            starts = np.array([start for start, _ in encoding.offsets[1 + self._prompts["passage"] : -1]], np.int64) - len(prompt)
            self._passages[key] = Read(list(encoding.ids), torch.from_numpy(text.sentence_of(np.maximum(starts, 0))))
        return self._passages[key]

    def sentence(self, key: str, number: int) -> str:
        """The words of a sentence of a passage."""
        text = self._texts[key]
        start, end = list(pairwise((*text.sentences, len(text.text))))[number]
        return text.text[start:end].strip()


class Drawn:
    """Groups of one question and a few passages, in random order, over and over."""

    def __init__(self, questions: Sequence[Posed], chance: np.random.Generator) -> None:
        """Take the questions that teach something: those with passages, and where there is an answer, with one that holds it.

        Raises:
            UserError: When there are none.
        """
        self._questions = [q for q in questions if q.found and (not q.answerable or any(any(one.gold) for one in q.found))]
        if not self._questions:
            raise UserError("no question to train on: check that --shared holds the policies and laws, and --limit")
        self._chance = chance
        self._left: list[int] = []

    def __call__(self) -> Group:
        """The passages that answer, two at most, and wrong ones, those that the search put first more often; at least one."""
        if not self._left:
            self._left = self._chance.permutation(len(self._questions)).tolist()
        one = self._questions[self._left.pop()]
        right, wrong = [f for f in one.found if any(f.gold)], [f for f in one.found if not any(f.gold)]
        if right and wrong and self._chance.random() < TAKEN_AWAY:
            right = []
            other = self._questions[int(self._chance.integers(len(self._questions)))]
            if self._chance.random() < OTHERS and other.document != one.document:
                wrong = [Found(passage=f.passage, gold=(False,) * len(f.gold)) for f in other.found]
        right = right[:2]
        odds = 1 / (np.arange(len(wrong)) + 1.5)
        k = min(PASSAGES - len(right), len(wrong))
        drawn = self._chance.choice(len(wrong), k, replace=False, p=odds / odds.sum()) if k > 0 else ()
        return one, [*right, *(wrong[int(i)] for i in drawn)]


def mixed(chance: np.random.Generator, questions: Sequence[Posed], others: Sequence[Posed], learnt: Sequence[Posed]) -> Callable[[], Group]:
    """Draws from questions, and in between from others and from those learnt before, where there are any."""
    own = Drawn(questions, chance)
    beside, again = (Drawn(some, chance) if some else own for some in (others, learnt))

    def draw() -> Group:
        return (beside if (place := chance.random()) < ENCYCLOPAEDIC else again if place < ENCYCLOPAEDIC + AGAIN else own)()

    return draw


class Model(nn.Module):
    """Encoder, head of late interaction and sentence reader as they are trained."""

    def __init__(self, start: Path) -> None:
        """Go on from the files of a folder; without additions there the encoder starts as it is bundled."""
        super().__init__()
        torch.manual_seed(SEED)
        self.encoder = EncoderNetwork(read_weights(bundled_weights()))
        if (start / ADDITIONS.name).exists():
            with np.load(start / ADDITIONS.name) as arrays:
                self.encoder.add({name: arrays[name].astype(np.float32) for name in arrays.files})
        self.head = projections(Head.read(start / HEAD.name))
        self.reader = Trained.read(start / READER.name)

    def write(self, folder: Path) -> None:
        """Write what ships."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, arrays in ((ADDITIONS, self.encoder.additions()), (HEAD, self.head.arrays()), (READER, self.reader.arrays())):
            np.savez(folder / name.name, **arrays)


def projections(head: Head) -> Projections:
    """A trained head, ready to be trained further."""
    out = Projections(head.mean, len(head.text))
    with torch.no_grad():
        for layer, weight in ((out.text, head.text), (out.question, head.question), (out.weight, head.weight[None])):
            layer.weight.copy_(torch.from_numpy(weight))
        out.weight.bias.fill_(head.bias)
        out.sharpness.fill_(SHARPNESS)
    return out


@dataclass(frozen=True, slots=True)
class Laid:
    """Questions and passages of a batch as the head lays them: rows of length 1, and the states less their mean."""

    asked: list[Tensor]
    weights: list[Tensor]
    asked_states: list[Tensor]
    told: list[Tensor]
    told_states: list[Tensor]


def laid(head: Projections, questions: Sequence[Tensor], passages: Sequence[Tensor]) -> Laid:
    """By the states of their tokens ``(tokens, hidden)``."""
    asked = [head.of_question(states, torch.ones(len(states))) for states in questions]
    return Laid(
        asked=[rows for rows, _ in asked],
        weights=[weights for _, weights in asked],
        asked_states=[states - head.mean for states in questions],
        told=[head.of_text(states) for states in passages],
        told_states=[states - head.mean for states in passages],
    )


def losses(model: Model, reading: Reading, groups: Sequence[Group], chance: np.random.Generator) -> dict[str, Tensor]:
    """Of a batch, by the names of `SHARES`."""
    at = numbered(groups)
    passages = [reading.passage(key) for key in at]
    sentences, owners = drawn_sentences(groups, reading, chance)
    texts = [
        *(reading.ids("query", one.question) for one, _ in groups),
        *(p.ids for p in passages),
        *(reading.ids("passage", s) for s in sentences),
    ]
    states, vectors = model.encoder(texts)
    asked, rest = vectors[: len(groups)], vectors[len(groups) :]
    rows = laid(
        model.head,
        [reading.own("query", one) for one in states[: len(groups)]],
        [reading.own("passage", one) for one in states[len(groups) : len(groups) + len(at)]],
    )
    answers = torch.zeros(len(groups), len(at), dtype=torch.bool)
    for row, (one, _) in enumerate(groups):
        for found in one.found:
            if any(found.gold) and found.passage in at:
                answers[row, at[found.passage]] = True
    late = model.head.scores(side_by_side(rows.asked), side_by_side(rows.weights), side_by_side(rows.told), known(rows.told))
    own = torch.tensor(owners)[None] == torch.arange(len(groups))[:, None]
    return {
        "read": read_loss(model.reader, rows, [p.sentences for p in passages], groups, at),
        "late": contrast(late, answers),
        "passages": contrast(asked @ rest[: len(at)].T / TEMPERATURE, answers),
        "sentences": contrast(asked @ rest[len(at) :].T / TEMPERATURE, own),
    }


def numbered(groups: Sequence[Group]) -> dict[str, int]:
    """The passages of a batch by id, each with its number."""
    return {key: i for i, key in enumerate(dict.fromkeys(found.passage for _, some in groups for found in some))}


def drawn_sentences(groups: Sequence[Group], reading: Reading, chance: np.random.Generator) -> tuple[list[str], list[int]]:
    """For each question a sentence that answers and one that does not, with the number of the question it answers, or -1."""
    texts, owners = [], []
    answering = {(found.passage, i) for one, _ in groups for found in one.found for i, gold in enumerate(found.gold) if gold}
    for number, (_, some) in enumerate(groups):
        places = [(found.passage, i, gold) for found in some for i, gold in enumerate(found.gold)]
        for wanted in (True, False):
            own = [(key, i) for key, i, gold in places if gold == wanted and (wanted or (key, i) not in answering)]
            if own:
                text = reading.sentence(*own[int(chance.integers(len(own)))])
                if len(text) > 1:
                    texts.append(text)
                    owners.append(number if wanted else -1)
    return texts, owners


def contrast(scores: Tensor, answers: Tensor) -> Tensor:
    """Cross-entropy over what is not right, of each question that has something right."""
    asked = answers.any(1)
    if not asked.any():
        return scores.sum() * 0
    right = scores[asked].masked_fill(~answers[asked], _MASKED)
    return (torch.logsumexp(scores[asked], 1) - torch.logsumexp(right, 1)).mean()


def read_loss(reader: Trained, rows: Laid, sentences: Sequence[Tensor], groups: Sequence[Group], at: Mapping[str, int]) -> Tensor:
    """What the sentence reader says of the passages of each question."""
    pairs = [(number, at[found.passage], len(found.gold)) for number, (_, some) in enumerate(groups) for found in some]
    scores: list[Tensor] = [torch.zeros(0)] * len(pairs)
    order = sorted(range(len(pairs)), key=lambda i: len(sentences[pairs[i][1]]))
    for part in np.array_split(np.array(order), 3):  # passages of like length: less padding
        for i, row in zip(part.tolist(), reader(batch_of([pairs[i] for i in part], rows, sentences)), strict=True):
            scores[i] = row[: pairs[i][2]]
    found, start = [], 0
    for _, some in groups:
        own = torch.cat(scores[start : start + len(some)])
        gold = [right and float(row) > -1e3 for right, row in zip((g for f in some for g in f.gold), own.detach(), strict=True)]
        start += len(some)
        if any(gold) or not any(any(f.gold) for f in some):  # an answer behind the end of what is read says nothing
            found.append(group_loss(own, gold))
    return torch.stack(found).mean() if found else torch.cat(scores).sum() * 0


def batch_of(pairs: Sequence[tuple[int, int, int]], rows: Laid, sentences: Sequence[Tensor]) -> Batch:
    """Questions and passages side by side, by their numbers and the count of the passage's sentences."""
    weights = [rows.weights[q][:MOST_ASKED] for q, _, _ in pairs]
    return Batch(
        asked=side_by_side([rows.asked[q][:MOST_ASKED] for q, _, _ in pairs]),
        asked_states=side_by_side([rows.asked_states[q][:MOST_ASKED] for q, _, _ in pairs]),
        asked_mask=known(weights),
        weights=side_by_side([one / one.sum().clamp_min(1e-5) for one in weights]),
        told=side_by_side([rows.told[p] for _, p, _ in pairs]),
        told_states=side_by_side([rows.told_states[p] for _, p, _ in pairs]),
        told_mask=known([rows.told[p] for _, p, _ in pairs]),
        sentences=side_by_side([sentences[p] + 1 for _, p, _ in pairs]),
        count=max(1, *(count for _, _, count in pairs)),
    )


def adapt(
    model: Model,
    questions: Sequence[Posed],
    others: Sequence[Posed],
    texts: Mapping[str, Text],
    *,
    steps: int,
    learnt: Sequence[Posed] = (),
) -> Model:
    """Trains on questions over policies, and in between on others and on those learnt before, where there are any."""
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    reading, draw = Reading(texts), mixed(chance, questions, others, learnt)

    def loss() -> Tensor:
        found = losses(model, reading, [draw() for _ in range(BATCH)], chance)
        return torch.stack([share * found[name] for name, share in SHARES.items()]).sum()

    parts: dict[nn.Module, float] = {model.encoder: RATES["encoder"], model.head: RATES["head"], model.reader: RATES["reader"]}
    descend(parts, loss, steps=steps, warmup=WARMUP_STEPS)
    return model.eval()


def main() -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with policies, laws and train")
    parser.add_argument("--start", type=Path, required=True, help="folder with a head, a reader and perhaps additions to go on from")
    parser.add_argument("--out", type=Path, default=HEAD.parent, help="folder that all three are written to")
    parser.add_argument("--cache", type=Path, default=Path("data/cache"), help="where the encoder's checkpoint lies or is written")
    parser.add_argument("--data", type=Path, default=Path("data/suites"), help="where the index of the documents is kept")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--learnt", type=int, default=0, help="so many questions are those that the weights to go on from were trained on")
    parser.add_argument("--limit", type=int, default=None, help="only so many questions")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    encoder = open_encoder(cache=options.cache)
    questions, texts = posed(options.shared, encoder, options.data, options.limit)
    others, windows = posed_over_passages(options.shared / "train", encoder)
    log.info("%d questions over policies and laws, %d over encyclopaedic passages", len(questions), len(others))
    fresh, learnt = ([q for q in questions if (q.number < options.learnt) == before] for before in (False, True))
    adapt(Model(options.start), fresh, others, {**texts, **windows}, steps=options.steps, learnt=learnt).write(options.out)


if __name__ == "__main__":
    main()
