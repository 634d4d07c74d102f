"""Other systems asked the same cases, over real HTTP on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from answers_scored import TEXT, a_case, an_answer

from evaluation.judge import Judge
from evaluation.metrics import score
from evaluation.scores import Scored
from evaluation.systems import ChatSystem, HttpSystem


class Service(BaseHTTPRequestHandler):
    """Answers like this product, like a chat endpoint, like a judge, or not at all."""

    received: list[dict[str, Any]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append(body)  # type: ignore[attr-defined]
        if body.get("question") == "崩溃":
            self.send_error(500)
            return
        if self.path == "/api/v1/ask":
            reply: dict[str, Any] = an_answer()
        else:
            judging = "response_format" in body
            reply = {"choices": [{"message": {"content": '{"correct": true}' if judging else "给予5万元补贴。"}}]}
        data = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as running:
        running.received = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def address(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_a_service_with_this_interface_is_scored_like_the_product(server: ThreadingHTTPServer) -> None:
    case = a_case(history=("前一问",), kind="follow_up")
    answer = HttpSystem(address(server)).answer(case)
    assert score(case, answer, {"d": TEXT})["strict accuracy"] == 1.0
    assert server.received == [{"question": case.question, "history": ["前一问"]}]  # type: ignore[attr-defined]


def test_a_failure_is_a_record_and_not_a_crash(server: ThreadingHTTPServer) -> None:
    answer = HttpSystem(address(server)).answer(a_case(question="崩溃"))
    assert answer["status"] == "error"
    assert "500" in answer["error"]
    assert score(a_case(), answer, {"d": TEXT})["strict accuracy"] == 0.0
    assert HttpSystem("http://127.0.0.1:9", timeout_s=2).answer(a_case())["status"] == "error"


def test_a_chat_endpoint_is_scored_for_facts(server: ThreadingHTTPServer) -> None:
    case = a_case(history=("前一问",), kind="follow_up")
    answer = ChatSystem(address(server), model="m").answer(case)
    values = score(case, answer, {"d": TEXT})
    assert values["key-fact recall"] == 1.0
    assert values["citation recall"] == 0.0
    (sent,) = server.received  # type: ignore[attr-defined]
    assert [message["content"] for message in sent["messages"]] == ["前一问", case.question]


def test_a_judge_gives_a_verdict_or_none(server: ThreadingHTTPServer) -> None:
    scored = Scored(case=a_case(), answer=an_answer(), values={})
    assert Judge(address(server), model="m").verdict(scored) is True
    assert Judge("http://127.0.0.1:9", model="m", timeout_s=2).verdict(scored) is None
