"""The commands ``feedback export`` and ``feedback stats``: what people said of the answers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.console import read_settings, say, say_json, warn

if TYPE_CHECKING:
    from ui.feedback_records import Feedback

commands = typer.Typer(help="What people said of the answers.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the table."""
    app.add_typer(commands, name="feedback")


def _records() -> list[Feedback]:
    from ui.feedback_store import FeedbackStore

    return FeedbackStore(read_settings().feedback_file).all()


@commands.command()
def export(
    out: Annotated[Path | None, typer.Option("--out", help="File to write instead of standard output.", show_default=False)] = None,
) -> None:
    """Write the answers that people rated as cases for policyqa evaluate, one JSON object a line."""
    from ui.batch import write_lines
    from ui.feedback_cases import feedback_cases

    records = _records()
    exported = feedback_cases(records)
    if out is not None:
        write_lines(out, exported.cases)
    elif exported.cases:
        say("\n".join(json.dumps(case, ensure_ascii=False) for case in exported.cases))
    warn(f"{len(records)} verdicts, {len(exported.cases)} cases")
    for why, count in sorted(exported.left_out.items()):
        warn(f"left out {count}: {why}")


@commands.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Count the verdicts by reason, status and language."""
    records = _records()
    counts = {
        "verdicts": len(records),
        "with_question": sum(one.question is not None for one in records),
        "by_verdict": dict(Counter(str(one.verdict) for one in records)),
        "by_reason": dict(Counter(str(one.reason or "none") for one in records).most_common()),
        "by_status": dict(Counter(str(one.status) for one in records).most_common()),
        "by_language": dict(Counter(one.language for one in records).most_common()),
    }
    if as_json:
        say_json(counts)
        return
    for name, value in counts.items():
        words = ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else str(value)
        say(f"{name.replace('_', ' ')}: {words or '-'}")
