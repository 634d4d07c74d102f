"""Questions that ask of two matters at once: "what of X, and what of Y?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOLD = re.compile(
    r"分别|各自|各(?=有|是|怎|要|提|写|做|为|给|按|补|能|如何|多少|需)|两(?:个(?:地方|方面|问题)|处|头|块|边|方面|项|条)|既.{1,12}又"
    r"|\b(?:both|each|respectively)\b|\b(?:in terms of|with|on|for|of) .{2,40} and (?:in terms of|with|on|for|of) ",
    re.IGNORECASE,
)
_TWICE = re.compile(
    r"两(?:个(?:地方|方面)|处|头|块|边)|哪两(?:个|项|条|处)|\beach time\b|\btwo (?:places|measures|ways|things)\b", re.IGNORECASE
)
_SPLIT = re.compile(
    r"以及|还有|[和与](?!.{0,2}相关|其他|其它)|(?<![以普涉惠])及(?!时|格|其)|跟|(?<=[\u3400-\u9fff]),?又(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])到(?=[\u3400-\u9fff])"
    r"|\s(?:and|et|und|y|e|и|và)\s|、",
    re.IGNORECASE,
)
_LEAST = {"han": 2, "latin": 4}
"""Letters that a side must have to be looked up on its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The matters of a question."""

    texts: tuple[str, str]
    """Each side with the words around it; the whole question twice where it does not name its sides."""
    told: bool
    """Whether the question says that it wants an answer to each (分别, 各, both); else the conjunction may join one matter."""
    twice: bool
    """Whether it says that there are two places to be found."""

    @property
    def named(self) -> bool:
        """Whether the question names its sides."""
        return self.texts[0] != self.texts[1]


def sides(question: str) -> Sides | None:
    """The two sides of a normalised question; None for one that cannot have two."""
    told, twice = bool(_TOLD.search(question)), bool(_TWICE.search(question))
    for joint in _SPLIT.finditer(question):
        left, right = question[: joint.start()].strip(" ,"), question[joint.end() :].strip(" ,?。")
        if joint.group() == "到" and not (told and "从" in left):
            continue
        if all(_long_enough(side) for side in (left, right)):
            return Sides(texts=(left, right), told=told, twice=twice)
    return Sides(texts=(question, question), told=told, twice=twice) if twice else None


def _long_enough(side: str) -> bool:
    han = len(re.findall(r"[\u3400-\u9fff]", side))
    return han >= _LEAST["han"] or len(re.findall(r"\w", side)) >= max(_LEAST["latin"], 4 * (han > 0))
