"""What the words of a question for a set stand for: marks, how many departments, the training, and what ships."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from documents_asked import SEED

from corpus.errors import WeightsError
from embeddings.encoder import Encoder, open_encoder
from evaluation.train_marking import Marked, Material, Network, load_marked, material, told, train
from rag.retrieval.hearing import Hearing, open_hearing
from rag.retrieval.marking import Marker
from rag.settings import Settings
from rag.understanding import body_counts, sets
from rag.understanding.conditions import Condition
from rag.understanding.marks import Marks, Tag
from rag.understanding.sets import scan
from rag.understanding.wording import normalised


def marks(question: str, *parts: tuple[str, Tag], other: str = "") -> Marks:
    """Sure marks of some parts of a question."""
    shares = np.full((len(question), len(Tag)), 1e-4, np.float32)
    stands = [Tag.NOTHING] * len(question)
    for text, tag in parts:
        at = question.index(text)
        stands[at : at + len(text)] = [tag] * len(text)
    for letter, tag in enumerate(stands):
        shares[letter, list(Tag).index(tag)] = 1
    alternative = np.full(len(question), 1e-4, np.float32)
    if other:
        alternative[question.index(other) : question.index(other) + len(other)] = 1
    return Marks(np.log(shares), np.log(alternative))


def found(question: str, told: Marks | None) -> list[int] | None:
    """Ordinals of the seed policy's measures."""
    wanted = sets.read(question, None, [SEED], heard=True, marks=told)
    return None if wanted is None else [ordinal for _, ordinal in scan(wanted, [SEED]).found]


def test_a_stretch_stands_for_what_its_letters_do() -> None:
    question = "要「快递」不要「电商」"
    own = marks(question, ("快递", Tag.WORD), ("电商", Tag.NO_WORD))
    assert own.denied(1, 5) is False
    assert own.denied(7, 11) is True
    assert own.denied(0, 1) is None
    assert own.nothing(5, 7)
    assert not own.nothing(1, 5)
    assert list(own.runs(question)) == [(2, 4, Tag.WORD), (8, 10, Tag.NO_WORD)]


def test_brackets_behind_a_stretch_belong_to_it() -> None:
    question = "with «快递» (courier), not the (rest)"
    assert list(marks(question, ("快递", Tag.WORD), ("courier", Tag.WORD), ("rest", Tag.WORD)).runs(question)) == [(6, 19, Tag.WORD)]
    question = "led by Commerce (商务厅)"
    assert list(marks(question, ("Commerce", Tag.LEADS)).runs(question)) == [(7, 21, Tag.LEADS)]


def test_marks_decide_what_is_denied_and_what_stands_for_nothing() -> None:
    with_courier, with_shops = found("“快递”", None), found("“电商”", None)
    assert with_courier
    assert with_shops
    question = "凡“快递”见诸其文者取之,“电商”入文者弃之"
    both = marks(question, ("快递", Tag.WORD), ("电商", Tag.NO_WORD))
    assert found(question, both) == [n for n in with_courier if n not in with_shops]
    either = marks(question, ("快递", Tag.WORD), ("电商", Tag.WORD), other="电商")
    assert found(question, either) == sorted({*with_courier, *with_shops})
    assert found(question, marks(question, ("快递", Tag.WORD))) == with_courier


def test_what_is_marked_and_cannot_be_read_leaves_the_set_unknown() -> None:
    question = "“快递”那几条,限于开篇部分"
    assert found(question, marks(question, ("快递", Tag.WORD)))
    assert found(question, marks(question, ("快递", Tag.WORD), ("开篇部分", Tag.PLACE))) is None


def test_marks_decide_what_part_a_department_has() -> None:
    question = "省商务厅不牵头但参与的条目"
    follows = marks(question, ("省商务厅", Tag.FOLLOWS))
    assert follows.denied(0, 4) is None
    assert follows.part(0, 4) is Tag.FOLLOWS
    assert found(question, follows) == found(question, None) == [6, 7, 8, 13, 20]
    question = "省商务厅当头的条目"
    assert found(question, marks(question, ("省商务厅", Tag.LEADS))) == [1]
    question = "省商务厅没当头的条目"
    assert found(question, marks(question, ("省商务厅", Tag.NOT_LEADING))) == list(range(2, 21))


def test_marks_tell_a_set_by_a_condition_that_is_no_place() -> None:
    question = "第二部分里有“快递”的"
    assert marks(question, ("快递", Tag.WORD)).tells(question)
    assert not marks(question, ("第二部分", Tag.PLACE)).tells(question)
    assert not marks(question).tells(question)


def test_letters_that_are_longer_in_lower_case_fail_nothing() -> None:
    question = "İİİİ提到“快递”的有哪些条()"
    assert found(question, marks(question, ("快递", Tag.WORD))) == found("“快递”", None)


def test_words_without_marks_are_looked_for_where_they_are_marked() -> None:
    question = "归拢一下 快递 的条目"
    assert found(question, marks(question, ("快递", Tag.WORD))) == found("“快递”", None)


