"""What a question asks for, understood by rules, data and hearing before anything is searched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Protocol

from corpus.documents import ParsedDocument
from rag.understanding import addresses, facts, quoted, sets
from rag.understanding.addresses import Address
from rag.understanding.bodies import named_departments
from rag.understanding.conditions import Condition
from rag.understanding.followups import Resolution, Turn, content, dangling, resolved
from rag.understanding.languages import identify
from rag.understanding.lexicon import Lexicon
from rag.understanding.marks import Marks
from rag.understanding.mentions import Gloss
from rag.understanding.readings import blanked
from rag.understanding.scope import chatter, injection
from rag.understanding.set_turns import asked_last
from rag.understanding.sets import SetFilter
from rag.understanding.synonyms import expanded
from rag.understanding.units import units
from rag.understanding.wants import SURE, Want, likely, wants
from rag.understanding.wording import normalised


class Listening(Protocol):
    """What hears of a normalised question what its words need not say; `rag.retrieval.hearing.Hearing` is one."""

    def leaning(self, question: str) -> float:
        """The probability that it cannot be understood without those before it."""

    def wanted(self, question: str) -> Mapping[Want, float]:
        """The probability of each kind of thing that it is wanted."""


class QueryKind(StrEnum):
    """How a question is to be looked up."""

    CONTENT = "content"
    """By meaning and words."""
    ADDRESS = "address"
    """By a number that the person gives: 第七条, 文号."""
    SET = "set"
    """By scanning every measure: which measures mention X, how many."""
    FACT = "fact"
    """From the document's metadata: 文号, date, issuer, basis, number of measures."""
    CHATTER = "chatter"
    """Out of scope: greetings, weather, jokes, poems."""
    INJECTION = "injection"
    """An attempt to change the rules or to read the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as understood."""

    text: str
    """As asked."""
    language: str
    """BCP 47: zh, zh-Hant, en, ja, ko, es, fr, de, ru, ar, vi, pt …"""
    normalised: str
    """Simplified characters, half-width letters and digits, slips of the pen mended; this question alone."""
    search: str
    """What is searched: ``normalised`` with what the history adds."""
    aside: str = ""
    """A second reading of a question with a history, searched at less weight; empty where there is only one."""
    expansion: tuple[str, ...] = ()
    """Further Chinese words for the lexical side: synonyms, and the gloss of words in other languages."""
    official: tuple[str, ...] = ()
    """Words of the documents for the question's own words, by the glossary; the question is read once more with them behind it."""
    kind: QueryKind = QueryKind.CONTENT
    wants: frozenset[Want] = frozenset()
    """Kinds of thing that it more likely wants than not."""
    sure: frozenset[Want] = frozenset()
    """Those of them that are sure enough to refuse for want of a figure, or to answer with the departments in charge."""
    address: Address | None = None
    set_filter: SetFilter | None = None
    facts: tuple[str, ...] = ()
    """Every fact asked for, in the order asked; ``fact`` is the first."""
    fact: str | None = None
    """A key of ``Document.facts`` (number, title, issuer, published, effective, expires, basis, repeals, amends, region) or
    ``measures``, ``sections``."""
    history_used: bool = False
    fresh: tuple[str, ...] = ()
    """Chinese words for the matter that a question brings to the one before it (那夜市呢?); empty where it brings none."""
    names: tuple[str, ...] = ()
    """Quoted names, places and numbers that the question itself gives."""
    dangling: bool = False
    """Whether it asks of something that neither it nor a history names (那牵头单位呢?): the person must say of what."""
    steps: tuple[tuple[str, str], ...] = ()
    """Each step of understanding that changed or decided something: its name and its outcome."""


def understand(
    question: str,
    history: Sequence[str] = (),
    *,
    documents: Sequence[ParsedDocument],
    lexicon: Lexicon | None = None,
    hearing: Listening | None = None,
) -> Query:
    """What a question asks for.

    Args:
        question: As asked.
        history: Earlier questions of the same person, oldest first; the last six are looked at.
        documents: What is asked about.
        lexicon: Of the same documents, where the caller keeps one.
        hearing: Tells whether a question leans on those before it, beside the rules, and what it wants, before them.
    """
    lexicon = lexicon or Lexicon(documents)
    steps: list[tuple[str, str]] = []
    language, own = _mended(question, lexicon, steps)
    steps.insert(0, ("language", language))
    query = Query(text=question, language=language, normalised=own, search=own)
    broken = injection(question, own)
    small_talk = None if broken else chatter(own.lower())
    if broken or small_talk:
        kind = QueryKind.INJECTION if broken else QueryKind.CHATTER
        steps.append((kind.value, broken or small_talk or ""))
        return replace(query, kind=kind, steps=tuple(steps))
    turns = [_mended(turn, lexicon, [])[1] for turn in history]
    gloss, leaning = partial(lexicon.translations, language=language), hearing.leaning if hearing else None
    resolution = resolved(own, turns, lexicon.vocabulary, gloss, leaning)
    if turns:
        steps.append(("history", f"{resolution.reason}: {resolution.text}"))
    expansion, official = expansion_of(resolution.text, language, lexicon), lexicon.official(resolution.text, language)
    steps += [(name, " ".join(words)) for name, words in (("expansion", expansion), ("glossary", official)) if words]
    wanted, sure = _wanted(own, resolution, language, hearing)
    query = replace(
        query,
        search=resolution.text,
        aside=resolution.aside,
        expansion=expansion,
        official=official,
        history_used=resolution.used,
        fresh=_fresh(own, turns, language, lexicon) if resolution.used else (),
        wants=wanted,
        sure=sure,
        names=named(own),
    )
    looked_up = _looked_up(query, turns if resolution.used else [], resolution.turns, documents, lexicon, steps)
    if turns or looked_up.kind is not QueryKind.CONTENT or not dangling(own):
        return looked_up
    return replace(looked_up, dangling=True, steps=(*looked_up.steps, ("dangling", own)))


