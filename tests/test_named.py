"""Documents that a question names."""

from __future__ import annotations

import pytest

from corpus import ParsedDocument, parse_text
from rag.queries import QueryKind, understand
from rag.understanding import named_abroad
from rag.understanding.asserted import picked, read
from rag.understanding.facts import find as fact
from rag.understanding.languages import function_words, identify
from rag.understanding.lexicon import Lexicon
from rag.understanding.named import abbreviates, find, subjects, unnamed
from rag.understanding.wording import normalised


def _parsed(text: str, name: str) -> ParsedDocument:
    return parse_text(text, source=f"{name}.txt", sha256=name[0] * 64)


SCHOOLS = _parsed(
    """某某市人民政府办公厅关于印发某某市校车安全管理办法的通知

某政办规〔2023〕7号

第一条　校车应当配备随车照管人员。

第二条　校车标牌由市公安局核发，公示期为7日。

第三条　本办法自2023年9月1日起施行，有效期3年。

某某市人民政府办公厅
2023年8月15日
""",
    "a",
)
WATER = _parsed(
    """某某市水务局关于印发某某市城市供水用水条例实施细则的通知

某水规〔2021〕2号

第一条　供水企业应当公布水质。

第二条　用水计划由市水务局核定，公示期为10日。

第三条　本细则自2021年5月1日起施行，有效期5年。

某某市水务局
2021年4月2日
""",
    "b",
)
BOTH = (SCHOOLS, WATER)


def _named(question: str) -> list[ParsedDocument]:
    return [naming.document for naming in find(normalised(question), BOTH)]


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("校车办法有效期多久", SCHOOLS),
        ("请问校车安全办法谁发的", SCHOOLS),
        ("校车的那个办法文号多少", SCHOOLS),
        ("《校车安全管理办法》第二条", SCHOOLS),
        ("某政办规〔2023〕7号有几条", SCHOOLS),
        ("供水细则一共几条", WATER),
        ("根据用水细则,公示几天", WATER),
        ("How long is the water supply circular valid?", WATER),
        ("the school bus circular", SCHOOLS),
    ],
)
def test_words_of_a_title_and_what_it_is_name_a_document(question: str, document: ParsedDocument) -> None:
    assert _named(question) == [document]


@pytest.mark.parametrize(
    "question",
    [
        "校车怎么申请标牌",
        "管理办法里怎么说",
        "出租车办法有效期多久",
        "节约用水有什么办法",
        "幼儿园校车规定几座",
        "办法什么时候施行",
        "what is the circular about",
        "the tax supply circular",
        "市公安局通知我换标牌",
        "校车法",
        "申请校车的方法",
        "校车通知书什么时候到",
    ],
)
def test_a_matter_or_another_name_names_none(question: str) -> None:
    assert _named(question) == []


def test_letters_that_repeat_are_tried_once() -> None:
    assert not abbreviates("安全" * 20 + "桥", "安全" * 40)


def test_what_is_read_ahead_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    named_abroad.read_ahead(BOTH)
    monkeypatch.setattr(named_abroad, "explained", None)
    assert _named("the school bus circular") == [SCHOOLS]


def test_two_names_and_what_is_left() -> None:
    question = "校车办法和供水细则分别什么时候施行"
    assert _named(question) == [SCHOOLS, WATER]
    assert unnamed(question, find(question, BOTH)).split() == ["和", "分别什么时候施行"]


def test_the_named_document_is_asked() -> None:
    query = understand("校车办法有效期到哪天", documents=BOTH)
    assert (query.kind, query.facts, query.documents) == (QueryKind.FACT, ("expires",), (SCHOOLS.document.id,))
    after = understand("那供水细则呢", ["校车办法有效期到哪天"], documents=BOTH)
    assert (after.kind, after.facts, after.documents) == (QueryKind.FACT, ("expires",), (WATER.document.id,))
    pointed = understand("这份文件里照管人员怎么规定", ["校车办法是谁发的"], documents=BOTH)
    assert pointed.documents == (SCHOOLS.document.id,)
    listed = understand("校车办法哪些条提到公示", documents=BOTH)
    assert listed.set_filter is not None
    assert listed.set_filter.terms == (("公示",),)


