"""What HTTP takes and gives, as pydantic models with examples: they check requests and write the OpenAPI description."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ui.scopes import Scope, given

T = TypeVar("T")


def _whole(value: T) -> T:
    """A text, or JSON with texts in it, that can be written as UTF-8.

    Raises:
        ValueError: When there is half a surrogate pair in it.
    """
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise ValueError("half of a surrogate pair is no character: send whole characters") from error
    return value


WHOLE = AfterValidator(_whole)
"""Refuses half a surrogate pair, in a text or any JSON; where a text has a length or pattern, pydantic does so itself."""
Text = Annotated[str, WHOLE, Field(description="A question, in any language.", examples=["智慧健康服务由谁牵头？"])]
_GIVEN = BeforeValidator(lambda value: given(value) if isinstance(value, str) else value)
Condition = Annotated[str | None, _GIVEN]


class Scoped(BaseModel):
    """Which documents to ask; all without conditions."""

    model_config = ConfigDict(extra="forbid")

    document: Condition = Field(None, max_length=200, description="Only this document: id, 文号, title or words of the title.")
    issuer: Condition = Field(None, max_length=100, description="Only documents of this issuer.", examples=["湖南省人民政府办公厅"])
    region: Condition = Field(None, max_length=100, description="Only documents of this region.", examples=["湖南"])
    as_of: Annotated[date | None, _GIVEN] = Field(None, description="Only documents in force on this day.", examples=["2024-01-01"])

    def scope(self) -> Scope:
        """The conditions."""
        return Scope(document=self.document, issuer=self.issuer, region=self.region, as_of=self.as_of)


class AskRequest(Scoped):
    """A question, with what was asked before it."""

    question: Text
    history: list[Annotated[str, WHOLE]] = Field(
        default_factory=list,
        max_length=50,
        description="Earlier questions of the same conversation, oldest first.",
        examples=[["对新零售有什么支持？"]],
    )
    language: str | None = Field(
        None, max_length=20, description="BCP 47 tag of the answer's language; else that of the question.", examples=["en"]
    )


class SearchRequest(Scoped):
    """What to look for."""

    question: Text
    k: int = Field(5, ge=1, le=50, description="How many measures.")


class SearchHit(BaseModel):
    """A measure that was found."""

    document: str
    measure: int | None = Field(description="Ordinal in its document; null for front matter and closing.")
    path: str = Field(examples=["二/(十一)"])
    title: str
    score: float = Field(description="Higher is better.")
    text: str


class SearchResponse(BaseModel):
    """What was found, best first."""

    hits: list[SearchHit]


class MeasureOut(BaseModel):
    """A policy measure with its words."""

    ordinal: int
    label: str
    path: str
    title: str
    section: str
    text: str
    start: int
    end: int
    departments: list[dict[str, str]]


class MeasuresOut(BaseModel):
    """The measures of one document, in reading order."""

    measures: list[MeasureOut]


class DocumentOut(BaseModel):
    """What a document says about itself."""

    model_config = ConfigDict(extra="allow")

    id: str
    title: str
    number: str | None
    issuer: str | None
    published: str | None
    sha256: str
    measures: int = Field(description="How many measures it has.")


class DocumentsOut(BaseModel):
    """All indexed documents."""

    documents: list[DocumentOut]


class Problem(BaseModel):
    """Problem details, RFC 9457."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:policyqa:question-error"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["the question is empty: write what you want to know"])


class ChatMessage(BaseModel):
    """One message of a chat; only what the person wrote is used."""

    model_config = ConfigDict(extra="ignore")

    role: str = Field(max_length=20)
    content: Annotated[str | list[dict[str, Any]] | None, WHOLE] = None

    def words(self) -> str:
        """The text of the message; parts that are not text are left out."""
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "\n".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")


class StreamOptions(BaseModel):
    """What a stream shall carry besides the words."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A request in the form of OpenAI's chat completions; what does not apply here (temperature, tools …) is ignored."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={"example": {"model": "policyqa", "messages": [{"role": "user", "content": "智慧健康服务由谁牵头？"}]}},
    )

    messages: list[ChatMessage] = Field(min_length=1, max_length=200)
    model: str = Field("policyqa", max_length=200)
    stream: bool = False
    stream_options: StreamOptions | None = None
