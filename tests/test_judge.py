"""A model's opinion of answers, and how far it agrees with strict accuracy."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


class Ragas(BaseHTTPRequestHandler):
    """Answers the three prompts of ragas: statements, verdicts on them, a question for the answer."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][-1]["content"]
        content: dict[str, object] = {"statements": ["one", "two"]}
        if "verdict" in asked:
            content = {"statements": [{"statement": "s", "reason": "r", "verdict": verdict} for verdict in (1, 0)]}
        elif "noncommittal" in asked:
            content = {"question": "补贴多少?", "noncommittal": 0}
        choice = {"index": 0, "message": {"role": "assistant", "content": json.dumps(content)}, "finish_reason": "stop"}
        data = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.mark.filterwarnings("ignore")
def test_ragas_judges_the_statements_by_the_quotes() -> None:
    pytest.importorskip("ragas", reason="opt-in: the extra judge")
    with ThreadingHTTPServer(("127.0.0.1", 0), Ragas) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        judge = RagasJudge(f"http://127.0.0.1:{running.server_port}/v1", model="m", encoder=hashing_encoder(), settings=Settings())
        found = [judge.scores(scored) for scored in run().cases]
        running.shutdown()
        thread.join()
    assert found[0]["faithfulness"] == 0.5
    assert found[0]["answer relevancy"] == pytest.approx(1.0)
    assert found[2] == {}, "an answer without claims is not judged"


def test_ragas_is_asked_for_before_it_is_needed() -> None:
    if find_spec("ragas") is not None:
        pytest.skip("ragas is installed")
    with pytest.raises(SettingsError, match="extra judge"):
        RagasJudge("http://127.0.0.1:9/v1", model="m", encoder=hashing_encoder(), settings=Settings())
