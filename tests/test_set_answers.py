"""What an answer to a set question quotes: the sentences that show the condition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_search import SmallSearch

from corpus import parse_text
from rag.answers import Status
from rag.hits import Outcome
from rag.understanding.conditions import Condition
from rag.understanding.sets import SetFilter, SetResult
from rag.writing.drafts import Draft
from rag.writing.frames import frames
from rag.writing.lookups import set_draft

TEXT = """关于扶持的通知

第一条 对新办企业给予补贴。企业应当诚信经营。

第二条 资金由区财政安排。对残疾人创办的企业减收租金。企业应当在“残疾人”就业日公布结果。

第三条 本通知自2024年5月1日起施行。
"""


@pytest.mark.parametrize(
    ("words", "quotes"),
    [
        ((("租金",),), ["对残疾人创办的企业减收租金。"]),
        ((("企业",), ("残疾人", "残障")), ["对残疾人创办的企业减收租金。"]),
        ((("残疾人就业日",),), ["企业应当在“残疾人”就业日公布结果。"]),
        ((("财政",), ("公布",)), ["第二条 资金由区财政安排。", "企业应当在“残疾人”就业日公布结果。"]),
    ],
)
def test_the_fewest_sentences_show_all_the_words(words: tuple[tuple[str, ...], ...], quotes: list[str]) -> None:
    document = parse_text(TEXT, source="support.txt", sha256="6" * 64)
    found = SmallSearch([document], Outcome.SET).search("残疾人创办的企业")
    second = tuple(hit for hit in found.hits if hit.measure and hit.measure.ordinal == 2)
    condition = SetFilter(conditions=tuple((Condition(words=group, said=group[0]),) for group in words))
    draft = set_draft(
        replace(
            found,
            query=replace(found.query, set_filter=condition),
            hits=second,
            set_result=SetResult(checked=3, found=((document.document.id, 2),)),
        ),
        frames("zh"),
    )
    assert [draft.citations[i].quote for i in draft.claims[0].citations] == quotes


def _answered(question: str, condition: SetFilter, ordinals: tuple[int, ...]) -> Draft:
    document = parse_text(TEXT, source="support.txt", sha256="6" * 64)
    found = SmallSearch([document], Outcome.SET).search(question)
    hits = tuple(hit for hit in found.hits if hit.measure and hit.measure.ordinal in ordinals)
    result = SetResult(checked=3, found=tuple((document.document.id, ordinal) for ordinal in ordinals))
    return set_draft(replace(found, query=replace(found.query, set_filter=condition), hits=hits, set_result=result), frames("en"))


def test_words_that_the_question_does_not_have_are_told() -> None:
    condition = SetFilter(conditions=((Condition(words=("租金", "房租")),), (Condition(words=("补贴",), negated=True),)))
    assert "租金/房租, ≠ 补贴" in _answered("Which articles mention rent but not subsidies?", condition, (2,)).opening
    assert "(" not in _answered("哪些条提到租金", SetFilter(conditions=((Condition(words=("租金",)),),)), (2,)).opening


def test_where_nothing_could_be_looked_for_no_set_is_told() -> None:
    draft = _answered("Which articles mention unicorns?", SetFilter(unknown=("unicorns",)), ())
    assert draft.status is Status.NO_EVIDENCE
    assert "unicorns" in draft.opening
    assert "3" not in draft.opening


def test_every_sentence_that_is_cited_is_shown() -> None:
    condition = SetFilter(conditions=((Condition(words=("财政",)),), (Condition(words=("公布",)),)))
    [claim] = _answered("哪些条提到财政和公布", condition, (2,)).claims
    assert claim.text == "第二条 资金由区财政安排。企业应当在“残疾人”就业日公布结果。"
    assert len(claim.citations) == 2


def test_what_a_body_has_to_do_is_each_sentence_that_names_it() -> None:
    condition = SetFilter(conditions=((Condition(words=("企业",)),),), duties=True)
    draft = _answered("企业要做什么", condition, (1,))
    assert [claim.text for claim in draft.claims] == ["第一条 对新办企业给予补贴。", "企业应当诚信经营。"]
