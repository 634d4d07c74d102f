"""Questions that no policy document is for, and attempts to change the rules, by the patterns of `scope.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from corpus.tables import any_of, read_table
from rag.understanding.small_talk import small_talk


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = read_table(__file__, "scope.toml")
    return {name: re.compile(any_of(entry["patterns"]), re.IGNORECASE) for name, entry in table.items()}


def injection(*texts: str) -> str | None:
    """The words that try to change the rules, in any of the forms of a question (as asked, normalised); None when there are none."""
    return next((match.group() for text in texts if (match := _patterns()["injection"].search(text))), None)


def chatter(text: str, held: Callable[[str], bool] = lambda _words: False) -> str | None:
    """The words that make a question small talk or a task of another kind; None when there are none.

    Words of everyday life make it so only where nothing in the question speaks of a policy.

    Args:
        text: A normalised question in lower case.
        held: Whether the documents have some words; those that they have are in their scope.
    """
    if small_talk(text):
        return text
    kinds = ("chatter",) if _patterns()["policy"].search(text) else ("chatter", "everyday")
    found = (match.group() for kind in kinds for match in _patterns()[kind].finditer(text))
    return next((words for words in found if not held(words)), None)
