"""Questions about a document itself."""

from __future__ import annotations

import pytest
from documents_asked import OTHER, SEED

from corpus import ParsedDocument, parse_text
from rag.understanding.facts import denied, find, read, stated
from rag.understanding.wording import normalised


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("这份文件的文号是什么?", ("number",)),
        ("那文号呢", ("number",)),
        ("该意见是什么时候发布的?", ("published",)),
        ("这份文件什么时候印发的,文号是多少", ("published", "number")),
        ("谁发布了这份文件", ("issuer",)),
        ("发文机关是哪个", ("issuer",)),
        ("什么时候生效", ("effective",)),
        ("有效期到什么时候?", ("expires",)),
        ("制定依据是什么", ("basis",)),
        ("这份文件根据哪个国务院文件制定?", ("basis",)),
        ("它废止了哪些文件?", ("repeals",)),
        ("文件全称叫什么", ("title",)),
        ("这份文件有几个部分", ("sections",)),
        ("一共有多少条措施?", ("measures",)),
        ("What is the document number?", ("number",)),
        ("When was this policy issued?", ("published",)),
        ("Who issued this document?", ("issuer",)),
        ("What is the legal basis of this document?", ("basis",)),
        ("Quand ce document a-t-il été publié ?", ("published",)),
        ("¿Cuándo se publicó este documento?", ("published",)),
        ("Wann wurde dieses Dokument veröffentlicht?", ("published",)),
        ("この文书はいつ発行されましたか", ("published",)),
        ("이 문서의 번호는 무엇입니까?", ("number",)),
        ("Когда был опубликован этот документ?", ("published",)),
        ("متى صدرت هذه الوثيقة؟", ("published",)),
        ("这份通知印发给哪些单位?", ("addressees",)),
        ("主送机关是谁", ("addressees",)),
        ("Who is this document addressed to?", ("addressees",)),
        ("A quem se dirige este documento?", ("addressees",)),
        ("A chi è rivolto questo documento?", ("addressees",)),
        ("A chi va inviata la domanda di sussidio?", ()),
        ("这份文件可以公开吗", ("disclosure",)),
        ("Is this a public document?", ("disclosure",)),
        ("这个办法经哪次会议审议通过", ("consent",)),
        ("最后一段强调了什么", ("closing",)),
        ("What does the closing paragraph say?", ("closing",)),
        ("落款是哪个单位", ("issuer",)),
        ("署名机关和日期分别是什么", ("issuer", "published")),
        ("文末的落款是什么", ("issuer", "published")),
        ("落款的日期呢", ("published",)),
        ("是哪三家单位联合署名的", ("issuer",)),
        ("这个令由哪位省长签发?", ("signatory",)),
        ("签署人叫什么名字", ("signatory",)),
        ("签署的省长是谁,何时签的?", ("signatory", "published")),
        ("什么时候签署的?", ("published",)),
        ("谁签的,几号签的", ("signatory", "published")),
        ("Who signed this order?", ("signatory",)),
        ("Which governor signed it?", ("signatory",)),
        ("Who signed it and on what date?", ("signatory", "published")),
        ("Qui a signé ce règlement ?", ("signatory",)),
        ("Wer hat die Verordnung unterzeichnet?", ("signatory",)),
        ("本规定分几章、共多少条?", ("sections", "measures")),
        ("正文由几个部分组成", ("sections",)),
        ("Into how many chapters is the law divided?", ("sections",)),
        ("Upon which laws is this regulation based?", ("basis",)),
        ("行文依据有哪几份文件", ("basis",)),
        ("制定依据是啥文件", ("basis",)),
        ("这方案依据哪个文件出的", ("basis",)),
        ("Under which law was this regulation made?", ("basis",)),
        ("哪几家联合发的这个文件", ("issuer",)),
        ("Which departments issued this notice?", ("issuer",)),
        ("Who issued this opinion and when?", ("issuer", "published")),
        ("When and by whom was this plan issued?", ("published", "issuer")),
        ("把哪个老文件废了?", ("repeals",)),
        ("哪天开始试行的", ("effective",)),
        ("几号发的,文号多少", ("published", "number")),
        ("この意見の文書番号と日付は?", ("number", "published")),
        ("这个文件公开不", ("disclosure",)),
        ("什么时候通过的", ("adopted",)),
        ("By whom was this notice issued?", ("issuer",)),
        ("By which department was my complaint released?", ()),
        ("这个文是谁印的,哪天印发的", ("issuer", "published")),
        ("哪个单位发的,什么时候", ("issuer", "published")),
        ("When was this circular published and what's its document number?", ("published", "number")),
        ("这份通知有没有文号", ("number",)),
        ("What is this circular about?", ("title", "sections")),
        ("该意见主要讲什么", ("title", "sections")),
        ("Worum geht es in dieser Verordnung?", ("title", "sections")),
        ("这是行政法规还是部门规章", ("title", "issuer")),
        ("三份文件分别是什么时候发的?", ("published",)),
        ("这三个文件分别是什么时候发的", ("published",)),
        ("When was this issued and which office signed it?", ("published", "issuer")),
        ("When was this document issued and which office signed it?", ("published", "issuer")),
    ],
)
def test_facts_asked_for(question: str, names: tuple[str, ...]) -> None:
    assert read(normalised(question), [SEED]) == names


