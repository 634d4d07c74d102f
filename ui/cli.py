"""The command ``policyqa``: the table of commands, and the one place where errors become a line and an exit code."""

from __future__ import annotations

import logging
import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from corpus.errors import PolicyQAError
from ui import cli_answers, cli_corpus, cli_eligibility, cli_feedback, cli_model, cli_service
from ui.cli_contributed import CommandTable
from ui.console import BROKEN_PIPE, INTERRUPTED, abandon_standard_output, fail, open_standard_streams, say, warn

logger = logging.getLogger(__name__)

app = typer.Typer(
    cls=CommandTable,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(version("policyqa"))
        raise typer.Exit


def _start_log(verbose: bool) -> None:
    """Log to standard error; the level is the handler's, because some libraries set one on their own loggers."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.DEBUG if verbose else logging.CRITICAL)
    logging.basicConfig(level=logging.DEBUG if verbose else logging.ERROR, format="%(levelname)s %(name)s: %(message)s", handlers=[handler])


@app.callback(invoke_without_command=True)
def policyqa(
    context: typer.Context,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say on standard error what is done, with tracebacks.")] = False,
    show_version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Ask Chinese government policies; every claim of the answer is proved by a quoted sentence."""
    del show_version
    _start_log(verbose)
    if context.invoked_subcommand is None:
        say(context.get_help())


cli_corpus.register(app)
cli_answers.register(app)
cli_eligibility.register(app)
cli_feedback.register(app)
cli_service.register(app)
cli_model.register(app)


def quieten() -> None:
    """Switch off what the libraries would report home or draw unasked, unless a person has chosen otherwise."""
    for name, value in {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "GRADIO_RUN_HISTORY": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "TOKENIZERS_PARALLELISM": "false",
    }.items():
        os.environ.setdefault(name, value)


def run(arguments: list[str]) -> int:
    """Run one command and give the exit code.

    0: done. 2: a person can put it right. 1: the program could not do it. 130: interrupted. 141: the reader went away.
    """
    command = typer.main.get_command(app)
    try:
        with command.make_context("policyqa", arguments) as context:
            command.invoke(context)
    except typer.Exit as stopped:
        return stopped.exit_code
    except typer.TyperException as error:
        warn(f"policyqa: {error.format_message()} (policyqa --help lists what there is)")
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        warn("policyqa: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        abandon_standard_output()
        return BROKEN_PIPE
    except PolicyQAError as error:
        logger.exception("the command failed")
        return fail(error)
    except OSError as error:
        logger.exception("the command failed")
        return fail(OSError(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)))
    except Exception as error:  # a person never sees a traceback unless asked for
        logger.exception("the command failed")
        return fail(RuntimeError(f"unexpected {type(error).__name__}: {error} (policyqa --verbose … shows where)"))
    return 0


def main() -> None:
    """Entry point of the command ``policyqa``."""
    open_standard_streams()
    quieten()
    code = run(sys.argv[1:])
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        abandon_standard_output()
        code = BROKEN_PIPE
    sys.exit(code)
