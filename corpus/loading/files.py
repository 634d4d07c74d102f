"""Files: which ones a folder holds, their bytes within a limit, and the loader that each needs."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path

from corpus.errors import DamagedDocument, DocumentError, DocumentNotFound, DocumentTooLarge, UnsupportedFormat
from corpus.loading.docx import extract_docx
from corpus.loading.html import extract_html
from corpus.loading.loaded import Extract, Loaded, printable
from corpus.loading.pdf import extract_pdf
from corpus.loading.plain import extract_plain

MAX_BYTES = 50_000_000
"""Default limit of a file: the longest statutes are under 1 MB as text, scans of hundreds of pages under 50 MB."""

_FORMATS = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx",
}  # fmt: skip
_REMEDIES = {
    ".doc": "open it in Word, WPS or LibreOffice and save it as .docx",
    ".wps": "open it in WPS and save it as .docx",
    ".rtf": "open it in Word, WPS or LibreOffice and save it as .docx",
    ".odt": "open it in LibreOffice and save it as .docx",
    ".ofd": "open it in an OFD reader and save it as .pdf",
    ".mht": "open it in a browser and save it as .html",
    ".mhtml": "open it in a browser and save it as .html",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def find_files(path: Path) -> list[Path]:
    """The documents of a folder and its subfolders, sorted; for a file, that file alone.

    Documents in formats that no loader reads (.doc, .ofd …) and dangling links are listed too, so that loading them says
    what to do instead of passing over them in silence. Hidden files and the lock files of office programs are not.

    Raises:
        DocumentNotFound: When there is no such path.
    """
    if path.is_dir():
        return sorted(_documents(path))
    if not path.exists():
        raise _missing(path)
    return [path]


def load_file(path: Path, *, max_bytes: int = MAX_BYTES) -> Loaded:
    """The text of one file.

    Args:
        path: The file; its name is all that is kept of the path.
        max_bytes: Larger files are refused before they are read.

    Raises:
        DocumentError: One line that names the file and the remedy; see ``corpus.errors`` for the kinds.
    """
    return load_bytes(_read(path, max_bytes), path.name, max_bytes=max_bytes)


def load_bytes(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Loaded:
    """The text of a file that is already in memory, for example an upload.

    Args:
        data: The bytes of the file.
        name: Its name; the ending decides the format unless the content says otherwise.
        max_bytes: Larger content is refused.

    Raises:
        DocumentError: As for ``load_file``.
    """
    source = printable(name.replace("\\", "/").rpartition("/")[2]) or "unnamed"
    if len(data) > max_bytes:
        raise _too_large(source, len(data), max_bytes)
    if not data.strip(b"\0 \t\r\n"):
        raise DamagedDocument(f"{source}: the file is empty: fetch it again or take it out of the folder")
    extract = _loader(data, source)(data, source)
    if not extract.text.strip():
        raise DamagedDocument(f"{source}: the file holds no text: check that it is the right file")
    return Loaded(
        text=extract.text,
        format=extract.format,
        encoding=extract.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        source=source,
        notes=extract.notes,
        metadata=extract.metadata,
    )


def _documents(folder: Path) -> list[Path]:
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            suffix = Path(name).suffix.lower()
            if not name.startswith((".", "~$")) and (suffix in _FORMATS or suffix in _REMEDIES):
                found.append(Path(root, name))
    return found


def _loader(data: bytes, name: str) -> Callable[[bytes, str], Extract]:
    """The loader for this content: signatures first, for endings lie more often than content does."""
    suffix = Path(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return extract_pdf
    if data.startswith(b"PK\x03\x04"):
        if suffix in {".docx", ".doc", ".wps", ""}:
            return extract_docx
        raise UnsupportedFormat(f"{name}: a zip archive, not a document: unpack it, or save the document as .docx or .pdf")
    if data.startswith(_OLE):
        raise UnsupportedFormat(f"{name}: an old binary Office file (or an encrypted one): {_REMEDIES['.doc']}")
    if suffix in {".doc", ".wps"} and b"<html" in data[:4096].lower():
        return extract_html
    if suffix in _REMEDIES:
        raise UnsupportedFormat(f"{name}: {suffix} files are not read: {_REMEDIES[suffix]}")
    form = _FORMATS.get(suffix, "txt" if not suffix else "")
    if form in {"pdf", "docx"}:
        raise DamagedDocument(f"{name}: not a {form} file although it is called one: fetch it again")
    if form == "html":
        return extract_html
    if form:
        return lambda content, source: extract_plain(content, source, format=form)
    raise UnsupportedFormat(f"{name}: {suffix} files are not read: save the document as .txt, .md, .html, .pdf or .docx")


def _read(path: Path, max_bytes: int) -> bytes:
    """The bytes of a file that did not change while it was read; a second attempt is made before giving up."""
    name = printable(path.name)
    for _ in range(2):
        try:
            before = path.stat()
            _refuse_special(path, before.st_mode, name)
            if before.st_size > max_bytes:
                raise _too_large(name, before.st_size, max_bytes)
            with path.open("rb") as file:
                data = file.read(max_bytes + 1)
            after = path.stat()
        except FileNotFoundError as error:
            raise _missing(path) from error
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise DocumentError(f"{name}: cannot be read ({reason}): check its permissions and the disk") from error
        if (before.st_size, before.st_mtime_ns, before.st_ino) == (len(data), after.st_mtime_ns, after.st_ino):
            return data
    raise DamagedDocument(f"{name}: changes while it is read: wait until it is written completely and try again")


def _refuse_special(path: Path, mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise UnsupportedFormat(f"{name or path}: a folder, not a file: name one of the files in it")
    if not stat.S_ISREG(mode):
        raise UnsupportedFormat(f"{name}: a device, pipe or socket, not a file: copy its content into a file first")


def _missing(path: Path) -> DocumentNotFound:
    name = printable(path.name) or printable(str(path))
    if path.is_symlink():
        return DocumentNotFound(f"{name}: a link to a file that is gone: restore the file or remove the link")
    where = f" {printable(str(path))}" if path.name != str(path) else ""
    return DocumentNotFound(f"{name}: no such file: check the path{where}")


def _too_large(name: str, size: int, limit: int) -> DocumentTooLarge:
    return DocumentTooLarge(f"{name}: {size / 1e6:.1f} MB, over the limit of {limit / 1e6:.0f} MB: split the document or raise the limit")
