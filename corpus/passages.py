"""Passages: what is embedded and searched, cut from measures at sentence ends."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.documents import Measure
from corpus.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A whole measure, or a run of its sentences where the measure is too long for the encoder."""

    id: str
    """``<document sha256, 12 hex>:<measure ordinal>:<start>-<end>``; 0 stands for front matter and closing."""
    document_id: str
    measure: Measure | None
    """None for front matter and closing, which are searchable and citable too."""
    span: Span
    text: str
    """``document.text`` over the span."""
    context: str
    """Document title, section titles and measure title: embedded before the text, never cited."""
