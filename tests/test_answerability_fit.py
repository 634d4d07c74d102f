"""The fit of the probability: signs, folds, thresholds, and the examples that it is made on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evaluation.answerability_examples import write_passages
from evaluation.answerability_fit import Example, area, fit, fitted, folds_of, out_of_fold, threshold
from evaluation.calibrate_answerability import as_json
from rag.retrieval.answerability import Model


def examples(count: int = 240) -> list[Example]:
    """Answerable ones cover more; the second signal points the wrong way in the first half of the documents only."""
    chance = np.random.default_rng(3)
    out = []
    for number in range(count):
        yes = number % 3 > 0
        signals = {
            "top_coverage": float(yes + chance.normal(0, 0.6)),
            "lacks_head_first": float((not yes if number < 60 else yes) + chance.normal(0, 0.6)),
            "length": float(chance.normal()),
        }
        source = "own" if number % 4 else "crossed"
        out.append(
            Example(
                id=f"q{number}",
                group="zh",
                document=f"d{number // 20}",
                source=source,
                answerable=yes,
                outcome="",
                ruled=False,
                signals=signals,
            )
        )
    return out


def test_a_signal_may_only_speak_the_way_of_its_name() -> None:
    x = np.array([[1.0], [2.0], [3.0], [4.0]])
    y = np.array([0.0, 0.0, 1.0, 1.0])
    assert fitted(x, y, np.ones(4), 0.1, ["top_coverage"])[0] > 0
    assert fitted(x, y, np.ones(4), 0.1, ["lacks_head_first"])[0] == 0
    assert fitted(x, y, np.ones(4), 0.1, ["length"])[0] > 0


def test_a_fit_never_sees_the_document_that_it_is_judged_on() -> None:
    some = examples()
    folds = folds_of(some, by_document=True)
    assert {len({f for e, f in zip(some, folds, strict=True) if e.document == d}) for d in {e.document for e in some}} == {1}
    x = np.array([[e.signals["top_coverage"]] for e in some])
    changed = x.copy()
    held = np.array([f == folds[1] for f in folds])
    changed[~held] += 1000.0
    before = out_of_fold(some, x, ["top_coverage"], 1.0, 0.3, by_document=True)
    after = out_of_fold(some, changed, ["top_coverage"], 1.0, 0.3, by_document=True)
    assert np.isnan(before[[e.source != "own" for e in some]]).all()
    assert not np.allclose(before[held & ~np.isnan(before)], after[held & ~np.isnan(before)])
    assert (before[held & ~np.isnan(before)] != 0).all()


def test_the_fit_is_the_model_that_the_product_reads() -> None:
    some = examples()
    made = fit(some)
    held = [e for e in some if e.source == "own"]
    y = np.array([float(e.answerable) for e in held])
    assert area(y, np.array([made.held_out[e.id] for e in held])) > 0.8
    model = Model(**json.loads(json.dumps(as_json(made, 0.4))))
    chances = np.array([model.probability(e.signals) for e in held])
    assert area(y, chances) > 0.8
    assert np.mean(chances) == pytest.approx(y.mean(), abs=0.1)


@pytest.mark.parametrize(("claimed", "below"), [(0, 3), (2, 1), (9, 0)])
def test_at_most_three_of_a_hundred_answerable_are_refused(claimed: int, below: int) -> None:
    chances = [number / 100 for number in range(100 - claimed)]
    limit = threshold(chances, claimed, 100)
    assert sum(c < limit for c in chances) == below


def test_passages_lose_the_sentence_that_answers(tmp_path: Path) -> None:
    folder = tmp_path / "train"
    folder.mkdir()
    filler = "桥长不明。" * 5
    passages = [
        {"src": "cmrc2018", "text": f"第{n}座桥位于城南很远的地方。" * 8 + f"它建于{1900 + n}年的春天。" + filler} for n in range(16)
    ]
    questions = [{"question": f"第{n}座桥建于哪一年?", "passage": n, "answer": f"{1900 + n}年", "src": "cmrc2018"} for n in range(16)]
    (folder / "passages.jsonl").write_text("\n".join(map(json.dumps, passages)), encoding="utf-8")
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    asked = write_passages(tmp_path, tmp_path / "files", 2)
    assert {a.answerable for a in asked} == {True, False}
    for one in asked:
        text = (tmp_path / "files" / one.document).read_text(encoding="utf-8")
        answer = next(q["answer"] for q in questions if q["question"] == one.question)
        assert (str(answer) in text) == one.answerable
