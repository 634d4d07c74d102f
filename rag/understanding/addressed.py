"""What stands at an address: measures or portions of them, or the range that exists instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from corpus.documents import Measure, ParsedDocument, Sentence
from corpus.spans import Span
from rag.understanding.addresses import Address, Step
from rag.understanding.divisions import DIVIDING, in_section, together
from rag.understanding.holdings import derived
from rag.understanding.levels import MEASURES
from rag.understanding.numbering import UNNUMBERED, Numbering, Numberings, number_of
from rag.understanding.portions import Portion, body, portions


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What stands at an address: measures, or the reason why there are none."""

    measures: tuple[tuple[ParsedDocument, Measure], ...]
    portions: Mapping[tuple[str, int], tuple[Span, ...]] = field(default_factory=dict)
    """Of measures of which only a portion is asked for, by document id and ordinal, the sentences of it."""
    missing: str = ""
    """The level that does not exist, as asked for; beside ``measures`` where only one of several addresses fails, or the document calls
    the level otherwise.
    """
    existing: str = ""
    """The labels that exist instead, first and last: ``(一) – (二十)``; a list of 文号 for a document."""
    counted: bool = False
    """Whether it is found by position, since no label carries the number."""


def resolved(
    address: Address, documents: Sequence[ParsedDocument], inside: Collection[tuple[str, int]] = (), *, counting: bool = True
) -> Place:
    """The measures at an address, in reading order, or what exists instead.

    Among several documents the address is looked up in each; documents that lack it are passed over while one has it, and those that have
    it by position only while another has its number.

    Args:
        address: As read.
        documents: To look in.
        inside: Measures by document id and ordinal, of a part that is named beside the address; where it is found among them, only there.
        counting: Whether the number may be the position among them.
    """
    if address.document:
        wanted = _plain(address.document)
        chosen = [d for d in documents if d.document.number and _plain(d.document.number) == wanted]
        if not chosen:
            known = "、".join(d.document.number for d in documents[:5] if d.document.number)
            return Place(measures=(), missing=address.document, existing=known)
        documents = chosen
    place = Place(measures=())
    if inside:
        place = _among(address.steps, [d for d in documents if any(d.document.id == document for document, _ in inside)], inside)
    if not place.measures or (place.counted and not counting):
        place = _among(address.steps, documents)
    if address.carried and not place.measures and address.steps[address.carried].unit not in ("款", "段", "句"):
        alone = _among(address.steps[address.carried :], documents)
        place = alone if alone.measures else place
    return place


def _among(steps: Sequence[Step], documents: Sequence[ParsedDocument], inside: Collection[tuple[str, int]] = ()) -> Place:
    numberings, asked = derived(documents, Numberings), _alternatives(steps)
    places = [(parsed, _within(asked, parsed, _inside(parsed, inside) if inside else numberings.of(parsed))) for parsed in documents]
    found = [place for _, place in places if place.measures]
    found = [place for place in found if not place.counted] or found
    if len(documents) == 1 or not found:
        failed = [(parsed, place) for parsed, place in places if not place.measures]
        first = failed[0][1] if failed else found[0] if found else Place(measures=())
        if len(failed) < 2:
            return first
        ranges = (
            f"{parsed.document.number or parsed.document.title}: {place.existing}"
            for parsed, place in failed[:_MOST_RANGES]
            if place.existing
        )
        return replace(first, existing="; ".join(ranges))
    return Place(
        measures=tuple(measure for place in found for measure in place.measures),
        portions={key: spans for place in found for key, spans in place.portions.items()},
    )


_MOST_RANGES = 5
"""Documents of which it is told what numbers they have."""


def _inside(parsed: ParsedDocument, places: Collection[tuple[str, int]]) -> Numbering:
    return Numbering([measure for measure in parsed.measures if (parsed.document.id, measure.ordinal) in places])


def _plain(document_number: str) -> str:
    return re.sub(r"[〔\[(【〈〕\])】〉（）\s第]", "", document_number)


