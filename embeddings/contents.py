"""What an index holds beside vectors and words: documents as parsed, passages and sentences, in one SQLite file.

Documents lie in the order of their ids; passages and sentences are numbered through from 0, those of one document in a row.
"""

from __future__ import annotations

import functools
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from pydantic import TypeAdapter

from corpus.documents import ParsedDocument
from corpus.errors import IndexStorageError
from corpus.passages import Passage
from corpus.spans import Span

_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, sha256 TEXT, origin TEXT, published TEXT, first INTEGER, last INTEGER, parsed TEXT) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, id TEXT UNIQUE, document TEXT, ordinal INTEGER, start INTEGER, stop INTEGER, context TEXT);
CREATE TABLE sentences (row INTEGER PRIMARY KEY, id TEXT UNIQUE, document TEXT, ordinal INTEGER, start INTEGER, stop INTEGER);
"""
_REMEMBERED = 4096
"""Passages kept after they were read."""
_Value = TypeVar("_Value", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the list of documents says about one, without reading it."""

    id: str
    sha256: str
    origin: str
    """Absolute path of the file that it was read from; never shown outside."""
    published: str
    """ISO 8601; empty where the document gives no date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedSentence:
    """A sentence with a vector of its own."""

    id: str
    """``<document sha256, 12 hex>:<measure ordinal>:<start>-<end>``"""
    document_id: str
    measure: int
    """Ordinal of its measure."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document as it goes into an index."""

    parsed: ParsedDocument
    origin: str
    passages: tuple[Passage, ...]
    sentences: tuple[IndexedSentence, ...]


def write_contents(path: Path, entries: Iterable[Entry]) -> None:
    """Write the file; ``entries`` sorted by document id.

    Raises:
        sqlite3.Error: When the file cannot be written.
    """
    database = sqlite3.connect(path)
    try:
        with database:
            database.executescript(_SCHEMA)
            first = sentence = 0
            for entry in entries:
                document = entry.parsed.document
                published = document.published.isoformat() if document.published else ""
                row = (document.id, document.sha256, entry.origin, published, first, first + len(entry.passages))
                database.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, _adapter().dump_json(entry.parsed).decode()))
                database.executemany(
                    "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [
                        (number, p.id, document.id, p.measure.ordinal if p.measure else None, p.span.start, p.span.end, p.context)
                        for number, p in enumerate(entry.passages, first)
                    ],
                )
                database.executemany(
                    "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        (number, s.id, document.id, s.measure, s.span.start, s.span.end)
                        for number, s in enumerate(entry.sentences, sentence)
                    ],
                )
                first, sentence = first + len(entry.passages), sentence + len(entry.sentences)
    finally:
        database.close()


class Contents:
    """The file opened for reading; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            IndexStorageError: When it is missing or damaged.
        """
        self._path = path
        self._lock = Lock()
        try:
            self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            self.held: Mapping[str, Held] = {
                key: Held(id=key, sha256=sha256, origin=origin, published=published)
                for key, sha256, origin, published in self._database.execute(
                    "SELECT id, sha256, origin, published FROM documents ORDER BY id"
                )
            }
            self._ranges = {key: range(first, last) for key, first, last in self._database.execute("SELECT id, first, last FROM documents")}
        except sqlite3.Error as error:
            raise self._damaged(error) from error
        self.documents: Mapping[str, ParsedDocument] = Records(list(self.held), self._document)
        # All of them: who answers questions holds every document anyway, and a bound would only decode them again.
        self._remembered = functools.cache(self._read_document)
        self._passage = functools.lru_cache(_REMEMBERED)(self._read_passage)

    @functools.cached_property
    def passages(self) -> Mapping[str, Passage]:
        """All passages by id, each read when it is asked for."""
        return Records(self._passage_ids, self._passage)

    @functools.cached_property
    def sentences(self) -> Mapping[str, IndexedSentence]:
        """All sentences with a vector, by id, each read when it is asked for."""
        return Records(self._sentence_ids, self._sentence)

    @functools.cached_property
    def _sentence_ids(self) -> list[str]:
        return [key for (key,) in self._rows("SELECT id FROM sentences ORDER BY row")]

    @functools.cached_property
    def _sentence_ranges(self) -> dict[str, range]:
        """Numbers of each document's sentences, which lie in a row, by the start of their ids."""
        ranges: dict[str, range] = {}
        for key, group in itertools.groupby(enumerate(self._sentence_ids), lambda row: row[1].partition(":")[0]):
            numbers = [number for number, _ in group]
            ranges[key] = range(numbers[0], numbers[-1] + 1)
        return ranges

    @functools.cached_property
    def _passage_ids(self) -> list[str]:
        """In order of their numbers; in memory, as every search by words asks for dozens, and for thousands where scores tie."""
        return [key for (key,) in self._rows("SELECT id FROM passages ORDER BY row")]

    def passage_ids(self, rows: Sequence[int]) -> list[str]:
        """Ids of the passages with these numbers."""
        return [self._passage_ids[row] for row in rows]

    def sentence_ids(self, document_id: str) -> list[str]:
        """Ids of a document's sentences that have a vector; empty for a document that is not there."""
        held = self.held.get(document_id)
        own = self._sentence_ranges.get(held.sha256[:12], range(0)) if held else range(0)
        return self._sentence_ids[own.start : own.stop]

    def rows_of(self, document_id: str) -> range:
        """Numbers of a document's passages; empty for a document that is not there."""
        return self._ranges.get(document_id, range(0))

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            with self._lock:
                return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _document(self, key: str) -> ParsedDocument:
        return self._remembered(key)

    def _read_document(self, key: str) -> ParsedDocument:
        rows = self._rows("SELECT parsed FROM documents WHERE id = ?", key)
        if not rows:
            raise KeyError(key)
        return _adapter().validate_json(rows[0][0])

    def _read_passage(self, key: str) -> Passage:
        rows = self._rows("SELECT document, ordinal, start, stop, context FROM passages WHERE id = ?", key)
        if not rows:
            raise KeyError(key)
        document_id, ordinal, start, stop, context = rows[0]
        parsed, span = self._document(document_id), Span(start, stop)
        measure = None if ordinal is None else parsed.measure(ordinal)
        text = span.of(parsed.document.text)
        return Passage(id=key, document_id=document_id, measure=measure, span=span, text=text, context=context)

    def _sentence(self, key: str) -> IndexedSentence:
        rows = self._rows("SELECT document, ordinal, start, stop FROM sentences WHERE id = ?", key)
        if not rows:
            raise KeyError(key)
        document_id, ordinal, start, stop = rows[0]
        return IndexedSentence(id=key, document_id=document_id, measure=ordinal, span=Span(start, stop))

    def _damaged(self, error: Exception) -> IndexStorageError:
        return IndexStorageError(f"the index file {self._path} cannot be read ({error}): run policyqa index --rebuild")


class Records(Mapping[str, _Value]):
    """A mapping whose keys are known and whose values are read when they are asked for."""

    def __init__(self, keys: Sequence[str], read: Callable[[str], _Value]) -> None:
        """``read`` raises KeyError for a key that is not there."""
        self._keys = keys
        self._read = read

    def __getitem__(self, key: str) -> _Value:
        return self._read(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@functools.cache
def _adapter() -> TypeAdapter[ParsedDocument]:
    return TypeAdapter(ParsedDocument)
