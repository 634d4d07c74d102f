"""The command ``policyqa evaluate``: scores beside the baselines, a report, and what changed since an earlier run."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

import evaluation
from corpus.errors import UserError
from embeddings.builds import update_index
from embeddings.encoder import Encoder, open_encoder
from evaluation.baselines import baselines
from evaluation.comparison import comparison, read_scores
from evaluation.datasets import Exam, exams
from evaluation.generators import Generators, consulted_table
from evaluation.judge import Judge, judge_table
from evaluation.refusal_suite import judge_contexts, refusal_table
from evaluation.report import markdown, write_report
from evaluation.runs import Run, run_system
from evaluation.sampling import sampled
from evaluation.scores import Scores, score_run
from evaluation.systems import ChatSystem, HttpSystem, System
from rag.settings import Settings


def source_fingerprint() -> str:
    """Digest of the program's own code and data, so that a resumed run never mixes two builds."""
    root = Path(evaluation.__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for folder in ("corpus", "embeddings", "rag"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def indexed(exam: Exam, settings: Settings, folder: Path, encoder: Encoder) -> Settings:
    """Settings that name an index of one document, made under ``folder``."""
    own = settings.model_copy(update={"data_dir": folder / exam.parsed.document.sha256[:12]})
    update_index(own.index_dir, [exam.path], encoder=encoder, cache=own.vector_cache)
    return own


def _systems(exam: Exam, settings: Settings, folder: Path, generators: Generators, *, with_baselines: bool) -> Iterator[System]:
    encoder = open_encoder(settings.encoder, cache=settings.cache_dir, runtime=settings.encoder_runtime)
    yield from generators.systems(indexed(exam, settings, folder, encoder), source_fingerprint())
    if with_baselines:
        yield from baselines(exam.parsed, encoder)


def run_exams(
    selected: list[Exam],
    settings: Settings,
    folder: Path,
    *,
    generators: tuple[str, ...] = (),
    others: tuple[System, ...] = (),
    with_baselines: bool = True,
) -> list[Scores]:
    """Asks every system every case and scores the runs; the product first, the same order of cases for all.

    Args:
        selected: Documents and cases.
        settings: Of the product.
        folder: Where indexes and answers are kept.
        generators: The product is asked once with each; the settings' own when empty.
        others: Systems from elsewhere.
        with_baselines: Whether the baselines are asked too.
    """
    runs: dict[str, list[Run]] = defaultdict(list)
    writers = Generators(settings, generators)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        for exam in selected:
            for system in (*_systems(exam, settings, folder / "work", writers, with_baselines=with_baselines), *others):
                task = progress.add_task(f"{system.name} · {exam.parsed.document.title[:24]}", total=len(exam.cases))
                file = folder / "answers" / f"{exam.parsed.document.sha256[:12]}-{system.name.replace(' ', '_').replace('/', '_')}.jsonl"
                run = run_system(system, exam.cases, file, progress=partial(_shown, progress, task))
                runs[system.name].append(run)
    texts = {exam.parsed.document.id: exam.parsed.document.text for exam in selected}
    return [score_run(_joined(name, parts), texts) for name, parts in runs.items()]


def _shown(progress: Progress, task: TaskID, done: int, total: int) -> None:
    progress.update(task, completed=done, total=total)


def _joined(name: str, parts: list[Run]) -> Run:
    return Run(
        system=name,
        cases=tuple(case for run in parts for case in run.cases),
        answers=tuple(answer for run in parts for answer in run.answers),
    )


def suite_table(name: str, folder: Path, settings: Settings) -> str:
    """A retrieval suite over any corpus of its form, as a Markdown table: one row a system.

    Raises:
        UserError: When there is no such suite, or its files are not in the folder.
    """
    from evaluation.retrieval_suites import SUITES, load_suite, open_suite
    from evaluation.retrieval_suites import evaluate as ranked

    if name not in (*SUITES, "dureader"):
        raise UserError(f"no suite '{name}': choose one of {', '.join(SUITES)}, dureader")
    encoder = open_encoder(settings.encoder, cache=settings.cache_dir, runtime=settings.encoder_runtime)
    if name == "dureader":
        return refusal_table(judge_contexts(folder / "refusal_dureader_checklist.jsonl", encoder, settings.data_dir / "suites"))
    try:
        texts, questions = load_suite(name, folder)
    except FileNotFoundError as error:
        raise UserError(f"no {error.filename}: name the folder of the suite's files with --suite-folder") from error
    rows = ranked(open_suite(texts, encoder, settings.data_dir / "suites", name), texts, questions)
    names = list(dict.fromkeys(metric for metrics in rows.values() for metric in metrics))
    lines = [f"{name}: {len(texts)} documents, {len(questions)} questions", "", "| system | " + " | ".join(names) + " |"]
    lines.append("|---" * (len(names) + 1) + "|")
    lines += [f"| {system} | " + " | ".join(f"{metrics[m]:.3f}" for m in names) + " |" for system, metrics in sorted(rows.items())]
    return "\n".join(lines)


def judged(runs: list[Scores], address: str, model: str, *, ragas: bool) -> str:
    """What a model says of the product's answers, beside strict accuracy; an opinion, never a gate.

    Raises:
        SettingsError: When ragas is asked for and not installed.
    """
    settings = Settings()
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    tables = [judge_table(Judge(address, model=model, key=key), runs)]
    if ragas:
        from evaluation.ragas_judge import RagasJudge, ragas_table

        encoder = open_encoder(settings.encoder, cache=settings.cache_dir, runtime=settings.encoder_runtime)
        opinion = RagasJudge(address, model=model, encoder=encoder, settings=settings)
        tables += [ragas_table(opinion, scores) for scores in runs]
    return "\n\n".join(tables)


def contribute(app: typer.Typer) -> None:
    """Adds the command to the program."""
    app.command("evaluate")(evaluate)


def evaluate(
    datasets: Annotated[list[Path] | None, typer.Argument(help="JSONL files of cases; default: all in the repository.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the report, scores.json and the answers.")] = Path("artifacts/evaluation"),
    part: Annotated[str, typer.Option(help="dev, test or all.")] = "all",
    tag: Annotated[str | None, typer.Option(help="Only cases with this tag, such as main_job.")] = None,
    against: Annotated[Path | None, typer.Option(help="Folder of an earlier run to compare with.")] = None,
    suite: Annotated[str | None, typer.Option(help="A retrieval suite instead: ncp, stard, xquad or dureader.")] = None,
    suite_folder: Annotated[Path, typer.Option(help="Where the files of the suite lie.")] = Path("../shared/data"),
    sample: Annotated[int | None, typer.Option(help="Only so many cases, the same every time, each kind in its share.")] = None,
    generator: Annotated[list[str] | None, typer.Option(help="Compare writers: extractive, openai, local; once for each.")] = None,
    baselines: Annotated[bool, typer.Option(help="Score the baselines beside the product.")] = True,
    http: Annotated[str | None, typer.Option(help="Also score a service with this interface at this address.")] = None,
    chat: Annotated[str | None, typer.Option(help="Also score an OpenAI-compatible endpoint (with --model).")] = None,
    judge: Annotated[str | None, typer.Option(help="OpenAI-compatible endpoint of a judge (with --model).")] = None,
    model: Annotated[str | None, typer.Option(help="Model for --chat or --judge.")] = None,
    ragas: Annotated[bool, typer.Option(help="Let ragas judge too, with the same model (extra judge).")] = False,
) -> None:
    """Score answers beside the baselines and write an HTML report."""
    console = Console()
    if suite:
        console.print(suite_table(suite, suite_folder, Settings()), markup=False)
        return
    if (chat or judge) and not model:
        raise UserError("--chat and --judge need --model NAME: say which model to ask")
    before = read_scores(against) if against else None
    others: list[System] = [HttpSystem(http)] if http else []
    if chat and model:
        others.append(ChatSystem(chat, model=model))
    selected = exams(datasets or (), part=part, tag=tag)
    if sample is not None:
        selected = sampled(selected, sample)
    runs = run_exams(selected, Settings(), out, generators=tuple(generator or ()), others=tuple(others), with_baselines=baselines)
    label = ", ".join(path.stem for path in datasets) if datasets else "all data sets"
    write_report(runs, out, dataset=label, part=f"part {part}")
    console.print(markdown(runs), markup=False)
    if words := consulted_table(runs):
        console.print(words, markup=False)
        (out / "generators.md").write_text(words, encoding="utf-8")
    console.print(f"report: {out / 'report.html'}", markup=False)
    if judge and model:
        console.print(judged([scores for scores in runs if scores.system.startswith("policyqa")], judge, model, ragas=ragas), markup=False)
    if before:
        console.print(comparison(before, runs[0]), markup=False)
