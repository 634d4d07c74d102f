"""Questions that are none: small talk, and attempts to change the rules, by the patterns of `scope.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    with (Path(__file__).parent / "scope.toml").open("rb") as file:
        table = tomllib.load(file)
    return {name: re.compile("|".join(f"(?:{p})" for p in entry["patterns"]), re.IGNORECASE) for name, entry in table.items()}


def injection(*texts: str) -> str | None:
    """The words that try to change the rules, in any of the forms of a question (as asked, normalised); None when there are none."""
    return _found("injection", texts)


def chatter(*texts: str) -> str | None:
    """The words that make a question small talk or a task of another kind; None when there are none.

    Words of everyday life make it so only where nothing in the question speaks of a policy.
    """
    return _found("chatter", texts) or (None if _found("policy", texts) else _found("everyday", texts))


def _found(kind: str, texts: tuple[str, ...]) -> str | None:
    return next((match.group() for text in texts if (match := _patterns()[kind].search(text))), None)
