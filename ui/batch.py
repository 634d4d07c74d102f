"""Many questions at once: a JSONL file in, a JSONL file out, nothing written before every line has been read."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import DocumentNotFound, QuestionError, UserError

MOST_HISTORY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchQuestion:
    """One line of the batch."""

    id: str | int
    """As given, put into the answer."""
    question: str
    history: tuple[str, ...] = ()
    language: str | None = None


def read_batch(path: Path, *, max_chars: int) -> list[BatchQuestion]:
    """All questions of a file; blank lines are passed over.

    Raises:
        UserError: When a line cannot be used; names the first such line.
    """
    lines = file_text(path, "save it as UTF-8").split("\n")
    batch: list[BatchQuestion] = []
    seen: dict[str | int, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = _question(line, max_chars)
        except UserError as error:
            raise UserError(f"{path}, line {number}: {error}") from error
        if one.id in seen:
            raise UserError(f"{path}, line {number}: the id {one.id!r} is that of line {seen[one.id]}: give each question its own")
        seen[one.id] = number
        batch.append(one)
    if not batch:
        raise UserError(f'{path} holds no questions: write one a line as {{"id": "1", "question": "…"}}')
    return batch


def file_text(path: Path, remedy: str) -> str:
    """The text of a UTF-8 file that a person named; ``remedy`` is what to do when it is not UTF-8.

    Raises:
        UserError: When it is missing, a folder, or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise DocumentNotFound(f"{path}: no such file: check the path") from error
    except IsADirectoryError as error:
        raise UserError(f"{path} is a folder: name a file") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 (byte {error.start}): {remedy}") from error


def _question(line: str, max_chars: int) -> BatchQuestion:
    from rag.understanding.wording import checked
    from rag.writing.frames import checked_language

    try:
        value: Any = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UserError('not JSON: write {"id": "1", "question": "…"}') from error
    if not isinstance(value, dict):
        raise UserError('not an object: write {"id": "1", "question": "…"}')
    if isinstance(value.get("id"), bool) or not isinstance(value.get("id"), str | int):
        raise UserError('"id" must be a text or a number')
    history, language = value.get("history", []), value.get("language")
    if not isinstance(value.get("question"), str):
        raise UserError('"question" must be a text')
    if not isinstance(history, list) or not all(isinstance(one, str) for one in history) or len(history) > MOST_HISTORY:
        raise UserError(f'"history" must be a list of at most {MOST_HISTORY} texts')
    if language is not None and not isinstance(language, str):
        raise UserError('"language" must be a text such as "en"')
    whole(value["question"], *history, str(value["id"]))
    checked(value["question"], max_chars)
    if language:
        checked_language(language)
    return BatchQuestion(id=value["id"], question=value["question"], history=tuple(history), language=language)


def whole(*texts: str) -> None:
    """Check that texts are proper Unicode.

    Raises:
        QuestionError: When one holds half a surrogate pair, as bytes do that are not UTF-8.
    """
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise QuestionError("the text is not valid UTF-8: type it in a UTF-8 terminal or file") from error


def write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Write JSON lines so that ``path`` holds all of them or what it held before.

    Raises:
        UserError: When the folder is missing or may not be written to.
        OSError: When it cannot be written.
    """
    if path.exists() and not path.is_file():  # a pipe or device has no state to protect
        if path.is_dir():
            raise UserError(f"{path} is a folder: name a file")
        with path.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        return
    if not path.absolute().parent.is_dir():
        raise UserError(f"{path.parent} is not a folder: make it, or name another file")
    try:
        descriptor, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    except PermissionError as error:
        raise UserError(f"{path.absolute().parent} cannot be written to: name a file in another folder") from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            for line in lines:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.umask(mask := os.umask(0o022))
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
