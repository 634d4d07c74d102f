"""llama.cpp in this process, serving a GGUF file over the OpenAI protocol; the one module that knows xllamacpp (extra ``local``)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from corpus.errors import GeneratorError, SettingsError

MAGIC = b"GGUF"
PROMPT_CACHE_MIB = 128
"""Memory for prompts that may be asked again (llama.cpp's own default is 8192): a few fixed beginnings of about 20 MB each."""
LONGEST_REPLY = 600
"""Tokens of a reply, where the caller sets no limit: a small model that repeats itself comes to an end."""
PARALLEL = 1
"""Answers at once: on a few cores two at once take each twice as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What to serve and where."""

    model: Path
    name: str
    """The model's name in the protocol."""
    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free one."""
    key: str | None = None
    """Key that a caller must send; None for none."""
    threads: int = 0
    """0 for one a core."""
    context: int = 4096
    """Tokens of prompt and reply together."""


class LlamaServer:
    """A running server; it stops when it is closed or forgotten."""

    def __init__(self, served: Served, *, verbose: bool = False) -> None:
        """Loads the weights (seconds) and listens.

        Raises:
            SettingsError: When xllamacpp or the weights are missing.
            GeneratorError: When the server does not start.
        """
        check(served.model)
        # Threads that spin while they wait for each other starve when anything else runs: decoding fell to 0.3 tokens a second.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import xllamacpp

        try:
            self._server: Any = xllamacpp.Server(_parameters(xllamacpp.CommonParams(), served, verbose))
        except RuntimeError as error:
            raise GeneratorError(
                f"llama.cpp does not start with {served.model.name} on {served.host}:{served.port}: is the file whole, is the port free?"
            ) from error
        self.address: str = f"{self._server.listening_address}/v1"
        """Base address for OpenAI clients."""

    def close(self) -> None:
        """Stops the server; a second call does nothing."""
        self._server = None


def check(model: Path) -> None:
    """Whether a model could be served.

    Raises:
        SettingsError: When xllamacpp or the weights are missing, or the file is none that llama.cpp reads.
    """
    if find_spec("xllamacpp") is None:
        raise SettingsError("a local model needs xllamacpp: .venv/bin/pip install -c constraints.txt -e '.[local]'")
    try:
        with model.open("rb") as file:
            magic = file.read(len(MAGIC))
    except OSError as error:
        raise SettingsError(
            f"no weights at {model}: fetch them with `policyqa model fetch`, or name a GGUF file in POLICYQA_LOCAL_MODEL"
        ) from error
    if magic != MAGIC:
        raise SettingsError(f"{model} is not a GGUF file: fetch the weights with `policyqa model fetch`")


def _parameters(parameters: Any, served: Served, verbose: bool) -> Any:
    threads = served.threads or os.cpu_count() or 1
    parameters.model.path = str(served.model)
    parameters.model_alias = {served.name}
    parameters.hostnames = [served.host]
    parameters.port = served.port
    parameters.api_keys = [served.key] if served.key else []
    parameters.n_ctx, parameters.n_parallel, parameters.n_gpu_layers = served.context, PARALLEL, 0
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.n_predict = LONGEST_REPLY
    parameters.use_jinja, parameters.cache_prompt, parameters.cache_ram_mib = True, True, PROMPT_CACHE_MIB
    parameters.ui = False
    parameters.verbosity = 3 if verbose else 0
    return parameters
