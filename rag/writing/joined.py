"""Several drafts as one: for a question that asks of two matters, each answered from a measure of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answers import Citation, Claim, Contact, Status
from rag.writing.citations import CitationList
from rag.writing.drafts import Draft


def joined(drafts: Sequence[Draft], opening: str) -> Draft:
    """The claims of all drafts in order, those of one and the same measure in its order; partial when one draft has no answer."""
    listed = CitationList()
    claims: list[Claim] = []
    contacts: dict[Contact, None] = {}
    remarks: dict[str, None] = {}
    for draft in drafts:
        marks = [listed.add(citation) for citation in draft.citations]
        for claim in draft.claims:
            moved = Claim(text=claim.text, citations=tuple(marks[i] for i in claim.citations))
            if moved not in claims:
                claims.append(moved)
        contacts |= dict.fromkeys(draft.contacts)
        remarks |= dict.fromkeys(draft.remarks)
    if len({(citation.document, citation.measure) for citation in listed.listed()}) == 1:
        claims, listed = _in_reading_order(claims, listed.listed())
    answered = [draft.status is Status.ANSWERED for draft in drafts]
    status = Status.ANSWERED if all(answered) else Status.PARTIAL if any(answered) else Status.NO_EVIDENCE
    return Draft(
        status=status,
        opening=opening,
        claims=tuple(claims),
        citations=listed.listed(),
        contacts=tuple(contacts),
        remarks=tuple(remarks),
    )


def _in_reading_order(claims: Sequence[Claim], citations: Sequence[Citation]) -> tuple[list[Claim], CitationList]:
    listed = CitationList()
    ordered = sorted(claims, key=lambda claim: citations[claim.citations[0]].span)
    return [replace(claim, citations=tuple(listed.add(citations[i]) for i in claim.citations)) for claim in ordered], listed
