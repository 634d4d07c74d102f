"""All that a door needs: the assistant, and the documents that it answers from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import UnknownDocument
from ui.scopes import Scope

if TYPE_CHECKING:
    import threading

    from corpus.documents import ParsedDocument
    from rag.answers import Answer
    from rag.assistant import Assistant
    from rag.events import Event
    from rag.hits import Hit

EVERYTHING = Scope()
WARMING = (
    "政策支持",
    "policy support",
    "zhengce",
    "第一条",
    "哪些措施提到政策?",
    "哪些措施鼓励企业?",
    "政策那一章有哪些措施?",
    "哪些措施由省政府牵头?",
)
"""By meaning in two languages and in pinyin, by address, and sets by words, by force, by section and by department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRoom:
    """An assistant and its documents, both following the index when it is rebuilt."""

    assistant: Assistant
    documents: Callable[[], Mapping[str, ParsedDocument]]
    """The documents by id, as the index holds them now."""
    apart: Callable[[ParsedDocument, Callable[[], None]], ReadingRoom] | None = None
    """Makes a room of one document that joins no index; calls its second argument now and then, which raises to give up. None where that
    cannot be done."""

    def document(self, document_id: str) -> ParsedDocument:
        """The document with this id.

        Raises:
            UnknownDocument: When the index does not hold it.
        """
        try:
            return self.documents()[document_id]
        except KeyError as error:
            raise UnknownDocument(f"no document {document_id!r}: see policyqa documents list") from error

    def ask(self, question: str, history: Sequence[str] = (), language: str | None = None, scope: Scope = EVERYTHING) -> Answer:
        """The proved answer to a question, from the documents in the scope.

        Raises:
            QuestionError: When the question is empty, too long or unprintable, or the language is none that answers are written in.
            UnknownDocument: When no document lies in the scope.
        """
        return self.assistant.ask(question, history, language, scope.ids(self.documents()))

    def stream(self, question: str, history: Sequence[str] = (), language: str | None = None, scope: Scope = EVERYTHING) -> Iterator[Event]:
        """The same answer step by step.

        Raises:
            QuestionError: As `ask`.
            UnknownDocument: When no document lies in the scope.
        """
        return self.assistant.stream(question, history, language, scope.ids(self.documents()))

    def search(self, question: str, k: int, scope: Scope = EVERYTHING) -> tuple[Hit, ...]:
        """The best measures for a question, best first.

        Raises:
            QuestionError: When the question is empty, too long or unprintable.
            UnknownDocument: When no document lies in the scope.
        """
        from rag.answering import Asked

        asked = Asked(question=question, documents=scope.ids(self.documents()), hits=k)
        return tuple(self.assistant.answering.search(asked).retrieval.hits[:k])

    def warm(self) -> None:
        """Ask once in each way, so that no person waits for what is loaded or made with the first question of its kind."""
        for question in WARMING:
            self.search(question, 1)

    def read_ahead(self, stopped: threading.Event) -> None:
        """Make beforehand what questions would wait for; may take minutes, for a thread of its own."""
        self.assistant.answering.read_ahead(stopped)
