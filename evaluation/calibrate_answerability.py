"""Fit the probability that a search holds an answer, on the ``dev`` cases of the benchmark.

    python -m evaluation.calibrate_answerability

Logistic regression with an L2 penalty over standardised signals, one model for Chinese and one for other languages, on real cases alone:
answerable ones with their gold measures taken out of the ranking were tried as more unanswerable ones and made it worse. Strength of the
penalty by five-fold cross-validation; the threshold refuses at most 3 % of the answerable questions out of fold. Writes
`rag/retrieval/answerability.json`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import rag.retrieval.answerability
from embeddings.encoder import Encoder, open_encoder
from evaluation.cases import load_cases
from evaluation.retrieval_suites import policy_retriever
from rag.queries import QueryKind
from rag.retrieval.answerability import signals_of
from rag.retrieval.fusion import CHINESE
from rag.retrieval.pool import Matrix
from rag.understanding.premises import unfounded

PENALTIES = (0.5, 1.5, 5.0, 15.0, 50.0, 150.0)
REFUSED = 0.03
"""Share of answerable questions that may fall below the threshold."""


@dataclass(frozen=True, slots=True)
class Example:
    """Signals of one search, and whether it holds an answer."""

    chinese: bool
    signals: dict[str, float]
    answerable: bool
    weight: float
    case: str


def examples_of(encoder: Encoder, data: Path, part: str) -> list[Example]:
    """Content questions of the cases on the policies that the repository holds."""
    root = Path(__file__).parent
    out: list[Example] = []
    for name, folder in (("hunan", root.parent / "corpus" / "policies"), ("yunxi", root / "documents")):
        retriever = policy_retriever(sorted(folder.glob("*.txt")), encoder, data, name)
        for case in load_cases(root / "data" / f"{name}.jsonl"):
            query = retriever.understood(case.question, case.history)
            if case.part != part or query.kind is not QueryKind.CONTENT or case.kind in ("injection", "out_of_scope"):
                continue
            ranking = retriever.ranker.rank(query)
            claimed = bool(unfounded(query.normalised, [o.document for o in ranking.opened[:3]]))
            chinese = query.language in CHINESE
            if not claimed:
                out.append(Example(chinese, signals_of(query, ranking, retriever.lexicon), case.answerable, 1.0, case.id))
    return out


def arrays(examples: Sequence[Example]) -> tuple[list[str], Matrix, Matrix, Matrix]:
    """Names of the signals, signals, labels, weights."""
    names = sorted(examples[0].signals)
    x = np.array([[e.signals[n] for n in names] for e in examples])
    return names, x, np.array([float(e.answerable) for e in examples]), np.array([e.weight for e in examples])


def fitted(x: Matrix, y: Matrix, weights: Matrix, penalty: float) -> Matrix:
    """Coefficients, the intercept last."""
    padded = np.hstack([x, np.ones((len(x), 1))])

    def loss(beta: Matrix) -> tuple[float, Matrix]:
        logits = padded @ beta
        chances = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        value = -(weights * (y * np.log(chances + 1e-12) + (1 - y) * np.log(1 - chances + 1e-12))).sum()
        slope = padded.T @ (weights * (chances - y))
        plain = np.append(beta[:-1], 0.0)
        return float(value + penalty * plain @ plain), slope + 2 * penalty * plain

    return np.asarray(minimize(loss, np.zeros(padded.shape[1]), jac=True, method="L-BFGS-B").x)


def out_of_fold(x: Matrix, y: Matrix, weights: Matrix, folds: Matrix, penalty: float) -> Matrix:
    """Probability of each example by a model that did not see its case."""
    chances = np.zeros(len(y))
    for fold in range(5):
        held = folds == fold
        beta = fitted(x[~held], y[~held], weights[~held], penalty)
        chances[held] = 1 / (1 + np.exp(-(x[held] @ beta[:-1] + beta[-1])))
    return chances


def auc(y: Matrix, chances: Matrix) -> float:
    """Area under the receiver operating characteristic, ties counting half."""
    right, wrong = chances[y == 1], chances[y == 0]
    return float(np.mean((right[:, None] > wrong[None, :]) + 0.5 * (right[:, None] == wrong[None, :])))


def model(examples: Sequence[Example]) -> dict[str, object]:
    """A fitted model in the form of `rag/retrieval/answerability.json`."""
    names, x, y, weights = arrays(examples)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale < 1e-9] = 1.0
    x = (x - mean) / scale
    folds = np.array([sum(e.case.encode()) % 5 for e in examples])
    real = weights == 1.0
    tried = {p: out_of_fold(x, y, weights, folds, p) for p in PENALTIES}
    best = max(PENALTIES, key=lambda p: auc(y[real], tried[p][real]))
    chances = tried[best][real]
    threshold = float(np.quantile(chances[y[real] == 1], REFUSED))
    caught = float((chances[y[real] == 0] < threshold).mean())
    print(f"{len(y)} examples, {int(real.sum())} cases: penalty {best}, AUC {auc(y[real], chances):.3f}, caught {caught:.3f}")  # noqa: T201
    beta = fitted(x, y, weights, best)
    return {
        "mean": {n: round(float(v), 6) for n, v in zip(names, mean, strict=True)},
        "scale": {n: round(float(v), 6) for n, v in zip(names, scale, strict=True)},
        "weight": {n: round(float(v), 4) for n, v in zip(names, beta[:-1], strict=True)},
        "intercept": round(float(beta[-1]), 4),
        "threshold": round(threshold, 4),
    }


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data/suites"))
    options = parser.parse_args()
    encoder = open_encoder(cache=Path("data/cache"), threads=1)
    examples = examples_of(encoder, options.data, "dev")
    models = {"zh": model([e for e in examples if e.chinese]), "foreign": model([e for e in examples if not e.chinese])}
    path = Path(rag.retrieval.answerability.__file__).with_name("answerability.json")
    path.write_text(json.dumps({"models": models}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
