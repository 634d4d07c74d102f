"""Streams stay open while an answer takes its time, and end cleanly when the reader leaves."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_search import LetterSearch
from test_service import QUESTION, served

from corpus.errors import StoreUnavailable
from ui.heartbeats import HEARTBEAT, kept_open, opened


async def _collect(pieces: AsyncGenerator[bytes, None]) -> list[bytes]:
    return [piece async for piece in pieces]


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=3), st.sampled_from([0.0, 0.012])), max_size=5))
def test_every_piece_arrives_in_order_whatever_the_pauses(planned: list[tuple[bytes, float]]) -> None:
    async def source() -> AsyncGenerator[bytes, None]:
        for piece, pause in planned:
            await asyncio.sleep(pause)
            yield piece

    got = asyncio.run(_collect(kept_open(source(), 0.004)))
    assert [piece for piece in got if piece != HEARTBEAT] == [piece for piece, _ in planned if piece != HEARTBEAT]


def test_silence_is_filled_and_the_end_is_the_end() -> None:
    go_on = asyncio.Event()

    async def source() -> AsyncGenerator[bytes, None]:
        yield b"first"
        await go_on.wait()
        yield b"last"

    async def run() -> list[bytes]:
        got = []
        async for piece in kept_open(source(), 0.005):
            got.append(piece)
            if got.count(HEARTBEAT) == 3:
                go_on.set()
        return got

    got = asyncio.run(run())
    assert got[:4] == [b"first", HEARTBEAT, HEARTBEAT, HEARTBEAT]
    assert got[-1] == b"last"


def test_a_reader_who_leaves_closes_the_source() -> None:
    closed: list[bool] = []

    async def source() -> AsyncGenerator[bytes, None]:
        try:
            yield b"first"
            await asyncio.Event().wait()
        finally:
            closed.append(True)

    async def run() -> None:
        pieces = kept_open(await opened(source(), 1), 0.005)
        assert await anext(pieces) == b"first"
        assert await anext(pieces) == HEARTBEAT
        await pieces.aclose()

    asyncio.run(run())
    assert closed == [True]


def test_an_error_before_the_first_piece_is_raised_at_once() -> None:
    async def source() -> AsyncGenerator[bytes, None]:
        raise StoreUnavailable("the store does not answer")
        yield b""

    async def run() -> None:
        with pytest.raises(StoreUnavailable):
            await opened(source(), 1)

    asyncio.run(run())


@contextmanager
def slowly(policies: Path) -> Iterator[tuple[str, threading.Event]]:
    """A service that answers when told, and sends a heartbeat every few milliseconds."""
    letters = LetterSearch(policies)
    with served(letters, heartbeat_s=0.02) as at:
        letters.go_on.clear()
        yield at, letters.go_on


def test_both_streams_carry_comments_until_the_answer_is_there(policies: Path) -> None:
    chat = {"model": "policyqa", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
    with slowly(policies) as (at, go_on):
        for path, body in (("/api/v1/ask/stream", {"question": QUESTION}), ("/v1/chat/completions", chat)):
            go_on.clear()
            lines: list[str] = []
            with httpx.stream("POST", at + path, json=body, timeout=20) as response:
                assert response.status_code == 200
                assert response.headers["x-accel-buffering"] == "no"
                for line in response.iter_lines():
                    lines.append(line)
                    if sum(one.startswith(":") for one in lines) == 2:
                        go_on.set()
            assert any(line.startswith("data: ") for line in lines)
            assert lines.index(": still working") == 0


def test_the_openai_client_reads_past_the_comments(policies: Path) -> None:
    openai = pytest.importorskip("openai")
    with slowly(policies) as (at, go_on):
        threading.Timer(0.2, go_on.set).start()
        with openai.OpenAI(base_url=at + "/v1", api_key="none") as client:
            pieces = client.chat.completions.create(model="policyqa", messages=[{"role": "user", "content": QUESTION}], stream=True)
            text = "".join(piece.choices[0].delta.content or "" for piece in pieces)
    assert "社区电商" in text


def test_an_error_after_the_stream_has_begun_is_told_in_the_stream(policies: Path) -> None:
    class Failing(LetterSearch):
        def search(self, question: str, **named: Any) -> Any:
            if question != QUESTION:
                return super().search(question, **named)
            self.go_on.wait(timeout=30)
            raise StoreUnavailable("the vector store does not answer")

    letters = Failing(policies)
    chat = {"model": "policyqa", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
    with served(letters, heartbeat_s=0.02) as at:
        for path, body in (("/api/v1/ask/stream", {"question": QUESTION}), ("/v1/chat/completions", chat)):
            letters.go_on.clear()
            data: list[Any] = []
            with httpx.stream("POST", at + path, json=body, timeout=20) as response:
                assert response.status_code == 200
                for line in response.iter_lines():
                    letters.go_on.set()
                    if line.startswith("data: "):
                        data.append(json.loads(line.removeprefix("data: ")))
            assert "does not answer" in json.dumps(data[-1])
