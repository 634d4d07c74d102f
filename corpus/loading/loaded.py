"""What a loader hands to the parser."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The text of one file's bytes, before anything is known about the file itself."""

    text: str
    """Line ends as ``\\n``."""
    format: str
    """txt, md, html, pdf or docx."""
    encoding: str | None = None
    """Python's name of the encoding that was detected; None for formats that are not text."""
    notes: tuple[str, ...] = ()
    """One line each: what a clerk should know about how the text was read."""
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the file says about itself outside its text, by the file's own names (ArticleTitle, PubDate, Title …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The text of one file and where it came from."""

    text: str
    """Line ends as ``\\n``; for txt and md nothing else is changed but a byte order mark removed."""
    format: str
    """txt, md, html, pdf or docx: what the content is, whatever the ending says."""
    encoding: str | None
    """Python's name of the encoding that was detected; None for pdf and docx."""
    sha256: str
    """Hex digest of the file's bytes."""
    source: str
    """File name without its folders; control characters are replaced by U+FFFD."""
    notes: tuple[str, ...] = ()
    """One line each: what a clerk should know about how the text was read."""
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What the file says about itself outside its text, by the file's own names (ArticleTitle, PubDate, Title …)."""


def printable(name: str, *, limit: int = 200) -> str:
    """``name`` on one line: without control, bidirectional and surrogate characters, shortened in the middle.

    File names come from strangers; what they hold must not move the cursor, turn the line around or break JSON.
    """
    clean = "".join("\ufffd" if unicodedata.category(mark)[0] == "C" or mark in "\u2028\u2029" else mark for mark in name)
    if len(clean) <= limit:
        return clean
    half = limit // 2
    return f"{clean[:half]}…{clean[-half + 1 :]}"
