"""Word documents: paragraphs and tables in document order, automatic numbers written out."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from lxml.etree import LxmlError, _Element, fromstring

from corpus.errors import DamagedDocument, DocumentTooLarge, UnsupportedFormat
from corpus.loading.docx_numbers import ListNumbers, W
from corpus.loading.docx_text import DocxText
from corpus.loading.loaded import Extract

MAX_UNPACKED = 200_000_000
"""Bytes of all parts together; an honest document of 50 MB is mostly pictures, which hardly shrink."""
_MAX_PARTS = 10_000
_BREAKAGE = (
    zipfile.BadZipFile, zlib.error, LxmlError, EOFError, OSError, KeyError, ValueError, IndexError, AttributeError, TypeError,
    AssertionError, NotImplementedError, RuntimeError, RecursionError,
)  # fmt: skip
"""What zipfile, lxml and python-docx raise on damaged packages (fuzzed); RuntimeError is zipfile's for an encrypted part."""


def extract_docx(data: bytes, name: str) -> Extract:
    """The text of a docx file.

    Text boxes follow the paragraph that anchors them, footnotes the body; headers and footers come last, after an empty line, from
    ``running_start`` of the metadata on. Deleted (tracked) and hidden words are left out and noted.

    Raises:
        DamagedDocument: When the package or its XML is broken.
        DocumentTooLarge: When it would unpack to more than ``MAX_UNPACKED`` bytes; nothing is unpacked then.
        UnsupportedFormat: When the package holds something else, a workbook for instance.
    """
    _refuse_bomb(data, name)
    try:
        return _extract(docx.Document(io.BytesIO(data)))
    except _BREAKAGE as error:
        raise DamagedDocument(f"{name}: the docx file is broken: open it in Word, WPS or LibreOffice and save it anew") from error


def _refuse_bomb(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except _BREAKAGE as error:
        raise DamagedDocument(f"{name}: the docx file is broken or cut off: fetch it again or save it anew") from error
    # zipfile never unpacks more of a part than the size declared here.
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > _MAX_PARTS:
        raise DocumentTooLarge(
            f"{name}: unpacks to {unpacked / 1e6:.0f} MB in {len(parts)} parts, over the limit of {MAX_UNPACKED / 1e6:.0f} MB: "
            "remove its pictures or do not trust it"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise DamagedDocument(f"{name}: the archive is encrypted: open it with its password and save it without one")
    if not any(part.filename.startswith("word/") for part in parts):
        raise UnsupportedFormat(f"{name}: a package without a Word document in it: save the document as .docx or .pdf")


def _extract(document: WordDocument) -> Extract:
    parts = _related(document)
    text = DocxText(numbers=ListNumbers.of(parts.get("numbering"), parts.get("styles")))
    lines = list(text.lines(document.element.body))
    lines += _footnotes(text, parts.get("footnotes"))
    running = list(dict.fromkeys(line for part in _running_parts(document) for line in text.lines(part)))
    metadata = _metadata(document)
    notes = [
        f"{number} {what}"
        for number, what in (
            (text.numbered, "automatic numbers were written out"),
            (text.deleted, "tracked deletions were left out"),
            (text.hidden, "characters of hidden text were left out"),
            (len(text.notes_cited), "footnotes stand after the text"),
        )
        if number
    ]
    body = "\n".join(lines)
    if running:
        notes += [f"header or footer, kept once at the end of the text: {line[:60]}" for line in running]
        metadata["running_start"] = str(len(body) + 2)
        body = "\n".join([body, "", *running])
    return Extract(text=body, format="docx", notes=tuple(notes), metadata=metadata)


def _related(document: WordDocument) -> dict[str, _Element]:
    """Root elements of the parts next to the text, by the last word of their relationship: numbering, styles, footnotes."""
    return {kind: root for kind, root in _parts(document) if kind in ("numbering", "styles", "footnotes")}


def _running_parts(document: WordDocument) -> Iterator[_Element]:
    return (root for kind, root in _parts(document) if kind in ("header", "footer"))


def _parts(document: WordDocument) -> Iterator[tuple[str, _Element]]:
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if not relation.is_external and kind in ("numbering", "styles", "footnotes", "header", "footer"):
            part = relation.target_part
            element = getattr(part, "element", None)
            yield kind, fromstring(part.blob) if element is None else element


def _footnotes(text: DocxText, footnotes: _Element | None) -> list[str]:
    if footnotes is None:
        return []
    by_id = {note.get(f"{W}id", ""): note for note in footnotes.iterfind(f"{W}footnote")}
    cited = [by_id[number] for number in list(text.notes_cited) if number in by_id]
    return [line for note in cited for line in text.lines(note)]


def _metadata(document: WordDocument) -> dict[str, str]:
    properties = document.core_properties
    values = {"Title": properties.title, "Author": properties.author, "Subject": properties.subject, "Keywords": properties.keywords}
    for key, moment in (("Created", properties.created), ("Modified", properties.modified)):
        values[key] = moment.isoformat() if moment else ""
    return {key: " ".join(value.split()) for key, value in values.items() if value and value.strip()}
