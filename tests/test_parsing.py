"""From text to structure: the first policy, the grammar's cases, and the invariants on anything."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from fuzz_corpus import broken, mutants, real_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import check, parse_bytes, parse_file, parse_text
from corpus.documents import ParsedDocument, Role, UnitKind


def parse(text: str) -> ParsedDocument:
    parsed = parse_text(text, source="某文件.txt", sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    assert check(parsed) == []
    return parsed


def paragraphs(*texts: str) -> str:
    return "\n\n".join(texts) + "\n"


def paths(text: str) -> list[str]:
    return [measure.path for measure in parse(text).measures]


@pytest.fixture(scope="module")
def first(policies: Path) -> ParsedDocument:
    return parse_file(policies / "湘政办发〔2021〕38号.txt")


def test_the_first_policy_is_read_whole(first: ParsedDocument) -> None:
    assert check(first) == []
    assert [section.label for section in first.sections] == ["一", "二", "三", "四"]
    assert first.sections[0].title == "培育壮大各类消费新业态新模式"
    assert len(first.measures) == 20
    assert first.measures[0].path == "一/(一)"
    assert first.measures[19].path == "四/(二十)"
    assert first.measures[0].title == "培育壮大零售新业态"
    assert first.measures[10].title == "推动车联网和充电桩(站)布局应用"
    assert first.measures[10].section == "深入推进新型消费基础设施和服务保障能力建设"


def test_the_first_policy_says_what_it_is(first: ParsedDocument) -> None:
    document = first.document
    assert document.title == "湖南省人民政府办公厅关于加快培育新型消费的实施意见"
    assert document.id == document.number == "湘政办发〔2021〕38号"
    assert (document.issuer, document.region) == ("湖南省人民政府办公厅", "湖南省")
    assert document.published == date(2021, 8, 3)
    assert document.basis == ("国办发〔2020〕32号",)
    assert (document.effective, document.expires, document.repeals, document.amends) == (None, None, (), ())
    for field in ("title", "number", "issuer", "published"):
        span = document.facts[field][0].span
        assert span is not None
        assert span.of(document.text)
    assert document.facts["number"][0].span.of(document.text) == "湘政办发〔2021〕38号"  # type: ignore[union-attr]


def test_the_first_policy_names_its_departments(first: ParsedDocument) -> None:
    leads = [m for m in first.measures if [d.role for d in m.departments] == [Role.LEAD]]
    shared_out = [m for m in first.measures if len(m.departments) > 1 and {d.role for d in m.departments} == {Role.RESPONSIBLE}]
    assert (len(leads), len(shared_out)) == (9, 11)
    assert [d.name for d in first.measures[13].departments] == ["人民银行长沙中心支行", "湖南银保监局"]


def test_the_first_policy_keeps_the_rest_apart(first: ParsedDocument) -> None:
    text = first.document.text
    kinds = {kind: [u.span.of(text) for u in first.units if u.kind is kind] for kind in UnitKind}
    assert kinds[UnitKind.FURNITURE] == ["您现在的位置: 学院首页- 政策文件- 省市级"]
    assert kinds[UnitKind.FRONT][0].endswith("提出如下实施意见。")
    assert len(kinds[UnitKind.HEADING]) == 4
    assert kinds[UnitKind.CLOSING][0].startswith("充分发挥省完善促进消费体制机制")
    assert kinds[UnitKind.CLOSING][0].endswith("(此件主动公开)")


def test_sentences_know_heading_and_responsibility(first: ParsedDocument) -> None:
    text = first.document.text
    sentences = first.measures[0].sentences
    assert sentences[0].heading
    assert sentences[0].span.of(text) == "(一)培育壮大零售新业态。"
    assert sentences[-1].responsibility
    assert sentences[-1].span.of(text) == "(省商务厅牵头负责)"
    assert not any(s.heading or s.responsibility for s in sentences[1:-1])


@pytest.mark.parametrize("end", ["", "。"])
def test_a_responsibility_between_two_tasks_is_a_sentence_of_its_own(end: str) -> None:
    tasks = ["一、发展产业。", "推广人才培养。", f"（体育总局、教育部负责）{end}", "鼓励新型技术。", "（体育总局、网信办负责）"]
    parsed = parse(paragraphs("某意见", "".join(tasks), "二、强化保障。各单位要认真落实各项工作要求。"))
    sentences = parsed.measures[0].sentences
    assert [sentence.span.of(parsed.document.text) for sentence in sentences] == tasks
    assert [sentence.responsibility for sentence in sentences] == [False, False, True, False, True]


def test_a_provision_in_parentheses_is_no_responsibility_though_it_names_departments() -> None:
    provision = "（对首次认定的企业，由省科技厅、省财政厅给予20万元奖励并负责落实）"
    parsed = parse(paragraphs("某意见", f"一、支持企业。{provision}其他企业可参照执行。", "二、强化保障。各单位要认真落实各项工作要求。"))
    assert not any(sentence.responsibility for sentence in parsed.measures[0].sentences)
    assert {"省科技厅", "省财政厅"} >= {department.name for department in parsed.measures[0].departments} != set()


def test_a_file_and_its_bytes_read_alike(policies: Path) -> None:
    path = policies / "湘政办发〔2021〕38号.txt"
    assert parse_bytes(path.read_bytes(), path.name) == parse_file(path)


LAW = """某市节水条例

