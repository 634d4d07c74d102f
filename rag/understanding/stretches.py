"""Parts of the documents that a question is about: sections by number or by title, ranges such as 前五条 and "articles 3 to 6"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.documents import Measure, ParsedDocument
from rag.understanding.addressed import paths, resolved
from rag.understanding.addresses import Address
from rag.understanding.bounds import Bound, bounds
from rag.understanding.divisions import DIVIDING
from rag.understanding.headings import LEAST_PART, LEAST_TITLE, Headings, Named, parts_of, plainly
from rag.understanding.holdings import derived
from rag.understanding.mentions import Gloss, Patterns
from rag.understanding.numerals import number

_MOST_OF = 0.6
"""Share of a measure's title that names it."""
_TELLING = 8
"""Letters of a title that are no part of another name."""
_REACH = 6
"""Characters between a title and the word for a part: “缴存”那章."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the documents and where the question names it."""

    start: int
    end: int
    places: frozenset[tuple[str, int]]
    kind: str
    """``section``; ``end`` for so many from either end; ``from`` and ``until`` for either end of a range; ``article`` for single articles,
    which alone make no set question.
    """


def stretches(
    question: str, address: Address | None, documents: Sequence[ParsedDocument], patterns: Patterns, gloss: Gloss | None = None
) -> tuple[Stretch, ...]:
    """The parts that a normalised question names, in its order."""
    found = list(_addressed(address, documents)) if address else []
    named = {stretch.places for stretch in found if stretch.kind == "section"}
    found += [one for one in _titled(question, documents, patterns, gloss) if not named or one.places in named]
    sections = [s.places for s in found if s.kind == "section"]
    scope = frozenset().union(*sections) if sections else None
    found += _ends(question.lower(), documents, scope, patterns)
    for bound in bounds(question.lower(), address.steps if address else ()):
        found += _bounded(bound, documents)
    ranges: dict[tuple[int, int, str], frozenset[tuple[str, int]]] = {}
    for one in found:
        key = (one.start, one.end, one.kind)
        ranges[key] = ranges.get(key, frozenset()) | one.places
    chosen: list[Stretch] = []
    for stretch in sorted(
        (Stretch(start, end, places, kind) for (start, end, kind), places in ranges.items()), key=lambda s: s.start - s.end
    ):
        if all(stretch.end <= other.start or other.end <= stretch.start for other in chosen):
            chosen.append(stretch)
    return tuple(sorted(chosen, key=lambda s: s.start))


def _addressed(address: Address, documents: Sequence[ParsedDocument]) -> Iterator[Stretch]:
    """Each path of the address for itself: 第二章第三条 is one, 第二部分和第七部分 are two."""
    for path, shared in paths(address.steps):
        place = resolved(replace(address, steps=tuple(path), document=None, carried=0), documents)
        if place.measures:
            places = frozenset((parsed.document.id, measure.ordinal) for parsed, measure in place.measures)
            section = all(step.unit in DIVIDING for step in path)
            yield Stretch(path[shared].at[0], path[-1].at[1], places, "section" if section else "article")


def _bounded(bound: Bound, documents: Sequence[ParsedDocument]) -> Iterator[Stretch]:
    """Everything on one side of an address, in the documents that have it."""
    place = resolved(Address(text="", steps=(bound.step,)), documents)
    ends: dict[str, list[int]] = {}
    for parsed, measure in place.measures:
        ends.setdefault(parsed.document.id, []).append(measure.ordinal)
    places = set()
    for parsed in documents:
        if own := ends.get(parsed.document.id):
            first, last = (min(own), max(own)) if bound.itself else (max(own) + 1, min(own) - 1)
            inside = (m.ordinal for m in parsed.measures if (m.ordinal >= first if bound.lower else m.ordinal <= last))
            places |= {(parsed.document.id, ordinal) for ordinal in inside}
    if ends:
        yield Stretch(bound.start, bound.end, frozenset(places), "from" if bound.lower else "until")


