"""Conditions on measures: what a set question asks for, and whether a measure fulfils it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.documents import Measure, ParsedDocument, Role
from rag.proof.force import Force, force_of
from rag.understanding.wording import normalised

_REMEMBERED = 4096
"""Words kept folded."""
_LEVEL = re.compile(r"^(?:国家|中国|省|自治区|市(?!场|政)|州|区|县|旗)(?=.{2})")
_ENDING = re.compile(r"(?:总局|总署|厅|局|委|部|办|署|部门)$")
_PAID = re.compile(r"\d[\d,.]*\s*(?:万|亿)?元|\d[\d.]*\s*%|补贴|补助|奖励|奖补|资助|贴息|返还|补偿|救助金|津贴")
_GIVEN = re.compile(
    r"给予|发放|享受|拨付|返还|补足|奖励|按(?:照)?[^。]{0,30}(?:补贴|补助|奖励|资助|贴息)|每(?:人|户|件|月|年)[^。]{0,12}元|领取"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that is true of a measure or not; the fields that are set must all hold, ``negated`` turns the whole round."""

    words: tuple[str, ...] = ()
    """The measure has one of these words."""
    departments: tuple[str, ...] = ()
    """One of these departments takes part: names of one body."""
    role: Role | None = None
    """The part that the departments (or, with ``bodies``, those that are counted) have; None for any."""
    bodies: tuple[int, int | None] | None = None
    """How many departments take part, at least and at most."""
    places: frozenset[tuple[str, int]] | None = None
    """Document ids and ordinals of the measures at an address, in a section or in a range."""
    force: str = ""
    """``grants`` money, only ``encourages``, or lays down a ``duty``."""
    negated: bool = False
    said: str = ""
    """As the question puts it, for the account of its understanding."""


@lru_cache(_REMEMBERED)
def folded(word: str) -> str:
    """A word without spaces and quotation marks (“双千兆”网络), in simplified characters and lower case, for looking it up."""
    return plain(word)


def plain(text: str) -> str:
    """A text as `folded` leaves a word, not remembered."""
    return re.sub(r"[\s\"“”‘’「」『』]+", "", normalised(text).lower())


def text_of(parsed: ParsedDocument, measure: Measure) -> str:
    """The text of a measure, folded; its departments are part of it."""
    return plain(measure.span.of(parsed.document.text))


def forces(parsed: ParsedDocument, measure: Measure) -> frozenset[str]:
    """``grants``, ``encourages`` (and nothing more binding) and ``duty``, as far as the sentences of a measure are so."""
    bodies = [s.span.of(parsed.document.text) for s in measure.sentences if not s.heading and not s.responsibility]
    sentences = bodies or [measure.span.of(parsed.document.text)]
    kinds = {force_of(sentence) for sentence in sentences}
    found = {"grants"} if any(_PAID.search(s) and _GIVEN.search(s) for s in sentences) else set()
    found |= {"duty"} if Force.DUTY in kinds else set()
    found |= {"encourages"} if Force.DIRECTION in kinds and not kinds & {Force.DUTY, Force.COMMITMENT} else set()
    return frozenset(found)


@cache
def field_of(name: str) -> str:
    """The name of a body without its level and its ending: 省商务厅 and 商务部 are both 商务."""
    return _ENDING.sub("", _LEVEL.sub("", name))
