"""Scores as people read them: one self-contained HTML page, a Markdown table, and JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

from evaluation import plots
from evaluation.intervals import Estimate, randomisation_p, reliability, risk_coverage
from evaluation.metrics import confidence, ranking
from evaluation.scores import HEADLINE, Scored, Scores

COUNTS = frozenset({"unsupported numbers", "sentences"})
"""Metrics that are not shares."""


def _cell(value: float | None, note: str = "") -> dict[str, str]:
    return {"value": "–" if value is None else f"{value:.3f}", "note": note}


def _metric_row(name: str, runs: Sequence[Scores]) -> dict[str, Any]:
    ours = [scored.values[name] for scored in runs[0].cases]
    cells = []
    for scores in runs:
        found: Estimate | None = scores.overall.get(name)
        note = f"{found.low:.3f}–{found.high:.3f}, n={found.n}" if found else ""
        if found and scores is not runs[0]:
            p = randomisation_p(ours, [scored.values[name] for scored in scores.cases])
            note += "" if p is None else ", p<0.001" if p < 0.001 else f", p={p:.3f}"
        cells.append(_cell(found.mean if found else None, note))
    return {"metric": name, "cells": cells}


def table(runs: Sequence[Scores]) -> list[dict[str, Any]]:
    """Rows of the comparison: every headline metric, then refusal and latency."""
    rows = [_metric_row(name, runs) for name in HEADLINE if any(name in scores.overall for scores in runs)]
    for name in ("refusal precision", "refusal recall", "refusal F1", "AUC"):
        rows.append({"metric": name, "cells": [_cell(scores.refusal.get(name)) for scores in runs]})
    for name in ("p50", "p95"):
        rows.append({"metric": f"latency {name}, ms", "cells": [_cell(scores.latency.get(name)) for scores in runs]})
    return rows


def markdown(runs: Sequence[Scores]) -> str:
    """The comparison as a Markdown table."""
    lines = ["| metric | " + " | ".join(scores.system for scores in runs) + " |", "|---" * (len(runs) + 1) + "|"]
    for row in table(runs):
        cells = [f"{cell['value']} ({cell['note'].split(',')[0]})" if cell["note"] else cell["value"] for cell in row["cells"]]
        lines.append(f"| {row['metric']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def as_json(runs: Sequence[Scores]) -> dict[str, Any]:
    """Every number, and every case's values, for `--against` and for the gates."""
    return {
        scores.system: {
            "overall": {name: dataclasses.asdict(value) for name, value in scores.overall.items()},
            "by_kind": _nested(scores.by_kind),
            "by_language": _nested(scores.by_language),
            "refusal": dict(scores.refusal),
            "latency_ms": dict(scores.latency),
            "cases": {scored.case.id: dict(scored.values) for scored in scores.cases},
        }
        for scores in runs
    }


def _nested(groups: Mapping[str, Mapping[str, Estimate]]) -> dict[str, Any]:
    return {group: {name: dataclasses.asdict(value) for name, value in estimates.items()} for group, estimates in groups.items()}


def failures(scores: Scores) -> list[Scored]:
    """Cases that are not strictly right, the most confident mistakes first."""
    wrong = [scored for scored in scores.cases if scored.values["strict accuracy"] != 1.0]
    return sorted(wrong, key=lambda scored: (-(confidence(scored.answer) or 0.0), scored.case.id))


def _worst(scored: Scored) -> dict[str, Any]:
    case, answer = scored.case, scored.answer
    return {
        "id": case.id, "kind": case.kind, "language": case.language, "history": case.history, "question": case.question,
        "status": answer["status"], "answer": answer.get("text", ""),
        "quotes": "\n".join(f"{c['label']} {c['quote']}" for c in answer.get("citations", ())),
        "gold_measures": "、".join(map(str, case.measures)) or case.outcome or "front matter",
        "gold": case.gold or "\n".join(" / ".join(fact) for fact in case.facts),
    }  # fmt: skip


def _group_plots(scores: Scores) -> list[str]:
    pictures = []
    for metric in ("strict accuracy", "Success@1"):
        for groups, word in ((scores.by_kind, "kind"), (scores.by_language, "language")):
            bars = {name: estimates[metric] for name, estimates in groups.items() if metric in estimates}
            if bars:
                pictures.append(plots.interval_bars(bars, f"{metric} by {word}"))
    return pictures


def _refusal_plots(scores: Scores) -> list[str]:
    sure = [(c, s) for s in scores.cases if (c := confidence(s.answer)) is not None]
    if not sure:
        return []
    curve = risk_coverage([c for c, _ in sure], [s.values["strict accuracy"] or 0.0 for _, s in sure])
    bins = reliability([c for c, _ in sure], [float(s.case.answerable) for _, s in sure])
    return [plots.risk_coverage_curve({scores.system: curve}), plots.reliability_diagram(bins)]


def _confusion(scores: Scores) -> str:
    pairs = [(s.case.measures[0], ranking(s.answer)[0]) for s in scores.cases if len(s.case.measures) == 1 and ranking(s.answer)]
    size = max((max(pair) for pair in pairs), default=1)
    return plots.confusion(pairs, min(size, 40))


def html(runs: Sequence[Scores], *, dataset: str, part: str, worst: int = 60) -> str:
    """The page; the first run is the one in focus, the others stand beside it."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(files("evaluation").joinpath("templates/report.html.j2").read_text(encoding="utf-8"))
    focus = runs[0]
    return template.render(
        dataset=dataset,
        part=part,
        cases=len(focus.cases),
        systems=[scores.system for scores in runs],
        table=table(runs),
        groups=_group_plots(focus),
        refusal_plots=_refusal_plots(focus),
        confusion=_confusion(focus),
        worst=[_worst(scored) for scored in failures(focus)[:worst]],
    )


def write_report(runs: Sequence[Scores], folder: Path, *, dataset: str, part: str) -> None:
    """Writes ``report.html``, ``report.md`` and ``scores.json`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.html").write_text(html(runs, dataset=dataset, part=part), encoding="utf-8")
    (folder / "report.md").write_text(markdown(runs), encoding="utf-8")
    (folder / "scores.json").write_text(json.dumps(as_json(runs), ensure_ascii=False, indent=1), encoding="utf-8")
