"""The answers as LangChain runnables: whole, in parts, and the same as the assistant's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fake_chat_server import FakeChat, chat_server
from langchain_core.runnables import Runnable
from small_search import SmallSearch

from corpus import parse_file
from rag.answering import Answering
from rag.assistant import Assistant
from rag.chain import chain_of, chain_steps, model_chain
from rag.settings import Settings


@pytest.fixture(scope="module")
def answering(policies: Path) -> Answering:
    return Answering(SmallSearch([parse_file(next(policies.glob("湘政办发*.txt")))]).source)


def test_the_chain_gives_what_the_assistant_gives(answering: Answering) -> None:
    question = "充电桩运营企业的充电服务费怎么调整"
    chained = chain_of(answering).invoke(question)
    asked = Assistant(answering).ask(question)
    assert (chained.text, chained.claims, chained.citations) == (asked.text, asked.claims, asked.citations)


def test_history_and_language_go_in_by_name(answering: Answering) -> None:
    answer = chain_of(answering).invoke({"question": "充电桩谁负责", "history": ["在线教育谁负责"], "language": "en"})
    assert answer.language == "en"


def test_the_steps_can_be_used_one_by_one(answering: Answering) -> None:
    steps = chain_steps(answering)
    found = steps.retrieve.invoke("充电桩谁负责")
    assert found.retrieval.hits
    written = (steps.write | steps.prove).invoke(found)
    assert steps.answer.invoke(written).claims
    with pytest.raises(ValueError, match="unproved"):
        (steps.write | steps.answer).invoke(found)


def test_batch_keeps_the_order(answering: Answering) -> None:
    questions = ["充电桩谁负责", "在线教育谁牵头"]
    assert [a.question for a in chain_of(answering).batch(questions)] == questions


def test_prompt_model_and_parser_are_one_runnable() -> None:
    chat = FakeChat(json.dumps({"answerable": True, "claims": [{"text": "鼓励下调。", "ids": ["S1"]}]}))
    with chat_server(chat) as address:
        chain = model_chain(Settings(generator="openai", llm_base_url=address, llm_model="fake", llm_timeout_s=5.0))
        assert isinstance(chain, Runnable)
        reply = chain.invoke({"question": "下调吗", "sentences": ["鼓励下调。"], "language": "Chinese"})
    assert reply.claims[0].ids == ["S1"]
    assert "S1 鼓励下调。" in chat.requests[0]["messages"][-1]["content"]
