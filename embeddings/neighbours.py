"""What a search gives back: passages by id, with a score."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A passage near a question, in one index."""

    passage_id: str
    score: float
    """Higher is better: cosine similarity for vectors, BM25 for words. Lists are sorted by ``(-score, passage_id)``."""
