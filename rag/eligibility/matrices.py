"""Matrices for all doors: one `Eligibility` per state of the corpus, kept while the corpus stays as it is, beside the search."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from corpus.documents import ParsedDocument
from corpus.errors import QuestionError
from rag.answering import Answering, Asked
from rag.eligibility.matrix import Eligibility, Matrix
from rag.eligibility.profiles import Profile
from rag.hits import Outcome

LONGEST_QUERY = 200
"""Code points of a profile that are searched for."""

_lock = threading.Lock()
_kept: dict[tuple[tuple[str, str], ...], Eligibility] = {}


def eligibility_over(documents: Mapping[str, ParsedDocument]) -> Eligibility:
    """The engine for these documents; the same one again while ids and contents are the same."""
    key = tuple((name, parsed.document.sha256) for name, parsed in sorted(documents.items()))
    with _lock:
        if key not in _kept:
            _kept.clear()
            _kept[key] = Eligibility(list(documents.values()))
        return _kept[key]


def matrix_for(profile: Profile, documents: Mapping[str, ParsedDocument], answering: Answering, language: str | None = None) -> Matrix:
    """The matrix of a profile, the best hit of a search for its words among what it looks at."""
    return eligibility_over(documents).matrix(profile, found=best_hit(profile, answering), language=language)


def best_hit(profile: Profile, answering: Answering) -> tuple[str, int] | None:
    """Document and ordinal of the measure that a search for the profile's words finds first, None where it finds none."""
    words = " ".join(part for part in (profile.sector, *profile.activities, *profile.needs, profile.description) if part)[:LONGEST_QUERY]
    if not words.strip():
        return None
    try:
        retrieval = answering.search(Asked(question=words)).retrieval
    except QuestionError:
        return None
    first = retrieval.hits[0] if retrieval.outcome is Outcome.FOUND and retrieval.hits else None
    return (first.document.document.id, first.measure.ordinal) if first and first.measure else None
