"""Anything that answers cases: this product in process, or any other system over HTTP, asked the same questions."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

import httpx

from corpus.errors import PolicyQAError
from evaluation.cases import Case
from rag.answer_json import to_json
from rag.assistant import Assistant


class System(Protocol):
    """Something that can be scored."""

    name: str
    fingerprint: str
    """Changes when the system's answers may change; a resumed run keeps only answers of the same fingerprint."""

    def answer(self, case: Case) -> Mapping[str, Any]:
        """The answer's JSON; at least ``status``, and ``text``, ``claims``, ``citations``, ``ranked`` where the system has them."""
        ...


def failed(reason: str) -> dict[str, Any]:
    """The record of a question that a system did not survive."""
    return {"status": "error", "text": "", "claims": [], "citations": [], "ranked": [], "error": reason}


class ThisSystem:
    """policyqa itself, in process."""

    def __init__(self, assistant: Assistant, *, name: str = "policyqa", fingerprint: str = "") -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._assistant = assistant

    def answer(self, case: Case) -> Mapping[str, Any]:
        """Asks the assistant; a question that it turns away is a failed answer."""
        try:
            return to_json(self._assistant.ask(case.question, history=case.history))
        except PolicyQAError as error:
            return failed(f"{type(error).__name__}: {error}")


class HttpSystem:
    """A service with this product's HTTP interface: ``POST <address>/api/v1/ask``."""

    def __init__(self, address: str, *, timeout_s: float = 60.0) -> None:
        self.name = f"http {address}"
        self.fingerprint = address
        self._client = httpx.Client(base_url=address, timeout=timeout_s)

    def answer(self, case: Case) -> Mapping[str, Any]:
        """Posts the question; a refusal to answer by the transport is a failed answer."""
        try:
            response = self._client.post("/api/v1/ask", json={"question": case.question, "history": list(case.history)})
            response.raise_for_status()
            answer: Mapping[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            return failed(f"{type(error).__name__}: {error}")
        return answer


class ChatSystem:
    """Any OpenAI-compatible chat endpoint; its words are scored for facts and language, not for citations."""

    def __init__(self, address: str, *, model: str, key: str | None = None, timeout_s: float = 120.0) -> None:
        self.name = f"chat {model}"
        self.fingerprint = f"{address} {model}"
        self._model = model
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(base_url=address.rstrip("/"), timeout=timeout_s, headers=headers)

    def answer(self, case: Case) -> Mapping[str, Any]:
        """Sends history and question as user turns and keeps the first choice."""
        messages = [{"role": "user", "content": turn} for turn in (*case.history, case.question)]
        started = time.perf_counter()
        try:
            response = self._client.post("/chat/completions", json={"model": self._model, "messages": messages, "temperature": 0})
            response.raise_for_status()
            message = response.json()["choices"][0]["message"]
        except (httpx.HTTPError, ValueError, LookupError) as error:
            return failed(f"{type(error).__name__}: {error}")
        text = str(message.get("content") or "")
        return {
            "status": "answered" if text else "no_evidence",
            "language": case.language,
            "text": text,
            "claims": [{"text": text, "citations": list(range(len(message.get("citations", []))))}] if text else [],
            "citations": message.get("citations", []),
            "ranked": [],
            "timings_ms": {"total": (time.perf_counter() - started) * 1000},
        }
