"""The proof of a claim, without a model, fail closed: nothing is shown that its quotes do not bear out.

A claim passes when every number, date, document number, quoted name, department and place in it stands in its quotes; when it is no more
binding, no wider and not the contrary of what they say; and when it is about the same thing. See docs/decisions/0005-proof.md.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.documents import Document
from rag.answers import Citation, Claim, Status
from rag.proof import coverage, extent, figures, force, leaders, names, negation
from rag.proof.clauses import Aligned, align, letter_pairs, matter, prepared
from rag.proof.glosses import licensed, stems
from rag.writing.drafts import Draft

log = logging.getLogger(__name__)


class Check(StrEnum):
    """What a claim can fail."""

    QUOTE = "quote"
    LANGUAGE = "language"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    FORCE = "force"
    NEGATION = "negation"
    QUANTIFIER = "quantifier"
    CONTENT = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of a proof."""

    holds: bool
    check: Check | None = None
    """The first check that failed."""
    reason: str = ""
    alike: bool = False
    """Whether claim and quotes speak of the same thing all the same: a failed claim that is alike contradicts the text."""


_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[^\W\d_A-Za-z\u3400-\u9fff]")


def prove(claim: str, quotes: Sequence[str], *, known: Sequence[str] = ()) -> Verdict:
    """Checks a claim in Chinese or English against the quotes that it cites.

    Args:
        claim: The statement.
        quotes: The sentences that it cites, verbatim.
        known: Names of the document itself (title, issuer, region) that a claim may use although its sentence does not repeat them.
    """
    own = prepared(claim)
    theirs = [prepared(quote) for quote in quotes]
    whole = "\n".join(theirs)
    if any(c.isalnum() for c in own) and (own in theirs or (len(quotes) > 1 and own == prepared("".join(quotes)))):
        return Verdict(holds=True, alike=True)
    if not any(c.isalnum() for c in own) or not whole.strip():
        return Verdict(holds=False, check=Check.QUOTE, reason="it has no words or no quote")
    english = not _HAN.search(re.sub(r'《[^》]*》|"[^"]*"|\([^)]*\)', "", own)) and bool(_LETTER.search(own))
    if _OTHER.search(own) and not _HAN.search(own) and len(_OTHER.findall(own)) > 3:
        return Verdict(holds=False, check=Check.LANGUAGE, reason="only Chinese and English claims can be proved")
    aligned = align(own, theirs, (stems, licensed) if english else (letter_pairs, letter_pairs))
    topic = coverage.off_topic_english(own, whole) if english else coverage.off_topic(own, whole)
    for check, find in _checks(own, whole, aligned, [prepared(k) for k in known], english):
        if reason := find():
            return Verdict(holds=False, check=check, reason=reason, alike=not topic)
    if topic:
        return Verdict(holds=False, check=Check.CONTENT, reason=topic)
    return Verdict(holds=True, alike=True)


def _checks(
    own: str, whole: str, aligned: Sequence[Aligned], known: Sequence[str], english: bool
) -> tuple[tuple[Check, Callable[[], str]], ...]:
    read = (stems, licensed) if english else (matter, matter)

    def first(find: Callable[[Aligned], str]) -> str:
        return next((reason for a in aligned if (reason := find(a))), "")

    return (
        (Check.NAME, lambda: _missing_name(own, whole, known, english) or ("" if english else first(lambda a: _swapped(a, whole)))),
        (Check.NAME, lambda: leaders.another(own, whole, english=english)),
        (Check.DATE, lambda: figures.missing_date(own, whole, read)),
        (Check.NUMBER, lambda: figures.missing_number(own, whole, aligned, read)),
        (Check.FORCE, lambda: first(lambda a: force.stronger(a, whole=whole, english=english))),
        (Check.NEGATION, lambda: first(lambda a: negation.reversed_sense(a, whole=whole, english=english))),
        (Check.QUANTIFIER, lambda: first(lambda a: extent.widened(a, whole=whole, english=english))),
    )


