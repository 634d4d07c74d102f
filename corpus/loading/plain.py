"""Text and Markdown files: the decoded text, nothing changed but the byte order mark and the line ends."""

from __future__ import annotations

import re

from corpus.loading.encodings import decode
from corpus.loading.loaded import Extract

_PAGE = re.compile(r"<(?:!doctype\s+html|html|body|p|div|table)\b", re.IGNORECASE)


def extract_plain(data: bytes, name: str, *, format: str = "txt") -> Extract:
    """The text of a txt or md file.

    Markdown stays as it is written: its headings and lists are read by the structure parser.

    Raises:
        DamagedDocument: When the bytes are not text in a known encoding.
    """
    decoded = decode(data, name)
    notes = []
    if _PAGE.match(decoded.text.lstrip()):
        notes.append(f"{name} looks like a web page although it ends in .{format}: rename it to .html to have its tags read")
    if "\ufffd" in decoded.text:
        notes.append(f"{decoded.text.count(chr(0xFFFD))} characters were already lost (U+FFFD) when the file was written")
    return Extract(text=decoded.text, format=format, encoding=decoded.encoding, notes=tuple(notes))
