"""Addresses in questions, and what stands there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents_asked import OTHER, SEED

from corpus import parse_text
from rag.understanding.addressed import resolved
from rag.understanding.addresses import Address, Step, beside, read
from rag.understanding.levels import counted
from rag.understanding.numbering import number_of
from rag.understanding.numerals import chinese, number, ordinal, roman
from rag.understanding.portions import body, portions
from rag.understanding.sets import cue
from rag.understanding.stretches import under_titles
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
        ("第九条第二句话", [("条", 9, 0), ("句", 2, 0)]),
        ("the final sentence of point 3", [("句", -1, 0), ("", 3, 0)]),
        ("zweiter Satz von Artikel 4", [("句", 2, 0), ("条", 4, 0)]),
        ("première phrase de l'article 2", [("句", 1, 0), ("条", 2, 0)]),
        ("última frase de la medida 6", [("句", -1, 0), ("", 6, 0)]),
        ("третье предложение 9-й меры", [("句", 3, 0), ("", 9, 0)]),
        ("الجملة الثانية من المادة 7", [("句", 2, 0), ("条", 7, 0)]),
        ("câu cuối cùng của điều 4", [("句", -1, 0), ("条", 4, 0)]),
        ("第四条の二番目の文", [("条", 4, 0), ("句", 2, 0)]),
        ("제9조 마지막 문장", [("条", 9, 0), ("句", -1, 0)]),
        ("第5条第1项第2号には何がありますか", [("条", 5, 0), ("款", 1, 0), ("项", 2, 0)]),
        ("Art. 9(2)", [("条", 9, 0), ("()", 2, 0)]),
        ("§ 8 Abs. 2 Nr. 3", [("", 8, 0), ("款", 2, 0), ("", 3, 0)]),
        ("ст. 8 ч. 2 п. 3", [("条", 8, 0), ("款", 2, 0), ("", 3, 0)]),
        ("art. 8 al. 2", [("条", 8, 0), ("款", 2, 0)]),
        ("article 8, para. 2", [("条", 8, 0), ("款", 2, 0)]),
        ("misura 9", [("", 9, 0)]),
        ("el apartado dos", [("部分", 2, 0)]),
        ("第三板块有哪些内容", [("部分", 3, 0)]),
        ("八条二款怎么说", [("条", 8, 0), ("款", 2, 0)]),
        ("12条由谁负责", [("条", 12, 0)]),
        ("8和9有什么不同", [("", 8, 0), ("", 9, 0)]),
        ("мера 8 отличается от меры 9?", [("", 8, 0), ("", 9, 0)]),
        ("最后一章有哪几条", [("章", -1, 0)]),
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
        "最后一句话是什么",
        "What does the last paragraph ask for?",
        "Which article sets the first sentence reduction?",
        "最后一部分资金什么时候拨付",
        "第二块地的面积是多少",
        "十八条措施归谁管",
        "13和14岁的孩子可以参加吗",
        "¿Hay alojamiento para 2?",
        "as in Smith et al. 7",
        "Minzhengfa 2015 Nr. 23",
        "Is art 3D printing supported?",
        "三条一项都不少",
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
        ("第四十条", "第四十条", "(一) – (二十)"),
        ("measure 40", "measure 40", "(一) – (二十)"),
        ("제40조는?", "제40조", "(一) – (二十)"),
        ("第五部分", "第五部分", "一 – 四"),
        ("第四部分第六条", "第四部分第六条", "(十八) – (二十)"),
        ("第六章讲什么", "第六章", "一 – 四"),
        ("第三条第九十句", "第三条第九十句", "1 – 5"),
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
    assert place.missing == "第四十条"


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


@pytest.mark.parametrize(
    ("question", "before", "steps"),
    [
        ("那第二款呢", ["第九条第一款讲什么"], [("条", 9), ("款", 2)]),
        ("第四项呢", ["补贴多少", "第九条第三项是什么"], [("条", 9), ("项", 4)]),
        ("paragraph 3?", ["What does article 4 say?", "paragraph 2?"], [("条", 4), ("款", 3)]),
        ("and (3)?", ["Article 9(2)"], [("条", 9), ("()", 3)]),
        ("最后一句呢", ["第九条"], [("条", 9), ("句", -1)]),
        ("第八项呢", ["第七项讲什么"], [("项", 8)]),
        ("measure 3?", ["What does measure 5 say?"], [("", 3)]),
        ("第三项措施呢", ["第九条讲什么"], [("", 3)]),
        ("第三条呢", ["第二章讲什么"], [("条", 3)]),
    ],
)
def test_a_portion_by_itself_lies_in_the_measure_named_before(question: str, before: list[str], steps: list[tuple[str, int]]) -> None:
    address = read(normalised(question), before)
    assert address is not None
    assert [(step.unit, step.number) for step in address.steps] == steps


@pytest.mark.parametrize(
    ("question", "steps"),
    [
        ("下一条呢", [("条", 8)]),
        ("下一款呢", [("条", 7), ("款", 3)]),
        ("上一款呢", [("条", 7), ("款", 1)]),
        ("the next article?", [("条", 8)]),
    ],
)
def test_the_portion_beside_the_last_one(question: str, steps: list[tuple[str, int]]) -> None:
    address = beside(question, ["第七条第一款讲什么", "第二款呢"])
    assert address is not None
    assert [(step.unit, step.number) for step in address.steps] == steps


def test_a_portion_beside_the_last_one_that_is_missing_is_said_behind_its_measure() -> None:
    address = beside("下一款呢?", ["第七条第一款讲什么"])
    assert address is not None
    assert resolved(address, [OTHER]).missing.startswith("第七条")


def test_lists_inside_an_item_with_text_below_its_heading_are_no_items_of_the_article() -> None:
    text = (
        "第六条 标准如下:\n(一)职工\n职工的基数如下:\n1.在职的按工资。\n2.退休的按下列标准:\n(1)满三年的三成;\n(2)其他的两成。\n"
        "(二)居民\n居民的基数是收入。\n"
    )
    document = parse_text(f"某某办法\n\n{text}第七条 本办法自发布之日起施行。\n", source="办法", sha256="0" * 64)
    article = document.measures[0]
    items = portions("项", body(article), document.document.text)
    assert [item.number for item in items] == [1, 2]
    assert [len(item.sentences) for item in items] == [6, 2]


def test_a_portion_lies_in_none_of_several_measures() -> None:
    address = read("第二款呢", ["第七条和第八条讲什么"])
    assert address is not None
    assert [(step.unit, step.number) for step in address.steps] == [("款", 2)]


def test_a_long_history_of_portions_is_read_once() -> None:
    assert read("第一句呢?", [f"第{n}句呢?" for n in range(1, 60)]) is None


@pytest.mark.parametrize(
    "question",
    [
        "2023和2024有什么区别?",
        "What is the difference between 2023 and 2024?",
        "Dernier point : quel est le montant ?",
        "Letzter Punkt: wie hoch ist der Zuschuss?",
        "Работает ли центр до 17 ч. 30 мин.?",
        "Fährt der Bus Nr. 5 am Abend?",
        "地铁最后一段路谁修?",
        "那两条归谁管?",
    ],
)
def test_years_hours_and_things_with_a_number_are_no_addresses(question: str) -> None:
    assert read(normalised(question), ["第七条"]) is None


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


LAKES = parse_text(
    """某某市湖泊条例

