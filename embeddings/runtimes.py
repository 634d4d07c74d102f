"""What turns texts into vectors, whatever library does the work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""``(n, dimension)``, each row of length 1."""


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
