"""Where a piece of text stands in its document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points: ``document.text[start:end]``.

    Raises:
        ValueError: When the range is negative or reversed.
    """

    start: int
    """First code point."""
    end: int
    """One past the last code point; equal to ``start`` for an empty span."""

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The characters that the span covers in ``text``."""
        return text[self.start : self.end]
