"""What a text says of itself: number, issuer, dates, basis, repeals, region."""

from __future__ import annotations

from datetime import date

import pytest

from corpus import parse_text
from corpus.dates import expiry_in
from corpus.documents import Document
from corpus.issuers import region_of
from corpus.references import amends_in, basis_in, repeals_in


def document(*paragraphs: str) -> Document:
    found = parse_text("\n\n".join(paragraphs), source="某文件.txt", sha256="0" * 64).document
    for facts in found.facts.values():
        for fact in facts:
            assert fact.span is not None
            assert fact.span.of(found.text).strip()
    return found


NOTICE = ("各区人民政府：", "现将有关事项通知如下，请认真贯彻执行。", "一、要求。各单位要认真落实各项工作要求。")


def test_what_the_text_does_not_say_is_null() -> None:
    found = document("关于加强管理的通知", *NOTICE)
    assert (found.number, found.issuer, found.published, found.effective, found.expires, found.region) == (None,) * 6
    assert set(found.facts) == {"title"}


def test_a_title_over_several_lines() -> None:
    found = document("某省人民政府办公厅\n关于加强节约用水\n工作的通知", "某政办发〔2020〕3号", *NOTICE)
    assert found.title == "某省人民政府办公厅关于加强节约用水工作的通知"
    assert (found.number, found.issuer) == ("某政办发〔2020〕3号", "某省人民政府办公厅")


@pytest.mark.parametrize("number", ["国发〔2019〕5号", "国发[2019]5号", "国发（2019）5号", "国发〔 2019 〕 5 号"])
def test_numbers_are_written_alike(number: str) -> None:
    assert document("国务院关于加强管理的通知", number, *NOTICE).number == "国发〔2019〕5号"


def test_the_signature_names_the_issuers() -> None:
    found = document("关于加强管理的通知", *NOTICE, "财政部　税务总局", "2018年6月5日")
    assert (found.issuer, found.published, found.region) == ("财政部、税务总局", date(2018, 6, 5), "全国")


def test_an_order_bears_the_name_of_its_law() -> None:
    found = document(
        "中华人民共和国国务院令",
        "第768号",
        "《某某管理条例》已经2023年11月24日国务院第19次常务会议通过，现予公布，自2024年5月1日起施行。",
        "总理 某某",
        "2023年12月9日",
        "某某管理条例",
        "第一章 总则",
        "第一条 为了规范管理，制定本条例。",
        "第二条 本条例自2024年5月1日起施行。",
    )
    assert found.title == "某某管理条例"
    assert found.number == "中华人民共和国国务院令第768号"
    assert (found.issuer, found.published, found.effective) == ("国务院", date(2023, 12, 9), date(2024, 5, 1))


def test_a_law_is_dated_by_its_header() -> None:
    found = document(
        "# 某省节水条例",
        "2010年3月1日 某省第十届人民代表大会常务委员会第五次会议通过",
        "2015年7月2日 某省第十二届人民代表大会常务委员会第八次会议修订",
        "第一条 为了节水，制定本条例。",
        "第二条 本条例自2015年9月1日起施行。",
    )
    assert (found.issuer, found.published, found.effective) == ("某省人民代表大会常务委员会", date(2015, 7, 2), date(2015, 9, 1))


@pytest.mark.parametrize(
    ("head", "effective"),
    [
        (["1997年7月3日 国务院令第223号发布", "2023年7月20日 《国务院关于修改和废止部分行政法规的决定》第四次修订"], date(1997, 7, 3)),
        (["2001年5月19日 市人大通过", "2001年6月15日 省人大批准根据2018年9月7日《关于修改〈某规定〉的决定》修正"], date(2001, 6, 15)),
        (
            ["2001年5月29日 市人大通过", "2001年9月3日 省人大批准", "2010年4月28日 市人大通过", "2010年7月30日 省人大批准的《决定》修正"],
            date(2001, 9, 3),
        ),
        (["2016年8月24日 市人大通过", "2019年6月21日 市人大修订", "2019年8月1日 省人大批准"], date(2019, 8, 1)),
    ],
)
def test_an_amendment_does_not_move_the_day_of_publication_that_a_law_applies_from(head: list[str], effective: date) -> None:
    found = document("# 某某条例", *head, "第一条 为了节水，制定本条例。", "第二条 本条例自公布之日起施行。")
    assert found.effective == effective


