"""Set questions: the filter that is read, and a scan that misses nothing."""

from __future__ import annotations

from functools import partial

import pytest
from documents_asked import OTHER, SEED
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import parse_text
from corpus.documents import ParsedDocument, Role
from rag.understanding import addresses
from rag.understanding.bodies import named_departments
from rag.understanding.conditions import Condition, folded
from rag.understanding.languages import identify
from rag.understanding.lexicon import Lexicon
from rag.understanding.sets import SetFilter, cue, read, scan
from rag.understanding.wording import normalised

LEXICONS = {parsed.document.id: Lexicon([parsed]) for parsed in (SEED, OTHER)}


def mentioning(term: str, role: Role | None = None) -> SetFilter:
    conditions = [(Condition(words=(term,)),), *([(Condition(bodies=(1, None), role=role),)] if role else [])]
    return SetFilter(conditions=tuple(conditions))


def found(question: str, parsed: ParsedDocument, *, heard: bool = False) -> list[int] | None:
    text = normalised(question)
    language = identify(question)
    lexicon = LEXICONS.get(parsed.document.id) or Lexicon([parsed])
    gloss = None if language in ("zh", "zh-Hant") else partial(lexicon.looked_for, language=language)
    wanted = read(text, addresses.read(text), [parsed], gloss, heard=heard)
    return [ordinal for _, ordinal in scan(wanted, [parsed]).found] if wanted else None


HEARD = [
    ("“直播”俩字都写在哪儿,列个单子给我", [1, 5]),
    ("直播二字见于何处", [1, 5]),
    ("第二部分里归省自然资源厅的活儿", [9, 11]),
    ("全文二十条里省商务厅不掺和的", [2, 3, 4, 5, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19]),
    ("撇开第二部分,写了“线上”的", [1, 2, 13, 14, 16, 17, 20]),
    ("第6条到第8条(含首尾)里有“物流”的", [7, 8]),
    ("责任单位在八个以上的给我数数", [9, 12]),
    ("Where do the words 直播 turn up?", [1, 5]),
    ("Everything from measure 9 to 11 that the Department of Natural Resources (省自然资源厅) has on its plate", [9, 11]),
    ("The measures that leave out the Department of Commerce (省商务厅) in part two", [9, 10, 11, 12]),
    ("Entre las medidas 6 y 8, dónde se lee «物流»", [7, 8]),
    ("Alles aus Teil vier ohne das Wort 监管", [19]),
    ("第四部で「监管」という言葉がないもの", [19]),
    ("4부에서 ‘监管’이라는 말이 나오는 것", [18, 20]),
    ("ما ورد فيه «直播» في الجزء الأول", [1, 5]),
    ("Из последних пяти те, где есть «线上»", [16, 17, 20]),
    ("Where does the word 物流 (logistics) turn up?", [7, 8, 11]),
    ("Every Part 2 item for which the Department of Commerce (省商务厅) shares responsibility", [6, 7, 8]),
    ("Where is the Department of Commerce (省商务厅) not among the responsible bodies in part four?", [18, 19]),
    ("Alles aus Teil eins außer dem, wo «直播» vorkommt", [2, 3, 4]),
    ("Give me the last two measures that mention “物流”", [8, 11]),
    ("排在最前面的两条含“物流”的", [7, 8]),
    ("从第8条算起到结尾,有“物流”的", [8, 11]),
    ("第8条之后写了“物流”的", [11]),
    ("从第7条往后数(第7条本身不要),带“物流”的", [8, 11]),
    ("starting with measure 7 and up to measure 8, where does “物流” appear?", [7, 8]),
    ("Los puntos posteriores al 7 donde aparece «物流»", [8, 11]),
    ("8번 이후 조항 중 “物流”가 나오는 것", [8, 11]),
    ("Всё до пункта 8, где есть «物流»", [7]),
    ("Leaving part one aside, in which measures does “物流” turn up?", [7, 8, 11]),
    ("Ngoài phần hai ra thì biện pháp nào có từ «物流»?", []),
    ("第二部以外で「線上」に触れる措置は", [1, 2, 13, 14, 16, 17, 20]),
    ("Which measures mention 供应链 (supply chain) but not 物流 (logistics)?", []),
]
"""Known to ask for a set, in words that no rule has."""