@pytest.mark.parametrize(
    ("said", "bodies"),
    [
        ("责任单位仅列两家", (2, 2)),
        ("三个以上部门", (3, None)),
        ("超过三家单位", (4, None)),
        ("没有标注任何负责单位", (0, 0)),
        ("exactly two central departments", (2, 2)),
        ("three or more bodies", (3, None)),
        ("no department at all", (0, 0)),
        ("only one ministry", (1, 1)),
        ("several departments", (2, None)),
        ("drei oder mehr behörden", (3, None)),
        ("keine zuständige stelle", (0, 0)),
        ("tres o más organismos", (3, None)),
        ("au moins deux services", (2, None)),
        ("три ведомства и более", (3, None)),
        ("담당 기관이 다섯 곳 이상", (5, None)),
        ("không có cơ quan", (0, 0)),
        ("不超过三家", (1, 3)),
        ("不足三家", (1, 2)),
        ("最多一家", (1, 1)),
        ("at most one body", (1, 1)),
        ("no more than three", (1, 3)),
        ("fewer than three bodies", (1, 2)),
        ("nicht mehr als drei", (1, 3)),
        ("不只一家", (2, None)),
        ("not only one department", (2, None)),
    ],
)
def test_how_many_departments_is_read_from_words_that_say_it(said: str, bodies: tuple[int, int | None]) -> None:
    read = body_counts.read(said, sets._patterns())
    assert isinstance(read, Condition)
    assert read.bodies == bodies


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("负责单位列得最多", "most"),
        ("die meisten zuständigen behörden", "most"),
        ("the fewest departments", "fewest"),
        ("the one with the most departments", "most"),
        ("负责单位", None),
        ("两到三家单位", None),
    ],
)
def test_an_extreme_is_read_from_words_that_say_it(said: str, meant: str | None) -> None:
    assert body_counts.read(said, sets._patterns()) == meant


def test_marked_questions_are_read_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "marked.tsv"
    path.write_text("zh\t第[[p:二部分]]、「[[-w:電商]]」或[[|d:省商務廳]]\nen\tWhat is it?\n", encoding="utf-8")
    first, second = load_marked(path)
    assert [(first.question[start:end], tag, other) for start, end, tag, other in first.conditions] == [
        ("二部分", Tag.PLACE, False),
        ("电商", Tag.NO_WORD, False),
        ("省商务厅", Tag.INVOLVED, True),
    ]
    assert second == Marked("en", "What is it?", ())


def test_what_was_written_to_train_on_can_be_read_and_is_varied() -> None:
    questions = load_marked()
    assert len({one.question for one in questions}) == len(questions) >= 4000
    assert {one.language for one in questions} == {"zh", "zh-Hant", "en", "ja", "ko", "fr", "de", "es", "ru", "ar", "vi"}
    assert all(one.question == normalised(one.question) for one in questions)
    tags = {tag for one in questions for _, _, tag, _ in one.conditions}
    assert tags == set(Tag) - {Tag.NOTHING}


def test_a_network_runs_as_it_was_trained() -> None:
    chance = torch.Generator().manual_seed(1)
    states = [torch.randn(n, 16, generator=chance) for n in (7, 40)]
    data = Material(
        states=states,
        tags=[torch.zeros(len(one), dtype=torch.long) for one in states],
        others=[torch.zeros(len(one)) for one in states],
        starts=[np.arange(len(one)) for one in states],
        mean=np.full(16, 0.5, np.float32),
    )
    torch.manual_seed(0)
    network = Network(data).eval()
    torch.nn.init.normal_(network.near)
    marker = Marker.of(network.arrays(data))
    for own in states:
        with torch.no_grad():
            out = network(own[None], torch.ones(1, len(own)))[0]
        wanted = torch.cat([torch.log_softmax(out[:, :-1], 1), torch.nn.functional.logsigmoid(out[:, -1:])], 1).numpy()
        np.testing.assert_allclose(marker.said(own.numpy() + data.mean), wanted, atol=0.02)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(cache=Settings().cache_dir)


def test_it_learns_what_is_denied(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("快递", "电商", "消费券", "押金", "冷链", "培训")
    texts = [(f"要“{a}”不要“{b}”", a, b) for a in words for b in words if a != b]
    questions = [
        Marked(
            "zh",
            text,
            ((text.index(a), text.index(a) + len(a), Tag.WORD, False), (text.rindex(b), text.rindex(b) + len(b), Tag.NO_WORD, False)),
        )
        for text, a, b in texts
    ]
    monkeypatch.setattr("evaluation.train_marking.EPOCHS", 120)
    data = material(questions, encoder)
    marker = Marker.of(train(data, range(24)).arrays(data))
    own = [
        Marks.of(one.question, starts, marker.said(states.numpy() + data.mean))
        for one, starts, states in zip(questions, data.starts, data.states, strict=True)
    ]
    figures = told(own[24:], questions[24:])
    assert "w (6 of 12 denied)" in figures
    assert "wrong 0.000" in figures
    assert "right 0.0" not in figures


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        ("哪些条写了补贴却没写贷款", ("贷款",)),
        ("哪些条既写了补贴又写了贷款", ()),
        ("Which items mention 补贴 but not 贷款?", ("贷款",)),
        ("Punkte mit „补贴“, aber ohne „贷款“", ("贷款",)),
    ],
)
def test_what_ships_hears_what_is_denied(question: str, denied: tuple[str, ...], encoder: Encoder) -> None:
    reading = open_hearing(encoder)
    assert isinstance(reading, Hearing)
    own = reading.marks(question)
    assert own is not None
    for word in ("补贴", "贷款"):
        at = question.index(word)
        assert (own.denied(at, at + len(word)) is True) == (word in denied), word


def test_what_was_trained_is_checked(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="install policyqa again"):
        Marker.read(tmp_path / "absent.npz")
    (tmp_path / "damaged.npz").write_bytes(b"PK")
    with pytest.raises(WeightsError, match="install policyqa again"):
        Marker.read(tmp_path / "damaged.npz")
