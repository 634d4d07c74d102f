"""The matrix as JSON: what the command line prints and HTTP answers, with its published schema."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.eligibility.instruments import INSTRUMENTS
from rag.eligibility.matrix import Matrix, Row
from rag.eligibility.profiles import Profile

EXAMPLE: dict[str, Any] = {
    "description": "便利店，员工30人，年营业收入500万元",
    "sector": "零售",
    "place": "长沙市",
    "size": "30人",
    "activities": ["门店数字化改造"],
    "needs": ["资金"],
}


class ProfileForm(BaseModel):
    """Who asks and what for; every field may be left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    description: str = Field("", description="Free text in Chinese or English; numbers with their units are read from it.")
    sector: str = ""
    place: str = ""
    size: str = Field("", description="People, premises or a class of size, in words.")
    activities: list[str] = Field(default_factory=list)
    needs: list[str] = Field(
        default_factory=list, description="What is sought: funding, tax, finance, land, training, licences, pilots, talent …"
    )
    answers: dict[str, str] | None = Field(
        None, description="Answers to the questions of an earlier matrix, by `field`; absent without any."
    )


class ConditionForm(BaseModel):
    """One condition that the text sets, or pointedly does not set."""

    text: str
    status: Literal["met", "unmet", "missing", "not_set"] = Field(description="满足, 不满足, 需补充, 文件未规定")
    quote: str = Field(description="Verbatim: `document.text[start:end]`.")
    start: int
    end: int


class ContactForm(BaseModel):
    """A department to ask."""

    name: str
    role: Literal["lead", "responsible"]
    measure: int


class MeasureForm(BaseModel):
    """A measure that concerns the profile."""

    document: str
    measure: int
    path: str
    title: str
    instrument: Literal["资金", "税费", "金融", "用地", "培训", "许可便利", "试点示范", "平台设施", "监管要求"]
    force: Literal["commitment", "direction", "duty"]
    conditions: list[ConditionForm]
    contacts: list[ContactForm]


class QuestionForm(BaseModel):
    """What is still to be asked."""

    text: str
    field: str = Field(description="Field of the profile, or key of its `answers`, that takes the answer.")
    measure: int


class MatrixForm(BaseModel):
    """The eligibility matrix."""

    profile: ProfileForm
    measures: list[MeasureForm]
    questions: list[QuestionForm]


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """The matrix as plain JSON values."""
    return {
        "profile": profile_json(matrix.profile),
        "measures": [_row(row) for row in matrix.rows],
        "questions": [{"text": q.text, "field": q.field, "measure": q.measure} for q in matrix.questions],
    }


def profile_json(profile: Profile) -> dict[str, Any]:
    """A profile as it can be sent again; ``answers`` only where there are some."""
    values: dict[str, Any] = {
        "description": profile.description,
        "sector": profile.sector,
        "place": profile.place,
        "size": profile.size,
        "activities": list(profile.activities),
        "needs": list(profile.needs),
    }
    return {**values, "answers": dict(profile.answers)} if profile.answers else values


def _row(row: Row) -> dict[str, Any]:
    assert row.instrument in INSTRUMENTS
    return {
        "document": row.document.document.id,
        "measure": row.measure.ordinal,
        "path": row.measure.path,
        "title": row.measure.title,
        "instrument": row.instrument,
        "force": row.force,
        "conditions": [
            {"text": c.text, "status": c.status.value, "quote": c.quote, "start": c.span.start, "end": c.span.end} for c in row.conditions
        ],
        "contacts": [{"name": c.name, "role": c.role.value, "measure": c.measure} for c in row.contacts],
    }


def schema() -> dict[str, Any]:
    """JSON schema of the matrix."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **MatrixForm.model_json_schema()}