@pytest.mark.parametrize(("question", "ordinals"), HEARD)
def test_conditions_are_found_whatever_asks_for_them(question: str, ordinals: list[int]) -> None:
    assert found(question, SEED, heard=True) == ordinals


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("哪些措施写了“直播”而没写“物流”?", [1, 5]),
        ("写了“线上”但不归省商务厅管的措施有哪些", [2, 14, 16, 17]),
        ("不是由一个部门负责又写了“直播”的措施有哪些", [1, 5]),
        ("哪些措施写了“监管”(不含“平台”)?", [12, 14, 18, 20]),
        ("提没提直播?提了的都是第几条", [1, 5]),
        ("能不能把写了“物流”的措施列出来", [7, 8, 11]),
        ("提到“物流”没有?哪几条", [7, 8, 11]),
        ("第一部分以外写了“线上”的措施有哪些", [13, 14, 16, 17, 20]),
        ("除第二部分之外提到“线上”的措施有哪些", [1, 2, 13, 14, 16, 17, 20]),
        ("哪些措施没有超过三个部门负责", [1, 3, 4, 5, 6, 10, 14, 15, 16, 17, 18, 19]),
        ("由两个以上部门共同牵头的措施有哪些", []),
        ("清单在哪几条里提到", [20]),
        ("Which measures with no lead department mention “监管”?", [2, 7, 9, 11, 12, 14, 20]),
        ("Which measures mention not only “监管” but also “物流”?", [7, 11]),
        ("Leaving part two aside, which measures mention “线上”?", [1, 2, 13, 14, 16, 17, 20]),
        ("Which measures leave the Department of Commerce out?", [2, 3, 4, 5, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19]),
        ("Which measures do not involve more than three departments?", [1, 3, 4, 5, 6, 10, 14, 15, 16, 17, 18, 19]),
        ("Which measures, besides “监管”, also mention “物流”?", [7, 11]),
        ("Quelles mesures relèvent d'un département du commerce ?", [1, 6, 7, 8, 13, 20]),
        ("¿Qué medidas mencionan al menos «直播»?", [1, 5]),
        ("商務庁が担当しなければならない措置はどれですか", [1, 6, 7, 8, 13, 20]),
        ("「監管」を含まない措置はどれですか", [1, 3, 4, 5, 6, 8, 10, 13, 15, 16, 17, 19]),
        ("Which measures name at least six departments?", [9, 12, 20]),
        ("哪些措施提到3家以上物流企业", []),
        ("哪些措施的责任部门超过五个?", [9, 12, 20]),
        ("由省商务厅参与落实的措施有哪些", [1, 6, 7, 8, 13, 20]),
        ("哪些措施不是由省商务厅牵头,但涉及“物流”?", [7, 8, 11]),
        ("哪些措施省商务厅参与但不牵头", [6, 7, 8, 13, 20]),
        ("Which measures does the Department of Commerce take part in, but not lead", [6, 7, 8, 13, 20]),
        ("Dans les 12 premières mesures, quelles mesures mentionnent « 物流 » ?", [7, 8, 11]),
        ("For the first eight measures, which mention “物流”?", [7, 8]),
        ("Which measures name at least three but no more than five departments?", [2, 7, 8, 11, 13]),
        ("Biện pháp nào nhắc đến «物流» không?", [7, 8, 11]),
        ("Quais medidas na parte dois mencionam «物流»?", [7, 8, 11]),
        ("The last two measures that mention “物流”", [8, 11]),
        ("哪些措施的责任部门超过两个但不超过五个?", [2, 7, 8, 11, 13]),
        ("最前面的三条措施中哪些写了“线上”?", [1, 2]),
        ("2부를 제외하고 ‘线上’을 언급한 조치는 어느 것입니까?", [1, 2, 13, 14, 16, 17, 20]),
        ("Quelles mesures, hormis celles de la deuxième partie, ne contiennent pas « 平台 » ?", [1, 4, 13, 14, 15, 18, 19, 20]),
        ("哪些措施在“第二部分”里写了“物流”?", [7, 8, 11]),
        ("哪些措施提到“5G”,但第一部分的除外?", [9, 12]),
        (
            "Which measures does the Department of Commerce take part in, except those led by the Department of Finance?",
            [1, 6, 7, 8, 13, 20],
        ),
        ("从第六条看到第八条,哪些条里有“物流”?", [7, 8]),
        ("Of the first eight measures, which mention “物流”?", [7, 8]),
        ("Sở Thương mại (省商务厅) tham gia những biện pháp nào ngoài các biện pháp do sở chủ trì (牵头)?", [6, 7, 8, 13, 20]),
        ("성 상무청(省商务厅)이 주관은 아니지만 책임 부서로 적힌 조치는 어느 것입니까?", [6, 7, 8, 13, 20]),
        ("省市場監管局は関わるのに省発展改革委は関わらない措置はどれですか", [7, 18]),
    ],
)
def test_what_is_denied_and_what_is_not(question: str, ordinals: list[int]) -> None:
    assert found(question, SEED) == ordinals


