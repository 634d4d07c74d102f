"""Threads for the blocking work, so that one slow answer does not hold up the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ui.problems import TooBusy

T = TypeVar("T")

_END = object()


class Workers:
    """A fixed number of threads and a bounded queue before them."""

    def __init__(self, *, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="answer")
        self._capacity = threads + waiting
        self._taken = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread.

        Raises:
            TooBusy: When as many are waiting as may wait.
        """
        self._enter()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._taken -= 1

    async def iterate(self, make: Callable[[], Iterator[T]]) -> AsyncIterator[T]:
        """The items of a blocking iterator as they come; the thread stops at the next item when the reader is gone.

        Raises:
            TooBusy: When as many are waiting as may wait.
        """
        self._enter()
        loop = asyncio.get_running_loop()
        items: asyncio.Queue[object] = asyncio.Queue()
        gone = False

        def produce() -> None:
            try:
                for item in make():
                    if gone:
                        return
                    loop.call_soon_threadsafe(items.put_nowait, item)
            finally:
                loop.call_soon_threadsafe(items.put_nowait, _END)

        producing = loop.run_in_executor(self._pool, produce)
        try:
            while (item := await items.get()) is not _END:
                yield item  # type: ignore[misc]
            await producing
        finally:
            gone = True
            self._taken -= 1

    def close(self) -> None:
        """Let running work end and take no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _enter(self) -> None:
        if self._taken >= self._capacity:
            raise TooBusy("too many questions at once: try again in a moment")
        self._taken += 1
