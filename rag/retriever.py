"""From a question to measures in order: exact lookups where the question is one, fused searches where it is about content."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from corpus.documents import ParsedDocument
from embeddings.late_interaction import LateInteraction
from rag.hits import FoundFact, Hit, Outcome, Retrieval
from rag.queries import Query, QueryKind, as_set, asked_of, decided, matters, understand, unnamed
from rag.retrieval.answerability import address_claims, judged, told
from rag.retrieval.hearing import SET, Hearing
from rag.retrieval.pool import Searches
from rag.retrieval.ranker import Embedding, Ranker
from rag.retrieval.sides import found_sides
from rag.understanding import asserted, facts, glossary, named_abroad, sets
from rag.understanding.addressed import resolved
from rag.understanding.holdings import Holdings
from rag.understanding.lexicon import Lexicon
from rag.understanding.premises import all_figures, unfounded
from rag.understanding.stretches import under_titles
from rag.understanding.surroundings import HEADED, NAMES
from rag.understanding.wording import checked

LIMIT = 1000
"""Longest question in code points, unless the settings say otherwise."""


class Retriever:
    """Finds measures for questions in one index; safe to share between threads."""

    def __init__(
        self,
        index: Searches,
        encoder: Embedding,
        *,
        max_question_chars: int = LIMIT,
        late: LateInteraction | None = None,
        hearing: Hearing | None = None,
    ) -> None:
        """Take an index and the encoder that made it.

        Args:
            index: The three searches.
            encoder: Turns questions into vectors.
            max_question_chars: Longer questions are refused.
            late: Lays the tokens of question and measures beside each other; None leaves that out.
            hearing: Hears what a question is after where no rule knows the wording; None leaves that out.
        """
        self._index = index
        self._encoder = encoder
        self._limit = max_question_chars
        self._late = late
        self._hearing = hearing

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of all documents of the index."""
        return Lexicon(list(self._index.documents.values()))

    @cached_property
    def ranker(self) -> Ranker:
        """Ranks the measures of the index."""
        return Ranker(self._index, self._encoder, self.lexicon, self._late)

    def understood(self, question: str, history: Sequence[str] = ()) -> Query:
        """The question as `retrieve` would look it up, over all documents."""
        return self._understood(question, history, self.lexicon.documents)[0]

    def _understood(self, question: str, history: Sequence[str], scope: Sequence[ParsedDocument]) -> tuple[Query, Sequence[ParsedDocument]]:
        """The question, and the documents that it is asked of."""
        query = understand(question, history, documents=scope, lexicon=self.lexicon, hearing=self._hearing)
        if self._hearing is None or decided(query) or query.history_used or query.dangling:
            return query, scope
        asked = self._hearing.read(query.normalised)
        if not asked.facts and asked.sets < _DOUBTFUL:
            return query, scope
        chosen: Sequence[ParsedDocument] = self._chosen(query, scope)
        if not asked.facts or asked.facts == (SET,):
            return self._heard_set(query, chosen, sure=asked.facts == (SET,)) or query, scope
        if query.address or len(chosen) > _MOST_FACTS or facts.denied(query.unnamed):
            return query, scope
        # Whoever asks where a document applies names a place that it need not have.
        claims = [claim for claim in unfounded(query.normalised, chosen) if claim.kind != "place" or "region" not in asked.facts]
        if claims or not all_figures(query.normalised, chosen):
            return query, scope
        if asked.named:
            near = self._hearing.near(query.normalised, [parsed.document.title for parsed in chosen])
            chosen = [parsed for parsed, own in zip(chosen, near, strict=True) if own]
        if not any(facts.find(name, parsed) for parsed in chosen for name in facts.stated(asked.facts, parsed)):
            return query, scope
        steps = (*query.steps, ("fact", f"{' '.join(asked.facts)}, by its tokens"))
        return replace(query, kind=QueryKind.FACT, facts=asked.facts, fact=asked.facts[0], steps=steps), chosen

    def _heard_set(self, query: Query, chosen: Sequence[ParsedDocument], *, sure: bool) -> Query | None:
        """The query as one for a set; None where its conditions cannot be read, or it may be none: unless ``sure``, its marks must tell
        a condition, and a measure must fulfil all.
        """
        assert self._hearing is not None
        query = replace(query, search=unnamed(query.search, chosen))
        marks = self._hearing.marks(query.search)
        if not sure and not (marks and marks.tells(query.search)):
            return None
        found = as_set(query, chosen, self.lexicon, marks, sure=sure)
        if found is None or found.set_filter is None:
            return None
        return found if sure or sets.scan(found.set_filter, chosen).found else None

    def retrieve(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        k: int = 5,
        documents: Collection[str] | None = None,
        language: str | None = None,
    ) -> Retrieval:
        """Everything that the index can say about a question.

        Args:
            question: As asked.
            history: Earlier questions of the same person, oldest first.
            k: So many hits at most for questions about content; addresses and sets come whole.
            documents: Ids to stay within; None for all.
            language: Of the answer, where the person sets it.

        Raises:
            QuestionError: When the question is empty, too long or unprintable.
        """
        question = checked(question, self._limit)
        held = self.lexicon.documents
        within = held if documents is None else Holdings([d for d in held if d.document.id in documents])
        query, scope = self._understood(question, history, within)
        if language:
            query = replace(query, language=language)
        if query.kind in (QueryKind.INJECTION, QueryKind.CHATTER):
            outcome = Outcome.INJECTION if query.kind is QueryKind.INJECTION else Outcome.OUT_OF_SCOPE
            return Retrieval(query=query, hits=(), answerable=0.0, outcome=outcome, detail={"reason": dict(query.steps)[query.kind.value]})
        if query.kind is QueryKind.SET:
            found = self._set(query, scope)
            other = self._content(replace(query, kind=QueryKind.CONTENT), scope, k) if not found.hits and self._doubted(query) else found
            return other if other.outcome is Outcome.FOUND else found
        if query.kind is QueryKind.FACT:
            found = self._facts(query, scope)
            # A document may say in a measure what others say around theirs.
            return found if found.answerable or not set(query.facts) <= set(NAMES) - set(HEADED) else self._content(query, scope, k)
        if query.kind is QueryKind.ADDRESS:
            return self._address(query, scope)
        return self._content(query, scope, k)

    def read_ahead(self, rest: Callable[[float], bool]) -> None:
        """Make beforehand what questions would wait for, in a thread of its own; ``rest`` waits some seconds and says whether to stop."""
        if glossary.read_ahead(rest):
            return
        started = time.perf_counter()
        named_abroad.read_ahead(self.lexicon.documents)
        if not rest(time.perf_counter() - started):
            self.ranker.read_ahead(rest)

    def search(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        language: str | None = None,
        documents: Sequence[str] | None = None,
        k: int = 5,
    ) -> Retrieval:
        """`retrieve`, by the names that the answering side uses."""
        return self.retrieve(question, history, k=k, documents=documents, language=language)

    def _chosen(self, query: Query, scope: Sequence[ParsedDocument]) -> Sequence[ParsedDocument]:
        """The documents that the question names, else all that may be searched."""
        return asked_of(query, scope, self.lexicon)

    def _set(self, query: Query, scope: Sequence[ParsedDocument]) -> Retrieval:
        assert query.set_filter is not None
        chosen = self._chosen(query, scope) if not query.set_filter.unknown else ()
        result = sets.scan(query.set_filter, chosen)
        by_id = {d.document.id: d for d in chosen}
        places = [(by_id[document], ordinal) for document, ordinal in result.found]
        detail = {"checked": str(result.checked), "found": str(len(result.found))}
        hits = self.ranker.looked_up(query, places)
        return Retrieval(query=query, hits=hits, answerable=float(bool(places)), outcome=Outcome.SET, detail=detail, set_result=result)

    def _doubted(self, query: Query) -> bool:
        """Whether a query that was read as one for a set does not sound like one."""
        asked = self._hearing.read(query.search) if self._hearing else None
        return asked is not None and asked.facts != (SET,) and asked.sets < _DOUBTFUL

    def _facts(self, query: Query, scope: Sequence[ParsedDocument]) -> Retrieval:
        chosen = self._chosen(query, scope)
        if query.asserted and query.asserted.picks:
            chosen = asserted.picked(query.asserted, [(d, facts.find(query.asserted.names[0], d)) for d in chosen])
        chosen = chosen[:_MOST_FACTS]
        found = tuple(FoundFact(document=d, name=name, facts=facts.find(name, d)) for d in chosen for name in facts.stated(query.facts, d))
        known = float(any(f.facts for f in found))
        return Retrieval(query=query, hits=(), answerable=known, outcome=Outcome.FACT, facts=found)

    def _address(self, query: Query, scope: Sequence[ParsedDocument]) -> Retrieval:
        if query.listed:
            named = [(parsed, query.listed[1]) for parsed in scope if parsed.document.id == query.listed[0]]
            return Retrieval(query=query, hits=self.ranker.looked_up(query, named), answerable=1.0, outcome=Outcome.ADDRESS)
        assert query.address is not None
        chosen = self._chosen(query, scope)
        cues = {name: sets.cue(name) for name in ("part", "behind_title")}
        inside, belong = under_titles(query.unnamed, query.address, chosen, cues)
        place = resolved(query.address, chosen, inside, counting=belong)
        detail = {"missing": place.missing, "range": place.existing} if place.missing else {}
        if not place.measures:
            return Retrieval(query=query, hits=(), answerable=0.0, outcome=Outcome.ADDRESS_MISSING, detail=detail)
        claims = address_claims(query, place.measures)
        return Retrieval(
            query=query,
            hits=self.ranker.looked_up(query, [(document, measure.ordinal) for document, measure in place.measures]),
            answerable=0.0 if claims else 1.0,
            outcome=Outcome.FALSE_PREMISE if claims else Outcome.ADDRESS,
            detail=detail | (told(claims) if claims else {}),
            portions=place.portions,
        )

    def _content(self, query: Query, scope: Sequence[ParsedDocument], k: int) -> Retrieval:
        if query.address and query.address.document and not resolved(query.address, scope).measures:
            known = resolved(query.address, scope)
            detail = {"missing": known.missing, "range": known.existing}
            cited = any(query.address.document in d.document.text for d in scope)
            if not cited:
                return Retrieval(query=query, hits=(), answerable=0.0, outcome=Outcome.ADDRESS_MISSING, detail=detail)
        chosen = self._chosen(query, scope) if query.address or query.documents else matters(query, scope, self.lexicon) or scope
        within = None if len(chosen) == len(self.lexicon.documents) else frozenset(d.document.id for d in chosen)
        ranking = self.ranker.rank(query, within)
        judgement = judged(query, ranking, self.lexicon)
        return Retrieval(
            query=query,
            hits=self.ranker.hits(ranking, k),
            answerable=judgement.probability,
            outcome=judgement.outcome,
            detail=judgement.detail,
            signals=judgement.signals,
            sides=found_sides(query, ranking, self.ranker, self.lexicon, within) if judgement.outcome is Outcome.FOUND else (),
        )


