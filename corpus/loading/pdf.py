"""Pdf files with a text layer: paragraphs in reading order, running headers and footers set apart at the end."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import DamagedDocument, DocumentTooLarge, ScannedDocument
from corpus.loading import ocr
from corpus.loading.glyphs import PageGlyphs, PageLine, page_glyphs
from corpus.loading.loaded import Extract
from corpus.loading.paragraphs import paragraphs
from corpus.loading.ruled_tables import with_tables
from corpus.loading.running_lines import RunningLine, set_apart

MAX_PAGES = 2000
"""The thickest statute books have about 1,500 pages."""
_SPARSE = 8
"""A page with fewer characters than this holds a page number at most."""
_GARBLED = 0.3
"""Share of glyphs without a character from which a text layer is useless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    content: PageGlyphs
    lines: list[PageLine]
    is_picture: bool
    """Its text cannot be read although it shows something."""


def extract_pdf(data: bytes, name: str) -> Extract:
    """The text of a pdf.

    Line breaks are undone, characters drawn twice for bold are written once, radicals are written as characters. Headers, footers and page
    numbers follow the text after an empty line, from ``running_start`` of the metadata on, each with a note.

    Raises:
        DamagedDocument: When the file is broken or encrypted.
        DocumentTooLarge: When it has more than ``MAX_PAGES`` pages.
        ScannedDocument: When most pages have no text layer and the extra ``ocr`` is not installed.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _broken(name, error) from error
    try:
        return _extract(document, name)
    except pypdfium2.PdfiumError as error:
        raise _broken(name, error) from error
    finally:
        document.close()


def _extract(document: pypdfium2.PdfDocument, name: str) -> Extract:
    count = len(document)
    if count > MAX_PAGES:
        raise DocumentTooLarge(f"{name}: {count} pages, over the limit of {MAX_PAGES}: split the document")
    if not count:
        raise DamagedDocument(f"{name}: the pdf has no pages: fetch it again or export it anew")
    pages = [_read(document, index) for index in range(count)]
    pictures = [index for index, page in enumerate(pages) if page.is_picture]
    lines = [page.lines for page in pages]
    is_scanned = 2 * len(pictures) > count
    recognised = [] if not pictures else _recognise(document, pictures, lines, name, is_scanned=is_scanned)
    body, running = set_apart(lines, [page.content.height for page in pages])
    text = "\n".join(paragraphs(body))
    if is_scanned and not text.strip():
        raise ScannedDocument(f"{name}: pictures of pages in which no text was recognised: scan them anew with at least 200 dots per inch")
    notes = _notes(pages, running) + recognised
    metadata = _metadata(document)
    slanted = _slanted(pages)
    if running or slanted:
        metadata["running_start"] = str(len(text) + 2)
        text = "\n".join([text, "", *(line.text for line in running), *slanted])
    return Extract(text=text, format="pdf", notes=tuple(notes), metadata=metadata)


def _recognise(
    document: pypdfium2.PdfDocument, pictures: list[int], lines: list[list[PageLine]], name: str, *, is_scanned: bool
) -> list[str]:
    """Reads the pages that are pictures into ``lines`` where the extra is installed; gives the notes on it."""
    numbers = ", ".join(str(index + 1) for index in pictures)
    if not ocr.is_installed():
        if is_scanned:
            raise ScannedDocument(
                f"{name}: pictures of pages without a text layer: install the extra for text recognition (pip install 'policyqa[ocr]') "
                "or get the document as text, .docx or a searchable .pdf"
            )
        return [f"pages without readable text, perhaps pictures: {numbers}; their text is missing here (the extra ocr would read it)"]
    recogniser = ocr.Recogniser()
    for index in pictures:
        page = document[index]
        lines[index] = recogniser.lines(page, index)
        page.close()
    return [f"pages read from pictures by text recognition: {numbers}; check figures and names against the original"]


def _read(document: pypdfium2.PdfDocument, index: int) -> _Page:
    page = document[index]
    try:
        content = page_glyphs(page)
        readable = sum(glyph.upright for glyph in content.glyphs)
        garbled = content.unmapped > _GARBLED * (content.unmapped + readable)
        shows = pdfium.FPDFPage_CountObjects(page.raw) > 0
        lines = with_tables(page, [glyph for glyph in content.glyphs if glyph.upright], index)
        return _Page(content=content, lines=lines, is_picture=(readable < _SPARSE and _has_picture(page)) or (garbled and shows))
    finally:
        page.close()


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether the page shows an image, or so many shapes that its letters may be drawn as curves."""
    shapes = 0
    for index in range(min(pdfium.FPDFPage_CountObjects(page.raw), 2000)):
        kind = pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, index))
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            return True
        shapes += kind == pdfium.FPDF_PAGEOBJ_PATH
    return shapes > 50


def _notes(pages: list[_Page], running: list[RunningLine]) -> list[str]:
    notes = []
    for what, number in (
        ("radical signs were written as the characters they stand for", sum(page.content.replaced for page in pages)),
        ("characters drawn twice (bold) were written once", sum(page.content.doubled for page in pages)),
        ("glyphs without a known character were left out", sum(page.content.unmapped for page in pages)),
    ):
        if number:
            notes.append(f"{number} {what}")
    for line in running:
        notes.append(f"header, footer or page number on {line.pages} pages, kept once at the end of the text: {line.text[:60]}")
    return notes


def _slanted(pages: list[_Page]) -> list[str]:
    """Text at an angle (watermarks, stamps), each once."""
    texts: dict[str, None] = {}
    for page in pages:
        marks = "".join(glyph.mark for glyph in page.content.glyphs if not glyph.upright)
        if marks:
            texts.setdefault(marks)
    return list(texts)


def _metadata(document: pypdfium2.PdfDocument) -> dict[str, str]:
    values = document.get_metadata_dict(skip_empty=True)
    return {key: " ".join(value.split()) for key, value in values.items() if value.strip()}


def _broken(name: str, error: pypdfium2.PdfiumError) -> DamagedDocument:
    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
        return DamagedDocument(f"{name}: the pdf is encrypted: open it with its password and save it without one")
    if getattr(error, "err_code", None) == pdfium.FPDF_ERR_SECURITY:
        return DamagedDocument(f"{name}: the pdf is protected in a way that cannot be opened: print it to a new .pdf")
    return DamagedDocument(f"{name}: the pdf is broken or cut off: fetch it again or print it to a new .pdf")