@pytest.mark.parametrize(
    ("sentence", "effective", "expires"),
    [
        ("本通知自印发之日起施行，有效期5年。", date(2020, 3, 1), date(2025, 3, 1)),
        ("本通知自2020年4月1日起施行，有效期至2023年3月31日。", date(2020, 4, 1), date(2023, 3, 31)),
        ("本通知自2020年4月1日起执行。《某通知》自2018年1月1日起施行的规定同时废止。", date(2020, 4, 1), None),
        ("从事该活动的，自2020年4月1日起执行新标准。", None, None),
        ("许可证有效期5年。", None, None),
        ("本通知自2020年4月1日起执行至2022年3月31日。", date(2020, 4, 1), date(2022, 3, 31)),
        ("有效期至2022年3月31日。", None, date(2022, 3, 31)),
        ("上述政策凡未注明期限的，执行期限为2020年1月1日至2022年12月31日。", date(2020, 1, 1), date(2022, 12, 31)),
        ("2019年阶段性降低失业保险费率的政策，实施期限延长至2021年4月30日。", None, None),
        ("申报截止到2024年6月30日止。本措施自发布之日起施行，有效期2年。", date(2020, 3, 1), date(2022, 3, 1)),
        ("本措施自印发之日起施行，有效期3年。此前发布的《某办法》有效期至2021年12月31日。", date(2020, 3, 1), date(2023, 3, 1)),
        ("本办法规定的补贴执行至2021年6月30日。本办法自印发之日起施行，有效期2年。", date(2020, 3, 1), date(2022, 3, 1)),
        ("本意见自发布之日起施行，政策有效期至2022年3月31日。", date(2020, 3, 1), date(2022, 3, 31)),
        ("本措施自印发之日起施行，除已明确期限的政策外，有效期至2022年3月31日。", date(2020, 3, 1), date(2022, 3, 31)),
        ("本若干政策自2020年4月1日起施行，有效期至2022年3月31日。", None, date(2022, 3, 31)),
        ("《某办法》自2020年4月1日起施行，有效期至2022年3月31日。", None, date(2022, 3, 31)),
        ("现将《某办法》印发你们，自印发之日起施行，有效期至2022年3月31日。", None, date(2022, 3, 31)),
        ("本行动计划实施期限为2020年4月1日至2022年3月31日。", None, date(2022, 3, 31)),
        ("（文件有效期至2022年3月31日）", None, date(2022, 3, 31)),
        ("自2020年4月1日起至2022年3月31日止施行。", None, date(2022, 3, 31)),
        ("本办法自印发之日起施行，申报有效期至2022年3月31日。", date(2020, 3, 1), None),
        ("本市失业保险补贴政策执行至2022年3月31日。", None, None),
        ("基本医疗保险补贴政策执行至2022年3月31日。", None, None),
    ],
)
def test_terms(sentence: str, effective: date | None, expires: date | None) -> None:
    found = document("某市政府关于管理的通知", *NOTICE, f"二、其他。{sentence}", "某市人民政府", "2020年3月1日")
    assert (found.effective, found.expires) == (effective, expires)


def test_a_text_without_full_stops_has_no_term() -> None:
    text = "补助项目自2021年1月1日起施行，有效期3年，" * 2000
    assert expiry_in(text, 0, len(text), None) is None


def test_the_page_table_gives_what_the_text_leaves_open() -> None:
    table = "索 引 号：\tA1\n实施日期：\t2020年03月05日\n失效日期：\t2025年03月04日\n文 号：\t某市规〔2020〕1号"
    found = document(
        table, "某市政府关于管理的通知", *NOTICE, "二、其他。本通知自印发之日起施行，有效期5年。", "某市人民政府", "2020年3月1日"
    )
    assert (found.number, found.effective, found.expires) == ("某市规〔2020〕1号", date(2020, 3, 5), date(2025, 3, 4))


def test_basis_and_amendments() -> None:
    found = document(
        "某市人民代表大会关于修改《某市水条例》的决定",
        "根据《中华人民共和国水法》和《某省政府关于节水的意见》（某政发〔2020〕1号）规定，决定对《某市水条例》作如下修改：",
        "一、第五条修改为：“应当节水。”",
    )
    assert found.basis == ("中华人民共和国水法", "某政发〔2020〕1号")
    assert found.amends == ("某市水条例",)


def test_a_basis_may_have_the_words_of_a_purpose_in_its_title() -> None:
    found = document(
        "某市水务局关于印发河道管理办法的通知",
        "为贯彻落实《某市人民政府办公厅关于印发河道治理方案的通知》（某府办规〔2021〕14号）、《某省关于贯彻节水要求的意见》，现将办法印发给你们。",
        *NOTICE,
    )
    assert found.basis == ("某府办规〔2021〕14号", "某省关于贯彻节水要求的意见")


