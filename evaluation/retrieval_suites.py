"""Retrieval on public question sets: passages and documents found by the product, beside plain dense, BM25 and fusions of both.

    python -m evaluation.retrieval_suites --suite ncp|stard|xquad [--documents N] [--shared ../shared/data]

Also without the reranker. Documents are written out as files and indexed as any policy would be; vectors are cached under the data folder.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.documents import ParsedDocument
from embeddings.builds import update_index
from embeddings.encoder import Encoder, open_encoder
from embeddings.index import open_index
from embeddings.late_interaction import open_late_interaction
from evaluation.datasets import rows
from rag.queries import Query
from rag.retrieval.extracts import extract
from rag.retrieval.fusion import reciprocal_ranks, standardised
from rag.retrieval.pool import Candidate, matrix
from rag.retrieval.ranking import unread
from rag.retriever import Retriever
from rag.settings import Settings
from rag.understanding.wording import normalised

SUITES = ("ncp", "stard", "xquad")
XQUAD = ("zh", "en", "de", "es", "ru", "ar", "vi")


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteQuestion:
    """One question of a suite."""

    id: str
    text: str
    documents: frozenset[str]
    """Suite ids of the right documents."""
    answer: str = ""
    """Words that the right passage contains; empty where any passage of the document is right."""
    group: str = ""
    """Language, for suites that have several."""

    @property
    def part(self) -> str:
        """``dev`` or ``test``, by the first byte of the id's SHA-256."""
        return "dev" if hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0 else "test"


def load_suite(name: str, shared: Path, documents: int | None = None) -> tuple[dict[str, str], list[SuiteQuestion]]:
    """Documents by id, and questions; with ``documents`` only so many documents, chosen by hash, and the questions on them."""
    if name == "xquad":
        texts = {str(r["id"]): r["text"] for r in rows(shared / "xquad_zh_passages.jsonl")}
        questions = [
            SuiteQuestion(id=f"{language}-{r['qid']}", text=r["question"], documents=frozenset([str(r["gold"])]), group=language)
            for language in XQUAD
            for r in rows(shared / f"xquad_{language}_to_zh.jsonl")
        ]
    elif name == "stard":
        texts = {r["id"]: r["text"] for r in rows(shared / "stard_articles.jsonl")}
        questions = [
            SuiteQuestion(id=str(r["qid"]), text=r["question"], documents=frozenset(r["gold"]))
            for r in rows(shared / "stard_questions.jsonl")
        ]
    else:
        texts = {r["id"]: r["text"] for r in rows(shared / "ncp_docs.jsonl")}
        questions = [
            SuiteQuestion(id=r["qid"], text=r["question"], documents=frozenset([r["doc"]]), answer=r["answer"])
            for r in rows(shared / "ncp_questions.jsonl")
        ]
    if documents is not None:
        kept = set(sorted(texts, key=lambda key: hashlib.sha256(key.encode()).digest())[:documents])
        texts = {key: text for key, text in texts.items() if key in kept}
        questions = [q for q in questions if q.documents & kept]
    return texts, questions


def open_suite(texts: Mapping[str, str], encoder: Encoder, data: Path, name: str) -> Retriever:
    """The product's retriever over the documents of a suite, indexed on the first call."""
    folder = data / name
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, (_, text) in enumerate(sorted(texts.items())):
        path = files / f"{number:05d}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    update_index(folder / "index", paths, encoder=encoder, cache=data / "vectors.sqlite")
    return _retriever(folder / "index", encoder)


def policy_retriever(paths: Sequence[Path], encoder: Encoder, data: Path, name: str) -> Retriever:
    """The product's retriever over policy files, without hearing: what no rule looks up is searched."""
    update_index(data / name, paths, encoder=encoder, cache=data / "vectors.sqlite")
    return _retriever(data / name, encoder)


def _retriever(index: Path, encoder: Encoder) -> Retriever:
    return Retriever(open_index(index, encoder.fingerprint), encoder, late=open_late_interaction(encoder))


def suite_ids(retriever: Retriever, texts: Mapping[str, str]) -> dict[str, str]:
    """Suite id of each indexed document, by the number that its file has."""
    keys = sorted(texts)
    return {d.document.sha256[:12]: keys[int(Path(d.document.source).stem)] for d in retriever.lexicon.documents}


