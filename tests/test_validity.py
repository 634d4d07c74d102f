"""Whether a document is in force on a day."""

from __future__ import annotations

from datetime import date

import pytest

from corpus import parse_text
from corpus.documents import Document
from corpus.validity import Status, validity


def document(text: str, name: str) -> Document:
    return parse_text(text, source=name, sha256=name * 8).document


OLD = document(
    "某市用水办法\n\n某政发〔2015〕8号\n\n第一条 本办法适用于本市。\n\n"
    "第二条 本办法自2015年3月1日起施行，有效期5年。\n\n某市人民政府\n\n2015年2月1日\n",
    "old",
)
NEW = document(
    "某市节水条例\n\n第一条 为了节水，制定本条例。\n\n第二条 本条例自2018年1月1日起施行。《某市用水办法》（某政发〔2015〕8号）同时废止。\n",
    "new",
)
BARE = document("须知\n\n请自觉排队，保持安静，爱护公物，不要喧哗吵闹。\n", "bare")


@pytest.mark.parametrize(
    ("on", "corpus", "expected"),
    [
        (date(2015, 2, 15), (), Status.NOT_YET),
        (date(2016, 1, 1), (OLD, NEW), Status.IN_FORCE),
        (date(2018, 1, 1), (OLD, NEW), Status.REPEALED),
        (date(2019, 1, 1), (), Status.IN_FORCE),
        (date(2020, 3, 1), (), Status.IN_FORCE),
        (date(2020, 3, 2), (), Status.EXPIRED),
    ],
)
def test_standing_on_a_day(on: date, corpus: tuple[Document, ...], expected: Status) -> None:
    assert validity(OLD, on, corpus).status is expected


def test_a_repeal_names_its_source() -> None:
    found = validity(OLD, date(2021, 1, 1), [OLD, NEW])
    assert (found.status, found.by, found.since) == (Status.REPEALED, NEW.id, date(2018, 1, 1))


def test_a_title_is_enough_for_a_repeal() -> None:
    notice = document(
        "某市人民政府关于印发某市用水办法的通知\n\n各单位：\n\n现印发给你们，请遵照执行。\n\n某市人民政府\n\n2010年1月1日\n", "notice"
    )
    assert validity(notice, date(2019, 1, 1), [NEW]).status is not Status.REPEALED
    by_title = document("某市节水条例\n\n第一条 本条例自2018年1月1日起施行。《某市用水办法》同时废止。\n", "other")
    assert validity(notice, date(2019, 1, 1), [by_title]).status is Status.REPEALED


def test_without_dates_nothing_is_claimed() -> None:
    assert validity(BARE, date(2024, 1, 1)).status is Status.UNKNOWN
