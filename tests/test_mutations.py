"""The measurement itself: false claims are false, true ones are true, and the floors hold on a small run."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from corpus import parse_file
from evaluation.falsehoods import Truth, mutations
from evaluation.mutations import main, make, measure, paraphrases, verbatim

DATA = Path(__file__).resolve().parent.parent / "evaluation" / "data" / "paraphrases.jsonl"


@pytest.fixture(scope="module")
def hand() -> list[Truth]:
    return paraphrases(DATA)


def test_there_are_enough_paraphrases_of_different_documents(hand: list[Truth]) -> None:
    assert len(hand) >= 300
    assert len({t.document for t in hand}) >= 50
    assert {t.language for t in hand} == {"zh", "en"}
    assert len({(t.quote, t.claim) for t in hand}) == len(hand)
    assert all(t.claim != t.quote for t in hand)


def test_true_paraphrases_are_kept(hand: list[Truth]) -> None:
    score = measure([], hand)
    assert score.share_dropped <= 0.05, score.dropped


def test_false_claims_are_caught(hand: list[Truth], policies: Path) -> None:
    documents = [parse_file(f) for f in sorted(policies.glob("*.txt"))]
    truths = verbatim(documents, random.Random(3), each=30) + hand
    false = make(truths, 700, seed=3)
    chinese = measure([m for m in false if m.truth.language == "zh"], ())
    english = measure([m for m in false if m.truth.language == "en"], ())
    assert chinese.share_caught >= 0.98, [(m.kind, m.claim) for m in chinese.missed]
    assert english.share_caught >= 0.92, [(m.kind, m.claim) for m in english.missed]


def test_every_mutation_differs_from_its_truth(hand: list[Truth]) -> None:
    rng = random.Random(5)
    for truth in hand[:40]:
        for mutation in mutations(truth, hand, rng):
            assert mutation.claim != truth.claim
            assert mutation.claim not in truth.quote


def test_the_same_seed_makes_the_same_claims(hand: list[Truth]) -> None:
    assert make(hand, 60, seed=9) == make(hand, 60, seed=9)


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--count", "60"])
    out = capsys.readouterr().out
    assert "caught" in out
    assert "dropped" in out
    assert code in (0, 1)
