"""The writer with a chat model: it may phrase, it may not add; whatever it does wrong, the extractive answer is given."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import GeneratorError
from rag.answering import Writer, documents_of
from rag.answers import Citation, Claim, Status
from rag.hits import Outcome, Retrieval
from rag.proof.clauses import letter_pairs, prepared
from rag.proof.verdicts import Check, prove
from rag.queries import Query
from rag.settings import Settings
from rag.understanding.wants import Want
from rag.writing import extractive
from rag.writing.candidates import Candidate, candidates
from rag.writing.chat import Replies, Turn, open_chat
from rag.writing.citations import CitationList, cite
from rag.writing.contacts import contacts_near
from rag.writing.drafts import Draft
from rag.writing.frames import frames
from rag.writing.gloss import glosses
from rag.writing.model_prompt import EXAMPLES, SYSTEM, ModelReply, asked, read, schema

log = logging.getLogger(__name__)

OFFERED_CHARS = 2400
"""Characters of all sentences that the model sees, a first one of any length aside: the prompt must fit a small model's context."""
REPEATED = 0.25
"""A statement of which a smaller share is new only repeats the question."""
NAMES = {"zh": "Chinese", "zh-Hant": "Traditional Chinese", "en": "English"}
"""Languages in which a claim can be proved; for others the model only translates the quotes."""


class ModelWriter:
    """Writes drafts with a chat model."""

    def __init__(self, chat: Replies, *, sentences: int) -> None:
        """Takes the model, and how many sentences it is shown at most."""
        self._chat = chat
        self._sentences = sentences

    def __call__(self, retrieval: Retrieval) -> Draft:
        """A draft by the model where it helps, else the extractive one; with a notice where the model failed."""
        verbatim = extractive.write(retrieval)
        if retrieval.outcome is not Outcome.FOUND or verbatim.status is not Status.ANSWERED or Want.CHARGE in retrieval.query.sure:
            return verbatim
        language = retrieval.query.language
        started = time.monotonic()
        try:
            written = self._written(retrieval, verbatim) if language in NAMES else None
            if written is not None or language.startswith("zh"):
                return written or verbatim
            return self._glossed(verbatim, language, time.monotonic() - started)
        except GeneratorError as error:
            log.warning("%s", error)
            return replace(verbatim, notices=(*verbatim.notices, frames(language).say("model_failed")))

    def _written(self, retrieval: Retrieval, verbatim: Draft) -> Draft | None:
        """The model's statements as claims; None where it says that the sentences do not answer."""
        query = retrieval.query
        offered = _offered(retrieval, self._sentences)
        reply = read(self._chat.reply(_turns(query, offered), schema("answer", ModelReply)), ModelReply)
        if not reply.answerable or not reply.claims:
            return None
        texts = documents_of(retrieval)
        listed = CitationList()
        claims: list[Claim] = []
        dropped: list[dict[str, str]] = []
        for said in reply.claims:
            if Want.YES_NO not in query.wants and _repeats(said.text, query.search or query.text):
                dropped.append({"text": said.text, "check": str(Check.CONTENT), "reason": "it only repeats the question"})
                continue
            tokens = [int(t[1:]) - 1 for t in said.ids if t[:1] == "S" and t[1:].isdigit()]
            named = [offered[i] for i in dict.fromkeys(tokens) if 0 <= i < len(offered)]
            title = [texts[c.document].title for c in named[:1]]
            quotes = _supporting(said.text, named, offered, title)
            if quotes:
                claims.append(Claim(text=said.text.strip(), citations=tuple(listed.add(q) for q in quotes)))
        if not claims and dropped:
            notice = frames(query.language).say("model_failed")
            return replace(verbatim, notices=(*verbatim.notices, notice), dropped=tuple(dropped))
        if not claims:
            raise GeneratorError("the chat model named no sentence")
        places = [
            (h.document, h.measure, c.span)
            for h in retrieval.hits
            if h.measure
            for c in listed.listed()
            if (c.document, c.measure) == (h.document.document.id, h.measure.ordinal)
        ]
        return Draft(
            status=Status.ANSWERED,
            opening=verbatim.opening,
            claims=tuple(claims),
            citations=listed.listed(),
            contacts=contacts_near(places),
            dropped=tuple(dropped),
            generator=self._chat.name,
        )

    def _glossed(self, verbatim: Draft, language: str, spent_s: float) -> Draft:
        """The verbatim draft with a machine translation beside each quote that has one."""
        found = glosses([c.quote for c in verbatim.citations], language, self._chat, spent_s=spent_s)
        return replace(verbatim, glosses=found, generator=f"extractive+{self._chat.name}") if found else verbatim


def _turns(query: Query, offered: Sequence[Citation]) -> list[Turn]:
    turns: list[Turn] = [("system", SYSTEM.format(language=NAMES[query.language]))]
    for sentences, question, reply in EXAMPLES["en" if query.language == "en" else "zh"]:
        turns += [("human", asked(question, sentences)), ("ai", reply)]
    return [*turns, ("human", asked(query.search or query.text, [c.quote for c in offered]))]


def _offered(retrieval: Retrieval, most: int) -> list[Citation]:
    """The sentences that most likely answer, best first, for a small model leans to what it reads first; it sees them as S1, S2, …"""
    chosen: list[Candidate] = []
    room = OFFERED_CHARS
    for candidate in candidates(retrieval)[:most]:
        room -= len(candidate.text)
        if room < 0 and chosen:
            break
        chosen.append(candidate)
    return [cite(c.hit.document, c.hit.measure, c.span) for c in chosen]


def _supporting(claim: str, named: Sequence[Citation], offered: Sequence[Citation], known: Sequence[str]) -> list[Citation]:
    """The one sentence that proves the claim, the closest first; else those named together where they do; else these, to fail.

    What the model names is a hint: a small one names too many, or the neighbour.
    """
    own = letter_pairs(prepared(claim))
    near = sorted(offered, key=lambda c: (-len(own & letter_pairs(prepared(c.quote))), c not in named))
    for sentences in (near[:1], *([c] for c in named), list(named), *([c] for c in near[1:])):
        if sentences and prove(claim, [c.quote for c in sentences], known=known).holds:
            return list(sentences)
    return list(named) or near[:1]


def _repeats(claim: str, question: str) -> bool:
    """Whether a statement holds next to nothing that the question does not: true, and no answer."""
    own = letter_pairs(prepared(claim))
    return len(own - letter_pairs(prepared(question))) < REPEATED * len(own)


def open_model_writer(settings: Settings) -> Writer:
    """The writer for the model of the settings.

    Raises:
        SettingsError: When address or model are not set, or the local model cannot be had.
    """
    return ModelWriter(open_chat(settings), sentences=settings.llm_sentences)