def _missing_name(own: str, whole: str, known: Sequence[str], english: bool) -> str:
    around = whole + "\n" + "\n".join(known)
    numbers = {n for n, _ in names.document_numbers(around)} | {"/" + n.split("/")[1] for n, _ in names.document_numbers(around)}
    for number, _ in names.document_numbers(own):
        if number not in numbers:
            return f"document number {number.strip('/')} does not stand in the quotes"
    bare = re.sub(r"\s", "", around)
    for number in names.number_prefix(own):
        prefix = number.split("〔")[0]
        if _HAN.search(prefix) and re.sub(r"\s", "", prefix)[-3:] not in bare:
            return f"document number {number} does not stand in the quotes"
    for name in names.quoted_names(own):
        if re.sub(r"\W", "", name) not in re.sub(r"\W", "", around):
            return f"the name “{name}” does not stand in the quotes"
    if english:
        word = coverage.unknown_name(own, whole, known)
        return f"the name {word} does not stand in the quotes" if word else ""
    if body := names.missing_body(own, around):
        return f"the department {body} does not stand in the quotes"
    place = names.missing_place(own, whole, known)
    return f"the place {place} does not stand in the quotes" if place else ""


def _swapped(aligned: Aligned, whole: str) -> str:
    """A place of the text that a near copy has replaced."""
    if not aligned.mirrored or aligned.reach < force.COPIED:
        return ""
    swap = names.swapped_place(aligned.clause, aligned.quoted[0], whole)
    return f"the claim has {swap}" if swap else ""


def prove_draft(draft: Draft, texts: Mapping[str, Document], labels: Sequence[str] = ()) -> Draft:
    """The draft with only the claims that hold; each dropped one has its reason, in the log too.

    Args:
        draft: What a writer made.
        texts: The documents by id: a quote must stand in its document letter by letter at its span.
        labels: Frame words that may stand before a colon in a claim ("牵头部门"), which are not the document's.
    """
    kept: list[Claim] = []
    dropped = list(draft.dropped)
    for claim in draft.claims:
        verdict = _prove_claim(claim, draft.citations, texts, labels)
        if verdict.holds:
            kept.append(claim)
        else:
            log.info("claim dropped: %s: %s", verdict.check, verdict.reason)
            dropped.append({"text": claim.text, "check": str(verdict.check), "reason": verdict.reason})
    status = draft.status
    if draft.claims and not kept:
        status = Status.NO_EVIDENCE
    return replace(_only_cited(draft, kept), status=status, dropped=tuple(dropped))


def _prove_claim(claim: Claim, citations: Sequence[Citation], texts: Mapping[str, Document], labels: Sequence[str]) -> Verdict:
    cited = [citations[i] for i in claim.citations if 0 <= i < len(citations)]
    if not cited or len(cited) != len(claim.citations):
        return Verdict(holds=False, check=Check.QUOTE, reason="it cites nothing that was retrieved")
    known: list[str] = []
    for citation in cited:
        document = texts.get(citation.document)
        if document is None or not citation.quote or citation.span.of(document.text) != citation.quote:
            return Verdict(holds=False, check=Check.QUOTE, reason="its quote does not stand at its place")
        known += [k for k in (document.title, document.issuer, document.region, document.number) if k]
    text = claim.text
    head, colon, rest = text.partition(": ")
    if colon and head in labels:
        text = rest
    return prove(text, [c.quote for c in cited], known=known)


def _only_cited(draft: Draft, kept: Sequence[Claim]) -> Draft:
    """The kept claims with the citations that they use, numbered anew."""
    used = sorted({i for claim in kept for i in claim.citations})
    new = {old: position for position, old in enumerate(used)}
    claims = tuple(replace(claim, citations=tuple(new[i] for i in claim.citations)) for claim in kept)
    glosses = {new[i]: words for i, words in (draft.glosses or {}).items() if i in new} or None
    return replace(draft, claims=claims, citations=tuple(draft.citations[i] for i in used), glosses=glosses)
