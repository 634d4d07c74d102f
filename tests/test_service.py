"""The HTTP service, over the real answering steps and a search without vectors."""

from __future__ import annotations

import asyncio
import html
import json
import logging
import re
import shlex
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient
from letter_search import LetterSearch, reading_room
from letter_service import ready

from corpus.errors import IndexMismatch, IndexMissing, IndexStorageError, PolicyQAError, StoreUnavailable, WeightsError
from rag.settings import Settings
from ui.cli_service import listen
from ui.event_json import data_line, server_sent
from ui.reading_room import ReadingRoom
from ui.service import create_app

QUESTION = "直播电商和社区电商怎么发展？"


@pytest.fixture(scope="module")
def letters(policies: Path) -> LetterSearch:
    return LetterSearch(policies)


def opened(letters: LetterSearch, **settings: Any) -> TestClient:
    return TestClient(create_app(Settings(**settings), lambda: reading_room(letters)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(letters: LetterSearch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with opened(letters, data_dir=tmp_path_factory.mktemp("data")) as made:
        yield ready(made)


@pytest.fixture(scope="module")
def address(letters: LetterSearch) -> Iterator[str]:
    """The service behind a real socket."""
    with served(letters) as at:
        yield at


class served:
    """Runs the service on a free port of this machine while the block lasts."""

    def __init__(self, letters: LetterSearch, **settings: Any) -> None:
        self.socket = listen("127.0.0.1", 0)
        app = create_app(Settings(**settings), lambda: reading_room(letters))
        self.server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        self.thread = threading.Thread(target=lambda: self.server.run(sockets=[self.socket]))

    def __enter__(self) -> str:
        self.thread.start()
        at = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        for _ in range(500):
            try:
                if httpx.get(at + "/readyz", timeout=1).status_code == 200:
                    return at
            except httpx.TransportError:
                pass
            time.sleep(0.01)
        raise AssertionError("the service did not become ready")

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)
        self.socket.close()


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def is_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert "\n" not in body["detail"]
    return body


def test_an_answer_has_the_form_of_the_contract(client: TestClient, letters: LetterSearch) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    keys = ["id", "question", "language", "status", "text", "claims", "citations", "contacts", "ranked", "receipt", "timings_ms"]
    assert [key for key in answer if key in keys] == keys
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        text = letters.documents[citation["document"]].document.text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert {position for claim in answer["claims"] for position in claim["citations"]} == set(range(len(answer["citations"])))


def test_history_and_language_reach_the_assistant(client: TestClient, letters: LetterSearch) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION, "history": ["甲？", "乙？"], "language": "en"}).json()
    assert letters.asked[-1] == (QUESTION, ("甲？", "乙？"), "en")
    assert answer["language"] == "en"


def test_a_stream_gives_the_same_answer_in_steps(client: TestClient) -> None:
    response = client.post("/api/v1/ask/stream", json={"question": QUESTION})
    assert response.headers["content-type"].startswith("text/event-stream")
    steps = events(response.text)
    names = [name for name, _ in steps]
    assert names[0] == "retrieval"
    assert names[-2:] == ["citations", "done"]
    assert set(names[1:-2]) == {"claim"}
    whole = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    done = steps[-1][1]
    assert {**done, "id": 0, "timings_ms": 0} == {**whole, "id": 0, "timings_ms": 0}
    assert [data["text"] for name, data in steps if name == "claim"] == [claim["text"] for claim in whole["claims"]]


@pytest.mark.parametrize("path", ["/api/v1/ask", "/api/v1/ask/stream", "/api/v1/search"])
@pytest.mark.parametrize("question", ["", "  \n ", "长" * 1001, "a\x00b"])
def test_a_question_that_cannot_be_asked_is_a_problem(client: TestClient, path: str, question: str) -> None:
    body = is_problem(client.post(path, json={"question": question}), 422)
    assert body["type"] == "urn:policyqa:question-error"


