"""The cases load strictly, and are sound against the documents they are about."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.documents import ParsedDocument
from corpus.errors import UserError
from corpus.parsing import parse_file
from evaluation.case_checks import Problem, check_cases, leaks
from evaluation.cases import Case, load_cases, located, schema
from evaluation.datasets import exams, rows

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "evaluation" / "data"
SETS = ("hunan", "yunxi", "other_policy", "other_blind", "other_answerability")
MINIMUM = {
    "fact": 40, "colloquial": 20, "business": 20, "address": 20, "set": 30, "department": 20, "numeric": 15, "metadata": 15,
    "follow_up": 40, "multi_measure": 20, "yes_no": 20, "english": 60, "foreign": 64, "traditional": 20, "noisy": 20,
    "near_domain": 40, "amount_not_set": 20, "false_premise": 25, "out_of_scope": 15, "injection": 15,
}  # fmt: skip
LINE: dict[str, Any] = {
    "id": "x-fact-001", "document": "某政发〔2020〕1号", "kind": "fact", "language": "zh", "question": "补贴多少?", "history": [],
    "measures": [1], "exact_set": False, "facts": [["一万元"]], "answerable": True, "expected": "answered",
}  # fmt: skip


@pytest.fixture(scope="module")
def hunan() -> tuple[Case, ...]:
    return load_cases(DATA / "hunan.jsonl")


@pytest.fixture(scope="module")
def documents() -> dict[str, ParsedDocument]:
    files = [*(ROOT / "corpus" / "policies").glob("*.txt"), *(ROOT / "evaluation" / "documents").glob("*.txt")]
    parsed = [parse_file(path) for path in files]
    return {document.document.number or document.document.title: document for document in parsed}


def told(problems: list[Problem]) -> str:
    return "\n".join(map(str, problems))


def written(folder: Path, *lines: str) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_first_policy_has_sound_cases_of_every_kind(hunan: tuple[Case, ...], documents: dict[str, ParsedDocument]) -> None:
    assert told(check_cases(hunan, documents, minimum=MINIMUM)) == ""
    languages = Counter(case.language for case in hunan if case.kind == "foreign")
    assert {name: languages[name] >= 8 for name in ("ja", "ko", "es", "fr", "de", "ru", "ar", "vi")} == dict.fromkeys(languages, True)


def test_every_measure_of_the_first_policy_is_asked_about(hunan: tuple[Case, ...]) -> None:
    asked = Counter(ordinal for case in hunan if case.answerable and not case.exact_set for ordinal in case.measures)
    assert set(asked) == set(range(1, 21))
    assert min(asked.values()) >= 12


def test_second_document_has_sound_cases(documents: dict[str, ParsedDocument]) -> None:
    cases = load_cases(DATA / "yunxi.jsonl")
    assert told(check_cases(cases, documents)) == ""
    assert len(cases) >= 120
    assert sum(not case.answerable for case in cases) >= 30
    assert sum(case.language == "en" for case in cases) >= 20
    assert sum(case.kind == "foreign" for case in cases) >= 16


def test_second_document_says_that_it_is_fictitious() -> None:
    for path in (ROOT / "evaluation" / "documents").glob("*.txt"):
        assert "虚构示例" in path.read_text(encoding="utf-8").partition("\n")[0]


def test_other_policy_has_sound_cases(shared: Path) -> None:
    cases = load_cases(DATA / "other_policy.jsonl")
    name = cases[0].document_file or ""
    parsed = parse_file(shared / "policies" / name)
    assert told(check_cases(cases, {cases[0].document: parsed})) == ""
    assert len(cases) >= 60
    assert {case.document_file for case in cases} == {name}
    assert parsed.document.number == cases[0].document
    assert all(len(located(case, parsed).measures) == len(case.paths) for case in cases)


def test_blind_cases_are_sound(shared: Path) -> None:
    cases = load_cases(DATA / "other_blind.jsonl")
    files = {case.document: case.document_file or "" for case in cases}
    parsed = {number: parse_file(shared / "policies" / name) for number, name in files.items()}
    assert told(check_cases(cases, parsed)) == ""
    assert all((document.document.number or document.document.title) == number for number, document in parsed.items())
    assert all(len(located(case, parsed[case.document]).measures) == len(case.paths) for case in cases)
    counts = Counter(case.document for case in cases)
    assert len(counts) == 7
    assert min(counts.values()) >= 60
    for number in counts:
        assert {case.kind for case in cases if case.document == number} == set(MINIMUM)


def test_natural_cases_are_sound(shared: Path) -> None:
    cases = load_cases(DATA / "other_natural.jsonl")
    folders = (shared / "policies", shared / "laws")
    files = {case.document: case.document_file or "" for case in cases}
    parsed = {number: parse_file(next(f / name for f in folders if (f / name).is_file())) for number, name in files.items()}
    assert told(check_cases(cases, parsed)) == ""
    assert all((document.document.number or document.document.title) == number for number, document in parsed.items())
    assert all(len(located(case, parsed[case.document]).measures) == len(case.paths) for case in cases)
    assert len(files) >= 18
    assert len({case.language for case in cases}) >= 12
    assert sum(not case.answerable for case in cases) >= 90
    trained = {question["document_file"] for question in rows(DATA / "training" / "questions.jsonl")}
    assert not trained & set(files.values())


def test_cases_on_what_is_not_answered_are_sound(shared: Path) -> None:
    cases = load_cases(DATA / "other_answerability.jsonl")
    files = {case.document: case.document_file or "" for case in cases}
    parsed = {number: parse_file(shared / "policies" / name) for number, name in files.items()}
    assert told(check_cases(cases, parsed)) == ""
    assert all((document.document.number or document.document.title) == number for number, document in parsed.items())
    assert len(files) >= 8
    assert sum(not case.answerable for case in cases) >= 150
    assert sum(case.answerable for case in cases) >= 100
    shares = [sum(case.language == language for case in cases) / len(cases) for language in ("zh", "en")]
    assert shares[0] >= 0.55
    assert 1 - sum(shares) >= 0.18


def test_lookups_are_sound(shared: Path) -> None:
    cases = load_cases(DATA / "other_lookups.jsonl")
    found = {case.document_file or "": shared for case in cases}
    parsed = {
        name: parse_file(next(folder / name for folder in (shared / "policies", shared / "laws") if (folder / name).is_file()))
        for name in found
    }
    by_document = {case.document: parsed[case.document_file or ""] for case in cases}
    assert told(check_cases(cases, by_document)) == ""
    assert len(by_document) >= 10
    assert {case.kind for case in cases} == {"set", "address", "metadata", "follow_up"}
    assert len({case.language for case in cases}) == 11
    assert all(len(located(case, by_document[case.document]).measures) == len(case.paths) for case in cases)


def test_lookups_of_the_documents_here_are_sound(documents: dict[str, ParsedDocument]) -> None:
    assert told(check_cases(load_cases(DATA / "lookups.jsonl"), documents)) == ""


def test_sets_over_words_hold_by_rule(shared: Path) -> None:
    cases = [case for case in load_cases(DATA / "other_blind.jsonl") if case.note.startswith("set by rule mention:")]
    assert len(cases) >= 15
    for case in cases:
        parsed = parse_file(shared / "policies" / (case.document_file or ""))
        words = case.note.removeprefix("set by rule mention:").split("|")
        found = {measure.path for measure in parsed.measures if any(word in measure.span.of(parsed.document.text) for word in words)}
        assert set(case.paths) == found, case.id


def test_cases_about_a_document_beside_the_checkout_are_asked_when_named(shared: Path) -> None:
    assert shared.is_dir()
    chosen = exams([DATA / "other_blind.jsonl"], part="dev")
    assert len(chosen) == 7
    assert all(len(case.measures) == len(case.paths) for exam in chosen for case in exam.cases)
    assert {exam.parsed.document.number for exam in exams()} == {"湘政办发〔2021〕38号", "云溪政规〔2024〕6号"}


def test_a_document_that_is_not_beside_the_checkout_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.datasets.SHARED", tmp_path)
    with pytest.raises(UserError, match=r"th-fact-001: no gz_17_.*\.txt in \.\./shared/data/policies"):
        exams([DATA / "other_blind.jsonl"])


def test_paths_become_ordinals(documents: dict[str, ParsedDocument]) -> None:
    parsed = documents["云溪政规〔2024〕6号"]
    case = Case(
        id="x", document="", kind="fact", language="zh", question="?", paths=("第二章/第六条", "第一章/第二条"), document_file="x.txt"
    )
    assert located(case, parsed).measures == (2, 6)
    assert located(replace(case, paths=(), measures=(3,)), parsed).measures == (3,)
    with pytest.raises(UserError, match="x: 云溪政规〔2024〕6号 has no measure 第九章/第一条"):
        located(replace(case, paths=("第九章/第一条",)), parsed)


def test_floor_set_of_forty(hunan: tuple[Case, ...]) -> None:
    chosen = Counter(case.kind if case.kind != "foreign" else case.language for case in hunan if "main_job" in case.tags)
    assert chosen == {"fact": 20, "colloquial": 8, "english": 8, "ja": 1, "ko": 1, "es": 1, "fr": 1}


def test_both_parts_hold_every_kind(hunan: tuple[Case, ...]) -> None:
    parts = {part: {case.kind for case in hunan if case.part == part} for part in ("dev", "test")}
    assert parts["dev"] == parts["test"] == set(MINIMUM)


def test_ids_are_unique_over_all_data_sets() -> None:
    ids = [case.id for name in SETS for case in load_cases(DATA / f"{name}.jsonl")]
    assert len(ids) == len(set(ids))


def test_no_case_stands_in_the_product() -> None:
    cases = [case for name in SETS for case in load_cases(DATA / f"{name}.jsonl")]
    assert told(leaks(cases, ROOT, skip=[ROOT / "corpus" / "policies"])) == ""


def test_published_schema_is_the_loader_s() -> None:
    assert json.loads((DATA / "schema.json").read_text(encoding="utf-8")) == schema()


def test_a_line_becomes_a_case(tmp_path: Path) -> None:
    (case,) = load_cases(written(tmp_path, json.dumps(LINE), ""))
    assert case == Case(
        id="x-fact-001", document="某政发〔2020〕1号", kind="fact", language="zh", question="补贴多少?", measures=(1,), facts=(("一万元",),)
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "riddle"}, "kind"),
        ({"colour": "red"}, "colour"),
        ({"measures": ["1"]}, "measures"),
        ({"measures": [2, 1]}, "ascending"),
        ({"answerable": False}, "outcome"),
        ({"expected": "refused"}, "expected"),
        ({"facts": []}, "needs facts"),
        ({"history": ["从前?"]}, "history"),
        ({"question": " "}, "question"),
        ({"exact_set": True, "measures": []}, "needs its measures"),
        ({"paths": ["一/(一)"]}, "document_file"),
    ],
)
def test_a_wrong_line_is_named_in_one_line(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    second = json.dumps({**LINE, "id": "x-fact-002", **change})
    with pytest.raises(UserError, match=message) as raised:
        load_cases(written(tmp_path, json.dumps(LINE), second))
    assert str(raised.value).startswith("cases.jsonl:2: ")
    assert "\n" not in str(raised.value)


def test_broken_json_double_ids_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cases.jsonl:1: not a JSON object"):
        load_cases(written(tmp_path, "{"))
    with pytest.raises(UserError, match=r"cases.jsonl:2: id x-fact-001 occurs twice"):
        load_cases(written(tmp_path, json.dumps(LINE), json.dumps(LINE)))
    with pytest.raises(UserError, match=r"absent.jsonl: cannot be read"):
        load_cases(tmp_path / "absent.jsonl")


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda case: replace(case, facts=(("奖励一百万元",),)), "fact not in the gold measures"),
        (lambda case: replace(case, measures=(21,)), "does not exist"),
        (lambda case: replace(case, gold="没有这句话。"), "gold sentence"),
        (lambda case: replace(case, document="无政发〔2000〕1号"), "no document"),
    ],
)
def test_unproved_cases_are_found(
    hunan: tuple[Case, ...], documents: dict[str, ParsedDocument], spoil: Callable[[Case], Case], what: str
) -> None:
    (problem,) = check_cases([spoil(hunan[0])], documents)
    assert problem.case == hunan[0].id
    assert what in problem.what


def test_doubles_and_missing_kinds_are_found(hunan: tuple[Case, ...], documents: dict[str, ParsedDocument]) -> None:
    one = hunan[0]
    same = replace(one, id="x-1", question=one.question.rstrip("?") + "!!")
    near = replace(one, id="x-2", question=one.question.rstrip("?") + "呢?")
    found = check_cases([one, same, near], documents, minimum={"fact": 4})
    assert [str(problem).split(" ", 1)[0] for problem in found] == ["x-1:", "x-2:", "x-2:", "fact:"]


def test_leaks_are_found(hunan: tuple[Case, ...], tmp_path: Path) -> None:
    (tmp_path / "rag").mkdir()
    (tmp_path / "rag" / "words.toml").write_text(f'lay = "{hunan[0].question}"', encoding="utf-8")
    assert leaks(hunan, tmp_path) == [Problem(case=hunan[0].id, what="its words stand in rag/words.toml")]
    assert leaks(hunan, tmp_path, skip=[tmp_path / "rag"]) == []
