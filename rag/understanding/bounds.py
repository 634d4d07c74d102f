"""Addresses that are one end of a range, by the words around them: 从第十二条起, "everything after point 7", "hasta el artículo 5"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corpus.tables import read_table
from rag.understanding.addresses import Step
from rag.understanding.levels import NOUNS

_ENDS = ("from", "after", "before", "until")
_REMARK = 14
"""Letters behind an address in which it may be said that it does not count itself."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range."""

    start: int
    end: int
    """Where the question says it, the address with the words around it and what is said of the address itself."""
    step: Step
    lower: bool
    """Whether the range begins here, else it ends here."""
    itself: bool
    """Whether what stands at the address is in the range."""


def bounds(question: str, steps: Sequence[Step]) -> tuple[Bound, ...]:
    """The ends of ranges among the addresses of a normalised question in lower case.

    One word such as "from" makes an end only where another address is the other end.
    """
    single = [step for step in steps if sum(step.at == other.at for other in steps) == 1]
    single += [step for step in _bare(question) if not any(step.at[0] < other.at[1] and other.at[0] < step.at[1] for other in steps)]
    told = {step: found for step in single for found in (_told(question, step, weak=False),) if found}
    for weaker, other in pairwise(single):
        pairs = ((weaker, True, told.get(other)), (other, False, told.get(weaker)))
        ends = [(step, lower) for step, lower, beside in pairs if step not in told and (beside is None or beside.lower is not lower)]
        found = [one for step, lower in ends for one in (_told(question, step, weak=True),) if one and one.lower is lower]
        if len(found) == 2 or (len(found) == 1 and len(ends) == 1):
            told |= {one.step: one for one in found}
    return tuple(told.values())


def _bare(question: str) -> Iterator[Step]:
    """Numbers without a unit of their own: "points after 12"."""
    for name in _ENDS:
        ahead, between = _table()[name]["before"], _table()["between"]
        noun = rf"(?<![^\W\d_])(?:{NOUNS})e?[sn]?,? (?:que vienen |qui viennent |that come )?"
        number = rf"(?:{ahead})(?:\s(?:{between['article']}))*\s(\d{{1,3}})(?={between['follows']})"
        for m in re.finditer(noun + number, question):
            yield Step(unit="", number=int(m.group(1)), at=m.span(1))


def _told(question: str, step: Step, *, weak: bool) -> Bound | None:
    patterns, (start, end) = _patterns(), step.at
    for name, (before, behind, alone) in patterns.items():
        lower, itself = name in ("from", "after"), name in ("from", "until")
        if weak:
            ahead, after = alone(question, start), None
        else:
            ahead, after = before(question, start), behind.match(question, end)
        if ahead is not None or after:
            stop = after.end() if after else end
            own = _without().search(question, end, min(len(question), stop + _REMARK))
            first = start if ahead is None else ahead
            return Bound(first, own.end() if own else stop, step, lower, itself and not own)
    return None


@cache
def _table() -> dict[str, dict[str, str]]:
    return read_table(__file__, "bounds.toml")


@cache
def _without() -> re.Pattern[str]:
    return re.compile(_table()["without"]["remark"])


@cache
def _patterns() -> dict[str, tuple[Callable[[str, int], int | None], re.Pattern[str], Callable[[str, int], int | None]]]:
    """By what they mean: what tells where the words before an address begin, what matches behind it, and weak words before it."""
    table = _table()
    article = rf"(?:[\s'’(]*\b(?:{table['between']['article']})(?!\w))*[\s'’(]*$"
    return {
        name: (
            _ahead(table[name]["before"], article),
            re.compile(rf"\)?\s?(?:{table[name]['behind']})"),
            _ahead(table[name].get("weak", "(?!)"), article),
        )
        for name in _ENDS
    }


def _ahead(words: str, article: str) -> Callable[[str, int], int | None]:
    pattern = re.compile(rf"(?:(?<!\w)(?=[^\u3400-\u9fff])|(?=[\u3400-\u9fff]))(?:{words})(?:(?!\w)|(?<=[\u3400-\u9fff])){article}")

    def begin(question: str, end: int) -> int | None:
        found = pattern.search(question[max(0, end - _WORDS_AHEAD) : end])
        return None if found is None else max(0, end - _WORDS_AHEAD) + found.start()

    return begin


_WORDS_AHEAD = 40