@pytest.mark.parametrize(
    "question",
    [
        "智慧城市怎么建设",
        "What does the policy want?",
        "第七条",
        "今年的目标",
        "第二部分里元宇宙那几条",
        "Everything in part two on cross-border e-commerce",
        "Measures on logistics that the Department of Commerce has on its plate",
        "有元宇宙产业的第二部分里牵涉部门最多的一条",
        "¿Qué medidas de la parte tres no tienen departamento líder?",
        "Sở Thương mại (省商务厅) không tham gia gì cả, đúng chứ?",
        "The last five measures that cost money",
        "Where “物流” no longer turns up",
    ],
)
def test_nothing_is_a_set_without_a_condition_that_a_scan_decides(question: str) -> None:
    assert found(question, SEED, heard=True) is None


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("哪些措施写到了5G?", [3, 4, 5, 9, 12]),
        ("哪些措施由省商务厅牵头?", [1]),
        ("商务厅牵头哪几条", [1]),
        ("省商务厅和省发展改革委都参与的措施", [6, 8, 13, 20]),
        ("把涉及省发改委的条款全部列出来", [6, 8, 9, 11, 12, 13, 19, 20]),
        ("有几条措施提到直播", [1, 5]),
        ("直播这个词在几条措施里提到过", [1, 5]),
        ("提到直播的条有哪些", [1, 5]),
        ("提到在线教育的措施有哪些", [4, 13]),
        ("省交通运输厅出现在哪几条措施的分工里", [7, 8, 11, 12]),
        ("第二部分一共有几条措施?", [6, 7, 8, 9, 10, 11, 12]),
        ("这份文件总共有多少条措施", list(range(1, 21))),
        ("人社厅参与了哪些措施", [13, 16, 17]),
        ("第三部分中由省自然资源厅牵头的措施有哪些", [15]),
        ("哪些措施同时提到电商和物流", [7, 8]),
        ("由多个部门负责的措施有哪些", [2, 6, 7, 8, 9, 11, 12, 13, 14, 19, 20]),
        ("长沙海关负责哪一条", [7]),
        ("邮政管理部门和交通部门一起负责的措施", [7, 8, 12]),
        ("有几条措施有牵头单位", [1, 3, 4, 5, 10, 15, 16, 17, 18]),
        ("优化新型消费发展环境这部分有哪些措施", [18, 19, 20]),
        ("which measures mention 5G?", [3, 4, 5, 9, 12]),
        ("Which measures are led by the Department of Commerce?", [1]),
        ("How many measures involve the Development and Reform Commission?", [6, 8, 9, 11, 12, 13, 19, 20]),
        ("List all measures in section 3", [13, 14, 15, 16, 17]),
        ("quelles mesures mentionnent 5G ?", [3, 4, 5, 9, 12]),
        ("¿Qué medidas mencionan 5G?", [3, 4, 5, 9, 12]),
        ("どの措置が商務庁の主導ですか", [1]),
        ("跟5G沾边的都有哪些", [3, 4, 5, 9, 12]),
        ("哪些措施是省商务厅参与、但不是牵头的?", [6, 7, 8, 13, 20]),
        ("提到物流但没提到冷链的有哪几条", [8, 11]),
        ("第一部分和第三部分各有哪些措施", [1, 2, 3, 4, 5, 13, 14, 15, 16, 17]),
        ("除了第一部分和第二部分,哪些措施提到试点", [18]),
        ("前三条讲了什么", [1, 2, 3]),
        ("第四部分哪几条没有牵头单位", [19, 20]),
        ("省商务厅或者省教育厅牵头的有哪几条", [1, 4]),
        ("责任部门最多的是哪一条", [12]),
        ("有没有提到区块链的条款,哪几条", []),
        ("Which measures are not led by any department?", [2, 6, 7, 8, 9, 11, 12, 13, 14, 19, 20]),
        ("Welche Maßnahmen erwähnen Versicherungen?", [13, 14, 17]),
        ("Какие меры упоминают логистику?", [7, 8, 11]),
        ("물류를 언급한 조치는 무엇입니까?", [7, 8, 11]),
        ("物流に関する措置を挙げてください", [7, 8, 11]),
        ("ما التدابير التي تذكر التأمين؟", [13, 14, 17]),
        ("Những biện pháp nào đề cập đến bảo hiểm?", [13, 14, 17]),
        ("省商务厅领头的有哪几条", [1]),
        ("Which measures is the Department of Commerce in the lead for?", [1]),
        ("Liste les mesures dirigées par le département du commerce", [1]),
        ("有哪些是省商务厅牵头的?", [1]),
        ("省商务厅牵头的任务", [1]),
        ("说的是物流的有哪几条", [7, 8, 11]),
        ("Which measures involve the postal administration?", [7, 8, 12]),
        ("Which measures does the market regulator lead?", [18]),
        ("Which measures does the statistics bureau lead?", []),
        ("¿Qué medidas dirige la autoridad fiscal?", []),
        ("哪些措施由统计局牵头", []),
        ("Quais medidas são lideradas pela secretaria de recursos humanos?", [16, 17]),
        ("Which measures are led by provincial departments?", [1, 3, 4, 5, 10, 15, 16, 17, 18]),
    ],
)
def test_sets_on_an_opinion(question: str, ordinals: list[int]) -> None:
    assert found(question, SEED) == ordinals


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("市金融工作局牵头哪几条", [20]),
        ("哪些条款由市科技局负责", [9, 10, 14]),
        ("第二章有多少条?", [5, 6, 7, 8]),
        ("第五章里市财政局负责的条款有哪些", [20, 21, 26]),
        ("一共有多少条", list(range(1, 39))),
        ("Which articles involve the finance bureau?", [6, 7, 8, 20, 21, 26]),
    ],
)
def test_sets_on_a_regulation(question: str, ordinals: list[int]) -> None:
    assert found(question, OTHER) == ordinals


