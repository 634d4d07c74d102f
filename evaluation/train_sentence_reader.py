"""Trains the sentence reader further, by itself: ``python -m evaluation.train_sentence_reader --shared ../shared/data``.

`evaluation.adapt_encoder` trains it together with the encoder, and sees each question about once in the time there is. Here encoder and
head stay what ships: the states of all tokens are computed once, and a step costs an eighth. What else is fitted on the encoder stays
valid; afterwards run, in this order, `evaluation.calibrate_fusion` and `evaluation.calibrate_answerability`.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from embeddings.encoder import Encoder, open_encoder
from embeddings.late_interaction import TRAINED as HEAD
from embeddings.late_interaction import Head, Text
from embeddings.runtimes import Tokens
from embeddings.sentence_reader import MOST_ASKED, MOST_TOKENS
from embeddings.sentence_reader import TRAINED as READER
from evaluation.adapt_encoder import BATCH, Group, laid, mixed, numbered, projections, read_loss
from evaluation.reader_network import Trained
from evaluation.training import descend
from evaluation.training_passages import posed_over_passages
from evaluation.training_questions import Posed, posed

RATE = 3e-4
WARMUP_STEPS = 100
_AT_ONCE = 512

log = logging.getLogger(__name__)


class States:
    """The states of the tokens of questions and passages, by the encoder that ships; kept in half precision."""

    def __init__(self, encoder: Encoder, questions: Iterable[Posed], texts: Mapping[str, Text]) -> None:
        """Compute all: some 800 bytes a token."""
        asked = dict.fromkeys(one.question for one in questions)
        self._questions = {question: _half(encoder.query_tokens(question), MOST_ASKED) for question in asked}
        self._passages: dict[str, Tensor] = {}
        self._sentences: dict[str, Tensor] = {}
        keys = sorted(texts, key=lambda key: len(texts[key].text))
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            for key, tokens in zip(some, encoder.passage_tokens([texts[key].text for key in some]), strict=True):
                self._passages[key] = _half(tokens, MOST_TOKENS)
                self._sentences[key] = torch.from_numpy(texts[key].sentence_of(tokens.starts[:MOST_TOKENS]))

    def question(self, question: str) -> Tensor:
        """``(tokens, hidden)``."""
        return self._questions[question].float()

    def passage(self, key: str) -> Tensor:
        """``(tokens, hidden)``."""
        return self._passages[key].float()

    def sentences(self, key: str) -> Tensor:
        """``(tokens,)``: the sentence of each token of a passage, -1 before the first."""
        return self._sentences[key]


def _half(tokens: Tokens, most: int) -> Tensor:
    return torch.from_numpy(np.asarray(tokens.states[:most], np.float16))


def train(reader: Trained, head: Head, states: States, draw: Callable[[], Group], *, steps: int, seed: int) -> Trained:
    """Trains on questions with their passages, as they are drawn."""
    torch.manual_seed(seed)
    fixed = projections(head).requires_grad_(False)

    def loss() -> Tensor:
        groups = [draw() for _ in range(BATCH)]
        at = numbered(groups)
        rows = laid(fixed, [states.question(one.question) for one, _ in groups], [states.passage(key) for key in at])
        return read_loss(reader, rows, [states.sentences(key) for key in at], groups, at)

    descend({reader: RATE}, loss, steps=steps, warmup=WARMUP_STEPS)
    return reader.eval()


def mean(readers: Sequence[Trained]) -> dict[str, Any]:
    """The mean of the numbers of readers that began from the same ones."""
    every = [reader.arrays() for reader in readers]
    return {name: np.mean([arrays[name].astype(np.float32) for arrays in every], axis=0).astype(np.float16) for name in every[0]}


def main() -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with policies, laws and train")
    parser.add_argument("--start", type=Path, default=READER, help="file of the reader to go on from")
    parser.add_argument("--out", type=Path, default=READER, help="file to write")
    parser.add_argument("--cache", type=Path, default=Path("data/cache"), help="where the encoder's checkpoint lies or is written")
    parser.add_argument("--data", type=Path, default=Path("data/suites"), help="where the index of the documents is kept")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument(
        "--runs", type=int, default=2, help="trainings, each with another order; the mean of these and of the start is written"
    )
    parser.add_argument("--learnt", type=int, default=0, help="so many questions are those that the reader to go on from was trained on")
    parser.add_argument("--limit", type=int, default=None, help="only so many questions")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    encoder, head = open_encoder(cache=options.cache), Head.read(HEAD)
    questions, texts = posed(options.shared, encoder, options.data, options.limit)
    others, windows = posed_over_passages(options.shared / "train", encoder)
    states = States(encoder, [*questions, *others], {**texts, **windows})
    log.info("%d questions over policies and laws, %d over encyclopaedic passages", len(questions), len(others))
    fresh, learnt = ([q for q in questions if (q.number < options.learnt) == before] for before in (False, True))
    readers = [Trained.read(options.start) for _ in range(options.runs + 1)]
    for seed, reader in enumerate(readers[1:]):
        train(reader, head, states, mixed(np.random.default_rng(seed), fresh, others, learnt), steps=options.steps, seed=seed)
    np.savez(options.out, **mean(readers))


if __name__ == "__main__":
    main()