def contains(text: str, answer: str) -> bool:
    """Whether a passage holds the answer, white space and widths aside; an answer written from several places counts by its first half."""
    squeezed, wanted = "".join(normalised(text).split()), "".join(normalised(answer).split())
    return wanted in squeezed or (len(wanted) > 30 and wanted[: len(wanted) // 2] in squeezed)


Order = Callable[[Query, Sequence[Candidate]], Sequence[int]]


def _by(column: str) -> Order:
    return lambda _, pool: list(np.argsort(-np.nan_to_num(matrix(pool, (column,))[:, 0], nan=-1e9), kind="stable"))


BASELINES: dict[str, Order] = {
    "dense": _by("dense"),
    "BM25": _by("body"),
    "reciprocal ranks": lambda _, pool: list(np.argsort(-reciprocal_ranks(matrix(pool, ("dense", "body"))), kind="stable")),
    "z-scores": lambda _, pool: list(np.argsort(-standardised(matrix(pool, ("dense", "body"))).sum(axis=1), kind="stable")),
}


def evaluate(retriever: Retriever, texts: Mapping[str, str], questions: Sequence[SuiteQuestion]) -> dict[str, dict[str, float]]:
    """Recall@1 and Recall@5 per system and group, for documents and, where the suite has answers, for passages."""
    ids = suite_ids(retriever, texts)
    by_sha = {d.document.sha256[:12]: d for d in retriever.lexicon.documents}
    marks: dict[str, list[tuple[str, float]]] = {}
    for question in questions:
        query = retriever.understood(question.text)
        pool = retriever.ranker.pool(query)
        orders = {name: [pool[i].key for i in order(query, pool)[:5]] for name, order in BASELINES.items()}
        ranking = retriever.ranker.rank(query)
        orders["policyqa"] = [one.candidate.key for one in ranking.opened[:5]]
        orders["policyqa without reranker"] = [one.candidate.key for one in unread(ranking).opened[:5]]
        for name, keys in orders.items():
            _mark(marks, f"{name} {question.group}".strip(), question, keys, ids, by_sha)
    return {
        name: {metric: float(np.mean([v for m, v in values if m == metric])) for metric in dict.fromkeys(m for m, _ in values)}
        for name, values in marks.items()
    }


def _mark(
    marks: dict[str, list[tuple[str, float]]],
    name: str,
    question: SuiteQuestion,
    keys: Sequence[str],
    ids: Mapping[str, str],
    by_sha: Mapping[str, ParsedDocument],
) -> None:
    found = [ids[key.split(":")[0]] for key in keys]
    out = marks.setdefault(name, [])
    out += [(f"document R@{k}", len(question.documents & set(found[:k])) / len(question.documents)) for k in (1, 5)]
    if question.answer:
        right = [
            d in question.documents and contains(text_at(key, by_sha, shown=True), question.answer)
            for d, key in zip(found, keys, strict=True)
        ]
        out += [(f"passage R@{k}", float(any(right[:k]))) for k in (1, 5)]


def text_at(key: str, by_sha: Mapping[str, ParsedDocument], *, shown: bool = False) -> str:
    """The text of a measure, or of a stretch of front matter, by its key; with ``shown`` as a search shows it."""
    sha, ordinal, *span = key.split(":")
    parsed = by_sha[sha]
    if ordinal != "0":
        measure = parsed.measure(int(ordinal))
        return (extract(parsed, measure) if shown else measure.span).of(parsed.document.text)
    start, end = (int(part) for part in span[0].split("-"))
    return parsed.document.text[start:end]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", choices=SUITES, required=True)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--data", type=Path, default=Path("data/suites"))
    parser.add_argument("--documents", type=int, default=None, help="only so many documents, chosen by hash")
    parser.add_argument("--part", choices=("dev", "test"), default=None)
    options = parser.parse_args()
    texts, questions = load_suite(options.suite, options.shared, options.documents)
    questions = [q for q in questions if options.part in (None, q.part)]
    settings = Settings()
    encoder = open_encoder(cache=settings.cache_dir)
    name = options.suite if options.documents is None else f"{options.suite}{options.documents}"
    retriever = open_suite(texts, encoder, options.data, name)
    print(f"{options.suite}: {len(texts)} documents, {len(questions)} questions")  # noqa: T201
    for system, metrics in sorted(evaluate(retriever, texts, questions).items()):
        print(f"{system:24}" + "  ".join(f"{metric} {value:.3f}" for metric, value in metrics.items()))  # noqa: T201


if __name__ == "__main__":
    main()
