"""The chat model behind an OpenAI-compatible address; the one module that knows the client.

Calls run on one event loop of their own, so that a slow one costs a waiting thread and nothing else, and ends when its time is up.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from corpus.errors import GeneratorError, SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable
    from langchain_openai import ChatOpenAI

Turn = tuple[str, str]
"""Role (system, human, ai) and text."""


class Chat:
    """A chat model with a limit on time; safe to share between threads."""

    def __init__(self, model: Runnable[Any, Any], *, name: str, timeout_s: float) -> None:
        self.model = model
        self.name = name
        self._timeout_s = timeout_s
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="chat", daemon=True).start()

    def reply(self, turns: Sequence[Turn], response_format: Mapping[str, Any]) -> str:
        """The text of the model's reply.

        Raises:
            GeneratorError: When it does not come in time, or the server fails in any way.
        """
        future = asyncio.run_coroutine_threadsafe(self._reply(turns, response_format), self._loop)
        return future.result()

    async def _reply(self, turns: Sequence[Turn], response_format: Mapping[str, Any]) -> str:
        model = self.model.bind(response_format=dict(response_format))
        try:
            message = await asyncio.wait_for(model.ainvoke(list(turns)), self._timeout_s)
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
    from pydantic import SecretStr

    return ChatOpenAI(
        base_url=settings.llm_base_url,
        api_key=settings.llm_api_key or SecretStr("none"),
        model=settings.llm_model,
        timeout=settings.llm_timeout_s,
        temperature=settings.llm_temperature,
        max_retries=0,
    )


def open_chat(settings: Settings) -> Chat:
    """The chat model of the settings.

    Raises:
        SettingsError: When address or model are not set.
    """
    return Chat(open_chat_model(settings), name=f"openai:{settings.llm_model}", timeout_s=settings.llm_timeout_s)
