"""Private documents: opened by a token, within limits, and gone when their time is over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hashing_runtime import hashing_encoder
from letter_search import LetterSearch, reading_room

from corpus.documents import ParsedDocument
from corpus.errors import DamagedDocument, DocumentTooLarge, UnsupportedFormat
from corpus.parsing import parse_bytes
from rag.settings import Settings
from ui.opening import PRIVATE, _room_apart
from ui.private_reading import read_apart
from ui.private_rooms import MARK, Limits, PrivateGone, PrivateRooms, TooManyPrivate, TooSlow, limits_of
from ui.reading_room import ReadingRoom

TEXT = "关于食堂的通知\n\n一、开放时间。食堂每天开放到晚上八点。（后勤处负责）\n\n二、收费。职工每餐收费三元。（财务处负责）\n".encode()


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def read(data: bytes, name: str, go_on: Callable[[], None]) -> ParsedDocument:
    go_on()
    return parse_bytes(data, name)


def furnish(parsed: ParsedDocument, go_on: Callable[[], None]) -> ReadingRoom:
    go_on()
    return reading_room(LetterSearch(documents=[parsed]))


def rooms(clock: Clock | None = None, read: Callable[..., ParsedDocument] = read, **settings: object) -> PrivateRooms:
    return PrivateRooms(limits_of(Settings(**settings)), read, now=clock or Clock())  # type: ignore[arg-type]


def test_a_token_opens_its_document_and_no_other() -> None:
    made = rooms()
    one, session = made.open(TEXT, "食堂.txt", furnish)
    other, _ = made.open(TEXT.replace("八".encode(), "九".encode()), "食堂.txt", furnish)
    assert made.session(one) is session
    assert made.session(other) is not session
    assert len({one, other}) == 2
    assert min(len(one), len(other)) >= 43, "32 random bytes"
    for wrong in ("", one[:-1], one.swapcase(), "\udc80"):
        with pytest.raises(PrivateGone):
            made.session(wrong)


def test_its_id_is_never_that_of_an_indexed_document() -> None:
    _, session = rooms().open(TEXT, "食堂.txt", furnish)
    assert session.parsed.document.id == parse_bytes(TEXT, "食堂.txt").document.id + MARK
    assert {measure.document_id for measure in session.parsed.measures} == {session.parsed.document.id}


def test_it_is_forgotten_when_nobody_asks_and_after_its_life() -> None:
    clock = Clock()
    made = rooms(clock, private_idle_minutes=10, private_life_minutes=25)
    token, _ = made.open(TEXT, "食堂.txt", furnish)
    for _ in range(3):
        clock.time += 8 * 60
        assert made.session(token).left(clock()) > 0
    clock.time += 2 * 60
    with pytest.raises(PrivateGone):
        made.session(token)
    token, _ = made.open(TEXT, "食堂.txt", furnish)
    clock.time += 10 * 60 + 1
    made.sweep()
    assert len(made) == 0
    with pytest.raises(PrivateGone):
        made.session(token)


def test_ending_and_closing_forget() -> None:
    made = rooms()
    token, _ = made.open(TEXT, "食堂.txt", furnish)
    made.end(token)
    with pytest.raises(PrivateGone):
        made.end(token)
    token, _ = made.open(TEXT, "食堂.txt", furnish)
    made.close()
    with pytest.raises(PrivateGone):
        made.session(token)
    with pytest.raises(PrivateGone):
        made.open(TEXT, "食堂.txt", furnish)


def test_only_so_many_are_held() -> None:
    clock = Clock()
    made = rooms(clock, private_max_sessions=2)
    made.open(TEXT, "食堂.txt", furnish)
    made.open(TEXT, "食堂.txt", furnish)
    with pytest.raises(TooManyPrivate):
        made.open(TEXT, "食堂.txt", furnish)
    clock.time += 31 * 60
    made.open(TEXT, "食堂.txt", furnish)


@pytest.mark.parametrize(("limit", "words"), [({"private_max_chars": 20}, "characters"), ({"private_max_measures": 1}, "measures")])
def test_what_is_too_long_is_refused(limit: dict[str, int], words: str) -> None:
    with pytest.raises(DocumentTooLarge, match=words):
        rooms(**limit).open(TEXT, "食堂.txt", furnish)


def test_work_that_takes_too_long_is_given_up() -> None:
    clock = Clock()

    def slow(parsed: ParsedDocument, go_on: Callable[[], None]) -> ReadingRoom:
        clock.time += 61
        return furnish(parsed, go_on)

    made = rooms(clock, private_seconds=60)
    with pytest.raises(TooSlow):
        made.open(TEXT, "食堂.txt", slow)
    assert len(made) == 0


def test_reading_apart_gives_what_reading_here_gives(policies: Path) -> None:
    path = next(policies.glob("*38号.txt"))
    assert read_apart(path.read_bytes(), path.name, seconds=30, go_on=lambda: None) == parse_bytes(path.read_bytes(), path.name)


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [(b"%PDF-1.7 nothing", "x.pdf", DamagedDocument), (b"GIF89a", "x.gif", UnsupportedFormat), (b" ", "x.txt", DamagedDocument)],
)
def test_reading_apart_refuses_as_reading_here_does(data: bytes, name: str, error: type[Exception]) -> None:
    with pytest.raises(error) as here:
        parse_bytes(data, name)
    with pytest.raises(error) as apart:
        read_apart(data, name, seconds=30, go_on=lambda: None)
    assert str(apart.value) == str(here.value)


def test_a_process_that_dies_is_a_document_that_cannot_be_read() -> None:
    with pytest.raises(DamagedDocument, match="too much time or memory"):
        read_apart("一、建设。\n".encode() * 1_000_000, "x.txt", seconds=0, go_on=lambda: None)


def test_giving_up_ends_the_process() -> None:
    def enough() -> None:
        raise TooSlow("enough")

    with pytest.raises(TooSlow):
        read_apart(("一、" + "建设。" * 900_000).encode() * 4, "x.txt", seconds=60, go_on=enough)


def test_a_private_document_is_asked_like_any_other_and_leaves_nothing_on_disk(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache", generator="openai", llm_base_url="http://127.0.0.1:9/v1")
    made = PrivateRooms(limits_of(settings), read)
    _, session = made.open(TEXT, "食堂.txt", partial(_room_apart, hashing_encoder(), settings))
    answer = session.room.assistant.ask("职工每餐收费多少？")
    assert answer.receipt.index == PRIVATE
    assert answer.receipt.generator == "extractive", "no chat model sees a private document"
    assert dict(answer.receipt.document_sha256) == {session.parsed.document.id: session.parsed.document.sha256}
    for citation in answer.citations:
        assert citation.span.of(session.parsed.document.text) == citation.quote
    assert session.room.search("财务处", 3)[0].document == session.parsed
    assert list(tmp_path.iterdir()) == []


def test_limits_come_from_the_settings() -> None:
    limits = limits_of(Settings(private_idle_minutes=1, private_life_minutes=2, private_seconds=3, private_max_bytes=4))
    assert limits == Limits(bytes=4, characters=100_000, measures=500, sessions=8, idle_s=60, life_s=120, work_s=3)
