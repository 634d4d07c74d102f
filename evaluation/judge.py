"""An optional second opinion: a chat model says whether an answer states the key facts. Reported apart, never a gate."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx

from evaluation.scores import Scored, Scores

_INSTRUCTION = (
    "You grade answers about a policy document. Given a question, the key facts a right answer must state and the answer, "
    'reply with JSON {"correct": true} when the answer states every key fact and nothing that contradicts them, else {"correct": false}. '
    "When the key facts say that the document does not answer, a right answer says so."
)

_VERDICT: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "verdict",
        "schema": {"type": "object", "properties": {"correct": {"type": "boolean"}}, "required": ["correct"]},
    },
}


class Judge:
    """A model behind an OpenAI-compatible endpoint."""

    def __init__(self, address: str, *, model: str, key: str | None = None, timeout_s: float = 120.0) -> None:
        self._model = model
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(base_url=address.rstrip("/"), timeout=timeout_s, headers=headers)

    def verdict(self, scored: Scored) -> bool | None:
        """True or false as the model says; None when it did not answer in the form asked for."""
        case = scored.case
        facts = "; ".join(" or ".join(fact) for fact in case.facts) or "the document does not answer this question"
        content = f"Question: {case.question}\nKey facts: {facts}\nAnswer: {scored.answer.get('text', '')}"
        body = {
            "model": self._model,
            "temperature": 0,
            "response_format": _VERDICT,
            "messages": [{"role": "system", "content": _INSTRUCTION}, {"role": "user", "content": content}],
        }
        try:
            response = self._client.post("/chat/completions", json=body)
            response.raise_for_status()
            verdict = json.loads(response.json()["choices"][0]["message"]["content"])["correct"]
        except (httpx.HTTPError, ValueError, LookupError, TypeError):
            return None
        return verdict if isinstance(verdict, bool) else None


def agreement(verdicts: Sequence[bool | None], strict: Sequence[float | None]) -> dict[str, float]:
    """How often the judge answered, says correct, and agrees with strict accuracy (raw and Cohen's kappa)."""
    pairs = [(v, s == 1.0) for v, s in zip(verdicts, strict, strict=True) if v is not None and s is not None]
    if not pairs:
        return {"judged": 0.0}
    n = len(pairs)
    same = sum(a == b for a, b in pairs) / n
    yes_judge, yes_strict = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = yes_judge * yes_strict + (1 - yes_judge) * (1 - yes_strict)
    kappa = (same - chance) / (1 - chance) if chance < 1 else 1.0
    return {"judged": n / len(verdicts), "correct": yes_judge, "agreement": same, "kappa": kappa}


def judge_table(judge: Judge, runs: Sequence[Scores]) -> str:
    """What the judge says of each run and how far it agrees with strict accuracy, as a Markdown table."""
    lines = ["| judged by a model | judged | says correct | strict accuracy | agreement | κ |", "|---|---|---|---|---|---|"]
    for scores in runs:
        verdicts = [judge.verdict(scored) for scored in scores.cases]
        strict = [scored.values["strict accuracy"] for scored in scores.cases]
        pairs = [s for v, s in zip(verdicts, strict, strict=True) if v is not None and s is not None]
        found = agreement(verdicts, strict)
        if not pairs:
            lines.append(f"| {scores.system} | 0 of {len(verdicts)} | – | – | – | – |")
            continue
        cells = f"{found['correct']:.2f} | {sum(pairs) / len(pairs):.2f} | {found['agreement']:.2f} | {found['kappa']:.2f}"
        lines.append(f"| {scores.system} | {len(pairs)} of {len(verdicts)} | {cells} |")
    return "\n".join(lines)
