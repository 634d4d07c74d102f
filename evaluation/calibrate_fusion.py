"""Fit the weights of fusion: the product's own first searches on questions whose measures are known, half of each set.

    python -m evaluation.calibrate_fusion [--shared ../shared/data] [--ncp-documents 150]

Listwise softmax regression over standardised signals (ListNet's loss with one relevant group, Cao et al. 2007), weights not negative, drawn
towards zero; one fit for searches of few documents, one for searches of many. Each source counts alike, however many questions it has.
Reads ``dev`` parts only; writes `rag/retrieval/fusion.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

import rag.retrieval.fusion
from embeddings.encoder import Encoder, open_encoder
from evaluation.answerability_examples import chosen
from evaluation.datasets import LAWS, SHARED, Exam, exams, question_sets
from evaluation.retrieval_suites import SuiteQuestion, contains, load_suite, open_suite, policy_retriever, suite_ids, text_at
from evaluation.training_questions import questions_of_laws
from rag.queries import QueryKind
from rag.retrieval.fusion import SIGNALS, group_of, scope_of, standardised
from rag.retrieval.pool import ALIGNED, FOUND, Candidate, Matrix, matrix
from rag.retrieval.ranker import READ_FOR_ANSWERS
from rag.retrieval.ranking import best_answers, reading_share
from rag.retriever import Retriever
from rag.settings import Settings

PENALTY = 0.02
"""Weight of the squared weights in the loss."""
MOST = 300
"""Questions of one language of a suite."""
Judge = Callable[[Candidate], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """One question: signals of its candidates, and which of them are right."""

    source: str
    group: str
    scope: str
    """What was searched: few documents, or many."""
    found: Matrix
    found_right: Matrix
    read: Matrix
    read_right: Matrix
    answers: Matrix
    """``(leading,)``: the best log odds of a sentence of each of the first, NaN where it was not read.

    Which these are is told by the weights of the last fit.
    """

    def share_of_reading(self) -> Matrix:
        """``(candidates,)``: what the reader adds, before its weight."""
        return np.pad(reading_share(self.answers), (0, len(self.read) - len(self.answers)))


def example(source: str, retriever: Retriever, question: str, history: Sequence[str], right: Judge) -> Example | None:
    """What the first searches give for a question; None where they miss what is right, or no search is made."""
    query = retriever.understood(question, history)
    if query.kind is not QueryKind.CONTENT or query.aside:
        return None
    pool = retriever.ranker.pool(query)
    ranking = retriever.ranker.rank(query)
    found_right = np.array([right(c) for c in pool], dtype=float)
    read_right = np.array([right(one.candidate) for one in ranking.opened], dtype=float)
    if not read_right.any():
        return None
    return Example(
        source=source,
        group=group_of(query.language),
        scope=scope_of(len(retriever.lexicon.documents)),
        found=standardised(matrix(pool, FOUND)),
        found_right=found_right,
        read=standardised(ranking.signals),
        read_right=read_right,
        answers=best_answers(ranking.opened[:READ_FOR_ANSWERS]),
    )


def case_examples(encoder: Encoder, data: Path, part: str = "dev") -> Iterable[Example]:
    """Cases on the policies that the repository holds, and on those beside the checkout where they are there."""
    for exam in exams(question_sets(beside=SHARED.is_dir()), part=part):
        source = "other" if exam.path.parent in (SHARED, LAWS) else exam.path.stem
        retriever = policy_retriever([exam.path], encoder, data, exam.parsed.document.sha256[:12])
        yield from _asked(source, retriever, exam)


def together_examples(encoder: Encoder, data: Path, part: str = "dev") -> Iterable[Example]:
    """The cases on policies beside the checkout, put to all of these and as many others again at once.

    Natural questions are left out: they were thought up for two or three documents, and among many most of them fit several.
    """
    sets = [path for path in question_sets(beside=SHARED.is_dir()) if path.stem != "other_natural"]
    own = [exam for exam in exams(sets, part=part) if exam.path.parent in (SHARED, LAWS)]
    if not own:
        return
    paths = {exam.path for exam in own}
    paths |= set(chosen(SHARED, {path.name for path in paths}, len(paths)))
    retriever = policy_retriever(sorted(paths), encoder, data, "together")
    for exam in own:
        yield from _asked("together", retriever, exam)


def _asked(source: str, retriever: Retriever, exam: Exam) -> Iterator[Example]:
    """The answerable cases of one document; their measures are the right ones."""
    for case in exam.cases:
        if case.answerable and case.measures and not case.exact_set:
            keys = {f"{exam.parsed.document.sha256[:12]}:{m}" for m in case.measures}
            found = example(source, retriever, case.question, case.history, lambda c, keys=keys: c.key in keys)  # type: ignore[misc]
            if found:
                yield found


def law_examples(encoder: Encoder, shared: Path, data: Path) -> Iterable[Example]:
    """The answerable questions over laws that were kept from all training; right is every measure that an answering sentence stands in."""
    laws, questions = questions_of_laws(shared, encoder, data)
    asked = sorted((question for question in questions if question.answerable), key=lambda one: one.document_file)
    for file, own in groupby(asked, key=lambda one: one.document_file):
        retriever, parsed = laws.alone(file), laws.by_file[file]
        for question in own:
            gold = [m for m in parsed.measures if any(span.overlaps(m.span) for span in question.spans)]
            keys = {f"{parsed.document.sha256[:12]}:{m.ordinal}" for m in gold}
            found = example("laws", retriever, question.question, (), lambda c, keys=keys: c.key in keys)  # type: ignore[misc]
            if found:
                yield found


def suite_examples(name: str, encoder: Encoder, shared: Path, data: Path, documents: int | None = None) -> Iterable[Example]:
    """Questions of a public suite."""
    texts, questions = load_suite(name, shared, documents)
    retriever = open_suite(texts, encoder, data, name if documents is None else f"{name}{documents}")
    ids = suite_ids(retriever, texts)
    by_sha = {d.document.sha256[:12]: d for d in retriever.lexicon.documents}
    for question in sampled([q for q in questions if q.part == "dev"], MOST):

        def right(candidate: Candidate, question=question) -> bool:  # type: ignore[no-untyped-def]
            inside = ids[candidate.key.split(":")[0]] in question.documents
            return inside and (not question.answer or contains(text_at(candidate.key, by_sha), question.answer))

        found = example(name, retriever, question.text, (), right)
        if found:
            yield found


def sampled(questions: Sequence[SuiteQuestion], most: int) -> list[SuiteQuestion]:
    """At most so many of each language, spread over the suite by hash."""
    groups: dict[str, list[SuiteQuestion]] = {}
    for question in sorted(questions, key=lambda q: hashlib.sha256(q.id.encode()).digest()):
        groups.setdefault(question.group, []).append(question)
    return [question for group in groups.values() for question in group[:most]]


def fitted(rows: Sequence[tuple[str, Matrix, Matrix]], names: Sequence[str], beside: Sequence[Matrix] | None = None) -> dict[str, float]:
    """Weights that put the right candidates first; rows are source, signals, right or not; ``beside`` are scores that stay as they are."""
    fixed = beside or [np.zeros(len(y)) for _, _, y in rows]
    usable = [(s, x, y, b) for (s, x, y), b in zip(rows, fixed, strict=True) if y.any() and not y.all()]
    share = {source: 1.0 / sum(s == source for s, *_ in usable) for source in {s for s, *_ in usable}}

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for source, x, y, already in usable:
            scores = x @ weights + already
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            right = chances * y
            mass = max(float(right.sum()), 1e-12)
            total -= share[source] * np.log(mass)
            slope -= share[source] * ((right / mass - chances) @ x)
        return total, slope

    start = np.full(len(names), 0.3)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(names))
    return {name: round(float(w), 4) for name, w in zip(names, best.x, strict=True) if w > 1e-4}


def first_right(rows: Sequence[tuple[Matrix, Matrix]], names: Sequence[str], weights: dict[str, float]) -> float:
    """Share of questions whose best candidate is right."""
    vector = np.array([weights.get(name, 0.0) for name in names])
    return float(np.mean([y[int(np.argmax(x @ vector))] for x, y in rows])) if rows else float("nan")


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--data", type=Path, default=Path("data/suites"))
    parser.add_argument("--ncp-documents", type=int, default=593, help="0 leaves the suite out")
    options = parser.parse_args()
    encoder = open_encoder(cache=Settings().cache_dir)
    examples = [*case_examples(encoder, options.data), *together_examples(encoder, options.data)]
    examples += law_examples(encoder, options.shared, options.data)
    examples += suite_examples("xquad", encoder, options.shared, options.data)
    if options.ncp_documents:
        examples += suite_examples("ncp", encoder, options.shared, options.data, options.ncp_documents)
    path = Path(rag.retrieval.fusion.__file__).with_name("fusion.json")
    table: dict[str, dict[str, Any]] = {}
    for group, scope in product(("zh", "en", "other"), ("few", "many")):
        fitting = [e for e in examples if (e.group, e.scope) == (group, scope)]
        first = fitted([(e.source, e.found, e.found_right) for e in fitting], FOUND)
        final = fitted([(e.source, e.read, e.read_right) for e in fitting], SIGNALS)
        unaligned = fitted([(e.source, e.read[:, : -len(ALIGNED)], e.read_right) for e in fitting], SIGNALS[: -len(ALIGNED)])
        vector = np.array([final.get(name, 0.0) for name in SIGNALS])
        shares = [(e.source, e.share_of_reading()[:, None], e.read_right) for e in fitting]
        read = fitted(shares, ["read"], [e.read @ vector for e in fitting]).get("read", 0.0)
        table.setdefault(group, {})[scope] = {"first": first, "final": final, "unaligned": unaligned, "read": read}
        for source in sorted({e.source for e in fitting}):
            rows = [(e.read, e.read_right) for e in fitting if e.source == source]
            right = first_right(rows, SIGNALS, final), first_right(rows, SIGNALS, unaligned)
            order = [e.read @ vector + read * e.share_of_reading() for e in fitting if e.source == source]
            best = np.mean([y[int(np.argmax(scores))] for scores, (_, y) in zip(order, rows, strict=True)])
            print(  # noqa: T201
                f"{group} {scope} {source}: {len(rows)} questions, first right {best:.3f} (reading weighs {read:g}), "
                f"without reading {right[0]:.3f}, without late interaction {right[1]:.3f}"
            )
    note = {"fitted_on": sorted({e.source for e in examples}), "questions": len(examples), "part": "dev", "penalty": PENALTY}
    path.write_text(json.dumps({"measured": note, "weights": table}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
