"""``ask`` and ``serve`` as a person starts them, with every connection beyond this machine refused and noted."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from running_service import Offline, RunningService


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Offline:
    """A data folder with an index of the shipped policies."""
    made = Offline(tmp_path_factory.mktemp("offline"))
    done = made.run("index")
    assert done.returncode == 0, done.stderr
    return made


def test_ask_needs_no_network(offline: Offline) -> None:
    done = offline.run("ask", "充电桩有哪些支持措施？", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert any("充电" in citation["quote"] for citation in answer["citations"])
    assert offline.attempts() == ""


def test_a_batch_keeps_ids_and_order_and_a_stored_answer_is_verified(offline: Offline, tmp_path: Path) -> None:
    batch, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [{"id": "甲", "question": "充电桩有哪些支持措施？"}, {"id": 2, "question": "由谁负责？", "history": ["充电桩有哪些支持措施？"]}]
    batch.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    done = offline.run("ask", "--batch", str(batch), "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["甲", 2]
    stored = tmp_path / "answer.json"
    stored.write_text(json.dumps({**answers[0], "id": "1"}, ensure_ascii=False), encoding="utf-8")
    assert offline.run("verify", str(stored)).returncode == 0
    wrong = answers[0]["citations"][0] | {"quote": "一律免费。"}
    stored.write_text(json.dumps({**answers[0], "id": "1", "citations": [wrong, *answers[0]["citations"][1:]]}), encoding="utf-8")
    done = offline.run("verify", str(stored))
    assert done.returncode == 2
    assert "no longer holds" in done.stdout


def test_serve_needs_no_network(offline: Offline) -> None:
    with RunningService(offline) as service:
        service.wait()
        answer = httpx.post(service.address + "/api/v1/ask", json={"question": "充电桩有哪些支持措施？"}, timeout=60).json()
        assert answer["status"] == "answered"
        page = httpx.get(service.address + "/")
        assert page.status_code == 200
        stylesheet = httpx.get(service.address + "/pages/policyqa.css")
        assert stylesheet.headers["content-type"].startswith("text/css")
        assert "充电" not in service.output()
        assert '"path": "/api/v1/ask"' in service.output()
    assert offline.attempts() == ""


def test_a_data_folder_that_cannot_be_written_is_said_in_one_line(offline: Offline) -> None:
    usual = offline.environment["POLICYQA_DATA_DIR"]
    try:
        offline.environment["POLICYQA_DATA_DIR"] = "/dev/null/data"
        done = offline.run("index")
    finally:
        offline.environment["POLICYQA_DATA_DIR"] = usual
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "/dev/null/data" in done.stderr


def test_an_index_of_another_encoder_is_refused_with_the_remedy(offline: Offline) -> None:
    manifest = next((Path(offline.environment["POLICYQA_DATA_DIR"]) / "index").rglob("manifest.json"))
    written = manifest.read_text()
    try:
        manifest.write_text(json.dumps(json.loads(written) | {"encoder": "another@1"}))
        done = offline.run("ask", "充电桩有哪些支持措施？")
    finally:
        manifest.write_text(written)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "policyqa index" in done.stderr
