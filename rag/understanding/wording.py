"""One way of writing: widths, simplified characters, spaces and invisible characters; the meaning stays as it was."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpus.errors import QuestionError
from rag.understanding.languages import simplified

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SHORT = 400
"""Characters of a text whose normal form is remembered: a sentence is read for each question that finds it."""
_JOINING = re.compile(
    r"[^\x00-\u02ff\u2000-\u20cf\u2100-\u2bff\u2e00-\u3029\u3030-\u3040\u3220-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff5e\uffe0-\uffe6]"
)
"""Letters that may join the one before or after them when a text is normalised: marks, kana, Hangul and all scripts but Latin and Han."""
_OTHER_DIGIT = re.compile(r"[^\D0-9]|[\u066a-\u066c]")
_ARABIC_MARKS = {"\u066a": "%", "\u066b": ".", "\u066c": ","}
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def checked(question: str, limit: int) -> str:
    """The question without the invisible characters, or a clear error.

    Raises:
        QuestionError: When it is empty, longer than ``limit`` code points or has control characters or halves of surrogate pairs in it.
    """
    question = _INVISIBLE.sub("", question).strip()
    if not any(c.isalnum() for c in question):
        raise QuestionError("the question is empty: type a question, for example 充电桩有哪些支持措施?")
    if len(question) > limit:
        raise QuestionError(f"the question has {len(question)} characters, at most {limit} are read: shorten it")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n\r" for c in question):
        raise QuestionError("the question holds control characters or halves of characters: remove them and ask again")
    return question


def normalised(text: str) -> str:
    """Half-width letters and marks, simplified characters, single spaces, none between Han characters; the digits of any script are 0 to 9.

    Japanese keeps its kana and loses its own character forms like traditional Chinese does, for the documents are Chinese.
    """
    return _remembered(text) if len(text) <= _SHORT else _normalised(text)


def _normalised(text: str) -> str:
    text = _INVISIBLE.sub("", _compatible(text))
    text = _OTHER_DIGIT.sub(lambda m: _ARABIC_MARKS.get(m.group()) or str(unicodedata.decimal(m.group())), text)
    text = re.sub(r"\s+", " ", text).strip()
    return _BETWEEN_HAN.sub("", simplified(text))


def _compatible(text: str) -> str:
    """Normalization form KC, which reads a whole document letter by letter; a letter that joins no other is replaced wherever it stands."""
    letters = set(text)
    if _JOINING.search("".join(letters)):
        return unicodedata.normalize("NFKC", text)
    for letter in letters:
        plain = unicodedata.normalize("NFKC", letter)
        if plain != letter:
            text = text.replace(letter, plain)
    return text


_remembered = lru_cache(16_384)(_normalised)
