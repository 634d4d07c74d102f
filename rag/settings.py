"""All settings of policyqa, read once by the entry points and passed down.

Each comes from the environment (``POLICYQA_…``) or a ``.env`` file.
"""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: relative defaults do not depend on the folder that a command is called from."""


class _Emptied(EnvSettingsSource):
    """The settings that may be none and that the environment leaves empty: they are none, whatever ``.env`` says."""

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        return {name: None for name, value in super().__call__().items() if value == "" and name in fields and fields[name].default is None}


class Settings(BaseSettings):
    """Every switch, with the default that works offline on a laptop."""

    model_config = SettingsConfigDict(env_prefix="POLICYQA_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources, strongest first; one for what is emptied stands before the environment, of which empty values count as not given."""
        return init_settings, _Emptied(settings_cls, env_ignore_empty=False), env_settings, dotenv_settings, file_secret_settings

    @field_validator("*")
    @classmethod
    def _at_home(cls, value: Any) -> Any:
        """A path that begins with ``~`` lies in the home folder, although no shell has read it."""
        return Path(os.path.expanduser(value)) if isinstance(value, Path) else value  # noqa: PTH111 - Path's own raises without a home

    policies: Path = Field(ROOT / "corpus" / "policies", description="Folder that `policyqa index` reads when no path is given.")
    data_dir: Path = Field(ROOT / "data", description="Where the index, the vector cache and the feedback are kept.")
    cache_dir: Path = Field(ROOT / "data" / "cache", description="Where the embedding model is written out once.")
    encoder: str = Field("bundled", description="`bundled` (multilingual-e5-small), a hub name or a local folder.")
    encoder_runtime: str = Field(
        "auto",
        description="`onnx-int8` (bundled model only, quickest, vectors of its own), `onnx` (bundled only, "
        "vectors of sentence-transformers), `sentence-transformers`, or `auto`: onnx-int8 where it can.",
    )
    reranker: str = Field(
        "bundled",
        description="`bundled` reads the leading measures sentence by sentence where late interaction is on, `off` leaves that out.",
    )
    late_interaction: str = Field(
        "auto",
        description="Tokens of question and measures laid beside each other: `on`, `off`, or `auto`: on for up to 24,000 passages "
        "(kept in memory, 30 kB each) with the bundled encoder.",
    )
    chroma_url: str | None = Field(None, description="http(s) address of a Chroma server; empty for the embedded store.")
    generator: str = Field(
        "extractive", description="`extractive`, `openai` (any OpenAI-compatible endpoint) or `local` (llama.cpp in this process)."
    )
    llm_base_url: str | None = Field(None, description="Base address of the endpoint, for generator `openai`.")
    llm_api_key: SecretStr | None = Field(None, description="Its key, where it wants one.")
    llm_model: str | None = Field(None, description="The model to ask for.")
    llm_timeout_s: float = Field(20.0, gt=0, description="Seconds before the extractive answer is given instead.")
    llm_temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature.")
    llm_sentences: int = Field(6, ge=1, le=40, description="Sentences that the chat model is shown at most.")
    max_question_chars: int = Field(1000, gt=0, description="Longer questions are refused with a clear error.")
    host: str = Field("127.0.0.1", description="Address that `policyqa serve` listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port that `policyqa serve` listens on.")
    max_request_bytes: int = Field(1_000_000, gt=0, description="Larger requests are refused with 413.")
    requests_per_minute: int = Field(0, ge=0, description="Requests that one client address may make a minute; 0 for no limit.")
    workers: int = Field(4, ge=1, le=64, description="Answers that are worked on at once.")
    waiting: int = Field(64, ge=0, description="Requests that may wait for a worker; more are answered with 503.")
    heartbeat_s: float = Field(15.0, gt=0, description="Seconds of silence after which a stream sends a comment, so that no proxy cuts it.")

    feedback: bool = Field(True, description="Whether people may rate answers; `policyqa feedback export` gives what they said.")
    private_documents: bool = Field(True, description="Whether a person may upload a document for a private session.")
    private_max_bytes: int = Field(5_000_000, gt=0, description="Largest private document in bytes.")
    private_max_chars: int = Field(100_000, gt=0, description="Longest private document in characters.")
    private_max_measures: int = Field(500, gt=0, description="Most measures that a private document may have.")
    private_max_sessions: int = Field(8, gt=0, description="Private documents that are held at once.")
    private_idle_minutes: float = Field(30, gt=0, description="A private document that nobody asks for so long is forgotten.")
    private_life_minutes: float = Field(240, gt=0, description="A private document is forgotten after so long in any case.")
    private_seconds: float = Field(60, gt=0, description="Most seconds that reading and embedding a private document may take.")

    @property
    def feedback_file(self) -> Path:
        """File of what people said of answers."""
        return self.data_dir / "feedback.sqlite"

    local_model: Path = Field(
        ROOT / "data" / "models" / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        description="GGUF file for generator `local`; `policyqa model fetch` puts one there.",
    )
    local_threads: int = Field(0, ge=0, description="Threads of the local model; 0 for one a core.")
    local_context: int = Field(4096, ge=1024, description="Tokens that the local model keeps, prompt and reply together.")

    @property
    def index_dir(self) -> Path:
        """Folder of the index."""
        return self.data_dir / "index"

    @property
    def vector_cache(self) -> Path:
        """File of vectors that were computed before, by content."""
        return self.cache_dir / "vectors.sqlite"
