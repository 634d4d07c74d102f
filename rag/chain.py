"""The answers as LangChain runnables, to be used whole or in parts.

::

    chain = build_chain(settings)                  # question → Answer
    chain.invoke("充电桩有哪些支持措施?")
    chain.invoke({"question": "那由谁负责?", "history": ["充电桩有哪些支持措施?"]})
    chain.batch(["…", "…"])

The parts, each a runnable that takes what the one before it gives::

    steps = chain_steps(open_answering(settings))
    steps.retrieve | steps.write | steps.prove | steps.answer

``steps.retrieve`` gives a `Found` whose ``retrieval`` another prompt and chat model may use; ``model_chain(settings)`` is the part that the
generator ``openai`` runs: prompt → chat model → parser. The retriever alone is `rag.retriever.PolicyRetriever`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder
from langchain_core.runnables import Runnable, RunnableLambda

from rag.answering import Answering, Asked, Found, Written
from rag.answers import Answer
from rag.opening import open_answering
from rag.settings import Settings
from rag.writing.chat import open_chat_model
from rag.writing.model_prompt import SYSTEM, ModelReply, asked, read, schema

Question = str | Mapping[str, Any]
"""A question, or ``{"question", "history", "language", "documents"}`` with only the first required."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSteps:
    """The four runnables of an answer."""

    retrieve: Runnable[Question, Found]
    write: Runnable[Found, Written]
    prove: Runnable[Written, Written]
    answer: Runnable[Written, Answer]


def chain_steps(answering: Answering) -> ChainSteps:
    """The steps as runnables."""
    return ChainSteps(
        retrieve=RunnableLambda(lambda question: answering.search(_asked(question)), name="retrieve"),
        write=RunnableLambda(answering.write, name="write"),
        prove=RunnableLambda(answering.prove, name="prove"),
        answer=RunnableLambda(answering.finish, name="answer"),
    )


def build_chain(settings: Settings) -> Runnable[Question, Answer]:
    """The whole chain over the index and with the generator of the settings.

    Raises:
        IndexMissing: When nothing has been indexed yet.
        IndexMismatch: When the index was built by another encoder.
        SettingsError: When the generator is unknown or lacks its address.
    """
    return chain_of(open_answering(settings))


def chain_of(answering: Answering) -> Runnable[Question, Answer]:
    """The whole chain over given steps."""
    steps = chain_steps(answering)
    return steps.retrieve | steps.write | steps.prove | steps.answer


def model_chain(settings: Settings) -> Runnable[dict[str, Any], ModelReply]:
    """Prompt → chat model → parser: ``{"question", "sentences", "language"}`` to statements with tokens S1, S2, … Unproved.

    Raises:
        SettingsError: When address or model are not set.
    """
    prompt = ChatPromptTemplate.from_messages([("system", SYSTEM), MessagesPlaceholder("turns")])
    fill: Runnable[dict[str, Any], dict[str, Any]] = RunnableLambda(
        lambda given: {"language": given["language"], "turns": [("human", _turn(given["question"], given["sentences"]))]}
    )
    model = open_chat_model(settings).bind(response_format=schema("answer", ModelReply))
    return fill | prompt | model | RunnableLambda(_reply)


def _turn(question: str, sentences: Sequence[str]) -> str:
    return asked(question, sentences)


def _reply(message: BaseMessage) -> ModelReply:
    return read(message.content if isinstance(message.content, str) else "", ModelReply)


def _asked(question: Question) -> Asked:
    if isinstance(question, str):
        return Asked(question=question)
    documents = question.get("documents")
    return Asked(
        question=question["question"],
        history=tuple(question.get("history") or ()),
        language=question.get("language"),
        documents=None if documents is None else tuple(documents),
    )
