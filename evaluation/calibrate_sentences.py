"""Fit the choice of sentences: which sentence of the measures that were found answers, on questions whose answering words are known.

    python -m evaluation.calibrate_sentences [--shared ../shared/data] [--ncp-documents 150] [--dry]

The same listwise regression as for fusion (`evaluation.calibrate_fusion`), over the sentences of the measures that a search found. Reads
the ``dev`` part of each set; sets over documents beside the checkout count where these are present. For each document it prints how often
the best sentence answers when the weights were fitted without that document. Writes `rag/writing/choice.json`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import rag.writing.candidates
from embeddings.encoder import Encoder, open_encoder
from evaluation.calibrate_fusion import PENALTY, fitted, sampled
from evaluation.cases import Case
from evaluation.datasets import LAWS, SHARED, exams, question_sets, rows
from evaluation.metrics import folded
from evaluation.retrieval_suites import contains, load_suite, open_suite, policy_retriever, suite_ids
from rag.hits import Hit, Outcome, Retrieval
from rag.retrieval.pool import Matrix
from rag.retriever import Retriever
from rag.settings import Settings
from rag.writing.candidates import SIGNALS, competing, group, signals

MOST = 120
"""Questions of one language of a suite."""
SEARCHED = (Outcome.FOUND, Outcome.NOTHING, Outcome.AMOUNT_NOT_SET)
"""Outcomes of a search by meaning: the choice is the same however sure the search was."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question: signals of the sentences that compete, and which of them answer."""

    source: str
    """Weighs as much as any other source."""
    document: str
    """What is left out at once in cross-validation."""
    group: str
    signals: Matrix
    right: Matrix


def example(source: str, document: str, retrieval: Retrieval, right: Sequence[float]) -> Example | None:
    """None where no sentence that competes answers, or all do."""
    best = np.array(right, dtype=float)
    best = (best >= best.max() - 1e-9) * (best > 0) * 1.0 if len(best) else best
    if not best.any() or best.all():
        return None
    return Example(source, document, group(retrieval.query), signals(retrieval.query, competing(retrieval)), best)


def case_examples(source: str, retriever: Retriever, cases: Iterable[Case]) -> Iterator[Example]:
    """Cases about one document; a sentence that has more of the key facts answers better."""
    for case in cases:
        if not case.answerable or case.exact_set or not case.facts:
            continue
        retrieval = retriever.search(case.question, history=case.history)
        if retrieval.outcome in SEARCHED and not retrieval.sides:
            right = [_facts_in(case, hit, sentence.span.of(hit.document.document.text)) for hit, sentence in competing(retrieval)]
            if found := example(source, case.document, retrieval, right):
                yield found


def _facts_in(case: Case, hit: Hit, sentence: str) -> float:
    if (hit.measure.ordinal if hit.measure else 0) not in (case.measures or (0,)):
        return 0.0
    text = folded(sentence)
    return sum(any(folded(alternative) in text for alternative in fact) for fact in case.facts) / len(case.facts)


def repository_examples(encoder: Encoder, data: Path) -> Iterator[Example]:
    """Cases on the policies of the repository, and on those beside the checkout where they are there."""
    for exam in exams(question_sets(beside=SHARED.is_dir()), part="dev"):
        source = "beside" if exam.path.parent in (SHARED, LAWS) else exam.path.stem
        retriever = policy_retriever([exam.path], encoder, data, exam.parsed.document.sha256[:12])
        yield from case_examples(source, retriever, exam.cases)


def suite_examples(name: str, encoder: Encoder, data: Path, shared: Path, documents: int | None) -> Iterator[Example]:
    """Questions of a public suite that gives the words of the answer."""
    texts, questions = load_suite(name, shared, documents)
    answers = {
        f"{path.name.split('_')[1]}-{row['qid']}": row["answer_zh"]
        for path in sorted(shared.glob("xquad_*_to_zh.jsonl")) for row in rows(path)
    }  # fmt: skip
    retriever = open_suite(texts, encoder, data, name if documents is None else f"{name}{documents}")
    ids = suite_ids(retriever, texts)
    for question in sampled([q for q in questions if q.part == "dev"], MOST):
        retrieval = retriever.search(question.text)
        answer = question.answer or answers[question.id]
        right = []
        for hit, sentence in competing(retrieval):
            text = sentence.span.of(hit.document.document.text)
            inside = ids[hit.document.document.sha256[:12]] in question.documents
            right.append(float(inside and (contains(text, answer) or (len(text) > 15 and contains(answer, text)))))
        if retrieval.outcome in SEARCHED and not retrieval.sides and (found := example(name, name, retrieval, right)):
            yield found


def weights_of(examples: Sequence[Example]) -> dict[str, float]:
    """Weights that put the answering sentences first."""
    return fitted([(e.source, e.signals, e.right) for e in examples], SIGNALS)


def first_right(examples: Sequence[Example], weights: dict[str, float]) -> list[float]:
    """For each question, whether its best sentence answers."""
    vector = np.array([weights.get(name, 0.0) for name in SIGNALS])
    return [float(e.right[int(np.argmax(e.signals @ vector))]) for e in examples]


def main() -> None:
    """Fit, report and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--data", type=Path, default=Path("data/suites"))
    parser.add_argument("--ncp-documents", type=int, default=150, help="0 leaves the suite out")
    parser.add_argument("--dry", action="store_true", help="report only")
    options = parser.parse_args()
    encoder = open_encoder(cache=Settings().cache_dir, threads=1)
    examples = list(repository_examples(encoder, options.data))
    examples += suite_examples("xquad", encoder, options.data, options.shared, None)
    if options.ncp_documents:
        examples += suite_examples("ncp", encoder, options.data, options.shared, options.ncp_documents)
    table = {}
    for language in ("zh", "en", "other"):
        chosen = [e for e in examples if e.group == language]
        table[language] = weights_of(chosen)
        for document in sorted({e.document for e in chosen}):
            held = [e for e in chosen if e.document == document]
            apart = weights_of([e for e in chosen if e.document != document])
            print(f"{language} {document}: {len(held)} questions, best sentence right {np.mean(first_right(held, apart)):.3f}")  # noqa: T201
    note = {"fitted_on": sorted({e.document for e in examples}), "questions": len(examples), "part": "dev", "penalty": PENALTY}
    if not options.dry:
        path = Path(rag.writing.candidates.__file__).with_name("choice.json")
        path.write_text(json.dumps({"measured": note, "weights": table}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
