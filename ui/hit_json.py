"""What a search found, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rag.hits import Hit
from rag.retrieval.extracts import extract


def hits_json(hits: Iterable[Hit]) -> dict[str, Any]:
    """The hits as ``policyqa search --json`` and ``POST /api/v1/search`` give them; the text is what `rag.retrieval.extracts` shows."""
    return {"hits": [hit_json(hit) for hit in hits]}


def hit_json(hit: Hit) -> dict[str, Any]:
    """One hit."""
    text = hit.document.document.text
    return {
        "document": hit.document.document.id,
        "measure": hit.measure.ordinal if hit.measure else None,
        "path": hit.measure.path if hit.measure else "",
        "title": hit.measure.title if hit.measure else "",
        "score": hit.score,
        "text": extract(hit.document, hit.measure).of(text) if hit.measure else hit.passage.text,
    }