第一条 湖泊实行统一管理。每湖设湖长。

市水务部门负责日常管理。

第二条 有下列情形之一的，处以罚款：

（一）填湖的；

（二）排污的。拒不改正的，加倍处罚；

（三）私自捕捞的。

前款第二项所称排污，包括倾倒泥浆。

有下列情形之一的，从轻处罚：

（一）主动改正的；

（二）初次违法的。
""",
    source="湖泊.txt",
    sha256="2" * 64,
)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("第一条第一款", ["第一条 湖泊实行统一管理。", "每湖设湖长。"]),
        ("第一条第二句", ["每湖设湖长。"]),
        ("the last sentence of article 1", ["市水务部门负责日常管理。"]),
        ("第一条第一款第二句", ["每湖设湖长。"]),
        ("Article 2 paragraph 2", ["前款第二项所称排污，包括倾倒泥浆。"]),
        ("第二条第一款第(二)项", ["第二条 有下列情形之一的，处以罚款：", "（二）排污的。", "拒不改正的，加倍处罚；"]),
        ("第二条第三项", ["第二条 有下列情形之一的，处以罚款：", "（三）私自捕捞的。"]),
        ("item 1 of paragraph 3 of article 2", ["有下列情形之一的，从轻处罚：", "（一）主动改正的；"]),
        ("Art. 1(2)", ["市水务部门负责日常管理。"]),
        ("第二条最后一款", ["有下列情形之一的，从轻处罚：", "（一）主动改正的；", "（二）初次违法的。"]),
        (
            "第二条第三款跟第二款",
            ["前款第二项所称排污，包括倾倒泥浆。", "有下列情形之一的，从轻处罚：", "（一）主动改正的；", "（二）初次违法的。"],
        ),
        ("第一条和第一条第二款", []),
    ],
)
def test_portions_of_an_article(question: str, texts: list[str]) -> None:
    address = read(question)
    assert address is not None
    place = resolved(address, [LAKES])
    assert [span.of(LAKES.document.text) for spans in place.portions.values() for span in spans] == texts
    assert len(place.measures) == 1


@pytest.mark.parametrize(
    ("question", "existing"),
    [
        ("第一条第三款", "1 – 2"),
        ("第二条第七项", "1 – 2"),
        ("第一条第二项", ""),
        ("第二条第二款第一项", ""),
        ("article 1 sentence 9", "1 – 3"),
    ],
)
def test_portions_that_do_not_exist(question: str, existing: str) -> None:
    address = read(question)
    assert address is not None
    place = resolved(address, [LAKES])
    assert (place.measures, place.missing, place.existing) == ((), question, existing)


def test_a_chapter_of_a_document_with_other_parts_is_its_part_and_said_to_be_none() -> None:
    address = read("第三章")
    assert address is not None
    place = resolved(address, [SEED])
    assert [m.ordinal for _, m in place.measures] == list(range(13, 18))
    assert (place.missing, place.existing) == ("第三章", "一 – 四")


def test_a_place_by_position_gives_way_to_a_label_of_another_document() -> None:
    address = read("第五条")
    assert address is not None
    titled = replace(
        NOTICE,
        document=replace(SEED.document, id="通知"),
        measures=tuple(replace(m, label="", path=f"¶{m.ordinal}") for m in NOTICE.measures),
    )
    assert [m.ordinal for _, m in resolved(address, [titled]).measures] == [5]
    assert [parsed for parsed, _ in resolved(address, [titled, OTHER]).measures] == [OTHER]


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("优化新型消费发展环境里第三项讲什么", "(二十)"),
        ("what is the third measure of the section 优化新型消费发展环境?", "(二十)"),
        ("第三点跟优化新型消费发展环境有什么关系?", "(三)"),
        ("Does measure 3 mention 优化新型消费发展环境?", "(三)"),
    ],
)
def test_a_number_counts_the_measures_of_a_part_that_its_title_belongs_to(question: str, label: str) -> None:
    address = read(normalised(question))
    assert address is not None
    inside, belong = under_titles(normalised(question), address, [SEED], {name: cue(name) for name in ("part", "behind_title")})
    assert [m.label for _, m in resolved(address, [SEED], inside, counting=belong).measures] == [label]


def test_an_address_is_looked_for_in_the_part_named_beside_it() -> None:
    address = read("第二条")
    assert address is not None
    inside = [(NOTICE.document.id, m.ordinal) for m in NOTICE.measures if m.path.startswith("附件1/")]
    assert [m.path for _, m in resolved(address, [NOTICE], inside).measures] == ["附件1/二"]


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("第九条说了几句话", "句"),
        ("How many sentences does article 9 have?", "句"),
        ("第九条有几款", "款"),
        ("第九条规定了几项", "项"),
        ("第二部分有几项措施", ""),
        ("第九条提到几项工作", ""),
        ("几段时间", ""),
    ],
)
def test_what_is_counted_of_a_measure(question: str, unit: str) -> None:
    assert counted(normalised(question)) == unit


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


@pytest.mark.parametrize(("question", "label"), [("第2项任务是什么", "2"), ("第4条措施", "4"), ("第9项任务讲什么", "")])
def test_a_number_beyond_those_that_run_through_the_parts_is_none(question: str, label: str) -> None:
    paths = ("一", "二/(一)/1", "二/(一)/2", "二/(二)/3", "二/(二)/4", "二/(二)/5", "三", "四")
    measures = tuple(
        replace(m, ordinal=at, path=path, label=path.rpartition("/")[2])
        for at, (m, path) in enumerate(zip([SEED.measures[0]] * len(paths), paths, strict=True), 1)
    )
    document = replace(SEED, measures=measures, sections=())
    address = read(question)
    assert address is not None
    place = resolved(address, [document])
    assert [m.label for _, m in place.measures] == ([label] if label else [])
    assert place.existing == ("" if label else "1 – 5")
