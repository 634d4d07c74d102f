"""The matrix through its doors: command line, HTTP, and the exports; the same answer from each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from letter_search import LetterSearch, reading_room
from letter_service import ready

from corpus.documents import ParsedDocument
from corpus.parsing import parse_file
from rag.eligibility.export import COLUMNS, csv_text, markdown, page
from rag.eligibility.matrices import best_hit
from rag.eligibility.matrix import Eligibility, Matrix
from rag.eligibility.matrix_json import matrix_json, schema
from rag.eligibility.profiles import read_profile
from rag.settings import Settings
from ui import opening
from ui.cli import run
from ui.service import create_app

SHOP = {"sector": "零售", "place": "长沙市", "size": "30人", "activities": ["门店数字化改造"], "needs": ["资金"]}
HOSTILE = {**SHOP, "description": "<script>alert(1)</script> **粗** [x](javascript:y) =1+1"}


@pytest.fixture(scope="module")
def documents(policies: Path) -> Mapping[str, ParsedDocument]:
    parsed = [parse_file(path) for path in sorted(policies.glob("*.txt"))]
    return {one.document.id: one for one in parsed}


@pytest.fixture(scope="module")
def matrix(documents: Mapping[str, ParsedDocument]) -> Matrix:
    return Eligibility(list(documents.values())).matrix(read_profile(HOSTILE))


@pytest.fixture(scope="module")
def letters(policies: Path) -> LetterSearch:
    return LetterSearch(policies)


@pytest.fixture(scope="module")
def client(letters: LetterSearch) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), lambda: reading_room(letters)), raise_server_exceptions=False) as made:
        yield ready(made)


def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, letters: LetterSearch, *arguments: object
) -> tuple[int, str, str]:
    monkeypatch.setattr(opening, "open_room", lambda settings: reading_room(letters))
    code = run(["eligibility", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_both_doors_give_the_contract_and_the_same_matrix(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    letters: LetterSearch,
    client: TestClient,
    tmp_path: Path,
) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(SHOP), encoding="utf-8")
    code, out, err = command(capsys, monkeypatch, letters, "--profile", file, "--json")
    assert (code, err) == (0, "")
    printed = json.loads(out)
    assert set(printed) == {"profile", "measures", "questions"}
    assert set(printed["measures"][0]) == {"document", "measure", "path", "title", "instrument", "force", "conditions", "contacts"}
    assert set(printed["measures"][0]["conditions"][0]) == {"text", "status", "quote", "start", "end"}
    assert {key for question in printed["questions"] for key in question} <= {"text", "field", "measure"}
    assert printed["profile"] == {"description": "", **SHOP}
    answer = client.post("/api/v1/eligibility", json=SHOP)
    assert answer.status_code == 200
    assert answer.json() == printed


def test_http_names_what_is_wrong_as_a_problem(client: TestClient) -> None:
    for body in ({"turnover": 3}, [], {"needs": 5}):
        answer = client.post("/api/v1/eligibility", json=body)
        assert answer.status_code == 422
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert answer.json()["detail"]
    assert client.post("/api/v1/eligibility", json={}).json()["measures"] == []
    assert client.get("/api/v1/eligibility").status_code == 405


def test_the_schema_is_published(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    operation = described["paths"]["/api/v1/eligibility"]["post"]
    assert "description" in operation["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(schema()["required"]) == {"profile", "measures", "questions"}
    published = json.loads((Path(__file__).parent.parent / "docs" / "eligibility.schema.json").read_text(encoding="utf-8"))
    assert published == schema()


@pytest.mark.parametrize(("form", "media"), [("markdown", "text/markdown"), ("csv", "text/csv"), ("html", "text/html")])
def test_exports_over_http(client: TestClient, form: str, media: str) -> None:
    answer = client.post("/api/v1/eligibility/export", params={"format": form}, json=SHOP)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert "支持开展门店数字化改造" in answer.text
    assert client.post("/api/v1/eligibility/export", params={"format": "doc"}, json=SHOP).status_code == 422


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"{", "JSON"), (b"\xff\xfe", "JSON"), (b'{"turnover": 1}', "turnover"), (b"[" * 100_000, "JSON"), (b" " * 1_000_001, "bytes")],
)
def test_a_bad_profile_file_is_one_line(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    letters: LetterSearch,
    tmp_path: Path,
    content: bytes,
    word: str,
) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    code, out, err = command(capsys, monkeypatch, letters, "--profile", file, "--json")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert word in err
    assert command(capsys, monkeypatch, letters, "--profile", tmp_path / "none.json")[0] == 2


def test_the_command_writes_exports_to_files(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, letters: LetterSearch, tmp_path: Path
) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(SHOP), encoding="utf-8")
    out = tmp_path / "shop.csv"
    assert command(capsys, monkeypatch, letters, "--profile", file, "--export", "csv", "--out", out)[:2] == (0, "")
    assert out.read_bytes().startswith(b"\xef\xbb\xbfdocument,")
    code, _, err = command(capsys, monkeypatch, letters, "--profile", file, "--out", tmp_path / "no" / "such")
    assert code == 2
    assert err.count("\n") == 1


def test_csv_has_a_line_for_each_condition_and_no_formula(matrix: Matrix) -> None:
    lines = list(csv.DictReader(io.StringIO(csv_text(matrix).removeprefix("\ufeff"))))
    cells = [cell for row in matrix.rows for cell in row.conditions]
    assert tuple(lines[0]) == COLUMNS
    assert [line["quote"] for line in lines if line["quote"]] == [cell.quote for cell in cells]
    assert not any(value.startswith(("=", "+", "-", "@")) for line in lines for value in line.values())


class Page(HTMLParser):
    """Collects tags, addresses and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action") or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_self_contained_and_shows_markup_as_text(matrix: Matrix) -> None:
    read = Page()
    read.feed(page(matrix))
    assert "script" not in read.tags
    assert read.addresses == []
    assert "url(" not in page(matrix)
    assert "<script>alert(1)</script>" in read.text
    assert all(cell.quote in read.text for row in matrix.rows for cell in row.conditions)


def test_markdown_quotes_and_addresses_and_escapes(matrix: Matrix) -> None:
    text = markdown(matrix)
    assert "湘政办发〔2021〕38号 一/" in text
    assert "<script>" not in text
    assert "[x](javascript" not in text
    assert "需补充" in markdown(matrix, "zh") or "文件未规定" in markdown(matrix, "zh")
    assert "not set by the document" in markdown(matrix, "en")


def test_json_round_trips_a_profile_with_answers(documents: Mapping[str, ParsedDocument]) -> None:
    engine = Eligibility(list(documents.values()))
    first = matrix_json(engine.matrix(read_profile({**SHOP, "answers": {"employees": "20人"}})))
    assert first["profile"]["answers"] == {"employees": "20人"}
    assert matrix_json(engine.matrix(read_profile(first["profile"]))) == first


def test_what_a_search_finds_first_is_listed(letters: LetterSearch, documents: Mapping[str, ParsedDocument]) -> None:
    room = reading_room(letters)
    profile = read_profile({"activities": ["在居民区建设充电设施"]})
    hit = best_hit(profile, room.assistant.answering)
    assert hit == ("湘政办发〔2021〕38号", 11)
    assert best_hit(read_profile({"place": "长沙"}), room.assistant.answering) is None
    strange = read_profile({"activities": ["qqq"]})
    engine = Eligibility(list(documents.values()))
    assert engine.matrix(strange).rows == ()
    assert 11 in {row.measure.ordinal for row in engine.matrix(strange, found=hit).rows}
