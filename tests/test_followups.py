"""Follow-ups resolved with their history, without a model."""

from __future__ import annotations

import pytest
from documents_asked import OTHER, SEED

from rag.understanding.bridge import Bridge
from rag.understanding.followups import _points, content, doubted, leans, matter_alone, names_only, resolved
from rag.understanding.vocabulary import Vocabulary
from rag.understanding.wording import normalised

VOCABULARY = Vocabulary.of([SEED])


@pytest.mark.parametrize(
    ("history", "question", "kept"),
    [
        (["充电桩有哪些支持?"], "那牵头单位呢?", "充电桩"),
        (["参加新职业培训可以吗"], "补贴呢?", "新职业培训"),
        (["农产品怎么运出去"], "它由哪些部门负责", "农产品"),
        (["第七条讲什么"], "由谁负责?", "第七条"),
        (["消费券怎么发"], "在哪些城市", "消费券"),
        (["快递员有什么保障"], "休假呢", "快递员"),
        (["Which measure covers online education?"], "Who leads it?", "online education"),
        (["What support is there for convenience stores?"], "and for small firms?", "convenience stores"),
        (["Quelle mesure concerne le tourisme ?"], "Et qui est responsable ?", "tourisme"),
        (["¿Qué medidas hay para el turismo?"], "¿Y quién es responsable?", "turismo"),
        (["Welche Maßnahme betrifft Ladesäulen?"], "Und wer ist zuständig?", "ladesäulen"),
        (["Какие меры касаются туризма?"], "А кто отвечает?", "туризма"),
        (["充電ステーションはどこですか"], "それは誰が担当しますか", "ステーション"),
        (["충전소 지원이 있나요?"], "그럼 누가 담당하나요?", "충전소"),
        (["ما هي إجراءات السياحة؟"], "ومن المسؤول؟", "السياحة"),
        (["Biện pháp nào về du lịch?"], "Vậy ai phụ trách?", "du lịch"),
        (["관광 조치는 무엇인가요?"], "담당 부서는 어디인가요?", "관광"),
        (["観光の措置は何ですか"], "申請期限はいつですか", "観光"),
        (["消费券怎么发"], "要是过期没用呢", "消费券"),
    ],
)
def test_the_topic_is_carried_on(history: list[str], question: str, kept: str) -> None:
    resolution = resolved(normalised(question), [normalised(turn) for turn in history], VOCABULARY)
    assert resolution.used
    assert normalised(kept).lower() in resolution.text.lower()


@pytest.mark.parametrize("question", ["两个可以一起申请吗?", "这两项能同时享受吗", "can i get both?", "둘 다 되나요?"])
def test_both_matters_before_are_meant(question: str) -> None:
    history = ["夜市有没有什么扶持措施?", "体育消费券由哪个部门发放?", "农产品冷链物流怎么建设?"]
    text = resolved(normalised(question), history, VOCABULARY).text
    assert "消费券" in text
    assert "农产品" in text
    assert "夜市" not in text
    assert "消费券" not in resolved(normalised(question), history[2:], VOCABULARY).text
    leaned = resolved(normalised(question), [*history[1:], "那谁负责?"], VOCABULARY).text
    assert leaned.count("消费券") == leaned.count("冷链") == 1, "two matters, not two turns"


@pytest.mark.parametrize(
    "question",
    [
        "主要有哪两方面的支持要求?",
        "两个一百年奋斗目标在哪里",
        "Do both parents need to sign the application?",
        "Is it paid for both the city and the countryside?",
        "対象は高齢者ですか",
        "如果换发经营许可证需要什么申报材料",
        "如果公司注册在外省能不能申请冷链物流补贴呢",
    ],
)
def test_a_word_for_two_or_if_is_no_sign_by_itself(question: str) -> None:
    history = ["体育消费券由哪个部门发放?", "农产品冷链物流怎么建设?"]
    text = resolved(normalised(question), history, VOCABULARY).text
    assert "体育消费券由哪个" not in text
    if question.startswith("如果"):
        assert text == normalised(question)


