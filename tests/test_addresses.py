"""Addresses in questions, and what stands there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents_asked import OTHER, SEED

from corpus import parse_text
from rag.understanding.addressed import resolved
from rag.understanding.addresses import Address, Step, beside, read
from rag.understanding.numbering import number_of
from rag.understanding.numerals import chinese, number, ordinal, roman
from rag.understanding.wording import normalised


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("第七条讲什么", [("条", 7, 0)]),
        ("(七)是什么意思", [("()", 7, 0)]),
        ("第7点归谁管", [("", 7, 0)]),
        ("七、", [("、", 7, 0)]),
        ("第二部分说了什么", [("部分", 2, 0)]),
        ("第二章第三条", [("章", 2, 0), ("条", 3, 0)]),
        ("第三十条之一", [("条", 30, 1)]),
        ("措施十三的牵头单位", [("", 13, 0)]),
        ("附件2里有什么", [("附件", 2, 0)]),
        ("最后一条是什么", [("", -1, 0)]),
        ("倒数第二条", [("条", -2, 0)]),
        ("第五条第二款", [("条", 5, 0), ("款", 2, 0)]),
        ("What does Article 7 say?", [("条", 7, 0)]),
        ("measure seven", [("", 7, 0)]),
        ("the seventh measure", [("", 7, 0)]),
        ("the twenty-first article", [("条", 21, 0)]),
        ("the twenty first measure", [("", 21, 0)]),
        ("article thirty five please", [("条", 35, 0)]),
        ("article one hundred and three", [("条", 103, 0)]),
        ("el artículo décimo sexto", [("条", 16, 0)]),
        ("l'article vingt et un", [("条", 21, 0)]),
        ("le quatre-vingt-dix-septième article", [("条", 97, 0)]),
        ("der einundzwanzigste Artikel", [("条", 21, 0)]),
        ("в статье двадцать первой", [("条", 21, 0)]),
        ("المادة السادسة عشرة", [("条", 16, 0)]),
        ("المادة السادسة والعشرون", [("条", 26, 0)]),
        ("điều hai mươi lăm", [("条", 25, 0)]),
        ("artigo vigésimo primeiro", [("条", 21, 0)]),
        ("article two and three", [("条", 2, 0)]),
        ("статья двадцать четвертая", [("条", 24, 0)]),
        ("المادة الثانية و الاربعون", [("条", 42, 0)]),
        ("điều hai mươi bẩy", [("条", 27, 0)]),
        ("article quatre-vingt-un", [("条", 81, 0)]),
        ("в пунктах 3 и 4", [("", 3, 0), ("", 4, 0)]),
        ("스물한 번째 조항", [("", 21, 0)]),
        ("제 2장은 무엇에 관한 것입니까?", [("章", 2, 0)]),
        ("第三条、五条、七条", [("条", 3, 0), ("条", 5, 0), ("条", 7, 0)]),
        ("第八条街道办事处负责什么?", [("条", 8, 0)]),
        ("第3项目标是什么", [("项", 3, 0)]),
        ("第三到第五点办理部门", [("", 3, 0), ("", 4, 0), ("", 5, 0)]),
        ("Inhalt des zweiten Kapitels", [("章", 2, 0)]),
        ("điều thứ tư", [("条", 4, 0)]),
        ("Part 2, paragraph 3", [("部分", 2, 0), ("", 3, 0)]),
        ("Parts V and VI together", [("部分", 5, 0), ("部分", 6, 0)]),
        ("medidas, de la 7 a la 9", [("", 7, 0), ("", 8, 0), ("", 9, 0)]),
        ("tasks 1 to 3", [("", 1, 0), ("", 2, 0), ("", 3, 0)]),
        ("المواد من السادسة عشرة إلى السابعة عشرة", [("条", 16, 0), ("条", 17, 0)]),
        ("section two", [("部分", 2, 0)]),
        ("chapter IV", [("章", 4, 0)]),
        ("la septième mesure", [("", 7, 0)]),
        ("la medida siete", [("", 7, 0)]),
        ("Maßnahme 7", [("", 7, 0)]),
        ("die siebte Maßnahme", [("", 7, 0)]),
        ("статья 12", [("条", 12, 0)]),
        ("المادة 7", [("条", 7, 0)]),
        ("الإجراء السابع", [("", 7, 0)]),
        ("Điều 7 nói gì", [("条", 7, 0)]),
        ("第七の措置", [("", 7, 0)]),
        ("제7조", [("条", 7, 0)]),
        ("일곱번째 조치", [("", 7, 0)]),
        ("第廿五条怎么说", [("条", 25, 0)]),
        ("二、(三)", [("、", 2, 0), ("()", 3, 0)]),
        ("四(一)讲什么", [("、", 4, 0), ("()", 1, 0)]),
        ("13条第(二)项", [("条", 13, 0), ("()", 2, 0)]),
        ("24条(二)", [("条", 24, 0), ("()", 2, 0)]),
        ("看下38", [("", 38, 0)]),
        ("What does Article 5(2) say?", [("条", 5, 0), ("()", 2, 0)]),
        ("статья 5 (2)", [("条", 5, 0), ("()", 2, 0)]),
        ("第四部の(一)", [("部分", 4, 0), ("()", 1, 0)]),
        ("el punto (四) de la parte 4", [("()", 4, 0), ("部分", 4, 0)]),
    ],
)
def test_reads_addresses(question: str, steps: list[tuple[str, int, int]]) -> None:
    address = read(question)
    assert address is not None
    assert [(s.unit, s.number, s.branch) for s in address.steps] == steps


@pytest.mark.parametrize(
    "question",
    [
        "第三方支付怎么管",
        "前三条",
        "三条措施",
        "two measures",
        "第一产业",
        "第十四个五年规划",
        "第一书记",
        "第1批名单",
        "5G",
        "2021年8月3日",
        "支持(5G)",
        "what measures are there",
        "part of the plan",
        "(2021-2023年)",
        "Can third parties apply?",
        "Which measure I can use to get a subsidy?",
        "When was this article first published?",
        "Quelle disposition l'interdit ?",
        "Section C",
        "Biện pháp năm nay là gì?",
        "We were founded in 2019. Measures for us?",
        "同一项目可以重复享受补贴吗?",
        "新建第二条生产线有补贴吗?",
        "上午9点到11点可以办理吗?",
        "周一至周五9-17点能办吗",
        "1. 补贴多少钱? 2. 怎么申请?",
        "一、二级建造师有补贴吗?",
        "20の措置とは何ですか?",
        "산업 규모 1조 위안 목표는",
        "사진 3장이 필요한가요?",
        "Enthält diese Maßnahme ein Ziel?",
        "Is the measure one-off?",
        "Un promoteur qui a remblayé une partie de la zone",
        "Wann wurde ein Teil der Ware zerstört?",
        "1인당 2번까지 신청할 수 있나요?",
        "Những biện pháp một doanh nghiệp nhỏ có thể được hưởng là gì?",
        "Doanh nghiệp được hỗ trợ bao nhiêu phần trăm?",
        "What are the measures and one-off subsidies for firms?",
        "Điểm tư vấn ở đâu?",
        "Có khoản hai trăm triệu đồng không?",
    ],
)
def test_counts_and_names_are_no_addresses(question: str) -> None:
    assert read(question) is None


@pytest.mark.parametrize("number_text", ["湘政办发〔2021〕38号", "湘政办发[2021]38号", "湘政办发(2021)第38号", "国务院令第722号"])
def test_reads_document_numbers(number_text: str) -> None:
    address = read(f"{number_text}讲了什么")
    assert address is not None
    assert address.document == number_text
    assert not address.steps


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("第七条", [7]),
        ("(七)", [7]),
        ("二、", list(range(6, 13))),
        ("第二部分", list(range(6, 13))),
        ("最后一条", [20]),
        ("倒数第二条", [19]),
        ("第三部分第十五条", [15]),
        ("第二部分(六)", [6]),
        ("第二部分第一条", [6]),
        ("第七条和第九条", [7, 9]),
        ("湘政办发〔2021〕38号第三条", [3]),
    ],
)
def test_finds_measures_of_an_opinion(question: str, ordinals: list[int]) -> None:
    address = read(question)
    assert address is not None
    place = resolved(address, [SEED])
    assert [m.ordinal for _, m in place.measures] == ordinals
    assert not place.missing


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("第七条", [7]),
        ("第二章", [5, 6, 7, 8]),
        ("第二章第七条", [7]),
        ("第八章", [35, 36, 37, 38]),
        ("最后一条", [38]),
        ("Article 20", [20]),
        ("第七条第一款和第二款", [7]),
        ("Article 7 of chapter 2", [7]),
        ("статья 7 главы 2", [7]),
        ("the first paragraph of article 5", [5]),
        ("第二章第五条和第七条", [5, 7]),
    ],
)
def test_finds_articles_of_a_regulation(question: str, ordinals: list[int]) -> None:
    address = read(question)
    assert address is not None
    assert [m.ordinal for _, m in resolved(address, [OTHER]).measures] == ordinals


@pytest.mark.parametrize(
    ("question", "missing", "existing"),
    [
        ("第四十条", "第40条", "(一) – (二十)"),
        ("第五部分", "第5部分", "一 – 四"),
        ("第四部分第六条", "第6条", "(十八) – (二十)"),
        ("附件3", "附件3", ""),
    ],
)
def test_says_what_does_not_exist_and_what_does(question: str, missing: str, existing: str) -> None:
    address = read(question)
    assert address is not None
    place = resolved(address, [SEED])
    assert not place.measures
    assert (place.missing, place.existing) == (missing, existing)


def test_an_article_of_another_chapter_is_not_in_this_one() -> None:
    address = read("第二章第三条")
    assert address is not None
    assert not resolved(address, [OTHER]).measures or [m.ordinal for _, m in resolved(address, [OTHER]).measures] == [7]


def test_one_of_two_addresses_missing() -> None:
    address = read("第七条和第四十条")
    assert address is not None
    place = resolved(address, [SEED])
    assert [m.ordinal for _, m in place.measures] == [7]
    assert place.missing == "第40条"


def test_unknown_document() -> None:
    address = Address(text="湘政办发〔2021〕83号", steps=(), document="湘政办发〔2021〕83号")
    place = resolved(address, [SEED])
    assert place.missing == "湘政办发〔2021〕83号"
    assert "湘政办发〔2021〕38号" in place.existing


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("下一条呢?", 17),
        ("上一条呢", 15),
        ("And the next one?", 17),
        ("¿Y el siguiente?", 17),
        ("Et la suivante, que dit-elle ?", 17),
        ("Und der vorherige?", 15),
        ("那牵头单位呢", None),
        ("前一个月的工资怎么算?", None),
        ("下一个月能申请吗", None),
        ("¿Cuál es el siguiente paso?", None),
        ("Was geschieht im nächsten Jahr?", None),
    ],
)
def test_the_measure_beside_the_last_one(question: str, expected: int | None) -> None:
    address = beside(question, ["便利店", "第十六条讲了什么?"])
    assert (address.steps[-1].number if address else None) == expected


def test_labels_have_numbers() -> None:
    assert number_of("（十三）") == (13, 0)
    assert number_of("第三十条之一") == (30, 1)
    assert number_of("") == (0, 0)


def test_numerals() -> None:
    assert [chinese(t) for t in ("二十", "一百零三", "二〇二一", "三万五千", "两", "abc")] == [20, 103, 2021, 35000, 2, None]
    assert [roman(t) for t in ("VII", "IV", "XL", "IIII")] == [7, 4, 40, None]
    assert [number(t) for t in ("seven", "twenty-first", "séptima", "седьмой", "38")] == [7, 21, 7, 7, 38]
    assert ordinal("seven") is None
    assert ordinal("seventh") == 7
    assert Step(unit="条", number=3) == Step(unit="条", number=3, branch=0)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("第三条到第六条", [3, 4, 5, 6]),
        ("第一、三、五条", [1, 3, 5]),
        ("articles 3 to 6", [3, 4, 5, 6]),
        ("articles 3, 5 and 7", [3, 5, 7]),
        ("статьи 3–5", [3, 4, 5]),
        ("看看11条", [11]),
        ("三十一条第三项是什么情形", [31, 3]),
        ("열다섯 번째 조치", [15]),
    ],
)
def test_ranges_lists_and_spoken_addresses(question: str, numbers: list[int]) -> None:
    address = read(question)
    assert address is not None
    assert [step.number for step in address.steps] == numbers


def test_counts_are_no_addresses() -> None:
    assert read("一共有3条措施") is None


_PATHS = ("一/(一)", "一/(二)", "一/(三)", "二", "三", "四", "附件1/一", "附件1/二")
NOTICE = replace(
    SEED,
    measures=tuple(replace(m, path=path, label=path.rsplit("/", 1)[-1]) for m, path in zip(SEED.measures[:8], _PATHS, strict=True)),
)
"""A notice of four paragraphs, of which the first has parts, with an attachment."""
CODE = parse_text(
    """某某市湿地条例

