"""The chat model behind an OpenAI-compatible address, far or in this process; the one module that knows the client.

Calls run on one event loop of their own, so that a slow one costs a waiting thread and nothing else, and ends when its time is up.
"""

from __future__ import annotations

import asyncio
import atexit
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import SecretStr

from corpus.errors import GeneratorError, SettingsError
from rag.local_model.server import LlamaServer, Served, check
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable
    from langchain_openai import ChatOpenAI

Turn = tuple[str, str]
"""Role (system, human, ai) and text."""


class Replies(Protocol):
    """What can answer a prompt."""

    name: str

    def reply(self, turns: Sequence[Turn], response_format: Mapping[str, Any], *, spent_s: float = 0.0) -> str:
        """The reply's text; raises GeneratorError. ``spent_s`` seconds of the time are gone already."""


class Chat:
    """A chat model with a limit on time; safe to share between threads."""

    def __init__(self, model: Runnable[Any, Any], *, name: str, timeout_s: float) -> None:
        self.model = model
        self.name = name
        self._timeout_s = timeout_s
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="chat", daemon=True).start()

    def reply(self, turns: Sequence[Turn], response_format: Mapping[str, Any], *, spent_s: float = 0.0) -> str:
        """The text of the model's reply; ``spent_s`` seconds of the time are gone already.

        Raises:
            GeneratorError: When it does not come in time, or the server fails in any way.
        """
        future = asyncio.run_coroutine_threadsafe(self._reply(turns, response_format, self._timeout_s - spent_s), self._loop)
        return future.result()

    async def _reply(self, turns: Sequence[Turn], response_format: Mapping[str, Any], left_s: float) -> str:
        model = self.model.bind(response_format=dict(response_format))
        try:
            message = await asyncio.wait_for(model.ainvoke(list(turns)), left_s)
        except TimeoutError as error:
            raise GeneratorError(f"the chat model did not answer within {self._timeout_s:g} s") from error
        except Exception as error:
            # Whatever the client or a broken server raises is one thing to the caller: no answer from the model.
            raise GeneratorError(f"the chat model failed: {type(error).__name__}") from error
        content = message.content if isinstance(message.content, str) else ""
        if message.response_metadata.get("finish_reason") == "length":
            raise GeneratorError("the chat model's reply was cut off")
        return content


def open_chat_model(settings: Settings) -> ChatOpenAI:
    """LangChain's chat model for the endpoint of the settings, for use in any chain.

    Raises:
        SettingsError: When address or model are not set.
    """
    if not settings.llm_base_url or not settings.llm_model:
        raise SettingsError("generator openai needs an endpoint: set POLICYQA_LLM_BASE_URL and POLICYQA_LLM_MODEL")
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        base_url=settings.llm_base_url,
        api_key=settings.llm_api_key or SecretStr("none"),
        model=settings.llm_model,
        timeout=settings.llm_timeout_s,
        temperature=settings.llm_temperature,
        max_retries=0,
    )


class LocalChat:
    """llama.cpp in this process: it starts with the first question, within that question's time, and stops with the program."""

    def __init__(self, settings: Settings) -> None:
        """Looks whether it could start.

        Raises:
            SettingsError: When xllamacpp or the weights are missing.
        """
        check(settings.local_model)
        self.name = f"local:{settings.local_model.stem}"
        self._settings = settings
        self._lock = threading.Lock()
        self._chat: Future[Chat] | None = None

    def reply(self, turns: Sequence[Turn], response_format: Mapping[str, Any], *, spent_s: float = 0.0) -> str:
        """The text of the model's reply.

        Raises:
            GeneratorError: When the model is still loading when the time is up, did not start, or fails.
        """
        started = time.monotonic() - spent_s
        limit = self._settings.llm_timeout_s
        try:
            chat = self._starting().result(limit - spent_s)
        except TimeoutError as error:
            raise GeneratorError(f"the local model was still loading after {limit:g} s") from error
        return chat.reply(turns, response_format, spent_s=time.monotonic() - started)

    def _starting(self) -> Future[Chat]:
        with self._lock:
            if self._chat is None:
                self._chat = Future()
                threading.Thread(target=self._start, args=(self._chat,), name="local model", daemon=True).start()
            return self._chat

    def _start(self, chat: Future[Chat]) -> None:
        settings = self._settings
        # A key of its own: other programs of the machine, web pages among them, find the port but are not answered.
        key = secrets.token_urlsafe(24)
        served = Served(
            model=settings.local_model,
            name=settings.local_model.stem,
            key=key,
            threads=settings.local_threads,
            context=settings.local_context,
        )
        try:
            server = LlamaServer(served)
        except (GeneratorError, SettingsError) as error:
            chat.set_exception(GeneratorError(str(error)))
            return
        atexit.register(server.close)
        own = {"llm_base_url": server.address, "llm_model": served.name, "llm_api_key": SecretStr(key)}
        chat.set_result(Chat(open_chat_model(settings.model_copy(update=own)), name=self.name, timeout_s=settings.llm_timeout_s))


def open_chat(settings: Settings) -> Replies:
    """The chat model of the settings: the local one for generator `local`, else the endpoint.

    Raises:
        SettingsError: When address or model are not set, or the local model cannot be had.
    """
    if settings.generator == "local":
        return LocalChat(settings)
    return Chat(open_chat_model(settings), name=f"openai:{settings.llm_model}", timeout_s=settings.llm_timeout_s)