@pytest.mark.parametrize(
    "question",
    [
        "消费券什么时候发放",
        "充电桩的补贴标准是什么",
        "谁负责直播电商",
        "食品经营许可的有效期是多久",
        "牵头单位是谁",
        "新职业的名称是什么",
        "When does the subsidy take effect?",
        "Who is responsible?",
        "《网络强省建设三年行动计划》的文号",
        "补贴发给谁",
        "审核结果在哪里公开",
        "贷款经谁批准",
        "最后怎么领取奖励",
        "申请表由谁签字",
        "合同由哪位负责人签署",
        "补助分几个部分发放",
        "Who signs the lease?",
        "登记证分为几种",
        "名单在哪公布",
        "在哪公布",
        "消费券是关于什么的",
        "What does the notice say about drones?",
        "有没有措施针对夜市",
        "三份合同分别是什么时候签的",
        "公司需要提交哪几份文件",
        "Which office signed the lease?",
    ],
)
def test_questions_about_anything_else(question: str) -> None:
    assert read(normalised(question), [SEED]) == ()


def test_a_title_in_the_question_is_the_document() -> None:
    assert read(f"{SEED.document.title}是哪天发布的", [SEED]) == ("published",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", "湘政办发〔2021〕38号"),
        ("published", "2021-08-03"),
        ("measures", "20"),
        ("sections", "4"),
        ("basis", "国办发〔2020〕32号"),
    ],
)
def test_facts_of_an_opinion(name: str, value: str) -> None:
    facts = find(name, SEED)
    assert value in [fact.value for fact in facts]


@pytest.mark.parametrize(
    ("name", "value"), [("expires", "2027-04-30"), ("effective", "2024-05-01"), ("repeals", "云溪政发〔2019〕12号"), ("measures", "38")]
)
def test_facts_of_a_regulation(name: str, value: str) -> None:
    assert value in [fact.value for fact in find(name, OTHER)]


def test_a_fact_that_the_document_does_not_state() -> None:
    assert find("expires", SEED) == ()


def test_every_found_fact_is_proved_by_the_text() -> None:
    for parsed in (SEED, OTHER):
        for name in ("number", "title", "issuer", "published", "basis"):
            for fact in find(name, parsed):
                assert fact.span is not None
                assert fact.span.of(parsed.document.text)


@pytest.mark.parametrize(
    ("name", "document", "words"),
    [
        ("addressees", SEED, "各市州、县市区人民政府,省政府各厅委、各直属机构:"),
        ("disclosure", SEED, "此件主动公开"),
        ("consent", SEED, "经省人民政府同意"),
        ("consent", OTHER, "市人民政府第58次常务会议审议通过"),
        ("closing", SEED, "各地要切实加强组织领导"),
    ],
)
def test_what_stands_around_the_measures(name: str, document: ParsedDocument, words: str) -> None:
    found = find(name, document)
    assert words in found[0].value
    assert all(fact.span is not None and fact.span.of(document.document.text) == fact.value for fact in found)


