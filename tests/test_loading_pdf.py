"""Pdf files: paragraphs, running lines, bold, radicals, and what cannot be read."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image
from small_pdf import Words, paragraph_lines, write_pdf

from corpus.errors import DamagedDocument, ScannedDocument
from corpus.loading import load_bytes, ocr

FIRST = "第一条 为了规范本市老年人助餐配餐服务，提高服务质量，根据有关法律法规，结合本市实际情况，制定本办法。"
SECOND = "第二条 本办法适用于本市行政区域内的助餐配餐服务及其监督管理活动，法律、法规另有规定的，从其规定。"


def test_hard_line_breaks_are_undone() -> None:
    pdf = write_pdf([paragraph_lines(FIRST, top=700) + paragraph_lines(SECOND, top=600)])
    assert load_bytes(pdf, "办法.pdf").text == f"{FIRST}\n{SECOND}"


def test_a_paragraph_runs_over_the_end_of_a_page() -> None:
    lines = paragraph_lines(FIRST, top=100)
    follow = [Words(line.x, 760 - 28 * index, line.text) for index, line in enumerate(lines[1:])]
    pdf = write_pdf([[*paragraph_lines(SECOND, top=700), lines[0]], [*follow, *paragraph_lines(SECOND, top=600)]])
    assert load_bytes(pdf, "办法.pdf").text.split("\n")[1] == FIRST


def test_a_hyphen_at_the_end_of_a_line_is_kept() -> None:
    lines = [Words(102, 700, "可以在线办理（路径：社会保险与就业服务大厅网上办事入口-"), Words(70, 672, "失业保险-待遇申领）。")]
    loaded = load_bytes(write_pdf([lines + paragraph_lines(FIRST, top=600) + paragraph_lines(SECOND, top=500)]), "办法.pdf")
    assert loaded.text.startswith("可以在线办理（路径：社会保险与就业服务大厅网上办事入口-失业保险-待遇申领）。\n")


def test_a_label_beside_two_lines_stands_before_them() -> None:
    rows = [Words(220, 296, "城乡建设、环境保护、环境监", 12), Words(100, 288, "主题分类：", 12), Words(220, 280, "测、保护与治理", 12)]
    loaded = load_bytes(write_pdf([rows + paragraph_lines(FIRST, top=600)]), "办法.pdf")
    assert loaded.text == f"{FIRST}\n主题分类： 城乡建设、环境保护、环境监测、保护与治理"


def test_short_lines_stay_lines() -> None:
    body = paragraph_lines(FIRST, top=600) + paragraph_lines(SECOND, top=500)
    closing = [Words(350, 400, "广州市民政局"), Words(340, 370, "2024年3月1日")]
    pdf = write_pdf([[Words(190, 700, "一、总体要求"), *body, *closing]])
    assert load_bytes(pdf, "办法.pdf").text.split("\n") == ["一、总体要求", FIRST, SECOND, "广州市民政局", "2024年3月1日"]


def test_a_centred_title_of_two_lines_is_one_line() -> None:
    title = [Words(120, 760, "广州市人民政府办公厅关于印发", 24), Words(110, 728, "老年人助餐配餐管理办法的通知", 24)]
    pdf = write_pdf([title + paragraph_lines(FIRST, top=650) + paragraph_lines(SECOND, top=560)])
    assert load_bytes(pdf, "办法.pdf").text.startswith("广州市人民政府办公厅关于印发老年人助餐配餐管理办法的通知\n第一条")


def test_bold_that_is_drawn_twice_is_read_once() -> None:
    heading = Words(102, 700, "一、总体要求")
    again = Words(102.8, 700.4, "一、总体要求")
    loaded = load_bytes(write_pdf([[heading, *paragraph_lines(FIRST, top=660), *paragraph_lines(SECOND, top=560), again]]), "办法.pdf")
    assert loaded.text == f"一、总体要求\n{FIRST}\n{SECOND}"


def test_doubled_words_that_stand_apart_are_kept() -> None:
    text = "天天向上，人人参与，事事落实到位。"
    assert load_bytes(write_pdf([paragraph_lines(text, top=700)]), "办法.pdf").text == text


def test_radicals_become_characters() -> None:
    loaded = load_bytes(write_pdf([paragraph_lines("第⼀条 ⻓期护理保险由⼈⼒资源部门⻔⼾办理，⻅附件。", top=700)]), "办法.pdf")
    assert loaded.text == "第一条 长期护理保险由人力资源部门门户办理，见附件。"
    assert any("radical signs" in note for note in loaded.notes)


def test_print_marks_and_page_numbers_stand_at_the_end() -> None:
    address = "https://www.gz.gov.cn/content/post_1.html"
    pages = [
        [
            *paragraph_lines(text, top=700),
            *paragraph_lines(text, top=600),
            Words(24, 820, "2026/7/24 15:30 广州市老年人助餐办法", 8),
            Words(24, 16, f"{address} {number}/2", 8),
            Words(290, 50, f"— {number} —", 10),
        ]
        for number, text in ((1, FIRST), (2, SECOND))
    ]
    loaded = load_bytes(write_pdf(pages), "办法.pdf")
    start = int(loaded.metadata["running_start"])
    assert loaded.text[:start].strip().split("\n") == [FIRST, FIRST, SECOND, SECOND]
    assert {"2026/7/24 15:30 广州市老年人助餐办法", f"{address} 1/2", "— 1 —"} == set(loaded.text[start:].split("\n"))
    assert sum("on 2 pages" in note for note in loaded.notes) == 3


def test_a_header_of_every_page_is_a_running_line_but_numbers_in_the_text_are_not() -> None:
    header = Words(200, 800, "广州市人民政府公报", 10)
    pages = [[header, *paragraph_lines(FIRST, top=700), Words(102, 400, str(page))] for page in range(1, 4)]
    loaded = load_bytes(write_pdf(pages), "公报.pdf")
    start = int(loaded.metadata["running_start"])
    assert loaded.text[start:] == "广州市人民政府公报"
    assert loaded.text[:start].split("\n")[:4] == [FIRST, "1", FIRST, "2"]


def test_a_watermark_is_kept_apart() -> None:
    loaded = load_bytes(write_pdf([[Words(200, 300, "内部资料", 40, turned=True), *paragraph_lines(FIRST, top=700)]]), "办法.pdf")
    assert loaded.text == f"{FIRST}\n\n内部资料"


def test_text_drawn_out_of_order_is_sorted() -> None:
    pdf = write_pdf([paragraph_lines(SECOND, top=500) + paragraph_lines(FIRST, top=700)])
    assert load_bytes(pdf, "办法.pdf").text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize("data", [b"%PDF-1.4\nnothing more", b"%PDF-1.7\n" + bytes(range(256)) * 8], ids=["stub", "noise"])
def test_a_broken_file_is_named_with_its_remedy(data: bytes) -> None:
    with pytest.raises(DamagedDocument, match=r"^通知\.pdf: the pdf is broken or cut off: fetch it again"):
        load_bytes(data, "通知.pdf")


def test_an_encrypted_file_is_named_as_such() -> None:
    plain = write_pdf([paragraph_lines(FIRST, top=700)])
    encryption = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    data = plain.replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [<00> <00>] /Encrypt " + encryption)
    with pytest.raises(DamagedDocument, match="encrypted: open it with its password"):
        load_bytes(data, "通知.pdf")


def _scan(text_pages: int, picture_pages: int) -> bytes:
    picture = io.BytesIO()
    image = Image.new("RGB", (400, 560), "white")
    image.save(picture, format="PDF", save_all=True, append_images=[image] * (picture_pages - 1))
    result = pypdfium2.PdfDocument.new()
    for data in ([write_pdf([paragraph_lines(FIRST, top=700)] * text_pages)] if text_pages else []) + [picture.getvalue()]:
        result.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    result.save(out)
    result.close()
    return out.getvalue()


def test_a_scan_is_recognised_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_PACKAGE", "no_such_package")
    with pytest.raises(ScannedDocument, match=r"扫描件\.pdf: pictures of pages .*'policyqa\[ocr\]"):
        load_bytes(_scan(0, 2), "扫描件.pdf")


def test_a_single_picture_page_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_PACKAGE", "no_such_package")
    loaded = load_bytes(_scan(3, 1), "办法.pdf")
    assert loaded.text.split("\n") == [FIRST] * 3
    assert any("perhaps pictures: 4;" in note for note in loaded.notes)


@pytest.mark.skipif(not ocr.is_installed(), reason="the extra ocr (rapidocr) is not installed")
@pytest.mark.slow
def test_a_scan_is_read_with_the_extra() -> None:
    source = pypdfium2.PdfDocument(write_pdf([paragraph_lines("ABC 2024 policy text 12345", top=700)]))
    picture = io.BytesIO()
    source[0].render(scale=3).to_pil().save(picture, format="PDF")
    assert "2024" in load_bytes(picture.getvalue(), "scan.pdf").text


def _ruled(x: list[float], y: list[float], *, without: str = "") -> list[str]:
    """Content operators that draw a grid; ``without`` leaves out the line down at this place in the lowest row."""
    across = [f"{x[0]} {place} m {x[-1]} {place} l S" for place in y]
    down = [f"{place} {y[1] if str(place) == without else y[0]} m {place} {y[-1]} l S" for place in x]
    return across + down


def test_ruled_tables_are_read_row_by_row() -> None:
    grid = _ruled([70, 130, 330, 520], [430, 460, 510, 540], without="330")
    words = [
        *(Words(x, 548 - 30, text, 12) for x, text in ((80, "序号"), (140, "措施"), (340, "责任单位"))),
        *(Words(x, 490, text, 12) for x, text in ((80, "1"), (140, "对符合条件的老年人每餐给予"), (340, "市民政局"))),
        Words(140, 470, "三元补贴。", 12),
        *(Words(x, 440, text, 12) for x, text in ((80, "2"), (140, "其余事项另行规定并向社会公布。"))),
    ]
    page = [*grid, *words, *paragraph_lines(FIRST, top=700), *paragraph_lines(SECOND, top=400)]
    assert load_bytes(write_pdf([page]), "办法.pdf").text.split("\n") == [
        FIRST,
        "序号 | 措施 | 责任单位",
        "1 | 对符合条件的老年人每餐给予三元补贴。 | 市民政局",
        "2 | 其余事项另行规定并向社会公布。",
        SECOND,
    ]


def test_a_frame_is_no_table() -> None:
    for frame in (_ruled([60, 540], [100, 800]), _ruled([30, 60, 540], [100, 750, 800])):
        page = [*frame, *paragraph_lines(FIRST, top=700), *paragraph_lines(SECOND, top=600)]
        assert load_bytes(write_pdf([page]), "办法.pdf").text == f"{FIRST}\n{SECOND}"