@pytest.mark.parametrize(
    "question",
    [
        "充电桩有哪些支持措施",
        "哪些企业可以申请",
        "在哪些城市开展试点",
        "便利店要什么条件",
        "Which cities run trials?",
        "什么条件的人能拿补贴",
        "哪些措施支持便利店",
    ],
)
def test_questions_about_content_are_no_sets(question: str) -> None:
    assert found(question, SEED) is None


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("哪些条讲到直播呢", [1, 5]),
        ("有几条提到直播的啊", [1, 5]),
        ("哪些措施没提到长沙咯", [1, 2, 4, 8, 9, *range(11, 14), *range(15, 21)]),
        ("哪些措施提到酒吧", []),
        ("哪些条提到了AI啊", [4, 9]),
        ("Which measures mention land?", [15]),
        ("Which measures mention logistics but not cold chains?", [8, 11]),
        ("Which measures mention logistics, and not insurance?", [7, 8, 11]),
        ("Quelles mesures mentionnent la logistique mais pas la 5G ?", [7, 8, 11]),
        ("Welche Maßnahmen erwähnen Logistik, aber nicht 5G?", [7, 8, 11]),
        ("Какие меры упоминают логистику, но не 5G?", [7, 8, 11]),
        ("哪些措施提到物流但没有5G的", [7, 8, 11]),
        ("Which measures mention loans and no lead department?", [14]),
        ("5Gに触れているが物流には触れていない措置はどれですか", [3, 4, 5, 9, 12]),
        ("물류를 언급하지만 5G는 언급하지 않는 조치는 무엇입니까?", [7, 8, 11]),
        ("5G가 나오는 조치는 몇 개예요?", [3, 4, 5, 9, 12]),
        ("5G가 언급된 조치는", [3, 4, 5, 9, 12]),
        ("Quali misure citano l'intelligenza artificiale?", [4, 9]),
        ("Which measures are not led by a single department?", [2, 6, 7, 8, 9, 11, 12, 13, 14, 19, 20]),
        ("Quelles mesures ne citent aucun chef de file ?", [2, 6, 7, 8, 9, 11, 12, 13, 14, 19, 20]),
        ("哪些部分提到直播", [1, 5]),
    ],
)
def test_words_and_what_stands_around_them(question: str, ordinals: list[int]) -> None:
    assert found(question, SEED) == ordinals


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("哪些条规定了10日的期限", None),
        ("哪些条提到2个月", []),
        ("哪些条提到6个月", [5, 15]),
        ("哪些条提到六个月", [5, 15]),
        ("监督管理有哪些条", [32, 33, 34]),
        ("监督管理部门有哪些职责", None),
        ("Which articles mention people without insurance?", None),
    ],
)
def test_a_figure_and_a_name_count_whole(question: str, ordinals: list[int] | None) -> None:
    assert found(question, OTHER) == ordinals