@pytest.mark.parametrize(
    ("history", "question", "kept", "gone"),
    [
        ("年满62岁的人看展览要买票吗?", "那71的呢?", "71岁", "62"),
        ("面积在80平方米以内的店铺补贴多少?", "120平方米的呢?", "120平方米", "80"),
        ("招用12人的企业补贴多少?", "那30人的呢?", "30人的企业", "12"),
    ],
)
def test_a_new_figure_stands_for_the_old_one(history: str, question: str, kept: str, gone: str) -> None:
    text = resolved(question, [history], VOCABULARY).text
    assert kept in text
    assert gone not in text


def test_a_figure_of_another_unit_stands_beside_the_old_one() -> None:
    text = resolved("那交满3年的呢?", ["年满62岁的人看展览要买票吗?"], VOCABULARY).text
    assert "62岁" in text
    assert "3年" in text


def test_a_topic_is_carried_over_several_turns() -> None:
    resolution = resolved("有补贴吗", ["互联网医院怎么建设?", "牵头单位呢", "期限呢"], VOCABULARY)
    assert "互联网医院" in resolution.text


def test_the_same_question_of_another_matter() -> None:
    resolution = resolved("那直播电商呢?", ["充电桩由哪些部门负责?"], VOCABULARY)
    assert resolution.reason == "new subject"
    assert "直播电商" in resolution.text
    assert "部门负责" in resolution.text
    assert "充电" not in resolution.text


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ("便利店有什么支持", "食品经营许可怎么办理?"),
        ("充电桩有哪些支持", "那直播电商由谁牵头?"),
        ("Who is responsible for charging piles?", "Which hospitals must offer online appointments?"),
    ],
)
def test_a_change_of_topic_is_noticed(history: str, question: str) -> None:
    resolution = resolved(question, [history], VOCABULARY, Bridge(VOCABULARY.counts).glosses)
    assert not resolution.used
    assert "充电桩" not in resolution.text
    assert "charging" not in resolution.text


def test_a_question_without_history_stays() -> None:
    resolution = resolved("那牵头单位呢?", [], VOCABULARY)
    assert (resolution.text, resolution.used) == ("那牵头单位呢?", False)


def test_only_the_last_turns_are_looked_at() -> None:
    history = ["智能体育有什么支持", "充电桩有哪些支持", *["牵头单位呢"] * 6]
    assert "体育" not in resolved("期限呢", history, VOCABULARY).text


@pytest.mark.parametrize(
    ("question", "expected"), [("补贴呢?", True), ("怎么申请", True), ("创业担保贷款最高能贷多少", False), ("Who?", True)]
)
def test_what_leans(question: str, expected: bool) -> None:
    assert leans(question) is expected


def test_another_document_has_other_matters() -> None:
    vocabulary = Vocabulary.of([OTHER])
    resolution = resolved("最高多少?", ["创业担保贷款怎么申请"], vocabulary)
    assert "创业担保贷款" in resolution.text


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("换个话题,食品经营许可怎么办理?", "食品经营许可怎么办理"),
        ("不聊这个了,充电桩建在哪里?", "充电桩建在哪里"),
        ("New topic: which hospitals offer online appointments?", "which hospitals offer online appointments"),
        ("Let's change the subject: who leads online education?", "who leads online education"),
    ],
)
def test_a_change_of_topic_that_is_announced_drops_what_was_said(question: str, rest: str) -> None:
    resolution = resolved(question, ["便利店有什么支持"], VOCABULARY)
    assert (resolution.used, resolution.aside) == (False, "")
    assert resolution.text.rstrip("?") == rest


def test_an_announced_topic_is_the_one_that_is_carried_on() -> None:
    text = resolved("期限呢", ["便利店有什么支持", "换个话题,充电桩由谁牵头?"], VOCABULARY).text
    assert "充电桩" in text
    assert "便利店" not in text
    assert "话题" not in text


@pytest.mark.parametrize("announced", ["换个话题吧。", "换个话题", "new topic:"])
def test_a_change_announced_alone_is_no_matter(announced: str) -> None:
    assert resolved("期限呢", ["充电桩有哪些支持", announced], VOCABULARY).text == "期限呢"


