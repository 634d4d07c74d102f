"""Refusals that help: what was looked for, what lies nearby, whom to ask; wrong is worse than silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answers import Citation, Claim, Contact, Status
from rag.hits import Hit, Outcome, Retrieval
from rag.queries import QueryKind
from rag.retrieval.answerability import NOT_CONTAINED, near, treats
from rag.understanding.bodies import concerned
from rag.understanding.followups import content, replies
from rag.understanding.small_talk import small_talk
from rag.understanding.wants import Want, wants
from rag.writing.bodies import bare
from rag.writing.candidates import Candidate, candidates
from rag.writing.citations import cite
from rag.writing.contacts import contacts, contacts_near, each_once, whom_line
from rag.writing.drafts import Draft
from rag.writing.frames import Frames
from rag.writing.markup import as_text
from rag.writing.signs import shows

NEARBY = 3
"""Measures named as related."""
CONTACTS = 4
"""Departments named when nothing was found."""
_BARE = 48
"""Characters of a question that can be a mere reply; in a script without spaces a longer one hides a matter in its words."""


def refusal(retrieval: Retrieval, words: Frames) -> Draft:
    """The draft for a question that the documents do not answer."""
    outcome = retrieval.outcome
    if outcome is Outcome.INJECTION:
        return Draft(status=Status.REFUSED, opening=words.say("injection"))
    if outcome is Outcome.OUT_OF_SCOPE:
        kind = small_talk(retrieval.query.normalised.lower())
        return Draft(status=Status.REFUSED, opening=words.say(f"talk_{kind}" if kind else "out_of_scope"))
    if outcome is Outcome.ADDRESS_MISSING:
        return _address_missing(retrieval, words)
    if outcome is Outcome.FALSE_PREMISE:
        return _false_premise(retrieval, words)
    sought = as_text(retrieval.query.text)
    opening = words.say("nothing", sought=sought) if retrieval.hits else words.say("nothing_at_all")
    whom = _whom(retrieval)
    remarks = () if whom else _issuers(retrieval, words)
    return Draft(status=Status.NO_EVIDENCE, opening=opening, related=related(retrieval), contacts=whom, remarks=remarks)


def topicless_draft(retrieval: Retrieval, words: Frames) -> Draft | None:
    """Asks back which matter is meant, for a reply to nothing ("and who is responsible?" as the first question); None for any other."""
    query = retrieval.query
    if query.kind is not QueryKind.CONTENT or any(step == "history" for step, _ in query.steps):
        return None
    if Want.CHARGE in query.sure and bare(query):
        return Draft(status=Status.NO_EVIDENCE, opening=words.say("which_matter"))
    if not replies(query.normalised) or len(query.normalised) > _BARE:
        return None
    if any(not wants(word, query.language) for word in content(query.normalised)):
        return None
    return Draft(status=Status.NO_EVIDENCE, opening=words.say("which_matter"))


_UNSET = {Want.AMOUNT: ("amount_none", "missing_amount"), Want.WHEN: ("when_none", "missing_when"), Want.COUNT: ("count_none", "")}


def unset_draft(retrieval: Retrieval, words: Frames, ranked: Sequence[Candidate], want: Want) -> Draft:
    """ "The policy gives direction; it sets no amount" (no date, no number), with the nearest sentence.

    Where that sentence gives an amount or a date, of another kind than the one that is asked for, it is not shown below such a line.
    """
    line, missing = _UNSET[want]
    remarks = (words.say("open_part", missing=words.say(missing)),) if missing else ()
    if not ranked or (missing and shows(ranked[0].text, want)):
        plain = refusal(retrieval, words)
        return replace(plain, remarks=(*plain.remarks, *remarks))
    return replace(nearest_draft(ranked[0], words.say(line)), remarks=remarks)


def nearest_draft(best: Candidate, opening: str) -> Draft:
    """A sentence that does not answer, below a line that says so."""
    citation = cite(best.hit.document, best.hit.measure, best.span)
    return Draft(
        status=Status.NO_EVIDENCE,
        opening=opening,
        claims=(Claim(text=citation.quote, citations=(0,)),),
        citations=(citation,),
        contacts=contacts_near([(best.hit.document, best.hit.measure, best.span)] if best.hit.measure else []),
    )


def _address_missing(retrieval: Retrieval, words: Frames) -> Draft:
    address = retrieval.query.address
    told = missing_address(retrieval, words)
    if not told:
        told = (words.say("address_missing", missing=as_text(address.text if address else retrieval.query.text)),)
    return Draft(status=Status.NO_EVIDENCE, opening=told[0], remarks=told[1:])


def missing_address(retrieval: Retrieval, words: Frames) -> tuple[str, ...]:
    """What an address points at and the documents lack, and the numbers that they have instead; empty where nothing is missing."""
    missing, exists = retrieval.detail.get("missing"), retrieval.detail.get("range")
    if not missing:
        return ()
    told = words.say("address_missing", missing=as_text(missing))
    return (told, words.say("address_range", range=as_text(exists))) if exists else (told,)


_LINES = {"figure": "stated_otherwise", "charge": "stated_otherwise", NOT_CONTAINED: "not_contained"}
"""The lines for claims of what stands in the documents, but of something else, and of what is not taken for granted."""


def _false_premise(retrieval: Retrieval, words: Frames) -> Draft:
    """Names what the documents do not have, or give otherwise, and shows the sentence that says so, or the nearest on the same matter."""
    claimed = retrieval.detail.get("claimed") or retrieval.detail.get("missing") or retrieval.query.text
    against, kind = retrieval.detail.get("against"), retrieval.detail.get("kind", "")
    opening = words.say(_LINES.get(kind, "false_premise"), claimed=as_text(claimed))
    treated = against or (kind != NOT_CONTAINED and _treated(retrieval))
    ranked = candidates(retrieval) if treated else ()
    ranked = tuple(candidate for candidate in ranked if candidate.text == against) or ranked
    if not ranked:
        return Draft(status=Status.NO_EVIDENCE, opening=opening, related=related(retrieval), contacts=_whom(retrieval))
    return nearest_draft(ranked[0], f"{opening}{'' if words.colon == '：' else ' '}{words.say('corrected')}")


def related(retrieval: Retrieval) -> tuple[Citation, ...]:
    """The nearest measures by their opening sentence, each once."""
    found: dict[tuple[str, int], Citation] = {}
    for hit in retrieval.hits:
        if hit.measure is not None and hit.measure.sentences and len(found) < NEARBY:
            citation = cite(hit.document, hit.measure, hit.measure.sentences[0].span)
            found.setdefault((citation.document, hit.measure.ordinal), citation)
    return tuple(found.values())


def _whom(retrieval: Retrieval) -> tuple[Contact, ...]:
    """The departments of the first related measure's document in the field that the question speaks of; else those of this measure, where
    it treats the matter.
    """
    first = _first_related(retrieval)
    if first is None:
        return ()
    names = concerned(retrieval.query.normalised, [first.document])
    if names:
        return each_once((first.document, m, [d for d in m.departments if d.canonical in names]) for m in first.document.measures)[
            :CONTACTS
        ]
    return contacts([(first.document, first.measure)])[:CONTACTS] if _treated(retrieval) and first.measure is not None else ()


def _treated(retrieval: Retrieval) -> bool:
    """Whether what was found treats the matter of the question, even if it does not answer."""
    return near(retrieval.query, retrieval.answerable) or treats(retrieval.signals)


def _first_related(retrieval: Retrieval) -> Hit | None:
    """The first measure that is named as related; what was found first where none is a measure, None where nothing was found."""
    return next((hit for hit in retrieval.hits if hit.measure is not None), next(iter(retrieval.hits), None))


def _issuers(retrieval: Retrieval, words: Frames) -> tuple[str, ...]:
    """Who issued the document of the first related measure, where no department has to do with the matter."""
    first = _first_related(retrieval)
    issuer = first.document.document.issuer if first else None
    return (whom_line([("issuer", [issuer])], words),) if issuer else ()
