"""What every training here does: rows put side by side, the way down a loss, and numbers as they are written."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

LONGEST_STEP = 1.0
"""Norm that gradients are clipped to."""

log = logging.getLogger(__name__)


def padded(rows: Sequence[NDArray[Any]]) -> tuple[Tensor, Tensor]:
    """Rows ``(n, longest, width)`` and mask ``(n, longest)`` of several arrays ``(length, width)``."""
    out = np.zeros((len(rows), max(1, *map(len, rows)), rows[0].shape[1]), np.float32)
    mask = np.zeros(out.shape[:2], np.float32)
    for number, row in enumerate(rows):
        out[number, : len(row)], mask[number, : len(row)] = row, 1
    return torch.from_numpy(out), torch.from_numpy(mask)


def side_by_side(rows: Sequence[Tensor]) -> Tensor:
    """Tensors ``(length, …)`` as one ``(n, longest, …)``, zeros behind the shorter ones."""
    return nn.utils.rnn.pad_sequence(list(rows), batch_first=True)


def known(rows: Sequence[Sized]) -> Tensor:
    """``(n, longest)``: 1 for what there is of each, 0 behind it."""
    return side_by_side([torch.ones(len(row)) for row in rows])


def half(numbers: Tensor) -> NDArray[np.float16]:
    """As trained numbers are written."""
    return np.asarray(numbers.detach().numpy(), np.float16)


def rounds(numbers: Sequence[int], size: int, chance: np.random.Generator) -> Iterator[list[int]]:
    """Batches of some numbers in random order, over and over; what a round leaves over of a batch is passed over."""
    left: list[int] = []
    while True:
        if len(left) < size:
            left = chance.permutation(list(numbers)).tolist()
        batch, left = left[:size], left[size:]
        yield batch


def folds(count: int, parts: int, chance: np.random.Generator) -> Iterator[tuple[list[int], list[int]]]:
    """So many numbers in random parts: for each part the numbers of the others, to learn from, and its own."""
    fold = chance.integers(0, parts, count)
    for own in range(parts):
        yield np.flatnonzero(fold != own).tolist(), np.flatnonzero(fold == own).tolist()


def descend(parts: Mapping[nn.Module, float], loss: Callable[[], Tensor], *, steps: int, warmup: int, decay: float = 0.01) -> None:
    """Train models by AdamW: the rate rises over the first steps to its peak and falls with a cosine to zero.

    Args:
        parts: Models, whose parameters are changed, each with its peak rate.
        loss: Of the next batch.
        steps: So many batches.
        warmup: Steps until the peak.
        decay: Of the weights.
    """
    optimiser = torch.optim.AdamW([{"params": [*part.parameters()], "peak": rate} for part, rate in parts.items()], weight_decay=decay)
    started, running = time.monotonic(), 0.0
    for step in range(steps):
        found = loss()
        for parameters in optimiser.param_groups:
            parameters["lr"] = parameters["peak"] * min(1.0, (step + 1) / warmup) * 0.5 * (1 + math.cos(math.pi * step / steps))
        optimiser.zero_grad()
        found.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([weight for part in parts for weight in part.parameters()], LONGEST_STEP)
        optimiser.step()
        running = 0.98 * running + 0.02 * found.item() if step else found.item()
        if step % 100 == 99:
            log.info("step %d of %d, loss %.3f, %.0f s", step + 1, steps, running, time.monotonic() - started)
