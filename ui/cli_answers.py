"""Commands that answer: ``search``, ``ask``, ``verify``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import UserError
from ui.console import progress, read_settings, say, say_json, stop
from ui.scopes import read_scope

if TYPE_CHECKING:
    from rag.settings import Settings
    from ui.batch import BatchQuestion
    from ui.scopes import Scope

Document = Annotated[str | None, typer.Option("--document", help="Only this document: id, 文号, title or words of it.", show_default=False)]
Issuer = Annotated[str | None, typer.Option("--issuer", help="Only documents of this issuer.", show_default=False)]
Region = Annotated[str | None, typer.Option("--region", help="Only documents of this region.", show_default=False)]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Only documents in force on this day.", metavar="DATE", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the table."""
    app.command()(search)
    app.command()(ask)
    app.command()(verify)


def search(
    question: Annotated[str, typer.Argument(help="What to look for, in any language.", show_default=False)],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many measures.")] = 5,
    as_json: AsJson = False,
    document: Document = None,
    issuer: Issuer = None,
    region: Region = None,
    as_of: AsOf = None,
) -> None:
    """Find the measures nearest to a question, without an answer."""
    from ui.batch import whole
    from ui.hit_json import hits_json
    from ui.opening import open_room

    whole(question)
    scope = read_scope(document, issuer, region, as_of)
    found = hits_json(open_room(read_settings()).search(question, k, scope))
    if as_json:
        say_json(found)
        return
    for rank, hit in enumerate(found["hits"], 1):
        say(f"{rank}. {hit['score']:.3f}  {hit['document']}  {hit['path']}  {hit['title']}\n   {' '.join(hit['text'].split())[:160]}")


def ask(
    question: Annotated[str | None, typer.Argument(help="A question, in any language.", show_default=False)] = None,
    history: Annotated[list[str] | None, typer.Option("--history", help="An earlier question; may be repeated, oldest first.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the answer, such as en; else the question's.")] = None,
    as_json: AsJson = False,
    batch: Annotated[Path | None, typer.Option("--batch", help="JSON lines with id, question, history.", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where the answers of a batch go.", show_default=False)] = None,
    document: Document = None,
    issuer: Issuer = None,
    region: Region = None,
    as_of: AsOf = None,
) -> None:
    """Answer a question, every statement with its quote, or many of them with --batch."""
    settings, scope = read_settings(), read_scope(document, issuer, region, as_of)
    if batch is not None:
        _answer_batch(settings, batch, out, scope, alone=question is None and not history)
        return
    if question is None:
        raise UserError("no question: write policyqa ask QUESTION, or --batch IN.jsonl --out OUT.jsonl")
    if out is not None:
        raise UserError("--out goes with --batch: print one answer with --json and redirect it")
    from rag.answer_json import to_json
    from ui.batch import whole
    from ui.opening import open_room

    whole(question, *(history or []), language or "")
    room = open_room(settings)
    answer = room.ask(question, history or (), language, scope)
    if as_json:
        say_json(to_json(answer))
    else:
        say(answer.text)


def _answer_batch(settings: Settings, batch: Path, out: Path | None, scope: Scope, *, alone: bool) -> None:
    from ui.batch import read_batch, write_lines

    if not alone:
        raise UserError("--batch takes its questions from the file: leave out QUESTION and --history")
    if out is None:
        raise UserError("--batch needs --out: name the file that the answers go to")
    questions = read_batch(batch, max_chars=settings.max_question_chars)
    write_lines(out, _answers(settings, questions, scope))


def _answers(settings: Settings, questions: list[BatchQuestion], scope: Scope) -> Iterator[dict[str, Any]]:
    from rag.answer_json import to_json
    from ui.opening import open_room

    room = open_room(settings)
    with progress() as show:
        for done, one in enumerate(questions):
            show("answering", done, len(questions))
            yield {**to_json(room.ask(one.question, one.history, one.language, scope)), "id": one.id}


def verify(
    answer: Annotated[Path, typer.Argument(help="A file with the JSON that policyqa ask --json prints.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Re-check a stored answer against the documents as they are now; exit code 2 when a claim no longer holds."""
    from rag.verify import verification_json
    from rag.verify import verify as check
    from ui.batch import file_text
    from ui.opening import open_current_index

    stored = file_text(answer, "give the JSON that policyqa ask --json prints")
    with open_current_index(read_settings()) as index:
        checked = verification_json(check(stored, index.documents))
    if as_json:
        say_json(checked)
    else:
        for claim in checked["claims"]:
            say(f"{claim['state']}: {' '.join(claim['text'].split())}" + (f" ({claim['reason']})" if claim["reason"] else ""))
        for name in ("changed_documents", "missing_documents"):
            for document in checked[name]:
                say(f"{name.partition('_')[0]}: {document}")
        for problem in checked["problems"]:
            say(f"problem: {problem}")
        say("the answer holds" if checked["holds"] else "the answer no longer holds")
    if not checked["holds"]:
        stop(2)
