"""Two documents that questions are asked about: the shipped opinion and the fictitious regulation of the benchmark."""

from __future__ import annotations

from pathlib import Path

from corpus.parsing import parse_file

_ROOT = Path(__file__).resolve().parent.parent
SEED_FILE = next((_ROOT / "corpus" / "policies").glob("湘政办发*.txt"))
OTHER_FILE = next((_ROOT / "evaluation" / "documents").glob("*.txt"))
SEED = parse_file(SEED_FILE)
OTHER = parse_file(OTHER_FILE)
