"""Web pages: all that a reader would see, in reading order, one block a line.

Nothing visible is put away: navigation and footers stay in the text for the structure parser to mark as page furniture. Left out are
scripts, styles, comments and hidden elements; hidden words are counted in a note.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.errors import DamagedDocument
from corpus.loading.encodings import decode
from corpus.loading.loaded import Extract
from corpus.loading.page_text import PageText, render

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,20})""", re.IGNORECASE)
# Pages that call themselves GB 2312 use characters of its supersets; browsers read them as such too (WHATWG Encoding, section 4.2).
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "utf8": "utf-8"}
_TECHNICAL = {"viewport", "renderer", "generator", "robots", "format-detection", "referrer", "csrf-token", "theme-color"}
_MAX_VALUE = 1000
_SHELL = 40


def extract_html(data: bytes, name: str) -> Extract:
    """The visible text of a saved web page.

    Tables are written row by row, cells joined by `` | ``; ``<br>`` ends a line. The metadata holds the page's title, its meta
    tags by their own names, and ``main_start`` and ``main_end``: the code points between which the running text of the article stands.

    Raises:
        DamagedDocument: When the page is not decodable (a few broken characters are noted instead), or holds scripts but no text.
    """
    decoded = decode(data, name, declared=_declared(data), lenient=True)
    if "<" not in decoded.text:
        note = f"{name} holds no tags: read as plain text"
        return Extract(text=decoded.text, format="html", encoding=decoded.encoding, notes=(note,))
    page = LexborHTMLParser(decoded.text)
    body = page.body or page.root
    rendered = render(body) if body is not None else PageText()
    _refuse_shell(page, rendered, name)
    metadata = _metadata(page)
    notes = list(rendered.notes)
    start, end = rendered.main()
    if end > start:
        metadata |= {"main_start": str(start), "main_end": str(end)}
        notes.append(f"running text stands at characters {start} to {end} of {len(rendered.text)}; what is around it may be page furniture")
    if "\ufffd" in rendered.text:
        notes.append(f"{rendered.text.count(chr(0xFFFD))} characters are broken in the file and stand as U+FFFD: fetch the page again")
    return Extract(text=rendered.text, format="html", encoding=decoded.encoding, notes=tuple(notes), metadata=metadata)


def _declared(data: bytes) -> str | None:
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    charset = match[1].decode("ascii").lower()
    return _SUPERSETS.get(charset, charset)


def _refuse_shell(page: LexborHTMLParser, rendered: PageText, name: str) -> None:
    """A page that fetches its text with scripts holds a title and a spinner at most."""
    letters = sum(mark.isalnum() for mark in rendered.text)
    if letters == 0 or (letters < _SHELL and not rendered.main_characters and page.css_first("script") is not None):
        raise DamagedDocument(
            f"{name}: the page holds {'no text' if letters == 0 else 'next to no text'}, its scripts fetch it later: "
            "open it in a browser and save it as a complete page, or print it to .pdf"
        )


def _metadata(page: LexborHTMLParser) -> dict[str, str]:
    metadata: dict[str, str] = {}
    title = page.css_first("title")
    if title is not None and (words := _one_line(title)):
        metadata["title"] = words
    for tag in page.css("meta"):
        key = tag.attributes.get("name") or tag.attributes.get("property") or ""
        value = " ".join((tag.attributes.get("content") or "").split())
        if key and value and key.lower() not in _TECHNICAL and len(value) <= _MAX_VALUE:
            metadata.setdefault(key.strip(), value)
    return metadata


def _one_line(node: LexborNode) -> str:
    return " ".join(node.text().split())
