"""The command ``policyqa bench``: speed, memory and scale beside the baselines, in one run."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from corpus.errors import UserError
from embeddings.encoder import Encoder, open_encoder
from evaluation.bench.large_index import measure_large_index
from evaluation.bench.scale import SIZES, STORES, measure_scale, real_passages
from evaluation.bench.serving import measure_serving
from evaluation.bench.stages import measure_encoder, measure_indexing, measure_parsing
from evaluation.bench.timing import growth_exponent
from evaluation.datasets import DATA
from evaluation.plots import line_chart
from rag.settings import Settings

PARTS = ("parsing", "encoder", "indexing", "serving", "scale", "large")
BY_DEFAULT = PARTS[:-1]
"""A large index takes ten minutes and more to build."""


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())
    return {"processor": model, "cores": str(os.cpu_count()), "system": platform.platform(terse=True), "python": platform.python_version()}


def bench_questions() -> list[str]:
    """Every question of the repository's data sets, each once: none is answered from a cache."""
    questions: dict[str, None] = {}
    for path in sorted(DATA.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "question" in row and not row.get("history"):
                questions[row["question"]] = None
    return list(questions)


def growth(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """For each part, the exponent b of cost ≈ a · size^b for building and for asking."""
    exponents = {}
    for part in sorted({str(row["part"]) for row in rows}):
        own = [row for row in rows if row["part"] == part]
        if len(own) > 1:
            sizes = [float(row["size"]) for row in own]
            exponents[part] = {key: growth_exponent(sizes, [float(row[key]) for row in own]) for key in ("build_s", "p50_ms")}
    return exponents


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["| " + " | ".join(names) + " |", "|---" * len(names) + "|"]
    for row in rows:
        cells = (row.get(name, "") for name in names)
        lines.append("| " + " | ".join(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def as_markdown(results: Mapping[str, Any]) -> str:
    """All results as Markdown tables."""
    parts = []
    for name, value in results.items():
        rows = value if isinstance(value, list) else [value]
        flat = [{k: v for k, v in row.items() if not isinstance(v, list | dict)} for row in rows]
        parts.append(f"### {name}\n\n{_table(flat)}")
        parts += [_table(row["load"]) for row in rows if "load" in row]
        if name == "growth":
            parts[-1] = f"### {name}\n\n" + _table([{"part": part, **values} for part, values in value.items()])
    return "\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What is measured, and with what."""

    settings: Settings
    encoder: Encoder
    work: Path
    shared: Path
    sizes: tuple[int, ...]
    stores: tuple[str, ...]

    @property
    def real(self) -> list[Path]:
        """Folders of real texts; the shipped policies where there is nothing else."""
        folders = [folder for folder in (self.shared / "laws", self.shared / "policies") if folder.is_dir()]
        return folders or [self.settings.policies]

    def measure(self, part: str) -> Any:
        """The figures of one part."""
        match part:
            case "parsing":
                return measure_parsing([self.settings.policies, *self.real])
            case "encoder":
                return measure_encoder(self.encoder, real_passages(self.real, limit=64), bench_questions()[:40], self.settings.cache_dir)
            case "indexing":
                return measure_indexing(sorted(self.settings.policies.glob("*.txt")), self.encoder, self.work / "index")
            case "serving":
                return measure_serving(self.settings.data_dir, bench_questions())
            case "large":
                questions, policies = bench_questions(), self.settings.policies
                return measure_large_index(self.encoder, self.real, policies, questions, self.work, sizes=self.sizes)
            case _:
                return measure_scale(self.encoder, self.real, bench_questions(), self.work, sizes=self.sizes, stores=self.stores)


def contribute(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command("bench")(bench)


def bench(
    out: Annotated[Path, typer.Option(help="Folder for bench.json, bench.md and the plots.")] = Path("artifacts/bench"),
    parts: Annotated[str, typer.Option(help=f"Which of {', '.join(PARTS)}, joined by commas.")] = ",".join(BY_DEFAULT),
    sizes: Annotated[str, typer.Option(help="Passages for scale and large; add 1000000 for the largest (about an hour).")] = ",".join(
        map(str, SIZES)
    ),
    stores: Annotated[str, typer.Option(help=f"Which of {', '.join(STORES)} the scale part measures.")] = ",".join(STORES),
    shared: Annotated[Path, typer.Option(help="Folder with laws/ and policies/ of real texts, where there is one.")] = Path(
        "../shared/data"
    ),
) -> None:
    """Measure speed, memory and scale beside the baselines."""
    console = Console()
    chosen = [part.strip() for part in parts.split(",")]
    if unknown := set(chosen) - set(PARTS):
        raise UserError(f"no part '{sorted(unknown)[0]}': choose from {', '.join(PARTS)}")
    if unknown := set(stores.split(",")) - set(STORES):
        raise UserError(f"no store '{sorted(unknown)[0]}': choose from {', '.join(STORES)}")
    if not all(size.strip().isdigit() and int(size) > 0 for size in sizes.split(",")):
        raise UserError(f"--sizes takes whole numbers joined by commas, not '{sizes}'")
    settings = Settings()
    encoder = open_encoder(settings.encoder, cache=settings.cache_dir, runtime=settings.encoder_runtime)
    results: dict[str, Any] = {"machine": machine()}
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        measured = Bench(
            settings=settings,
            encoder=encoder,
            work=Path(work),
            shared=shared,
            sizes=tuple(int(size) for size in sizes.split(",")),
            stores=tuple(stores.split(",")),
        )
        for part in chosen:
            with console.status(f"measuring {part}"):
                results[part] = measured.measure(part)
            (out / "bench.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    if "scale" in results:
        results["growth"] = growth(results["scale"])
        (out / "scale.svg").write_text(_scale_plot(results["scale"]), encoding="utf-8")
    (out / "bench.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    (out / "bench.md").write_text(as_markdown(results), encoding="utf-8")
    console.print(as_markdown(results), markup=False)


def _scale_plot(rows: Sequence[Mapping[str, Any]]) -> str:
    series = {
        part: [(row["size"], row["p50_ms"]) for row in rows if row["part"] == part] for part in dict.fromkeys(r["part"] for r in rows)
    }
    return line_chart(series, "Time of one search", "passages", "median, ms")
