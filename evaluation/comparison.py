"""What got better and what got worse between two runs, metric by metric and case by case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UserError
from evaluation.scores import Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One case whose strict accuracy moved."""

    case: str
    before: float
    after: float


def read_scores(path: Path) -> dict[str, Any]:
    """The scores of an earlier run: its folder, or the ``scores.json`` in it.

    Raises:
        UserError: When there is no such file, or it holds no scores.
    """
    file = path / "scores.json" if path.is_dir() else path
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        first = next(iter(found.values()))
        if "cases" not in first:
            raise KeyError("cases")
    except (OSError, ValueError, KeyError, StopIteration, AttributeError, TypeError) as error:
        raise UserError(f"{file} holds no scores ({error}): name the --out folder of an earlier `policyqa evaluate`") from error
    return dict(found)


def changed_cases(before: Mapping[str, Any], now: Scores) -> list[Change]:
    """Cases in both runs whose strict accuracy moved, the worsened first."""
    earlier = before.get(now.system, next(iter(before.values())))["cases"]
    changes = []
    for scored in now.cases:
        was = earlier.get(scored.case.id, {}).get("strict accuracy")
        value = scored.values["strict accuracy"]
        if was is not None and value is not None and was != value:
            changes.append(Change(case=scored.case.id, before=was, after=value))
    return sorted(changes, key=lambda change: (change.after - change.before, change.case))


def comparison(before: Mapping[str, Any], now: Scores) -> str:
    """Plain lines: each metric that moved, then each case that moved."""
    earlier = before.get(now.system, next(iter(before.values())))["overall"]
    lines = []
    for name, value in now.overall.items():
        was = earlier.get(name, {}).get("mean")
        if was is not None and abs(value.mean - was) > 1e-9:
            beyond = "beyond" if not value.low <= was <= value.high else "within"
            lines.append(f"{name}: {was:.3f} → {value.mean:.3f} ({value.mean - was:+.3f}, {beyond} the interval)")
    for change in changed_cases(before, now):
        lines.append(f"{'better' if change.after > change.before else 'worse '} {change.case}")
    return "\n".join(lines) or "nothing moved"
