"""Questions about all measures that fulfil conditions, answered by an exhaustive look at the structure.

A question is read in parts, whatever their order: what it counts or lists, in which section or range, which departments with which
role, which words, and the negations and conjunctions between them. What is left over must be nothing but words of asking.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from corpus.documents import ParsedDocument, Role
from rag.understanding import mentions, parts_played, quoted
from rag.understanding.addresses import Address
from rag.understanding.bodies import Body, bodies
from rag.understanding.columns import Columns
from rag.understanding.conditions import Condition, folded
from rag.understanding.followups import content
from rag.understanding.holdings import derived
from rag.understanding.languages import simplified
from rag.understanding.mentions import Gloss
from rag.understanding.quoted import Quoted
from rag.understanding.stretches import Stretch, stretches

_FORCES = ("grants", "encourages", "duty")
_FILLER = re.compile(
    r"^(?:这份|该|本|文件|政策|意见|中|里|一共|总共|全文|共有|共|有|是|的|在|由|请问|都|分别"
    r"|the|this|document|policy|in|of|are|is|there|does|do|have|has|dans|le|la|en|el|im|это|в)+$"
)
_ELLIPTIC = re.compile(r"的[?。!]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFilter:
    """Conditions on measures; an empty filter takes every measure."""

    conditions: tuple[tuple[Condition, ...], ...] = ()
    """All must hold; of an inner tuple any will do."""
    extreme: str = ""
    """``most`` or ``fewest``: of the measures that fulfil the conditions, those with so many departments."""
    count_only: bool = False
    """True for "how many" without "which"."""

    @property
    def every(self) -> tuple[Condition, ...]:
        """All conditions in one row."""
        return tuple(condition for group in self.conditions for condition in group)

    @property
    def terms(self) -> tuple[tuple[str, ...], ...]:
        """Words that the measures must have: each inner tuple gives one word and its equals."""
        return tuple(c.words for c in self.every if c.words and not c.negated)

    @property
    def departments(self) -> tuple[str, ...]:
        """Departments that are to take part."""
        return tuple(dict.fromkeys(name for c in self.every if not c.negated for name in c.departments))

    @property
    def role(self) -> Role | None:
        """The first role that a department is to have."""
        return next((c.role for c in self.every if c.role and not c.negated), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """What the scan gives: checked N, found n."""

    checked: int
    found: tuple[tuple[str, int], ...]
    """Document id and ordinal of each measure found, in reading order."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """By name. A named group counts once in a pattern, so that later ones of the same name are numbered."""
    with (Path(__file__).parent / "sets.toml").open("rb") as file:
        table = tomllib.load(file)
    compiled = {}
    for name, entry in table.items():
        first, *others = simplified("|".join(f"(?:{p})" for p in entry["patterns"])).split("(?P<x>")
        compiled[name] = re.compile(first + "".join(f"(?P<x{n}>{other}" for n, other in enumerate(others)))
    return compiled


def read(question: str, address: Address | None, documents: Sequence[ParsedDocument], gloss: Gloss | None = None) -> SetFilter | None:
    """The filter that a normalised question asks for, None when it is no set question.

    Args:
        question: Normalised; any supported language.
        address: The address in it; sections and ranges make a condition, single articles only beside another one.
        documents: What is scanned; gives the names of departments and sections.
        gloss: Chinese words for the words of a question in another language.
    """
    patterns = _patterns()
    quotes = words_quoted(question)
    question = quoted.unnamed(quoted.hidden(question, quotes), documents)
    lowered = question.lower()
    which, how_many = patterns["which"].search(lowered), patterns["how_many"].search(lowered)
    one = patterns["which_one"].search(lowered)
    plain = not which and not how_many and not one
    if plain and not _ELLIPTIC.search(lowered) and not _opens_with_end(lowered):
        return None
    parts = stretches(question, address, documents, patterns, gloss)
    masked = _blanked(lowered, [(s.start, s.end) for s in parts], "□")
    named = bodies(masked if _han(question) else question, documents)
    masked = _blanked(masked, [(b.start, b.end) for b in named], "■")
    reading = _Reading(lowered, masked, parts, named, documents, gloss, quotes)
    wanted = reading.filter()
    if wanted is None or (one and not which and not how_many and not reading.decided):
        return None
    if not wanted.conditions and not wanted.extreme:
        return SetFilter(count_only=not which) if how_many and _nothing_left(how_many, lowered) else None
    if plain and not reading.strong:
        return None
    return replace(wanted, count_only=bool(how_many) and not which)


def words_quoted(question: str) -> tuple[Quoted, ...]:
    """The words in marks that a normalised question wants to find in the measures."""
    lowered = question.lower()
    return quoted.quoted(lowered, _patterns()["mention_of"], chinese=_han(quoted.outside(lowered)))


def _opens_with_end(lowered: str) -> bool:
    return any(m.start() <= _ASKING for name in ("head", "tail") for m in _patterns()[name].finditer(lowered))


def _nothing_left(found: re.Match[str], question: str) -> bool:
    """Whether a question is nothing but "how many measures are there"."""
    rest = re.sub(r"[\s?。!,、¿؟]+", "", question.replace(found.group(), ""))
    return not rest or bool(_FILLER.fullmatch(rest))


def _han(text: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", text)) and not re.search(r"[\u3041-\u30fa\uac00-\ud7af]", text)


def _blanked(text: str, spans: Sequence[tuple[int, int]], mark: str) -> str:
    for start, end in spans:
        text = text[:start] + mark * (end - start) + text[end:]
    return text


class _Reading:
    """One question, its parts found, put together."""

    def __init__(
        self,
        lowered: str,
        masked: str,
        parts: Sequence[Stretch],
        named: Sequence[Body],
        documents: Sequence[ParsedDocument],
        gloss: Gloss | None,
        quotes: Sequence[Quoted],
    ) -> None:
        self._lowered, self._masked, self._parts, self._named = lowered, masked, parts, named
        self._documents, self._gloss = documents, gloss
        self._chinese = _han(lowered)
        self._texts = derived(documents, Columns).texts
        self._mentions = [
            m
            for m in mentions.found(masked, _patterns(), chinese=self._chinese, quotes=quotes)
            if m.phrase.strip("■□ ") and m.phrase[0] != "■"
        ]
        self._roles = [[self._in_text(condition) for condition in group] for group in parts_played.conditions(masked, named, _patterns())]
        self._extreme = next((name for name in ("most", "fewest") if _patterns()[name].search(masked)), "")

    def _in_text(self, condition: Condition) -> Condition:
        """A department that no measure is assigned to is looked for in the sentences."""
        columns = derived(self._documents, Columns)
        if not condition.departments or condition.role or columns.assigned(condition.departments):
            return condition
        said = next(self._lowered[b.start : b.end] for b in self._named if b.names == condition.departments)
        return Condition(words=(said, *condition.departments), negated=condition.negated, said=said)

    @property
    def decided(self) -> bool:
        """Whether a scan decides "which one": words in the text, departments, places, not what a measure is about."""
        return bool(self._roles or self._extreme or self._parts or any(m.strong for m in self._mentions))

    @property
    def strong(self) -> bool:
        """Whether the conditions alone make a set question, without a word such as "which"."""
        ends = any(s.kind == "end" for s in self._parts)
        return ends or any(m.strong for m in self._mentions) or any(c.role or c.negated for group in self._roles for c in group)

    def filter(self) -> SetFilter | None:
        """All conditions; None where a part of the question is left over or means nothing."""
        groups = [*self._stretched(), *(tuple(group) for group in self._roles)]
        for mention in self._mentions:
            meant = mentions.conditions(mention, self._texts, self._gloss)
            if meant is None:
                return None
            groups += [(condition,) for condition in meant]
        groups += self._forced()
        borne = _patterns()["bearing"].search(self._masked) if not self._mentions else None
        if borne and (word := next((v for v in borne.groupdict().values() if v), "")) and self._held(word):
            groups.append((Condition(words=(word,), said=word),))
        elif self._chinese and (left := self._left_over()):
            if not groups or not all(self._held(word) for word in left):
                return None
            groups += [(Condition(words=(word,), said=word),) for word in left]
        if (
            groups
            and not self._extreme
            and all(c.places is not None for g in groups for c in g)
            and all(s.kind == "article" for s in self._parts)
        ):
            return None
        return SetFilter(conditions=tuple(groups), extreme=self._extreme)

    def _stretched(self) -> list[tuple[Condition, ...]]:
        """Sections are alternatives of one another; ranges and negated sections narrow them."""
        found: dict[str, list[Condition]] = {}
        for stretch in self._parts:
            away = self._excepted(stretch)
            condition = Condition(places=stretch.places, negated=away, said=self._lowered[stretch.start : stretch.end])
            found.setdefault(f"{stretch.start}" if away else stretch.kind, []).append(condition)
        return [tuple(group) for group in found.values()]

    def _excepted(self, stretch: Stretch) -> bool:
        except_, text = _patterns()["except"], self._masked
        before = [m for m in except_.finditer(text, 0, stretch.start) if stretch.start - m.end() <= _EXCEPT_REACH]
        after = except_.match(text, stretch.end)
        denied = re.search(r"不(?:在|属于|是)?$|\bnot (?:in|under|part of)\s*(?:the )?$", text[: stretch.start])
        return bool(before or after or denied)

    def _forced(self) -> list[tuple[Condition, ...]]:
        if any(m.strong for m in self._mentions):
            return []
        return [(Condition(force=name, said=name),) for name in _FORCES if _patterns()[name].search(self._lowered)]

    def _held(self, word: str) -> bool:
        return self._texts.holds(folded(word))

    def _left_over(self) -> tuple[str, ...]:
        """The words of matter that no part of the reading accounts for."""
        text, patterns = re.sub(r"[\u3400-\u9fff]+(?=\([^()]*■)", lambda m: " " * len(m.group()), self._masked), _patterns()
        for mention in self._mentions:
            text = _blanked(text, [(mention.start, mention.end)], " ")
        for name in (*_CONSUMED, *_FORCES):
            text = patterns[name].sub(lambda m: " " * len(m.group()), text)
        text = patterns["frame"].sub(" ", text.replace("■", " ").replace("□", " "))
        return tuple(word for word in content(text) if len(word) > 1 and self._matters(word))

    def _matters(self, word: str) -> bool:
        """Words that no text has (掺和) are ways of asking, where a department is asked about."""
        return self._held(word) or not self._named


_ASKING = 4
"""Characters of asking before 前五条 where a question is about them: 请问, 说说."""
_ASKING = 4
"""Characters of asking before 前五条 where a question is about them: 请问, 说说."""
_EXCEPT_REACH = 10
"""Characters between "except" and the section: "outside of the ", 除了."""
_CONSUMED = (
    "which",
    "how_many",
    "which_one",
    "nobody",
    "only",
    "several",
    "most",
    "fewest",
    "lead",
    "second",
    "take_part",
    "except",
    "also",
    "or",
    "not",
    "part",
)


def scan(wanted: SetFilter, documents: Sequence[ParsedDocument]) -> SetResult:
    """Every measure of the documents that fulfils the filter."""
    columns = derived(documents, Columns)
    rows = columns.fulfilling(wanted.conditions)
    if wanted.extreme:
        rows = columns.extremes(rows, most=wanted.extreme == "most")
    found = (columns.measures[row] for row in rows)
    return SetResult(checked=len(columns.measures), found=tuple((parsed.document.id, measure.ordinal) for parsed, measure in found))
