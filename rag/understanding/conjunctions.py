"""How a question joins the departments that it names: all of them, one or the other, each for itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from rag.understanding.bodies import Body
from rag.understanding.marks import Marks
from rag.understanding.mentions import Patterns

STOPS = re.compile(r"[,，;；。?!]")
BARE = re.compile(
    r"(?:[\s、'’]|由|\b(?:by|the|of|par|le|la|les|l|de|du|des|por|el|los|las|pel[ao]s?|d[ao]s?|dal|dall|dalla|dagli|von|vom|dem|der|die|das|bởi|do|với)\b)*",
    re.IGNORECASE,
)
"""Between two departments of which a question says one thing, beside the word that joins them."""
_JOINS = re.compile(r"、|和|与|及|以及|跟|\b(?:and|et|y|e|und|и|và)\b")
_NEITHER = re.compile(
    r"[\s,]*\b(?:ni|nor|noch|nem|ни)\b(?:[\s'’]|\b(?:by|to|for|the|that|of|par|à|au|celui|celle|le|la|les|l|d|de|du|des|por|el|los|las|a|al|von|vom"
    r"|zum|dem|der|die|das|pelo|pela|o|os|as|do|da)\b)*",
    re.IGNORECASE,
)
"""Between two departments of which one denial takes both."""
_INTERROGATIVE = re.compile(
    r"哪|几|多少|\b(?:which|what|how many|quel|combien|qué|cu[aá]|welche|wie ?viele|как|сколько|quais|quant)|nào|nhiêu"
)
_NEAR = 12
"""Characters between two departments that one word joins."""


def alternative(text: str, bodies: Sequence[Body], i: int, patterns: Patterns, marks: Marks | None, *, negated: bool) -> bool:
    """Whether a department may be had instead of the one before it.

    Args:
        text: The question, departments blanked.
        bodies: The departments in it.
        i: Which of them, from 1.
        patterns: Those of `sets.toml`.
        marks: What the letters stand for, where that was heard.
        negated: Whether both are denied: what one denial takes from both is to be had of neither.
    """
    between = text[bodies[i - 1].end : bodies[i].start]
    if marks is not None and marks.alternative(bodies[i].start, bodies[i].end):
        return True
    if len(between) <= _NEAR and (patterns["or"].search(between) or _listed(text, bodies[0].start)):
        return not (negated and (undivided(between) or undivided(between, patterns["or"])))
    return each_apart(text, between, patterns) or _asked_apart(text, bodies, i, patterns)


def each_apart(text: str, between: str, patterns: Patterns) -> bool:
    """Whether what stands ``between`` two departments joins them, and the text asks about each for itself, in one part: 分别牵头."""
    each = patterns["each"].search(text) and not patterns["together"].search(text)
    return bool(each and undivided(between)) and not _two_parts(text, patterns)


def _two_parts(text: str, patterns: Patterns) -> bool:
    """Whether the lead and another part are joined: 分别参与和牵头."""
    leads = [m.span() for m in patterns["lead"].finditer(text)]
    others = [m.span() for name in ("second", "take_part") for m in patterns[name].finditer(text)]
    pairs = (sorted(pair) for pair in product(leads, others))
    return any(end <= start and undivided(text[end:start]) for (_, end), (start, _) in pairs)


def _asked_apart(text: str, bodies: Sequence[Body], i: int, patterns: Patterns) -> bool:
    """Whether a department and the one before it are asked about in two questions: "which does ■ lead, which ■"."""
    start, end = bodies[i - 1].end, bodies[i].start
    asked = [m.span() for name in ("which", "how_many") for m in patterns[name].finditer(text) if _INTERROGATIVE.search(m.group())]
    inside = max((last for first, last in asked if start <= first and last <= end), default=0)
    if not inside or patterns["of_these"].search(text, start, end):
        return False
    stops = STOPS.sub("", text[inside:end])
    new_clause = stops != text[inside:end] and (not stops.strip() or undivided(stops))
    return new_clause or any(last <= bodies[0].start for _, last in asked)


def undivided(between: str, joining: re.Pattern[str] = _JOINS) -> bool:
    """Whether nothing but a word that joins stands between two departments, and small words."""
    return joining.search(between) is not None and BARE.fullmatch(joining.sub("", between, count=1)) is not None


def neither(between: str) -> bool:
    """Whether what stands between two departments carries a denial of the first on to the second: "ni celui de"."""
    return _NEITHER.fullmatch(between) is not None


def _listed(text: str, first: int) -> bool:
    """Whether the departments are examples in a parenthesis: 金融监管机构(人行、银保监)."""
    return re.search(r"\([^()]*$", text[:first]) is not None
