"""All documents that questions are asked of, with what is derived from the whole of them made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any, TypeVar

from corpus.documents import ParsedDocument

T = TypeVar("T")


class Holdings(tuple[ParsedDocument, ...]):
    """Documents that stay the same for many questions; safe to share between threads."""

    _lock: RLock
    _made: dict[Any, Any]

    def derived(self, make: Callable[[Sequence[ParsedDocument]], T]) -> T:
        """What ``make`` gives for these documents; made by the first who asks, the same for all others."""
        if make not in self._made:
            with self._lock:
                if make not in self._made:
                    self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def __new__(cls, documents: Sequence[ParsedDocument]) -> Holdings:
        """Takes the documents in their order."""
        self = super().__new__(cls, documents)
        self._lock, self._made = RLock(), {}
        return self


def derived(documents: Sequence[ParsedDocument], make: Callable[[Sequence[ParsedDocument]], T]) -> T:
    """What ``make`` gives for some documents; remembered where they are `Holdings`, made anew for a few picked for one question."""
    return documents.derived(make) if isinstance(documents, Holdings) else make(documents)
