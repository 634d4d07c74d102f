"""Cases: the questions of the benchmark, each with what a right answer must cite and say.

The form is described in ``evaluation/data/README.md`` and published as ``evaluation/data/schema.json``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.documents import ParsedDocument
from corpus.errors import UserError

Kind = Literal[
    "fact", "colloquial", "business", "address", "set", "department", "numeric", "metadata", "follow_up", "multi_measure", "yes_no",
    "english", "foreign", "traditional", "noisy", "near_domain", "amount_not_set", "false_premise", "out_of_scope", "injection",
]  # fmt: skip
Expected = Literal["answered", "partial", "no_evidence", "refused"]
Outcome = Literal["not_in_document", "amount_not_set", "false_premise", "missing_address", "out_of_scope", "injection"]
Polarity = Literal["yes", "no"]

_Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.|\n)*\S$|^\S$")]
_REFUSED = frozenset({"out_of_scope", "injection"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question and what is right for it."""

    id: str
    """Unique over all data sets; decides the part."""
    document: str
    """文号 of the document asked about."""
    kind: str
    language: str
    """BCP 47 tag of the question."""
    question: str
    history: tuple[str, ...] = ()
    """Earlier questions of the conversation, oldest first."""
    measures: tuple[int, ...] = ()
    """Ordinals of the gold measures; of an unanswerable case, those that bear on it (they show why it is not answered)."""
    exact_set: bool = False
    """True when the answer is the set of ``measures``, no more and no less."""
    facts: tuple[tuple[str, ...], ...] = ()
    """Key facts, each as alternatives that stand verbatim in the text; of an unanswerable case, the words that correct it."""
    answerable: bool = True
    expected: str = "answered"
    """Status of a right answer."""
    outcome: str | None = None
    """Why there is no answer; None for answerable cases."""
    gold: str | None = None
    """Verbatim sentence that carries all key facts, where there is one."""
    note: str = ""
    tags: tuple[str, ...] = ()
    """Named subsets, for example ``main_job``."""
    count: int | None = None
    """The number that the answer must state, for counting questions."""
    polarity: str | None = None
    """``yes`` or ``no`` for questions that the text decides."""
    paths: tuple[str, ...] = ()
    """Gold measures by path, for documents outside the repository; ``measures`` is then empty."""
    document_file: str | None = None
    """File name of a document that is not in the repository."""

    @property
    def part(self) -> str:
        """``dev`` or ``test``, by the first byte of the id's SHA-256."""
        return "dev" if hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0 else "test"


class CaseLine(BaseModel):
    """One line of a data set as it stands in the file."""

    model_config = ConfigDict(extra="forbid", strict=True, title="Case")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", description="Unique over all data sets; decides the part.")]
    document: Annotated[_Text, Field(description="文号 of the document asked about.")]
    kind: Kind
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z][a-z]{3})?$", description="BCP 47 tag of the question.")]
    question: _Text
    history: Annotated[list[_Text], Field(max_length=6, description="Earlier questions, oldest first.")]
    measures: Annotated[list[Annotated[int, Field(ge=1)]], Field(description="Ordinals of the gold measures, ascending.")]
    exact_set: Annotated[bool, Field(description="The answer is exactly the set of gold measures.")]
    facts: Annotated[
        list[Annotated[list[_Text], Field(min_length=1)]], Field(description="Key facts, each a list of verbatim alternatives.")
    ]
    answerable: bool
    expected: Expected
    outcome: Outcome | None = None
    gold: Annotated[_Text | None, Field(description="Verbatim sentence that carries all key facts.")] = None
    note: str = ""
    tags: list[_Text] = []
    count: Annotated[int | None, Field(ge=0, description="Number that the answer must state.")] = None
    polarity: Polarity | None = None
    paths: Annotated[list[_Text], Field(description="Gold measures by path, for documents outside the repository.")] = []
    document_file: Annotated[_Text | None, Field(description="File name of a document outside the repository.")] = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """What holds between fields."""
        expected = {"answered", "partial"} if self.answerable else {"refused"} if self.outcome in _REFUSED else {"no_evidence", "partial"}
        wrong = {
            "outcome must be given exactly when answerable is false": self.answerable == (self.outcome is not None),
            f"expected must be one of {', '.join(sorted(expected))}": self.expected not in expected,
            "measures must be ascending without doubles": self.measures != sorted(set(self.measures)),
            "document_file goes with paths and without measures": bool(self.document_file) and bool(self.measures),
            "paths need document_file": bool(self.paths) and not self.document_file,
            "an answerable case needs facts, a count or an exact set": self.answerable
            and not (self.facts or self.exact_set or self.count is not None),
            "an exact set needs its measures": self.exact_set and not (self.measures or self.paths),
            "a follow_up needs a history, other kinds have none": (self.kind == "follow_up") != bool(self.history),
        }
        for message, broken in wrong.items():
            if broken:
                raise ValueError(message)
        return self

    def case(self) -> Case:
        """The case of this line."""
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in self.model_dump().items()}
        values["facts"] = tuple(tuple(fact) for fact in self.facts)
        return Case(**values)


def load_cases(path: Path) -> tuple[Case, ...]:
    """Cases of a JSONL file, in its order.

    Raises:
        UserError: For a file that cannot be read, a line that is not a case, or an id that occurs twice; names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path.name}: cannot be read as UTF-8 text: {error}") from error
    cases: dict[str, Case] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        case = _line(line, f"{path.name}:{number}")
        if case.id in cases:
            raise UserError(f"{path.name}:{number}: id {case.id} occurs twice; give the case another id")
        cases[case.id] = case
    return tuple(cases.values())


def _line(line: str, where: str) -> Case:
    try:
        return CaseLine.model_validate(json.loads(line)).case()
    except json.JSONDecodeError as error:
        raise UserError(f"{where}: not a JSON object: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "case"
        raise UserError(f"{where}: {field}: {first['msg'].removeprefix('Value error, ')}") from error


def located(case: Case, parsed: ParsedDocument) -> Case:
    """The case with its gold paths turned into ordinals of the parsed document; unchanged when it names no paths.

    Raises:
        UserError: When the document has no measure at a gold path.
    """
    ordinals = {measure.path: measure.ordinal for measure in parsed.measures}
    absent = [path for path in case.paths if path not in ordinals]
    if absent:
        raise UserError(f"{case.id}: {parsed.document.id} has no measure {absent[0]}; mend the case's paths")
    return replace(case, measures=tuple(sorted(ordinals[path] for path in case.paths))) if case.paths else case


def schema() -> dict[str, Any]:
    """JSON schema of one line, as published in ``evaluation/data/schema.json``."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **CaseLine.model_json_schema()}
