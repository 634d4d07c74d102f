"""Metrics, worked out by hand on small answers."""

from __future__ import annotations

from typing import Any

import pytest
from answers_scored import TEXT, a_case, an_answer

from evaluation.languages import looks_like, stated_polarity
from evaluation.metrics import chinese_numeral, ndcg_at, ranking, recall_at, reciprocal_rank, score, unsupported_numbers


def test_a_right_answer_is_right_in_every_metric() -> None:
    values = score(a_case(), an_answer(), {"d": TEXT})
    assert values["strict accuracy"] == values["key-fact recall"] == values["citation precision"] == values["quote exactness"] == 1.0
    assert values["Success@1"] == values["MRR"] == values["nDCG@10"] == 1.0
    assert values["unsupported numbers"] == values["over-refusal"] == 0.0
    assert values["language match"] == 1.0
    assert values["sentences"] == 1.0


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("a missing fact", {"claims": [{"text": "给予补贴", "citations": [0]}], "text": "", "citations": []}),
        ("a partial answer", {"status": "partial"}),
        ("a refusal", {"status": "no_evidence", "claims": [], "citations": []}),
        ("an invented number", {"claims": [{"text": "给予5万元补贴,共8万元", "citations": [0]}]}),
    ],
)
def test_what_is_wrong_is_not_strictly_right(name: str, changes: dict[str, Any]) -> None:
    answer = an_answer()
    if changes.get("citations") == [] and changes["claims"]:
        changes = {**changes, "citations": [{**answer["citations"][0], "quote": "补贴", "start": 17, "end": 19}]}
    assert score(a_case(), {**answer, **changes}, {"d": TEXT})["strict accuracy"] == 0.0, name


def test_a_quote_that_moved_by_one_is_not_exact() -> None:
    answer = an_answer()
    citation = {**answer["citations"][0], "start": answer["citations"][0]["start"] + 1}
    values = score(a_case(), {**answer, "citations": [citation]}, {"d": TEXT})
    assert values["quote exactness"] == values["strict accuracy"] == 0.0


def test_citing_another_measure_too_costs_precision_and_strictness() -> None:
    answer = an_answer()
    start = TEXT.index("鼓励")
    other = {**answer["citations"][0], "measure": 2, "quote": "鼓励各地发放消费券。", "start": start, "end": start + 10}
    claims = [*answer["claims"], {"text": other["quote"], "citations": [1]}]
    values = score(a_case(), {**answer, "citations": [answer["citations"][0], other], "claims": claims}, {"d": TEXT})
    assert values["citation precision"] == 0.5
    assert values["citation recall"] == 1.0
    assert values["strict accuracy"] == 0.0


def test_sets_are_scored_as_sets() -> None:
    values = score(a_case(kind="set", exact_set=True, measures=(1, 2), facts=()), an_answer(), {"d": TEXT})
    assert (values["set precision"], values["set recall"], values["set exact"]) == (1.0, 0.5, 0.0)
    assert values["Recall@5"] is None


def test_declining_is_right_exactly_where_the_text_is_silent() -> None:
    silent = a_case(answerable=False, expected="no_evidence", outcome="not_in_document", measures=(), facts=())
    declined = an_answer(status="no_evidence", claims=[], citations=[])
    assert score(silent, declined, {"d": TEXT})["strict accuracy"] == 1.0
    assert score(silent, an_answer(), {"d": TEXT})["strict accuracy"] == 0.0
    assert score(a_case(), declined, {"d": TEXT})["over-refusal"] == 1.0
    unset = a_case(answerable=False, expected="partial", outcome="amount_not_set", measures=(2,), facts=())
    assert score(unset, an_answer(status="partial"), {"d": TEXT})["strict accuracy"] == 1.0


def test_counts_and_polarity_must_be_the_texts() -> None:
    counted = a_case(count=2, facts=())
    assert score(counted, an_answer(text="共2条。"), {"d": TEXT})["strict accuracy"] == 1.0
    assert score(counted, an_answer(text="共12条。"), {"d": TEXT})["strict accuracy"] == 0.0
    decided = a_case(polarity="no", kind="yes_no")
    assert score(decided, an_answer(text="不是。文件说…"), {"d": TEXT})["strict accuracy"] == 1.0
    assert score(decided, an_answer(text="是的。文件说…"), {"d": TEXT})["strict accuracy"] == 0.0
    assert stated_polarity("文件的规定是…") is None


def test_numbers_are_compared_without_width_or_separators() -> None:
    answer = an_answer(claims=[{"text": "给予５万元", "citations": [0]}])
    assert unsupported_numbers(answer) == 0
    assert unsupported_numbers(an_answer(claims=[{"text": "给予5.5万元", "citations": [0]}])) == 1


def test_the_last_label_contains_how_many_there_are() -> None:
    last = {"document": "d", "quote": "自公布之日起施行。", "label": "第五十二条"}
    assert unsupported_numbers({"citations": [last], "claims": [{"text": "条数: 52", "citations": [0]}]}) == 0
    assert unsupported_numbers({"citations": [last], "claims": [{"text": "条数: 53", "citations": [0]}]}) == 1


def test_ranking_metrics_follow_their_definitions() -> None:
    assert ranking({"ranked": [{"measure": 3}, {"measure": 3}, {"measure": None}]}) == [3, 0]
    assert recall_at([4, 1, 2], [1, 2], 2) == 0.5
    assert reciprocal_rank([4, 1], [1]) == 0.5
    assert ndcg_at([4, 1], [1]) == pytest.approx(0.6309, abs=1e-4)
    assert [chinese_numeral(n) for n in (0, 7, 10, 13, 20, 45)] == ["零", "七", "十", "十三", "二十", "四十五"]


@pytest.mark.parametrize(
    ("language", "text", "matches"),
    [
        ("en", "The document does not say this.", True),
        ("en", "文件没有规定。", False),
        ("zh-Hant", "文件對這個問題沒有規定。", True),
        ("zh-Hant", "文件对这个问题没有规定。", False),
        ("ja", "この文書には書かれていません。", True),
        ("ko", "문서에 나와 있지 않습니다.", True),
        ("fr", "Le document ne le dit pas.", True),
        ("de", "Das Dokument sagt dazu nichts und ist nicht einschlägig.", True),
        ("es", "Le document ne le dit pas.", False),
        ("ru", "В документе этого нет.", True),
        ("ar", "لا يذكر المستند ذلك.", True),
    ],
)
def test_language_is_judged_by_the_frame(language: str, text: str, matches: bool) -> None:
    assert looks_like(language, {"text": text, "language": language}) is matches
