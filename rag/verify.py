"""A stored answer against the documents as they are now: each quote holds, has moved, or no longer stands there; each claim with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.documents import ParsedDocument
from corpus.spans import Span
from rag.answer_json import citation_json, from_json
from rag.answering import COUNT_LABELS, LABELS
from rag.answers import Answer, Citation
from rag.proof.quantities import quantities
from rag.proof.verdicts import prove
from rag.writing.citations import measure_around
from rag.writing.frames import frames

_LONGEST = 2000
"""Characters up to which a quote is looked for whatever its spaces."""
_OPENS = re.compile(r"(?:^|[\s。；;！!？?)）]|[。！？][”’」』]|-[0-9]+-)$")
"""What stands in front of a sentence, the number of a page too."""
_CLOSES = re.compile(r"[^\w,，、]")
"""What ends a sentence or stands behind it."""


class State(StrEnum):
    """What became of a quote or a claim."""

    HOLDS = "holds"
    MOVED = "moved"
    """The quote stands elsewhere in the document, letter by letter."""
    GONE = "no longer holds"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCitation:
    """A citation and its state."""

    citation: Citation
    state: State
    reason: str
    """Empty where it holds."""
    span: Span | None
    """Where the quote stands now; None where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim:
    """A claim and its state: the worst of its citations', or what its proof says now."""

    text: str
    state: State
    reason: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The whole answer checked again."""

    id: str
    holds: bool
    """True when every claim holds or has only moved."""
    claims: tuple[CheckedClaim, ...]
    citations: tuple[CheckedCitation, ...]
    changed_documents: tuple[str, ...]
    """Documents whose content is not the one in the receipt."""
    missing_documents: tuple[str, ...]
    """Documents that are no longer there."""
    problems: tuple[str, ...] = ()
    """What is wrong with the answer beside its claims: a contact that its measure does not name, an amount that nothing proves."""


def verify(answer: Answer | Mapping[str, Any] | str, documents: Mapping[str, ParsedDocument]) -> Verification:
    """Checks a stored answer again.

    Args:
        answer: The answer, or the JSON that ``ask --json`` printed.
        documents: The documents as they are now, by id.

    Raises:
        AnswerFormatError: When the JSON does not have the form of an answer.
    """
    stored = answer if isinstance(answer, Answer) else from_json(answer)
    words = frames(stored.language)
    labels = [words.say(key) for key in LABELS + COUNT_LABELS]
    facts = {i for claim in stored.claims if claim.text.partition(": ")[0] in labels for i in claim.citations}
    cited = tuple(_check(citation, documents, part=i in facts) for i, citation in enumerate(stored.citations))
    claims = tuple(_claim(claim.text, claim.citations, cited, documents, labels) for claim in stored.claims)
    digests = stored.receipt.document_sha256
    changed = tuple(i for i, digest in digests.items() if i in documents and documents[i].document.sha256 != digest)
    missing = tuple(i for i in {**digests, **{c.document: "" for c in stored.citations}} if i not in documents)
    problems = (*_strange_contacts(stored, cited, documents), *_unproved_amounts(stored))
    sound = all(c.state is not State.GONE for c in claims) and all(c.state is not State.GONE for c in cited)
    return Verification(
        id=stored.id,
        holds=sound and not problems,
        problems=problems,
        claims=claims,
        citations=cited,
        changed_documents=changed,
        missing_documents=missing,
    )


def _strange_contacts(stored: Answer, cited: Sequence[CheckedCitation], documents: Mapping[str, ParsedDocument]) -> list[str]:
    """Contacts that the measure they are named for, where its quotes stand now, does not make responsible."""
    found = []
    for contact in stored.contacts:
        parsed = documents.get(contact.document)
        own = [c.span for c in cited if (c.citation.document, c.citation.measure) == (contact.document, contact.measure) and c.span]
        around = [measure for span in own if parsed and (measure := measure_around(parsed, span))]
        measures = around or (parsed.measures[contact.measure - 1 : contact.measure] if parsed and contact.measure > 0 else ())
        names = {name for measure in measures for d in measure.departments for name in (d.name, d.canonical)}
        if contact.name not in names:
            found.append(f"measure {contact.measure} does not name {contact.name}")
    return found


def _unproved_amounts(stored: Answer) -> list[str]:
    """Amounts, rates and times in the text that stand neither in a quote or claim nor in the question."""
    proved = [part for c in stored.citations for part in (c.quote, c.title, c.section, c.number or "")]
    known = {q.base for part in (*proved, *(c.text for c in stored.claims), stored.question) for q in quantities(part)}
    shown = quantities(re.sub(r"\[\d+\]", " ", stored.text))
    strange = [q for q in shown if q.unit not in ("", "count") and q.base not in known]
    return [f"the text gives {float(q.value):g} ({q.unit}), which no quote of the answer does" for q in strange]


def _check(citation: Citation, documents: Mapping[str, ParsedDocument], *, part: bool) -> CheckedCitation:
    parsed = documents.get(citation.document)
    if parsed is None:
        return CheckedCitation(citation=citation, state=State.GONE, reason=f"the document {citation.document} is not there", span=None)
    if not citation.quote or len(citation.quote) != len(citation.span):
        return CheckedCitation(citation=citation, state=State.GONE, reason="the quote is not as long as its place", span=None)
    if citation.span.of(parsed.document.text) == citation.quote:
        return _holding(citation, parsed)
    now = _place(citation.quote, parsed.document.text, part=part)
    if now is None:
        return CheckedCitation(citation=citation, state=State.GONE, reason="the quote no longer stands in the document", span=None)
    reason = f"the quote stands at {now.start}..{now.end} now, not at {citation.span.start}..{citation.span.end}"
    return CheckedCitation(citation=citation, state=State.MOVED, reason=reason, span=now)


def _holding(citation: Citation, parsed: ParsedDocument) -> CheckedCitation:
    """The words stand; the address must be theirs too."""
    measure = next((m for m in parsed.measures if citation.span in m.span), None)
    if citation.measure is not None and (measure is None or measure.ordinal != citation.measure):
        where = f"measure {measure.ordinal}" if measure else "no measure"
        return CheckedCitation(citation=citation, state=State.MOVED, reason=f"the quote stands in {where} now", span=citation.span)
    return CheckedCitation(citation=citation, state=State.HOLDS, reason="", span=citation.span)


def _place(quote: str, text: str, *, part: bool) -> Span | None:
    """Where a quote stands in a text, spaces aside; None where it only stands inside another sentence, unless it is a ``part`` of one."""
    pattern = r"\s*".join(re.escape(c) for c in quote if not c.isspace()) if len(quote) < _LONGEST else re.escape(quote)
    places = (Span(*m.span()) for m in re.finditer(pattern, text))
    return next((span for span in places if part or _whole(span, text)), None)


def _whole(span: Span, text: str) -> bool:
    """Whether a place begins where a sentence begins and ends where one ends."""
    before, last, after = text[: span.start][-6:], span.of(text).rstrip()[-1:], text[span.end :][:1]
    return _OPENS.search(before) is not None and (_CLOSES.match(last) is not None or not after or _CLOSES.match(after) is not None)


def _claim(
    text: str,
    positions: tuple[int, ...],
    cited: tuple[CheckedCitation, ...],
    documents: Mapping[str, ParsedDocument],
    labels: list[str],
) -> CheckedClaim:
    own = [cited[i] for i in positions]
    gone = next((c for c in own if c.state is State.GONE), None)
    if gone is not None:
        return CheckedClaim(text=text, state=State.GONE, reason=gone.reason, citations=positions)
    about = [documents[c.citation.document].document for c in own]
    known = [k for d in about for k in (d.title, d.issuer, d.region, d.number) if k]
    head, colon, rest = text.partition(": ")
    verdict = prove(rest if colon and head in labels else text, [c.citation.quote for c in own], known=known)
    if not verdict.holds:
        return CheckedClaim(text=text, state=State.GONE, reason=verdict.reason, citations=positions)
    moved = next((c for c in own if c.state is State.MOVED), None)
    return CheckedClaim(text=text, state=State.MOVED if moved else State.HOLDS, reason=moved.reason if moved else "", citations=positions)


def verification_json(checked: Verification) -> dict[str, Any]:
    """The verification as plain JSON values."""
    return {
        "id": checked.id,
        "holds": checked.holds,
        "claims": [{"text": c.text, "state": str(c.state), "reason": c.reason, "citations": list(c.citations)} for c in checked.claims],
        "citations": [
            citation_json(c.citation)
            | {
                "state": str(c.state),
                "reason": c.reason,
                "now": None if c.span is None else {"start": c.span.start, "end": c.span.end},
            }
            for c in checked.citations
        ],
        "changed_documents": list(checked.changed_documents),
        "missing_documents": list(checked.missing_documents),
        "problems": list(checked.problems),
    }
