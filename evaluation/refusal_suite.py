"""Deciding answerability on texts that nobody tuned for: each question is asked of its one context, which answers it or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UserError
from embeddings.encoder import Encoder
from evaluation.datasets import rows
from evaluation.intervals import auc
from evaluation.retrieval_suites import open_suite

REFUSED_SHARE = 0.04
"""Share of the answerable questions that may be refused where the refusals caught are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One question with the scores that ought to separate answerable from unanswerable."""

    answerable: bool
    probability: float
    """The product's own estimate."""
    similarity: float
    """Cosine of question and best passage: the plain alternative."""


def judge_contexts(path: Path, encoder: Encoder, data: Path) -> list[Judged]:
    """Asks every question of its own context.

    Raises:
        UserError: When the file is not there.
    """
    if not path.exists():
        raise UserError(f"no {path}: name the folder of the suite's files with --suite-folder")
    questions = list(rows(path))
    texts = {f"{number:05d}": row["context"] for number, row in enumerate(questions)}
    retriever = open_suite(texts, encoder, data, "dureader")
    by_text = {parsed.document.text.strip(): parsed.document.id for parsed in retriever.lexicon.documents}
    judged = []
    for row in questions:
        document = by_text.get(row["context"].strip())
        if document is None:
            continue
        found = retriever.retrieve(row["question"], documents=[document])
        similarity = max((hit.why.get("dense", 0.0) for hit in found.hits), default=0.0)
        judged.append(Judged(answerable=bool(row["answerable"]), probability=found.answerable, similarity=similarity))
    return judged


def caught(positive: Sequence[float], negative: Sequence[float], *, refused: float = REFUSED_SHARE) -> float:
    """Share of the unanswerable below the threshold under which at most ``refused`` of the answerable lie."""
    threshold = sorted(positive)[int(len(positive) * refused)]
    return sum(score < threshold for score in negative) / len(negative)


def refusal_table(judged: Sequence[Judged]) -> str:
    """AUC and refusals caught, the product beside the plain similarity, as Markdown."""
    lines = [
        f"{len(judged)} questions, {sum(j.answerable for j in judged)} answerable",
        "",
        "| estimate | AUC | caught at ≤ 4 % refused |",
        "|---|---|---|",
    ]
    for name, value in (("policyqa", "probability"), ("cosine of the best passage", "similarity")):
        positive = [float(getattr(j, value)) for j in judged if j.answerable]
        negative = [float(getattr(j, value)) for j in judged if not j.answerable]
        lines.append(f"| {name} | {auc(positive, negative) or 0.0:.3f} | {caught(positive, negative):.3f} |")
    return "\n".join(lines)
