"""What one answer is worth: pure functions of a case, the answer's JSON and the text it cites.

Every value lies in 0..1 unless its name ends in a unit; None means that the metric does not apply to the case, so that a mean is
never taken over cases that have nothing to say.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.cases import Case
from evaluation.languages import looks_like, stated_polarity
from rag.understanding.numerals import chinese

Answer = Mapping[str, Any]
"""The answer's JSON as every door gives it."""

DECLINED = frozenset({"no_evidence", "refused"})
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?|[一二三四五六七八九十百千万亿两]{1,}(?=[年月日元万亿个项条户人%倍])")
_IN_LABEL = re.compile(r"第([一二三四五六七八九十百]+)")
_ADDRESS = re.compile(r"\[\d+\]|[\[(（]?第?\s*[(（]?[一二三四五六七八九十百\d]+[)）]?\s*[条项章部]|[(（][一二三四五六七八九十百\d]+[)）]")


def folded(text: str) -> str:
    """Text with widths, case, thousands separators and white space evened out, for comparing facts."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\s+|(?<=\d),(?=\d{3})", "", plain)


def ranking(answer: Answer) -> list[int]:
    """Measures in the order the system ranked them, first occurrence only; front matter counts as 0."""
    order: list[int] = []
    for entry in answer.get("ranked", ()):
        ordinal = entry["measure"] or 0
        if ordinal not in order:
            order.append(ordinal)
    return order


def recall_at(order: Sequence[int], gold: Sequence[int], k: int) -> float:
    """Recall@k: share of the gold measures among the first k (Manning, Raghavan, Schütze 2008, §8.4)."""
    return len(set(order[:k]) & set(gold)) / len(set(gold))


def success_at(order: Sequence[int], gold: Sequence[int], k: int) -> float:
    """Success@k: 1 when any gold measure is among the first k."""
    return float(bool(set(order[:k]) & set(gold)))


def reciprocal_rank(order: Sequence[int], gold: Sequence[int]) -> float:
    """MRR's term: 1 / rank of the first gold measure, 0 when there is none."""
    return next((1 / rank for rank, ordinal in enumerate(order, 1) if ordinal in gold), 0.0)


def ndcg_at(order: Sequence[int], gold: Sequence[int], k: int = 10) -> float:
    """nDCG@k with binary gains (Järvelin and Kekäläinen 2002)."""
    gain = sum(1 / math.log2(rank + 1) for rank, ordinal in enumerate(order[:k], 1) if ordinal in gold)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(set(gold)), k) + 1))
    return gain / ideal


def cited(answer: Answer) -> set[int]:
    """Measures that the answer cites in its claims; front matter and closing count as 0."""
    citations = answer.get("citations", ())
    used = {position for claim in answer.get("claims", ()) for position in claim["citations"]}
    return {citations[position]["measure"] or 0 for position in used}


def shown(answer: Answer) -> str:
    """All that proves or states something: the claims and the quotes they cite."""
    parts = [claim["text"] for claim in answer.get("claims", ())]
    parts += [citation["quote"] for citation in answer.get("citations", ())]
    return "\n".join([*parts, answer.get("text", "")])


def fact_recall(case: Case, answer: Answer) -> float | None:
    """Share of the key facts of which one alternative is shown."""
    if not case.facts or not case.answerable:
        return None
    text = folded(shown(answer)) if answer.get("claims") else ""
    found = [any(folded(alternative) in text for alternative in fact) for fact in case.facts]
    return sum(found) / len(found)


def quotes_exact(answer: Answer, texts: Mapping[str, str]) -> float | None:
    """Share of the citations whose quote stands, character for character, at its span in the document."""
    citations = answer.get("citations", ())
    if not citations:
        return None
    exact = sum(bool(texts.get(c["document"], "")[c["start"] : c["end"]] == c["quote"] != "") for c in citations)
    return exact / len(citations)


def unsupported_numbers(answer: Answer) -> int:
    """Numbers in claims that no quote and no address of a citation contains; 第五十二条 contains 52."""
    fields = ("quote", "number", "label", "path", "title", "section")
    cited = answer.get("citations", ())
    ordinals = (str(chinese(written)) for c in cited for written in _IN_LABEL.findall(str(c.get("label") or "")))
    support = folded("\n".join([*(str(c.get(field) or "") for c in cited for field in fields), *ordinals]))
    claims = "\n".join(claim["text"] for claim in answer.get("claims", ()))
    numbers = _NUMBER.findall(folded(_ADDRESS.sub(" ", claims)))
    return sum(number not in support for number in numbers)


