"""A case and its answer, small enough to score by hand."""

from __future__ import annotations

from typing import Any

from evaluation.cases import Case

TEXT = "第一条 对符合条件的企业给予5万元补贴。第二条 鼓励各地发放消费券。"


def a_case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "id": "t-1", "document": "d", "kind": "fact", "language": "zh", "question": "补贴多少?",
        "measures": (1,), "facts": (("5万元",),),
    }  # fmt: skip
    return Case(**{**fields, **changes})


def an_answer(**changes: Any) -> dict[str, Any]:
    quote = "对符合条件的企业给予5万元补贴。"
    start = TEXT.index(quote)
    citation = {
        "document": "d", "number": None, "measure": 1, "label": "第一条", "path": "第一条", "title": "", "section": "",
        "quote": quote, "start": start, "end": start + len(quote),
    }  # fmt: skip
    return {
        "status": "answered",
        "language": "zh",
        "text": f"文件的规定是：\n> {quote}",
        "claims": [{"text": quote, "citations": [0]}],
        "citations": [citation],
        "ranked": [{"document": "d", "measure": 1, "score": 2.0}, {"document": "d", "measure": 2, "score": 1.0}],
        "timings_ms": {"total": 3.0},
        **changes,
    }
