"""Whether a document is in force on a day, as far as the corpus says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.documents import Document


class Status(StrEnum):
    """Standing of a document on a day."""

    IN_FORCE = "in force"
    NOT_YET = "not yet"
    """Its 施行日期, or without one its publication, is still to come."""
    EXPIRED = "expired"
    """The term that it sets itself is over."""
    REPEALED = "repealed"
    """Another document of the corpus, in effect by then, ends it."""
    UNKNOWN = "unknown"
    """The text gives no date at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """A status and what it rests on."""

    status: Status
    since: date | None
    """The day from which the status holds; None where no day decides."""
    by: str | None = None
    """Id of the document that repeals."""


def validity(document: Document, on: date, corpus: Iterable[Document] = ()) -> Validity:
    """The standing of ``document`` on a day, seen with the other documents of the corpus."""
    starts = document.effective or document.published
    if starts and on < starts:
        return Validity(status=Status.NOT_YET, since=None)
    ends = [
        (start, other.id)
        for other in corpus
        if other.id != document.id and (start := other.effective or other.published) and start <= on and repeals(other, document)
    ]
    if ends:
        since, by = min(ends)
        return Validity(status=Status.REPEALED, since=since, by=by)
    if document.expires and on > document.expires:
        return Validity(status=Status.EXPIRED, since=document.expires)
    return Validity(status=Status.IN_FORCE if starts else Status.UNKNOWN, since=starts)


def repeals(later: Document, earlier: Document) -> bool:
    """Whether ``later`` names ``earlier`` among what it repeals, by 文号 or by title."""
    names = {_plain(name) for name in later.repeals}
    return bool(names & {_plain(name) for name in _names(earlier)})


def _names(document: Document) -> Iterable[str]:
    """What others call a document: its 文号, its title, and the title of what it promulgates."""
    if document.number:
        yield document.number
    yield document.title
    promulgated = re.search(r"(?:印发|发布|公布|转发)[《〈]?(?P<name>.{4,80}?)[》〉]?的(?:通知|公告|决定)$", document.title)
    if promulgated:
        yield promulgated["name"]


def _plain(name: str) -> str:
    """``name`` without white space, book marks and differences of brackets."""
    return re.sub(r"[\s《》〈〉]", "", name).translate(str.maketrans("[]【】()（）", "〔〕〔〕〔〕〔〕"))