def _within(paths: Sequence[Sequence[Step]], parsed: ParsedDocument, numbering: Numbering) -> Place:
    if not paths:
        return Place(measures=tuple((parsed, m) for m in parsed.measures))
    places = [_along(path, parsed, numbering) for path in paths]
    if len(places) == 1:
        return places[0]
    found = {m.ordinal: m for place in places for _, m in place.measures}
    failed = next((place for place in places if place.missing), None)
    if failed and not found:
        return failed
    whole = {m.ordinal for place in places if not place.portions for _, m in place.measures}
    parts: dict[tuple[str, int], tuple[Span, ...]] = {}
    for place in places:
        for (document, ordinal), spans in place.portions.items():
            if ordinal not in whole:
                parts[document, ordinal] = tuple(sorted({*parts.get((document, ordinal), ()), *spans}))
    return Place(
        measures=tuple((parsed, found[i]) for i in sorted(found)),
        portions=parts,
        missing=failed.missing if failed else "",
        existing=failed.existing if failed else "",
        counted=any(place.counted for place in places),
    )


def paths(steps: Sequence[Step]) -> list[tuple[list[Step], int]]:
    """The steps of each address in turn, and how many of them it shares with the one before.

    第二章第三条 is one, 第七条和第八条 are two, and so are 第七条第一款和第二款, which share the article: a level that comes again starts a
    new one below what is above it.
    """
    found: list[tuple[list[Step], int]] = []
    for step in steps:
        last = found[-1][0] if found else []
        same = next((i for i, earlier in enumerate(last) if earlier.unit == step.unit), None)
        if found and same is None:
            last.append(step)
        else:
            found.append(([*last[:same], step], same or 0))
    return found


def _alternatives(steps: Sequence[Step]) -> list[list[Step]]:
    """The addresses of some steps, each from its outermost level on: "article 3 of chapter 2" is turned round."""
    return [sorted(path, key=partial(_rank, article=any(step.unit == "条" for step in path))) for path, _ in paths(steps)]


_MEASURE, _ITEM = 4, 6
_RANK = {"附件": 0, "编": 1, "章": 2, "部分": 2, "、": 2, "节": 3, "款": 5, "段": 5, "项": _ITEM, "句": 7}
"""Of the levels of an address, the outermost first."""


def _rank(step: Step, *, article: bool) -> int:
    return _RANK.get(step.unit, _ITEM if article and step.unit != "条" else _MEASURE)


def _along(path: Sequence[Step], parsed: ParsedDocument, numbering: Numbering) -> Place:
    """What stands at the end of one address, level by level; from the measure on through its portions."""
    counted, renamed = False, Place(measures=())
    for at, step in enumerate(path):
        if _points_inside(step, path[:at], numbering):
            portion = _portion(path[at:], numbering.measures, parsed, before=path[:at])
            return portion if not portion.measures else replace(portion, counted=counted)
        narrowed, labels = _narrowed(step, numbering, parsed)
        existing = _ends(labels)
        if not narrowed and step.unit == "章" and not any("章" in s.label for s in parsed.sections):
            narrowed, labels = in_section(replace(step, unit="部分"), numbering, parsed)
            existing = _ends(labels)
            renamed = Place(measures=(), missing=_said(path[: at + 1]), existing=existing)
        if not narrowed:
            return Place(measures=(), missing=_said(path[: at + 1]), existing=existing)
        counted |= bool(renamed.missing) or _by_position(step, narrowed[0], numbering)
        numbering = Numbering(narrowed)
    return replace(renamed, measures=tuple((parsed, m) for m in numbering.measures), counted=counted)


def _ends(labels: Sequence[str]) -> str:
    """The first and the last of some labels."""
    return " – ".join(dict.fromkeys(label.removeprefix(UNNUMBERED) for label in (labels[0], labels[-1]))) if labels else ""


def _by_position(step: Step, first: Measure, scope: Numbering) -> bool:
    """Whether a measure was found by its position: its label has another number, and no paragraph of a notice is meant."""
    paragraph = step.unit == "条" and scope.paragraphs and not first.path.startswith(UNNUMBERED)
    return step.unit in MEASURES and number_of(first.label)[0] != step.number and not paragraph


def _points_inside(step: Step, above: Sequence[Step], scope: Numbering) -> bool:
    """Whether a level lies inside the measure that those above it lead to."""
    if step.unit == "句":
        return True
    if not above or len(scope.measures) != 1:
        return False
    if step.unit in ("款", "段") or above[-1].unit in MEASURES:
        return step.unit != "条"
    return step.unit in MEASURES and step.unit != "条" and not scope.numbered(step.number, step.branch)


