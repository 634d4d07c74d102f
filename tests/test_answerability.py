"""Claims that a document does not bear out, and the probability of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from documents_asked import OTHER, SEED

from corpus.parsing import parse_text
from rag.queries import Query
from rag.retrieval.answerability import NOT_CONTAINED, Model, _granted, _uncharged, _undecided, sets_no_amount, told
from rag.understanding import places
from rag.understanding.premises import confirmed, leaves_open, unfounded
from rag.understanding.wants import Want, wants
from rag.understanding.wording import normalised


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("每家企业奖励30万元怎么领", "30万元"),
        ("充电桩补贴两成的依据", "两成"),
        ("按照20%补助的措施", "20%"),
        ("文件是2023年5月印发的,之前适用吗?", "2023"),
        ("What does Guangdong offer?", "广东"),
        ("Must cities hand out vouchers of 100 yuan?", "100 yuan"),
    ],
)
def test_unfounded_claims(question: str, claim: str) -> None:
    assert claim in [c.text for c in unfounded(question, [SEED])]


@pytest.mark.parametrize(
    "question",
    [
        "长沙、株洲的试点做什么",
        "湖南的充电桩",
        "2021年印发的吗",
        "2021至2023年的网络强省计划",
        "我公司注册资本500万元,在怀化",
        "We are a firm in Guangdong with 5 million yuan",
    ],
)
def test_founded_claims_and_self_descriptions(question: str) -> None:
    assert unfounded(question, [SEED]) == ()


PILOTS = ["推进长沙市、株洲市、吉首市等地钢结构装配式住宅试点工作。", "探索开展智慧社区建设。", "(长沙海关负责)"]


@pytest.mark.parametrize(
    ("question", "matter", "claims"),
    [
        ("装配式住宅试点放在衡阳的哪个区?", ["装配式", "住宅", "试点"], [("衡阳", PILOTS[0])]),
        ("衡阳的智慧社区怎么建?", ["智慧", "社区"], []),
        ("试点放在长沙的哪个区?", ["试点"], []),
        ("衡阳海关负责什么?", ["海关", "负责"], []),
        ("江西的补贴怎么领?", ["补贴"], [("江西", "")]),
        ("江西的企业到长沙开店要办什么?", ["企业", "开店"], []),
    ],
)
def test_a_place_is_a_claim_where_the_text_is_for_others(question: str, matter: list[str], claims: list[tuple[str, str]]) -> None:
    found = unfounded(question, [SEED], matter=matter, sentences=PILOTS)
    assert [(claim.text, claim.against) for claim in found] == claims


LAW = parse_text(
    "公共图书馆管理条例\n\n第一条 图书馆应当向社会公众开放。\n第二条 逾期不还的,处一千元以上五千元以下罚款;应当全额退还押金。\n",
    source="law.txt",
    sha256="1",
)


@pytest.mark.parametrize(
    "question",
    [
        "图书馆设在上海,在四川开分馆要谁批?",
        "Can a library in Xiamen open a branch in Shenyang?",
        "从深圳搬来,图书证怎么转?",
        "在湖南办的图书证,现在到这里怎么转过来?",
        "违法所得只有20万,罚多少",
        "非法获利8万的书店罚多少",
        "Are 300 million yuan enough capital for a library?",
        "押金退百分之百吗?",
        'What does "the reading city" mean?',
        "合同上写“概不退还押金”,合法吗?",
        "“押金什么时候都能拿回来”,这话写在第几条",
        "哪一条说了“关门的时候要提前讲一声”",
        "逾期几天就算“失信户”?",
    ],
)
def test_cases_places_and_names_that_are_no_claims_about_a_law(question: str) -> None:
    assert unfounded(normalised(question), [LAW]) == ()


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("属于“星光计划”的人怎么申请", "星光计划"),
        ("罚款20万怎么交", "20万"),
        ("Who pays the 5 trillion yuan?", "5 trillion yuan"),
        ("文件里的“星光计划”是什么", "星光计划"),
        ("哪一条写了“星光计划”", "星光计划"),
    ],
)
def test_figures_and_names_that_are_put_as_a_laws_own(question: str, claim: str) -> None:
    assert [found.text for found in unfounded(normalised(question), [LAW])] == [claim]


@pytest.mark.parametrize(
    ("question", "put_up"),
    [("公示要15天吧", True), ("18岁可以进网吧?", False), ("보조금은 6개월이라고 들었어요", True), ("비용이 얼마나 들었나요?", False)],
)
def test_what_puts_a_statement_up_to_be_confirmed(question: str, put_up: bool) -> None:
    assert confirmed(normalised(question)) is put_up


def test_amounts_are_compared_by_value() -> None:
    assert unfounded("贷款最高七百七十七万元怎么办", [OTHER])
    assert unfounded("贷款最高777万元怎么办", [OTHER])
    stated = next(w for w in ("20万元", "30万元", "50万元") if w in OTHER.document.text)
    spelled = {"20万元": "二十万元", "30万元": "三十万元", "50万元": "五十万元"}[stated]
    assert unfounded(f"能拿{stated}吗", [OTHER]) == ()
    assert unfounded(f"能拿{spelled}吗", [OTHER]) == ()


@pytest.mark.parametrize(
    ("question", "near", "unset"),
    [
        ("便民店改造补贴多少钱?", 1.0, True),
        ("便民店改造补贴多少钱?", 0.0, False),
        ("补贴的资格确认要几个工作日?", 1.0, False),
        ("Can banks settle in yuan?", 1.0, False),
    ],
)
def test_an_amount_is_not_set_where_nothing_near_shows_one(question: str, near: float, unset: bool) -> None:
    query = Query(text=question, language="zh", normalised=question, search=question, wants=wants(question), sure=wants(question))
    assert sets_no_amount(query, {"lacks_amount_near": near}) is unset


def test_only_an_amount_that_is_surely_wanted_and_alone_is_missed() -> None:
    known = Query(text="", language="zh", normalised="", search="", wants=frozenset({Want.AMOUNT}), sure=frozenset({Want.AMOUNT}))
    assert sets_no_amount(known, {"lacks_amount_near": 1.0})
    assert not sets_no_amount(replace(known, sure=frozenset()), {"lacks_amount_near": 1.0})
    assert not sets_no_amount(replace(known, wants=known.wants | {Want.LIST}), {"lacks_amount_near": 1.0})
    assert not sets_no_amount(replace(known, sure=known.sure | {Want.YES_NO}), {"lacks_amount_near": 1.0})
    assert not sets_no_amount(replace(known, normalised="补多少按什么来定"), {"lacks_amount_near": 1.0})
    assert not sets_no_amount(known, {"lacks_amount_near": 1.0, "specifics_in_first": 0.1})


def test_figures_of_ones_own_are_no_claims() -> None:
    assert unfounded("单笔贷款600万,贴息怎么申请", [OTHER]) == ()
    assert unfounded("营收涨了13%,奖励怎么申请", [OTHER]) == ()
    assert unfounded('What runs on the "one network"?', [SEED]) == ()
    assert unfounded("营收奖励13%怎么申请", [OTHER])


FIGURES = parse_text(
    "关于印发苏州创业补贴办法的通知\n\n第一条 给予一次性补贴15000元。\n第二条 贷款贴息1.5%。\n第三条 优先支持总投资150万元的项目。\n",
    source="figures.txt",
    sha256="0",
)


@pytest.mark.parametrize(
    "question",
    [
        "一万五千元的补贴怎么申请?",
        "1万5千元的补贴怎么申请?",
        "一点五万元的补贴怎么申请?",
        "How is the subsidy of 15,000 yuan paid?",
        "Wie bekomme ich den Zuschuss von 15.000 Yuan?",
        "Comment obtenir la subvention de 15 000 yuans ?",
        "Как получить субсидию 15\u00a0000 юаней?",
        "Wer fördert Projekte über 1,5 Millionen Yuan?",
        "كيف أحصل على إعانة ١٥٬٠٠٠ يوان؟",
        "Wer bekommt den Zinszuschuss von 1,5 %?",
        "百分之一点五的贴息怎么申请?",
        "几十万元、上百万元的补贴有吗?",
        "Does Suzhou pay this subsidy?",
    ],
)
def test_a_figure_or_name_of_the_text_in_another_writing_is_founded(question: str) -> None:
    assert unfounded(normalised(question), [FIGURES]) == ()


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("1万6千元的补贴怎么申请?", "1万6千元"),
        ("一亿五千万怎么申请?", "一亿五千万"),
        ("Wer zahlt 15.500 Yuan?", "15.500 Yuan"),
        ("كيف أحصل على إعانة ٩٠٠٠٠ يوان؟", "90000 يوان"),
        ("Wer bekommt 2,5 %?", "2,5 %"),
        ("Does Fuzhou pay this subsidy?", "福州"),
    ],
)
def test_a_figure_or_name_that_is_not_in_the_text(question: str, claim: str) -> None:
    assert [c.text for c in unfounded(normalised(question), [FIGURES])] == [claim]


@pytest.mark.parametrize(
    ("question", "put_up"), [("借书能按15%退押金吗?", True), ("听说押金按15%退", False), ("押金按15%退,要申请吗?", False)]
)
def test_a_figure_put_up_for_decision_is_no_claim(question: str, put_up: bool) -> None:
    (claim,) = unfounded(question, [LAW])
    left = _undecided(question, claim, _granted(question), [])
    assert (left and left.kind) == (NOT_CONTAINED if put_up else claim.kind)


def test_a_figure_put_up_for_decision_is_left_to_a_sentence_with_others_of_its_unit() -> None:
    (claim,) = unfounded("借书能按15%退押金吗?", [LAW])
    assert _undecided("借书能按15%退押金吗?", claim, "", ["借书押金按20%退还。"]) is None


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("每人7000元的读书补贴要交税吗?", True),
        ("读书补贴7000元可以网上申请吗?", True),
        ("Is the 7,000 yuan bonus paid at once?", True),
        ("La prime de 7000 yuan est-elle imposable?", True),
        ("Wird die Prämie von 7000 yuan monatlich gezahlt?", True),
        ("能补7000元吗?", False),
        ("读书补贴7000元能拿到吗?", False),
        ("有没有7000元的补贴可以申请?", False),
        ("Is the subsidy 7,000 yuan?", False),
        ("Can a reader get a subsidy of 7,000 yuan?", False),
        ("Kann man 7000 yuan bekommen?", False),
    ],
)
def test_a_figure_of_what_a_question_for_yes_or_no_is_about(question: str, taken: bool) -> None:
    (claim,) = unfounded(question, [LAW])
    left = _undecided(question, claim, _granted(question), [])
    assert (left and left.kind) == (claim.kind if taken else NOT_CONTAINED)


@pytest.mark.parametrize(
    ("question", "sentence", "left"),
    [
        ("Can a reader get a subsidy of 5,000 yuan?", "读者可以享受补贴。", True),
        ("押金能按15%退吗?", "押金可以退还。", True),
        ("押金能按15%退吗?", "押金退还80%。", False),
        ("月收入5000元的能申请吗?", "读者可以申请。", False),
        ("我花了5000元能报销吗?", "费用可以报销。", False),
        ("读者能申请吗?", "读者可以申请。", False),
    ],
)
def test_a_sentence_without_any_sum_leaves_a_sum_open(question: str, sentence: str, left: bool) -> None:
    assert leaves_open(normalised(question), sentence) is left


def test_a_sum_in_the_two_thousands_is_no_year() -> None:
    assert [claim.text for claim in unfounded("罚款2000元怎么交", [LAW])] == ["2000元"]


def test_claims_are_told() -> None:
    assert told(unfounded("每家企业奖励30万元怎么领", [SEED])) == {"claimed": "30万元", "kind": "amount"}


def test_places_in_chinese_and_in_latin_letters() -> None:
    assert places.named("在江苏和怀化市") == ("江苏", "怀化市")
    assert places.named("中心城市建设") == ()
    assert places.named("firms in Jiangsu and Shaanxi") == ("江苏", "陕西")
    assert places.bare("怀化市") == "怀化"
    assert places.mentioned("Suzhou and Shanxi") == (("苏州", "宿州"), ("山西", "陕西"))


@pytest.mark.parametrize("question", ["在哪个信息公开平台提交?", "其中山区县由谁负责?", "申报指南通知", "创新乡村", "美丽水乡"])
def test_a_name_across_words_is_no_place(question: str) -> None:
    assert places.named(question) == ()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which measures mention Changsha?", "长沙"),
        ("Какие меры касаются Чанши и Хунани?", "长沙 湖南"),
        ("창사와 후난성의 조치", "长沙 湖南"),
        ("지난해 시안을 주장했다", ""),
        ("사천만 위안을 허비하고 상해를 입은 강소 기업", ""),
        ("사천성과 상해시", "四川 上海"),
        ("常徳について", "常德"),
        ("Peking und Kanton", "北京 广州"),
        ("un hôpital de canton", ""),
        ("các biện pháp ở Hồ Nam", "湖南"),
        ("in Xi'an, Inner Mongolia and Hohhot", "西安 内蒙古 呼和浩特"),
        ("去茂名和河源", "茂名 河源"),
        ("请来宾签到后走访大理石厂", ""),
    ],
)
def test_places_in_other_languages(question: str, names: str) -> None:
    assert places.named(question) == tuple(names.split())


@pytest.mark.parametrize(
    ("question", "claims"),
    [
        ("借书证由司法部颁发吗", ("司法部",)),
        ("既然分馆由教育部负责,怎么申请", ("教育部",)),
        ("银保监会批准开馆要多久", ("银保监会",)),
        ("由图书馆负责吗", ()),
        ("由中国人民银行批准吗", ("中国人民银行",)),
        ("借书归谁管", ()),
        ("借书归哪些厅局管", ()),
        ("开馆由当地文化局批准吗", ()),
        ("由于税务局拖延,退款晚了怎么投诉", ()),
        ("已经向公安局报案了,还能借吗", ()),
        ("分馆由总部管理吗", ()),
        ("押金由公司全部承担吗", ()),
    ],
)
def test_a_body_in_charge_that_the_text_does_not_know(question: str, claims: tuple[str, ...]) -> None:
    assert tuple(claim.text for claim in _uncharged(question, (LAW.document.text,))) == claims


@pytest.mark.parametrize("question", ["归人民银行管吧", "由税务局收取吗", "由国家知识产权局批准吗"])
def test_a_body_that_the_text_names_otherwise_is_known(question: str) -> None:
    assert _uncharged(question, ("由中国人民银行批准,税务机关征收,知识产权局备案。",)) == ()


def test_a_probability_rises_with_a_signal_that_speaks_for_an_answer() -> None:
    model = Model(mean={"coverage": 0.5}, scale={"coverage": 0.25}, weight={"coverage": 1.0}, intercept=0.0, threshold=0.4)
    chances = [model.probability({"coverage": value}) for value in (0.0, 0.5, 1.0)]
    assert chances == sorted(chances)
    assert chances[1] == pytest.approx(0.5)
    assert all(0 < c < 1 for c in chances)
    assert 0 <= model.probability({"coverage": 1e9}) <= 1
