"""Questions to train on, as the product's own search meets them: over policies and laws beside the checkout that no case asks about, and
over policies that were invented to train on.

Each names the sentences that answer it, or the one that comes nearest where the document does not; see `evaluation/data/README.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from corpus.spans import Span
from embeddings.encoder import Encoder
from embeddings.late_interaction import LateInteraction, Text, open_late_interaction
from evaluation.answerability_examples import LAWS, Asked, Source, opened
from evaluation.datasets import DATA, rows
from rag.queries import QueryKind
from rag.retrieval.ranking import Opened
from rag.retriever import Retriever

QUESTIONS = DATA / "training" / "questions.jsonl"
INVENTED = DATA / "training" / "invented"
"""Policies of places that do not exist, full of provisions that resemble each other."""
EARLY, PAIRED = 6617, 15690
"""So many were written first, over documents of which none was kept from the training; and so many with those in pairs that followed."""
KEPT = 3
"""Of the laws that came with the pairs every third, by name, is kept from all training; what reads signals is fitted on these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingQuestion:
    """One line of the file."""

    id: str
    document_file: str
    """File name, of a policy or of a law."""
    sha256: str
    """First twelve digits: the spans hold for this text alone."""
    kind: str
    language: str
    question: str
    answerable: bool
    spans: tuple[Span, ...]
    """Of the sentences that answer, or of the one that comes nearest and does not."""
    within: Span | None
    """The stretch of a long document that was read for the question; of the rest nobody knows whether it answers."""
    history: tuple[str, ...] = ()
    """Of a follow-up, what was asked before it, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage that the search has for a question."""

    passage: str
    """Id."""
    gold: tuple[bool, ...]
    """Of each sentence, whether it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posed:
    """A question with what a search has for it."""

    number: int = -1
    """Its place in the file, from 0; -1 for a question that is in none."""
    question: str
    """As it is encoded."""
    document: str
    """File name; what another document says is no answer."""
    answerable: bool
    found: tuple[Found, ...]
    """Best first."""


def load_training_questions(path: Path = QUESTIONS) -> list[TrainingQuestion]:
    """All lines of the file."""
    found = []
    for row in rows(path):
        spans, within = tuple(Span(*ends) for ends in row.pop("spans")), row.pop("within", None)
        history = tuple(row.pop("history", ()))
        found.append(TrainingQuestion(**row, spans=spans, within=Span(*within) if within else None, history=history))
    return found


def indexed(
    questions: Sequence[TrainingQuestion], shared: Path, encoder: Encoder, data: Path, late: LateInteraction | None = None
) -> Source:
    """The documents of questions, those that lie in ``policies`` or ``laws`` of the shared folder or were invented; read by what ships, or
    by another.

    Raises:
        UserError: When one of the two is not there.
    """
    if missing := [name for name in ("policies", "laws") if not (shared / name).is_dir()]:
        raise UserError(f"no {shared / missing[0]}: name the folder that holds policies and laws with --shared")
    paths = {p.name: p for folder in (shared / "policies", shared / "laws", INVENTED) for p in folder.iterdir()}
    files = sorted({q.document_file for q in questions} & set(paths))
    return opened([paths[name] for name in files], encoder, data, "training", late)


def kept_laws(questions: Sequence[TrainingQuestion]) -> frozenset[str]:
    """File names of the laws that no training sees."""
    early = {q.document_file for q in questions[:EARLY]}
    return frozenset(sorted({q.document_file for q in questions[EARLY:PAIRED]} - early)[::KEPT])


def asked_of_laws(shared: Path, encoder: Encoder, data: Path) -> tuple[Source, list[Asked]]:
    """Questions over laws that were kept from the training. Of a long law of which a part was read alone, only the answerable ones.

    Raises:
        UserError: When the laws are not there.
    """
    source, questions = questions_of_laws(shared, encoder, data)
    asked = [
        Asked(id=q.id, question=q.question, document=q.document_file, answerable=q.answerable, source=LAWS)
        for q in questions
        if q.answerable or not q.within
    ]
    return source, asked


def questions_of_laws(shared: Path, encoder: Encoder, data: Path) -> tuple[Source, list[TrainingQuestion]]:
    """The laws that were kept from the training, as far as they are there, and the questions about them, in the file's order.

    Raises:
        UserError: When the laws are not there.
    """
    every = load_training_questions()
    kept = kept_laws(every)
    source = indexed([q for q in every if q.document_file in kept], shared, encoder, data)
    return source, [q for q in every if q.document_file in kept and q.document_file in source.by_file and unchanged(source, q)]


def posed(shared: Path, encoder: Encoder, data: Path, limit: int | None = None) -> tuple[list[Posed], dict[str, Text]]:
    """Every question of content that may be trained on, searched in its own document, and the texts of all passages found, by id.

    Args:
        shared: The folder that holds ``policies`` and ``laws``; documents that are not there, or have changed, are passed over.
        encoder: The bundled one.
        data: Where indexes are kept.
        limit: So many questions at most, of an index of all documents.

    Raises:
        UserError: When policies or laws are not there.
    """
    every = load_training_questions()
    source = indexed(every, shared, encoder, data, open_late_interaction(encoder, reading=False))
    names, questions = set(source.by_file) - kept_laws(every), list(enumerate(every))[:limit]
    out: list[Posed] = []
    texts: dict[str, Text] = {}
    for name in sorted({q.document_file for _, q in questions} & names):
        retriever = source.alone(name)
        for number, question in ((n, q) for n, q in questions if q.document_file == name and unchanged(source, q)):
            query = retriever.understood(question.question, question.history)
            if query.kind is QueryKind.CONTENT:
                found = [_found(one, question, retriever, texts) for one in retriever.ranker.rank(query).opened]
                kept = tuple(one for one in found if one is not None)
                out.append(Posed(number=number, question=query.search, document=name, answerable=question.answerable, found=kept))
    return out, texts


def unchanged(source: Source, question: TrainingQuestion) -> bool:
    """Whether its document, which is there, is the text that its spans hold for."""
    return source.by_file[question.document_file].document.sha256.startswith(question.sha256)


def _found(one: Opened, question: TrainingQuestion, retriever: Retriever, texts: dict[str, Text]) -> Found | None:
    passage, laid, spans = retriever.ranker.laid_out(one)
    if question.within and not all(span in question.within for span in spans):
        return None
    texts[passage.id] = laid
    gold = (question.answerable and any(span.overlaps(own) for own in question.spans) for span in spans)
    return Found(passage=passage.id, gold=tuple(gold))
