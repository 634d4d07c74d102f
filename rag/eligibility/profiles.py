"""Profiles: what a business or a person says about itself and looks for, every field optional, as it comes from outside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.errors import ProfileError
from rag.eligibility.figures import figure_names

TEXTS = ("description", "sector", "place", "size")
LISTS = ("activities", "needs")
LONGEST = 4000
"""Code points that one field may have."""
MOST = 50
"""Entries that a list may have."""
CELL = re.compile(r"[0-9a-f]{12}:\d+-\d+")
"""Name of a condition without a field of its own: ``<document sha256, 12 hex>:<start>-<end>`` of its quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Who asks and what for; all fields may be empty."""

    description: str = ""
    """Free text, any length of story."""
    sector: str = ""
    place: str = ""
    size: str = ""
    """People, premises or a class of size, in words: 30人, 小微企业, 200 square metres."""
    activities: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers to questions of an earlier matrix, by ``field``: a number with its unit, or yes/no (是/否)."""

    @property
    def empty(self) -> bool:
        """Whether nothing at all is said."""
        return not (self.description or self.sector or self.place or self.size or self.activities or self.needs or self.answers)


def read_profile(data: object) -> Profile:
    """The profile in a parsed JSON object.

    Answers may stand in ``answers`` or, under the name of their field, at the top.

    Raises:
        ProfileError: When it is no object, has an unknown key, or a value of the wrong kind or length; names the key.
    """
    if not isinstance(data, Mapping):
        raise ProfileError('a profile is a JSON object: {"description","sector","place","size","activities","needs"}, every field optional')
    answers: dict[str, str] = {}
    values: dict[str, str | tuple[str, ...]] = {}
    for key, value in data.items():
        if key in TEXTS:
            values[key] = _text(key, value)
        elif key in LISTS:
            values[key] = _list(key, value)
        elif key == "answers":
            answers.update(_answers(value))
        elif is_answer(key):
            answers[key] = _answer(key, value)
        else:
            raise ProfileError(f"the profile has no field '{str(key)[:40]}': use {', '.join((*TEXTS, *LISTS, 'answers'))}")
    for key in (*TEXTS, *LISTS):
        if key in answers and not values.get(key):
            given = answers.pop(key)
            values[key] = given if key in TEXTS else tuple(part for part in re.split(r"[、,，;；]\s*", given) if part)
    return Profile(**values, answers=answers)  # type: ignore[arg-type]


def is_answer(key: object) -> bool:
    """Whether a question can have this field."""
    return isinstance(key, str) and (key in figure_names() or CELL.fullmatch(key) is not None or key in (*TEXTS, *LISTS))


def _text(key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ProfileError(f"the profile's field '{key}' is not a text: write it in quotation marks")
    words = str(value).strip()
    if len(words) > LONGEST:
        raise ProfileError(f"the profile's field '{key}' is longer than {LONGEST} characters: shorten it")
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in words):
        raise ProfileError(f"the profile's field '{key}' holds unprintable characters: remove them")
    return words


def _list(key: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in re.split(r"[、,，;；\n]", _text(key, value)) if part.strip())
    if not isinstance(value, list | tuple):
        raise ProfileError(f'the profile\'s field \'{key}\' is not a list of texts: write ["…", "…"]')
    if len(value) > MOST:
        raise ProfileError(f"the profile's field '{key}' has more than {MOST} entries: shorten it")
    return tuple(words for entry in value if (words := _text(key, entry)))


def _answers(value: object) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ProfileError('the profile\'s field \'answers\' is not an object: write {"field of a question": "answer"}')
    for key in value:
        if not is_answer(key):
            raise ProfileError(f"no question has the field '{str(key)[:40]}': take the field from the matrix's questions")
    return {str(key): _answer(str(key), entry) for key, entry in value.items()}


def _answer(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(_list(key, value))
    return _text(key, value)