def under_titles(
    question: str, address: Address, documents: Sequence[ParsedDocument], patterns: Patterns
) -> tuple[frozenset[tuple[str, int]], bool]:
    """Document id and ordinal of the measures of the sections that a normalised question names by title, and whether the titles belong to
    its address, whose number may count those measures then: it follows them, or a word for a part stands between.
    """
    found = tuple(_titled(question, documents, patterns, None))
    lowered, (start, end) = question.lower(), address.steps[address.carried].at if address.steps else (0, 0)
    belong = all(start - one.end <= _REACH if one.end <= start else patterns["part"].search(lowered, end, one.start) for one in found)
    return frozenset(place for one in found for place in one.places), belong


def _titled(question: str, documents: Sequence[ParsedDocument], patterns: Patterns, gloss: Gloss | None) -> Iterator[Stretch]:
    """Sections by their title or a good part of it; and the section of a measure whose title is named beside a word for a part."""
    headings = derived(documents, Headings)
    parts = [m.span() for m in patterns["part"].finditer(question.lower())]
    question = plainly(question)
    best: dict[tuple[int, int], list[Named]] = {}
    for plain, named in headings.near(question, beside=bool(parts)).items():
        span = _common(plain, question)
        size = span[1] - span[0]
        whole = size == len(plain) or question[slice(*span)] in parts_of(plain)
        beside = any(0 <= start - span[1] <= _REACH for start, _ in parts)
        if not (size >= _MOST_OF * len(plain) and re.search("所在|所属|那个?部分|这个?部分", question)):
            named = [one for one in named if one[2] is not None]
        if not named:
            continue
        opens = whole and span[0] == 0 and size >= LEAST_PART and re.match("有|是|包括|一共|共|里|中", question[span[1] :])
        alone = whole and size >= LEAST_TITLE and (size >= _TELLING or patterns["behind_title"].match(question, span[1]))
        if opens or alone or (beside and size >= (LEAST_PART if whole else LEAST_TITLE)):
            best.setdefault(span, []).extend(named)
    for span, named in headings.shortened(question) if not best else ():
        if patterns["behind_title"].match(question, span[1]):
            best[span] = list(named)
    spans = [span for span in best if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in best)]
    for span in spans:
        places = frozenset(place for parsed, title, section in best[span] for place in headings.inside(parsed, title, section))
        yield Stretch(*span, places, "section")
    if not spans and gloss and parts:
        yield from _glossed(question, parts, documents, gloss)


def _glossed(question: str, parts: Sequence[tuple[int, int]], documents: Sequence[ParsedDocument], gloss: Gloss) -> Iterator[Stretch]:
    """The section whose title has the translation of what follows the word for a part: "the chapter on finance"."""
    headings = derived(documents, Headings)
    for _, end in parts:
        about = re.split(r"[?.,;؟]", question[end:])[0]
        groups = gloss(about)
        fitting = [
            (parsed, section)
            for title, named in (headings.titles.items() if groups else ())
            if all(any(word in title for word in words) for words in groups)
            for parsed, section in named
        ]
        if fitting:
            places = frozenset(place for parsed, section in fitting for place in headings.inside(parsed, section.title, section))
            yield Stretch(end, end + len(about), places, "section")
            return


def _common(title: str, question: str) -> tuple[int, int]:
    """Where the longest run of letters that a title shares with the question stands in the question."""
    best = (0, 0)
    for start in range(len(title)):
        for end in range(start + best[1] - best[0] + 1, len(title) + 1):
            at = question.find(title[start:end])
            if at < 0:
                break
            best = (at, at + end - start)
    return best


def _ends(
    question: str, documents: Sequence[ParsedDocument], scope: frozenset[tuple[str, int]] | None, patterns: Patterns
) -> Iterator[Stretch]:
    """前五条, "the last three articles": so many from either end, of the section where one is named."""
    for name, last in (("head", False), ("tail", True)):
        for m in patterns[name].finditer(question):
            count = number(next(group for group in m.groups() if group))
            if not count or count == 1:
                continue
            places: set[tuple[str, int]] = set()
            within = None if scope is None else {document for document, _ in scope}
            for parsed in documents:
                if within is not None and parsed.document.id not in within:
                    continue
                inside: Sequence[Measure] = (
                    parsed.measures if scope is None else [x for x in parsed.measures if (parsed.document.id, x.ordinal) in scope]
                )
                places |= {(parsed.document.id, x.ordinal) for x in (inside[-count:] if last else inside[:count])}
            yield Stretch(*m.span(), frozenset(places), "end")
