"""Refusals that help: what was looked for, what lies nearby, whom to ask; wrong is worse than silent."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answers import Citation, Claim, Contact, Status
from rag.hits import Outcome, Retrieval
from rag.queries import QueryKind
from rag.retrieval.answerability import near
from rag.understanding.bodies import concerned
from rag.understanding.followups import content, replies
from rag.understanding.small_talk import small_talk
from rag.understanding.wants import Want, wants
from rag.writing.bodies import bare
from rag.writing.candidates import Candidate, candidates
from rag.writing.citations import CitationList, cite
from rag.writing.contacts import contacts, contacts_near, each_once, whom_line
from rag.writing.drafts import Draft
from rag.writing.frames import Frames
from rag.writing.markup import as_text

NEARBY = 3
"""Measures named as related."""
CONTACTS = 4
"""Departments named when nothing was found."""
FEW_ISSUERS = 3
"""Issuers named where there is no department to ask."""
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


def unset_draft(retrieval: Retrieval, words: Frames, ranked: Sequence[Candidate], want: Want = Want.AMOUNT) -> Draft:
    """ "The policy gives direction; it sets no amount" (no date, no number), with the nearest sentence."""
    line, missing = _UNSET[want]
    if not ranked:
        opening = words.say("nothing", sought=as_text(retrieval.query.text))
        return Draft(status=Status.NO_EVIDENCE, opening=opening, related=related(retrieval), contacts=_whom(retrieval))
    best = ranked[0]
    listed = CitationList([cite(best.hit.document, best.hit.measure, best.span)])
    places = [(best.hit.document, best.hit.measure, best.span)] if best.hit.measure else []
    return Draft(
        status=Status.NO_EVIDENCE,
        opening=words.say(line),
        claims=(Claim(text=listed.listed()[0].quote, citations=(0,)),),
        citations=listed.listed(),
        contacts=contacts_near(places),
        remarks=(words.say("open_part", missing=words.say(missing)),) if missing else (),
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


_OTHERWISE = ("figure", "charge")
"""Kinds of claims of what stands in the documents, but of something else."""


def _false_premise(retrieval: Retrieval, words: Frames) -> Draft:
    """Names what the documents do not have, or give otherwise, and shows the sentence that says so, or the one that comes nearest."""
    claimed = retrieval.detail.get("claimed") or retrieval.detail.get("missing") or retrieval.query.text
    against = retrieval.detail.get("against")
    line = "stated_otherwise" if retrieval.detail.get("kind") in _OTHERWISE else "false_premise"
    opening = words.say(line, claimed=as_text(claimed))
    ranked = candidates(retrieval)
    ranked = tuple(candidate for candidate in ranked if candidate.text == against) or ranked
    if not ranked:
        return Draft(status=Status.NO_EVIDENCE, opening=opening, related=related(retrieval), contacts=_whom(retrieval))
    best = ranked[0]
    citation = cite(best.hit.document, best.hit.measure, best.span)
    return Draft(
        status=Status.NO_EVIDENCE,
        opening=f"{opening}{'' if words.colon == '：' else ' '}{words.say('corrected')}",
        claims=(Claim(text=citation.quote, citations=(0,)),),
        citations=(citation,),
        contacts=contacts_near([(best.hit.document, best.hit.measure, best.span)] if best.hit.measure else []),
    )


def related(retrieval: Retrieval) -> tuple[Citation, ...]:
    """The nearest measures by their opening sentence, each once."""
    found: dict[tuple[str, int], Citation] = {}
    for hit in retrieval.hits:
        if hit.measure is not None and hit.measure.sentences and len(found) < NEARBY:
            citation = cite(hit.document, hit.measure, hit.measure.sentences[0].span)
            found.setdefault((citation.document, hit.measure.ordinal), citation)
    return tuple(found.values())


def _whom(retrieval: Retrieval) -> tuple[Contact, ...]:
    """The departments of the field that the question speaks of; else those of the nearest measures, where they treat its matter."""
    documents = list({hit.document.document.id: hit.document for hit in retrieval.hits}.values())
    names = concerned(retrieval.query.normalised, documents)
    if names:
        held = ((parsed, m, [d for d in m.departments if d.canonical in names]) for parsed in documents for m in parsed.measures)
        return each_once(held)[:CONTACTS]
    treated = retrieval.hits[:NEARBY] if near(retrieval.query, retrieval.answerable) else ()
    return contacts([(hit.document, hit.measure) for hit in treated if hit.measure is not None])[:CONTACTS]


def _issuers(retrieval: Retrieval, words: Frames) -> tuple[str, ...]:
    """Who issued the documents, where no department has to do with the matter; empty where they are many."""
    issuers = dict.fromkeys(issuer for hit in retrieval.hits if (issuer := hit.document.document.issuer))
    return (whom_line([("issuer", issuers)], words),) if 0 < len(issuers) <= FEW_ISSUERS else ()
