"""One way of writing: what normalising a text leaves, and that the quick way and the standard's give the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QuestionError
from rag.understanding.dialects import standard
from rag.understanding.wording import _compatible, checked, normalised

ODD = st.text(st.sampled_from("aé中國（１２％，。…½㈠①㎡ﬁ\u0301\u3099かﾞ가가Å¨" + "\U0001d400"), max_size=30)


@given(st.one_of(st.text(max_size=60), ODD))
def test_the_quick_form_is_the_form_of_the_standard(text: str) -> None:
    assert _compatible(text) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("（１）補貼 標準：每戶３萬元。", "(1)补贴标准:每户3万元。"),
        ("面积  ２００㎡\n以上", "面积 200m2 以上"),
        ("“互联网\u200b医疗”", "“互联网医疗”"),
        ("إعانة ٩٠٬٠٠٠ أو ٢٥٪", "إعانة 90,000 أو 25%"),
        ("請問,徵收的土地", "请问,征收的土地"),
        ("只有一個字是繁體，其余都是简体", "只有一个字是繁体,其余都是简体"),
    ],
)
def test_widths_characters_and_spaces(text: str, plain: str) -> None:
    assert normalised(text) == plain


@pytest.mark.parametrize("odd", ["\x00", "\x9f", "\ud83d"])
def test_what_is_no_character_is_refused(odd: str) -> None:
    with pytest.raises(QuestionError, match="remove them"):
        checked(f"充电桩{odd}？", 100)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("学费好多钱一年", "学费多少钱一年"),
        ("要好久才办得下来", "要多久才办得下来"),
        ("我退休哒,有么子优待", "我退休了,有什么优待"),
        ("没得房产证可以入学不?", "没有房产证可以入学吗?"),
        ("危房归哪个管", "危房归谁管"),
        ("几时开学", "什么时候开学"),
        ("咋个报名", "怎么报名"),
        ("这样中不中", "这样行不行"),
        ("恁这儿多咱开始", "你这儿什么时候开始"),
        ("阿拉可以办伐", "我们可以办吗"),
        ("點解我攞唔到津貼", "为什么我领不到津贴"),
        ("邊個部門負責呢件事", "哪个部门负责这件事"),
        ("登記使唔使交錢", "登记需不需要交钱"),
        ("佢哋喺邊度申請，要幾多錢", "他们在哪里申请,要多少钱"),
        ("仲有冇其他", "还有没有其他"),
    ],
)
def test_dialect_becomes_standard(said: str, meant: str) -> None:
    assert standard(normalised(said)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "好多人问这个怎么办", "等了好久了,找谁投诉", "好多企业都没拿到补贴", "什么子女可以继承", "没得到补贴怎么办", "右边个体户要办证吗",
        "周边度假村怎么管", "有一点解释不清", "试点样本有多少", "阿拉善盟有补贴吗", "树木可以砍伐?", "几时间隔",
        "关系转移怎么办", "要不要交税",
        "哪个部门管", "哪个管理部门批准", "哪个牵头单位报送", "中不中标都退保证金", "为什么不", "取得哪个主管机关批准", "能不能报",
    ],
)  # fmt: skip
def test_what_standard_text_has_too_stays(text: str) -> None:
    assert standard(text) == text