第一章 总则

第一条 为了节约用水，根据《中华人民共和国水法》，制定本条例。

第二条 依照本条例第一条的规定，下列用水应当节约：

（一）生活用水；

（二）生产用水。

第二条之一 单位适用前条规定。

第二章 附则

第三条 本条例自2024年1月1日起施行。《某市用水办法》同时废止。
"""


def test_laws_are_read_by_article() -> None:
    parsed = parse(LAW)
    assert [m.path for m in parsed.measures] == ["第一章/第一条", "第一章/第二条", "第一章/第二条之一", "第二章/第三条"]
    assert [s.title for s in parsed.sections] == ["总则", "附则"]
    assert parsed.document.effective == date(2024, 1, 1)
    assert parsed.document.repeals == ("某市用水办法",)
    assert parsed.document.basis == ("中华人民共和国水法",)


def test_a_cross_reference_opens_nothing() -> None:
    text = paragraphs(
        "某市办法",
        "第一条 为了试验，制定本办法。",
        "第二条 违反本办法的，依照下列规定处理：",
        "第三条第二款规定的情形，从重。",
        "第三条 本办法自公布之日起施行。",
    )
    assert paths(text) == ["第一条", "第二条", "第三条"]


def test_lost_line_breaks_are_restored() -> None:
    flat = (
        "某市办法 第一条 为了试验，制定本办法。第二条 本办法适用于本市。第三条 依照本办法第一条办理。"
        + "各单位应当遵守本办法的各项规定。" * 40
        + "第四条 本办法自公布之日起施行。"
    )
    assert paths(flat)[-3:] == ["第二条", "第三条", "第四条"]


def test_items_that_finish_a_sentence_stay_inside() -> None:
    text = paragraphs(
        "关于办事的通知",
        "各单位：",
        "一、材料",
        "需要下列材料：",
        "1.身份证；",
        "2.户口簿。",
        "二、时间",
        "全年办理。",
    )
    assert paths(text) == ["一", "二"]


def test_numbered_parts_are_measures_of_their_own() -> None:
    text = paragraphs(
        "关于办事的意见",
        "一、总体要求",
        "（一）明确目标。到明年底全部完成，各单位要做好准备工作。",
        "（二）强化责任。各单位负责人是第一责任人，要亲自抓落实。",
        "二、时间",
        "全年办理，节假日除外。",
    )
    assert paths(text) == ["一/(一)", "一/(二)", "二"]


def test_text_under_a_heading_is_not_lost() -> None:
    text = paragraphs(
        "关于办事的意见",
        "一、总体要求",
        "本市坚持便民原则，全面推开。",
        "（一）明确目标。到明年底全部完成，各单位要做好准备。",
        "（二）强化责任。各单位负责人是第一责任人，要亲自抓落实。",
    )
    parsed = parse(text)
    assert [m.path for m in parsed.measures] == ["一", "一/(一)", "一/(二)"]
    assert [s.path for s in parsed.sections] == ["一"]


def test_attachments_have_addresses_of_their_own() -> None:
    text = (
        "关于印发方案的通知\n\n各单位：\n\n现将方案印发给你们。\n\n附件：工作方案\n\n某市人民政府\n\n2024年3月1日\n\n附件1\n\n工作方案\n\n"
        "一、目标。完成全部工作任务，不留死角。\n\n二、步骤。分三步走，按月推进各项任务。\n"
    )
    parsed = parse(text)
    assert [m.path for m in parsed.measures] == ["附件1/一", "附件1/二"]
    assert [(s.path, s.title) for s in parsed.sections] == [("附件1", "工作方案")]
    assert parsed.document.issuer == "某市人民政府"


def test_two_regulations_in_one_notice_are_told_apart() -> None:
    part = "一、机构。设立办公室，负责日常工作。\n\n二、经费。由财政保障，专款专用。\n\n"
    notice = paragraphs("关于印发两个规定的通知", "各单位：", "现印发给你们，请执行。", "某市人民政府", "2024年3月1日")
    text = f"{notice}\n甲类规定\n\n{part}乙类规定\n\n{part}"
    assert paths(text) == ["甲类规定/一", "甲类规定/二", "乙类规定/一", "乙类规定/二"]


def test_questions_with_answers_are_measures() -> None:
    text = paragraphs(
        "社保问答",
        "问：怎样参保？",
        "答：到社区办理，当场办结。",
        "问：怎样缴费？",
        "答：网上缴费，按月扣款。",
    )
    assert paths(text) == ["问1", "问2"]


def test_without_numbers_the_paragraphs_are_measures() -> None:
    text = paragraphs(
        "关于防火的通知",
        "各单位：",
        "今冬干燥少雨，火险等级居高不下，请各单位高度重视。",
        "要加强值守，发现火情立即报告，不得迟报瞒报。",
        "特此通知。",
        "某市应急管理局",
        "2024年1月5日",
    )
    parsed = parse(text)
    assert [m.path for m in parsed.measures] == ["¶1", "¶2"]
    assert parsed.document.issuer == "某市应急管理局"


def test_a_heading_without_a_number_belongs_to_no_article() -> None:
    parsed = parse(
        paragraphs(
            "某市燃气条例",
            "第一章 总则",
            "第一条 为了安全，制定本条例。",
            "第二条 本市适用本条例。",
            "附则",
            "第四条 本条例自公布之日起施行。",
        )
    )
    assert [measure.path for measure in parsed.measures] == ["第一章/第一条", "第一章/第二条", "第一章/第四条"]
    assert parsed.measures[1].span.of(parsed.document.text).endswith("适用本条例。")
    assert "heading without a number: 附则" in parsed.report.warnings


def test_missing_articles_are_reported_across_chapters() -> None:
    text = paragraphs("某市条例", "第一章 总则", "第一条 甲。", "第二条 乙。", "第二章 罚则", "第五条 丙。", "第六条 丁。")
    assert "numbering: 2 missing before 第五条" in parse(text).report.warnings


def test_closing_formulas_are_no_part_of_the_last_measure() -> None:
    for formula in ("此复。", "特此通知。", "此令。"):
        parsed = parse(paragraphs("关于某问题的批复", "某省高级人民法院：", "一、应当考虑情节。", "二、应当综合评估。", formula))
        assert parsed.measures[-1].span.of(parsed.document.text) == "二、应当综合评估。"


def test_text_after_the_items_that_end_a_guide_is_closing() -> None:
    parsed = parse(
        paragraphs(
            "某申报指南",
            "一、条件",
            "年满十八周岁。",
            "二、步骤",
            "请按以下步骤操作：",
            "1.填写表格；",
            "2.提交材料。",
            "欢迎大家前来办理！",
        )
    )
    assert parsed.measures[-1].span.of(parsed.document.text).endswith("2.提交材料。")


def test_a_bold_title_printed_twice_is_read_once() -> None:
    twice = "二 、 统 一 公 共 规 则" * 2
    parsed = parse(paragraphs("某方案", "一、总体要求。加快建设。", f"{twice} 。各地要统一规则。"))
    assert parsed.measures[1].title == "统一公共规则"


def test_contact_lines_stay_together_and_a_clock_is_no_title_mark() -> None:
    parsed = parse(
        paragraphs(
            "某征集通知",
            "一、时间",
            "请于8月31日17:00前报送。",
            "二、17：00截止报送材料，逾期不予受理。",
            "三、咨询方式",
            "联系人：杨某",
            "联系人：张某",
            "联系人：姜某",
        )
    )
    assert parsed.measures[-1].span.of(parsed.document.text).endswith("联系人：姜某")
    assert not parsed.measures[1].title.endswith("17")


def test_a_subhead_belongs_to_the_paragraph_under_it() -> None:
    parsed = parse(
        paragraphs(
            "某区招生细则公布", "某区公布了今年的招生细则。", "小学招生", "5月7日起报名", "细则明确了时间。", "初中招生", "以对口直升为主。"
        )
    )
    texts = [measure.span.of(parsed.document.text).replace("\n\n", "|") for measure in parsed.measures]
    assert texts == ["某区公布了今年的招生细则。", "小学招生|5月7日起报名|细则明确了时间。", "初中招生|以对口直升为主。"]


def test_steps_over_numbered_items_are_a_level_and_tips_are_text() -> None:
    text = paragraphs(
        "怎样申请人才公寓",
        "一、申请对象",
        "在本市就业的毕业生可以申请人才公寓。",
        "二、申请流程",
        "步骤一：准备材料",
        "申请人应当准备身份证和劳动合同。",
        "★温馨提示",
        "1.材料应当清晰完整，不清晰的不予受理，需要重新上传。",
        "2.合同应当在有效期内，过期的合同不予受理，需要重新签订。",
        "步骤二：提交申请",
        "（一）网上提交。登录市住房保障网站填写申请表并上传全部材料。",
        "（二）现场提交。到街道服务中心窗口提交申请表和全部材料原件。",
    )
    assert paths(text) == ["一", "二/步骤一", "二/步骤二/(一)", "二/步骤二/(二)"]
    first, *_ = [measure for measure in parse(text).measures if measure.path == "二/步骤一"]
    assert first.span.of(text).endswith("需要重新签订。")


def test_steps_that_are_sentences_are_no_level() -> None:
    text = paragraphs(
        "怎样缴费",
        "一、网上缴费。参保人可以在网上按下列步骤缴费，全程不收手续费。",
        "步骤1：打开市民服务网站，点击“缴费”进入页面。",
        "步骤2：选择缴费年度，确认金额后付款。",
        "二、现场缴费。参保人可以到银行网点缴费，由网点出具凭证。",
    )
    assert paths(text) == ["一", "二"]


def test_the_row_that_names_the_columns_of_a_table_never_answers() -> None:
    text = paragraphs(
        "某市补贴办法",
        "一、补贴标准。各类企业的补贴标准按下表执行，由区财政部门发放。",
        "企业类型\t人数\t标准",
        "小微企业\t30人以下\t每人500元。按季发放。",
        "其他企业\t不限\t每人300元。按年发放。",
        "二、办理部门。补贴由区人力资源部门受理，十个工作日内办结。",
    )
    sentences = parse(text).measures[0].sentences
    assert [s.heading for s in sentences[-3:]] == [True, False, False]
    assert [s.span.of(text)[:4] for s in sentences[-3:]] == ["企业类型", "小微企业", "其他企业"]


def test_what_stands_beside_the_measures_knows_its_sentences() -> None:
    text = paragraphs(
        "某市人民政府关于发放消费券的通知",
        "某政发〔2024〕3号",
        "各区人民政府，市政府各部门：",
        "为扩大消费，市政府决定发放消费券。现将有关事项通知如下：",
        "一、发放范围。在本市居住的人员均可以在网上领取消费券一次。",
        "二、使用期限。消费券自领取之日起三十日内使用，过期作废。",
        "本通知自2024年5月1日起施行，有效期两年。各区可以另定办法。",
        "附件：消费券申领登记表",
        "某市人民政府",
        "2024年4月2日",
        "（此件公开发布）",
    )
    parsed = parse(text)
    said = [(s.span.of(text), s.heading) for unit in parsed.units for s in unit.sentences]
    assert [words for words, context in said if not context] == [
        "为扩大消费，市政府决定发放消费券。",
        "现将有关事项通知如下：",
        "本通知自2024年5月1日起施行，有效期两年。",
        "各区可以另定办法。",
    ]
    assert {words for words, context in said if context} >= {"某政发〔2024〕3号", "某市人民政府", "附件：消费券申领登记表"}
    closing = next(unit.span for unit in parsed.units if unit.kind is UnitKind.CLOSING)
    assert [span.of(text)[:4] for span in parsed.sentences_beside(closing)] == ["本通知自", "各区可以"]


def test_numbers_go_on_under_tips_where_a_heading_is_counted_so_too() -> None:
    text = paragraphs(
        "怎样申请人才公寓",
        "1.申请对象",
        "在本市就业的毕业生可以申请人才公寓。",
        "温馨提示",
        "本科以上学历的优先。",
        "2.申请材料",
        "申请人应当准备身份证和劳动合同。",
        "3.办理时限",
        "受理后十个工作日内办结。",
    )
    assert paths(text) == ["1", "2", "3"]


@pytest.mark.parametrize("opening", ["为促进文化企业发展，特制定以下规定：", "根据国务院要求，现就社会团体工作提出如下意见："])
def test_a_sentence_that_opens_a_text_is_no_addressee(opening: str) -> None:
    parsed = parse(paragraphs("某规定", opening, "一、加强领导。各单位应当加强领导。", "二、明确责任。各单位应当明确责任。"))
    assert [s.span.of(parsed.document.text) for unit in parsed.units for s in unit.sentences if not s.heading] == [opening]


def test_the_table_of_an_attachment_can_answer_though_prose_follows_it() -> None:
    text = paragraphs(
        "某市人民政府关于发放补贴的通知",
        "一、发放范围。在本市居住的人员均可以在网上领取补贴一次。",
        "二、使用期限。补贴自领取之日起三十日内使用，过期作废。",
        "某市人民政府",
        "2024年4月2日",
        "附件1",
        "补贴标准表",
        "类别\t地区\t标准",
        "小微企业\t市区\t500元",
        "其他企业\t郊区\t300元",
        "注：上述标准自2024年1月1日起执行，由区财政部门按年发放。",
    )
    units = [unit for unit in parse(text).units if unit.kind is UnitKind.ATTACHMENT]
    assert [s.heading for unit in units for s in unit.sentences] == [True, True, True, False, False]


def test_a_form_after_signature_and_date_is_an_attachment() -> None:
    text = paragraphs(
        "某市人民政府关于发放消费券的通知",
        "各区人民政府：",
        "一、发放范围。在本市居住的人员均可以在网上领取消费券一次。",
        "二、使用期限。消费券自领取之日起三十日内使用，过期作废。",
        "某市人民政府",
        "2024年4月2日",
        "附件：消费券申领登记表（样式）",
        "姓名 住址 金额（单位：元）",
    )
    kinds = [(unit.kind, unit.span.of(text)[:4]) for unit in parse(text).units]
    assert kinds[-2:] == [(UnitKind.CLOSING, "某市人民"), (UnitKind.ATTACHMENT, "附件：消")]


def test_gaps_and_doubles_are_reported() -> None:
    text = paragraphs(
        "意见",
        "一、甲。甲项工作要认真完成。",
        "二、乙。乙项工作要认真完成。",
        "二、丙。丙项工作要认真完成。",
        "四、丁。丁项工作要认真完成。",
    )
    parsed = parse(text)
    assert any("twice" in warning for warning in parsed.report.warnings)
    assert any("1 missing before 四" in warning for warning in parsed.report.warnings)
    assert len({m.path for m in parsed.measures}) == 4


@pytest.mark.parametrize(
    "text", ["", " \n\u3000\n", "\x00", "。", "第", "（", "附件", "一、", "#" * 50, "第一条" * 500, "（一）" * 2000, "\ufeff\u200b"]
)
def test_scraps_are_read_without_complaint(text: str) -> None:
    parse(text)


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("一二三十、（）()第条章附件1. \n\u3000。；：“”《》2021年月日号省厅牵头负责#*\t\u200b问答"), max_size=300
    )
)
def test_any_text_is_tiled(text: str) -> None:
    parse(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_characters_are_kept(text: str) -> None:
    parsed = parse(text)
    visible = sum(len(unit.span.of(text)) for unit in parsed.units)
    assert visible >= sum(map(len, text.split()))


def test_damaged_documents_lose_nothing() -> None:
    failures = [problems for problems in map(broken, mutants(real_texts(), 250, seed=7)) if problems]
    assert failures == []


def test_every_document_at_hand_is_sound(shared: Path) -> None:
    files = [*sorted((shared / "policies").glob("*.txt")), *sorted((shared / "laws").glob("*.md"))]
    assert len(files) >= 400
    for path in files:
        parsed = parse_file(path)
        assert (path.name, check(parsed)) == (path.name, [])
        assert parsed.report.unassigned == 0
