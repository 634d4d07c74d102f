"""How far a long step has come, told to whoever watches."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then during a long step, last with ``done == total``."""

    def __call__(self, what: str, done: int, total: int, /) -> None:
        """Report.

        Args:
            what: The step, in words for a person.
            done: Units finished.
            total: Units in all, at least 1.
        """


def silent(what: str, done: int, total: int, /) -> None:
    """Nobody watches."""
