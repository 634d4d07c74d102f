"""A run from questions to report, with a small system whose answers are known."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from answers_scored import TEXT, a_case, an_answer

from corpus.errors import UserError
from evaluation.baselines import Baseline
from evaluation.comparison import comparison, read_scores
from evaluation.datasets import exams
from evaluation.gates import breaches
from evaluation.judge import agreement
from evaluation.report import markdown, write_report
from evaluation.runs import run_system
from evaluation.scores import Scores, score_run

CASES = (
    a_case(id="t-1"),
    a_case(id="t-2", question="<b>谁</b>负责?", kind="department"),
    a_case(id="t-3", answerable=False, expected="no_evidence", outcome="not_in_document", measures=(), facts=(), kind="near_domain"),
)


class Parrot:
    """Answers everything alike, and counts how often it is asked."""

    name = "parrot"

    def __init__(self, fingerprint: str = "1") -> None:
        self.fingerprint = fingerprint
        self.asked = 0

    def answer(self, case: object) -> Mapping[str, Any]:
        self.asked += 1
        return an_answer()


class Mute(Parrot):
    """Never answers."""

    def answer(self, case: object) -> Mapping[str, Any]:
        return an_answer(status="no_evidence", claims=[], citations=[])


def scored(system: Parrot, folder: Path) -> Scores:
    return score_run(run_system(system, CASES, folder / f"{system.name}.jsonl"), {"d": TEXT})


def test_a_run_is_resumed_and_a_torn_line_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    run_system(Parrot(), CASES, file)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:2]) + lines[2][:20], encoding="utf-8")
    again = Parrot()
    run = run_system(again, CASES, file)
    assert again.asked == 1
    assert [answer["status"] for answer in run.answers] == ["answered"] * 3
    changed = Parrot(fingerprint="2")
    run_system(changed, CASES, file)
    assert changed.asked == 3


def test_answering_everything_and_nothing_score_as_they_should(tmp_path: Path) -> None:
    parrot, mute = scored(Parrot(), tmp_path), scored(Mute(), tmp_path / "mute")
    assert parrot.overall["strict accuracy"].mean == pytest.approx(2 / 3)
    assert parrot.refusal["refusal recall"] == 0.0
    assert mute.overall["strict accuracy"].mean == pytest.approx(1 / 3)
    assert mute.refusal["refusal recall"] == 1.0
    assert mute.overall["over-refusal"].mean == 1.0


def test_the_report_holds_every_system_and_escapes_markup(tmp_path: Path) -> None:
    runs = [scored(Mute(), tmp_path / "mute"), scored(Parrot(), tmp_path)]
    write_report(runs, tmp_path / "out", dataset="t", part="part all")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "&lt;b&gt;谁&lt;/b&gt;" in page
    assert "<b>谁</b>" not in page
    assert not re.search(r"""(src|href|url)\s*[=(]\s*["']?(https?:)?//""", page)
    assert "| strict accuracy |" in markdown(runs)
    assert "p=" in page or "p&lt;" in page


def test_a_comparison_names_the_cases_that_moved(tmp_path: Path) -> None:
    write_report([scored(Mute(), tmp_path / "mute")], tmp_path / "before", dataset="t", part="all")
    lines = comparison(read_scores(tmp_path / "before"), scored(Parrot(), tmp_path))
    assert "better t-1" in lines
    assert "worse  t-3" in lines
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="holds no scores"):
        read_scores(tmp_path / "bad.json")


def test_a_floor_beyond_the_interval_is_a_breach_that_names_cases(tmp_path: Path) -> None:
    mute = scored(Mute(), tmp_path)
    (line,) = breaches(mute, {"key-fact recall": 0.5})
    assert "t-1, t-2" in line
    assert breaches(mute, {"strict accuracy": 0.5}) == []
    assert breaches(mute, {"at most over-refusal": 0.5}) != []
    assert breaches(scored(Parrot(), tmp_path / "p"), {"refusal F1": 0.5}) != []


def test_a_judge_is_compared_with_the_strict_metric() -> None:
    found = agreement([True, False, None, True], [1.0, 0.0, 1.0, 0.0])
    assert found["judged"] == 0.75
    assert found["agreement"] == pytest.approx(2 / 3)
    assert agreement([None], [1.0]) == {"judged": 0.0}


def test_unknown_parts_and_documents_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no part 'train'"):
        exams(part="train")
    row = {
        "id": "x-1", "document": "某发〔2020〕1号", "kind": "fact", "language": "zh", "question": "什么?", "history": [], "measures": [1],
        "exact_set": False, "facts": [["x"]], "answerable": True, "expected": "answered",
    }  # fmt: skip
    (tmp_path / "one.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"no document 某发〔2020〕1号"):
        exams([tmp_path / "one.jsonl"])


def test_a_baseline_answers_with_the_first_sentence_it_finds(policies: Path) -> None:
    from corpus.parsing import parse_file

    parsed = parse_file(next(policies.glob("*.txt")))
    baseline = Baseline("first", parsed, lambda question: [(parsed.measure(3).span, 1.0), (parsed.measure(5).span, 0.5)])
    answer = baseline.answer(CASES[0])
    (citation,) = answer["citations"]
    assert citation["measure"] == 3
    assert parsed.document.text[citation["start"] : citation["end"]] == citation["quote"]
    assert [entry["measure"] for entry in answer["ranked"]] == [3, 5]
