"""Streams that stay open: a sign of life while nothing is sent, so that no proxy between cuts the line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")

HEARTBEAT = b": still working\n\n"
"""A comment of server-sent events: clients drop it."""


async def opened(items: AsyncIterator[T], within_s: float) -> AsyncGenerator[T, None]:
    """The same items, at least one of them, the first awaited here, but not for longer than this.

    An error that comes before the first item is raised here, where it can still be told as an error of the request; a slow first item
    lets the stream begin without it.
    """
    first = asyncio.ensure_future(anext(items))
    await asyncio.wait({first}, timeout=within_s)
    if first.done():
        first.result()

    async def whole() -> AsyncGenerator[T, None]:
        try:
            yield await first
            async for item in items:
                yield item
        finally:
            await _end(first, items)

    return whole()


async def kept_open(pieces: AsyncGenerator[bytes, None], every_s: float) -> AsyncGenerator[bytes, None]:
    """The pieces as they come, and a heartbeat whenever none has come for this long."""
    coming = asyncio.ensure_future(anext(pieces, None))
    try:
        while True:
            await asyncio.wait({coming}, timeout=every_s)
            if not coming.done():
                yield HEARTBEAT
            elif (piece := coming.result()) is None:
                return
            else:
                yield piece
                coming = asyncio.ensure_future(anext(pieces, None))
    finally:
        await _end(coming, pieces)


async def _end(waiting: asyncio.Future[T] | asyncio.Future[T | None], items: AsyncIterator[T]) -> None:
    """Stop waiting, and let the source clean up: a reader who leaves must free the worker."""
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    if isinstance(items, AsyncGenerator):
        await items.aclose()
