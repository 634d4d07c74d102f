"""The gates: the product's scores on the repository's cases must hold their floors."""

from __future__ import annotations

import dataclasses

import pytest

from evaluation.cases import Case
from evaluation.datasets import exams
from evaluation.evaluate_command import run_exams
from evaluation.gates import breaches, read_floors
from evaluation.runs import Run
from evaluation.scores import Scores, score_run
from rag.settings import Settings


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    (scores,) = run_exams(exams(), Settings(), tmp_path_factory.mktemp("gates"), with_baselines=False)
    return scores


def tagged(scores: Scores, tag: str) -> Scores:
    kept = [scored for scored in scores.cases if tag in scored.case.tags]
    texts = {exam.parsed.document.id: exam.parsed.document.text for exam in exams(tag=tag)}
    cases: tuple[Case, ...] = tuple(scored.case for scored in kept)
    return score_run(Run(system=scores.system, cases=cases, answers=tuple(scored.answer for scored in kept)), texts)


@pytest.mark.slow
def test_the_benchmark_holds_its_floors(run: Scores) -> None:
    assert len(run.cases) >= 500
    assert breaches(run, read_floors("repository")) == []


@pytest.mark.slow
def test_the_forty_questions_of_the_main_job_hold_theirs(run: Scores) -> None:
    forty = tagged(run, "main_job")
    assert len(forty.cases) == 40
    assert breaches(forty, read_floors("main_job")) == []


@pytest.mark.slow
def test_a_gate_can_fail(run: Scores) -> None:
    lines = breaches(run, {"strict accuracy": 1.0})
    assert len(lines) == 1
    worse = dataclasses.replace(run, refusal={**run.refusal, "AUC": 0.5})
    assert any("AUC" in line for line in breaches(worse, read_floors("repository")))
