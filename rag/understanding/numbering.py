"""The measures of documents by the numbers and paths that a person may give for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from corpus.documents import Measure, ParsedDocument
from rag.understanding.numerals import CHINESE, NUMBER, number

UNNUMBERED = "¶"
"""What opens the last step of the path of a measure without a label; its place follows."""


@lru_cache(1 << 14)
def number_of(label: str) -> tuple[int, int]:
    """The number and branch that a label carries: 第三十条之一 is ``(30, 1)``; ``(0, 0)`` for a label without a number."""
    m = re.search(rf"({NUMBER})(?:[^之]*之({NUMBER}))?", label.replace("（", "(").replace("）", ")"))
    return ((number(m.group(1)) or 0), (number(m.group(2)) or 0) if m.group(2) else 0) if m else (0, 0)


@lru_cache(1 << 14)
def style(label: str) -> str:
    """How a label is written, whatever its number: (三) and (十二) alike, 3 and 三 not."""
    return re.sub(f"[{CHINESE}]+", "一", re.sub(r"[0-9]+", "1", label))


class Numbering:
    """Some measures of one document, in reading order."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self.measures = measures

    @cached_property
    def labels(self) -> list[str]:
        """Every label, or the position of a measure where none has one."""
        return [m.label for m in self.measures if m.label] or [m.label or str(m.ordinal) for m in self.measures]

    @cached_property
    def unique(self) -> bool:
        """Whether each measure has a label of its own."""
        return len(set(self.labels)) == len(self.measures)

    @cached_property
    def articles(self) -> bool:
        """Whether any of them is a 第…条."""
        return any(re.match(r"第.+条", m.label) for m in self.measures)

    @cached_property
    def series(self) -> list[Measure]:
        """Those whose labels number on from 1 without a gap through several parts of the document; empty where none do."""
        styles: dict[str, list[Measure]] = {}
        for measure in self.measures:
            styles.setdefault(style(measure.label), []).append(measure)
        longest = max(styles.values(), key=len, default=[])
        numbers = [number_of(measure.label) for measure in longest]
        parts = {measure.path.rpartition("/")[0] for measure in longest}
        through = len(parts) > 1 and 2 * len(longest) > len(self.measures)
        return longest if through and numbers == [(at, 0) for at in range(1, len(numbers) + 1)] else []

    @cached_property
    def whole(self) -> bool:
        """Whether they are all measures of the document up to the last of them."""
        return all(m.ordinal == at for at, m in enumerate(self.measures, 1))

    @cached_property
    def _numbers(self) -> dict[tuple[int, int], list[Measure]]:
        numbers: dict[tuple[int, int], list[Measure]] = {}
        for measure in self.measures:
            numbers.setdefault(number_of(measure.label), []).append(measure)
        return numbers

    def numbered(self, number: int, branch: int) -> list[Measure]:
        """Those whose label carries a number."""
        return self._numbers.get((number, branch), [])

    @cached_property
    def _under(self) -> dict[str, list[Measure]]:
        under: dict[str, list[Measure]] = {}
        for measure in self.measures:
            steps = measure.path.split("/")
            for size in range(1, len(steps) + 1):
                under.setdefault("/".join(steps[:size]), []).append(measure)
        return under

    def under(self, path: str) -> list[Measure]:
        """Those at a path and under it."""
        return self._under.get(path, [])

    @property
    def outermost(self) -> list[str]:
        """The first step of every path, each once."""
        return [path for path in self._under if "/" not in path]

    @cached_property
    def paragraphs(self) -> list[str]:
        """The outermost paths of a notice whose paragraphs 一、二、三、 mostly are measures themselves: its 第三条 is 三、; else none."""
        outer = [path for path in self.outermost if not path.startswith("附件")]
        plain = sum("/" not in m.path for m in self.measures)
        return outer if self.whole and not self.articles and 2 * plain > len(outer) else []


class Numberings:
    """Some documents, each with the numbering of all its measures; made when first asked for."""

    def __init__(self, documents: Sequence[ParsedDocument]) -> None:
        del documents  # each is read when an address is looked up in it
        self._made: dict[str, Numbering] = {}

    def of(self, parsed: ParsedDocument) -> Numbering:
        """The numbering of a document."""
        made = self._made.get(parsed.document.id)
        if made is None:
            made = self._made[parsed.document.id] = Numbering(parsed.measures)
        return made
