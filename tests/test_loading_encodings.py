"""Encodings: the four families are told apart, binary content is refused."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.errors import DamagedDocument
from corpus.loading import load_bytes

SENTENCES = (
    "湖南省人民政府办公厅关于印发《加快培育新业态新模式的若干措施》的通知",
    "（一）培育壮大零售新业态。鼓励实体商业通过直播电子商务、社交营销开启“云逛街”等新模式。",
    "第十二条 申请人应当自收到通知之日起15个工作日内提出申请。",
    "符合条件的企业给予不超过50万元的一次性奖励（责任单位：省财政厅、省商务厅）。",
    "第一條 為規範本市電子商務管理，保障當事人合法權益，制定本辦法。",
)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
lines = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6)


@given(lines=lines, encoding=st.sampled_from(ENCODINGS), newline=st.sampled_from(["\n", "\r\n", "\r"]))
@example(lines=[SENTENCES[0]], encoding="utf-16-be", newline="\n")
def test_policy_text_survives_every_encoding(lines: list[str], encoding: str, newline: str) -> None:
    loaded = load_bytes(newline.join(lines).encode(encoding), "通知.txt")
    assert loaded.text == "\n".join(lines)
    assert loaded.encoding == encoding


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.strip() and text[0] != "\ufeff")


@given(text=words, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_any_text_survives_where_the_encoding_is_certain(text: str, encoding: str) -> None:
    if encoding == "utf-8" and text.encode().startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    assert load_bytes(text.encode(encoding), "a.txt").text == text


@given(text=words)
def test_nothing_is_changed_but_line_ends(text: str) -> None:
    data = f"{text}\r\n{text}\r{text}\n\n".encode()
    loaded = load_bytes(data, "a.md")
    assert loaded.text == data.decode(loaded.encoding or "").replace("\r\n", "\n").replace("\r", "\n")
    assert loaded.format == "md"


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "gb2312", "utf-16-le", "utf-16-be"])
def test_real_policies_are_read_in_every_encoding(shared: Path, encoding: str) -> None:
    for path in sorted((shared / "policies").glob("*.txt"))[::7]:
        text = path.read_text(encoding="utf-8")
        encoded = text.encode(encoding, "ignore")
        loaded = load_bytes(encoded, path.name)
        assert loaded.text == encoded.decode(encoding), path.name
        assert loaded.encoding == {"gbk": "gb18030", "gb2312": "gb18030"}.get(encoding, encoding)


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(range(128)) * 9,
        b"\x7fELF\x02\x01\x01" + b"\0" * 90 + b"text",
        SENTENCES[1].encode("utf-8")[1:],
        SENTENCES[1].encode("big5hkscs", "ignore") * 9,
        codecs.BOM_UTF16_LE + b"\x00\xd8\x00\xd8",
        "通知".encode() + b"\x01" * 40,
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(DamagedDocument, match=r"^怪\.txt: (cannot be decoded|not a text file)"):
        load_bytes(data, "怪.txt")


def test_a_stray_control_character_is_kept() -> None:
    text = "第一条 为了规范管理\x0b，制定\x01本办法。\u200b\n"
    assert load_bytes(text.encode(), "a.txt").text == text


def test_markdown_stays_as_it_is_written() -> None:
    text = "# 通知\n\n**一、总体要求**\n\n| 序号 | 内容 |\n|---|---|\n"
    assert load_bytes(text.encode(), "a.md").text == text


def test_a_web_page_called_txt_is_noted() -> None:
    loaded = load_bytes("<!DOCTYPE html><p>通知</p>".encode(), "a.txt")
    assert loaded.text == "<!DOCTYPE html><p>通知</p>"
    assert "rename it to .html" in loaded.notes[0]


def test_much_ascii_does_not_hide_a_wrong_reading() -> None:
    broken = b"<div class='content'>" * 200 + SENTENCES[1].encode()[1:]
    with pytest.raises(DamagedDocument, match="cannot be decoded as UTF-8"):
        load_bytes(broken, "a.txt")
