"""A run: one system's answers to a list of cases, kept on disk case by case, so that it can be stopped and resumed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.cases import Case
from evaluation.systems import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Cases and what one system answered, in the same order."""

    system: str
    cases: tuple[Case, ...]
    answers: tuple[Mapping[str, Any], ...]


def _digest(case: Case) -> str:
    return hashlib.sha256(json.dumps([case.question, list(case.history), case.document], ensure_ascii=False).encode()).hexdigest()[:16]


def read_answers(path: Path, fingerprint: str) -> dict[str, Mapping[str, Any]]:
    """Answers kept in a run file, by case id and question digest; a torn last line, and answers of another build, are left out."""
    if not path.exists():
        return {}
    kept = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        if row["fingerprint"] == fingerprint:
            kept[f"{row['case']}:{row['digest']}"] = row["answer"]
    return kept


def run_system(system: System, cases: Sequence[Case], path: Path, *, progress: Callable[[int, int], None] | None = None) -> Run:
    """Asks a system every case, continuing where ``path`` left off.

    A case that the system fails on is recorded as an answer with status ``error``: a failure is a result, not an end.
    """
    kept = read_answers(path, system.fingerprint)
    answers: list[Mapping[str, Any]] = []
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for count, case in enumerate(cases, 1):
            digest = _digest(case)
            answer = kept.get(f"{case.id}:{digest}")
            if answer is None:
                answer = system.answer(case)
                row = {"fingerprint": system.fingerprint, "case": case.id, "digest": digest, "answer": answer}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
            answers.append(answer)
            if progress:
                progress(count, len(cases))
    return Run(system=system.name, cases=tuple(cases), answers=tuple(answers))
