"""The answer as JSON, for every door alike, and back: the form that scripts outside depend on.

``Answer`` → dict → ``Answer`` loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.documents import Role
from corpus.errors import AnswerFormatError
from corpus.spans import Span
from rag.answers import Answer, Citation, Claim, Contact, Ranked, Receipt, Status


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class CitationForm(_Form):
    """A citation on the wire; ``start`` and ``end`` count code points of the document's text."""

    document: str
    number: str | None = None
    measure: int | None = None
    label: str = ""
    path: str = ""
    title: str = ""
    section: str = ""
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class ClaimForm(_Form):
    """A claim on the wire; ``citations`` are positions in the answer's list."""

    text: str
    citations: list[int]


class ContactForm(_Form):
    """A contact on the wire."""

    name: str
    role: Role
    measure: int
    document: str = ""


class RankedForm(_Form):
    """A ranked measure on the wire."""

    document: str
    measure: int | None = None
    score: float


class ReceiptForm(_Form):
    """A receipt on the wire."""

    document_sha256: dict[str, str] = {}
    index: str = ""
    encoder: str = ""
    generator: str = ""
    version: str = ""


class AnswerForm(_Form):
    """An answer on the wire."""

    id: str = ""
    question: str = ""
    language: str = "zh"
    status: Status
    text: str = ""
    claims: list[ClaimForm] = []
    citations: list[CitationForm] = []
    contacts: list[ContactForm] = []
    ranked: list[RankedForm] = []
    receipt: ReceiptForm = ReceiptForm()
    timings_ms: dict[str, float] = {}
    query: dict[str, Any] = {}
    notices: list[str] = []
    dropped: list[dict[str, str]] = []


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain JSON values, keys in the order of the contract."""
    return {
        "id": answer.id,
        "question": answer.question,
        "language": answer.language,
        "status": str(answer.status),
        "text": answer.text,
        "claims": [claim_json(c) for c in answer.claims],
        "citations": [citation_json(c) for c in answer.citations],
        "contacts": [contact_json(c) for c in answer.contacts],
        "ranked": [{"document": r.document, "measure": r.measure, "score": r.score} for r in answer.ranked],
        "receipt": {
            "document_sha256": dict(answer.receipt.document_sha256),
            "index": answer.receipt.index,
            "encoder": answer.receipt.encoder,
            "generator": answer.receipt.generator,
            "version": answer.receipt.version,
        },
        "timings_ms": dict(answer.timings_ms),
        "query": dict(answer.query),
        "notices": list(answer.notices),
        "dropped": [dict(d) for d in answer.dropped],
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    """A claim as plain JSON values."""
    return {"text": claim.text, "citations": list(claim.citations)}


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation as plain JSON values."""
    return {
        "document": citation.document,
        "number": citation.number,
        "measure": citation.measure,
        "label": citation.label,
        "path": citation.path,
        "title": citation.title,
        "section": citation.section,
        "quote": citation.quote,
        "start": citation.span.start,
        "end": citation.span.end,
    }


def contact_json(contact: Contact) -> dict[str, Any]:
    """A contact as plain JSON values."""
    return {"name": contact.name, "role": str(contact.role), "measure": contact.measure, "document": contact.document}


def from_json(data: Mapping[str, Any] | str | bytes) -> Answer:
    """The answer that the JSON holds.

    Raises:
        AnswerFormatError: When it does not have the form of an answer, or a claim cites what is not in its list.
    """
    try:
        form = AnswerForm.model_validate_json(data) if isinstance(data, str | bytes) else AnswerForm.model_validate(data)
        citations = tuple(_citation(c) for c in form.citations)
    except (ValidationError, ValueError) as error:
        if isinstance(error, ValidationError):
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            first = f"{where} is missing or wrong" if where else "it is not a JSON object"
        else:
            first = str(error)
        raise AnswerFormatError(f"not a stored answer: {first}: give the JSON that `policyqa ask --json` prints") from error
    for claim in form.claims:
        if not claim.citations or any(not 0 <= i < len(citations) for i in claim.citations):
            raise AnswerFormatError(f"not a stored answer: the claim “{claim.text[:30]}” cites nothing that is listed")
    return Answer(
        id=form.id,
        question=form.question,
        language=form.language,
        status=form.status,
        text=form.text,
        claims=tuple(Claim(text=c.text, citations=tuple(c.citations)) for c in form.claims),
        citations=citations,
        contacts=tuple(Contact(**c.model_dump()) for c in form.contacts),
        ranked=tuple(Ranked(**r.model_dump()) for r in form.ranked),
        receipt=Receipt(**form.receipt.model_dump()),
        timings_ms=form.timings_ms,
        query=form.query,
        notices=tuple(form.notices),
        dropped=tuple(form.dropped),
    )


def _citation(form: CitationForm) -> Citation:
    values = form.model_dump(exclude={"start", "end"})
    return Citation(**values, span=Span(form.start, form.end))