def test_no_mark_is_left_where_an_aside_was() -> None:
    assert not resolved("بالمناسبة، وماذا عن الموعد؟", ["ما الدعم؟"], VOCABULARY).text.startswith("،")


def test_by_the_way_is_left_out() -> None:
    resolution = resolved("顺便问一下,牵头单位呢?", ["充电桩有哪些支持"], VOCABULARY)
    assert resolution.text == "充电桩支持 牵头单位"


@pytest.mark.parametrize(
    "question", ["回到充电桩,由谁牵头?", "刚才说的充电桩,由谁牵头?", "刚才第一个问题,由谁牵头?", "再说回充电桩,谁牵头?"]
)
def test_a_question_goes_back_to_an_earlier_matter(question: str) -> None:
    resolution = resolved(question, ["充电桩有哪些支持", "便利店怎么发展"], VOCABULARY)
    assert resolution.used
    assert "充电桩支持" in resolution.text
    assert "便利店" not in resolution.text
    assert not any(word in resolution.text for word in ("回到", "刚才", "说回", "问题"))


def test_a_matter_gone_back_to_stays_for_the_next_turn() -> None:
    history = ["充电桩有哪些支持", "便利店怎么发展", "刚才第一个问题,由谁牵头"]
    assert "充电桩" in resolved("期限呢?", history, VOCABULARY).text


@pytest.mark.parametrize("question", ["Change of subject matter experts: who approves?", "Chuyển sang xe điện có được trợ cấp không?"])
def test_a_change_that_is_no_change_of_topic_keeps_its_words(question: str) -> None:
    assert resolved(question, ["充电桩有哪些支持"], VOCABULARY).text == question


def test_another_question_asked_beside_leaves_nothing_of_the_asking() -> None:
    assert resolved("再问个问题,期限呢", ["便利店有什么支持"], VOCABULARY).text == "便利店支持 期限"


@pytest.mark.parametrize(
    ("earlier", "text"),
    [
        ("开便利店需要向谁申请?", "开便利店申请 要多长时间批"),
        ("开便利店向哪个部门申请", "开便利店申请 要多长时间批"),
        ("开便利店找谁申请", "开便利店申请 要多长时间批"),
        ("便利店由谁负责", "便利店 要多长时间批"),
    ],
)
def test_whom_to_apply_to_leaves_with_its_preposition_and_not_the_applying(earlier: str, text: str) -> None:
    assert resolved("那要多长时间批?", [earlier], VOCABULARY).text == text


def test_a_place_to_go_back_to_is_no_earlier_matter() -> None:
    assert "回到家乡" in resolved("回到家乡能申请补贴吗", ["充电桩有哪些支持", "便利店怎么发展"], VOCABULARY).text


def test_a_short_turn_keeps_the_matter_for_the_next_one() -> None:
    assert "充电桩" in resolved("那期限呢?", ["充电桩有哪些支持", "农村有吗"], VOCABULARY).text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("体育先放一放。充电桩建在哪?", "充电桩建在哪?"),
        ("Something else: where are charging points built?", "where are charging points built?"),
        ("Autre chose : où sont les bornes ?", "où sont les bornes ?"),
    ],
)
def test_a_matter_put_aside_is_dropped(question: str, text: str) -> None:
    found = resolved(normalised(question), ["智能体育场馆有什么支持?"], VOCABULARY)
    assert (found.text, found.used) == (text, False)


def test_an_earlier_matter_is_gone_back_to_by_its_name() -> None:
    history = ["智慧书店能开在哪些地方", "超高清视频怎么扶持"]
    assert resolved("又想起书店那事儿了,景区里头行不行", history, VOCABULARY).text.startswith("智慧书店")
    assert resolved("刚才头一个问题,哪个厅在抓", history, VOCABULARY).text.startswith("智慧书店")


def test_what_is_heard_never_overrules_a_pointer() -> None:
    history = ["新职业培训有什么补贴?"]
    assert resolved("它由哪些部门负责", history, VOCABULARY, leaning=lambda _: 0.0).used
    assert not resolved("多久能批下来", history, VOCABULARY, leaning=lambda _: 0.0).used
    assert resolved("卖假货的怎么治", history, VOCABULARY, leaning=lambda _: 1.0).used