def test_a_name_that_is_looked_for_is_no_document() -> None:
    assert understand("哪些条提到了校车办法", documents=BOTH).documents == ()


def test_a_matter_of_one_title_alone_binds() -> None:
    lexicon = Lexicon(BOTH)
    assert subjects("校车公示几天", lexicon.documents) == (SCHOOLS,)
    assert subjects("公示几天", lexicon.documents) == ()
    assert subjects("公示几天有什么细则", lexicon.documents) == ()
    assert subjects("校车公示几天", [SCHOOLS]) == ()


def _asserted(question: str, documents: tuple[ParsedDocument, ...] = BOTH) -> tuple[str, ...]:
    found = read(normalised(question), documents, function_words(identify(question)))
    return found.names if found else ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("是2022年印发的吗", ("published",)),
        ("听说2020年就施行了,对吧", ("effective",)),
        ("这个办法是市教育局制定的吗", ("issuer",)),
        ("Was this notice published in 2019?", ("published",)),
        ("Is it true that the document was issued by the Ministry of Finance?", ("issuer",)),
        ("gilt das auch in Peking?", ("region",)),
        ("这是关于校车的吗", ("title", "sections")),
        ("2020年校车是谁买的", ()),
        ("补贴是2022年发的吗", ()),
        ("工资由教育局发吗", ()),
        ("标牌有效期是3年吗", ()),
        ("2024年发多少", ()),
        ("市教育局发什么", ()),
        ("哪些是关于公示的", ()),
        ("Was the permit published in 2019?", ()),
    ],
)
def test_a_fact_put_up_for_decision(question: str, names: tuple[str, ...]) -> None:
    assert _asserted(question, (SCHOOLS,)) == names


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("哪个文件有效期是5年", WATER),
        ("两个文件里哪个最新", SCHOOLS),
        ("哪份文件先施行", WATER),
        ("哪些文件是市水务局发的", WATER),
        ("which of the two documents was published in 2023?", SCHOOLS),
    ],
)
def test_documents_are_picked_by_a_fact(question: str, document: ParsedDocument) -> None:
    found = read(normalised(question), BOTH, function_words(identify(question)))
    assert found is not None
    assert picked(found, [(parsed, fact(found.names[0], parsed)) for parsed in BOTH]) == [document]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does Mouzhengbangui [2023] No. 7 say about buses?", "Mouzhengbangui [2023] No. 7"),
        ("Which articles of Mou Zheng Ban Gui (2023) 7 mention plates?", "Mou Zheng Ban Gui (2023) 7"),
        ("Que dit le document Moushuigui n° 2 [2021] ?", "Moushuigui n° 2 [2021]"),
        ("某水规2021年2号文什么时候施行", "某水规2021年2号"),
        ("今年某水规2021年2号文还有效吗", "某水规2021年2号"),
        ("某某市水务局2021年的供水条例实施细则怎么说", "某某市水务局2021年的供水条例实施细则"),
        ("2023年某某市人民政府印发的校车安全管理办法管什么", "2023年某某市人民政府印发的校车安全管理办法"),
        ("请问那个校车管理办法的有效期", "那个校车管理办法"),
    ],
)
def test_a_name_begins_with_its_number_authority_or_year(question: str, said: str) -> None:
    text = normalised(question)
    assert [text[naming.start : naming.end] for naming in find(text, BOTH)] == [said]


@pytest.mark.parametrize(
    "question",
    ["What does Mouzhengbangui [2022] No. 7 say?", "Zhengfa [2023] No. 7", "call 2023 7 times", "公交2023年7号线", "某某市有7个区2023年"],
)
def test_another_number_names_none(question: str) -> None:
    assert _named(question) == []


def test_the_authority_of_another_year_is_no_part_of_a_name() -> None:
    text = "2019年的校车安全管理办法"
    assert text[find(text, BOTH)[0].start :] == "校车安全管理办法"
