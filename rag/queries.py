"""What a question asks for, understood by rules, data and hearing before anything is searched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Protocol

from corpus.documents import ParsedDocument
from rag.understanding import addresses, asserted, duties, facts, named, quoted, set_turns, sets
from rag.understanding.addresses import Address
from rag.understanding.asserted import Asserted
from rag.understanding.bodies import named_departments
from rag.understanding.conditions import Condition
from rag.understanding.dialects import standard
from rag.understanding.followups import Resolution, Turn, content, dangling, doubted, names_only, resolved
from rag.understanding.holdings import Holdings
from rag.understanding.languages import function_words, identify
from rag.understanding.lexicon import Lexicon
from rag.understanding.marks import Marks
from rag.understanding.mentions import Gloss
from rag.understanding.readings import blanked
from rag.understanding.scope import chatter, injection
from rag.understanding.sets import SetFilter
from rag.understanding.small_talk import small_talk as small_talk_of
from rag.understanding.synonyms import expanded, written_out
from rag.understanding.units import units
from rag.understanding.wants import SURE, Want, bodies_asked, likely, settled, wants
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
    listed: tuple[str, int] | None = None
    """The measure that it means by its place in a list that was shown (第二个呢): document id and ordinal."""
    set_filter: SetFilter | None = None
    facts: tuple[str, ...] = ()
    """Every fact asked for, in the order asked; ``fact`` is the first."""
    asserted: Asserted | None = None
    """Where the facts are those that it names a value of, or picks documents by."""
    fact: str | None = None
    """A key of ``Document.facts`` (number, title, issuer, published, effective, expires, basis, repeals, amends, region) or
    ``measures``, ``sections``."""
    history_used: bool = False
    fresh: tuple[str, ...] = ()
    """Chinese words for the matter that a question brings to the one before it (那夜市呢?); empty where it brings none."""
    omitted: tuple[str, ...] = ()
    """What is not done, in the question's words and the documents', where it asks what follows; empty for any other."""
    names: tuple[str, ...] = ()
    """Quoted names, places and numbers that the question itself gives."""
    documents: tuple[str, ...] = ()
    """Ids of the documents that it names, or that the questions before it named where it rests on them; empty where it names none, or all
    that are searched."""
    unnamed: str = ""
    """``normalised``, as long as it is, without the names of documents."""
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
    language, own = _mended(question, lexicon, steps, history)
    steps.insert(0, ("language", language))
    query = Query(text=question, language=language, normalised=own, search=own)
    broken = injection(question, own)
    small_talk = None if broken else chatter(own.lower(), lambda words: lexicon.vocabulary.holds(words))
    if broken or small_talk:
        kind = QueryKind.INJECTION if broken else QueryKind.CHATTER
        steps.append((kind.value, broken or small_talk or ""))
        return replace(query, kind=kind, steps=tuple(steps))
    turns = [_mended(turn, lexicon, [])[1] for turn in history]
    last = next((at for at in reversed(range(len(turns))) if not small_talk_of(turns[at])), None)
    if last is not None and (again := doubted(own, turns[last])):
        repeated = history[last] if again == turns[last] else again
        query = understand(repeated, history[:last], documents=documents, lexicon=lexicon, hearing=hearing)
        return replace(query, text=question, language=language, steps=(("language", language), ("doubt", again), *query.steps))
    gloss, leaning = partial(lexicon.translations, language=language), hearing.leaning if hearing else None
    said, before = unnamed(own, documents) if turns else own, turns
    if said != own and not content(said):  # 那入户细则呢: what was asked of another document is asked of this one
        before = [unnamed(turn, documents) for turn in turns]
    else:
        said = own
    resolution = resolved(said, before, lexicon.vocabulary, gloss, leaning)
    about = _about(own, turns, resolution, documents)
    if about:
        others = [parsed for parsed in documents if parsed.document.id not in about]
        resolution = replace(resolution, text=unnamed(resolution.text, others), aside=unnamed(resolution.aside, others))
        steps.append(("documents", " ".join(about)))
    if resolution.omitted:
        own = resolution.text
    if turns:
        steps.append(("history", f"{resolution.reason}: {resolution.text}"))
    expansion, official = expansion_of(resolution.text, language, lexicon), lexicon.official(resolution.text, language)
    steps += [(name, " ".join(words)) for name, words in (("expansion", expansion), ("glossary", official)) if words]
    wanted, sure = _wanted(own, resolution, language, hearing)
    query = replace(
        query,
        normalised=own,
        documents=about,
        search=resolution.text,
        aside=resolution.aside,
        expansion=expansion,
        official=official,
        history_used=resolution.used,
        fresh=_fresh(own, turns, language, lexicon) if resolution.used else (),
        omitted=(resolution.omitted, *expansion_of(resolution.omitted, language, lexicon)) if resolution.omitted else (),
        wants=wanted,
        sure=sure,
        names=given(own),
    )
    looked_up = _looked_up(query, turns, resolution.turns, documents, lexicon, steps)
    if turns or looked_up.kind is not QueryKind.CONTENT or not dangling(own):
        return looked_up
    return replace(looked_up, dangling=True, steps=(*looked_up.steps, ("dangling", own)))


def _about(own: str, turns: Sequence[str], resolution: Resolution, documents: Sequence[ParsedDocument]) -> tuple[str, ...]:
    """Ids of the documents that a question names, else the last of the questions before it where it rests on them or on their document."""
    rests = resolution.used or facts.points(own)
    for text in (own, *reversed(turns)) if rests else (own,):
        if named := dict.fromkeys(naming.document.document.id for naming in sets.documents_named(text, documents)):
            return tuple(named) if len(named) < len(documents) else ()
    return ()


def matters(query: Query, documents: Sequence[ParsedDocument], lexicon: Lexicon) -> tuple[ParsedDocument, ...]:
    """Those of some documents whose own matter a question names, else the questions before it; the answer stands in no other then."""
    gloss = _gloss(query, lexicon)
    texts = dict.fromkeys((query.normalised, query.search))
    return next((found for text in texts if (found := named.subjects(text, documents, gloss))), ())


def unnamed(question: str, documents: Sequence[ParsedDocument]) -> str:
    """A normalised question, as long as it was, without the names of documents; as it is where nothing else is in it."""
    rest = named.unnamed(question, sets.documents_named(question, documents))
    return rest if any(c.isalnum() for c in rest) else question


def _wanted(own: str, resolution: Resolution, language: str, hearing: Listening | None) -> tuple[frozenset[Want], frozenset[Want]]:
    """What a question wants and what of it is sure; what it does not say itself it takes from what was asked before.

    A yes or no is not taken over: "and the night markets?" puts up nothing for decision. A reply for a body (那谁呢) wants those in charge
    where the question before did; one that does not do what it has to (不备案呢) wants what follows.
    """
    if resolution.reason == "omission":
        return frozenset({Want.FATE}), frozenset({Want.FATE})
    said = resolution.turns[-1].own if resolution.turns else own
    found, sure = (frozenset[Want](), frozenset[Want]()) if resolution.used and names_only(said) else _asked_for(own, language, hearing)
    if resolution.used and Want.WHO in found and asks_bodies_alone(said, language):
        return found | _CHARGED, sure | _CHARGED
    if not resolution.used or (found and (Want.WHO not in found or Want.CHARGE in found)):
        return found, sure
    before, firm = _asked_before(resolution, language, hearing)
    kept = {Want.CHARGE} if found else before - {Want.YES_NO}
    return found | (before & kept), sure | (firm & kept)


def asks_bodies_alone(question: str, language: str) -> bool:
    """Whether a normalised question asks for those in charge, or whom to turn to, and names no matter: 那找哪个部门, "who do I ask?"."""
    return Want.CHARGE in wants(question, language) and not content(bodies_asked().sub(" ", question.lower()))


def _asked_before(resolution: Resolution, language: str, hearing: Listening | None) -> tuple[frozenset[Want], frozenset[Want]]:
    """What the last question that says itself what it wants asks for, among those that a question leans on; else what they ask together."""
    turns = {turn.text: turn for turn in resolution.turns[:-1]}
    turn = turns.get(resolution.turns[-1].earlier)
    while turn is not None:
        if not names_only(turn.own) and (asked := _asked_for(turn.own, language, hearing))[0]:
            return asked
        turn = turns.get(turn.earlier)
    return _asked_for(resolution.text, language, hearing)


def _asked_for(text: str, language: str, hearing: Listening | None) -> tuple[frozenset[Want], frozenset[Want]]:
    """What a text asks for, and what of it is sure: heard for sure, or heard and read by rule; what is only read is sure without hearing.

    A unit that it asks for a number of always counts.
    """
    ruled = wants(text, language)
    if hearing is None:
        return ruled, ruled
    heard = hearing.wanted(text)
    found, measured = likely(heard), frozenset(Want(unit.want) for unit in units(text))
    sure = likely(heard, SURE) | (found & ruled) | measured
    return settled(text, (found or ruled) | measured), settled(text, sure)


def _mended(question: str, lexicon: Lexicon, steps: list[tuple[str, str]], history: Sequence[str] = ()) -> tuple[str, str]:
    """Language and normalised text, dialect in standard words, slips mended; each change goes to ``steps``."""
    language, text = identify(question, history), normalised(question)
    if text != question:
        steps.append(("normalised", text))
    pinyin = lexicon.speller.from_pinyin(text) if re.search(r"[A-Za-z]{2}", text) and language in ("zh", "zh-Hant", "en") else None
    if pinyin and pinyin.changes:
        text, language = pinyin.text, "zh" if language == "en" else language
        steps.append(("pinyin", "; ".join(f"{a} → {b}" for a, b in pinyin.changes)))
    if language in ("zh", "zh-Hant"):
        if (said := standard(text)) != text:
            text = said
            steps.append(("dialect", text))
        if (full := written_out(text, lexicon.vocabulary.frequency)) != text:
            text = full
            steps.append(("written out", text))
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
    if found := sets.documents_named(question, documents):
        return tuple({naming.document.document.id: naming.document for naming in found}.values())
    titled = lexicon.titled(quoted.hidden(question, sets.words_quoted(question)))
    if len(documents) == len(lexicon.documents):
        return titled
    inside = {d.document.id for d in documents}
    return tuple(d for d in titled if d.document.id in inside)


def asked_of(query: Query, documents: Sequence[ParsedDocument], lexicon: Lexicon) -> Sequence[ParsedDocument]:
    """Those of some documents that a query names, else all of them."""
    if query.documents:
        return Holdings([d for d in documents if d.document.id in query.documents])
    found = named_among(query.search, documents, lexicon)
    return Holdings(found) if found else documents


def _looked_up(
    query: Query,
    turns: Sequence[str],
    resolved_turns: Sequence[Turn],
    documents: Sequence[ParsedDocument],
    lexicon: Lexicon,
    steps: list[tuple[str, str]],
) -> Query:
    """The query with its kind: set, fact and address questions need no search by meaning."""
    scope = asked_of(query, lexicon.documents if len(documents) == len(lexicon.documents) else documents, lexicon)
    plain = partial(unnamed, documents=scope if not query.documents else documents)
    own, search, turns = plain(query.normalised), plain(query.search), [plain(turn) for turn in turns]
    resolved_turns = [Turn(plain(turn.own), plain(turn.earlier), plain(turn.text)) for turn in resolved_turns]
    query = replace(query, unnamed=own)
    address = addresses.read(own, turns)
    turns = turns if query.history_used else []
    address = address or addresses.beside(own, turns)
    if address is None and query.history_used:
        address = addresses.read(search)
    gloss = _gloss(query, lexicon)
    listing = not turns or any(sets.read(turn, addresses.read(turn), scope, gloss) for turn in (*turns, own))
    wanted, listed = None, None
    if listing and turns and resolved_turns:
        wanted, listed = set_turns.asked_last(resolved_turns, scope, gloss)
    elif listing:
        wanted = sets.read(search, addresses.read(search), scope, gloss)
    wanted = duties.read(own, scope) or wanted
    if one := set_turns.listed(resolved_turns[-1].own, listed, scope) if resolved_turns else None:
        steps.append(("listed", f"{one[0]} {one[1]}"))
        return replace(query, kind=QueryKind.ADDRESS, listed=one, steps=tuple(steps))
    asked = () if address and address.inside else facts.read(own, scope)
    if query.history_used and set(asked) & _SIDES and content(search):
        asked = ()
    if not asked and query.history_used and query.documents and not content(own):
        asked = facts.read(search, scope)
    own_case = query.history_used and content(search)
    claimed = None if asked or own_case or (address and address.steps) else asserted.read(own, scope, function_words(query.language))
    if claimed:
        asked, wanted = (("title", *claimed.names), None) if claimed.picks else (claimed.names, wanted)
        query = replace(query, asserted=claimed)
    kind = QueryKind.CONTENT
    if wanted and wanted.whole and wanted.count_only:
        wanted, asked = None, asked or ("measures",)
    if wanted:
        kind = QueryKind.SET
        steps.append(("set", _told(wanted)))
    elif asked:
        kind = QueryKind.FACT
        steps.append(("fact", " ".join(asked)))
    elif address and (address.steps or not content(search.replace(address.document or "", ""))):
        kind = QueryKind.ADDRESS
        steps.append(("address", address.text))
        query, wanted = _charged(query, address, scope, gloss)
    return replace(query, kind=kind, address=address, set_filter=wanted, facts=asked, fact=asked[0] if asked else None, steps=tuple(steps))


def _charged(query: Query, address: Address, documents: Sequence[ParsedDocument], gloss: Gloss | None) -> tuple[Query, SetFilter | None]:
    """A query at an address, told to want those in charge where it asks who and names no matter, or whether departments are; and these."""
    search = unnamed(query.search, documents)
    cues = [sets.cue(part) for part in ("lead", "second", "take_part")]
    put = _single(address) and Want.YES_NO in query.wants and any(cue.search(search.lower()) for cue in cues)
    claim = sets.read(search, addresses.read(search), documents, gloss, heard=True) if put else None
    if claim and not (any(c.departments for c in claim.every) and all(c.departments or c.places for c in claim.every)):
        claim = None
    rest = blanked(search, [step.at for step in address.steps], " ")
    if claim is None and not (Want.WHO in query.wants and asks_bodies_alone(rest, query.language)):
        return query, None
    return replace(query, wants=query.wants | _CHARGED, sure=query.sure | _CHARGED), claim


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
    rest = blanked(query.unnamed or query.normalised, [step.at for step in address.steps], " ")
    return not content(rest.replace(address.document, " ") if address.document else rest)


def decided(query: Query) -> bool:
    """Whether a query is of its kind whatever is heard; one at an address is where nothing else is asked of, or who is in charge there."""
    if query.kind is not QueryKind.ADDRESS or query.address is None:
        return query.kind is not QueryKind.CONTENT
    return points_only(query) or query.set_filter is not None or (_single(query.address) and Want.CHARGE in query.sure)


def _single(address: Address) -> bool:
    """Whether an address is of a few measures, and not of a part of the document."""
    return len(address.steps) <= _FEW and all(step.unit in _ARTICLES for step in address.steps)


_FEW = 5
"""Articles of which a question asks who is in charge, and not which of them somebody is in charge of."""
_ARTICLES = ("条", "", "()")
_CHARGED = frozenset({Want.WHO, Want.CHARGE})


def _gloss(query: Query, lexicon: Lexicon) -> Gloss | None:
    return None if query.language in _CHINESE else partial(lexicon.looked_for, language=query.language)


def _told(wanted: SetFilter) -> str:
    """The conditions in words: all joined by commas, alternatives by "or"."""
    if wanted.unknown:
        return f"words that are not known: {', '.join(wanted.unknown)}"
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


def given(question: str) -> tuple[str, ...]:
    """Quoted names and numbers with their units that a normalised question gives, in order."""
    found = [(m.start(), m.group(1)) for m in _QUOTED.finditer(question)] + [(m.start(), m.group()) for m in _FIGURE.finditer(question)]
    return tuple(dict.fromkeys(text.strip() for _, text in sorted(found)))
