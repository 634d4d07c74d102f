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


def checked_language(tag: str) -> str:
    """The tag of a language that answers can be framed in, as it was given.

    Raises:
        QuestionError: For any other.
    """
    if not {tag, tag.split("-")[0], tag.lower()} & set(_tables()):
        raise QuestionError(f"no language {tag!r}: set one of {', '.join(languages())}, or none to answer in that of the question")
    return tag


def frames(language: str) -> Frames:
    """The frame text for a BCP 47 tag: the tag itself, else its first part, else English."""
    tables = _tables()
    if language.lower() in ("zh-hant", "zh-tw", "zh-hk", "zh-mo"):
        language = "zh-Hant"
    for tag in (language, language.split("-")[0], FALLBACK):
        if tag in tables:
            return Frames(tag, tables[tag])
    raise KeyError(FALLBACK)
