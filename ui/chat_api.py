"""The OpenAI-compatible door: ``/v1/chat/completions`` and ``/v1/models``.

The answer's ``citations``, ``claims`` and ``status`` stand in the message beside ``content``; in a stream they come with the last piece.
Nothing leaves before it is proved: a stream's pieces are whole claims.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from corpus.errors import QuestionError
from rag.answer_json import to_json
from ui.api import desk_of
from ui.event_json import EVENT_STREAM, STREAM_HEADERS, data_line
from ui.heartbeats import kept_open, opened
from ui.problems import problem_of
from ui.schemas import ChatMessage, ChatRequest

if TYPE_CHECKING:
    from rag.answers import Answer

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])

MODEL = "policyqa"


@router.get("/models", summary="The one model there is")
async def models() -> dict[str, Any]:
    """The model's name, in OpenAI's form."""
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}]}


@router.post("/chat/completions", summary="Answer the last message of a chat", response_class=JSONResponse)
async def complete(request: Request, chat: ChatRequest) -> Response:
    """Answer the last message of the user; the user's earlier messages are its history, all other roles are ignored."""
    question, history = asked(chat.messages)
    desk = desk_of(request)
    if not chat.stream:
        return JSONResponse(completion(await desk.ask(question, history)))
    usage = bool(chat.stream_options and chat.stream_options.include_usage)
    every_s: float = request.app.state.heartbeat_s
    written = await opened(streamed(desk.ask(question, history), usage), every_s)
    return StreamingResponse(kept_open(told(written), every_s), media_type=EVENT_STREAM, headers=STREAM_HEADERS)


def asked(messages: list[ChatMessage]) -> tuple[str, list[str]]:
    """The question and its history.

    Raises:
        QuestionError: When the last message is not the user's.
    """
    if messages[-1].role != "user":
        raise QuestionError("the last message is not the user's: end the messages with a question of role user")
    words = [message.words() for message in messages if message.role == "user"]
    return words[-1], words[:-1]


def completion(answer: Answer) -> dict[str, Any]:
    """A whole answer as a chat completion."""
    return {
        **_opening(answer, "chat.completion"),
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": answer.text, "refusal": None, **_proof(answer)},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": _usage(answer),
    }


async def streamed(coming: Awaitable[Answer], usage: bool) -> AsyncGenerator[bytes, None]:
    """An answer as a stream of chat completion chunks, once it is there."""
    for piece in pieces(await coming, usage):
        yield piece


async def told(written: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The same stream, with an error that comes too late for the status line in the form that OpenAI's clients raise."""
    try:
        async for piece in written:
            yield piece
    except Exception as error:  # noqa: BLE001 - logged and told as a problem, the headers being sent already
        _, body = problem_of(error)
        yield data_line({"error": body["error"]})
    finally:
        await written.aclose()


def pieces(answer: Answer, usage: bool) -> Iterator[bytes]:
    """The chunks of an answer, paragraph by paragraph."""
    opening = _opening(answer, "chat.completion.chunk")

    def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
        return data_line({**opening, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]})

    yield chunk({"role": "assistant", "content": ""})
    blocks = answer.text.split("\n\n")
    for position, block in enumerate(blocks):
        yield chunk({"content": block + ("\n\n" if position < len(blocks) - 1 else "")})
    yield chunk(_proof(answer), "stop")
    if usage:
        yield data_line({**opening, "choices": [], "usage": _usage(answer)})
    yield b"data: [DONE]\n\n"


def _opening(answer: Answer, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{answer.id}", "object": kind, "created": int(time.time()), "model": MODEL}


def _proof(answer: Answer) -> dict[str, Any]:
    whole = to_json(answer)
    return {name: whole[name] for name in ("status", "claims", "citations", "contacts")}


def _usage(answer: Answer) -> dict[str, int]:
    """Counted in characters: there is no tokenizer that a client could share."""
    asked_for, given = len(answer.question), len(answer.text)
    return {"prompt_tokens": asked_for, "completion_tokens": given, "total_tokens": asked_for + given}
