"""Faithfulness and answer relevancy as ragas computes them (extra ``judge``): apart, never a gate. The one module that knows ragas.

Faithfulness: the share of the answer's statements that a chat model finds borne out by the quotes. Answer relevancy: the similarity of the
question with questions that the model makes up for the answer. Source: Es et al. 2023, "RAGAS: Automated Evaluation of Retrieval Augmented
Generation".
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from corpus.errors import SettingsError
from embeddings.encoder import Encoder
from evaluation.baselines import EncoderEmbeddings
from evaluation.intervals import auc
from evaluation.judge import agreement
from evaluation.scores import Scored, Scores
from rag.settings import Settings
from rag.writing.chat import open_chat_model

log = logging.getLogger(__name__)

RIGHT = 0.5
"""A score from here on counts as the judge's yes, where it is compared with a metric of yes and no."""


class RagasJudge:
    """Ragas with a chat model behind an OpenAI-compatible endpoint, and the product's own encoder."""

    def __init__(self, address: str, *, model: str, encoder: Encoder, settings: Settings) -> None:
        """Opens model and metrics.

        Raises:
            SettingsError: When ragas is not installed.
        """
        if find_spec("ragas") is None:
            raise SettingsError("--ragas needs the extra judge: .venv/bin/pip install -c constraints.txt -e '.[judge]'")
        os.environ.setdefault("RAGAS_DO_NOT_TRACK", "true")
        from ragas.embeddings import LangchainEmbeddingsWrapper
        from ragas.llms import LangchainLLMWrapper
        from ragas.metrics import Faithfulness, ResponseRelevancy

        self._limit = settings.llm_timeout_s
        chat = open_chat_model(settings.model_copy(update={"llm_base_url": address, "llm_model": model}))
        llm = LangchainLLMWrapper(chat)
        self._metrics: dict[str, Any] = {
            "faithfulness": Faithfulness(llm=llm),
            "answer relevancy": ResponseRelevancy(llm=llm, embeddings=LangchainEmbeddingsWrapper(EncoderEmbeddings(encoder)), strictness=1),
        }

    def scores(self, scored: Scored) -> dict[str, float | None]:
        """Each metric of one answer; None where the model's words could not be used. Empty for an answer without claims."""
        from ragas import SingleTurnSample

        claims = [str(claim["text"]) for claim in scored.answer.get("claims", ())]
        if not claims:
            return {}
        quotes = [str(citation["quote"]) for citation in scored.answer.get("citations", ())]
        sample = SingleTurnSample(user_input=scored.case.question, response="\n".join(claims), retrieved_contexts=quotes)
        return {name: self._score(name, sample) for name in self._metrics}

    def _score(self, name: str, sample: Any) -> float | None:
        try:
            value = float(asyncio.run(self._metrics[name].single_turn_ascore(sample, timeout=4 * self._limit)))
        except Exception as error:  # noqa: BLE001 - whatever ragas, the client or a weak model does, the answer is unjudged and not wrong
            log.warning("ragas gave no %s: %s", name, type(error).__name__)
            return None
        return value if value == value else None  # ragas gives NaN for what it could not read


def ragas_table(judge: RagasJudge, scores: Scores) -> str:
    """Means over a run and their agreement with strict accuracy, as a Markdown table; over the answers that have claims."""
    return agreement_table(scores.system, [judge.scores(scored) for scored in scores.cases], scores.cases)


def agreement_table(system: str, judged: Sequence[Mapping[str, float | None]], cases: Sequence[Scored]) -> str:
    """The table for scores that are there."""
    lines = [f"| ragas, {system} | judged | mean | agreement with strict accuracy | κ | AUC |", "|---|---|---|---|---|---|"]
    for name in ("faithfulness", "answer relevancy"):
        rows = [(found[name], scored.values["strict accuracy"]) for found, scored in zip(judged, cases, strict=True) if name in found]
        given = [(value, strict) for value, strict in rows if value is not None and strict is not None]
        if not given:
            lines.append(f"| {name} | 0 of {len(rows)} | – | – | – | – |")
            continue
        same = agreement([value >= RIGHT for value, _ in given], [strict for _, strict in given])
        area = auc([v for v, s in given if s == 1.0], [v for v, s in given if s != 1.0])
        mean = sum(value for value, _ in given) / len(given)
        shown = "–" if area is None else f"{area:.2f}"
        cells = f"{mean:.2f} | {same['agreement']:.2f} | {same['kappa']:.2f} | {shown}"
        lines.append(f"| {name} | {len(given)} of {len(rows)} | {cells} |")
    return "\n".join(lines)