@pytest.mark.parametrize(
    ("send", "status"),
    [
        (lambda client: client.post("/api/v1/ask", json={}), 422),
        (lambda client: client.post("/api/v1/ask", json={"question": 3}), 422),
        (lambda client: client.post("/api/v1/ask", json={"question": "好", "unknown": 1}), 422),
        (lambda client: client.post("/api/v1/ask", content=b"{", headers={"content-type": "application/json"}), 422),
        (lambda client: client.post("/api/v1/ask", content=b"\xff\xfe", headers={"content-type": "application/json"}), 422),
        (lambda client: client.post("/api/v1/ask", content=b'{"question":"\\ud800"}', headers={"content-type": "application/json"}), 422),
        (lambda client: client.post("/api/v1/search", json={"question": "好", "k": 0}), 422),
        (lambda client: client.get("/api/v1/nothing"), 404),
        (lambda client: client.get("/api/v1/documents/none/measures"), 404),
        (lambda client: client.get("/v1/nothing"), 404),
        (lambda client: client.get("/nothing"), 404),
        (lambda client: client.get("/api/v1/ask"), 405),
        (lambda client: client.delete("/api/v1/documents"), 405),
        (lambda client: client.post("/healthz"), 405),
        (lambda client: client.post("/api/v1/ask", json={"question": "长" * 400_000}), 413),
        (lambda client: client.post("/v1/chat/completions", json={"messages": []}), 422),
        (lambda client: client.post("/v1/chat/completions", json={"messages": [{"role": "assistant", "content": "x"}]}), 422),
    ],
)
def test_every_error_is_problem_details(client: TestClient, send: Callable[[TestClient], Any], status: int) -> None:
    response = send(client)
    body = is_problem(response, status)
    assert body["error"]["message"] == body["detail"]
    if status == 405:
        assert response.headers["allow"]


HALF = "\ud83d"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        *((f"/api/v1/{path}", {"question": QUESTION + HALF}) for path in ("ask", "ask/stream", "search")),
        ("/api/v1/ask", {"question": QUESTION, "history": [HALF]}),
        ("/api/v1/ask", {"question": QUESTION, "region": HALF}),
        ("/api/v1/verify", {"id": HALF, "status": "answered"}),
        ("/api/v1/eligibility", {HALF: "x"}),
        ("/api/v1/feedback", {"answer": "0" * 16, "verdict": "up", "status": "answered", "comment": HALF}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": QUESTION + HALF}]}),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": [{"type": "text", "text": HALF}]}]}),
    ],
)
def test_half_a_character_is_a_problem_at_every_door(client: TestClient, path: str, body: dict[str, Any]) -> None:
    is_problem(client.post(path, content=json.dumps(body).encode(), headers={"content-type": "application/json"}), 422)


def test_an_event_is_one_line_to_every_reader() -> None:
    said = {"text": "甲\u0085乙\u2028丙\u2029丁"}
    for event in (server_sent("claim", said), data_line(said)):
        *_, line, _ = event.decode().splitlines()
        assert json.loads(line.removeprefix("data: ")) == said


def test_the_language_is_the_one_that_the_tag_means(client: TestClient) -> None:
    assert client.post("/api/v1/ask", json={"question": QUESTION, "language": "zh-hant_HK"}).json()["language"] == "zh-Hant"
    is_problem(client.post("/api/v1/ask", json={"question": QUESTION, "language": "xx"}), 422)


def test_a_body_that_does_not_say_its_length_is_still_counted(client: TestClient) -> None:
    pieces = (b"x" * 100_000 for _ in range(20))
    is_problem(client.post("/api/v1/ask", content=pieces, headers={"content-type": "application/json"}), 413)


def test_an_unforeseen_error_tells_nothing_of_the_inside(policies: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(LetterSearch):
        def search(self, question: str, **more: Any) -> Any:
            if question == QUESTION:
                raise ZeroDivisionError("secret inside")
            return super().search(question, **more)

    with opened(Broken(policies)) as client:
        ready(client)
        body = is_problem(client.post("/api/v1/ask", json={"question": QUESTION}), 500)
    assert "secret" not in json.dumps(body)
    assert "ZeroDivisionError" in caplog.text


def test_search_gives_measures_best_first(client: TestClient) -> None:
    hits = client.post("/api/v1/search", json={"question": QUESTION, "k": 3}).json()["hits"]
    assert len(hits) == 3
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)
    assert {"document", "measure", "path", "score", "text"} <= set(hits[0])


