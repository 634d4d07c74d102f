"""Set phrases of official documents: genre words, 文号, dates, signatures, notes, attachment labels."""

from __future__ import annotations

import re

GENRE = re.compile(
    r"(?:通知|意见|办法|规定|条例|细则|方案|规划|计划|决定|决议|命令|令|公告|通告|公报|通报|批复|复函|函|答复|报告"
    r"|指引|指南|指导意见|措施|要点|纲要|规则|准则|章程|"
    r"标准|规范|制度|清单|目录|名单|法|法典|编|解释|宣言|议案|请示|简介|解答|问答|\d+问|解读|说明|须知|流程|攻略"
    r"|详解|政策|行动|预案|修正案|试行|暂行|暂行办法)"
    r"(?:[（(][^（()）]{1,30}[）)])?[》”]?$"
)
NUMBER = re.compile(
    r"[\u4e00-\u9fff（()）]{1,20}[〔\[［【（(]\s*(?:19|20)\d{2}\s*[〕\]］】）)]\s*第?\s*\d{1,5}\s*号"
    r"|[\u4e00-\u9fff]{0,20}(?:令|公告|通告)?[（(]?(?:19|20)\d{2}年\s*第\s*\d{1,4}\s*号[）)]?"
    r"|[\u4e00-\u9fff]{0,20}(?:〔[^〕]{2,6}〕)?\s*第\s*(?:\d{1,5}|[一二三四五六七八九十百]{1,6})\s*号(?:令|公告)?"
)
_DATE = (
    r"(?:[12]\d{3}|[一二][〇○Oo０零一二三四五六七八九]{3})\s*年\s*(?:\d{1,2}"
    r"|[一二三四五六七八九十]{1,3})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
DATE_LINE = re.compile(rf"[（(]?\s*{_DATE}\s*[）)]?")
SIGNED = re.compile(rf".{{0,60}}?[\s\u4e00-\u9fff]{_DATE}")
_DISCLOSURE = re.compile(
    r"[（(].{2,40}代章[）)]|[（(]?(?:此件|本文|公开方式|信息公开|主动公开|依申请公开|抄送|主送|公开属性|公开类别|政策解读|解读|分送|分享|链接|相关链接)"
    r".{0,400}|.{2,30}\s*(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\s*印发.{0,10}|(?:19|20)\d{2}年\d{1,2}月\d{1,2}日印发"
)
_NOTE = re.compile(r"[（(]?(?:联系人|联系电话|咨询电话|特此|附\s*注|注\s*\d{0,2}[：:]).{0,400}")
ORGAN = re.compile(
    r"[\u4e00-\u9fff（）()、\s\u3000]{2,80}(?:统战部|组织部|宣传部|厅|局|委|委员会|部|办|办公室|院|政府|署|会|行"
    r"|中心|法院|检察院|总局|小组|集团|公司|联席会议|委办|网信办|国资委)[）)]?"
)
_SIGNER = re.compile(
    r"[\u4e00-\u9fff]{0,12}(?:总理|主席|部长|局长|省长|市长|主任|行长|署长|县长|区长|院长"
    r"|委员长)\s*[：:]?\s*[\u4e00-\u9fff ·\u3000]{2,8}"
)
ATTACHMENT = re.compile(
    r"[#* ]*附\s*[件表录]?\s*(?P<n>[0-9０-９一二三四五六七八九十]{0,3})(?P<colon>\s*[：:．.、]?)\s*(?P<title>[^\s：:].{0,80})?"
)
ADOPTED = re.compile(
    r"(?:[（(].{0,400}|\d{4}年.{4,200})(?:通过|修订|修正|施行|公布|批准|发布|会议上|修改"
    r"|自.{4,20}起.{2,4})[\s）)]*.{0,40}|[（(]\s*\d{4}年.{2,60}[）)]"
)
ADDRESSEE = re.compile(
    r".{1,400}(?:政府|部门|机构|厅|局|委|办|院|会|单位|公司|银行|街道|企业|高校|学校|处|代表|同志|中心|部|行|区|市"
    r"|州|县|协会|人员|委员|大学|所)[^。；]{0,60}[：:]"
)
CONTACT = re.compile(r"联系人|联系电话|咨询电话|联系方式|电话|地址|邮箱|电子邮箱")
PAGE_LABEL = re.compile(r"(?:主办|承办|协办|技术支持|联系|来源|发布|分享|时间|作者)")
LIST_TITLE = re.compile(r"(?:名单|清单|一览表|分工表|目录|明细表|分工方案)(?:[（(][^（()）]{1,20}[）)])?$")
FORMULA = re.compile(r"(?:特此|专此|此)(?:复|令|致|布|函|告|通知|公告|通告|通报|批复|函复|函告|函达|回复|答复|报告|说明)[。！]?")
"""A set phrase that closes a document."""
CONTENTS = re.compile(r"[#* ]*目\s*[录次][*]*")


def is_number(words: str) -> bool:
    """Whether a line is a 文号 and nothing else."""
    return len(words) <= 60 and bool(NUMBER.fullmatch(words.strip("#*（()） ")))


def is_front(words: str) -> bool:
    """Whether a line belongs to the front matter without being a title."""
    return is_number(words) or bool(ADOPTED.fullmatch(words)) or bool(DATE_LINE.fullmatch(words)) or bool(CONTENTS.fullmatch(words))


def is_note(words: str) -> bool:
    """Whether a line is a note under the text: disclosure, copies, contacts, printing."""
    return bool(_NOTE.fullmatch(words)) or is_disclosure(words)


def is_disclosure(words: str) -> bool:
    """Whether a line is a note on who may read a document, who gets copies and when it was printed."""
    return bool(_DISCLOSURE.fullmatch(words))


def is_signature(words: str) -> bool:
    """Whether a line names the body or the officer that signs."""
    return len(words) <= 60 and bool(ORGAN.fullmatch(words) or _SIGNER.fullmatch(words))