def test_a_title_without_its_middle_names_its_section() -> None:
    measures = "一、面向企业的扶持政策\n\n（一）补贴租金。\n\n（二）贴息贷款。\n\n二、面向个人的政策\n\n（三）补贴培训。\n"
    text = f"某区关于印发扶持清单的通知\n\n各街道：\n\n现将扶持清单印发给你们。\n\n{measures}"
    document = parse_text(text, source="a.txt", sha256="8" * 64)
    assert found("面向企业的政策有哪些", document) == [1, 2]
    assert found("面向企业的政策怎么申请", document) is None


def test_words_that_are_not_known_are_told() -> None:
    wanted = read("Which measures mention unicorns?", None, [SEED], lambda _: ())
    assert wanted is not None
    assert wanted.unknown == ("unicorns",)


@pytest.mark.parametrize(
    ("question", "ordinals"),
    [
        ("Which measures are led by the commerce department or the education department?", [1, 4]),
        ("Which measures involve the Department of Education or the Department of Commerce?", [1, 4, 6, 7, 8, 9, 13, 20]),
        ("Which measures are led by neither the commerce department nor the education department?", [2, 3, *range(5, 21)]),
        ("Which measures do not involve the Department of Education or the Department of Commerce?", [2, 3, 5, 10, 11, 12, *range(14, 20)]),
        ("Quelles mesures sont pilotées par le département du commerce ou le département de l'éducation ?", [1, 4]),
        ("¿Qué medidas lidera el departamento de comercio o el departamento de educación?", [1, 4]),
        ("Какие меры возглавляет департамент торговли?", [1]),
        ("ما هي التدابير التي تقودها إدارة التعليم؟", [4]),
        ("Welche Maßnahmen werden vom Bildungsamt geleitet?", [4]),
        ("상무부가 주관하는 조치는?", [1]),
        ("教育部門または商務部門が主管する措置は?", [1, 4]),
        ("Những biện pháp nào do Sở Thương mại hoặc Sở Giáo dục chủ trì?", [1, 4]),
        ("由省教育厅或者由省体育局牵头的措施有哪些?", [4, 5]),
        ("没有省商务厅和省教育厅参与的措施有哪些?", [2, 3, 5, 10, 11, 12, *range(14, 20)]),
        ("没有省商务厅或省教育厅参与的措施有哪些?", [2, 3, 5, 10, 11, 12, *range(14, 20)]),
        ("省商务厅、省教育厅、省体育局分别牵头哪些措施?", [1, 4, 5]),
        ("省商务厅和省教育厅各牵头几项措施?", [1, 4]),
        ("省商务厅和省教育厅各自牵头哪些措施?", [1, 4]),
        ("省商务厅和省教育厅共同参与的措施分别有哪些?", []),
        ("省商务厅牵头哪些措施,省教育厅牵头哪些措施?", [1, 4]),
        ("省商务厅牵头哪些措施,其中哪些由省教育厅参与?", []),
        ("Which measures are led by the commerce department and the education department respectively?", [1, 4]),
        ("省商务厅只是配合的有哪几项?", [6, 7, 8, 13, 20]),
        ("省商务厅排第一的措施有哪些?", [1]),
        ("哪些措施离不开省商务厅?", [1, 6, 7, 8, 13, 20]),
        ("哪些措施提到直播、没有提到电商?", [5]),
        ("省商务厅牵头或省教育厅不参与的措施有哪些?", [n for n in range(1, 21) if n not in (4, 9)]),
        ("哪些措施由省发展改革委牵头,或者省商务厅不牵头?", list(range(2, 21))),
        ("省商务厅、省发展改革委按各自职责参与的措施有哪些?", [6, 8, 13, 20]),
        ("哪些措施由省商务厅、省教育厅按职责分别负责?", []),
        ("哪些措施由各部门分别负责,省商务厅和省教育厅都在内?", []),
        ("Quelles mesures n'impliquent ni le département du commerce ni celui de l'éducation ?", [2, 3, 5, 10, 11, 12, *range(14, 20)]),
        ("Quelles mesures ne sont pilotées ni par le département du commerce ni par celui de l'éducation ?", [2, 3, *range(5, 21)]),
        ("Какие меры не возглавляет ни департамент коммерции, ни департамент образования?", [2, 3, *range(5, 21)]),
        ("Welche Maßnahmen werden weder vom Handelsamt noch vom Bildungsamt geleitet?", [2, 3, *range(5, 21)]),
        ("省商务厅和省教育厅分别是哪些措施的牵头单位?", [1, 4]),
        ("省商务厅和省教育厅分别担任牵头单位的措施有哪些?", [1, 4]),
        ("Which measures do the commerce department and the education department each lead?", [1, 4]),
        ("省商务厅和省教育厅分别牵头哪些任务?", [1, 4]),
        ("哪些措施由省商务厅和省教育厅分别参与和牵头?", []),
        ("哪些措施至少不需要省商务厅?", [2, 3, 4, 5, 9, 10, 11, 12, *range(14, 20)]),
    ],
)
def test_departments_joined_and_apart(question: str, ordinals: list[int]) -> None:
    assert found(question, SEED, heard=True) == ordinals


