"""Questions to train on, over policies and laws beside the checkout that no case asks about, as the product's own search meets them.

Each names the sentences that answer it, or the one that comes nearest where the document does not; see `evaluation/data/README.md`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import UserError
from corpus.spans import Span
from embeddings.encoder import Encoder
from embeddings.late_interaction import LateInteraction, Text, open_late_interaction
from embeddings.runtimes import States
from evaluation.answerability_examples import LAWS, Asked, Source, opened
from evaluation.datasets import DATA
from rag.queries import QueryKind
from rag.retrieval.ranking import Opened
from rag.retriever import Retriever

QUESTIONS = DATA / "training" / "questions.jsonl"
EARLY_READER = DATA / "training" / "early_reader.npz"
"""A sentence reader trained on the first `EARLY` questions alone, with a head that was too: what shipped until there were more."""
EARLY = 6654


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage that the search has for a question."""

    passage: str
    """Id."""
    gold: tuple[bool, ...]
    """Of each sentence, whether it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """A question with what the search has for it."""

    question: TrainingQuestion
    states: States
    found: tuple[Found, ...]
    """Best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage as the encoder reads it."""

    states: NDArray[np.float16]
    """``(tokens, hidden)``."""
    sentences: NDArray[np.int64]
    """``(tokens,)``: the number of the sentence of each; -1 before the first."""


def load_training_questions(path: Path = QUESTIONS) -> list[TrainingQuestion]:
    """All lines of the file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans, within = tuple(Span(*ends) for ends in row.pop("spans")), row.pop("within", None)
        found.append(TrainingQuestion(**row, spans=spans, within=Span(*within) if within else None))
    return found


def indexed(questions: Sequence[TrainingQuestion], shared: Path, encoder: Encoder, data: Path, late: LateInteraction | None) -> Source:
    """The documents of questions, those that lie in ``policies`` or ``laws`` of the shared folder.

    Raises:
        UserError: When one of the two is not there.
    """
    if missing := [name for name in ("policies", "laws") if not (shared / name).is_dir()]:
        raise UserError(f"no {shared / missing[0]}: name the folder that holds policies and laws with --shared")
    paths = {p.name: p for folder in ("policies", "laws") for p in (shared / folder).iterdir()}
    files = sorted({q.document_file for q in questions} & set(paths))
    return opened([paths[name] for name in files], encoder, data, "training", late)


def asked_of_laws(shared: Path, encoder: Encoder, data: Path) -> tuple[Source, list[Asked]]:
    """Questions over laws that the early reader never saw, which reads them here: what it says of them is no better than elsewhere.

    It runs on the head that ships, which was trained on five of six of these laws. Of a long law of which a part was read alone, only the
    answerable ones.

    Raises:
        UserError: When the laws are not there.
    """
    questions = load_training_questions()
    early = {q.document_file for q in questions[:EARLY]}
    source = indexed(questions, shared, encoder, data, open_late_interaction(encoder, reader=EARLY_READER))
    laws = {path.name for path in (shared / "laws").iterdir()} & set(source.by_file) - early
    later = [q for q in questions if q.document_file in laws and _unchanged(source, q)]
    asked = [
        Asked(id=q.id, question=q.question, document=q.document_file, answerable=q.answerable, source=LAWS)
        for q in later
        if q.answerable or not q.within
    ]
    return source, asked


def searched(shared: Path, encoder: Encoder, data: Path, limit: int | None = None) -> tuple[list[Searched], dict[str, Passage]]:
    """Every question of content searched in its own document, and all passages that were found, by id.

    Args:
        shared: The folder that holds ``policies`` and ``laws``; documents that are not there, or have changed, are passed over.
        encoder: The bundled one.
        data: Where indexes are kept.
        limit: So many questions at most, of an index of all documents.

    Raises:
        UserError: When policies or laws are not there.
    """
    every = load_training_questions()
    questions = every[:limit]
    source = indexed(every, shared, encoder, data, open_late_interaction(encoder, reading=False))
    out: list[Searched] = []
    texts: dict[str, Text] = {}
    for name in sorted({q.document_file for q in questions} & set(source.by_file)):
        retriever = source.alone(name)
        for question in (q for q in questions if q.document_file == name and _unchanged(source, q)):
            query = retriever.understood(question.question)
            if query.kind is QueryKind.CONTENT:
                found = [_found(one, question, retriever, texts) for one in retriever.ranker.rank(query).opened]
                kept = tuple(one for one in found if one is not None)
                out.append(Searched(question=question, states=encoder.query_tokens(query.search).states, found=kept))
    return out, _read(texts, encoder)


def _unchanged(source: Source, question: TrainingQuestion) -> bool:
    return source.by_file[question.document_file].document.sha256.startswith(question.sha256)


def _found(one: Opened, question: TrainingQuestion, retriever: Retriever, texts: dict[str, Text]) -> Found | None:
    passage, laid, spans = retriever.ranker.laid_out(one)
    if question.within and not all(span in question.within for span in spans):
        return None
    texts[passage.id] = laid
    gold = (question.answerable and any(span.start < own.end and own.start < span.end for own in question.spans) for span in spans)
    return Found(passage=passage.id, gold=tuple(gold))


def _read(texts: dict[str, Text], encoder: Encoder) -> dict[str, Passage]:
    ids: Sequence[str] = list(texts)
    out = {}
    for start in range(0, len(ids), 64):
        part = ids[start : start + 64]
        for key, tokens in zip(part, encoder.passage_tokens([texts[i].text for i in part]), strict=True):
            out[key] = Passage(states=tokens.states.astype(np.float16), sentences=texts[key].sentence_of(tokens.starts))
    return out
