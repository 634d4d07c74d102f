"""Docx files."""

from __future__ import annotations

from corpus.errors import UnsupportedFormat
from corpus.loading.loaded import Extract


def extract_docx(data: bytes, name: str) -> Extract:
    """The text of a docx."""
    raise UnsupportedFormat(f"{name}: {len(data)} bytes of docx")