@pytest.mark.parametrize("question", ["安排第一产业用地", "安排第一书记", "安排第一责任人"])
def test_what_is_arranged_leads_nothing(question: str) -> None:
    assert not cue("lead").search(question)


@pytest.mark.parametrize("question", ["Which measures does the fire brigade lead?", "Quelles mesures sont pilotées par les pompiers ?"])
def test_a_leader_that_is_not_known_is_not_left_out(question: str) -> None:
    assert found(question, SEED) is None


def test_counting_is_told_from_listing() -> None:
    text = "有几条措施提到直播"
    wanted = read(text, None, [SEED])
    assert wanted is not None
    assert wanted.count_only
    listed = read("哪些措施提到直播", None, [SEED])
    assert listed is not None
    assert not listed.count_only


def test_departments_by_any_of_their_names() -> None:
    for name in ("省发改委", "发展改革委", "省发展和改革委员会", "发展改革部门"):
        assert named_departments(f"哪些措施涉及{name}", [SEED]) == ("省发展改革委",)
    assert named_departments("measures on education", [SEED]) == ()
    assert named_departments("measures of the education department", [SEED]) == ("省教育厅",)


def test_a_scan_says_how_much_it_checked() -> None:
    result = scan(mentioning("消费券"), [SEED, OTHER])
    assert result.checked == len(SEED.measures) + len(OTHER.measures)
    assert (SEED.document.id, 13) in result.found


