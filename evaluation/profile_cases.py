"""Profile cases: profiles with the measures and cells that a right eligibility matrix has.

The form is described in ``docs/eligibility.md``. A measure is named by its path, a cell by words of the document that it must quote.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.documents import ParsedDocument
from corpus.errors import UserError

AMOUNT = "*amount*"
"""Stands in ``quote`` for the cell that says that the text sets no amount."""


class CellLine(BaseModel):
    """A cell that must be there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quote: str = Field(min_length=2, description="Words of the document that the cell's quote must overlap, or `*amount*`.")
    status: Literal["met", "unmet", "missing", "not_set"]


class MeasureLine(BaseModel):
    """A measure that concerns the profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    instrument: str
    force: Literal["commitment", "direction", "duty"]
    cells: list[CellLine]


class ProfileCase(BaseModel):
    """One line of ``profiles.jsonl``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$", description="Unique in its file.")
    document: str = Field(description="文号, or the title where there is none.")
    document_file: str | None = Field(None, description="File name of a document beside the checkout.")
    profile: dict[str, Any]
    measures: list[MeasureLine]
    optional: list[str] = Field(default_factory=list, description="Paths that may be listed or not: borderline.")


def load_profile_cases(path: Path) -> tuple[ProfileCase, ...]:
    """Cases of a JSONL file, in its order.

    Raises:
        UserError: For a line that is no case, or an id that occurs twice; names file and line.
    """
    cases: dict[str, ProfileCase] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            case = ProfileCase.model_validate(json.loads(line))
        except (json.JSONDecodeError, ValidationError) as error:
            raise UserError(f"{path.name}:{number}: not a profile case: {str(error).splitlines()[0]}") from error
        if case.id in cases:
            raise UserError(f"{path.name}:{number}: id {case.id} occurs twice; give the case another id")
        cases[case.id] = case
    return tuple(cases.values())


def faults(case: ProfileCase, parsed: ParsedDocument) -> list[str]:
    """What is wrong with a case: paths that do not exist and quotes that are not in their measure."""
    text = parsed.document.text
    measures = {measure.path: measure.span.of(text) for measure in parsed.measures}
    out = [f"{case.id}: no measure {path}" for path in [*(m.path for m in case.measures), *case.optional] if path not in measures]
    for line in case.measures:
        out += [
            f"{case.id}: {line.path} does not say {c.quote}"
            for c in line.cells
            if c.quote != AMOUNT and c.quote not in measures.get(line.path, "")
        ]
    return out
