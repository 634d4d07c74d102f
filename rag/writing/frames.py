"""The words around a quote, in the language of the question.

The text stands in ``frames.json``, one table a language; a language without a table is answered in English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from corpus.errors import QuestionError

FALLBACK = "en"
"""The language of the frame where the question's own has no table."""


class Frames:
    """The frame text of one language.

    ``frames.say("set_found", checked=20, found=3)`` fills the places in braces; values are put in as they are.
    """

    def __init__(self, language: str, lines: Mapping[str, str]) -> None:
        self.language = language
        self._lines = lines

    @property
    def colon(self) -> str:
        """The mark after a heading word, as wide as the script."""
        return "：" if self.language in _WIDE else ":"

    @property
    def comma(self) -> str:
        """What stands between the names of a list."""
        return "、" if self.language in _WIDE else "، " if self.language == "ar" else ", "

    def say(self, key: str, **values: object) -> str:
        """The line with its places filled.

        Raises:
            KeyError: When there is no such line; a defect, since every table has the same lines.
        """
        line = self._lines[key]
        for name, value in values.items():
            line = line.replace("{" + name + "}", str(value))
        return line


_WIDE = ("zh", "zh-Hant", "ja")
"""Languages that set punctuation full width."""


@cache
def _tables() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = json.loads(files("rag.writing").joinpath("frames.json").read_text(encoding="utf-8"))
    return tables


def languages() -> tuple[str, ...]:
    """The languages that have frame text."""
    return tuple(_tables())


def canonical(tag: str) -> str | None:
    """The language with frame text that a BCP 47 tag means, however it is written: zh_CN, EN-us, zh-Hant-HK; None where there is none."""
    parts = tag.replace("_", "-").lower().split("-")
    if parts[0] == "zh" and "hans" not in parts and not _TRADITIONAL.isdisjoint(parts):
        return "zh-Hant"
    known = {language.lower(): language for language in languages()}
    return next((known[start] for end in range(len(parts), 0, -1) if (start := "-".join(parts[:end])) in known), None)


_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})
"""Script and regions that write Chinese in traditional characters."""


def checked_language(tag: str) -> str:
    """The language that answers are framed in for a tag, as `canonical` has it.

    Raises:
        QuestionError: When there is none.
    """
    language = canonical(tag)
    if language is None:
        raise QuestionError(f"no language {tag!r}: set one of {', '.join(languages())}, or none to answer in that of the question")
    return language


def frames(language: str) -> Frames:
    """The frame text for a BCP 47 tag, as `canonical` has it, else English."""
    known = canonical(language) or FALLBACK
    return Frames(known, _tables()[known])