_DOUBTFUL = 0.05
"""Probability of a set from which on a question may be one; below it one that finds nothing is searched for content."""
_MOST_FACTS = 3
"""A question about "the document" is answered for so many documents; with more the person must name one."""


class PolicyRetriever(BaseRetriever):
    """The retriever for LangChain: drop it into any chain.

    Each document is a measure; its metadata names document, 文号, measure, path, title, section, start, end, score and rank. A question
    that the documents do not answer gives an empty list, unless ``only_answerable`` is False.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Any
    """A `Retriever`."""
    k: int = 5
    only_answerable: bool = True

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[LangChainDocument]:
        found: Retrieval = self.retriever.retrieve(query, k=self.k)
        if self.only_answerable and found.outcome not in ANSWERING:
            return []
        return [as_langchain(hit) for hit in found.hits] or [as_langchain_fact(fact) for fact in found.facts if fact.facts]


ANSWERING = frozenset({Outcome.FOUND, Outcome.ADDRESS, Outcome.SET, Outcome.FACT})
"""Outcomes whose hits may answer."""


def as_langchain(hit: Hit) -> LangChainDocument:
    """A hit in LangChain's form."""
    parsed, measure = hit.document.document, hit.measure
    span = measure.span if measure else hit.passage.span
    metadata = {
        "document": parsed.id,
        "number": parsed.number,
        "measure": measure.ordinal if measure else None,
        "path": measure.path if measure else "",
        "title": measure.title if measure else "",
        "section": measure.section if measure else "",
        "start": span.start,
        "end": span.end,
        "score": hit.score,
        "rank": hit.rank,
    }
    return LangChainDocument(page_content=span.of(parsed.text), metadata=metadata, id=hit.passage.id)


def as_langchain_fact(found: FoundFact) -> LangChainDocument:
    """A piece of metadata in LangChain's form."""
    parsed, fact = found.document.document, found.facts[0]
    span = {"start": fact.span.start, "end": fact.span.end} if fact.span else {}
    content = fact.span.of(parsed.text) if fact.span else fact.value
    metadata = {"document": parsed.id, "number": parsed.number, "fact": found.name, "value": fact.value} | span
    return LangChainDocument(page_content=content, metadata=metadata)
