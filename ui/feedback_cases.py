"""Feedback as cases of the benchmark: JSON lines in the form that ``evaluation/data/schema.json`` publishes.

The gold is what was answered. A case with the tag ``confirmed`` had thumbs up; one with the tag ``disputed`` had thumbs down and waits
for a person to correct its gold, except where the reason says all there is to know: that the document does not answer the question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rag.answers import Status
from ui.feedback_records import Feedback, Reason, Verdict

_UNANSWERED = {
    "nothing": ("near_domain", "not_in_document"),
    "amount_not_set": ("amount_not_set", "amount_not_set"),
    "false_premise": ("false_premise", "false_premise"),
    "address_missing": ("false_premise", "missing_address"),
    "out_of_scope": ("out_of_scope", "out_of_scope"),
    "injection": ("injection", "injection"),
}
"""Kind and outcome of a case, by what became of the search."""
_KINDS = {"address": "address", "set": "set", "fact": "metadata"}
_LANGUAGES = {"zh": "fact", "zh-Hant": "traditional", "en": "english"}
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z][a-z]{3})?")
_MOST_HISTORY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackCases:
    """What an export gives."""

    cases: tuple[dict[str, Any], ...]
    left_out: Counter[str]
    """Verdicts that make no case, by why."""


def feedback_cases(records: Iterable[Feedback]) -> FeedbackCases:
    """The cases of these verdicts, in their order."""
    cases: list[dict[str, Any]] = []
    left_out: Counter[str] = Counter()
    for one in records:
        if not one.question or not one.question.strip():
            left_out["the person did not include the question"] += 1
        elif not _LANGUAGE.match(one.language):
            left_out["its language has no place in the format"] += 1
        elif (case := _case(one, one.question.strip())) is None:
            left_out["the answer cites nothing that could be its gold"] += 1
        else:
            cases.append(case)
    return FeedbackCases(cases=tuple(cases), left_out=left_out)


def _case(one: Feedback, question: str) -> dict[str, Any] | None:
    matched = _LANGUAGE.match(one.language)
    assert matched is not None
    language, history = matched.group(), [words.strip() for words in one.history if words.strip()][-_MOST_HISTORY:]
    gold = _unanswerable(one) or _answerable(one, language)
    if gold is None:
        return None
    return {
        "id": f"feedback-{one.answer}",
        "document": one.about,
        "language": language,
        "question": question,
        "history": history,
        **gold,
        "kind": "follow_up" if history else gold["kind"],
        "note": "; ".join(part for part in (f"thumbs {one.verdict} on {one.day}", one.reason, one.comment) if part),
        "tags": ["feedback", "confirmed" if one.verdict is Verdict.UP else "disputed"],
    }


def _unanswerable(one: Feedback) -> dict[str, Any] | None:
    if one.reason is Reason.NOT_IN_DOCUMENT:
        return _without_answer("near_domain", "not_in_document", "no_evidence", [])
    declined = one.status in (Status.NO_EVIDENCE, Status.REFUSED)
    kind, outcome = _UNANSWERED.get(one.outcome, _UNANSWERED["nothing"])
    if not declined and (one.outcome not in _UNANSWERED or one.status is Status.ANSWERED):
        return None
    if outcome in ("out_of_scope", "injection"):
        return _without_answer(kind, outcome, "refused", [])
    return _without_answer(kind, outcome, "partial" if one.status is Status.PARTIAL else "no_evidence", _measures(one))


def _without_answer(kind: str, outcome: str, expected: str, measures: list[int]) -> dict[str, Any]:
    return {
        "kind": kind, "measures": measures, "exact_set": False, "facts": [], "answerable": False, "expected": expected, "outcome": outcome,
    }  # fmt: skip


def _answerable(one: Feedback, language: str) -> dict[str, Any] | None:
    measures, whole_set = _measures(one), one.kind == "set"
    quotes = list(dict.fromkeys(quote for cited in _own(one) if (quote := cited.quote.strip())))
    if not (measures if whole_set else quotes):
        return None
    return {
        "kind": _KINDS.get(one.kind) or _LANGUAGES.get(language, "foreign"),
        "measures": measures,
        "exact_set": whole_set,
        "facts": [] if whole_set else [[quote] for quote in quotes],
        "answerable": True,
        "expected": str(one.status),
        "gold": quotes[0] if len(quotes) == 1 and not whole_set else None,
    }


def _own(one: Feedback) -> list[Any]:
    """What is cited of the document that the answer is mostly about: a case has one document."""
    counted = Counter(cited.document for cited in one.cited)
    most = max(counted, key=lambda document: counted[document], default=None)
    return [cited for cited in one.cited if cited.document == most]


def _measures(one: Feedback) -> list[int]:
    return sorted({cited.measure for cited in _own(one) if cited.measure is not None})
