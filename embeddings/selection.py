"""Which documents a question is limited to."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date

from corpus.documents import Document
from corpus.errors import UnknownDocument
from corpus.validity import Status, validity


def select_documents(
    documents: Iterable[Document],
    *,
    document: str | None = None,
    issuer: str | None = None,
    region: str | None = None,
    as_of: date | None = None,
) -> frozenset[str]:
    """Ids of the documents that meet every condition given; all of them without conditions.

    Args:
        documents: To choose from.
        document: Id, 文号, title or file name, or words of the title.
        issuer: Words of the issuing authority's name.
        region: Words of the region's name: 湖南 finds 湖南省.
        as_of: Documents in force on that day, as `corpus.validity` has it among ``documents``; one without any date counts as in force.

    Raises:
        UnknownDocument: When ``document`` names none of them.
    """
    candidates = known = list(documents)
    if document is not None:
        candidates = _named(candidates, document)
    return frozenset(
        candidate.id
        for candidate in candidates
        if _has(candidate.issuer, issuer) and _has(candidate.region, region) and (as_of is None or _in_force(candidate, as_of, known))
    )


def _named(documents: list[Document], name: str) -> list[Document]:
    wanted = plain(name)
    exact = [d for d in documents if wanted in (plain(part) for part in (d.id, d.number, d.title, d.source) if part)]
    found = exact or [d for d in documents if wanted and wanted in plain(d.title)]
    if not found:
        raise UnknownDocument(f"the index holds no document {name}: policyqa documents list shows all")
    return found


def _has(value: str | None, words: str | None) -> bool:
    return words is None or (value is not None and plain(words) in plain(value))


def _in_force(document: Document, day: date, known: list[Document]) -> bool:
    return validity(document, day, known).status in (Status.IN_FORCE, Status.UNKNOWN)


def plain(text: str) -> str:
    """A 文号, title or name as it is compared: no white space, half width, small letters, one form of the brackets around a year."""
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    return "".join(folded.split()).lower()


_BRACKETS = str.maketrans("〔〕【】()", "[][][]")