def _wanted(own: str, resolution: Resolution, language: str, hearing: Listening | None) -> tuple[frozenset[Want], frozenset[Want]]:
    """What a question wants and what of it is sure; what it does not say itself it takes from what was asked before.

    A yes or no is not taken over: "and the night markets?" puts up nothing for decision. A reply for a body (那谁呢) wants those in charge
    where the question before did.
    """
    found, sure = _asked_for(own, language, hearing)
    if not resolution.used or (found and (Want.WHO not in found or Want.CHARGE in found)):
        return found, sure
    before, firm = _asked_for(resolution.text, language, hearing)
    kept = {Want.CHARGE} if found else before - {Want.YES_NO}
    return found | (before & kept), sure | (firm & kept)


def _asked_for(text: str, language: str, hearing: Listening | None) -> tuple[frozenset[Want], frozenset[Want]]:
    """What a text asks for, and what of it is sure: heard for sure, or heard and read by rule; what is only read is sure without hearing.

    A unit that it asks for a number of always counts.
    """
    ruled = wants(text, language)
    if hearing is None:
        return ruled, ruled
    heard = hearing.wanted(text)
    found, measured = likely(heard), frozenset(Want(unit.want) for unit in units(text))
    return (found or ruled) | measured, likely(heard, SURE) | (found & ruled) | measured


def _mended(question: str, lexicon: Lexicon, steps: list[tuple[str, str]]) -> tuple[str, str]:
    """Language and normalised text, slips mended; each change goes to ``steps``."""
    language, text = identify(question), normalised(question)
    if text != question:
        steps.append(("normalised", text))
    pinyin = lexicon.speller.from_pinyin(text) if re.search(r"[A-Za-z]{2}", text) and language in ("zh", "zh-Hant", "en") else None
    if pinyin and pinyin.changes:
        text, language = pinyin.text, "zh" if language == "en" else language
        steps.append(("pinyin", "; ".join(f"{a} → {b}" for a, b in pinyin.changes)))
    if language in ("zh", "zh-Hant"):
        mending = lexicon.speller.mended(text)
        if mending.changes and set(named_departments(text, lexicon.documents)) - set(named_departments(mending.text, lexicon.documents)):
            return language, text  # a department was named as the documents write it: nothing to mend there
        text = mending.text
        if mending.changes:
            steps.append(("spelling", "; ".join(f"{a} → {b}" for a, b in mending.changes)))
    return language, text


