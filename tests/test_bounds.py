"""Words around an address that make it one end of a range."""

from __future__ import annotations

import pytest

from rag.understanding import addresses
from rag.understanding.bounds import bounds

Ends = list[tuple[int, bool, bool]]


def ends(question: str) -> Ends:
    address = addresses.read(question)
    return [(one.step.number, one.lower, one.itself) for one in bounds(question.lower(), address.steps if address else ())]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("从第(十二)条算起到结尾", [(12, True, True)]),
        ("第十条之后", [(10, True, False)]),
        ("第十条之前", [(10, False, False)]),
        ("第3章起", [(3, True, True)]),
        ("from article 3 all the way to article 9", [(3, True, True), (9, False, True)]),
        ("article 12 onwards", [(12, True, True)]),
        ("points after 12", [(12, True, False)]),
        ("à partir de l'article 7", [(7, True, True)]),
        ("hasta el artículo 5", [(5, False, True)]),
        ("ab Artikel 7", [(7, True, True)]),
        ("начиная со статьи 5", [(5, True, True)]),
        ("第5条以降", [(5, True, True)]),
        ("제12조까지", [(12, False, True)]),
        ("ابتداء من المادة الخامسة", [(5, True, True)]),
        ("từ điều 5 trở đi", [(5, True, True)]),
        ("everything after article 7, article 7 itself not included", [(7, True, False)]),
    ],
)
def test_one_end_of_a_range(question: str, told: Ends) -> None:
    assert ends(question) == told


@pytest.mark.parametrize(
    "question",
    [
        "which items from part 3",
        "according to article 5",
        "第十二条以外",
        "points after 12 months",
        "第3条到第9条",
        "what does article 5 say on it",
    ],
)
def test_an_address_alone_is_no_end(question: str) -> None:
    assert ends(question) == []