def test_a_stored_answer_is_checked_again(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    assert client.post("/api/v1/verify", json=answer).json()["holds"] is True
    answer["citations"][0]["quote"] = answer["citations"][0]["quote"][:-1] + "！"
    assert client.post("/api/v1/verify", json=answer).json()["holds"] is False
    body = is_problem(client.post("/api/v1/verify", json={"status": "maybe"}), 422)
    assert body["type"] == "urn:policyqa:answer-format-error"
    is_problem(client.post("/api/v1/verify", json=[1]), 422)


def test_documents_and_their_measures(client: TestClient) -> None:
    (listed,) = client.get("/api/v1/documents").json()["documents"]
    assert (listed["number"], listed["measures"]) == ("湘政办发〔2021〕38号", 20)
    whole = client.get(f"/api/v1/documents/{listed['id']}").json()
    measures = client.get(f"/api/v1/documents/{listed['id']}/measures").json()["measures"]
    assert [measure["ordinal"] for measure in measures] == list(range(1, 21))
    assert all(whole["text"][measure["start"] : measure["end"]] == measure["text"] for measure in measures)


def test_the_description_names_every_path_with_an_example(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert {"/api/v1/ask", "/api/v1/ask/stream", "/api/v1/search", "/api/v1/verify", "/v1/chat/completions"} <= set(described["paths"])
    asked = described["components"]["schemas"]["AskRequest"]["properties"]["question"]
    assert asked["examples"]
    assert "4XX" in described["paths"]["/api/v1/ask"]["post"]["responses"]


def test_not_ready_is_said_and_why() -> None:
    def fails() -> Any:
        raise IndexMissing("nothing has been indexed: run policyqa index")

    with TestClient(create_app(Settings(), fails)) as client:
        for _ in range(200):
            if client.get("/readyz").json()["status"] == 503 and client.app.state.desk.trouble:  # type: ignore[attr-defined]
                break
            time.sleep(0.01)
        assert client.get("/healthz").status_code == 200
        told = is_problem(client.get("/readyz"), 503)
        assert "policyqa index" in told["detail"]
        assert (told["desk"], told["reason"]) == ("failed", "index-missing")
        assert "policyqa index" in is_problem(client.post("/api/v1/ask", json={"question": QUESTION}), 503)["detail"]


@pytest.mark.parametrize("error", [IndexMissing, IndexMismatch, IndexStorageError, StoreUnavailable])
@pytest.mark.parametrize("while_warming", [False, True])
def test_what_can_pass_needs_no_restart(
    letters: LetterSearch, monkeypatch: pytest.MonkeyPatch, error: type[PolicyQAError], while_warming: bool
) -> None:
    monkeypatch.setattr("ui.desk.AGAIN_S", 0.02)
    tries: list[int] = []

    def hindered(*_: object) -> None:
        tries.append(1)
        if len(tries) < 3:
            assert app.state.desk.status != "ready"
            raise error("it is in the way: wait")

    def opener() -> ReadingRoom:
        if not while_warming:
            hindered()
        return reading_room(letters)

    if while_warming:
        monkeypatch.setattr(ReadingRoom, "warm", hindered)

    app = create_app(Settings(), opener)
    with TestClient(app) as client:
        ready(client)
        assert client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 200
        assert app.state.desk.trouble is None
    assert len(tries) == 3


@pytest.mark.parametrize(("error", "pauses"), [(IndexMissing, [3.0] * 7), (IndexMismatch, [3.0, 6.0, 12.0, 24.0, 48.0, 60.0, 60.0])])
def test_what_is_in_the_way_is_looked_at_less_and_less_often_but_a_missing_index_is_not(
    error: type[PolicyQAError], pauses: list[float]
) -> None:
    waited: list[float] = []

    class Clock(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0.0)
            return len(waited) == 7

    def opener() -> ReadingRoom:
        raise error("it is in the way: wait")

    desk = create_app(Settings(), opener).state.desk
    desk._closed = Clock()
    desk._open()
    assert waited == pauses


def test_a_fault_while_warming_up_closes_no_desk(letters: LetterSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    def warm(_: ReadingRoom) -> None:
        raise RuntimeError("no room on the disk")

    monkeypatch.setattr(ReadingRoom, "warm", warm)
    with opened(letters) as client:
        ready(client)
        assert client.post("/api/v1/ask", json={"question": QUESTION}).status_code == 200


def test_what_cannot_pass_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.desk.AGAIN_S", 0.0)
    tries: list[int] = []

    def opener() -> ReadingRoom:
        tries.append(1)
        raise WeightsError("the weights are damaged: install the package again")

    desk = create_app(Settings(), opener).state.desk
    desk._open()
    assert (desk.status, len(tries)) == ("failed", 1)


def test_the_rate_is_limited_by_address(letters: LetterSearch) -> None:
    with opened(letters, requests_per_minute=2) as client:
        ready(client)
        statuses = [client.post("/api/v1/search", json={"question": QUESTION}) for _ in range(3)]
        assert [response.status_code for response in statuses] == [200, 200, 429]
        is_problem(statuses[-1], 429)
        assert int(statuses[-1].headers["retry-after"]) > 0
        assert client.get("/api/v1/documents").status_code == 200


def test_a_slow_answer_blocks_no_other_and_too_many_are_refused(policies: Path) -> None:
    letters = LetterSearch(policies)
    with served(letters, workers=1, waiting=1) as at:
        letters.go_on.clear()
        asyncio.run(_crowd(at, letters))


async def _crowd(at: str, letters: LetterSearch) -> None:
    async with httpx.AsyncClient(base_url=at, timeout=20) as client:
        # Three at once, room for one at work and one waiting: whichever comes third is refused while the others are held.
        asked = [asyncio.create_task(client.post("/api/v1/ask", json={"question": QUESTION})) for _ in range(3)]
        (refused,), held = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        is_problem(refused.result(), 503)
        assert (await client.get("/healthz")).status_code == 200
        letters.go_on.set()
        assert [(await one).status_code for one in held] == [200, 200]


def test_a_reader_who_leaves_mid_stream_frees_the_worker(policies: Path) -> None:
    letters = LetterSearch(policies)
    with served(letters, workers=1, waiting=0) as at:
        with httpx.stream("POST", at + "/api/v1/ask/stream", json={"question": QUESTION}) as response:
            next(response.iter_raw())
        for _ in range(100):
            response = httpx.post(at + "/api/v1/ask", json={"question": QUESTION})
            if response.status_code == 200:
                break
            time.sleep(0.02)
        assert response.status_code == 200


def test_no_question_is_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client.post("/api/v1/ask", json={"question": "甲乙丙丁怎么办？"})
    client.get("/api/v1/documents", params={"q": "甲乙丙丁怎么办？"})
    client.post("/api/v1/ask", json={"question": "甲乙丙丁" * 400})
    logged = caplog.text + "".join(str(getattr(record, "fields", "")) for record in caplog.records)
    assert "'path': '/api/v1/ask'" in logged
    assert "甲乙丙丁" not in logged


def test_the_official_openai_client(address: str) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(base_url=address + "/v1", api_key="none", max_retries=0)
    assert [model.id for model in client.models.list()] == ["policyqa"]
    messages = [
        {"role": "system", "content": "Answer freely."},
        {"role": "user", "content": "新零售？"},
        {"role": "assistant", "content": "……"},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
    ]
    whole = client.chat.completions.create(model="policyqa", messages=messages)
    message = whole.choices[0].message
    assert message.citations[0]["quote"] in message.content.replace("\\", "")
    pieces = list(client.chat.completions.create(model="policyqa", messages=messages, stream=True, stream_options={"include_usage": True}))
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices) == message.content
    assert pieces[-2].choices[0].delta.citations == message.citations
    assert pieces[-1].usage.total_tokens > 0
    with pytest.raises(openai.UnprocessableEntityError, match="empty"):
        client.chat.completions.create(model="policyqa", messages=[{"role": "user", "content": ""}])
    client.close()


def test_the_earlier_questions_of_a_chat_are_its_history(client: TestClient, letters: LetterSearch) -> None:
    roles = [("user", "甲？"), ("assistant", "乙"), ("user", QUESTION)]
    client.post("/v1/chat/completions", json={"messages": [{"role": role, "content": words} for role, words in roles]})
    assert letters.asked[-1] == (QUESTION, ("甲？",), None)


def test_langchains_chat_openai(address: str) -> None:
    module = pytest.importorskip("langchain_openai")
    model = module.ChatOpenAI(base_url=address + "/v1", api_key="none", model="policyqa", max_retries=0)
    said = model.invoke([("human", QUESTION)]).content
    assert "社区电商" in said
    assert "".join(piece.content for piece in model.stream([("human", QUESTION)])) == said


def test_docs_is_a_page_whose_examples_run(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page.text)
    commands = [html.unescape(one) for one in re.findall(r"<pre><code>(.*?)</code>", page.text, re.DOTALL)]
    assert len(commands) == sum(len(methods) for methods in client.get("/openapi.json").json()["paths"].values())
    token = client.post("/api/v1/private/documents", files={"file": ("x.txt", "一、收费。每餐三元。")}).json()["token"]
    for command in commands:
        words = shlex.split(command.replace("TOKEN", token))
        address = words[2].removeprefix("http://testserver")
        headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
        if "DELETE" in words:
            got = client.delete(address, headers=headers)
        elif "-F" in words:
            got = client.post(address, files={"file": ("document.txt", "一、收费。每餐三元。")})
        elif "-d" not in words:
            got = client.get(address, headers=headers)
        elif (body := words[words.index("-d") + 1]) == "@answer.json":
            got = client.post(address, json=client.post("/api/v1/ask", json={"question": QUESTION}).json())
        else:
            got = client.post(address, content=body.encode(), headers=headers)
        assert got.status_code in (200, 201, 204), command


@pytest.mark.parametrize(
    ("content", "media", "words"),
    [
        ('{"question": "充电"}', "text/plain", "Content-Type: application/json"),
        ('{"question": ', "application/json", "not JSON (character 13)"),
        ("[]", "application/json", "not a JSON object"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_what_to_do(client: TestClient, content: str, media: str, words: str) -> None:
    got = client.post("/api/v1/ask", content=content.encode(), headers={"Content-Type": media})
    assert got.status_code == 422
    assert words in got.json()["detail"]
    assert got.json()["errors"][0]["pointer"] == ""
