"""What a whole run is worth: every metric over all cases, per kind and per language, with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.cases import Case
from evaluation.intervals import Estimate, auc, estimate, percentile, refusal_scores
from evaluation.metrics import confidence, score
from evaluation.runs import Run

HEADLINE = (
    "Success@1", "Recall@1", "Recall@3", "Recall@5", "MRR", "nDCG@10", "strict accuracy", "key-fact recall",
    "citation precision", "citation recall", "set precision", "set recall", "set exact", "quote exactness",
    "unsupported numbers", "over-refusal", "language match", "sentences",
)  # fmt: skip
"""Order in which a report lists the metrics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One case with its answer and what it is worth."""

    case: Case
    answer: Mapping[str, Any]
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A run, scored."""

    system: str
    cases: tuple[Scored, ...]
    overall: Mapping[str, Estimate]
    by_kind: Mapping[str, Mapping[str, Estimate]]
    by_language: Mapping[str, Mapping[str, Estimate]]
    refusal: Mapping[str, float]
    """refusal precision, recall, F1, and AUC of the confidence where the system gives one."""
    latency: Mapping[str, float | None]
    """p50 and p95 in milliseconds."""


def _estimates(cases: Sequence[Scored]) -> dict[str, Estimate]:
    found = {name: estimate([scored.values[name] for scored in cases]) for name in HEADLINE}
    return {name: value for name, value in found.items() if value is not None}


def _grouped(cases: Sequence[Scored], key: Callable[[Case], str]) -> dict[str, dict[str, Estimate]]:
    groups: dict[str, list[Scored]] = defaultdict(list)
    for scored in cases:
        groups[key(scored.case)].append(scored)
    return {name: _estimates(groups[name]) for name in sorted(groups)}


def _refusal(cases: Sequence[Scored]) -> dict[str, float]:
    should = [not scored.case.answerable for scored in cases]
    found = refusal_scores(should, [scored.values["declined"] == 1.0 for scored in cases])
    sure = [(confidence(scored.answer), scored.case.answerable) for scored in cases]
    area = auc([c for c, yes in sure if c is not None and yes], [c for c, yes in sure if c is not None and not yes])
    return found if area is None else {**found, "AUC": area}


def score_run(run: Run, texts: Mapping[str, str]) -> Scores:
    """Scores every case of a run.

    Args:
        run: Cases and answers, in the same order.
        texts: Document text by document id, to check quotes against.
    """
    cases = tuple(
        Scored(case=case, answer=answer, values=score(case, answer, texts)) for case, answer in zip(run.cases, run.answers, strict=True)
    )
    milliseconds = [scored.values["latency ms"] for scored in cases]
    return Scores(
        system=run.system,
        cases=cases,
        overall=_estimates(cases),
        by_kind=_grouped(cases, lambda case: case.kind),
        by_language=_grouped(cases, lambda case: case.language),
        refusal=_refusal(cases),
        latency={"p50": percentile(milliseconds, 50), "p95": percentile(milliseconds, 95)},
    )