def test_a_signature_is_no_closing() -> None:
    assert find("closing", OTHER) == ()
    assert find("disclosure", OTHER) == ()


def test_the_place_of_a_document_that_is_searched_names_it() -> None:
    assert read("湖南省一共有多少项措施?", [SEED]) == ("measures",)
    assert read("湖南省有多少家企业?", [SEED]) == ()
    assert read("湖北省一共有多少项措施?", [SEED]) == ()


ORDER = parse_text(
    """某省人民政府令

第12号

《某省湿地保护办法》已经省人民政府常务会议通过，现予公布，自2022年3月1日起施行。

省　长　　林某某

2022年1月5日

某省湿地保护办法

第一条 为保护湿地，制定本办法。

第二条 本办法自2022年3月1日起施行。
""",
    source="order.txt",
    sha256="5" * 64,
)
REPLY = parse_text(
    """某部对第88号提案的答复

赵某某、钱某某委员：

您提出的提案收悉，现答复如下：

一、完善制度。已经完善有关制度。

二、加强宣传。已经开展宣传。

某部

二〇〇八年六月三日
""",
    source="reply.txt",
    sha256="6" * 64,
)


def test_an_order_is_signed_by_a_person() -> None:
    assert [fact.value.split() for fact in find("signatory", ORDER)] == [["省", "长", "林某某"]]
    assert stated(("signatory",), ORDER) == ("signatory",)


def test_where_no_person_signs_the_authority_does() -> None:
    assert find("signatory", REPLY) == ()
    assert stated(("signatory", "published", "issuer"), REPLY) == ("issuer", "published")


def test_a_reply_names_those_who_asked() -> None:
    assert [fact.value for fact in find("addressees", REPLY)] == ["赵某某、钱某某委员："]


LAW = parse_text(
    """# 某某市公共汽车客运管理条例

2020年6月24日 某某市第十五届人民代表大会常务委员会第十七次会议通过

2020年7月31日 某某省第十三届人民代表大会常务委员会第十九次会议批准

第一条 为规范公共汽车客运，制定本条例。

第二条 本条例自2020年10月1日起施行。
""",
    source="条例.md",
    sha256="0" * 64,
)


@pytest.mark.parametrize("question", ["公共汽车那个条例啥时候施行", "公交条例什么时候施行的", "公客管条例几号施行"])
def test_a_word_of_the_title_names_the_one_document(question: str) -> None:
    assert read(normalised(question), [LAW]) == ("effective",)


def test_a_word_of_no_title_is_a_matter_of_its_own() -> None:
    assert read("停车办法什么时候施行", [LAW]) == ()
    assert read("公共汽车什么时候发车", [LAW]) == ()
    assert read("公共汽车那个条例什么时候施行", [LAW, SEED]) == ("effective",)


@pytest.mark.parametrize("question", ["管理办法什么时候施行", "公共汽车规划什么时候通过", "客运管理办法什么时候施行", "管理规定由谁制定"])
def test_a_document_of_another_kind_is_not_the_one(question: str) -> None:
    assert read(normalised(question), [LAW]) == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("什么时候实施这个意见", ("effective",)),
        ("哪天实施这个意见的", ("effective",)),
        ("谁印发的通知", ("issuer",)),
        ("什么时候印发这个通知", ("published",)),
    ],
)
def test_the_verb_of_a_question_is_no_name_though_the_title_has_it(question: str, names: tuple[str, ...]) -> None:
    assert read(normalised(question), [SEED]) == names


def test_a_law_was_passed_by_a_meeting() -> None:
    for name in ("adopted", "consent"):
        assert [fact.value[-2:] for fact in find(name, LAW)] == ["通过", "批准"]
    assert stated(("adopted",), LAW) == ("adopted",)
    assert stated(("adopted",), SEED) == ("published",)


