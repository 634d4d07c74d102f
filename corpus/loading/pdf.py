"""Pdf files with a text layer."""

from __future__ import annotations

from corpus.errors import UnsupportedFormat
from corpus.loading.loaded import Extract


def extract_pdf(data: bytes, name: str) -> Extract:
    """The text of a pdf."""
    raise UnsupportedFormat(f"{name}: {len(data)} bytes of pdf")
