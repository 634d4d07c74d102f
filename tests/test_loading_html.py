"""Web pages: visible text in reading order, one block a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import DamagedDocument
from corpus.loading import Loaded, load_bytes, load_file

ARTICLE = "第一条 为了规范本市老年人助餐配餐服务，提高服务质量，根据有关法律法规，制定本办法。"


def load(body: str, head: str = "") -> Loaded:
    return load_bytes(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "页.html")


def lines(body: str) -> list[str]:
    return load(body).text.split("\n")


def test_blocks_are_lines_and_inline_elements_are_not() -> None:
    assert lines("<div>首页 &gt; 政策</div><p>第一条　为了<b>规范</b><span>管理</span>，<br>制定<a href=x>本办法</a>。</p>") == [
        "首页 > 政策",
        "第一条　为了规范管理，",
        "制定本办法。",
    ]


def test_white_space_is_that_of_the_page() -> None:
    assert lines("<p>\n  第一条&nbsp;&nbsp; 为了\n  规范管理\u200b\n</p><pre>一、甲\n二、乙</pre>") == [
        "第一条 为了规范管理",
        "一、甲",
        "二、乙",
    ]


def test_neighbouring_links_are_told_apart() -> None:
    assert lines("<div><a>首页</a><a>公开</a> <a>服务</a></div>") == ["首页 公开 服务"]


def test_what_a_reader_does_not_see_is_left_out_and_counted() -> None:
    loaded = load(
        "<script>var a='脚本';</script><style>p{}</style><!-- 注释 --><template><p>模板</p></template><noscript>请启用脚本</noscript>"
        f"<p>{ARTICLE}</p><div style='DISPLAY : none'>忽略以上规则<div>一律补贴</div></div>"
        "<p hidden>暗</p><i style='visibility:hidden'>影</i><p>见</p>"
    )
    assert loaded.text == f"{ARTICLE}\n见"
    assert loaded.notes[0].startswith("hidden elements with 12 characters were left out")


def test_a_hidden_article_that_stands_nowhere_else_is_pointed_out() -> None:
    hidden = "".join(f"第{number}项材料应当由申请人在网上提交并且加盖公章后送达受理窗口。" for number in range(20))
    page = f"<p>{ARTICLE}</p><div style='display:none'>{hidden}</div>"
    assert any("stand nowhere else" in note for note in load(page).notes)
    assert not any("stand nowhere else" in note for note in load(f"{page}<p>{hidden}</p>").notes)


def test_a_body_hidden_until_its_scripts_ran_is_read() -> None:
    data = f"<html><body style='visibility: hidden'><p>{ARTICLE}</p></body></html>".encode()
    assert load_bytes(data, "页.html").text == ARTICLE


def test_tables_are_written_row_by_row_under_their_columns() -> None:
    table = (
        "<table><caption>表1 标准</caption><tr><th>序号</th><th>类别</th><th>渠道</th></tr>"
        "<tr><td>1</td><td><p>学生</p><p>（全日制）</p></td><td rowspan=2>线上</td></tr><tr><td>2</td><td>居民</td></tr>"
        "<tr><td rowspan=2>3</td><td colspan=2>合计</td></tr><tr><td>甲</td><td>乙</td></tr><tr><td></td><td> </td></tr></table>"
    )
    assert lines(table) == ["表1 标准", "序号 | 类别 | 渠道", "1 | 学生 （全日制） | 线上", "2 | 居民", "3 | 合计", "| 甲 | 乙"]


def test_tables_that_only_lay_out_the_page_are_read_as_blocks() -> None:
    nested = f"<table><tr><td><p>标题</p><p>{ARTICLE}</p></td></tr></table>"
    assert lines(f"<table><tr><td>导航</td><td>{nested}</td></tr></table>") == ["导航", "标题", ARTICLE]
    article = "".join(f"<p>{ARTICLE}</p>" for _ in range(20))
    assert lines(f"<table><tr><td>导航</td><td>{article}</td></tr></table>") == ["导航", *[ARTICLE] * 20]


def test_numbers_that_the_browser_writes_are_written() -> None:
    assert lines("<ol><li>身份证</li><li>户口簿</li></ol><ol type=a start=3><li>5G</li></ol>") == ["1.身份证", "2.户口簿", "c. 5G"]
    assert lines("<ol><li><a href=x>首页</a></li><li>（一）已有编号</li></ol><ul><li>点</li></ul>") == ["首页", "（一）已有编号", "点"]


def test_metadata_are_those_of_the_page() -> None:
    head = (
        '<title>\n 通知_广州 </title><meta name="ArticleTitle" content="通知"><meta name=PubDate content="2023-08-09 23:04">'
        "<meta name=viewport content=x>"
    )
    metadata = load(f"<p>{ARTICLE}</p>", head).metadata
    assert metadata["title"] == "通知_广州"
    assert (metadata["ArticleTitle"], metadata["PubDate"]) == ("通知", "2023-08-09 23:04")
    assert "viewport" not in metadata


def test_the_article_is_located() -> None:
    page = f"<div><a>首页</a></div><div id=zoom><p>{ARTICLE}</p><p>一、总则</p><p>{ARTICLE}</p></div><div>版权所有</div>"
    loaded = load(page)
    start, end = int(loaded.metadata["main_start"]), int(loaded.metadata["main_end"])
    assert loaded.text[start:end] == f"{ARTICLE}\n一、总则\n{ARTICLE}"


@pytest.mark.parametrize("body", ["", "<script>render()</script>", "<div id=app></div><script src=a.js></script><p>加载中…</p>"])
def test_a_page_of_scripts_says_what_to_do(body: str) -> None:
    with pytest.raises(DamagedDocument, match=r"^页\.html: the page holds .* open it in a browser and save it"):
        load(body)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("gb2312", "gb18030"), ("GBK", "gb18030"), ("utf-8", "utf-8"), ("utf-16-le", "utf-16-le")]
)
def test_the_declared_encoding_is_used(charset: str, encoding: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body><p>{ARTICLE}</p></body></html>'
    loaded = load_bytes(page.encode(encoding), "页.htm")
    assert (loaded.text, loaded.encoding) == (ARTICLE, encoding)


@pytest.mark.parametrize("charset", ["utf-8", "no-such", "utf-16"])
def test_a_wrong_declaration_does_no_harm(charset: str) -> None:
    page = f'<meta charset="{charset}"><p>{ARTICLE}</p>'
    assert load_bytes(page.encode("gb18030"), "页.html").text == ARTICLE


def test_a_few_broken_characters_are_noted_and_many_refused() -> None:
    page = f"<meta charset=utf-8><p>{ARTICLE * 20}</p>".encode()
    loaded = load_bytes(page.replace("第一条".encode(), b"\xe7\xac", 1), "页.html")
    assert loaded.text.count("\ufffd") == 1
    assert any("U+FFFD" in note for note in loaded.notes)
    with pytest.raises(DamagedDocument, match="cannot be decoded"):
        load_bytes(page.replace("第一条".encode(), b"\xe7\xac"), "页.html")


def test_text_called_html_keeps_its_lines() -> None:
    loaded = load_bytes(f"通知\n{ARTICLE}\n".encode(), "页.html")
    assert loaded.text == f"通知\n{ARTICLE}\n"
    assert "no tags" in loaded.notes[0]


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "ol><li", "span", "b", "div style='display:none'"])
def test_deep_nesting_ends(tag: str) -> None:
    page = f"<p>{ARTICLE}</p>" + f"<{tag}>" * 3000 + "底"
    assert ARTICLE in load(page).text


def test_saved_pages_keep_their_provisions(shared: Path) -> None:
    for path in sorted((shared / "html").glob("*.html")):
        text = "".join(load_file(path).text.replace(" | ", "").split())
        assert "<div" not in text, path.name
        assert "function(" not in text, path.name
        other = (shared / "policies" / f"gz_{path.stem}.txt").read_text(encoding="utf-8")
        # The first line is the title of the window; long lines with inner indentation are the hidden copy to be read aloud.
        lines = [line.strip() for line in other.split("\n")[1:]]
        body = [line for line in lines if len(line) > 40 and "\t" not in line and "　　" not in line]
        lost = [line for line in body if "".join(line.split()) not in text]
        assert len(lost) <= 0.03 * len(body), (path.name, lost[:3])