第一条 为保护湿地，制定本条例。

第二条 禁止下列行为：

（一）倾倒垃圾；

（二）擅自取土；

（三）开垦湿地。

第三条 本条例自2022年1月1日起施行。
""",
    source="条例.txt",
    sha256="1" * 64,
)


@pytest.mark.parametrize(
    ("question", "paths"),
    [("第三条", ["三"]), ("第一条", ["一/(一)", "一/(二)", "一/(三)"]), ("第一条第(二)项", ["一/(二)"]), ("第五条", [])],
)
def test_an_article_of_a_notice_is_its_paragraph(question: str, paths: list[str]) -> None:
    address = read(question)
    assert address is not None
    assert [measure.path for _, measure in resolved(address, [NOTICE]).measures] == paths


def test_an_item_in_parentheses_lies_inside_its_article() -> None:
    address, beyond = read("第二条第(三)项"), read("第二条第(七)项")
    assert address is not None
    assert beyond is not None
    assert [measure.path for _, measure in resolved(address, [CODE]).measures] == ["第二条"]
    assert resolved(beyond, [CODE]).measures == ()


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Between measures 3 and 6, which is on shops?", [3, 4, 5, 6]),
        ("¿Entre las medidas 3 y 5, cuál habla de tiendas?", [3, 4, 5]),
        ("What is the difference between articles 3 and 6?", [3, 6]),
        ("제2부의 조치", [2]),
        ("4부에서 나오는 말", [4]),
        ("신청서는 2부 제출하나요?", []),
        ("第1部で何を決めていますか", [1]),
        ("東証第一部に上場する企業への奨励は?", []),
        ("20 support measures - one for each city?", []),
        ("part-four measures", [4]),
        ("附件2共几页", [2]),
        ("措施一共多少", []),
        ("ما ورد في الجزء الثاني؟", [2]),
    ],
)
def test_ranges_parts_and_what_is_neither(question: str, numbers: list[int]) -> None:
    address = read(normalised(question))
    assert [step.number for step in address.steps] == numbers if address else not numbers
