"""Words in marks that measures are to have, and what else asks for words in a text."""

from __future__ import annotations

from functools import partial

import pytest

from corpus import parse_text
from rag.queries import QueryKind, named_among, understand, unnamed
from rag.understanding import addresses, sets
from rag.understanding.languages import identify
from rag.understanding.lexicon import Lexicon
from rag.understanding.quoted import hidden, quoted, spellings
from rag.understanding.sets import words_quoted, words_wanted
from rag.understanding.wording import normalised

RULES = parse_text(
    """某市水库渔业管理办法

第一条 为加强水库渔业管理，根据《中华人民共和国渔业法》，制定本办法。

第二条 水库养殖应当取得养殖证。养殖证遗失的，凭遗失声明补发。

第三条 农业农村部门负责养殖证的核发，水务部门负责水质监测。

第四条 禁垂钓区由水务部门划定，垂钓者凭垂钓卡入库。

第五条 垂钓卡的收费按照某价字〔2019〕7号文件执行。

第六条 违反本办法的，依照《中华人民共和国渔业法》和《某省水域滩涂养殖管理办法》处理。

第七条 本办法自2020年5月1日起施行。
""",
    source="rules.txt",
    sha256="7" * 64,
)
LEXICON = Lexicon([RULES])


def found(question: str) -> list[int] | None:
    text = normalised(question)
    language = identify(question)
    gloss = None if language in ("zh", "zh-Hant") else partial(LEXICON.translations, language=language)
    wanted = sets.read(text, addresses.read(text), [RULES], gloss)
    return [ordinal for _, ordinal in sets.scan(wanted, [RULES]).found] if wanted else None


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("哪几条写有“垂钓卡”或“养殖证”?", [2, 3, 4, 5]),
        ("“垂钓卡”、“收费”都出现的是哪几条?", [5]),
        ("哪些条款用了“遗失”这个词?", [2]),
        ("“水质监测”在哪一条里用到?", [3]),
        ("哪几条没有出现“水务”或者“养殖”?", [1, 5, 7]),
        ("哪些条引用了《中华人民共和国渔业法》?", [1, 6]),
        ("哪几条援引《某省水域滩涂养殖管理办法》?", [6]),
        ("哪些条文援引了某价字[2019]7号文?", [5]),
        ("哪几条牵涉到垂钓?", [4, 5]),
        ("有几处用到“养殖证”三个字?", [2, 3]),
        ("哪些地方写进了“水务部门”?", [3, 4]),
        ("哪里提到水质监测?", [3]),
        ("哪几条牵扯水务部门?", [3, 4]),
        ("哪些条款出现“芦苇”?", []),
        ("《某市水库渔业管理办法》里哪些条提到垂钓卡?", [4, 5]),
        ("Which articles cite the 《中华人民共和国渔业法》?", [1, 6]),
        ("Which articles use the term “养殖证” or “垂钓卡”?", [2, 3, 4, 5]),
        ("Quels articles emploient le mot « 垂钓卡 » ?", [4, 5]),
        ("¿Qué artículos usan la palabra “水务”?", [3, 4]),
        ("Welche Artikel verwenden den Begriff „遗失“?", [2]),
        ("В каких статьях используется слово «收费»?", [5]),
        ("どの条文が「水質監測」という言葉を使っていますか", [3]),
    ],
)
def test_words_are_looked_for_as_they_are_written(question: str, ordinals: list[int]) -> None:
    assert found(question) == ordinals


@pytest.mark.parametrize(
    "question",
    [
        "在哪些地方可以垂钓?",
        "用到水库的水要交费吗?",
        "哪些人能领“垂钓卡”?",
        "养殖证写什么内容?",
        "哪些条款牵涉到钓鱼的人随手扔垃圾的处理?",
        "Which places are closed to anglers?",
    ],
)
def test_questions_about_content_look_for_no_words(question: str) -> None:
    assert found(question) is None


def test_alternatives_are_told_from_words_that_must_all_be_there() -> None:
    either, both = words_quoted("哪些条写到“甲”或“乙”?"), words_quoted("哪些条写到“甲”和“乙”?")
    assert [(one.words, one.joined) for one in (*either, *both)] == [(("甲", "乙"), False), (("甲", "乙"), True)]


def test_marks_without_a_cue_beside_them_are_a_name() -> None:
    assert words_quoted("“监督管理”部分有哪些条款?") == ()
    assert words_quoted("由“市水务局”牵头的有哪几条?") == ()
    assert [one.words for one in words_quoted("“市水务局”负责的哪几条提到“水质”?")] == [("水质",)]


def test_a_piece_of_a_title_names_its_section_beside_a_word_for_a_part_only() -> None:
    opinion = parse_text(
        "某省实施意见\n\n一、强化财政支持，优化金融服务\n\n（一）设立资金。安排专项资金。\n\n二、其他\n\n（二）宣传。强化财政支持。\n",
        source="opinion.txt",
        sha256="5" * 64,
    )
    assert words_wanted("“强化财政支持”部分的措施有哪些?", [opinion]) == ()
    assert [one.words for one in words_wanted("文中“强化财政支持”字样的措施有哪些?", [opinion])] == [("强化财政支持",)]
    assert [one.words for one in words_wanted("文中“强化财政支持”的措施有哪些?", [opinion])] == [("强化财政支持",)]


def test_what_is_quoted_is_not_read() -> None:
    question = "哪些条引用《关于由水务部门牵头的通知》?"
    masked = hidden(question, words_quoted(question))
    assert len(masked) == len(question)
    assert "牵头" not in masked
    assert "《" in masked


def test_a_title_that_is_looked_for_names_no_document() -> None:
    assert named_among("哪些条引用《某市水库渔业管理办法》?", [RULES], LEXICON) == ()
    assert named_among("《某市水库渔业管理办法》何时施行?", [RULES], LEXICON) == (RULES,)
    assert "《" not in unnamed("《某市水库渔业管理办法》有几条", [RULES])


def test_numbers_and_titles_have_several_spellings() -> None:
    assert "某价字〔2019〕7号" in spellings("某价字[2019]7号")
    assert "〈某法〉" in spellings("《某法》")
    assert quoted("写到“甲”", sets._patterns()["mention_of"], chinese=True)[0].words == ("甲",)


def test_a_number_behind_a_cue_is_no_address() -> None:
    query = understand("哪些条援引了某价字〔2019〕7号?", documents=[RULES], lexicon=LEXICON)
    assert query.kind is QueryKind.SET
