"""The titles of sections and measures in some documents, by their parts and by what stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from corpus.documents import Measure, ParsedDocument, Section
from corpus.tables import read_table
from rag.understanding.holdings import derived
from rag.understanding.languages import simplified
from rag.understanding.numbering import Numberings
from rag.understanding.wording import normalised

LEAST_TITLE = 4
"""Letters of a title that name its section without a word for a part beside it."""
LEAST_PART = 2
"""Letters of a whole title, or of one of its parts, that name it in the right place."""
_SHORTENED = 0.7
"""Share of a title that names it without a piece of its middle."""
_LONG, _MOST = 6, 0.6
"""Letters, and share, of a title that stand for it in marks."""
_QUOTES = re.compile(r"[“”‘’'\"「」『』]")
Named = tuple[ParsedDocument, str, Section | None]
"""A document, a title in it, and the section that has it; None for the title of a measure."""


class Headings:
    """The titles in some documents; safe to share between threads."""

    def __init__(self, documents: Sequence[ParsedDocument]) -> None:
        self._documents = documents
        self.titles: dict[str, list[tuple[ParsedDocument, Section]]] = {}
        """The sections of each title."""
        for parsed in documents:
            for section in parsed.sections:
                self.titles.setdefault(section.title, []).append((parsed, section))
        self._sections = _Titles([(one[0], title, one[1]) for title, named in self.titles.items() for one in named])

    @cached_property
    def _measures(self) -> _Titles:
        return _Titles(
            [(parsed, title, None) for parsed in self._documents for title in dict.fromkeys(m.title for m in parsed.measures if m.title)]
        )

    def near(self, question: str, *, beside: bool) -> dict[str, list[Named]]:
        """The titles that a question may name, plain, and who has them.

        Args:
            question: As `plainly` gives it.
            beside: Whether a word for a part stands in it, so that a piece of a title may do, and the title of a measure.
        """
        if not beside:
            return {plain: self._sections.named[plain] for plain in self._sections.whole(question)}
        kinds = (self._sections, self._measures)
        found = dict.fromkeys(plain for kind in kinds for plain in (*kind.whole(question), *kind.sharing(question)))
        return {plain: [one for kind in kinds for one in kind.named.get(plain, ())] for plain in found}

    def shortened(self, question: str) -> Iterator[tuple[tuple[int, int], list[Named]]]:
        """Where a question has the title of a section without a piece of its middle, if no other title fits: 面向企业的措施 for
        面向企业的支持措施.

        Args:
            question: As `plainly` gives it.
        """
        for start in range(len(question) - LEAST_TITLE):
            titles = self._sections.opening(question[start : start + LEAST_TITLE])
            ends = {title: end for title in titles if (end := _shortened(title, question, start))}
            if len(ends) == 1:
                [(title, end)] = ends.items()
                yield (start, end), self._sections.named[title]

    def inside(self, parsed: ParsedDocument, title: str, section: Section | None) -> Iterator[tuple[str, int]]:
        """The measures of a section, or of that in which the measure of this title stands."""
        path = section.path if section else next(m.path.rpartition("/")[0] for m in parsed.measures if m.title == title)
        return ((parsed.document.id, measure.ordinal) for measure in derived(self._documents, Numberings).of(parsed).under(path))

    def names(self, words: str, *, beside: bool = False) -> bool:
        """Whether normalised words, marks around them or not, are the title of a section, or most of a long one; ``beside`` a word for a
        part, also what commas set apart in one.
        """
        plain = plainly(words).strip('" ')
        return any(
            plain == title
            or (len(plain) >= _LONG and plain in title and len(plain) >= _MOST * len(title))
            or (beside and len(plain) >= LEAST_TITLE and plain in parts_of(title))
            for title in self._sections.named
        )

    def standing_in(self, lowered: str) -> Iterator[tuple[int, int]]:
        """Where the titles of sections stand in a normalised question in lower case."""
        for title in self._sections.named:
            if len(title) >= LEAST_TITLE and (at := lowered.find(title.lower())) >= 0:
                yield at, at + len(title)


class _Titles:
    """Titles, plain, by their whole parts and by their runs of letters."""

    def __init__(self, entries: Sequence[Named]) -> None:
        plain = {title: plainly(normalised(title)) for title in dict.fromkeys(title for _, title, _ in entries)}
        self.named: dict[str, list[Named]] = {}
        for entry in entries:
            self.named.setdefault(plain[entry[1]], []).append(entry)
        self._by_part: dict[str, list[str]] = {}
        for title in self.named:
            for part in {title, *parts_of(title)}:
                self._by_part.setdefault(part, []).append(title)
        self._longest = max(map(len, self._by_part), default=0)

    def whole(self, question: str) -> list[str]:
        """Titles that stand in a question as a whole, or one of whose parts does."""
        size = len(question)
        runs = {question[start:end] for start in range(size) for end in range(start + LEAST_PART, min(size, start + self._longest) + 1)}
        return [title for run in runs & self._by_part.keys() for title in self._by_part[run]]

    def sharing(self, question: str) -> list[str]:
        """Titles that have a run of letters in common with a question, long enough to name them."""
        return [title for run in _runs(question) for title in self._by_run.get(run, ())]

    def opening(self, letters: str) -> Sequence[str]:
        """Titles that begin with so many letters as name them."""
        return self._by_opening.get(letters, ())

    @cached_property
    def _by_opening(self) -> dict[str, list[str]]:
        openings: dict[str, list[str]] = {}
        for title in self.named:
            openings.setdefault(title[:LEAST_TITLE], []).append(title)
        return openings

    @cached_property
    def _by_run(self) -> dict[str, list[str]]:
        runs: dict[str, list[str]] = {}
        for title in self.named:
            for run in _runs(title):
                runs.setdefault(run, []).append(title)
        return runs


def asked(question: str) -> str:
    """Whether a normalised question asks for the ``title`` at an address, or for the ``section`` that it stands in; else empty.

    Args:
        question: Lower case, the address as □.
    """
    return next((name for name, pattern in _asking().items() if pattern.search(question)), "")


@cache
def _asking() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(simplified("|".join(entry["patterns"]))) for name, entry in read_table(__file__, "headings.toml").items()}


def over(parsed: ParsedDocument, measures: Sequence[Measure]) -> tuple[Section, ...]:
    """The sections of a document that all of some measures stand in, outermost first."""
    outermost_first = sorted(parsed.sections, key=lambda section: section.path.count("/"))
    return tuple(section for section in outermost_first if all(measure.path.startswith(f"{section.path}/") for measure in measures))


def _shortened(title: str, question: str, start: int) -> int:
    """Where a title ends in a question that begins it at a place and leaves a piece of it out; 0 where it does not."""
    begun = next((at for at, (one, other) in enumerate(zip(title, question[start:], strict=False)) if one != other), len(title))
    ended = next(
        (size for size in range(len(title) - begun - 1, LEAST_PART - 1, -1) if question.startswith(title[-size:], start + begun)), 0
    )
    return start + begun + ended if ended and begun + ended >= _SHORTENED * len(title) else 0


def plainly(text: str) -> str:
    """A normalised text with its quotation marks made one."""
    return _QUOTES.sub('"', text)


def parts_of(plain: str) -> list[str]:
    """What a title joins by commas or blanks."""
    return re.split(r"[,、 ]", plain)


def _runs(text: str) -> set[str]:
    return {text[at : at + LEAST_TITLE] for at in range(len(text) - LEAST_TITLE + 1)}
