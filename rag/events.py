"""What happens while an answer is made, in the order in which it may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.answers import Answer, Citation, Claim, Ranked


class EventKind(StrEnum):
    """The steps that a listener sees."""

    RETRIEVAL = "retrieval"
    """The measures found."""
    CLAIM = "claim"
    """A claim that has passed its proof; nothing unproved is ever sent."""
    CITATIONS = "citations"
    """All citations of the answer."""
    DONE = "done"
    """The whole answer, the same that `Assistant.ask` returns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step; the fields that its kind does not name are empty."""

    kind: EventKind
    ranked: tuple[Ranked, ...] = ()
    claim: Claim | None = None
    cited: tuple[Citation, ...] = ()
    """The citations of this claim, or all of them."""
    answer: Answer | None = None
