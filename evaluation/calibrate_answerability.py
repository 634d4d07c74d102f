"""Fit the probability that a search holds an answer, on questions that are nobody's test.

    python -m evaluation.calibrate_answerability [--shared ../shared/data] [--data data/suites] [--dry]

Takes the ``dev`` cases, the same questions put to other policies, questions over encyclopaedic passages, and questions over laws
(`answerability_examples`); fits one model for Chinese and one for all other languages, chosen by how it does on documents that it did not
see; prints that, and writes `rag/retrieval/answerability.json`. Vectors are remembered under the data folder: half an hour on the first
run, then ten minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

import rag.retrieval.answerability
from embeddings.encoder import Encoder, open_encoder
from evaluation.answerability_examples import OWN, Asked, Source, asked_of_own, chosen, crossed, opened, own_cases, write_passages
from evaluation.answerability_fit import REFUSED, Example, Fit, area, fit, threshold
from evaluation.datasets import DOCUMENTS
from evaluation.training_questions import asked_of_laws
from rag.queries import QueryKind
from rag.retrieval.answer_signals import signals_of
from rag.retrieval.answerability import claims_of, ruled
from rag.retrieval.fusion import group_of
from rag.settings import Settings

OTHERS, CROSSED, PASSAGE_FILES = 24, 250, 15
"""Policies without cases, cases put to another policy, and documents of passages."""


def examples_of(source: Source, asked: Sequence[Asked]) -> list[Example]:
    """Signals of content questions, each searched in its own document alone."""
    out: list[Example] = []
    for file in sorted({a.document for a in asked} & set(source.by_file)):
        retriever = source.alone(file)
        for one in (a for a in asked if a.document == file):
            query = retriever.understood(one.question, one.history)
            if query.kind is not QueryKind.CONTENT:
                continue
            ranking = retriever.ranker.rank(query)
            signals = signals_of(query, ranking, retriever.lexicon)
            out.append(
                Example(
                    id=one.id,
                    group=group_of(query.language),
                    document=file,
                    source=one.source,
                    answerable=one.answerable,
                    outcome=one.outcome,
                    ruled=ruled(query, ranking, signals, claims_of(query, ranking)) is not None,
                    signals=signals,
                )
            )
    return out


def gathered(encoder: Encoder, shared: Path, data: Path, part: str) -> list[Example]:
    """All examples; of ``test`` the cases alone.

    Raises:
        UserError: When policies or laws are not there.
    """
    laws = asked_of_laws(shared, encoder, data) if part == "dev" else None
    policies, folder = shared / "policies", data / "answerability-files"
    cases = own_cases(policies)
    sources = [opened(sorted(f.glob("*.txt")), encoder, data, f"answerability-{f.name}") for f in DOCUMENTS]
    real = opened(chosen(policies, cases, OTHERS), encoder, data, "answerability-real")
    asked = asked_of_own(cases, part)
    out = [e for source in sources for e in examples_of(source, asked)]
    if laws is None:
        return out + examples_of(real, asked)
    out += examples_of(real, [*asked, *crossed(cases, real, limit=CROSSED)])
    passages = write_passages(shared, folder, PASSAGE_FILES)
    out += examples_of(opened(sorted(folder.glob("*.txt")), encoder, data, "answerability-passages"), passages)
    return out + examples_of(*laws)


def table(examples: Sequence[Example], chances: Mapping[str, float], limits: Mapping[str, float]) -> list[str]:
    """AUC, refusals caught and answerable refused, by language and by reason; what a rule decides counts as caught."""
    own = [e for e in examples if e.source == OWN]
    scores = {e.id: -1.0 if e.ruled else chances[e.id] for e in own}
    low = {e.id: e.ruled or chances[e.id] < limits[e.group] for e in own}
    lines = []
    for name in ("zh", "en", "other", "all"):
        mine = [e for e in own if name in (e.group, "all")]
        y = np.array([float(e.answerable) for e in mine])
        if 0 < y.sum() < len(y):
            caught = np.mean([low[e.id] for e in mine if not e.answerable])
            refused = np.mean([low[e.id] for e in mine if e.answerable])
            auc = area(y, np.array([scores[e.id] for e in mine]))
            lines.append(f"{name:6} n {len(mine):4} AUC {auc:.3f}  caught {caught:.3f}  refused {refused:.3f}")
    for outcome in sorted({e.outcome for e in own if e.outcome}):
        mine = [e for e in own if e.outcome == outcome]
        lines.append(f"{outcome:18} n {len(mine):4} caught {np.mean([low[e.id] for e in mine]):.3f}")
    return lines


def limits_of(examples: Sequence[Example], chances: Mapping[str, float]) -> dict[str, float]:
    """The threshold of each group of languages."""
    limits = {}
    for group in ("zh", "en", "other"):
        right = [e for e in examples if e.source == OWN and e.group == group and e.answerable]
        kept = [chances[e.id] for e in right if not e.ruled]
        limits[group] = round(threshold(kept, len(right) - len(kept), len(right)), 4)
    return limits


def as_json(one: Fit, limit: float) -> dict[str, object]:
    """A model in the form of `rag/retrieval/answerability.json`; signals without weight are left out."""
    kept = [i for i, weight in enumerate(one.weight) if abs(weight) >= 5e-4]
    return {
        "mean": {one.names[i]: round(float(one.mean[i]), 6) for i in kept},
        "scale": {one.names[i]: round(float(one.scale[i]), 6) for i in kept},
        "weight": {one.names[i]: round(float(one.weight[i]), 4) for i in kept},
        "intercept": round(one.intercept, 4),
        "threshold": limit,
    }


def fits_of(examples: Sequence[Example]) -> dict[str, Fit]:
    """Chinese, and one fit for the rest; what a rule decides is no example for it."""
    left = [e for e in examples if not e.ruled]
    foreign = fit([e for e in left if e.group != "zh"])
    return {"zh": fit([e for e in left if e.group == "zh"]), "en": foreign, "other": foreign}


def main() -> None:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--data", type=Path, default=Path("data/suites"))
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args()
    encoder = open_encoder(cache=Settings().cache_dir)
    examples = gathered(encoder, options.shared, options.data, "dev")
    fits = fits_of(examples)
    unseen = {**fits["zh"].held_out, **fits["en"].held_out}
    near = {**fits["zh"].held_out_question, **fits["en"].held_out_question}
    limits = limits_of(examples, unseen)
    lines = [f"{sum(e.source == s for e in examples)} {s}" for s in sorted({e.source for e in examples})]
    lines += [f"zh: {fits['zh'].chosen}; others: {fits['en'].chosen}; at most {REFUSED:.0%} refused"]
    lines += ["-- documents not seen", *table(examples, unseen, limits)]
    lines += ["-- questions not seen", *table(examples, near, limits)]
    print("\n".join(lines))  # noqa: T201
    if not options.dry:
        path = Path(rag.retrieval.answerability.__file__).with_name("answerability.json")
        models = {group: as_json(one, limits[group]) for group, one in fits.items()}
        path.write_text(json.dumps({"models": models}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