@given(st.sampled_from(["5G", "充电", "补贴", "平台", "省", "贷款", "不存在的词"]), st.sampled_from([None, Role.LEAD, Role.RESPONSIBLE]))
@settings(max_examples=30, deadline=None)
def test_a_narrower_filter_finds_a_subset(term: str, role: Role | None) -> None:
    wide = set(scan(mentioning(term), [SEED, OTHER]).found)
    narrow = set(scan(mentioning(term, role), [SEED, OTHER]).found)
    assert narrow <= wide
    for document, ordinal in wide:
        parsed = SEED if document == SEED.document.id else OTHER
        assert normalised(term).lower() in normalised(parsed.measure(ordinal).span.of(parsed.document.text)).lower()


def test_words_are_looked_up_without_the_marks_of_the_text() -> None:
    assert folded("“双千兆” 网络") == folded("双千兆网络") == "双千兆网络"
    assert folded("“”") == ""


@pytest.mark.parametrize(
    "question", ["Which measures, as printed under No. 38 of 2021, name the Department of Natural Resources?", "哪些措施提到不动产"]
)
def test_neither_the_sign_of_a_number_nor_a_word_denies_a_condition(question: str) -> None:
    text = normalised(question)
    wanted = read(text, None, [SEED], partial(LEXICONS[SEED.document.id].looked_for, language=identify(question)))
    assert wanted is None or not any(condition.negated for condition in wanted.every)


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("市场监管部门可以对无证商贩采取哪些措施", True),
        ("What measures may the bureau take against illegal dumping?", True),
        ("Quelles mesures la mairie peut-elle prendre contre le bruit ?", True),
        ("¿Qué medidas pueden imponerse a la empresa?", True),
        ("Welche Maßnahmen kann das Amt gegen Händler ergreifen?", True),
        ("Какие меры применяются к нарушителям?", True),
        ("当局はどのような措置をとることができますか", True),
        ("업체에 어떤 조치를 취할 수 있나요", True),
        ("哪些措施由市场监管部门负责", False),
        ("Which measures does the bureau take the lead in?", False),
        ("Which measures can the education department take part in?", False),
        ("Which measures should the Ministry of Finance take?", False),
        ("Which measures would the bureau take responsibility for?", False),
        ("Quelles mesures sont prises en charge par le ministère ?", False),
        ("¿Qué medidas debe aplicar el ministerio?", False),
        ("Welche Maßnahmen betreffen den Handel?", False),
        ("Какие меры касаются торговли?", False),
        ("采取线上方式的措施有哪些", False),
    ],
)
def test_measures_taken_against_somebody_are_none_of_the_document(question: str, taken: bool) -> None:
    assert (cue("taken").search(normalised(question).lower()) is not None) is taken
    if taken:
        assert found(question, SEED) is None


@pytest.mark.parametrize(("word", "kept"), [("无人机", True), ("不锈钢", True), ("非遗", True), ("不予公示", False)])
def test_a_word_that_opens_with_a_denial_is_looked_for(word: str, kept: bool) -> None:
    assert (found(f"哪些措施提到{word}", SEED) is not None) is kept
