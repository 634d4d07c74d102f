"""Particulars: what a question asks for, and documents that cannot give it."""

from __future__ import annotations

import pytest
from documents_asked import SEED

from rag.queries import understand
from rag.retrieval.details import details, unwritten
from rag.understanding.lexicon import Lexicon

LEXICON = Lexicon([SEED])
PLAIN = "符合条件的企业向区商务局提交申请表和营业执照复印件,区商务局在15个工作日内审核。"


def asks(question: str, *texts: str) -> bool:
    """Whether the texts leave out the form of what the question asks for."""
    return unwritten(understand(question, (), documents=[SEED], lexicon=LEXICON), texts)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("区商务局的咨询电话是多少?", "咨询电话:0731-82212345。"),
        ("What is the hotline for this?", "请拨打12345。"),
        ("申报系统的网址发我一下", "登录www.example.gov.cn填报。"),
        ("材料发到哪个邮箱?", "发送至swj@example.cn。"),
        ("服务窗口的详细地址在哪?", "窗口设在人民路88号。"),
        ("办公地址在哪里?", "办公地址在市政务服务中心一楼大厅。"),
        ("窗口周末开门吗?", "窗口在节假日不对外服务。"),
        ("Auf welcher Internetadresse steht das Formular?", "登录区政府门户网站,网址为swj点公益。"),
        ("Welche Webseite hat das Formular?", "表格见区政府门户网站。"),
    ],
)
def test_a_particular_that_no_document_shows_is_not_there(question: str, shown: str) -> None:
    assert asks(question, PLAIN)
    assert not asks(question, PLAIN, shown)


@pytest.mark.parametrize(
    "question",
    [
        "申请要交哪些材料?",
        "审核要多少个工作日?",
        "边上班边读书的人能领培训补贴吗?",
        "资金不够时企业还能走什么路?",
        "受理时间怎么确定?",
        "Are smartphones covered by the trade-in subsidy?",
        "对企业有几点要求?",
        "哪个街道先行试点?",
        "À quelles entreprises s'adresse la subvention ?",
        "How much is the award for large language models?",
        "试点区域名单有哪些县?",
        "补贴多少钱,咨询电话是多少?",
        "谁负责审核?",
        "How do parks link to universities?",
        "产业链接下来怎么发展?",
        "Укажите ссылку на пункт",
    ],
)
def test_a_question_for_anything_else_is_left_to_the_probability(question: str) -> None:
    assert not asks(question, PLAIN)


def test_several_particulars_are_found_in_one_question() -> None:
    query = understand("办理要带什么证件,电话多少?", (), documents=[SEED], lexicon=LEXICON)
    assert len(details(query)) > 1
