"""The assistant: ask it a question, get a proved answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.answering import Answering, Asked, Written, ranked
from rag.answers import Answer
from rag.events import Event, EventKind
from rag.settings import Settings

if TYPE_CHECKING:
    from embeddings.encoder import Encoder


class Assistant:
    """Answers questions from the indexed documents; safe to use from several threads."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering

    def ask(
        self, question: str, history: Sequence[str] = (), language: str | None = None, documents: Sequence[str] | None = None
    ) -> Answer:
        """The proved answer to a question.

        Args:
            question: As the person typed it, in any language.
            history: Earlier questions of the conversation, oldest first.
            language: Language of the words around the quotes; the question's own when None.
            documents: Ids of the documents to answer from; all when None.

        Raises:
            QuestionError: When the question is empty, too long or unprintable.
            IndexMissing: When nothing has been indexed.
            UnknownDocument: When ``documents`` names one that the index does not hold.
        """
        steps = self.answering
        return steps.finish(steps.prove(steps.write(steps.search(_asked(question, history, language, documents)))))

    def stream(
        self, question: str, history: Sequence[str] = (), language: str | None = None, documents: Sequence[str] | None = None
    ) -> Iterator[Event]:
        """The same answer step by step: what was found, each claim once it is proved, the citations, the whole.

        Raises:
            QuestionError: As `ask`, before the first event.
        """
        steps = self.answering
        found = steps.search(_asked(question, history, language, documents))
        yield Event(kind=EventKind.RETRIEVAL, ranked=ranked(found.retrieval))
        yield from self._proved(steps.prove(steps.write(found)))

    def _proved(self, written: Written) -> Iterator[Event]:
        answer = self.answering.finish(written)
        for claim in answer.claims:
            yield Event(kind=EventKind.CLAIM, claim=claim, cited=tuple(answer.citations[i] for i in claim.citations))
        yield Event(kind=EventKind.CITATIONS, cited=answer.citations)
        yield Event(kind=EventKind.DONE, answer=answer)


def _asked(question: str, history: Sequence[str], language: str | None, documents: Sequence[str] | None) -> Asked:
    scope = None if documents is None else tuple(documents)
    return Asked(question=question, history=tuple(history), language=language, documents=scope)


def open_assistant(settings: Settings, encoder: Encoder | None = None) -> Assistant:
    """The assistant over the index that the settings name; sees a rebuilt index without a restart.

    Args:
        settings: Where the index is, what encodes and what writes.
        encoder: One that is open already, to be shared; the settings' own is opened where None.

    Raises:
        IndexMissing: When nothing has been indexed yet.
        IndexMismatch: When the index was built by another encoder.
        SettingsError: When the generator is unknown or lacks its address.
    """
    from rag.opening import open_answering

    return Assistant(open_answering(settings, encoder))
