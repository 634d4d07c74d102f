"""Questions about all measures that fulfil conditions, answered by an exhaustive look at the structure.

A question is read in parts, whatever their order: what it counts or lists, in which section or range, which departments with which
role, which words, and the negations and conjunctions between them. What is left over must be nothing but words of asking, unless the
question is known to ask for a set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.documents import ParsedDocument, Role
from corpus.tables import any_of, read_table
from rag.understanding import addresses, named, quoted
from rag.understanding.addresses import Address
from rag.understanding.bodies import Body, bodies, bodies_and_strangers
from rag.understanding.columns import Columns
from rag.understanding.conditions import Condition
from rag.understanding.followups import content
from rag.understanding.headings import Headings
from rag.understanding.holdings import derived
from rag.understanding.languages import KANA, simplified
from rag.understanding.marks import Marks
from rag.understanding.mentions import Gloss
from rag.understanding.numerals import number
from rag.understanding.quoted import Quoted
from rag.understanding.readings import Reading, blanked, is_chinese
from rag.understanding.stretches import stretches
from rag.understanding.titles import Naming

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
    limit: int = 0
    """Only so many of those found: the first, below 0 the last; 0 for all."""
    count_only: bool = False
    """True for "how many" without "which"."""
    duties: bool = False
    """True for what a body has to do: each sentence that names it counts, and not one that shows that it is named."""
    unknown: tuple[str, ...] = ()
    """Words that the measures are to have, in another language, and that nothing tells the Chinese for, so that none is looked for."""

    @property
    def whole(self) -> bool:
        """Whether it takes every measure."""
        return not (self.conditions or self.extreme or self.limit or self.unknown)

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
    """The patterns of `sets.toml` by name. A named group counts once in a pattern, so that later ones of the same name are numbered."""
    table = read_table(__file__, "sets.toml")
    compiled = {}
    for name, entry in table.items():
        first, *others = simplified(any_of(entry["patterns"])).split("(?P<x>")
        compiled[name] = re.compile(first + "".join(f"(?P<x{n}>{other}" for n, other in enumerate(others)))
    return compiled


def cue(name: str) -> re.Pattern[str]:
    """How people say one thing of a question for a set, by its name in `sets.toml`; for questions in lower case, departments as ■."""
    return _patterns()[name]


def read(
    question: str,
    address: Address | None,
    documents: Sequence[ParsedDocument],
    gloss: Gloss | None = None,
    *,
    heard: bool = False,
    marks: Marks | None = None,
) -> SetFilter | None:
    """The filter that a normalised question asks for, None when it is no set question.

    Args:
        question: Normalised; any supported language.
        address: The address in it; sections and ranges make a condition, single articles only beside another one.
        documents: What is scanned; gives the names of departments and sections.
        gloss: Chinese words for the words of a question in another language.
        heard: It is known to ask for a set, whatever its wording; only the conditions are to be found.
        marks: With ``heard``, what its letters stand for, where that is known.
    """
    patterns = _patterns()
    question = _DOUBTED.sub(r"  \1", _ASIDE.sub(lambda m: " " * len(m.group()), question))
    quotes = words_wanted(question, documents) if heard else words_quoted(question)
    question = quoted.hidden(question, quotes)
    if patterns["taken"].search(question.lower()) or (not heard and not _lists(question.lower())):
        return None
    question = named.unnamed(question, documents_named(question, documents))
    limit, question = _limited(question)
    lowered = question.lower()
    which, how_many = patterns["which"].search(lowered), patterns["how_many"].search(lowered)
    one = patterns["which_one"].search(lowered)
    plain = not which and not how_many and not one
    if plain and not heard and not limit and not _lists(lowered):
        return None
    unclaimed = () if heard else _naming_nothing(_in_marks(lowered, every=True), documents, lowered)
    if any(quoted.HIDDEN not in word for mark in unclaimed for word in mark.words):
        return None  # nothing says to look for these words in marks: whether they are wanted may be heard
    parts = stretches(question, address, documents, patterns, gloss)
    marks = marks if len(lowered) == len(question) else None  # İ is two letters in lower case
    if marks:
        parts = tuple(s for s in parts if not marks.nothing(s.start, s.end))
    masked = blanked(lowered, [(s.start, s.end) for s in parts], "□")
    if any(s.kind == "section" for s in parts):
        titles = derived(documents, Headings)
        masked = blanked(masked, [m.span() for m in quoted.marked(masked) if titles.names(m.group())], " ")
    chinese = is_chinese(question)
    naming = masked if chinese else question
    taking = bodies_and_strangers(naming, documents)
    if not chinese:
        taking = _apart([_widened(masked, body, taking, patterns) for body in taking])
    if marks:
        taking = tuple(b for b in taking if not marks.nothing(b.start, b.end))
    masked = blanked(masked, [(b.start, b.end) for b in taking], "■")
    reading = Reading(lowered, masked, parts, taking, documents, patterns=patterns, gloss=gloss, quotes=quotes, heard=heard, marks=marks)
    conditions = reading.conditions()
    best_one = one and not which and not how_many
    if reading.unknown and not (plain or heard):
        return SetFilter(unknown=reading.unknown)
    if conditions is None or ((heard or best_one) and not reading.decided):
        return None
    if limit and not conditions:
        return None
    if not conditions and not reading.extreme:
        every = how_many and not heard and _nothing_left(how_many, lowered)
        return SetFilter(count_only=not which) if every else None
    if plain and not heard and not reading.strong:
        return None
    return SetFilter(conditions=conditions, extreme=reading.extreme, limit=limit, count_only=bool(how_many) and not which)


def _limited(question: str) -> tuple[int, str]:
    """How many of those found are wanted, as `SetFilter.limit` says it, and the question, as long as it was, without that."""
    for name, sign in (("first_of", 1), ("last_of", -1)):
        for m in _patterns()[name].finditer(question.lower()):
            if count := number(next(group for group in m.groups() if group)):
                return sign * count, blanked(question, [m.span()], " ")
    return 0, question


def documents_named(question: str, documents: Sequence[ParsedDocument]) -> tuple[Naming, ...]:
    """Where a normalised question names documents; a name that it looks for in the measures names none."""
    visible = quoted.hidden(question, words_quoted(question))
    cues = [m.end() for m in cue("mention_of").finditer(visible.lower())]
    return tuple(n for n in named.find(visible, documents) if not any(_LOOKED_FOR.fullmatch(visible, end, n.start) for end in cues))


def words_quoted(question: str) -> tuple[Quoted, ...]:
    """The words in marks that a normalised question wants to find in the measures."""
    return _in_marks(question.lower())


def words_wanted(question: str, documents: Sequence[ParsedDocument]) -> tuple[Quoted, ...]:
    """Of a question that is known to ask for a set: all words in marks, and Chinese ones among words of another language.

    What names a section or a department is left out.
    """
    question = named.unnamed(question, documents_named(question, documents))
    lowered = question.lower()
    marks = _in_marks(lowered, every=True)
    kept = list(_naming_nothing(marks, documents, lowered))
    if not is_chinese(quoted.outside(lowered)) and not KANA.search(question):
        taken = [(body.start, body.end) for body in bodies(question, documents)]
        taken += [*derived(documents, Headings).standing_in(lowered), *((mark.start, mark.end) for mark in marks)]
        kept += quoted.unmarked(lowered, taken)
    return tuple(sorted(kept, key=lambda one: one.start))


def _naming_nothing(marks: Sequence[Quoted], documents: Sequence[ParsedDocument], lowered: str) -> Iterator[Quoted]:
    """Words in marks without those that name a section, a department or a place in a document."""
    for mark in marks:
        part = _part_before(lowered, mark.start) or _PART_BEHIND.match(lowered, mark.end) is not None
        part = part and not _WORDS_BEHIND.match(lowered, mark.end)
        words = tuple(word for word in mark.words if not _names_something(word, documents, part=part))
        if words:
            yield replace(mark, words=words)


def _part_before(lowered: str, end: int) -> bool:
    """Whether a word for a part ends just before a place; that something is inside (文中) names none."""
    found = [m for m in _patterns()["part"].finditer(lowered, max(0, end - _NEAR_PART), end) if m.group() not in _INSIDE]
    return bool(found) and not re.search(r"\w", lowered[found[-1].end() : end].lstrip(_INSIDE))


def _names_something(word: str, documents: Sequence[ParsedDocument], *, part: bool = False) -> bool:
    address = addresses.read(word)
    whole = address is not None and bool(address.steps) and not content(blanked(word, [step.at for step in address.steps], " "))
    return whole or derived(documents, Headings).names(word, beside=part) or _names_body(word, documents)


def _in_marks(lowered: str, *, every: bool = False) -> tuple[Quoted, ...]:
    """The words in marks that something says to look for, or ``every`` one."""
    return quoted.quoted(lowered, _patterns()["mention_of"], chinese=is_chinese(quoted.outside(lowered)), every=every)


def _names_body(word: str, documents: Sequence[ParsedDocument]) -> bool:
    return any((body.start, body.end) == (0, len(word)) for body in bodies(word, documents))


def _widened(text: str, body: Body, others: Sequence[Body], patterns: dict[str, re.Pattern[str]]) -> Body:
    """A department whose Chinese name stands in brackets behind its name in another language, with both."""
    opened = re.search(r"[(（]\s*$", text[: body.start])
    closed = re.match(r"\s*[)）]", text[body.end :])
    if not opened or not closed:
        return body
    cues = [m for name in _CUES for m in patterns[name].finditer(text, 0, opened.start())]
    before = [other.end for other in others if other.end <= opened.start() and not set(other.names) & set(body.names)]
    floor = max([0, *before, *(m.end() for m in cues), *(m.end() for m in _JOINT.finditer(text, 0, opened.start()))])
    words = list(re.finditer(r"\S+", text[floor : opened.start()]))[-_LONGEST_NAME:]
    return replace(body, start=floor + words[0].start() if words else opened.start(), end=body.end + closed.end())


def _apart(found: Sequence[Body]) -> tuple[Body, ...]:
    """Without those that lie in a longer one."""
    return tuple(one for one in found if not any(o is not one and o.start <= one.start and one.end <= o.end for o in found))


def _lists(lowered: str) -> bool:
    """Whether a question has any form of one for a set; cheap, for every question goes through it."""
    asked = any(_patterns()[name].search(lowered) for name in ("which", "how_many", "which_one"))
    return asked or bool(_ELLIPTIC.search(lowered)) or _opens_with_end(lowered)


def _opens_with_end(lowered: str) -> bool:
    return any(m.start() <= _ASKING for name in ("head", "tail") for m in _patterns()[name].finditer(lowered))


def _nothing_left(found: re.Match[str], question: str) -> bool:
    """Whether a question is nothing but "how many measures are there"."""
    rest = re.sub(r"[\s?。!,、¿؟]+", "", question.replace(found.group(), ""))
    return not rest or bool(_FILLER.fullmatch(rest))


_ASIDE = re.compile(
    r"\((?:不?含|包括|包含)(?:首尾|两端|头尾|本数|本级|在内)\)|\((?:作为|是|即)?(?:牵头|负责|主管|责任|配合)(?:部门|单位|方)?\)|(?:全文|全部)共?"
    r"(?:[0-9]+|[〇零一二两三四五六七八九十百]+)(?:条|项)(?:措施|条款)?(?:里|中|当中|之中|里头|内)?"
)
"""A remark on how to count (含首尾), a role once more in Chinese (牵头), or how many there are (全文二十条里)."""
_DOUBTED = re.compile(r"([提写说讲涉含带能可是要会该])(?:没|不)\1")
"""提没提, 能不能: whether it does, which denies nothing."""
_CUES = ("which", "how_many", "which_one", "lead", "take_part", "second", "not", "except", "only", "or", "mention_of")
_JOINT = re.compile(r"[,;.:?■□)]|(?<!\w)(?:and|et|y|und|и|và)(?!\w)(?=[^(]*\()(?<!development and)(?<!housing and)(?<!industry and)")
_NEAR_PART = 16
_PART_BEHIND = re.compile(
    r"[”\"'’」』》»]?\s?(?:\([^()]{1,40}\)\s?)?(?:这|那|的)?(?:一|个)?(?:部分|板块|章|节|部の|부분|장에|절에|section|part\b|chapter)"
)
"""A word for a part behind words in marks, and what they mean in brackets between."""
_WORDS_BEHIND = re.compile(r"[”\"'’」』》»]?\s?(?:这(?:个|几个)?|的)?(?:字样|字眼|一词|词|出现)")
"""What tells that words in marks are looked for as words."""
_LOOKED_FOR = re.compile(r"(?:[了过到]|\s|\b(?:the|a|le|la|el|das|die|den)\b)*")
"""Between what says that words are looked for and them."""
_INSIDE = "里中内"
_LONGEST_NAME = 8
"""Words of a department's name in another language."""
_ASKING = 4
"""Characters of asking before 前五条 where a question is about them: 请问, 说说."""


def scan(wanted: SetFilter, documents: Sequence[ParsedDocument]) -> SetResult:
    """Every measure of the documents that fulfils the filter."""
    columns = derived(documents, Columns)
    rows = columns.fulfilling(wanted.conditions)
    if wanted.extreme:
        rows = columns.extremes(rows, most=wanted.extreme == "most")
    if wanted.limit:
        rows = rows[: wanted.limit] if wanted.limit > 0 else rows[wanted.limit :]
    found = (columns.measures[row] for row in rows)
    return SetResult(checked=len(columns.measures), found=tuple((parsed.document.id, measure.ordinal) for parsed, measure in found))
