"""``/api/v1/feedback``: what a person says of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import JSONResponse, Response

from corpus.errors import UnknownDocument, UserError
from rag.answers import Receipt, Status
from ui.desk import Desk
from ui.feedback_records import MOST_COMMENT, REASONS, Cited, Feedback, Reason, Verdict, without_numbers_of_people
from ui.feedback_store import FeedbackStore

if TYPE_CHECKING:
    from corpus.documents import ParsedDocument

router = APIRouter(prefix="/api/v1/feedback", tags=["feedback"])

_ID = r"^[0-9a-f]{16}$"
_NAME = Annotated[str, Field(max_length=200, pattern=r"^[\w.@:+| /-]*$")]
_QUESTION = Annotated[str, Field(min_length=1, max_length=4000)]


class FeedbackOff(UserError):
    """Feedback is switched off."""

    http_status = 403


class AnswerChanged(UserError):
    """The answer cites words that do not stand there any more."""

    http_status = 409


class NoFeedback(UserError):
    """There is no verdict on this answer."""

    http_status = 404


class CitedPlace(BaseModel):
    """A place that the answer cites, as its citation gives it; the words are read from the document."""

    model_config = ConfigDict(extra="ignore")

    document: str = Field(max_length=200)
    measure: int | None = None
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class SentReceipt(BaseModel):
    """The receipt of the answer."""

    model_config = ConfigDict(extra="ignore")

    document_sha256: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(default={}, max_length=100)
    index: _NAME = ""
    encoder: _NAME = ""
    generator: _NAME = ""
    version: _NAME = ""


class FeedbackRequest(BaseModel):
    """A verdict on an answer. Do not write personal data; the question is kept only when it is sent here."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"answer": "0123456789abcdef", "verdict": "up", "reason": "correct", "status": "refused"}},
    )

    answer: str = Field(pattern=_ID, description="The answer's `id`.")
    verdict: Verdict
    reason: Reason | None = Field(None, description="One of those that `GET /api/v1/feedback` lists for the verdict.")
    comment: str = Field("", max_length=MOST_COMMENT, description="Free text without personal data.")
    status: Status = Field(description="The answer's `status`.")
    language: str = Field("zh", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20, description="The answer's `language`.")
    kind: str = Field("", max_length=20, pattern=r"^[a-z_]*$", description="The answer's `query.kind`.")
    outcome: str = Field("", max_length=20, pattern=r"^[a-z_]*$", description="The answer's `query.outcome`.")
    citations: list[CitedPlace] = Field(default=[], max_length=100, description="The answer's `citations`.")
    receipt: SentReceipt = Field(default=SentReceipt(), description="The answer's `receipt`.")
    question: _QUESTION | None = Field(None, description="Only when the person chose to include it.")
    history: list[_QUESTION] = Field(
        default=[], max_length=6, description="Earlier questions that it leans on; only together with the question."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.reason is not None and self.reason not in REASONS[self.verdict]:
            raise ValueError(f"reason must be one of {', '.join(REASONS[self.verdict])} with verdict {self.verdict}")
        if self.history and self.question is None:
            raise ValueError("history is sent only together with the question")
        return self


class FeedbackTaken(BaseModel):
    """What has been kept."""

    answer: str
    question_kept: bool


class FeedbackOffer(BaseModel):
    """Whether feedback is taken, and the reasons that may be given."""

    enabled: bool
    reasons: dict[Verdict, list[Reason]]
    max_comment: int = Field(description="Characters of free text.")


def _store_of(request: Request) -> FeedbackStore:
    store: FeedbackStore | None = request.app.state.feedback
    if store is None:
        raise FeedbackOff("feedback is switched off here")
    return store


@router.get("", summary="Whether feedback is taken", response_model=FeedbackOffer)
async def offer(request: Request) -> dict[str, Any]:
    """Whether feedback is taken, and the reasons that go with each verdict."""
    return {"enabled": request.app.state.feedback is not None, "reasons": REASONS, "max_comment": MOST_COMMENT}


@router.post(
    "",
    summary="Say whether an answer was good",
    status_code=201,
    response_class=JSONResponse,
    responses={201: {"model": FeedbackTaken, "description": "It is kept; a second verdict on the same answer takes its place."}},
)
async def give(request: Request, sent: FeedbackRequest) -> Response:
    """Keep a verdict with the answer's receipt and the places that it cites. No address, name, session or time of day is kept."""
    store = _store_of(request)
    if sent.receipt.index == "private":
        raise UserError("answers from a private document are not kept: nothing of it may stay here")
    desk: Desk = request.app.state.desk
    await desk.run(lambda room: store.put(_record(sent, room.documents())))
    return JSONResponse({"answer": sent.answer, "question_kept": sent.question is not None}, status_code=201)


@router.delete("/{answer}", summary="Take a verdict back", status_code=204, response_class=Response)
async def withdraw(
    request: Request, answer: Annotated[str, Path(pattern=_ID, description="The answer's `id`.", examples=["0123456789abcdef"])]
) -> Response:
    """Remove the verdict on this answer, with all that was kept beside it."""
    store = _store_of(request)
    desk: Desk = request.app.state.desk
    if not await desk.run(lambda _: store.withdraw(answer)):
        raise NoFeedback("there is no feedback on this answer")
    return Response(status_code=204)


def _record(sent: FeedbackRequest, documents: Mapping[str, ParsedDocument]) -> Feedback:
    cited = tuple(_cited(place, sent.receipt, documents) for place in sent.citations)
    return Feedback(
        answer=sent.answer,
        day=datetime.now(UTC).date().isoformat(),
        verdict=sent.verdict,
        reason=sent.reason,
        comment=without_numbers_of_people(sent.comment.strip())[:MOST_COMMENT],
        status=sent.status,
        language=sent.language,
        kind=sent.kind,
        outcome=sent.outcome,
        about=_about(cited, sent.receipt, documents),
        cited=cited,
        receipt=Receipt(
            document_sha256={key: sha256 for key, sha256 in sent.receipt.document_sha256.items() if key in documents},
            index=sent.receipt.index,
            encoder=sent.receipt.encoder,
            generator=sent.receipt.generator,
            version=sent.receipt.version,
        ),
        question=without_numbers_of_people(sent.question.strip()) or None if sent.question else None,
        history=tuple(without_numbers_of_people(words.strip()) for words in sent.history),
    )


def _cited(place: CitedPlace, receipt: SentReceipt, documents: Mapping[str, ParsedDocument]) -> Cited:
    parsed = documents.get(place.document)
    if parsed is None:
        raise UnknownDocument(f"no document {place.document!r}: it has left the index since the answer")
    if receipt.document_sha256.get(place.document) != parsed.document.sha256:
        raise AnswerChanged("the document has changed since the answer: ask again and rate the new answer")
    quote = parsed.document.text[place.start : place.end]
    measure = next((one for one in parsed.measures if one.ordinal == place.measure), None)
    if not quote.strip() or (place.measure is not None and (measure is None or not measure.span.start <= place.start < measure.span.end)):
        raise AnswerChanged("the answer cites a place that the document does not have: send its citations as they are")
    return Cited(
        document=place.document,
        measure=place.measure,
        path=measure.path if measure else "",
        quote=quote,
        start=place.start,
        end=place.start + len(quote),
    )


def _about(cited: tuple[Cited, ...], receipt: SentReceipt, documents: Mapping[str, ParsedDocument]) -> str:
    """文号, or id, of the document that is cited most, else of the one found first; any will do for a question about none."""
    counted = Counter(one.document for one in cited)
    near = [key for key in receipt.document_sha256 if key in documents] or list(documents)[:1]
    key = max(counted, key=lambda document: counted[document]) if counted else near[0] if near else ""
    return documents[key].document.number or key if key else "-"
