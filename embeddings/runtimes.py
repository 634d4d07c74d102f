"""What turns texts into vectors, whatever library does the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""``(n, dimension)``, each row of length 1."""


States = NDArray[np.float32]
"""``(tokens, hidden)``: the state of each token of a text after `TOKEN_LAYER` layers."""

TOKEN_LAYER = 10
"""Layers of the encoder that a token's state has been through: the last two of twelve turn tokens towards the one vector of the text."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a model made of each token of a text."""

    states: States
    starts: NDArray[np.int64]
    """``(tokens,)``: where each begins in the text, in code points."""


class Runtime(Protocol):
    """A loaded model."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens that the model reads; what comes after them is cut."""

    @property
    def concurrency(self) -> int:
        """Batches that may be encoded at once; 1 where a single batch fills the processor."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts that carry their prompt, as one batch; at least one text."""

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone: no prompt, no special tokens, nothing cut."""


@runtime_checkable
class TokenRuntime(Runtime, Protocol):
    """A loaded model that also tells what it made of each token."""

    def encode_tokens(self, texts: Sequence[str]) -> tuple[Vectors, list[Tokens]]:
        """What `encode` gives, and each text's tokens, special tokens at both ends included; at least one text."""
