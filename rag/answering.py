"""The steps from a question to an answer, the same behind every door: search, write, prove, put in words."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from corpus.documents import Document
from rag.answers import Answer, Ranked, Receipt, Status
from rag.hits import Retrieval
from rag.proof.verdicts import prove_draft
from rag.writing import extractive
from rag.writing.citations import measure_around
from rag.writing.drafts import Draft
from rag.writing.frames import checked_language, frames
from rag.writing.refusals import refusal
from rag.writing.rendering import render

LABELS = ("lead", "responsible", "number", "title", "issuer", "published", "effective", "expires", "basis", "repeals", "amends", "region")
"""Frame words that may stand before the colon of a claim."""
HITS = 5
"""Measures that an answer is made from at most."""
COUNT_LABELS = ("measures", "articles", "sections")


class Search(Protocol):
    """What finds the measures for a question."""

    def search(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        language: str | None = None,
        documents: Sequence[str] | None = None,
        k: int = HITS,
    ) -> Retrieval:
        """The retrieval for a question."""


Writer = Callable[[Retrieval], Draft]
"""Turns what was found into a draft; must not raise for anything that a model or a network does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and what comes with it."""

    question: str
    history: tuple[str, ...] = ()
    """Earlier questions, oldest first."""
    language: str | None = None
    """Language of the frame; the question's own when None."""
    documents: tuple[str, ...] | None = None
    """Ids of the documents to search; None for all."""
    hits: int = HITS
    """Measures at most for a question about content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One state of the index, as a receipt names it."""

    search: Search
    index: str
    encoder: str
    ahead: Callable[[threading.Event], None] | None = None
    """Makes beforehand what questions would wait for, until it is done, told to stop, or replaced; None where there is nothing to make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A question, what was found for it, and how long that took."""

    asked: Asked
    retrieval: Retrieval
    source: Source
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A draft beside what it was made from."""

    found: Found
    draft: Draft
    milliseconds: float
    proof_milliseconds: float | None = None
    """None before the proof."""


class Answering:
    """The steps, one method each; each takes what the one before it gives."""

    def __init__(self, source: Callable[[], Source], writer: Writer = extractive.write) -> None:
        """Takes a function that gives the current state of the index, so that a rebuilt index is seen without a restart."""
        self._source = source
        self._writer = writer

    def search(self, asked: Asked) -> Found:
        """What the documents hold on a question.

        Raises:
            QuestionError: When the question is empty, too long or unprintable, or the language is none that answers are written in.
            IndexMissing: When nothing has been indexed.
        """
        language = checked_language(asked.language) if asked.language else None
        started = time.perf_counter()
        source = self._source()
        retrieval = source.search.search(asked.question, history=asked.history, language=language, documents=asked.documents, k=asked.hits)
        if language and language != retrieval.query.language:
            retrieval = replace(retrieval, query=replace(retrieval.query, language=language))
        return Found(asked=asked, retrieval=retrieval, source=source, milliseconds=_since(started))

    def read_ahead(self, stopped: threading.Event) -> None:
        """Make beforehand what questions to the index would wait for; may take minutes, for a thread of its own."""
        if ahead := self._source().ahead:
            ahead(stopped)

    def write(self, found: Found) -> Written:
        """A draft: unproved, for the proof only."""
        started = time.perf_counter()
        draft = self._writer(found.retrieval)
        return Written(found=found, draft=draft, milliseconds=_since(started))

    def prove(self, written: Written) -> Written:
        """The draft with what holds; where nothing of a model's draft holds, the verbatim sentences; where these fail too, a refusal."""
        started = time.perf_counter()
        retrieval = written.found.retrieval
        words = frames(retrieval.query.language)
        labels = [words.say(key) for key in LABELS + COUNT_LABELS]
        texts = documents_of(retrieval)
        draft = prove_draft(written.draft, texts, labels)
        if written.draft.claims and not draft.claims:
            if written.draft.generator != "extractive":
                verbatim = extractive.write(retrieval)
                notices = (*draft.notices, words.say("model_failed"))
                draft = replace(prove_draft(verbatim, texts, labels), notices=notices, dropped=draft.dropped)
            if not draft.claims and draft.status in (Status.ANSWERED, Status.PARTIAL, Status.NO_EVIDENCE):
                plain = refusal(replace(retrieval, outcome=retrieval.outcome), words)
                draft = replace(prove_draft(plain, texts, labels), notices=draft.notices, dropped=draft.dropped)
        elif draft.dropped and draft.generator != "extractive":
            draft = replace(draft, notices=(*draft.notices, words.say("model_dropped")))
        return replace(written, draft=draft, proof_milliseconds=_since(started))

    def finish(self, written: Written) -> Answer:
        """The answer as every door shows it.

        Raises:
            ValueError: When the draft has not been proved.
        """
        if written.proof_milliseconds is None:
            raise ValueError("an unproved draft cannot be shown")
        retrieval, draft, source = written.found.retrieval, written.draft, written.found.source
        times = {"retrieve": written.found.milliseconds, "generate": written.milliseconds, "verify": written.proof_milliseconds}
        return Answer(
            id=uuid.uuid4().hex[:16],
            question=written.found.asked.question,
            language=retrieval.query.language,
            status=draft.status,
            text=render(draft, frames(retrieval.query.language)),
            claims=draft.claims,
            citations=draft.citations,
            contacts=draft.contacts,
            ranked=ranked(retrieval),
            receipt=Receipt(
                document_sha256={d.id: d.sha256 for d in documents_of(retrieval).values()},
                index=source.index,
                encoder=source.encoder,
                generator=draft.generator,
                version=_version(),
            ),
            timings_ms={name: round(spent, 2) for name, spent in (times | {"total": sum(times.values())}).items()},
            query=_understood(retrieval),
            notices=draft.notices,
            dropped=draft.dropped,
        )


def ranked(retrieval: Retrieval) -> tuple[Ranked, ...]:
    """The measures as found, best first; for a fact about the document, the places that prove it."""
    found = [
        Ranked(document=h.document.document.id, measure=h.measure.ordinal if h.measure else None, score=round(h.score, 6))
        for h in retrieval.hits
    ]
    for one in retrieval.facts:
        measures = [measure_around(one.document, fact.span) for fact in one.facts if fact.span is not None]
        found += [Ranked(document=one.document.document.id, measure=m.ordinal if m else None, score=1.0) for m in measures]
    return tuple(dict.fromkeys(found))


def documents_of(retrieval: Retrieval) -> Mapping[str, Document]:
    """The documents that a retrieval quotes from, by id."""
    found = {hit.document.document.id: hit.document.document for hit in retrieval.hits}
    return found | {fact.document.document.id: fact.document.document for fact in retrieval.facts}


def _understood(retrieval: Retrieval) -> dict[str, object]:
    query = retrieval.query
    return {
        "kind": str(query.kind),
        "wants": sorted(str(w) for w in query.wants),
        "sure": sorted(str(w) for w in query.sure),
        "normalised": query.normalised,
        "search": query.search,
        "history_used": query.history_used,
        "outcome": str(retrieval.outcome),
        "answerable": round(retrieval.answerable, 4),
        "steps": [list(step) for step in query.steps],
    }


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


@cache
def _version() -> str:
    try:
        return version("policyqa")
    except PackageNotFoundError:
        return "unknown"
