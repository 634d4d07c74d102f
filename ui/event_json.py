"""The steps of an answer as server-sent events."""

from __future__ import annotations

import json
from typing import Any

from rag.answer_json import citation_json, claim_json, to_json
from rag.events import Event, EventKind

EVENT_STREAM = "text/event-stream"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nothing between may keep or gather the pieces of a stream."""


def event_json(event: Event) -> dict[str, Any] | list[dict[str, Any]]:
    """What an event carries."""
    if event.kind is EventKind.RETRIEVAL:
        return {"ranked": [{"document": one.document, "measure": one.measure, "score": one.score} for one in event.ranked]}
    if event.kind is EventKind.CLAIM and event.claim is not None:
        return {**claim_json(event.claim), "cited": [citation_json(citation) for citation in event.cited]}
    if event.kind is EventKind.DONE and event.answer is not None:
        return to_json(event.answer)
    return [citation_json(citation) for citation in event.cited]


def server_sent(name: str, data: Any) -> bytes:
    """One event on the wire; JSON holds no line break, so one data line is enough."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
