"""An assistant without vectors or models, behind the real one's interface: it quotes the sentence with the most letter pairs in common."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.documents import Measure, ParsedDocument
from corpus.errors import QuestionError, UnknownDocument
from corpus.parsing import parse_text
from rag.answers import Answer, Citation, Claim, Contact, Ranked, Receipt, Status


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


class FakeAssistant:
    """Answers from the texts of a folder."""

    def __init__(self, folder: Path) -> None:
        self.documents = tuple(self._read(path) for path in sorted(folder.glob("*.txt")))
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.hold = threading.Event()
        self.hold.set()

    @staticmethod
    def _read(path: Path) -> ParsedDocument:
        data = path.read_bytes()
        return parse_text(data.decode("utf-8"), source=path.name, sha256=hashlib.sha256(data).hexdigest())

    def document(self, document_id: str) -> ParsedDocument:
        for parsed in self.documents:
            if parsed.document.id == document_id:
                return parsed
        raise UnknownDocument(f"no document {document_id}: policyqa documents list shows what there is")
