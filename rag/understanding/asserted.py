"""Facts about documents that a question puts up for decision (是2025年印发的吗), or picks documents by (哪个最新, 哪些是民政局发的)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.documents import Fact, ParsedDocument
from rag.understanding import facts
from rag.understanding.named import abbreviates
from rag.understanding.places import mentioned
from rag.understanding.wording import normalised

Extreme = Literal["latest", "earliest"]
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserted:
    """Facts named with a value, or documents to be picked by one."""

    names: tuple[str, ...]
    """The facts that decide, in the order of `facts.read`."""
    values: tuple[str, ...] = ()
    """Dates, times or bodies that are named, normalised."""
    picks: bool = False
    """Whether it asks for documents: which of them have the value, or are the first or the last."""
    extreme: Extreme | None = None


def read(question: str, searched: Sequence[ParsedDocument], small: Collection[str]) -> Asserted | None:
    """What a normalised question asserts of documents; None for one about anything else.

    As for `facts.read`, the words for the document, the fact, its value and asking must leave nothing over.

    Args:
        question: Normalised, without the names of documents.
        searched: The documents that it is asked of.
        small: The function words of its language.
    """
    table, rest = facts.asserting(), question.lower()
    picks = len(searched) > 1 and table["which"].search(rest) is not None
    if picks:
        for extreme in ("latest", "earliest"):
            verb = next((name for name in ("effective", "published") if table[name].search(rest)), "")
            if _nothing_left(rest, [*([table[verb]] if verb else []), table[extreme]], small):
                return Asserted(names=(verb or "published",), picks=True, extreme=extreme)
    places = [name for alike in mentioned(question) for name in alike]
    abroad = not re.search(r"[\u3400-\u9fff]", question)
    said = [word for word in re.findall(r"\b[A-Z][a-z]{3,}\b", question) if mentioned(word)] if abroad else places
    place = re.compile("|".join(re.escape(name.lower()) for name in said) if places else "$.")
    decides = not table["open"].search(rest)
    for kind, names in (("date", ("effective", "adopted", "expires", "published")), ("term", ("expires",)), ("body", ("issuer",))):
        values = tuple(m.group().strip() for m in table[kind].finditer(rest))
        name = next((name for name in names if table[name].search(rest)), "") if values and decides else ""
        if name and _nothing_left(place.sub(" ", rest) if kind == "body" else rest, [table[kind], table[name]], small):
            return Asserted(names=(name,), values=values, picks=picks)
    if _nothing_left(rest, [table["about"]], small):
        return Asserted(names=("title", "sections"))
    if _nothing_left(rest, [place, table["region"]], small):
        return Asserted(names=("region",), values=tuple(places))
    return None


def _nothing_left(rest: str, parts: Sequence[re.Pattern[str]], small: Collection[str]) -> bool:
    """Whether a question consists of some parts, each of which is in it, and of words for the document and for asking."""
    for part in parts:
        rest, found = part.subn(" ", rest)
        if not found:
            return False
    return not facts.left_over(facts.asserting()["words"].sub(" ", rest), small)


def picked(asserted: Asserted, found: Sequence[tuple[ParsedDocument, Sequence[Fact]]]) -> list[ParsedDocument]:
    """The documents that a question picks by a fact of theirs; all of them where none fits or it picks none."""
    documents = [parsed for parsed, _ in found]
    if not asserted.picks:
        return documents
    if asserted.extreme:
        dates = {parsed.document.id: max(fact.value for fact in own) for parsed, own in found if own}
        end = (max if asserted.extreme == "latest" else min)(dates.values(), default="")
        return [parsed for parsed in documents if dates.get(parsed.document.id) == end] or documents
    fitting = [parsed for parsed, own in found if any(_fits(value, fact, parsed) for value in asserted.values for fact in own)]
    return fitting or documents


def _fits(value: str, fact: Fact, parsed: ParsedDocument) -> bool:
    """Whether a fact has a value: the year, month and day as far as they are given; the term as written; the body, or its short name."""
    written = normalised(fact.span.of(parsed.document.text)) if fact.span is not None else ""
    if value in written or value in fact.value:
        return True
    numbers = [number.zfill(2) for number in _NUMBERS.findall(value)]
    if numbers:
        return bool(re.match(r"(?:19|20)\d{2}", numbers[0])) and fact.value.startswith("-".join(numbers))
    return any(abbreviates(value, body) for body in fact.value.split("、"))
