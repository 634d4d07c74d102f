"""What each signal of the search is worth: right measure first on the ``test`` cases, with and without it.

python -m evaluation.ablate_retrieval
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from embeddings.encoder import open_encoder
from evaluation.calibrate_fusion import Example, case_examples, together_examples
from rag.retrieval.fusion import FEW, SIGNALS, weights_for
from rag.settings import Settings

LANGUAGES = {"zh": "zh", "en": "en", "other": "fr"}
"""A language of each group, to look its weights up."""
DOCUMENTS = {"few": FEW, "many": FEW + 1}
READ = "all signals, and the sentence reader"


def right_first(examples: Sequence[Example], changed: Mapping[str, float] | None, without: str = "", *, reading: bool = False) -> float:
    """Share of questions whose best candidate is right, under other weights, without one signal, or with the sentence reader's share."""
    hits = []
    for example in examples:
        known = weights_for(LANGUAGES[example.group], DOCUMENTS[example.scope])
        weights = changed or known.final
        vector = np.array([0.0 if name == without else weights.get(name, 0.0) for name in SIGNALS])
        scores = example.read @ vector + (known.read * example.share_of_reading() if reading else 0.0)
        hits.append(example.read_right[int(np.argmax(scores))])
    return float(np.mean(hits))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/suites"))
    options = parser.parse_args()
    encoder = open_encoder(cache=Settings().cache_dir, threads=1)
    examples = [*case_examples(encoder, options.data, "test"), *together_examples(encoder, options.data, "test")]
    groups = {
        f"{label}, {scope}": [e for e in examples if e.scope == scope and (e.group == "zh") == (label == "zh")]
        for scope, label in product(DOCUMENTS, ("zh", "en + other"))
    }
    groups = {name: chosen for name, chosen in groups.items() if chosen}
    rows: dict[str, tuple[Mapping[str, float] | None, str]] = {
        READ: (None, ""),
        "all signals": (None, ""),
        "dense passages alone": ({"dense": 1.0}, ""),
        "dense sentences alone": ({"sentence": 1.0}, ""),
        "BM25 alone": ({"body": 1.0}, ""),
        "dense + BM25, equal z-scores": ({"dense": 1.0, "body": 1.0}, ""),
        "dense + sentences + BM25, equal z-scores": ({"dense": 1.0, "sentence": 1.0, "body": 1.0}, ""),
    }
    rows |= {f"without {name}": (None, name) for name in SIGNALS}
    print("| signals | " + " | ".join(f"{name} (n = {len(chosen)})" for name, chosen in groups.items()) + " |")  # noqa: T201
    print("|---|" + "---|" * len(groups))  # noqa: T201
    for label, (changed, without) in rows.items():
        shares = [right_first(chosen, changed, without, reading=label == READ) for chosen in groups.values()]
        print(f"| {label} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")  # noqa: T201


if __name__ == "__main__":
    main()
