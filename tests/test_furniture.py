"""Page furniture: marked with its reason, never lost, never taken from the document."""

from __future__ import annotations

from corpus import parse_text
from corpus.documents import ParsedDocument, UnitKind

BODY = [
    "各区人民政府：",
    "为做好节约用水工作，经市人民政府同意，现就有关事项通知如下，请认真贯彻执行。",
    "一、加强领导。各区要高度重视节约用水工作，压实责任，层层抓落实，确保各项任务按期完成。",
    "二、加强宣传。各单位要运用多种形式开展宣传，营造全社会节约用水的良好氛围。",
    "某市人民政府",
    "2024年3月1日",
]


def parse(*lines: str) -> ParsedDocument:
    return parse_text("\n\n".join(lines), source="页面.html", sha256="0" * 64)


def furniture(parsed: ParsedDocument) -> dict[str, str]:
    text = parsed.document.text
    return {unit.span.of(text): unit.note for unit in parsed.units if unit.kind is UnitKind.FURNITURE}


def test_a_web_page_is_peeled_to_its_document() -> None:
    parsed = parse(
        "某市节水通知 - 某市人民政府门户网站",
        "首页",
        "政务公开",
        "当前位置：首页 > 政务公开 > 通知公告",
        "某市人民政府关于加强节约用水工作的通知",
        "发布日期：2024-03-02  来源：本站",
        "分享到：",
        *BODY,
        "扫一扫在手机打开当前页",
        "主办单位：某市人民政府办公室",
        "某ICP备12345678号",
    )
    assert [measure.path for measure in parsed.measures] == ["一", "二"]
    assert parsed.document.title == "某市人民政府关于加强节约用水工作的通知"
    assert parsed.document.issuer == "某市人民政府"
    notes = set(furniture(parsed).values())
    assert {"navigation", "breadcrumb", "page footer"} <= notes
    assert parsed.report.unassigned == 0
    assert any("page furniture set apart" in warning for warning in parsed.report.warnings)


def test_an_index_table_is_furniture_and_still_proves_facts() -> None:
    table = [
        "索 引 号：\t0001",
        "发文机关：\t某市人民政府\t成文日期：\t2024年03月01日",
        "标 题：\t关于节水的通知",
        "发文字号：\t某政发〔2024〕5号",
    ]
    parsed = parse(*table, "关于加强节约用水工作的通知", *BODY[:4])
    assert parsed.document.number == "某政发〔2024〕5号"
    assert parsed.document.issuer == "某市人民政府"
    assert "index table" in furniture(parsed).values()
    fact = parsed.document.facts["number"][0]
    assert fact.span is not None
    assert fact.span.of(parsed.document.text) == "某政发〔2024〕5号"


def test_a_page_header_parts_the_sentence_in_which_it_stands() -> None:
    header = "2024/3/5 10:00 某市人民政府关于加强节约用水工作的通知\nhttps://www.example.cn/1.htm 1/2"
    line = "各级人民政府应当加强对本行政区域内节约用水工作的领导并纳入规划"
    wrapped = "\n".join([*[line] * 9, line, header, line + "。"])
    parsed = parse("某市节水办法", "第一条 为了节水，制定本办法。", "第二条 " + wrapped, "第三条 本办法自公布之日起施行。")
    assert [measure.path for measure in parsed.measures] == ["第一条", "第二条", "第三条"]
    assert {"page header", "page footer"} <= set(furniture(parsed).values())
    second = [unit for unit in parsed.units if unit.ordinal == 2]
    assert len(second) == 2
    assert parsed.measures[1].span.start == second[0].span.start
    assert parsed.measures[1].span.end == second[1].span.end
    *_, before, after = parsed.measures[1].sentences
    assert (before.cut, after.cut) == (True, False)
    shown = before.span.of(parsed.document.text) + after.span.of(parsed.document.text)
    assert "".join(shown.split()) == "第二条" + line * 11 + "。"


def test_words_of_a_footer_inside_the_text_cut_nothing() -> None:
    parsed = parse(
        "关于节水的通知",
        *BODY[:2],
        "一、主办单位：某市水务局。",
        "二、联系我们：请拨打热线，由值班人员登记。",
        "三、其他。其他事项按原规定执行，不得擅自变更。",
    )
    assert [measure.path for measure in parsed.measures] == ["一", "二", "三"]


def test_a_page_that_says_its_text_twice_is_read_once() -> None:
    notice = ["某市人民政府关于加强节约用水工作的通知", *BODY, "扫一扫在手机打开当前页", "内容纠错", "".join(BODY)]
    parsed = parse(*notice)
    assert [measure.path for measure in parsed.measures] == ["一", "二"]


def test_a_script_behind_the_last_words_is_furniture_though_it_stands_on_their_line() -> None:
    script = "xk9var _$a=[1,2];function b(){    return _$a;};    setTimeout(b,9);"
    parsed = parse("某市人民政府关于加强节约用水工作的通知", *BODY[:-3], "  ".join(BODY[-3:]) + f"        {script}")
    assert "".join(furniture(parsed)) == script
    assert [measure.path for measure in parsed.measures] == ["一", "二"]
