"""Questions limited to a document, issuer, region or day, at the doors."""

from __future__ import annotations

from datetime import date

import pytest
from documents_asked import OTHER, SEED

from corpus.errors import SettingsError, UnknownDocument
from ui.cli_corpus import _key_of
from ui.schemas import AskRequest
from ui.scopes import Scope, read_scope

DOCUMENTS = {parsed.document.id: parsed for parsed in (SEED, OTHER)}


def test_without_conditions_every_document_is_asked() -> None:
    assert Scope().ids(DOCUMENTS) is None
    assert read_scope(None, None, None, None) == Scope()


def test_each_condition_narrows_and_all_must_hold() -> None:
    number = SEED.document.number
    assert Scope(document=number).ids(DOCUMENTS) == (SEED.document.id,)
    assert Scope(region="湖南").ids(DOCUMENTS) == (SEED.document.id,)
    assert Scope(issuer="湖南省人民政府办公厅", as_of=date(2022, 1, 1)).ids(DOCUMENTS) == (SEED.document.id,)
    with pytest.raises(UnknownDocument, match="no indexed document meets"):
        Scope(document=number, as_of=date(2020, 1, 1)).ids(DOCUMENTS)
    with pytest.raises(UnknownDocument, match="policyqa documents list"):
        Scope(document="没有这个文件").ids(DOCUMENTS)


def test_a_day_that_is_none_is_said_in_one_line() -> None:
    assert read_scope(None, None, None, "2021-08-03").as_of == date(2021, 8, 3)
    with pytest.raises(SettingsError, match="write it as 2021-08-03"):
        read_scope(None, None, None, "下个月")


def test_http_takes_the_same_conditions() -> None:
    asked = AskRequest.model_validate({"question": "?", "region": "湖南", "as_of": "2022-01-01"})
    assert asked.scope() == Scope(region="湖南", as_of=date(2022, 1, 1))


def test_a_blank_condition_is_none() -> None:
    blank = {"document": "", "issuer": " ", "region": "", "as_of": ""}
    assert AskRequest.model_validate({"question": "?", **blank}).scope() == read_scope(**blank) == Scope()


@pytest.mark.parametrize("written", ["湘政办发（2021）38号", "湘政办发[2021]38号", "湘政办发〔2021〕38 号"])
def test_a_number_is_found_however_its_brackets_are_written(written: str) -> None:
    assert Scope(document=written).ids(DOCUMENTS) == (_key_of(written, DOCUMENTS),) == (SEED.document.id,)