@pytest.mark.parametrize(
    ("question", "none"),
    [("文件多少页", True), ("倒卖门票违法么", True), ("哪些文件提到了公示时间", True), ("文件提到了谁", False), ("文号是多少", False)],
)
def test_what_sounds_like_a_fact_and_is_none(question: str, none: bool) -> None:
    assert denied(question) is none


@pytest.mark.parametrize("question", ["前言讲了什么", "第一段说什么", "开头写了什么"])
def test_what_a_part_is_about_is_no_fact(question: str) -> None:
    assert read(normalised(question)) == ()
    assert read("这份文件讲了什么") == ("title", "sections")


AMENDED = parse_text(
    """# 某某市河湖保护条例

2003年5月9日 某某市人民政府令第31号公布

2012年1月4日 某某市人民政府《关于修改〈某某市档案办法〉等规章的决定》第一次修正

2018年11月2日 某某市人民政府《关于修改部分规章的决定》第二次修正

第一条 为了保护河湖，制定本条例。

第二条 本条例自2003年7月1日起施行。
""",
    source="河湖.md",
    sha256="7" * 64,
)
IN_ONE_LINE = parse_text(
    """某省渔业条例

（1999年3月1日某省第九届人民代表大会常务委员会第八次会议通过　根据2010年9月30日《关于修改部分地方性法规的决定》修正）

第一条 为了发展渔业，制定本条例。

第二条 本条例自1999年5月1日起施行。
""",
    source="渔业.txt",
    sha256="8" * 64,
)


@pytest.mark.parametrize(
    ("name", "parsed", "days"),
    [
        ("amended", AMENDED, ["2012年1月4日", "2018年11月2日"]),
        ("last_amended", AMENDED, ["2018年11月2日"]),
        ("amended", IN_ONE_LINE, ["根据2010年9月30日"]),
        ("amended", LAW, []),
        ("last_amended", SEED, []),
        ("adopted", AMENDED, ["2003年5月9日"]),
    ],
)
def test_the_head_of_a_law_tells_when_it_was_amended(name: str, parsed: ParsedDocument, days: list[str]) -> None:
    found = find(name, parsed)
    assert [fact.value.startswith(day) for fact, day in zip(found, days, strict=True)] == [True] * len(days)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("河湖条例最近一次修订是哪一年", ("last_amended",)),
        ("这部条例最后一次是几几年修改的", ("last_amended",)),
        ("这个办法什么时候修订过", ("amended",)),
        ("该条例改过几次", ("amended",)),
        ("河湖条例最早是哪年公布的", ("adopted",)),
        ("When was this regulation last revised?", ("last_amended",)),
        ("When was this law amended?", ("amended",)),
        ("What is its order number and when was it first issued?", ("number", "adopted")),
        ("¿Cuándo se modificó este reglamento por última vez?", ("last_amended",)),
        ("Wann wurde dieses Gesetz zuletzt geändert?", ("last_amended",)),
        ("Когда этот закон последний раз изменялся?", ("last_amended",)),
        ("この条例はいつ改正されましたか", ("amended",)),
        ("本办法文号是什么,哪年哪月哪日印发的", ("number", "published")),
        ("那份通知是何年何月发的", ("published",)),
        ("它修改了哪些文件", ("amends",)),
        ("河湖规划什么时候可以修改", ()),
        ("申请表填错了什么时候修改", ()),
        ("When can an application be amended?", ()),
    ],
)
def test_the_days_of_a_law(question: str, names: tuple[str, ...]) -> None:
    assert read(normalised(question), [AMENDED]) == names


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("关于河湖保护条例,有效期到什么时候", ("expires",)),
        ("关于名称有哪些规定", ()),
        ("关于编号的规定是什么", ()),
        ("它是哪年几号文件", ("number",)),
        ("When do they expire?", ()),
        ("What are they called?", ()),
    ],
)
def test_a_matter_or_something_else_is_no_document(question: str, names: tuple[str, ...]) -> None:
    assert read(normalised(question), [AMENDED]) == names
