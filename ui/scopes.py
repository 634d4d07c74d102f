"""Which documents a question is asked of: all, or those that a person names by document, issuer, region or day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from corpus.errors import SettingsError, UnknownDocument

if TYPE_CHECKING:
    from corpus.documents import ParsedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Conditions that a document has to meet; all documents without any."""

    document: str | None = None
    """Id, 文号, title or file name, or words of the title."""
    issuer: str | None = None
    """Words of the issuer's name."""
    region: str | None = None
    """Words of the region's name."""
    as_of: date | None = None
    """A day on which the document has to be in force."""

    def ids(self, documents: Mapping[str, ParsedDocument]) -> tuple[str, ...] | None:
        """Ids of the documents that meet every condition, sorted; None without conditions.

        Raises:
            UnknownDocument: When no document meets them.
        """
        if self == Scope():
            return None
        from embeddings.selection import select_documents

        chosen = select_documents(
            (one.document for one in documents.values()),
            document=self.document,
            issuer=self.issuer,
            region=self.region,
            as_of=self.as_of,
        )
        if not chosen:
            raise UnknownDocument("no indexed document meets these conditions: see policyqa documents list")
        return tuple(sorted(chosen))


def read_scope(document: str | None, issuer: str | None, region: str | None, as_of: str | None) -> Scope:
    """The conditions as a person typed them.

    Raises:
        SettingsError: When the day is not a date.
    """
    try:
        day = date.fromisoformat(told) if (told := given(as_of)) else None
    except ValueError as error:
        raise SettingsError(f"'{as_of}' is not a day: write it as 2021-08-03") from error
    return Scope(document=given(document), issuer=given(issuer), region=given(region), as_of=day)


def given(words: str | None) -> str | None:
    """The words of a condition; None where they are blank, as the choice "all" of a form is."""
    return words if words and words.strip() else None
