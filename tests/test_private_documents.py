"""Private documents over HTTP: upload, ask, limits, end; and that nothing of them is written or logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from letter_search import LetterSearch
from letter_service import opened

from ui.private_rooms import MARK

ADDRESS = "/api/v1/private/documents"
TEXT = "关于食堂的通知\n\n一、开放时间。食堂每天开放到晚上八点。（后勤处负责）\n\n二、收费。职工每餐三元，访客每餐十元。（财务处负责）\n"
QUESTION = "访客每餐收费多少？"


@pytest.fixture(scope="module")
def letters(policies: Path) -> LetterSearch:
    return LetterSearch(policies)


@pytest.fixture
def client(letters: LetterSearch, tmp_path: Path) -> Iterator[TestClient]:
    with opened(letters, tmp_path) as made:
        yield made


def sent(client: TestClient, text: str | bytes = TEXT, name: str = "食堂.txt") -> Any:
    return client.post(ADDRESS, files={"file": (name, text)})


def bearer(uploaded: Any) -> dict[str, str]:
    assert uploaded.status_code == 201, uploaded.text
    return {"X-PolicyQA-Private": uploaded.json()["token"]}


def is_problem(response: Any, status: int, kind: str) -> None:
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert response.json()["type"] == f"urn:policyqa:{kind}"
    assert "\n" not in response.json()["detail"]


def test_it_is_asked_at_once_and_alone(client: TestClient) -> None:
    uploaded = sent(client)
    assert uploaded.headers["cache-control"] == "no-store"
    about = uploaded.json()["document"]
    assert (about["title"], about["measures"], about["id"]) == ("关于食堂的通知", 2, f"关于食堂的通知{MARK}")
    own = bearer(uploaded)
    answer = client.post("/api/v1/ask", json={"question": QUESTION}, headers=own).json()
    assert answer["receipt"]["index"] == "private"
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        assert citation["document"] == about["id"]
        assert TEXT[citation["start"] : citation["end"]] == citation["quote"]
    assert "访客每餐十元" in answer["text"]
    streamed = client.post("/api/v1/ask/stream", json={"question": QUESTION}, headers=own).text
    assert "访客每餐十元" in streamed
    hits = client.post("/api/v1/search", json={"question": QUESTION}, headers=own).json()["hits"]
    assert {hit["document"] for hit in hits} == {about["id"]}
    listed = client.get("/api/v1/documents", headers=own).json()["documents"]
    assert [one["id"] for one in listed] == [about["id"]]
    whole = client.get(f"/api/v1/documents/{about['id']}", headers=own).json()
    assert whole["text"] == TEXT
    assert whole["report"]["unassigned"] == 0
    assert client.post("/api/v1/verify", json=answer, headers=own).json()["holds"] is True
    assert client.post("/api/v1/ask", json={"question": QUESTION, "document": "湘政办发〔2021〕38号"}, headers=own).status_code == 404


def test_without_its_token_it_is_not_there(client: TestClient) -> None:
    uploaded = sent(client)
    key = uploaded.json()["document"]["id"]
    assert key not in client.get("/api/v1/documents").text
    assert client.get(f"/api/v1/documents/{key}").status_code == 404
    assert "十元" not in client.post("/api/v1/ask", json={"question": QUESTION}).text
    for wrong in ("x" * 43, uploaded.json()["token"][:-1] + "~"):
        headers = {"X-PolicyQA-Private": wrong}
        is_problem(client.post("/api/v1/ask", json={"question": QUESTION}, headers=headers), 410, "private-gone")
        is_problem(client.get("/api/v1/documents", headers=headers), 410, "private-gone")
        is_problem(client.get(ADDRESS, headers=headers), 410, "private-gone")


def test_two_people_do_not_see_each_other(client: TestClient) -> None:
    one, other = bearer(sent(client)), bearer(sent(client, TEXT.replace("十元", "九元")))
    assert "九元" not in client.post("/api/v1/ask", json={"question": QUESTION}, headers=one).text
    assert "十元" not in client.post("/api/v1/ask", json={"question": QUESTION}, headers=other).text


def test_it_ends_when_told(client: TestClient) -> None:
    own = bearer(sent(client))
    assert 0 < client.get(ADDRESS, headers=own).json()["left_seconds"] <= 30 * 60
    assert client.delete(ADDRESS, headers=own).status_code == 204
    is_problem(client.delete(ADDRESS, headers=own), 410, "private-gone")
    assert client.delete(ADDRESS).status_code == 422


def test_a_bare_body_is_read_by_its_media_type(client: TestClient) -> None:
    page = "<html><body><h1>关于食堂的通知</h1><p>一、收费。每餐三元。</p></body></html>"
    uploaded = client.post(ADDRESS, content=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
    own = bearer(uploaded)
    assert client.get(f"/api/v1/documents/{uploaded.json()['document']['id']}", headers=own).json()["report"]["format"] == "html"
    is_problem(client.post(ADDRESS, content=b"x", headers={"Content-Type": "image/png"}), 415, "unsupported-format")


@pytest.mark.parametrize(
    ("content", "name", "status", "kind"),
    [
        (b"", "x.txt", 422, "damaged-document"),
        (b"%PDF-1.4 broken", "x.pdf", 422, "damaged-document"),
        (b"PK\x03\x04 zip", "x.zip", 415, "unsupported-format"),
        (b"MZ\x90", "x.exe", 415, "unsupported-format"),
    ],
)
def test_what_cannot_be_read_is_a_problem(client: TestClient, content: bytes, name: str, status: int, kind: str) -> None:
    is_problem(sent(client, content, name), status, kind)


def test_a_form_must_hold_one_file(client: TestClient) -> None:
    is_problem(client.post(ADDRESS, files={"other": ("x.txt", TEXT)}), 422, "damaged-document")
    is_problem(client.post(ADDRESS, files=[("file", ("x.txt", TEXT)), ("file", ("y.txt", TEXT))]), 422, "damaged-document")
    is_problem(client.post(ADDRESS, content=b"junk", headers={"Content-Type": "multipart/form-data"}), 422, "damaged-document")


def test_limits_are_told_and_kept(letters: LetterSearch, tmp_path: Path) -> None:
    limits = {"private_max_bytes": 100_000, "private_max_chars": 500, "private_max_sessions": 1, "max_request_bytes": 2000}
    with opened(letters, tmp_path, **limits) as client:
        told = client.get("/api/v1/private").json()
        assert (told["enabled"], told["max_bytes"], told["max_characters"]) == (True, 100_000, 500)
        is_problem(sent(client, TEXT * 20), 413, "document-too-large")
        is_problem(sent(client, TEXT * 4000), 413, "too-large")
        assert client.post("/api/v1/ask", json={"question": "长" * 3000}).status_code == 413, "the limit of other paths stays"
        own = bearer(sent(client))
        is_problem(sent(client), 503, "too-many-private")
        client.delete(ADDRESS, headers=own)
        bearer(sent(client))


def test_a_switch_turns_it_off(letters: LetterSearch, tmp_path: Path) -> None:
    with opened(letters, tmp_path, private_documents=False) as client:
        assert client.get("/api/v1/private").json()["enabled"] is False
        is_problem(sent(client), 403, "private-off")
        is_problem(client.post("/api/v1/ask", json={"question": QUESTION}, headers={"X-PolicyQA-Private": "x"}), 403, "private-off")


def test_a_file_name_is_text_without_folders(client: TestClient) -> None:
    name = "..\\..\\a/<img src=x onerror=alert(1)>\u202e.txt"
    source = sent(client, TEXT, name).json()["document"]["source"]
    assert source.startswith("<img src=x")
    assert not {"/", "\\", "\n", "\u202e"} & set(source)


def test_nothing_of_it_is_written_or_logged(
    letters: LetterSearch, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: Any
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    caplog.set_level(logging.DEBUG)
    with opened(letters, tmp_path / "data") as client:
        uploaded = sent(client, TEXT + "附注。" * 20_000, "食堂的秘密.txt")
        own = bearer(uploaded)
        client.post("/api/v1/ask", json={"question": QUESTION}, headers=own)
        client.delete(ADDRESS, headers=own)
    logged = caplog.text + "".join(str(getattr(record, "fields", "")) for record in caplog.records)
    for secret in ("食堂", "访客", uploaded.json()["token"]):
        assert secret not in logged
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "data").exists()


def test_it_is_gone_with_the_service(letters: LetterSearch, tmp_path: Path) -> None:
    with opened(letters, tmp_path) as client:
        rooms = client.app.state.private.rooms  # type: ignore[attr-defined]
        bearer(sent(client))
        assert len(rooms) == 1
    assert len(rooms) == 0


def test_eligibility_and_chat_clients_reach_it_too(client: TestClient) -> None:
    own = bearer(sent(client))
    matrix = client.post("/api/v1/eligibility", json={"description": "访客"}, headers=own)
    assert matrix.status_code == 200
    assert "湘政办发" not in matrix.text
    chat = client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": QUESTION}]}, headers=own)
    assert "十元" in chat.text
