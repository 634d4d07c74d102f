"""Writers side by side on a sample of the cases, and what became of a model's words."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from answers_scored import TEXT, a_case, an_answer
from fake_chat_server import FakeChat, chat_server

from corpus import parse_file
from corpus.errors import GeneratorError, SettingsError, UserError
from evaluation.datasets import Exam
from evaluation.generators import Generators, Overheard, consulted, consulted_table
from evaluation.runs import Run
from evaluation.sampling import sampled
from evaluation.scores import score_run
from rag.settings import Settings


@pytest.fixture(scope="module")
def exam(policies: Path) -> Exam:
    path = next(policies.glob("湘政办发*.txt"))
    kinds = ["fact"] * 60 + ["yes_no"] * 30 + ["department"] * 10
    cases = tuple(a_case(id=f"s-{place}", kind=kind) for place, kind in enumerate(kinds))
    return Exam(path=path, parsed=parse_file(path), cases=cases)


def test_a_sample_gives_each_kind_its_share(exam: Exam) -> None:
    (small,) = sampled([exam], 20)
    counts = Counter(case.kind for case in small.cases)
    assert counts == {"fact": 12, "yes_no": 6, "department": 2}
    assert [c.id for c in small.cases] == [c.id for c in exam.cases if c in small.cases], "the order of the file is kept"


def test_the_sample_is_the_same_every_time_and_grows(exam: Exam) -> None:
    (ten,), (forty,) = sampled([exam], 10), sampled([exam], 40)
    (again,) = sampled([Exam(path=exam.path, parsed=exam.parsed, cases=tuple(reversed(exam.cases)))], 10)
    assert {c.id for c in ten.cases} == {c.id for c in again.cases}
    assert {c.id for c in ten.cases} < {c.id for c in forty.cases}
    assert {c.id for c in sampled([exam], 1000)[0].cases} == {c.id for c in exam.cases}


def test_a_sample_of_nothing_is_an_error(exam: Exam) -> None:
    with pytest.raises(UserError, match="--sample 0"):
        sampled([exam], 0)


class Chat:
    """Replies, or fails."""

    name = "chat"

    def __init__(self, reply: str | None) -> None:
        self._reply = reply

    def reply(self, turns: object, response_format: object, *, spent_s: float = 0.0) -> str:
        if self._reply is None:
            raise GeneratorError("down")
        return self._reply


def test_what_a_model_says_is_noted() -> None:
    heard = Overheard(Chat("{}"))
    assert heard.reply([], {}) == "{}"
    assert heard.last is not None
    assert heard.last["reply"] == "{}"
    silent = Overheard(Chat(None))
    with pytest.raises(GeneratorError):
        silent.reply([], {})
    assert silent.last is not None
    assert silent.last["failure"] == "down"


def consulted_answer(generator: str, seconds: float = 1.0, *, failure: bool = False, **values: Any) -> dict[str, Any]:
    heard = {"seconds": seconds, **({"failure": "late"} if failure else {"reply": "{}"})}
    times = {"total": seconds * 1000 + 5}
    return an_answer(receipt={"generator": generator}, consulted=heard, timings_ms=times, **values)


def test_what_became_of_the_models_words_is_counted() -> None:
    fell = {"text": "x", "check": "number", "reason": "…"}
    answers = [
        consulted_answer("local:m", 1.0),
        consulted_answer("local:m", 2.0, dropped=[fell]),
        consulted_answer("extractive", 3.0, dropped=[fell, fell], notices=["…"]),
        consulted_answer("extractive", 4.0),
        consulted_answer("extractive", 5.0, failure=True, notices=["…"]),
        consulted_answer("extractive", 5.0, notices=["…"]),
        consulted_answer("extractive+local:m", 2.0),
        an_answer(receipt={"generator": "extractive"}),
    ]
    cases = tuple(a_case(id=f"c-{n}") for n in range(len(answers)))
    scores = score_run(Run(system="policyqa local", cases=cases, answers=tuple(answers)), {"d": TEXT})
    found = consulted(scores)
    assert found is not None
    assert (found.answers, found.asked, found.written, found.unproved, found.declined, found.failed) == (8, 7, 3, 1, 1, 2)
    assert found.dropped == {"number": 3}
    assert found.claims == 3 + sum(len(a["claims"]) for a in answers[:2])
    assert found.model_seconds[0] == pytest.approx(3.0)
    table = consulted_table([scores])
    assert "| policyqa local | |" in table
    assert "7 of 8" in table
    assert consulted_table([score_run(Run(system="p", cases=cases[:1], answers=(answers[-1],)), {"d": TEXT})]) == ""


def test_an_unknown_generator_is_an_error() -> None:
    with pytest.raises(SettingsError, match="oracle"):
        Generators(Settings(), ["extractive", "oracle"])


def test_two_writers_answer_the_same_cases(exam: Exam, tmp_path: Path) -> None:
    from evaluation.evaluate_command import run_exams

    claim = "鼓励充电桩运营企业适当下调充电服务费。"
    chat = FakeChat(json.dumps({"answerable": True, "claims": [{"ids": ["S1"], "text": claim}]}))
    case = a_case(
        id="w-1", document=exam.parsed.document.number, question="充电桩运营企业的充电服务费怎么调整?", measures=(11,), facts=(("下调",),)
    )
    with chat_server(chat) as address:
        settings = Settings(llm_base_url=address, llm_model="fake", llm_timeout_s=10.0)
        one = Exam(path=exam.path, parsed=exam.parsed, cases=(case,))
        runs = run_exams([one], settings, tmp_path, generators=("extractive", "openai"), with_baselines=False)
    assert [scores.system for scores in runs] == ["policyqa extractive", "policyqa openai"]
    assert consulted(runs[0]) is None
    found = consulted(runs[1])
    assert found is not None
    assert (found.asked, found.written) == (1, 1)
    assert runs[1].cases[0].answer["receipt"]["generator"] == "openai:fake"
    assert runs[1].cases[0].answer["claims"][0]["text"] == claim
