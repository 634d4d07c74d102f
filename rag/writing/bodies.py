"""Who is in charge: the departments that a measure names, by role, with the line that names them as the quote."""

from __future__ import annotations

import re

from corpus.documents import Measure, ParsedDocument, Role
from rag.answers import Claim, Status
from rag.hits import Retrieval
from rag.queries import Query
from rag.understanding.followups import content
from rag.understanding.wants import Want, topic
from rag.writing.citations import CitationList, cite
from rag.writing.contacts import contacts, proof_spans
from rag.writing.drafts import Draft
from rag.writing.frames import Frames

_BODIES = re.compile(
    r"部门|单位|机关|机构|牵头|负责|主管|主办|(?:哪|什么|何)(?:个|些|一)?(?:[局厅委办])|[局厅委](?:是|呢|\?|$)"
    r"|谁(?:来|去|要|该)?(?:抓|管|监管|监督|组织|推进|落实|审批|实施|解释|协调|承担|主导|过问)|(?:归|由|找|问|向|去找|咨询|联系|联络)(?:哪|谁)"
    r"|department|bureau|agenc|authorit|\boffice|ministr|\bbod(?:y|ies)\b|commission|organi[sz]ation"
    r"|responsib|in charge|\blead|\bled\b|\bhead|\bmanag|\brun"
    r"|handle|oversee|supervis|implement|contact|\bask\b|turn to|coordinat|takes? care|regulat|enforc",
    re.IGNORECASE,
)
"""A question for bodies and not for persons or partners (给谁, 谁可以, 跟谁); asked of questions in Chinese and English."""
_PERSONS = re.compile(
    r"谁(?:可以|能|有资格|需要|应当|会|都)|哪些人|什么人|何人|对象|誰でも|誰が(?:受け|もら|対象|申請)"
    r"|who (?:can|may|is eligible|qualif|must|should|needs?|pays?|owns?|gets?|receives?)",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"由(?:谁|哪\S{0,6}?)(?:和谁|与谁)?(?:出|定|分|给|付|买|交|报|签|写|发|评|选|来定|制定|确定|认定|支付|分享|出钱|出资|承担)"
)
"""One deed in the sentence (who sets the fee, who shares the income), not the charge of a whole measure."""
_LEADS = re.compile(r"牵头|主管|为主|lead|in charge|head|主导|federführ|chef de file|головн|principal|主办", re.IGNORECASE)


def asks_for_bodies(query: Query) -> bool:
    """Whether a question with 谁 or "who" wants the departments in charge."""
    if Want.WHO not in query.wants or _PERSONS.search(query.text) or _DEED.search(query.normalised):
        return False
    told = query.language in ("zh", "zh-Hant", "en")
    return not told or _BODIES.search(f"{query.normalised} {query.search if query.history_used else ''}") is not None


def bare(query: Query) -> bool:
    """Whether nothing is left of a question for bodies but the asking: who, of what?"""
    rest = _BODIES.sub(" ", query.normalised)
    return not content(rest) and not (query.language.startswith("zh") and topic(rest))


def who_draft(retrieval: Retrieval, words: Frames) -> Draft | None:
    """The departments of the best measure; None where it names none."""
    hit = retrieval.hits[0]
    if hit.measure is None or not hit.measure.departments:
        return None
    role = Role.LEAD if _LEADS.search(retrieval.query.text) and _has(hit.measure, Role.LEAD) else None
    return department_draft(hit.document, hit.measure, words, role)


def department_draft(document: ParsedDocument, measure: Measure, words: Frames, role: Role | None) -> Draft:
    """Who leads and who is responsible, one claim a role."""
    listed = CitationList()
    marks = tuple(listed.add(cite(document, measure, span)) for span in proof_spans(measure))
    claims = []
    for wanted, key in ((Role.LEAD, "lead"), (Role.RESPONSIBLE, "responsible")):
        names = [d.name for d in measure.departments if d.role is wanted]
        if names and role in (None, wanted):
            claims.append(Claim(text=f"{words.say(key)}: {'、'.join(dict.fromkeys(names))}", citations=marks))
    return Draft(
        status=Status.ANSWERED,
        opening=words.say("answer"),
        claims=tuple(claims),
        citations=listed.listed(),
        contacts=contacts([(document, measure)], role),
    )


def _has(measure: Measure, role: Role) -> bool:
    return any(d.role is role for d in measure.departments)
