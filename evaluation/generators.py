"""The product with one writer after another on the same cases, and what became of the model's words."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import GeneratorError
from evaluation.cases import Case
from evaluation.intervals import percentile
from evaluation.scores import Scores
from evaluation.systems import System, ThisSystem
from rag.answering import Answering
from rag.assistant import Assistant
from rag.opening import CurrentIndex, open_writer
from rag.settings import Settings
from rag.writing.chat import Replies, Turn, open_chat
from rag.writing.model_writer import ModelWriter


class Overheard:
    """A chat model that is listened to."""

    def __init__(self, chat: Replies) -> None:
        self.name = chat.name
        self.last: dict[str, Any] | None = None
        """What came of the latest call: ``seconds``, and ``reply`` or ``failure``; None before one."""
        self._chat = chat

    def reply(self, turns: Sequence[Turn], response_format: Mapping[str, Any], *, spent_s: float = 0.0) -> str:
        """The model's reply, noted; of two for one answer, the seconds of both.

        Raises:
            GeneratorError: As the model's own.
        """
        started = time.perf_counter() - (self.last["seconds"] if self.last else 0.0)
        try:
            text = self._chat.reply(turns, response_format, spent_s=spent_s)
        except GeneratorError as error:
            self.last = {"seconds": time.perf_counter() - started, "failure": str(error)}
            raise
        self.last = {"seconds": time.perf_counter() - started, "reply": text}
        return text


class ModelSystem(ThisSystem):
    """policyqa with a chat model as its writer; an answer for which the model was asked says so under ``consulted``."""

    def __init__(self, assistant: Assistant, chat: Overheard, *, name: str, fingerprint: str) -> None:
        super().__init__(assistant, name=name, fingerprint=fingerprint)
        self._chat = chat

    def answer(self, case: Case) -> Mapping[str, Any]:
        """Asks the assistant, and notes what the model did."""
        self._chat.last = None
        found = super().answer(case)
        return {**found, "consulted": self._chat.last} if self._chat.last else found


class Generators:
    """The writers to compare; one chat model each, shared by all documents."""

    def __init__(self, settings: Settings, names: Sequence[str]) -> None:
        """Opens the chat models.

        Raises:
            SettingsError: When a generator is unknown or cannot be had.
        """
        self._settings = {name: settings.model_copy(update={"generator": name}) for name in names or (settings.generator,)}
        self._chats: dict[str, Overheard] = {}
        for name, own in self._settings.items():
            open_writer(own)
            if name != "extractive":
                self._chats[name] = Overheard(open_chat(own))

    def systems(self, indexed: Settings, mark: str) -> Iterator[System]:
        """The product with each writer over the index of ``indexed``; ``mark`` names the build."""
        source = CurrentIndex(indexed)
        for name, own in self._settings.items():
            shown = "policyqa" if len(self._settings) == 1 else f"policyqa {name}"
            chat = self._chats.get(name)
            fingerprint = f"{mark} {name} {own.encoder} {own.reranker}" + (f" {chat.name} {own.llm_timeout_s}" if chat else "")
            if chat is None:
                yield ThisSystem(Assistant(Answering(source, open_writer(own))), name=shown, fingerprint=fingerprint)
            else:
                writer = ModelWriter(chat, sentences=own.llm_sentences)
                yield ModelSystem(Assistant(Answering(source, writer)), chat, name=shown, fingerprint=fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """What became of a model's words over a run; shares are of the answers for which it was asked, unless said otherwise."""

    answers: int
    """All answers of the run."""
    asked: int
    """Answers for which the model was asked; for the others the rules decide."""
    written: int
    """Answers that show the model's words: its statements, or its translations beside the quotes."""
    declined: int
    """The model said that the sentences do not answer, or gave nothing to show."""
    failed: int
    """No usable reply in time."""
    unproved: int
    """Nothing that it said was proved."""
    claims: int
    """Statements that it made."""
    dropped: Mapping[str, int]
    """Statements that fell, by the check that they failed."""
    model_seconds: tuple[float | None, float | None]
    """p50 and p95 of the model's part."""
    answer_seconds: tuple[float | None, float | None]
    """p50 and p95 of a whole answer, over those for which it was asked."""


def consulted(scores: Scores) -> Consulted | None:
    """What became of the model's words in a run; None where no model was asked."""
    answers = [s.answer for s in scores.cases]
    asked = [a for a in answers if a.get("consulted")]
    if not asked:
        return None
    kinds = Counter(_fate(a) for a in asked)
    statements = [a for a in asked if _fate(a) == "written" and not str(_generator(a)).startswith("extractive")]
    dropped = Counter(d["check"] for a in asked for d in a.get("dropped", ()))
    model = [a["consulted"]["seconds"] for a in asked]
    whole = [a["timings_ms"]["total"] / 1000 for a in asked]
    return Consulted(
        answers=len(answers),
        asked=len(asked),
        written=kinds["written"],
        declined=kinds["declined"],
        failed=kinds["failed"],
        unproved=kinds["unproved"],
        claims=sum(len(a["claims"]) for a in statements) + sum(dropped.values()),
        dropped=dict(dropped.most_common()),
        model_seconds=(percentile(model, 50), percentile(model, 95)),
        answer_seconds=(percentile(whole, 50), percentile(whole, 95)),
    )


def _generator(answer: Mapping[str, Any]) -> str:
    return str(answer.get("receipt", {}).get("generator", ""))


def _fate(answer: Mapping[str, Any]) -> str:
    if _generator(answer) != "extractive":
        return "written"
    if answer.get("dropped"):
        return "unproved"
    # A reply that cannot be read fails after the call, with a notice; a model that declines leaves none.
    return "failed" if "failure" in answer["consulted"] or answer.get("notices") else "declined"


def consulted_table(runs: Sequence[Scores]) -> str:
    """What became of each model's words, as a Markdown table; empty where no model was asked."""
    lines = []
    for scores in runs:
        found = consulted(scores)
        if found is None:
            continue
        reasons = ", ".join(f"{check} {count}" for check, count in found.dropped.items()) or "none"
        rows = {
            "answers for which the model was asked": f"{found.asked} of {found.answers}",
            "… that show its words": _share(found.written, found.asked),
            "… given verbatim: nothing proved": _share(found.unproved, found.asked),
            "… given verbatim: it declined": _share(found.declined, found.asked),
            "… given verbatim: no usable reply in time": _share(found.failed, found.asked),
            "statements dropped by the proof": f"{_share(sum(found.dropped.values()), found.claims)}; {reasons}",
            "model, seconds p50 / p95": _seconds(found.model_seconds),
            "whole answer, seconds p50 / p95": _seconds(found.answer_seconds),
        }
        lines += [f"| {scores.system} | |", "|---|---|"] + [f"| {name} | {value} |" for name, value in rows.items()] + [""]
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.2f})" if whole else "0"


def _seconds(pair: tuple[float | None, float | None]) -> str:
    return " / ".join("–" if value is None else f"{value:.1f}" for value in pair)
