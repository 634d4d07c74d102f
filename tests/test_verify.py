"""A stored answer is checked again, also after its document changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_search import SmallSearch

from corpus import ParsedDocument, parse_file, parse_text
from corpus.errors import AnswerFormatError
from rag.answer_json import from_json, to_json
from rag.answering import Answering
from rag.answers import Answer
from rag.assistant import Assistant
from rag.verify import State, verification_json, verify


@pytest.fixture(scope="module")
def first(policies: Path) -> ParsedDocument:
    return parse_file(next(policies.glob("湘政办发*.txt")))


@pytest.fixture(scope="module")
def answer(first: ParsedDocument) -> Answer:
    return Assistant(Answering(SmallSearch([first]).source)).ask("充电桩运营企业的充电服务费怎么调整")


def changed(first: ParsedDocument, old: str, new: str) -> dict[str, ParsedDocument]:
    assert old in first.document.text
    text = first.document.text.replace(old, new)
    parsed = parse_text(text, source=first.document.source, sha256="0" * 64)
    return {first.document.id: parsed}


def test_an_untouched_answer_holds(first: ParsedDocument, answer: Answer) -> None:
    checked = verify(answer, {first.document.id: first})
    assert checked.holds
    assert {c.state for c in checked.claims} == {State.HOLDS}
    assert checked.changed_documents == ()


def test_the_json_gives_the_same_answer_back(first: ParsedDocument, answer: Answer) -> None:
    stored = json.dumps(to_json(answer), ensure_ascii=False)
    assert from_json(stored) == answer
    assert verify(stored, {first.document.id: first}) == verify(answer, {first.document.id: first})


def test_text_put_in_front_moves_the_quote(first: ParsedDocument, answer: Answer) -> None:
    documents = changed(first, "您现在的位置", "新的一行字。您现在的位置")
    checked = verify(answer, documents)
    assert checked.holds
    assert checked.claims[0].state is State.MOVED
    span = checked.citations[0].span
    assert span is not None
    assert span.of(documents[first.document.id].document.text) == answer.citations[0].quote
    assert checked.changed_documents == (first.document.id,)


def test_a_changed_sentence_no_longer_holds(first: ParsedDocument, answer: Answer) -> None:
    checked = verify(answer, changed(first, "鼓励充电桩运营企业适当下调充电服务费", "充电桩运营企业不得下调充电服务费"))
    assert not checked.holds
    assert checked.claims[0].state is State.GONE
    assert "no longer" in checked.claims[0].reason


@pytest.mark.parametrize("before", ["不再", "停止", "仅在试点区", "自2024年起暂停，"])
def test_a_quote_inside_another_sentence_no_longer_holds(first: ParsedDocument, answer: Answer, before: str) -> None:
    quote = answer.citations[0].quote
    checked = verify(answer, changed(first, quote, before + quote))
    assert checked.citations[0].state is State.GONE
    assert not checked.holds


def test_a_contact_is_looked_up_where_its_quote_stands_now(first: ParsedDocument, answer: Answer) -> None:
    assert answer.contacts
    removed = first.measures[1].span.of(first.document.text)
    checked = verify(answer, changed(first, removed, ""))
    assert checked.claims[0].state is State.MOVED
    assert checked.problems == ()


def test_a_document_that_is_gone(first: ParsedDocument, answer: Answer) -> None:
    checked = verify(answer, {})
    assert not checked.holds
    assert checked.missing_documents == (first.document.id,)


@pytest.mark.parametrize(("old", "new"), [("适当下调", "必须下调"), ("鼓励充电桩", "鼓励所有充电桩")])
def test_a_claim_that_someone_edited_fails(first: ParsedDocument, answer: Answer, old: str, new: str) -> None:
    stored = to_json(answer)
    stored["claims"][0]["text"] = stored["claims"][0]["text"].replace(old, new)
    checked = verify(stored, {first.document.id: first})
    assert not checked.holds
    assert checked.claims[0].reason


def test_a_quote_that_someone_edited_fails(first: ParsedDocument, answer: Answer) -> None:
    stored = to_json(answer)
    stored["citations"][0]["quote"] = stored["citations"][0]["quote"].replace("下调", "上调")
    assert not verify(stored, {first.document.id: first}).holds


def test_a_wrong_measure_number_is_told(first: ParsedDocument, answer: Answer) -> None:
    stored = to_json(answer)
    stored["citations"][0]["measure"] = 3
    checked = verify(stored, {first.document.id: first})
    assert checked.citations[0].state is State.MOVED
    assert "measure 11" in checked.citations[0].reason


@pytest.mark.parametrize(
    "data", ["", "null", "[]", '{"status": "maybe"}', '{"status": "answered", "claims": [{"text": "x", "citations": [0]}]}']
)
def test_what_is_no_answer_is_a_clear_error(data: str) -> None:
    with pytest.raises(AnswerFormatError, match="not a stored answer"):
        verify(data, {})


@settings(max_examples=30, deadline=None)
@given(at=st.integers(0, 6000), text=st.text(alphabet="新增的字。\n", max_size=12))
def test_any_insertion_either_keeps_moves_or_breaks_the_quote(first: ParsedDocument, answer: Answer, at: int, text: str) -> None:
    whole = first.document.text
    at = min(at, len(whole))
    parsed = parse_text(whole[:at] + text + whole[at:], source="x", sha256="1" * 64)
    checked = verify(answer, {first.document.id: parsed})
    for citation in checked.citations:
        if citation.state is not State.GONE and citation.span is not None:
            assert "".join(citation.span.of(parsed.document.text).split()) == "".join(citation.citation.quote.split())


def test_the_verification_is_plain_json(first: ParsedDocument, answer: Answer) -> None:
    written = json.loads(json.dumps(verification_json(verify(answer, {first.document.id: first}))))
    assert written["holds"] is True
    assert written["claims"][0]["state"] == "holds"


def test_a_contact_or_an_amount_that_was_written_in_is_a_problem(first: ParsedDocument, answer: Answer) -> None:
    documents, stored = {first.document.id: first}, to_json(answer)
    assert verify(stored, documents).problems == ()
    padded = verify({**stored, "text": stored["text"] + "\n\n每家补贴一百万元。"}, documents)
    assert not padded.holds
    assert "1e+06 (money)" in padded.problems[0]
    (contact, *_) = stored["contacts"]
    renamed = verify({**stored, "contacts": [{**contact, "name": "省体育局"}]}, documents)
    assert renamed.problems == (f"measure {contact['measure']} does not name 省体育局",)
