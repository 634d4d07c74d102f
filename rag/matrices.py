"""Matrices for all doors: one `Eligibility` per state of the corpus, kept while the corpus stays as it is."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from corpus.documents import ParsedDocument
from rag.eligibility import Eligibility

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
