"""What is made once for all documents gives what reading each of them gives."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from documents_asked import OTHER, SEED
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Measure, ParsedDocument, Role
from rag.hits import Hit
from rag.retrieval.lookups import LookedUp
from rag.understanding import concordance
from rag.understanding.columns import Columns
from rag.understanding.concordance import Concordance
from rag.understanding.conditions import Condition, folded, forces, text_of
from rag.understanding.headings import Headings
from rag.understanding.holdings import Holdings, derived
from rag.understanding.sets import SetFilter, scan

DOCUMENTS = Holdings([SEED, OTHER])
NAMES = sorted({d.canonical for parsed in DOCUMENTS for m in parsed.measures for d in m.departments})
PLACES = [(parsed.document.id, measure.ordinal) for parsed in DOCUMENTS for measure in parsed.measures]


def holds(condition: Condition, parsed: ParsedDocument, measure: Measure) -> bool:
    """What a condition means, read off one measure."""
    names = {d.canonical for d in measure.departments if condition.role is None or d.role is condition.role}
    true = not condition.departments or bool(names & set(condition.departments))
    if condition.bodies is not None:
        least, most = condition.bodies
        true = true and least <= len(names) and (most is None or len(names) <= most)
    if condition.places is not None:
        true = true and (parsed.document.id, measure.ordinal) in condition.places
    if condition.words:
        true = true and any(folded(word) in text_of(parsed, measure) for word in condition.words)
    if condition.force:
        true = true and condition.force in forces(parsed, measure)
    return true is not condition.negated


conditions = st.builds(
    Condition,
    words=st.lists(st.sampled_from(["消费", "企业", "支持", "的", "网络直播", "不存在的词", "省"]), max_size=2).map(tuple),
    departments=st.lists(st.sampled_from([*NAMES, "没有这个局"]), max_size=2).map(tuple),
    role=st.sampled_from([None, *Role]),
    bodies=st.sampled_from([None, (0, 0), (1, 1), (2, None), (1, None)]),
    places=st.one_of(st.none(), st.frozensets(st.sampled_from(PLACES), max_size=6)),
    force=st.sampled_from(["", "grants", "encourages", "duty"]),
    negated=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(conditions, min_size=1, max_size=2).map(tuple), max_size=3).map(tuple), st.sampled_from(["", "most", "fewest"]))
def test_a_set_is_what_reading_every_measure_finds(groups: tuple[tuple[Condition, ...], ...], extreme: str) -> None:
    read = [
        (parsed, m) for parsed in DOCUMENTS for m in parsed.measures if all(any(holds(c, parsed, m) for c in group) for group in groups)
    ]
    if extreme:
        counts = [len({d.canonical for d in m.departments}) for _, m in read if m.departments]
        wanted = (max if extreme == "most" else min)(counts, default=-1)
        read = [(parsed, m) for parsed, m in read if len({d.canonical for d in m.departments}) == wanted]
    result = scan(SetFilter(conditions=groups, extreme=extreme), DOCUMENTS)
    assert result.checked == len(PLACES)
    assert result.found == tuple((parsed.document.id, m.ordinal) for parsed, m in read)
    assert scan(SetFilter(conditions=groups, extreme=extreme), list(DOCUMENTS)) == result


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("甲乙丙a1 \U00020000", max_size=8), max_size=30), st.text("甲乙丙丁a1 \U00020000", max_size=4))
def test_a_concordance_finds_what_reading_finds(texts: list[str], word: str) -> None:
    read = [row for row, text in enumerate(texts) if word in text]
    built = Concordance([*texts, *(["戊"] * (concordance._FEW + 1))])
    found = [row for row in built.rows(word).tolist() if row < len(texts)]
    assert found == read
    assert built.holds(word) == (bool(read) or word in "戊")
    assert Concordance(texts).rows(word).tolist() == read


@pytest.mark.parametrize("more", [0, 300])
def test_a_number_is_found_where_it_is_no_end_of_a_longer_one(more: int) -> None:
    texts = Concordance(["1.一次性补贴", "给予一次性补贴", "11个月", "1个月", "二十一次", "1.5%", "5%", *([""] * more)])
    assert [texts.rows(word).tolist() for word in ("一次性", "1个月", "一次", "5%")] == [[0, 1], [3], [0, 1], [6]]


def test_a_concordance_of_empty_texts() -> None:
    assert Concordance([""] * 300).rows("甲").tolist() == []
    assert Concordance([]).rows("甲").tolist() == []


def test_what_is_derived_is_made_once_for_holdings_and_anew_for_others() -> None:
    made: list[int] = []

    def make(documents: Sequence[ParsedDocument]) -> list[int]:
        made.append(len(documents))
        return made

    held = Holdings([SEED, OTHER])
    assert derived(held, make) is derived(held, make)
    assert made == [2]
    derived([SEED], make)
    derived([SEED], make)
    assert made == [2, 1, 1]


@pytest.mark.parametrize("parsed", [SEED, OTHER])
def test_a_section_has_the_measures_whose_path_lies_under_its_own(parsed: ParsedDocument) -> None:
    headings = Headings([parsed])
    for section in parsed.sections:
        under = [m.ordinal for m in parsed.measures if m.path == section.path or m.path.startswith(section.path + "/")]
        assert [ordinal for _, ordinal in headings.inside(parsed, section.title, section)] == under


def test_titles_are_found_by_their_whole_and_beside_a_word_for_a_part_by_a_piece() -> None:
    headings = Headings(DOCUMENTS)
    title = max((s.title for parsed in DOCUMENTS for s in parsed.sections), key=len)
    assert title in headings.near(f"{title}有哪些措施", beside=False)
    assert title not in headings.near(f"{title[:5]}有哪些措施", beside=False)
    assert title in headings.near(f"{title[:5]}那部分有哪些措施", beside=True)


def test_columns_number_the_measures_in_reading_order() -> None:
    assert [(parsed.document.id, m.ordinal) for parsed, m in Columns(DOCUMENTS).measures] == PLACES


def test_hits_are_made_when_they_are_read_and_once() -> None:
    made: list[int] = []

    def make(numbers: Sequence[int]) -> list[Hit]:
        made.extend(numbers)
        return list(numbers)  # type: ignore[misc]

    hits = LookedUp(1000, make)
    assert len(hits) == 1000
    assert hits[:3] == (0, 1, 2)
    assert hits[2] == 2
    assert hits[-1] == 999
    assert made == [0, 1, 2, 999]
    assert list(hits) == list(range(1000))
    assert sorted(made) == list(range(1000))
    with pytest.raises(IndexError):
        hits[1000]
