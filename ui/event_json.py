"""The steps of an answer as server-sent events."""

from __future__ import annotations

import json
from typing import Any

from rag.answer_json import citation_json, claim_json, to_json
from rag.events import Event, EventKind

EVENT_STREAM = "text/event-stream"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nothing between may keep or gather the pieces of a stream."""
_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\u0085\u2028\u2029"}
"""What JSON leaves as it is and readers of lines take for the end of one."""


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
    """One event with a name on the wire."""
    return f"event: {name}\n".encode() + data_line(data)


def data_line(data: Any) -> bytes:
    """One event without a name: a single data line, in which nothing is a line break to any reader."""
    return f"data: {json.dumps(data, ensure_ascii=False).translate(_BREAKS)}\n\n".encode()
