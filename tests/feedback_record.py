"""A verdict to try the file and the cases with."""

from __future__ import annotations

from typing import Any

from rag.answers import Receipt, Status
from ui.feedback_records import Cited, Feedback, Reason, Verdict


def record(**values: Any) -> Feedback:
    cited = Cited(document="甲", measure=3, path="一/3", quote="给予补贴。", start=5, end=10)
    standard: dict[str, Any] = {
        "answer": "0123456789abcdef",
        "day": "2024-05-06",
        "verdict": Verdict.UP,
        "reason": Reason.CORRECT,
        "comment": "",
        "status": Status.ANSWERED,
        "language": "zh",
        "kind": "content",
        "outcome": "found",
        "about": "甲发〔2024〕1号",
        "cited": (cited,),
        "receipt": Receipt(document_sha256={"甲": "0" * 64}, index="g1", encoder="e", generator="extractive", version="1"),
        "question": "有补贴吗？",
    }
    return Feedback(**{**standard, **values})
