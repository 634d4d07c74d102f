"""The pictures of how far the probability of an answer can be trusted: `docs/images/answerability-*.svg`.

    python -m evaluation.answerability_figures [--shared ../shared/data] [--data data/suites]

``dev`` cases by a fit that saw neither their document nor their question, ``test`` cases by the model that the product ships.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from embeddings.encoder import open_encoder
from evaluation.answerability_examples import OWN
from evaluation.answerability_fit import Example
from evaluation.calibrate_answerability import fits_of, gathered, table
from evaluation.intervals import reliability, risk_coverage
from evaluation.plots import reliability_diagram, risk_coverage_curve
from rag.retrieval.answerability import model_for
from rag.settings import ROOT, Settings

IMAGES = ROOT / "docs" / "images"


def scored(examples: Sequence[Example], chances: dict[str, float]) -> list[tuple[float, float]]:
    """Probability and whether there is an answer, of each case; what a rule decides has none."""
    return [(0.0 if e.ruled else chances[e.id], float(e.answerable)) for e in examples if e.source == OWN]


def main() -> None:
    """Draw, and print the figures of the test part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--data", type=Path, default=Path("data/suites"))
    options = parser.parse_args()
    encoder = open_encoder(cache=Settings().cache_dir)
    dev, test = (gathered(encoder, options.shared, options.data, part) for part in ("dev", "test"))
    fits = fits_of(dev)
    seen = {e.id: model_for(e.group).probability(e.signals) for e in test}
    limits = {group: model_for(group).threshold for group in ("zh", "en", "other")}
    print("\n".join(["test, the model that ships", *table(test, seen, limits)]))  # noqa: T201
    points = {
        "dev, document not seen": scored(dev, {**fits["zh"].held_out, **fits["en"].held_out}),
        "test": scored(test, seen),
    }
    for name, pairs in points.items():
        chances, right = [c for c, _ in pairs], [r for _, r in pairs]
        picture = reliability_diagram(reliability(chances, right))
        (IMAGES / f"answerability-reliability-{name.partition(',')[0]}.svg").write_text(picture + "\n", encoding="utf-8")
    curves = {name: risk_coverage([c for c, _ in pairs], [r for _, r in pairs]) for name, pairs in points.items()}
    (IMAGES / "answerability-risk-coverage.svg").write_text(risk_coverage_curve(curves) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