@pytest.mark.parametrize(
    ("question", "matter"),
    [
        ("那夜市呢?", "夜市"),
        ("物流那边呢", "物流"),
        ("咁托育呢?", "托育"),
        ("偏远地区的呢", "偏远地区"),
        ("充电桩呢?", "充电桩"),
        ("and for the night markets?", "night markets"),
        ("Et pour les écoles ?", "écoles"),
        ("Und Tourismus?", "tourismus"),
        ("А туризм?", "туризм"),
        ("学校のほうは?", "学校"),
        ("학교 쪽은요?", "학교"),
        ("والمدارس؟", "والمدارس"),
        ("Còn giáo dục thì sao?", "giáo dục"),
    ],
)
def test_a_reply_that_only_names_a_matter(question: str, matter: str) -> None:
    assert names_only(normalised(question))
    assert matter_alone(normalised(question)) in (matter, matter.removeprefix("و"))


@pytest.mark.parametrize(
    "question",
    [
        "那他要是没交社保呢",
        "不备案呢?",
        "那牵头单位呢",
        "那么哪些企业可以申请",
        "夜市",
        "不是本地户口呢",
        "没有户口呢",
        "物流怎么发展",
        "And who pays the night markets?",
        "Und zahlt das die Krankenkasse?",
        "А кто за это отвечает?",
        "And is it free?",
    ],
)
def test_a_reply_that_asks_or_says_more_than_a_matter(question: str) -> None:
    assert not names_only(normalised(question))


@pytest.mark.parametrize(
    ("history", "question", "text"),
    [
        ("孤儿生活费是怎么发的", "最多能拿多少", "孤儿生活费 最多能拿多少"),
        ("在本市租铺位一年补多少租金", "在哪申请", "在本市租铺位一年租金 在哪申请"),
        ("便利店由谁负责?", "期限是多久", "便利店 期限是多久"),
        ("哪些条提到直播?", "由谁牵头", "哪些条提到直播? 由谁牵头"),
        ("有多少?", "由谁牵头", "有多少? 由谁牵头"),
        ("便利店有什么支持?", "那夜市的呢", "便利店有什么支持? 夜市的"),
        ("便利店需要什么条件", "由谁牵头", "便利店条件 由谁牵头"),
        ("便利店怎么发展", "由谁牵头", "便利店发展 由谁牵头"),
        ("便利店几天退押金", "由谁牵头", "便利店几天退押金 由谁牵头"),
    ],
)
def test_what_was_asked_before_makes_room_for_what_is_asked_now(history: str, question: str, text: str) -> None:
    assert resolved(question, [history], VOCABULARY).text == text


@pytest.mark.parametrize(
    ("history", "question", "text"),
    [
        ("直播电商公示几天", "充电桩呢?", "充电桩 公示几天"),
        ("充电桩由谁牵头", "直播电商呢?", "直播电商 由谁牵头"),
        ("怎么申请? 直播电商的怎么办", "充电桩呢?", "充电桩 怎么申请? 的怎么办"),
    ],
)
def test_another_matter_takes_the_place_of_the_first_alone(history: str, question: str, text: str) -> None:
    assert resolved(question, [history], VOCABULARY).text == text


