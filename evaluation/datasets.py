"""Which cases are asked of which text: the data sets in the repository, the documents they are about, and their parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.documents import ParsedDocument
from corpus.errors import UserError
from corpus.parsing import parse_file
from evaluation.cases import Case, load_cases, located

DATA = Path(__file__).resolve().parent / "data"
DOCUMENTS = (Path(__file__).resolve().parent.parent / "corpus" / "policies", Path(__file__).resolve().parent / "documents")
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "policies"
LAWS = SHARED.with_name("laws")
"""Where documents lie that are not in the repository."""
PARTS = ("dev", "test", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """One document and the cases asked about it."""

    path: Path
    parsed: ParsedDocument
    cases: tuple[Case, ...]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _documents(folders: Iterable[Path]) -> dict[str, tuple[Path, ParsedDocument]]:
    found: dict[str, tuple[Path, ParsedDocument]] = {}
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.suffix.lower() in {".txt", ".md"}:
                parsed = parse_file(path)
                found[parsed.document.number or parsed.document.title] = (path, parsed)
    return found


def _at(case: Case, documents: dict[str, tuple[Path, ParsedDocument]]) -> Case:
    """The case with ordinals for its gold paths; adds its document to the known ones when it lies beside the checkout."""
    if not case.document_file:
        return case
    if case.document not in documents:
        path = next((folder / case.document_file for folder in (SHARED, LAWS) if (folder / case.document_file).is_file()), None)
        if path is None:
            raise UserError(f"{case.id}: no {case.document_file} in ../shared/data/policies or laws: lay it there, or name another set")
        documents[case.document] = (path, parse_file(path))
    return located(case, documents[case.document][1])


def question_sets(*, beside: bool = False) -> list[Path]:
    """The repository's data sets of questions; with ``beside`` also those about documents beside the checkout."""
    heads = {path: path.read_text(encoding="utf-8").partition("\n")[0] for path in sorted(DATA.glob("*.jsonl"))}
    return [path for path, head in heads.items() if '"question"' in head and (beside or "document_file" not in head)]


def exams(datasets: Sequence[Path] = (), *, part: str = "all", tag: str | None = None, folders: Sequence[Path] = DOCUMENTS) -> list[Exam]:
    """Cases grouped by the document they are about.

    Args:
        datasets: JSONL files; empty for every data set of the repository whose document is in the repository. Data sets about
            documents beside the checkout (``document_file``) are asked when they are named.
        part: ``dev``, ``test`` or ``all``.
        tag: Only cases with this tag.
        folders: Where documents are looked for, by 文号 (or title).

    Raises:
        UserError: For an unknown part, an empty selection, or a document that is in none of the folders.
    """
    if part not in PARTS:
        raise UserError(f"no part '{part}': choose one of {', '.join(PARTS)}")
    documents = _documents(folders)
    files = list(datasets) or question_sets()
    groups: dict[str, list[Case]] = {}
    for file in files:
        for case in load_cases(file):
            if part in ("all", case.part) and (tag is None or tag in case.tags):
                groups.setdefault(case.document, []).append(_at(case, documents))
    missing = sorted(set(groups) - set(documents))
    if missing:
        places = ", ".join(str(folder) for folder in folders)
        raise UserError(f"no document {missing[0]} in {places}: add its text, or name another data set")
    if not groups:
        raise UserError(f"no cases of part '{part}'{f' with tag {tag}' if tag else ''} in {', '.join(str(file) for file in files)}")
    return [Exam(path=documents[number][0], parsed=documents[number][1], cases=tuple(cases)) for number, cases in sorted(groups.items())]
