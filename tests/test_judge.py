"""A model's opinion of answers, and how far it agrees with strict accuracy."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from answers_scored import TEXT, a_case, an_answer
from hashing_runtime import hashing_encoder

from corpus.errors import SettingsError
from evaluation.judge import Judge, judge_table
from evaluation.ragas_judge import RagasJudge, agreement_table
from evaluation.runs import Run
from evaluation.scores import Scored, Scores, score_run
from rag.settings import Settings


class Told(Judge):
    """Says what it was told to say."""

    def __init__(self, verdicts: list[bool | None]) -> None:
        self._verdicts = iter(verdicts)

    def verdict(self, scored: Scored) -> bool | None:
        return next(self._verdicts)


def run() -> Scores:
    """Two right answers and two wrong ones."""
    cases = tuple(a_case(id=f"j-{n}") for n in range(4))
    wrong = an_answer(status="no_evidence", claims=[], citations=[])
    return score_run(Run(system="policyqa", cases=cases, answers=(an_answer(), an_answer(), wrong, wrong)), {"d": TEXT})


def test_agreement_is_over_the_answers_that_were_judged() -> None:
    assert "| policyqa | 4 of 4 | 0.50 | 0.50 | 1.00 | 1.00 |" in judge_table(Told([True, True, False, False]), [run()])
    assert "| policyqa | 4 of 4 | 0.50 | 0.50 | 0.50 | 0.00 |" in judge_table(Told([True, False, True, False]), [run()])
    assert "| policyqa | 3 of 4 | 0.67 | 0.67 | 1.00 | 1.00 |" in judge_table(Told([True, True, None, False]), [run()])
    assert "| policyqa | 0 of 4 | – |" in judge_table(Told([None] * 4), [run()])


def test_ragas_scores_stand_beside_strict_accuracy() -> None:
    cases = run().cases
    scores = [{"faithfulness": value, "answer relevancy": None} for value in (0.9, 0.8, 0.6, 0.1)]
    table = agreement_table("policyqa", scores, cases)
    assert "| faithfulness | 4 of 4 | 0.60 | 0.75 | 0.50 | 1.00 |" in table
    assert "| answer relevancy | 0 of 4 | – |" in table
    assert "| faithfulness | 1 of 1 |" in agreement_table("policyqa", [scores[0], {}, {}, {}], cases), "answers without claims are left out"


def test_ragas_is_asked_for_before_it_is_needed() -> None:
    if find_spec("ragas") is not None:
        pytest.skip("ragas is installed")
    with pytest.raises(SettingsError, match="extra judge"):
        RagasJudge("http://127.0.0.1:9/v1", model="m", encoder=hashing_encoder(), settings=Settings())
