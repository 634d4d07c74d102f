"""A search without vectors or models, behind the real one's interface: measures by the letter pairs they share with the question."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corpus.documents import Measure, ParsedDocument
from corpus.parsing import parse_file
from corpus.passages import Passage
from rag.answering import Answering, Source
from rag.assistant import Assistant
from rag.hits import Hit, Outcome, Retrieval, ScoredSentence
from rag.queries import Query
from rag.understanding.wording import checked
from ui.reading_room import ReadingRoom


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


class LetterSearch:
    """Finds measures of the texts in a folder."""

    def __init__(self, folder: Path | None = None, *, documents: Sequence[ParsedDocument] = ()) -> None:
        parsed = list(documents) if folder is None else [parse_file(path) for path in sorted(folder.glob("*.txt"))]
        self.documents: Mapping[str, ParsedDocument] = {one.document.id: one for one in parsed}
        self.asked: list[tuple[str, tuple[str, ...], str | None]] = []
        self.go_on = threading.Event()
        """Cleared: every search waits for it."""
        self.go_on.set()

    def search(
        self, question: str, *, history: Sequence[str] = (), language: str | None = None, documents: Sequence[str] | None = None, k: int = 5
    ) -> Retrieval:
        text = checked(question, 1000)
        self.asked.append((question, tuple(history), language))
        self.go_on.wait(timeout=30)
        tongue = "zh" if any("一" <= letter <= "鿿" for letter in text) else "en"
        hits = [self._hit(parsed, measure, _pairs(text)) for parsed in self.documents.values() for measure in parsed.measures]
        hits.sort(key=lambda hit: (-hit.score, hit.passage.id))
        found = bool(hits) and hits[0].score >= 0.15
        return Retrieval(
            query=Query(text=text, language=tongue, normalised=text, search=text),
            hits=tuple(hits[:10]),
            answerable=float(found),
            outcome=Outcome.FOUND if found else Outcome.NOTHING,
        )

    def _hit(self, parsed: ParsedDocument, measure: Measure, asked: set[str]) -> Hit:
        words = parsed.document.text
        scored = [
            ScoredSentence(span=one.span, score=len(asked & _pairs(one.span.of(words))) / max(1, len(asked)))
            for one in measure.sentences
            if not one.heading and not one.responsibility
        ]
        scored.sort(key=lambda one: (-one.score, one.span))
        score = scored[0].score if scored else 0.0
        number = f"{parsed.document.id}:{measure.ordinal:04}"
        passage = Passage(
            id=number, document_id=parsed.document.id, measure=measure, span=measure.span, text=measure.span.of(words), context=""
        )
        return Hit(document=parsed, measure=measure, passage=passage, sentences=tuple(scored), score=score, rank=1)


def reading_room(search: LetterSearch, name: str = "letters") -> ReadingRoom:
    """The real assistant over this search."""
    source = Source(search=search, index=name, encoder="letters")
    return ReadingRoom(assistant=Assistant(Answering(lambda: source)), documents=lambda: search.documents, apart=_apart)


def _apart(parsed: ParsedDocument, go_on: Callable[[], None]) -> ReadingRoom:
    go_on()
    return reading_room(LetterSearch(documents=[parsed]), "private")