def expansion_of(text: str, language: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Chinese words to search for beside those of a text: synonyms, or the translations of another language's words."""
    if language in _CHINESE:
        return expanded(text, lexicon.vocabulary.counts)
    words = (word for options in lexicon.translations(text, language) for word in options)
    return tuple(dict.fromkeys(word for word in words if lexicon.vocabulary.frequency(word)))


def _fresh(question: str, turns: Sequence[str], language: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The words of a question's own matter that the questions before it do not have, in Chinese."""
    before = " ".join(turns).lower()
    words = [word for word in content(question) if word.lower() not in before]
    if language in _CHINESE:
        return tuple(words)
    own = " ".join(words)
    return tuple(dict.fromkeys((*expansion_of(own, language, lexicon), *lexicon.official(own, language))))


def named_among(question: str, documents: Sequence[ParsedDocument], lexicon: Lexicon) -> tuple[ParsedDocument, ...]:
    """Those of some documents that a normalised question names; a title that it looks for in the measures names none."""
    found = lexicon.mentioned(quoted.hidden(question, sets.words_quoted(question)))
    if len(documents) == len(lexicon.documents):
        return found
    inside = {d.document.id for d in documents}
    return tuple(d for d in found if d.document.id in inside)


def _looked_up(
    query: Query,
    turns: Sequence[str],
    resolved_turns: Sequence[Turn],
    documents: Sequence[ParsedDocument],
    lexicon: Lexicon,
    steps: list[tuple[str, str]],
) -> Query:
    """The query with its kind: set, fact and address questions need no search by meaning."""
    mentioned = named_among(query.search, documents, lexicon)
    scope = mentioned or (lexicon.documents if len(documents) == len(lexicon.documents) else documents)
    address = addresses.read(query.normalised) or addresses.beside(query.normalised, turns)
    if address is None and query.history_used:
        address = addresses.read(query.search)
    gloss = _gloss(query, lexicon)
    listing = not turns or any(sets.read(turn, addresses.read(turn), scope, gloss) for turn in (*turns, query.normalised))
    wanted = sets.read(query.search, address, scope, gloss) if listing else None
    if turns and listing:
        wanted = asked_last(resolved_turns, wanted, scope, gloss)
    asked = facts.read(query.normalised, mentioned, scope)
    if query.history_used and set(asked) & _SIDES and content(query.search):
        asked = ()
    kind = QueryKind.CONTENT
    if wanted:
        kind = QueryKind.SET
        steps.append(("set", _told(wanted)))
    elif asked:
        kind = QueryKind.FACT
        steps.append(("fact", " ".join(asked)))
    elif address and (address.steps or not content(query.search.replace(address.document or "", ""))):
        kind = QueryKind.ADDRESS
        steps.append(("address", address.text))
    return replace(query, kind=kind, address=address, set_filter=wanted, facts=asked, fact=asked[0] if asked else None, steps=tuple(steps))


def as_set(
    query: Query, documents: Sequence[ParsedDocument], lexicon: Lexicon, marks: Marks | None = None, *, sure: bool = True
) -> Query | None:
    """A query that is known to ask these documents for a set of measures as one; None where no condition can be read in it.

    ``marks`` are of what is searched; where something that they mark cannot be read, a question that is ``sure`` to ask for a set is read
    without them.
    """
    read = partial(sets.read, query.search, query.address, documents, _gloss(query, lexicon), heard=True)
    wanted = (read(marks=marks) if marks else None) or (read() if sure else None)
    if wanted is None:
        return None
    return replace(query, kind=QueryKind.SET, set_filter=wanted, steps=(*query.steps, ("set", f"{_told(wanted)}, by its tokens")))


def points_only(query: Query) -> bool:
    """Whether a query names a place in a document and no matter beside it."""
    address = query.address
    if address is None:
        return False
    rest = blanked(query.normalised, [step.at for step in address.steps], " ")
    return not content(rest.replace(address.document, " ") if address.document else rest)


def _gloss(query: Query, lexicon: Lexicon) -> Gloss | None:
    return None if query.language in _CHINESE else partial(lexicon.translations, language=query.language)


def _told(wanted: SetFilter) -> str:
    """The conditions in words: all joined by commas, alternatives by "or"."""
    groups = [" or ".join(_condition(c) for c in group) for group in wanted.conditions]
    beside = [f"{wanted.extreme} departments"] if wanted.extreme else []
    beside += [f"the {'first' if wanted.limit > 0 else 'last'} {abs(wanted.limit)} of them"] if wanted.limit else []
    return ", ".join([*groups, *beside]) or "all"


def _condition(condition: Condition) -> str:
    parts = [f"mentions {'/'.join(condition.words)}"] if condition.words else []
    parts += [f"department {'/'.join(condition.departments)}"] if condition.departments else []
    parts += [f"role {condition.role.value}"] if condition.role else []
    parts += [f"departments {condition.bodies[0]} to {condition.bodies[1] or 'any'}"] if condition.bodies else []
    parts += [f"within {condition.said}"] if condition.places is not None else []
    parts += [condition.force] if condition.force else []
    return f"{'not ' * condition.negated}{' '.join(parts)}"


_CHINESE = ("zh", "zh-Hant")
_SIDES = frozenset({"effective", "expires", "basis", "region", "title"})
"""Facts that measures have too: after a question about a permit, "and how long is it valid?" means the permit."""
_QUOTED = re.compile(r"[“\"《「『]([^”\"》」』]{2,40})[”\"》」』]")
_FIGURE = re.compile(r"[0-9][0-9,.]*\s?(?:万|亿|千)?(?:元|%|个百分点|倍|家|个|人|名|亩|吨|公里|天|年|月|日|项|条)?")


def named(question: str) -> tuple[str, ...]:
    """Quoted names and numbers with their units that a normalised question gives, in order."""
    found = [(m.start(), m.group(1)) for m in _QUOTED.finditer(question)] + [(m.start(), m.group()) for m in _FIGURE.finditer(question)]
    return tuple(dict.fromkeys(text.strip() for _, text in sorted(found)))