@pytest.mark.parametrize(
    ("history", "question", "text"),
    [
        ("餐馆开业前要备案吗?", "不备案呢?", "餐馆开业前 未备案 责令改正 罚款"),
        ("单位必须给职工缴公积金吗", "要是不缴公积金会怎么样", "单位 未缴公积金 责令改正 罚款"),
        ("多久报一次年报", "没报年报怎么罚", "多久报一次年报 未报年报 责令改正 罚款"),
        ("Must shops register?", "And if they don't?", "Must shops register? if they don't"),
        ("Muss man sich melden?", "Sonst?", "Muss man sich melden? sonst"),
    ],
)
def test_a_duty_that_is_not_done_asks_what_follows(history: str, question: str, text: str) -> None:
    resolution = resolved(normalised(question), [history], VOCABULARY)
    assert (resolution.text, resolution.reason, resolution.aside) == (text, "omission", "")
    assert bool(resolution.omitted) == ("未" in text)


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ("租铺位创业补多少钱", "不在市区呢?"),
        ("硕士来工作给多少钱", "没毕业呢"),
        ("要本人去现场办理吗", "不能去现场呢"),
        ("快递员有保险吗", "没交社保可以吗"),
        ("公租房怎么申请", "没有身份证怎么办"),
        ("入户需要户口吗", "没有户口呢"),
        ("入户需要什么材料", "不服怎么办"),
        ("租房补贴怎么申请", "未成年人会被罚吗"),
        ("租房补贴怎么申请", "没有发票会怎么样"),
        ("不动产登记要多久", "不动产抵押会怎么样"),
        ("What is the subsidy?", "And if I do?"),
        ("Must shops register?", "And if I don't have a licence?"),
    ],
)
def test_a_circumstance_is_no_duty_that_is_not_done(history: str, question: str) -> None:
    assert resolved(normalised(question), [history], VOCABULARY).reason != "omission"


@pytest.mark.parametrize(
    ("earlier", "question", "again"),
    [
        ("补贴多少钱?", "你确定吗", "补贴多少钱?"),
        ("补贴多少钱?", "真的吗?我听说是2000", "补贴2000元吗?"),
        ("公示几天", "不是7天吗", "公示7天吗?"),
        ("能领几个月", "我记得是12个月啊", "能领12个月吗?"),
        ("补贴多少钱,几个月能拿到", "我听说是3个月", "补贴多少钱,3个月能拿到吗?"),
        ("几乎都有补贴吗", "我听说是300", "几乎都有补贴吗"),
        ("夜市有支持吗", "没搞错吧,我听说是300", "夜市有支持吗"),
        ("Is it free?", "Are you sure about that?", "Is it free?"),
        ("Ist es frei?", "Stimmt das?", "Ist es frei?"),
        ("x", "C'est sûr ?", "x"),
        ("x", "¿Está seguro?", "x"),
        ("x", "本当ですか?", "x"),
        ("x", "정말요?", "x"),
        ("x", "Это точно?", "x"),
        ("x", "هل أنت متأكد؟", "x"),
        ("x", "Thật không?", "x"),
        ("x", "Tem certeza?", "x"),
    ],
)
def test_a_doubt_asks_the_question_before_again(earlier: str, question: str, again: str) -> None:
    assert doubted(normalised(question), earlier) == again


@pytest.mark.parametrize(
    "question",
    [
        "真的有补贴吗",
        "确定企业资质要什么",
        "我听说快递员有补贴",
        "我听说要交2000元押金",
        "Are you sure shops are covered?",
        "Really, who pays?",
        "Is that fee right for 2023?",
    ],
)
def test_a_question_with_a_matter_of_its_own_is_no_doubt(question: str) -> None:
    assert doubted(normalised(question), "补贴多少钱?") == ""


@pytest.mark.parametrize(
    "question",
    [
        "这里开店要备案吗",
        "这里的企业申请高新技术认定需要什么材料",
        "この中小企業向けの融資は誰が担当ですか",
        "이중언어 교육 지원은 누가 담당하나요",
        "이 중소기업 대출은 누가 담당하나요",
        "منهاج التعليم عبر الإنترنت من يشرف عليه",
    ],
)
def test_words_like_those_for_what_was_listed_do_not_point_back(question: str) -> None:
    assert not _points(normalised(question), normalised(question), "夜市有什么支持")


@pytest.mark.parametrize(
    "question", ["这里面哪些有补贴", "其中由谁牵头", "そのうち誰が担当ですか", "그중 누가 담당하나요", "منها ما يخص السياحة؟"]
)
def test_what_was_listed_is_pointed_back_to(question: str) -> None:
    assert _points(normalised(question), normalised(question), "有哪些措施")


def test_a_word_that_ends_in_a_modal_stays_a_matter() -> None:
    assert "年会" in content("年会呢")


@pytest.mark.parametrize("question", ["要交哪些材料", "最多能拿多少"])
def test_a_side_with_a_modal_is_no_matter(question: str) -> None:
    assert content(question) == ()
