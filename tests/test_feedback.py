"""Feedback: what is kept, what is not, and the cases that come of it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from feedback_record import record
from hypothesis import given
from hypothesis import strategies as st
from letter_search import LetterSearch
from letter_service import opened

from evaluation.cases import load_cases
from rag.answers import Status
from rag.settings import Settings
from ui.cli import run
from ui.feedback_cases import feedback_cases
from ui.feedback_records import REASONS, Feedback, Reason, Verdict, without_numbers_of_people
from ui.feedback_store import FeedbackStore

QUESTION = "直播电商和社区电商怎么发展？"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def letters(policies: Path) -> LetterSearch:
    return LetterSearch(policies)


@pytest.fixture
def client(letters: LetterSearch, tmp_path: Path) -> Iterator[TestClient]:
    with opened(letters, tmp_path) as made:
        yield made


def asked(client: TestClient, question: str = QUESTION) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/api/v1/ask", json={"question": question}).json()
    return answer


def verdict(answer: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "answer": answer["id"],
        "verdict": "up",
        "status": answer["status"],
        "language": answer["language"],
        "kind": answer["query"]["kind"],
        "outcome": answer["query"]["outcome"],
        "citations": answer["citations"],
        "receipt": answer["receipt"],
        **more,
    }


def kept(folder: Path) -> list[Feedback]:
    return FeedbackStore(Settings(data_dir=folder).feedback_file).all()


def test_a_verdict_is_kept_with_receipt_and_places_but_without_the_question(client: TestClient, tmp_path: Path) -> None:
    answer = asked(client)
    taken = client.post("/api/v1/feedback", json=verdict(answer, reason="correct", comment="很好"))
    assert (taken.status_code, taken.json()) == (201, {"answer": answer["id"], "question_kept": False})
    (one,) = kept(tmp_path)
    assert (one.verdict, one.reason, one.comment, one.status) == (Verdict.UP, Reason.CORRECT, "很好", Status.ANSWERED)
    assert [(c.measure, c.quote, c.start, c.end) for c in one.cited] == [
        (c["measure"], c["quote"], c["start"], c["end"]) for c in answer["citations"]
    ]
    assert dict(one.receipt.document_sha256) == answer["receipt"]["document_sha256"]
    assert one.day == datetime.now(UTC).date().isoformat()
    assert one.question is None
    written = b"".join(path.read_bytes() for path in tmp_path.glob("feedback.sqlite*"))
    assert QUESTION.encode() not in written
    assert b"testclient" not in written, "the address of the client"


def test_a_second_verdict_takes_the_place_of_the_first_and_can_be_withdrawn(client: TestClient, tmp_path: Path) -> None:
    answer = asked(client)
    client.post("/api/v1/feedback", json=verdict(answer, question=QUESTION))
    client.post("/api/v1/feedback", json=verdict(answer, verdict="down", reason="wrong"))
    (one,) = kept(tmp_path)
    assert (one.verdict, one.question) == (Verdict.DOWN, None)
    assert client.delete(f"/api/v1/feedback/{answer['id']}").status_code == 204
    assert kept(tmp_path) == []
    gone = client.delete(f"/api/v1/feedback/{answer['id']}")
    assert (gone.status_code, gone.headers["content-type"]) == (404, "application/problem+json")
    with sqlite3.connect(tmp_path / "feedback.sqlite") as database:
        assert [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("documents", "cited")] == [0, 0]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"reason": "wrong"}, 422),
        ({"reason": "because"}, 422),
        ({"verdict": "sideways"}, 422),
        ({"comment": "长" * 301}, 422),
        ({"history": ["甲？"]}, 422),
        ({"answer": "../etc"}, 422),
        ({"address": "10.0.0.1"}, 422),
        ({"question": ""}, 422),
        ({"citations": [{"document": "别的文件", "start": 0, "end": 9}]}, 404),
        ({"receipt": {"index": "private"}}, 422),
    ],
)
def test_what_does_not_belong_is_refused_and_nothing_is_kept(
    client: TestClient, tmp_path: Path, wrong: dict[str, Any], status: int
) -> None:
    refused = client.post("/api/v1/feedback", json={**verdict(asked(client)), **wrong})
    assert (refused.status_code, refused.headers["content-type"]) == (status, "application/problem+json")
    assert "\n" not in refused.json()["detail"]
    assert kept(tmp_path) == []


def test_only_words_of_the_document_are_kept_as_quotes(client: TestClient, tmp_path: Path) -> None:
    answer = asked(client)
    place = answer["citations"][0]
    for wrong in ({"start": 10**7, "end": 10**7 + 1}, {"measure": 10**6}, {"measure": place["measure"], "start": 0, "end": 4}):
        assert client.post("/api/v1/feedback", json=verdict(answer, citations=[{**place, **wrong}])).status_code == 409
    stale = {**answer["receipt"], "document_sha256": dict.fromkeys(answer["receipt"]["document_sha256"], "0" * 64)}
    assert client.post("/api/v1/feedback", json=verdict(answer, receipt=stale)).status_code == 409
    assert client.post("/api/v1/feedback", json=verdict(answer, citations=[{**place, "quote": "张三 13800000000"}])).status_code == 201
    assert kept(tmp_path)[0].cited[0].quote == place["quote"]


def test_a_switch_turns_it_off(letters: LetterSearch, tmp_path: Path) -> None:
    with opened(letters, tmp_path, feedback=False) as client:
        assert client.get("/api/v1/feedback").json()["enabled"] is False
        refused = client.post("/api/v1/feedback", json=verdict(asked(client)))
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:policyqa:feedback-off")
        assert client.delete("/api/v1/feedback/0123456789abcdef").status_code == 403
    assert list(tmp_path.iterdir()) == []


def test_its_rate_and_size_are_limited(letters: LetterSearch, tmp_path: Path) -> None:
    with opened(letters, tmp_path, requests_per_minute=2, max_request_bytes=4000) as client:
        answer = asked(client)
        assert client.post("/api/v1/feedback", json=verdict(answer, question="长" * 4000)).status_code == 413
        assert client.post("/api/v1/feedback", json={}).status_code == 429


def test_what_is_put_is_what_is_read(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path / "deep" / "feedback.sqlite")
    assert store.all() == []
    ones = [record(), record(answer="f" * 16, question=None, reason=None, cited=(), comment="'; DROP TABLE feedback; --\n第二行")]
    for one in ones:
        store.put(one)
    assert store.all() == ones


def test_several_processes_and_threads_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    code = (
        "import sys; sys.path[:0] = ['tests']\nfrom pathlib import Path\nfrom feedback_record import record\n"
        "from ui.feedback_store import FeedbackStore\n"
        "for n in range(15): FeedbackStore(Path(sys.argv[1])).put(record(answer=f'{sys.argv[2]}{n:015x}'))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(path), letter], cwd=ROOT) for letter in "ab"]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: FeedbackStore(path).put(record(answer=f"c{n:015x}")), range(15)))
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    assert len(FeedbackStore(path).all()) == 45


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, {"kind": "fact", "measures": (3,), "facts": (("给予补贴。",),), "answerable": True, "tags": ("feedback", "confirmed")}),
        ({"language": "en"}, {"kind": "english"}),
        ({"language": "fr-FR"}, {"kind": "foreign", "language": "fr"}),
        ({"language": "zh-Hant"}, {"kind": "traditional"}),
        ({"kind": "set"}, {"kind": "set", "exact_set": True, "facts": ()}),
        ({"history": ("前一问？",)}, {"kind": "follow_up", "history": ("前一问？",)}),
        ({"verdict": Verdict.DOWN, "reason": Reason.INCOMPLETE}, {"answerable": True, "tags": ("feedback", "disputed")}),
        (
            {"verdict": Verdict.DOWN, "reason": Reason.NOT_IN_DOCUMENT},
            {"answerable": False, "outcome": "not_in_document", "expected": "no_evidence", "measures": ()},
        ),
        (
            {"status": Status.PARTIAL, "outcome": "amount_not_set"},
            {"kind": "amount_not_set", "answerable": False, "expected": "partial", "measures": (3,)},
        ),
        ({"status": Status.NO_EVIDENCE, "outcome": "nothing", "cited": ()}, {"kind": "near_domain", "expected": "no_evidence"}),
        ({"status": Status.REFUSED, "outcome": "injection", "cited": ()}, {"kind": "injection", "expected": "refused"}),
    ],
)
def test_the_loader_of_the_benchmark_takes_every_case(tmp_path: Path, values: dict[str, Any], wanted: dict[str, Any]) -> None:
    exported = feedback_cases([record(**values)])
    file = tmp_path / "cases.jsonl"
    file.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in exported.cases), encoding="utf-8")
    (case,) = load_cases(file)
    assert {name: getattr(case, name) for name in wanted} == wanted
    assert case.id == "feedback-0123456789abcdef"


_WORDS = st.text(st.characters(codec="utf-8"), max_size=30)


@given(
    status=st.sampled_from(Status),
    outcome=st.sampled_from(["", "found", "address", "set", "fact", "nothing", "address_missing", "false_premise", "out_of_scope", "odd"]),
    kind=st.sampled_from(["", "content", "address", "set", "fact", "chatter"]),
    choice=st.sampled_from([(v, r) for v, reasons in REASONS.items() for r in (None, *reasons)]),
    words=st.tuples(_WORDS, _WORDS, _WORDS),
    language=st.sampled_from(["zh", "en", "zh-Hant", "yue", "pt-BR"]),
    cited=st.booleans(),
)
def test_whatever_is_kept_the_export_is_loadable(
    tmp_path_factory: pytest.TempPathFactory,
    status: Status,
    outcome: str,
    kind: str,
    choice: tuple[Verdict, Reason | None],
    words: tuple[str, str, str],
    language: str,
    cited: bool,
) -> None:
    question, before, comment = words
    values = {"status": status, "outcome": outcome, "kind": kind, "language": language, "comment": comment}
    one = record(**values, verdict=choice[0], reason=choice[1], question=question, history=(before,))
    if not cited:
        one = record(**values, verdict=choice[0], reason=choice[1], question=question, cited=())
    exported = feedback_cases([one])
    assert len(exported.cases) + exported.left_out.total() == 1
    file = tmp_path_factory.mktemp("cases") / "cases.jsonl"
    file.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in exported.cases), encoding="utf-8")
    assert len(load_cases(file)) == len(exported.cases)


def test_export_writes_cases_and_says_what_it_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICYQA_DATA_DIR", str(tmp_path))
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    store.put(record())
    store.put(record(answer="b" * 16, question=None, verdict=Verdict.DOWN, reason=Reason.WRONG))
    assert run(["feedback", "export", "--out", str(tmp_path / "cases.jsonl")]) == 0
    assert [case.question for case in load_cases(tmp_path / "cases.jsonl")] == ["有补贴吗？"]
    said = capsys.readouterr()
    assert said.out == ""
    assert "2 verdicts, 1 cases" in said.err
    assert "left out 1: the person did not include the question" in said.err
    assert run(["feedback", "export"]) == 0
    assert json.loads(capsys.readouterr().out)["question"] == "有补贴吗？"
    assert run(["feedback", "stats", "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["verdicts"], counts["with_question"], counts["by_verdict"]) == (2, 1, {"up": 1, "down": 1})


def test_export_of_nothing_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("POLICYQA_DATA_DIR", str(tmp_path))
    assert run(["feedback", "export"]) == 0
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "personal",
    ["13812345678", "138-1234-5678", "+86 13812345678", "430101199001011234", "43010119900101123X", "li.si@example.cn", "0731-82345678",
     "6222021234567890123", "6222 0212 3456 7890 123", "(0731)84512345", "（0731）84512345", "0731-8451 2345",
     "010 8451 2345", "+1 415 555 2671", "+44 (20) 7946-0958", "430102 19900101 1234"],
)  # fmt: skip
def test_numbers_of_people_are_blotted_out(personal: str) -> None:
    assert without_numbers_of_people(f"联系我：{personal}，谢谢") == "联系我：[…]，谢谢"


@pytest.mark.parametrize("before", ["电话", "电话：", "Tel. ", "联系我："])
def test_a_number_that_is_said_to_be_a_telephone_s_is_blotted_out(before: str) -> None:
    assert without_numbers_of_people(f"{before}073184512345。") == f"{before}[…]。"


@pytest.mark.parametrize(
    "harmless",
    [
        "湘政办发〔2021〕38号",
        "2021-08-03 到 2024-01-01",
        "补贴1000000元",
        "第十二条",
        "12345热线",
        "2021年8月3日，共 20 项",
        "0.01234567890",
        "+10%",
        "GDP +10000000元",
        "编号0102021003",
        "第 0012345678 号",
        "GB/T 010-2021-2025",
        "补贴010 2021 2025年",
    ],
)
def test_numbers_of_policies_stay(harmless: str) -> None:
    assert without_numbers_of_people(harmless) == harmless