def test_a_basis_may_be_named_by_its_number_alone() -> None:
    found = document("某市水务局关于收费的通知", "根据某价字〔2019〕7号、某财税〔2020〕3号文件要求，现将有关事项通知如下：", *NOTICE)
    assert found.basis == ("某价字〔2019〕7号", "某财税〔2020〕3号")


def test_an_abbreviated_title_is_no_basis() -> None:
    found = document("某市水务局关于收费的通知", "根据《中华人民共和国水法》和《办法》的规定，现将有关事项通知如下：", *NOTICE)
    assert found.basis == ("中华人民共和国水法",)


@pytest.mark.parametrize(
    ("issuer", "region"),
    [
        ("湖南省人民政府办公厅", "湖南省"),
        ("湖南证监局", "湖南省"),
        ("国家税务总局湖南省税务局", "湖南省"),
        ("广州市天河区人民政府", "广州市天河区"),
        ("广州市市场监督管理局", "广州市"),
        ("恩施土家族苗族自治州人民政府", "恩施土家族苗族自治州"),
        ("中共北京市委、北京市人民政府", "北京市"),
        ("新疆生产建设兵团", "新疆维吾尔自治区"),
        ("国务院办公厅", "全国"),
        ("工业和信息化部", "全国"),
        ("最高人民法院", "全国"),
        ("区住建园林局", None),
    ],
)
def test_regions(issuer: str, region: str | None) -> None:
    assert region_of(issuer) == region


@pytest.mark.parametrize(
    ("preamble", "basis"),
    [
        ("按照文旅发〔2021〕3号要求,制定本办法。", ["文旅发〔2021〕3号"]),
        ("根据《民法典》,制定本办法。", ["民法典"]),
        ("根据《公司法》和《合伙企业法》,制定本办法。", ["公司法", "合伙企业法"]),
        ("根据《办法》,制定本细则。", []),
    ],
)
def test_short_laws_and_numbers_are_named_whole(preamble: str, basis: list[str]) -> None:
    assert [fact.value for fact in basis_in(preamble, 0, len(preamble))] == basis


def test_a_basis_may_run_over_the_end_of_a_line() -> None:
    clause = "根据《中华人民共和\n国道路交通安全法》、《某某省停车条例》等，制定\n本办法。"
    text = f"某某市停车办法\n\n第一条 为了规范停车，{clause}\n\n第二条 略。\n"
    assert parse_text(text, source="办法.txt", sha256="0" * 64).document.basis == ("中华人民共和国道路交通安全法", "某某省停车条例")


@pytest.mark.parametrize(
    ("words", "amends"),
    [
        ("关于修改《某条例》的决定", ["某条例"]),
        ("现决定对《某条例》作如下修改：", ["某条例"]),
        ("2018年12月29日 某人大《关于修改〈中华人民共和国劳动法〉等七部法律的决定》修正", []),
        ("2010年1月1日 某人大《关于修改〈甲条例〉\n\n〈乙条例〉的决定》第二次修正", []),
        ("2010年1月1日 某人大关于修改《某条例》的决定修正", []),
        ("关于修改《某条例》的决定\n修正案", ["某条例"]),
    ],
)
def test_a_law_does_not_amend_what_the_decision_that_amended_it_names(words: str, amends: list[str]) -> None:
    assert [fact.value for fact in amends_in(words, 0, len(words))] == amends


@pytest.mark.parametrize(
    ("words", "repeals"),
    [
        ("《甲办法》和《乙办法》同时废止。", ["甲办法", "乙办法"]),
        ("自施行之日起废止《甲办法》。", ["甲办法"]),
        ("《甲办法》自2020年1月1日起废止。", ["甲办法"]),
        ("实施《某方案》需要制定、修改、废止地方性法规的，报请审议。", []),
        ("《某文件目录》（见附件6）所列文件条款同时废止。", []),
        ("实施《某方案》后，《甲办法》停止执行。", ["甲办法"]),
        ("经《关于修改部分地方性法规的决定》修正的《甲规定》同时废止。", ["甲规定"]),
        ("（原《甲办法》自本办法施行之日起废止）", ["甲办法"]),
        ("《甲办法》（见附件1）自本办法施行之日起废止（见附件）。", ["甲办法"]),
        ("决定修改、废止《甲条例》。", ["甲条例"]),
        ("暂停实施《甲办法》，自2022年1月1日起废止。", ["甲办法"]),
    ],
)
def test_what_is_only_named_beside_a_repeal_is_not_repealed(words: str, repeals: list[str]) -> None:
    assert [fact.value for fact in repeals_in(words, 0, len(words))] == repeals
