"""The command line: what it prints, what it says of mistakes, and its exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
import typer

from corpus.errors import UserError
from embeddings.changes import Changes
from ui import cli, cli_contributed
from ui.batch import write_lines
from ui.cli import run
from ui.cli_corpus import _report

ROOT = Path(__file__).resolve().parent.parent
POLICY = "湘政办发〔2021〕38号"


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = run([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def complains(result: tuple[int, str, str], code: int, *words: str) -> None:
    """One line on standard error, nothing on standard output, this exit code."""
    got, out, err = result
    assert (got, out) == (code, "")
    assert err.count("\n") == 1
    assert err.startswith("policyqa: ")
    for word in words:
        assert word in err


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
    return subprocess.run(command, text=True, capture_output=True, cwd=ROOT, timeout=60, check=False, **more)


def test_parse_prints_the_structure_of_the_contract(capsys: pytest.CaptureFixture[str], policies: Path) -> None:
    file = policies / f"{POLICY}.txt"
    code, out, err = call(capsys, "parse", file, "--json")
    parsed = json.loads(out)
    assert (code, err) == (0, "")
    assert parsed["document"]["number"] == POLICY
    assert [section["label"] for section in parsed["sections"]] == list("一二三四")
    assert [measure["ordinal"] for measure in parsed["measures"]] == list(range(1, 21))
    assert parsed["report"]["unassigned"] == 0
    text = file.read_text(encoding="utf-8-sig")
    for part in parsed["measures"]:
        assert text[part["start"] : part["end"]] == part["text"]
    assert {"name", "role"} <= set(parsed["measures"][0]["departments"][0])


def test_parse_prints_an_outline(capsys: pytest.CaptureFixture[str], policies: Path) -> None:
    code, out, _ = call(capsys, "parse", policies / f"{POLICY}.txt")
    assert code == 0
    assert "一/(一)" in out
    assert "4 sections, 20 measures" in out


def test_a_folder_gives_a_line_each_whatever_is_wrong_with_some(capsys: pytest.CaptureFixture[str], policies: Path, tmp_path: Path) -> None:
    shutil.copy(policies / f"{POLICY}.txt", tmp_path / "b.txt")
    (tmp_path / "a.pdf").write_bytes(b"not a pdf")
    (tmp_path / "empty.txt").write_bytes(b"")
    code, out, err = call(capsys, "parse", tmp_path)
    assert code == 2
    assert "b.txt" in out
    assert "3 files, 1 sound, 2 not" in out
    assert err.count("\n") == 2
    assert "a.pdf" in err
    whole = json.loads(call(capsys, "parse", tmp_path, "--json")[1])
    assert [one["file"] for one in whole["documents"]] == ["b.txt"]
    assert [one["file"] for one in whole["errors"]] == ["a.pdf", "empty.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["parse", "no such.txt"], ["no such.txt"]),
        (["parse"], ["Missing argument"]),
        (["parse", "--bogus"], ["--bogus"]),
        (["nonsense"], ["nonsense"]),
        (["search", "x", "-k", "many"], ["-k", "integer"]),
        (["search", "x", "-k", "0"], ["-k", "1"]),
        (["serve", "--port", "99999"], ["--port", "65535"]),
        (["serve", "--host", "no.such.host.invalid", "--port", "0"], ["--host"]),
        (["ask"], ["no question"]),
        (["ask", "x", "--out", "y"], ["--batch"]),
        (["ask", "x", "--batch", "y", "--out", "z"], ["leave out"]),
        (["ask", "--batch", "y"], ["--out"]),
        (["ask", "--batch", "no.jsonl", "--out", "z"], ["no.jsonl"]),
        (["verify", "no.json"], ["no.json"]),
        (["ask", "\udce4"], ["UTF-8"]),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]) -> None:
    complains(call(capsys, *arguments), 2, *words)


@pytest.mark.parametrize("arguments", [["ask", "充电桩？"], ["search", "充电桩？"], ["documents", "list"], ["documents", "show", "x"]])
def test_without_an_index_the_remedy_is_named(
    capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_DATA_DIR", str(tmp_path / "fresh"))
    complains(call(capsys, *arguments), 2, "policyqa index")
    assert not (tmp_path / "fresh" / "index").exists()


def test_a_setting_that_cannot_be_used_names_its_variable(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_PORT", "eighty")
    complains(call(capsys, "documents", "list"), 2, "POLICYQA_PORT", "eighty")


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    from ui.cli_service import listen

    with listen("127.0.0.1", 0) as taken:
        complains(call(capsys, "serve", "--port", taken.getsockname()[1]), 2, "in use", "--port")


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ('{"id": "1", "question": "好吗"}\n{"id": 2}', "line 2"),
        ("\n\nnot json", "line 3"),
        ('["a list"]', "line 1"),
        ('{"id": "1", "question": "好吗"}\n{"id": "1", "question": "好吗"}', "line 1"),
        ('{"id": "1", "question": "  "}', "line 1"),
        ('{"id": "1", "question": "a\\u0000b"}', "line 1"),
        ('{"id": "1", "question": "好", "history": "x"}', "line 1"),
        ('{"id": true, "question": "好"}', "line 1"),
        ('{"id": "1", "question": "\\ud800"}', "line 1"),
        ('{"id": "1", "question": "好吗"}\n{"id": "\\ud83d", "question": "好吗"}', "line 2"),
        ('{"id": "1", "question": "好吗", "language": "FR"}\n{"id": "2", "question": "好吗", "language": "xx"}', "line 2"),
        ("", "no questions"),
    ],
)
def test_a_bad_batch_line_is_named_before_anything_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, lines: str, word: str
) -> None:
    batch, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    batch.write_text(lines, encoding="utf-8")
    out.write_text("kept")
    complains(call(capsys, "ask", "--batch", batch, "--out", out), 2, word)
    assert out.read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_batch_that_is_not_utf_8(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_bytes('{"id":"1","question":"问"}'.encode("gb18030"))
    complains(call(capsys, "ask", "--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out"), 2, "UTF-8")


def test_lines_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    from ui.batch import write_lines

    out = tmp_path / "out.jsonl"
    write_lines(out, iter([{"a": "甲"}]))
    assert out.read_text(encoding="utf-8") == '{"a": "甲"}\n'

    def fails() -> Any:
        yield {"a": 1}
        raise ValueError("midway")

    with pytest.raises(ValueError, match="midway"):
        write_lines(out, fails())
    assert out.read_text(encoding="utf-8") == '{"a": "甲"}\n'
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


class Dist:
    """Stands for an installed package that contributes a command."""

    @staticmethod
    def entry_points(*, group: str) -> list[EntryPoint]:
        assert group == "policyqa.commands"
        return [
            EntryPoint(name="count", value="contributed_commands:contribute", group=group),
            EntryPoint(name="shout", value="contributed_commands:app", group=group),
        ]


@pytest.fixture
def contributed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "contributed_commands.py").write_text(
        '''"""Commands from elsewhere."""
import typer
app = typer.Typer()
@app.command()
def shout(word: str) -> None:
    """Say it loudly."""
    print(word.upper())
def contribute(other: typer.Typer) -> None:
    other.command()(count)
    other.command()(shout)
def count(word: str) -> None:
    """Count the letters.

    Of one word.
    """
    print(len(word))
'''
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(cli_contributed, "entry_points", Dist.entry_points)
    monkeypatch.delitem(sys.modules, "contributed_commands", raising=False)


@pytest.mark.usefixtures("contributed")
def test_contributed_commands_are_listed_without_being_imported(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "--help")
    assert code == 0
    assert "Count the letters." in out
    assert "Say it loudly." in out
    assert "contributed_commands" not in sys.modules
    assert call(capsys, "count", "four")[:2] == (0, "4\n")
    assert call(capsys, "shout", "four")[:2] == (0, "FOUR\n")
    complains(call(capsys, "count"), 2, "Missing argument")


def test_help_and_parse_load_nothing_heavy() -> None:
    code = (
        "import sys\nfrom ui.cli import run\nfrom glob import glob\nassert run(['--help']) == 0\n"
        "assert run(['parse', *glob('corpus/policies/*.txt')[:1]]) == 0\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'chromadb', 'gradio', 'fastapi', 'langchain_core', 'evaluation'}\n"
        "loaded = heavy & set(sys.modules)\nassert not loaded, loaded"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unforeseen_error_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer(cls=cli_contributed.CommandTable)

    @app.command()
    def breaks() -> None:
        raise ZeroDivisionError("by\nzero")

    @app.command()
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", app)
    complains(call(capsys, "breaks"), 1, "ZeroDivisionError", "by zero")
    complains(call(capsys, "interrupted"), 130, "interrupted")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_closed_standard_streams(number: int) -> None:
    shell = f'exec "{sys.executable}" -c "from ui.cli import main; main()" parse corpus/policies {number}<&-'
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == (1 if number == 1 else 0)
    assert "Traceback" not in done.stderr


def test_the_reader_may_go_away() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from ui.cli import main; main()", "parse", "corpus/policies"],
            cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from ui.cli import main; main()", "parse", "corpus/policies"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("policyqa: ")
    assert done.stderr.count("\n") == 1


def test_ctrl_c_while_serving(tmp_path: Path) -> None:
    environment = {**os.environ, "POLICYQA_DATA_DIR": str(tmp_path / "none"), "POLICYQA_POLICIES": str(tmp_path / "none")}
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # a test run in the background may have it ignored
    command = [sys.executable, "-c", f"{heard}; from ui.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout is not None
            assert serving.stdout.readline().startswith("policyqa: http://127.0.0.1:")
            serving.send_signal(signal.SIGINT)
            _, err = serving.communicate(timeout=60)
        finally:
            serving.kill()
    assert serving.returncode == 130
    assert "Traceback" not in err


def test_a_locale_that_is_not_utf_8_changes_nothing() -> None:
    done = process("parse", "corpus/policies", env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert POLICY in done.stdout


@pytest.mark.parametrize("command", [("verify",), ("ask", "--out", "answers.jsonl", "--batch")])
def test_a_folder_where_a_file_is_expected(capsys: pytest.CaptureFixture[str], tmp_path: Path, command: tuple[str, ...]) -> None:
    complains(call(capsys, *command, tmp_path), 2, str(tmp_path), "is a folder: name a file")


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_an_empty_folder_is_complained_of_and_nothing_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, as_json: tuple[str, ...]
) -> None:
    complains(call(capsys, "parse", tmp_path, *as_json), 2, "holds no documents")


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / ".answers.jsonl.x"))

    monkeypatch.setattr("ui.batch.tempfile.mkstemp", refused)  # permissions do not bind the superuser, whom containers run tests as
    with pytest.raises(UserError, match="cannot be written to: name a file in another folder"):
        write_lines(tmp_path / "answers.jsonl", [])


def test_a_document_whose_file_moved_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    _report(Changes(kept=("甲", "乙"), moved=("乙",)), as_json=False)
    assert capsys.readouterr().out.splitlines() == ["moved: 乙", "0 added, 2 kept, 0 replaced, 0 removed"]
