"""The file of feedback: SQLite, written by several processes at once if need be."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.errors import IndexStorageError, PolicyQAError
from rag.answers import Receipt, Status
from ui.feedback_records import Cited, Feedback, Reason, Verdict

VERSION = 1
"""Raised when older code could not read what is written now."""
MOST = 100_000
"""Verdicts that are kept; then no more are taken until the operator has exported and removed the file."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feedback (
    answer TEXT PRIMARY KEY,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
    reason TEXT,
    comment TEXT NOT NULL CHECK (length(comment) <= 300),
    status TEXT NOT NULL CHECK (status IN ('answered', 'partial', 'no_evidence', 'refused')),
    language TEXT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    about TEXT NOT NULL,
    question TEXT,
    history TEXT NOT NULL,
    index_id TEXT NOT NULL,
    encoder TEXT NOT NULL,
    generator TEXT NOT NULL,
    version TEXT NOT NULL,
    CHECK (question IS NOT NULL OR history = '[]')
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    answer TEXT NOT NULL REFERENCES feedback ON DELETE CASCADE,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (answer, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cited (
    answer TEXT NOT NULL REFERENCES feedback ON DELETE CASCADE,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    measure INTEGER,
    path TEXT NOT NULL,
    quote TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL CHECK (stop > start),
    PRIMARY KEY (answer, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS feedback_by_day ON feedback (day);
"""


class FeedbackFull(PolicyQAError):
    """As much feedback is kept as may be."""

    http_status = 507


class FeedbackStore:
    """Verdicts by answer. Each call opens the file for itself, so that threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        """The file is made with the first verdict."""
        self._path = path

    def put(self, one: Feedback) -> None:
        """Keep a verdict, in place of an earlier one on the same answer.

        Raises:
            FeedbackFull: When as many are kept as may be.
            IndexStorageError: When the file cannot be written.
        """
        with self._opened() as database, database:
            database.execute("BEGIN IMMEDIATE")
            database.execute("DELETE FROM feedback WHERE answer = ?", (one.answer,))
            if database.execute("SELECT count(*) FROM feedback").fetchone()[0] >= MOST:
                raise FeedbackFull("no more feedback can be kept: ask the operator to export it")
            receipt = one.receipt
            row = (
                one.answer, one.day, one.verdict, one.reason, one.comment, one.status, one.language, one.kind, one.outcome, one.about,
                one.question, json.dumps(one.history, ensure_ascii=False),
                receipt.index, receipt.encoder, receipt.generator, receipt.version,
            )  # fmt: skip
            database.execute(f"INSERT INTO feedback VALUES ({', '.join('?' * len(row))})", row)
            database.executemany(
                "INSERT INTO documents VALUES (?, ?, ?, ?)",
                [(one.answer, at, document, sha256) for at, (document, sha256) in enumerate(receipt.document_sha256.items())],
            )
            database.executemany(
                "INSERT INTO cited VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(one.answer, at, c.document, c.measure, c.path, c.quote, c.start, c.end) for at, c in enumerate(one.cited)],
            )

    def withdraw(self, answer: str) -> bool:
        """Remove the verdict on an answer; whether there was one."""
        if not self._path.exists():
            return False
        with self._opened() as database, database:
            return database.execute("DELETE FROM feedback WHERE answer = ?", (answer,)).rowcount > 0

    def all(self) -> list[Feedback]:
        """Every verdict, by day and answer; none where no file is.

        Raises:
            IndexStorageError: When the file cannot be read.
        """
        if not self._path.exists():
            return []
        with self._opened() as database, database:
            database.execute("BEGIN")  # one state for all three tables
            return [self._read(database, row) for row in database.execute("SELECT * FROM feedback ORDER BY day, answer").fetchall()]

    @staticmethod
    def _read(database: sqlite3.Connection, row: sqlite3.Row) -> Feedback:
        key = (row["answer"],)
        documents = database.execute("SELECT document, sha256 FROM documents WHERE answer = ? ORDER BY position", key)
        cited = database.execute("SELECT * FROM cited WHERE answer = ? ORDER BY position", key)
        receipt = Receipt(
            document_sha256={one["document"]: one["sha256"] for one in documents},
            index=row["index_id"],
            encoder=row["encoder"],
            generator=row["generator"],
            version=row["version"],
        )
        return Feedback(
            **{name: row[name] for name in ("answer", "day", "comment", "language", "kind", "outcome", "about", "question")},
            verdict=Verdict(row["verdict"]),
            reason=Reason(row["reason"]) if row["reason"] else None,
            status=Status(row["status"]),
            history=tuple(json.loads(row["history"])),
            receipt=receipt,
            cited=tuple(
                Cited(document=c["document"], measure=c["measure"], path=c["path"], quote=c["quote"], start=c["start"], end=c["stop"])
                for c in cited
            ),
        )

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=20, isolation_level=None)) as database:
                database.row_factory = sqlite3.Row
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = NORMAL")
                database.execute("PRAGMA foreign_keys = ON")
                database.execute("PRAGMA secure_delete = ON")  # what is withdrawn does not stay in free pages
                self._check_version(database)
                yield database
        except (OSError, sqlite3.Error) as error:
            raise IndexStorageError(
                f"the feedback in {self._path.name} cannot be used ({error}): free space or check permissions"
            ) from error

    def _check_version(self, database: sqlite3.Connection) -> None:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return
        if version:
            raise IndexStorageError(f"{self._path.name} has format {version}, not {VERSION}: export it with the program that wrote it")
        database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
