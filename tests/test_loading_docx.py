"""Word documents: order, automatic numbers, tables, text boxes, and archives that are not to be trusted."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import DamagedDocument, DocumentTooLarge, UnsupportedFormat
from corpus.loading import Loaded, load_bytes
from corpus.loading.list_numbers import chinese, circled, in_format, letters, roman

LEVELS = (
    ("chineseCounting", "%1、", "nothing"),
    ("chineseCounting", "（%2）", "tab"),
    ("decimal", "%3.", "tab"),
    ("decimal", "%3.%4", "space"),
)


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def load(document: Document) -> Loaded:
    return load_bytes(saved(document), "通知.docx")


def lines(document: Document) -> list[str]:
    return load(document).text.split("\n")


def add_list(document: Document, list_id: int, levels: tuple[tuple[str, str, str], ...] = LEVELS, extra: str = "") -> None:
    numbering = document.part.numbering_part.element
    body = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text, suffix) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{list_id}">{body}</w:abstractNum>'))
    add_use(document, list_id, list_id)


def add_use(document: Document, list_id: int, abstract: int, override: str = "") -> None:
    use = f'<w:num {nsdecls("w")} w:numId="{list_id}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'
    document.part.numbering_part.element.append(parse_xml(use))


def numbered(document: Document, text: str, depth: int, list_id: int = 70) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>'))


def insert(document: Document, content: str) -> None:
    names = (
        nsdecls("w", "wp", "a")
        + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    document.element.body.insert(-1, parse_xml(f"<w:p {names}>{content}</w:p>"))


def test_paragraphs_and_tables_stand_in_order() -> None:
    document = docx.Document()
    document.add_heading("关于印发办法的通知", 0)
    document.add_paragraph("各区人民政府：")
    table = document.add_table(3, 3)
    for row, words in enumerate((("序号", "事项", "牵头单位"), ("1", "助餐\n配餐", "市民政局"), ("2", "", "市财政局"))):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    document.add_paragraph("　　特此通知。")
    assert lines(document) == [
        "关于印发办法的通知",
        "各区人民政府：",
        "序号 | 事项 | 牵头单位",
        "1 | 助餐 配餐 | 市民政局",
        "2 |  | 市财政局",
        "特此通知。",
    ]


def test_merged_cells_keep_the_columns() -> None:
    document = docx.Document()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    table.cell(0, 2).text = "丙"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "纵"
    table.cell(1, 1).text, table.cell(2, 1).text = "甲", "乙"
    assert lines(document) == ["合并 |  | 丙", "纵 | 甲", "| 乙"]


def test_automatic_numbers_are_written_out() -> None:
    document = docx.Document()
    add_list(document, 70)
    for text, depth in (
        ("总体要求", 0),
        ("思想", 1),
        ("5G网络", 2),
        ("网络", 2),
        ("细目", 3),
        ("原则", 1),
        ("任务", 0),
        ("就业", 1),
        ("岗位", 2),
    ):
        numbered(document, text, depth)
    loaded = load(document)
    assert loaded.text.split("\n") == [
        "一、总体要求",
        "（一）思想",
        "1. 5G网络",
        "2.网络",
        "2.1 细目",
        "（二）原则",
        "二、任务",
        "（一）就业",
        "1.岗位",
    ]
    assert "9 automatic numbers were written out" in loaded.notes


def test_articles_are_counted_through_chapters_where_the_list_says_so() -> None:
    document = docx.Document()
    levels = (("chineseCounting", "第%1章", "tab"), ("chineseCounting", "第%2条", "tab"))
    add_list(document, 70, levels, extra='<w:lvlRestart w:val="0"/>')
    for text, depth in (("总则", 0), ("目的。", 1), ("范围。", 1), ("管理", 0), ("职责。", 1)):
        numbered(document, text, depth)
    assert lines(document) == ["第一章 总则", "第一条 目的。", "第二条 范围。", "第二章 管理", "第三条 职责。"]


def test_a_list_that_starts_anew_starts_anew() -> None:
    document = docx.Document()
    add_list(document, 70, (("decimal", "%1）", "nothing"),))
    add_use(document, 71, 70)
    add_use(document, 72, 70, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    for text, list_id in (("甲", 70), ("乙", 71), ("丙", 72), ("丁", 72), ("戊", 0)):
        numbered(document, text, 0, list_id)
    assert lines(document) == ["1）甲", "2）乙", "5）丙", "6）丁", "戊"]


def test_numbers_of_styles_are_found() -> None:
    document = docx.Document()
    for text, style in (("甲", "List Number"), ("乙", "List Number"), ("点", "List Bullet")):
        document.add_paragraph(text, style=style)
    assert lines(document) == ["1.甲", "2.乙", "• 点"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
    drawing = f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    insert(document, f"<w:r><w:t>段落</w:t></w:r><w:r>{drawing}{fallback}</w:r><w:r><w:t>继续</w:t></w:r>")
    assert lines(document) == ["段落继续", "框内文字"]


def test_changes_links_and_hidden_words() -> None:
    document = docx.Document()
    insert(
        document,
        "<w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        "<w:r><w:fldChar/><w:instrText>PAGE</w:instrText><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>",
    )
    loaded = load(document)
    assert loaded.text == "新增链接甲 乙\n丙"
    assert {"1 tracked deletions were left out", "1 characters of hidden text were left out"} <= set(loaded.notes)


def test_headers_and_footers_stand_at_the_end() -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    document.sections[0].header.paragraphs[0].text = "广州市人民政府文件"
    loaded = load(document)
    assert loaded.text == "正文。\n\n广州市人民政府文件"
    assert loaded.text[int(loaded.metadata["running_start"]) :] == "广州市人民政府文件"


def test_metadata_are_those_of_the_file() -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    document.core_properties.title = "关于印发办法的通知"
    assert load(document).metadata["Title"] == "关于印发办法的通知"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for number in range(21):
            package.writestr(f"word/part{number}.xml", bytes(1_000_000))
    monkeypatch.setattr("corpus.loading.docx.MAX_UNPACKED", 20_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(DocumentTooLarge, match=r"^弹\.docx: unpacks to 21 MB in 21 parts, over the limit of 20 MB"):
        load_bytes(out.getvalue(), "弹.docx")


@pytest.mark.parametrize("keep", [30, 2000, -40])
def test_a_cut_file_is_broken(keep: int) -> None:
    document = docx.Document()
    document.add_paragraph("正文。")
    with pytest.raises(DamagedDocument, match=r"^断\.docx: the docx file is broken"):
        load_bytes(saved(document)[:keep], "断.docx")


def test_entities_that_grow_are_refused() -> None:
    document = docx.Document()
    document.add_paragraph("正文标记。")
    entities = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 12))
    bomb = f'<!DOCTYPE w [<!ENTITY e0 "{"x" * 100}">{entities}]>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "word/document.xml":
                head, _, rest = data.partition(b"?>")
                data = head + b"?>" + bomb.encode() + rest.replace("正文标记".encode(), b"&e11;")
            target.writestr(part, data)
    with pytest.raises(DamagedDocument):
        load_bytes(out.getvalue(), "弹.docx")


def test_a_workbook_called_docx_is_said() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnsupportedFormat, match="without a Word document"):
        load_bytes(out.getvalue(), "表.docx")


def test_number_formats() -> None:
    odd = ("decimal", "ideographDigital", "ideographTraditional", "decimalZero", "none", "unheard-of")
    assert [chinese(number) for number in (1, 10, 11, 20, 21, 100, 101, 110, 1001, 9999)] == [
        "一", "十", "十一", "二十", "二十一", "一百", "一百零一", "一百一十", "一千零一", "九千九百九十九",
    ]  # fmt: skip
    assert [roman(4), roman(1990), letters(1), letters(27), circled(1), circled(21), circled(50), circled(51)] == [
        "iv", "mcmxc", "a", "aa", "①", "㉑", "㊿", "51",
    ]  # fmt: skip
    assert [in_format(10, name) for name in odd] == [
        "10", "一〇", "癸", "10", "", "10",
    ]  # fmt: skip
    assert in_format(12, "chineseLegalSimplified") == "壹拾贰"