def set_scores(case: Case, answer: Answer) -> dict[str, float | None]:
    """Precision, recall and exactness of the cited measures for questions whose answer is a set."""
    if not case.exact_set:
        return {"set precision": None, "set recall": None, "set exact": None}
    gold, given = set(case.measures), cited(answer)
    both = len(gold & given)
    return {
        "set precision": both / len(given) if given else float(not gold),
        "set recall": both / len(gold) if gold else 1.0,
        "set exact": float(gold == given),
    }


def citation_scores(case: Case, answer: Answer) -> dict[str, float | None]:
    """Precision and recall of the cited measures against the gold ones (ALCE, Gao et al. 2023, at measure level)."""
    gold, given = set(case.measures) or {0}, cited(answer)
    if not case.answerable or not given:
        return {"citation precision": None, "citation recall": 0.0 if case.answerable else None}
    both = len(gold & given)
    return {"citation precision": both / len(given), "citation recall": both / len(gold)}


def accepted_statuses(case: Case) -> frozenset[str]:
    """Statuses that are right for the case.

    An amount that the text does not set, and a premise that it does not hold, may be told by way of a partial answer.
    """
    if case.answerable:
        return frozenset({case.expected})
    if case.outcome in {"amount_not_set", "false_premise", "missing_address"}:
        return frozenset({"no_evidence", "partial"}) | ({case.expected} - {"answered"})
    return DECLINED


def count_stated(case: Case, answer: Answer) -> bool:
    """True when the answer states the number that a counting question wants, in Arabic or Chinese numerals."""
    if case.count is None:
        return True
    text = folded(answer.get("text", ""))
    return bool(re.search(rf"(?<!\d){case.count}(?!\d)", text)) or chinese_numeral(case.count) in text


def chinese_numeral(number: int) -> str:
    """0 to 99 in Chinese: 20 → 二十."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def polarity_kept(case: Case, answer: Answer) -> bool:
    """False when a question that the text decides is answered with the opposite yes or no; saying neither is no mistake."""
    said = stated_polarity(str(answer.get("text", "")))
    return case.polarity is None or said is None or said == case.polarity


def strict(case: Case, answer: Answer, exactness: float | None) -> float:
    """1 when the answer has all key facts and nothing wrong; a partial answer counts as wrong.

    Wrong is: another status than the right one, a missing fact, a cited measure that is not gold, an inexact quote, an
    unsupported number, a set that is not exactly the gold set, another count or the opposite yes or no than the text gives.
    """
    if answer["status"] not in accepted_statuses(case):
        return 0.0
    if unsupported_numbers(answer) or exactness not in (None, 1.0):
        return 0.0
    if not case.answerable:
        return 1.0
    gold, given = set(case.measures) or {0}, cited(answer)
    anywhere = not case.measures and not case.facts  # a count over the whole document stands in no one sentence
    right_place = anywhere or (given == gold if case.exact_set else bool(given) and given <= gold)
    stated = count_stated(case, answer) and polarity_kept(case, answer)
    return float(right_place and stated and fact_recall(case, answer) in (None, 1.0))


def sentence_count(answer: Answer) -> int:
    """Sentences stated by the claims, by their closing marks."""
    text = "".join(claim["text"].rstrip("。.!?！？；;") + "。" for claim in answer.get("claims", ()))
    return len(re.findall(r"[。！？!?]", text))


def confidence(answer: Answer) -> float | None:
    """The system's own probability that the documents answer the question, where it gives one."""
    value = answer.get("query", {}).get("answerable")
    return float(value) if isinstance(value, int | float) else None


def score(case: Case, answer: Answer, texts: Mapping[str, str]) -> dict[str, float | None]:
    """All metrics of one answered case, by name."""
    order, gold = ranking(answer), case.measures or ([0] if case.answerable else [])
    ranked: dict[str, float | None] = dict.fromkeys(("Success@1", "Recall@1", "Recall@3", "Recall@5", "MRR", "nDCG@10"))
    if case.answerable and not case.exact_set:
        ranked = {
            "Success@1": success_at(order, gold, 1),
            **{f"Recall@{k}": recall_at(order, gold, k) for k in (1, 3, 5)},
            "MRR": reciprocal_rank(order, gold),
            "nDCG@10": ndcg_at(order, gold),
        }
    exactness = quotes_exact(answer, texts)
    declined = answer["status"] not in {"answered"} if not case.answerable else answer["status"] in DECLINED
    return {
        **ranked,
        **set_scores(case, answer),
        **citation_scores(case, answer),
        "quote exactness": exactness,
        "key-fact recall": fact_recall(case, answer),
        "strict accuracy": strict(case, answer, exactness),
        "unsupported numbers": float(unsupported_numbers(answer)),
        "declined": float(declined),
        "over-refusal": float(declined) if case.answerable else None,
        "language match": float(looks_like(case.language, answer)),
        "sentences": float(sentence_count(answer)) if answer.get("claims") else None,
        "latency ms": answer.get("timings_ms", {}).get("total"),
    }
