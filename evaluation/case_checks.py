"""Whether the cases themselves are sound: no doubles, every key fact in its gold measure, no case in code or search data."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Measure, ParsedDocument
from evaluation.cases import Case

NEAR = 0.85
"""Jaccard similarity of character pairs from which two cases are near doubles."""
LEAK_FOLDERS = ("corpus", "embeddings", "rag", "ui")
"""Folders of the product: a case's text in them would let the product know the exam."""
_LEAK_SUFFIXES = frozenset({".py", ".json", ".jsonl", ".tsv", ".csv", ".txt", ".yaml", ".yml", ".toml", ".html", ".js", ".md"})
_LEAK_LENGTH = 8
"""Shorter questions (第七条讲什么) are too common to prove a leak; in code points without punctuation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with a case."""

    case: str
    """The case's id, or the kind for a missing count."""
    what: str

    def __str__(self) -> str:
        return f"{self.case}: {self.what}"


def normalised(text: str) -> str:
    """Letters and digits alone, widths and case evened out."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def check_cases(
    cases: Sequence[Case], documents: Mapping[str, ParsedDocument], *, minimum: Mapping[str, int] | None = None
) -> list[Problem]:
    """Everything wrong with the cases, in their order.

    Args:
        cases: Cases of one or several data sets.
        documents: Parsed documents by 文号; a case about another document is a problem.
        minimum: Least number of cases by kind.
    """
    problems = [problem for case in cases for problem in _unproved(case, documents)]
    problems += _doubles(cases)
    counts = Counter(case.kind for case in cases)
    for kind, least in (minimum or {}).items():
        if counts[kind] < least:
            problems.append(Problem(case=kind, what=f"{counts[kind]} cases, at least {least} are wanted"))
    return problems


def _unproved(case: Case, documents: Mapping[str, ParsedDocument]) -> list[Problem]:
    """Gold measures that do not exist, key facts and gold sentences that the gold measures do not contain."""
    parsed = documents.get(case.document)
    if parsed is None:
        return [Problem(case=case.id, what=f"no document {case.document}")]
    by_path = {measure.path: measure for measure in parsed.measures}
    gold: list[Measure] = [by_path[path] for path in case.paths if path in by_path]
    gold += [parsed.measures[ordinal - 1] for ordinal in case.measures if ordinal <= len(parsed.measures)]
    if len(gold) < len(case.paths) + len(case.measures):
        return [Problem(case=case.id, what=f"a gold measure does not exist: {list(case.paths or case.measures)}")]
    texts = [measure.span.of(parsed.document.text) for measure in gold] or [parsed.document.text]
    problems = [
        Problem(case=case.id, what=f"fact not in the gold measures: {alternative}")
        for fact in case.facts
        for alternative in fact
        if not any(alternative in text for text in texts)
    ]
    if case.gold and not any(case.gold in text for text in texts):
        problems.append(Problem(case=case.id, what=f"gold sentence not in the gold measures: {case.gold}"))
    return problems


def _doubles(cases: Sequence[Case]) -> list[Problem]:
    """Cases with the same, or nearly the same, words about the same document."""
    problems = []
    seen: list[tuple[Case, str, frozenset[str]]] = []
    for case in cases:
        text = normalised("".join([*case.history, case.question]))
        pairs = frozenset(text[i : i + 2] for i in range(max(1, len(text) - 1)))
        for other, other_text, other_pairs in seen:
            if other.document != case.document:
                continue
            if text == other_text:
                problems.append(Problem(case=case.id, what=f"same question as {other.id}"))
            elif _overlap(pairs, other_pairs) >= NEAR:
                problems.append(Problem(case=case.id, what=f"nearly the same question as {other.id}"))
        seen.append((case, text, pairs))
    return problems


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity, without counting when the sizes alone rule it out."""
    small, large = sorted((len(one), len(other)))
    if small < NEAR * large:
        return 0.0
    both = len(one & other)
    return both / (small + large - both)


def leaks(cases: Iterable[Case], root: Path, *, skip: Iterable[Path] = ()) -> list[Problem]:
    """Questions whose words stand in a file of the product.

    Args:
        cases: Cases to look for.
        root: Folder of the checkout.
        skip: Folders that may hold the words (the policy texts themselves).
    """
    skipped = tuple(skip)
    files = sorted(
        path
        for folder in LEAK_FOLDERS
        for path in (root / folder).rglob("*")
        if path.suffix in _LEAK_SUFFIXES and path.is_file() and not any(path.is_relative_to(out) for out in skipped)
    )
    wanted = [(case, normalised(case.question)) for case in cases]
    wanted = [(case, text) for case, text in wanted if len(text) >= _LEAK_LENGTH]
    problems = []
    for path in files:
        content = normalised(path.read_text(encoding="utf-8", errors="replace"))
        problems += [Problem(case=case.id, what=f"its words stand in {path.relative_to(root)}") for case, text in wanted if text in content]
    return problems
