"""What a question asks for in particular, and how much of it texts have."""

from __future__ import annotations

import pytest
from documents_asked import SEED

from rag.queries import Query, understand
from rag.retrieval.specifics import Specifics, specifics, windows
from rag.understanding.lexicon import Lexicon

LEXICON = Lexicon([SEED])


def of(question: str) -> Specifics:
    query: Query = understand(question, (), documents=[SEED], lexicon=LEXICON)
    return specifics(query, LEXICON)


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("充电桩的税率是多少?", "税率"),
        ("申请要交哪些材料?", "材料"),
        ("每个月能领多少津贴?", "津贴"),
        ("能不能办?", None),
    ],
)
def test_the_head_is_what_the_question_word_belongs_to(question: str, head: str | None) -> None:
    found = of(question).head
    assert (found.words[0] if found else None) == head


def test_a_near_miss_has_the_topic_and_lacks_the_thing() -> None:
    asked = of("充电桩的车船税怎么减免?")
    topic = "加快充电桩建设,对充电桩给予支持。"
    assert 0 < asked.share(topic) < 1
    assert asked.share(topic + "充电桩的车船税减免。") == pytest.approx(1)
    assert asked.heaviest_absent(topic) > asked.heaviest_absent(topic + "车船税") >= 0
    assert asked.absent(topic) > 0


def test_an_equal_stands_for_a_word() -> None:
    asked = of("充电桩的补助")
    assert asked.share("对充电桩给予补贴") == asked.share("对充电桩给予补助")


def test_english_words_without_a_chinese_word_in_the_documents_count_as_absent() -> None:
    assert of("Is there a subsidy for kangaroo charging?").heaviest_absent(SEED.document.text) > 0
    assert not of("Combien?").known


def test_windows_run_on() -> None:
    assert windows(["甲。", "乙。"]) == ["甲。乙。", "乙。"]
    assert windows([]) == []