def _portion(steps: Sequence[Step], measures: Sequence[Measure], parsed: ParsedDocument, *, before: Sequence[Step]) -> Place:
    """The portion of some measures at the rest of an address; of several, their sentences are counted through."""
    text, holder = parsed.document.text, {sentence.span: measure for measure in measures for sentence in body(measure)}
    scope: tuple[Sentence, ...] = tuple(sentence for measure in measures for sentence in body(measure))
    lead: tuple[Sentence, ...] = ()
    for at, step in enumerate(steps, 1):
        there = _portions_of(step, scope, text)
        numbers = [portion.number for portion in there]
        wanted = numbers[step.number] if step.number < 0 and -step.number <= len(numbers) else step.number
        chosen = [portion for portion in there if portion.number == wanted]
        if not chosen:
            existing = _ends([str(n) for n in numbers])
            return Place(measures=(), missing=_said([*before, *steps[:at]]), existing=existing)
        lead = tuple(sentence for portion in chosen for sentence in portion.lead) if step.unit != "句" else ()
        scope = tuple(sentence for portion in chosen for sentence in portion.sentences)
    spans: dict[tuple[str, int], list[Span]] = {}
    for sentence in sorted({*lead, *scope}, key=lambda sentence: sentence.span):
        spans.setdefault((parsed.document.id, holder[sentence.span].ordinal), []).append(sentence.span)
    return Place(
        measures=tuple((parsed, measure) for measure in measures if (parsed.document.id, measure.ordinal) in spans),
        portions={key: tuple(own) for key, own in spans.items()},
    )


def _portions_of(step: Step, scope: Sequence[Sentence], text: str) -> tuple[Portion, ...]:
    """The portions that a level can mean: a number without a level or in brackets is an item, without items a paragraph."""
    if step.unit not in ("", "()"):
        return portions(step.unit, scope, text)
    return portions("项", scope, text) or portions("款", scope, text)


def _narrowed(step: Step, scope: Numbering, parsed: ParsedDocument) -> tuple[Sequence[Measure], list[str]]:
    """The measures of a scope at one level of an address, and the labels that this level has."""
    measures = scope.measures
    if step.unit == "款" and len(measures) > 1:
        return [], []  # of which article is not said
    if step.unit in DIVIDING:
        return in_section(step, scope, parsed)
    if step.number < 0:
        return measures[step.number :][:1] if -step.number <= len(measures) else [], [m.label for m in (*measures[:1], *measures[-1:])]
    exact = scope.numbered(step.number, step.branch)
    if step.unit == "条" and scope.articles:
        return exact, scope.labels
    if scope.series and step.unit not in ("()", "段"):
        return [m for m in exact if m in scope.series], [m.label for m in scope.series]
    if step.unit == "条" and (paragraphs := scope.paragraphs):
        return together(scope, [path for path in paragraphs if number_of(path) == (step.number, 0)]), paragraphs
    if len(exact) == 1 or (exact and step.unit == "()"):
        return exact, scope.labels
    if not scope.whole:
        return exact or measures[step.number - 1 : step.number], scope.labels
    inside = step.number <= len(measures) and not step.branch
    return measures[step.number - 1 : step.number] if inside else [], scope.labels if scope.unique else ["1", str(len(measures))]


def _said(path: Sequence[Step]) -> str:
    """Some steps as the question writes them, in its order; those of an earlier question first."""
    words = [step.said or _written(step) for step in sorted(path, key=lambda step: step.at)]
    return ("" if all(re.match(r"[\u3400-\u9fff(]", word) for word in words) else " ").join(words)


def _written(step: Step) -> str:
    """A step in Chinese."""
    branch = f"之{step.branch}" if step.branch else ""
    if step.unit == "()":
        return f"({step.number})"
    if step.unit == "附件":
        return f"附件{step.number}"
    unit = "部分" if step.unit == "、" else step.unit or "条"
    return f"倒数第{-step.number}{unit}" if step.number < 0 else f"第{step.number}{unit}{branch}"
