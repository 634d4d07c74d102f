"""Messages that ask nothing: greetings, thanks, farewells, and who is there, by the words of `small_talk.toml`."""

from __future__ import annotations

import re
from functools import cache

from corpus.tables import read_table

_LONGEST = 120
"""Characters of a message that may be small talk."""
_BESIDE = "beside"
_TELLS = ("farewell", "praise")
"""What is no such where it ends in a question mark: "that's all?" """


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = read_table(__file__, "small_talk.toml")
    return tuple((kind, re.compile(rf"(?:{p})[\W_]*", re.IGNORECASE)) for kind, entry in table.items() for p in entry["patterns"])


def small_talk(message: str) -> str | None:
    """What kind of small talk a normalised message is; None where it has anything else in it.

    Returns:
        The first of ``ability`` (who are you, what can you do), ``thanks``, ``farewell``, ``greeting`` and ``praise`` (I see, well done)
        that it has.
    """
    if len(message) > _LONGEST:
        return None
    start = re.match(r"[\W_]*", message)
    kinds: dict[int, frozenset[str]] = {start.end() if start else 0: frozenset()}
    for at in range(len(message)):
        if at in kinds:
            for kind, pattern in _patterns():
                if match := pattern.match(message, at):
                    kinds[match.end()] = kinds.get(match.end(), frozenset()) | kinds[at] | {kind}
    found = kinds.get(len(message), frozenset())
    first = next((kind for kind, _ in _patterns() if kind in found and kind != _BESIDE), None)
    return None if first in _TELLS and message.endswith(("?", "؟")) else first
