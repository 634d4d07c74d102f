"""Files: limits, kinds, changes while reading, and messages that name the file and the remedy."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from corpus.errors import DamagedDocument, DocumentError, DocumentNotFound, DocumentTooLarge, UnsupportedFormat
from corpus.loading import find_files, load_bytes, load_file

TEXT = "第一条 为了规范管理，制定本办法。\n"


def test_a_file_is_described(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"
    path.write_text(TEXT, encoding="utf-8")
    loaded = load_file(path)
    assert (loaded.text, loaded.format, loaded.encoding, loaded.source) == (TEXT, "txt", "utf-8", "办法.txt")
    assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert loaded.notes == ()


def test_the_first_policy_loads_unchanged(policies: Path) -> None:
    for path in sorted(policies.glob("*.txt")):
        assert load_file(path).text == path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DocumentTooLarge, match=r"^大\.txt: 200\.0 MB, over the limit of 50 MB: "):
        load_file(path)
    with pytest.raises(DocumentTooLarge):
        load_bytes(b"x" * 11, "a.txt", max_bytes=10)
    assert load_bytes(b"x" * 10, "a.txt", max_bytes=10).text == "x" * 10


@pytest.mark.parametrize("content", [b"", b" \r\n\t ", b"\0\0\0", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "空.txt"
    path.write_bytes(content)
    with pytest.raises(DamagedDocument, match=r"^空\.txt: the file (is empty|holds no text)"):
        load_file(path)


def test_a_folder_where_a_file_is_expected(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="a folder, not a file"):
        load_file(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管.txt")
    with pytest.raises(UnsupportedFormat, match="not a file"):
        load_file(tmp_path / "管.txt")


def test_missing_files_and_dangling_links(tmp_path: Path) -> None:
    (tmp_path / "链接.txt").symlink_to(tmp_path / "没有.txt")
    with pytest.raises(DocumentNotFound, match=r"^链接\.txt: a link to a file that is gone"):
        load_file(tmp_path / "链接.txt")
    with pytest.raises(DocumentNotFound, match=r"^没有\.txt: no such file"):
        load_file(tmp_path / "没有.txt")
    with pytest.raises(DocumentNotFound):
        find_files(tmp_path / "没有")


class _Growing:
    """Stands in for ``Path.stat``: the file grows between two looks, ``times`` times."""

    def __init__(self, path: Path, times: int) -> None:
        self.path, self.times, self.looks = path, times, 0
        self.stat = type(path).stat

    def __call__(self, path: Path, **options: bool) -> os.stat_result:
        result = self.stat(path, **options)
        if path == self.path:
            self.looks += 1
            if self.looks % 2 and self.looks < 2 * self.times:
                with self.path.open("a", encoding="utf-8") as file:
                    file.write("又一行。\n")
        return result


@pytest.mark.parametrize(("times", "succeeds"), [(1, True), (2, False)])
def test_a_file_that_changes_is_read_again_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, succeeds: bool) -> None:
    path = tmp_path / "变.txt"
    path.write_text(TEXT, encoding="utf-8")
    growing = _Growing(path, times)
    monkeypatch.setattr(Path, "stat", lambda self, **options: growing(self, **options))
    if succeeds:
        assert load_file(path).text == f"{TEXT}又一行。\n"
    else:
        with pytest.raises(DamagedDocument, match=r"^变\.txt: changes while it is read: wait"):
            load_file(path)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"old binary Office file .*save it as \.docx"),
        ("改名.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old binary Office file"),
        ("公文.ofd", b"PK\x03\x04 not read", "a zip archive"),
        ("公文.wps", b"words", r"\.wps files are not read: open it in WPS"),
        ("表.xlsx", b"words", r"\.xlsx files are not read: save the document as"),
        ("图.txt", b"PK\x03\x04" + b"\0" * 60, "a zip archive, not a document"),
    ],
)
def test_other_formats_name_the_remedy(name: str, data: bytes, message: str) -> None:
    with pytest.raises(UnsupportedFormat, match=message):
        load_bytes(data, name)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_an_ending_that_lies_is_said(name: str) -> None:
    with pytest.raises(DamagedDocument, match="although it is called one"):
        load_bytes(TEXT.encode(), name)


@pytest.mark.parametrize("name", ["a\nb.xyz", "\x1b[31m红.xyz", "\u202egpj.xyz", "\udce4.xyz", "[bold]名[/bold].xyz", "x" * 240 + ".xyz"])
def test_hostile_names_stay_on_one_printable_line(name: str) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        load_bytes(TEXT.encode(), name)
    message = str(caught.value)
    assert message.isprintable()
    assert message.encode("utf-8")
    assert len(message) < 400


def test_the_source_is_the_name_alone() -> None:
    assert load_bytes(TEXT.encode(), "../../etc/办法.txt").source == "办法.txt"
    assert load_bytes(TEXT.encode(), "C:\\公文\\办法.txt").source == "办法.txt"
    assert load_bytes(TEXT.encode(), "a\nb.txt").source == "a\ufffdb.txt"


def test_a_folder_gives_its_documents_sorted(tmp_path: Path) -> None:
    for name in ("乙.pdf", "甲.txt", "图.png", ".藏.txt", "~$开.docx", "子/丙.html", "旧.doc", ".git/x.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "断.txt").symlink_to("没有.txt")
    (tmp_path / "夹.txt").mkdir()
    found = find_files(tmp_path)
    assert found == sorted(found)
    assert {str(path.relative_to(tmp_path)) for path in found} == {"乙.pdf", "甲.txt", "子/丙.html", "旧.doc", "断.txt"}
    assert find_files(tmp_path / "甲.txt") == [tmp_path / "甲.txt"]


def test_every_bad_file_of_a_folder_gives_one_line(tmp_path: Path) -> None:
    bad = {"空.txt": b"", "坏.pdf": b"%PDF-1.4", "坏.docx": b"PK\x03\x04", "旧.doc": b"x", "乱.txt": bytes(range(256))}
    bad |= {"壳.html": b"<script>x()</script>", "断.html": "<p>通".encode()[:-1]}
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    for path in find_files(tmp_path):
        with pytest.raises(DocumentError) as caught:
            load_file(path)
        message = str(caught.value)
        assert message.startswith(f"{path.name}: ")
        assert "\n" not in message
