"""What a writer hands to the proof: statements and quotes that no one has seen yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.answers import Citation, Claim, Contact, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer before its proof; only `rag.proof.verdicts` turns it into something that may be shown."""

    status: Status
    opening: str
    """The line above the claims, frame words only, in the language of the question."""
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    contacts: tuple[Contact, ...] = ()
    remarks: tuple[str, ...] = ()
    """Lines between the claims and the sources, frame words only: what the text leaves open, what does exist."""
    related: tuple[Citation, ...] = ()
    """Nearest measures of a refusal, by their heading: shown by name as related, never as an answer."""
    glosses: Mapping[int, str] | None = None
    """Machine translations by position in ``citations``; shown under the quote with a label, never proved, never a claim."""
    notices: tuple[str, ...] = ()
    dropped: tuple[Mapping[str, str], ...] = ()
    generator: str = "extractive"
    """What wrote it, for the receipt."""
