"""What in a sentence says the contrary of a statement: it excepts, frees from, bans, or puts out of scope what the statement affirms, or
gives the statement's figure to something else.

Every check is for what stands there in so many words: where the words that the statement is about are missing, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import jieba

from rag.proof.dates import dates
from rag.proof.force import CAN
from rag.proof.negation import negators
from rag.proof.quantities import Quantity, quantities
from rag.writing.limits_kept import own_case
from rag.writing.statements import content, held, particular, word_lists

_EXCEPTED = re.compile(
    r"(?:不含|不包括|不包含)([^,;。()]+)|(?:^|[,;。(])([^,;。()]+?)(?:除外|不在此列)"
    r"|(?<![免扣排解清删消拆废破根去开剔铲切])除(?![尘湿雪险草害臭])([^,;。]+?)(?:以外|之外|(?<![境海国内户校野])外(?![籍国资地省商贸来]))(?!,?[^,;。]{0,6}[还再另也并])"
)
_EACH = re.compile(r"、|以?及|(?<![共饱])和(?!平|谐|解)|或者?")
"""Between things that are excepted together."""
_OF_ITSELF = re.compile(r"[但且]?[已未不再非]")
"""Opens an exception by what somebody has done or is not (已享受优惠的, 非本市企业): who asks is not meant."""
_EXCEPTS = re.compile(r"不含|不包括|不包含|除外|不在此列|以外|之外|除.+外")
_QUALIFIED = re.compile(r"除外|但(?!是?不)|未经|非经|擅自|以外|之外|除.+外|的情形下|的前提下|为由")
"""What a sentence with a ban leaves open for some."""
_OWES = re.compile(r"(?:要|需要?|须|应当?|得|自己)[^,;]{0,3}(?:[缴交征收付纳]|[掏出花]钱)|征收|征缴|收取|缴纳|交纳|收费")
_PAYS = re.compile(r"自己|自费|自付|个人|[掏花交缴出](?:钱|费)")
_OWED = re.compile(r"(?:应当?|须|需要?|必须)[^,;。免不]{0,6}[缴交征收付纳]|(?<![免不])(?:征收|征缴|收取|缴纳|交纳)(?!承诺)|自费|自付|自理")
_FREE = re.compile(r"免费|(?P<whom>^.*?)(?:(?:不|无需|无须|不需要?|不用|不再)(?:另行)?[缴交](?![易叉])|(?<![减避难])免[征缴收交])")
_WHOM = re.compile(r"[、对的]")
_GRANTED = re.compile(rf"可以|(?<!才){CAN}|享受|申请")
_BANS = re.compile(r"(?:不得|禁止|严禁|不准|不许|不予|严控)(?!超过|低于|少于|高于|多于|早于|晚于)([^,;。:]+)")
_BAN = re.compile(r"不得|禁止|严禁|不准|不许|不予|严控|不能")
_BARS = re.compile(rf"(?:{_BAN.pattern})([^,;。:]+)")
_MAY = re.compile(rf"可以|允许|准许|(?<!才){CAN}|(?<![认许])可(?!靠|持续|视)|(?<!社)会(?!计|员|议|展)")
_LIES_OUTSIDE = re.compile(r"^(.*?)(?:不属于|不适用|不纳入|不计入|不列入|不算|不占|不受[^,;。]{0,8}限)")
_LIES_INSIDE = re.compile(r"归|适用|属于|算|纳入|计入|列入")
_JOINTS = re.compile(r"[,;。]")
_NEEDLESS = re.compile(r"(?:可以?不再?|无需|无须|不需要?|不必|不用|免于|免予)[^,;。的]{0,8}$")
"""Before a deed that nobody has to do."""
_CASES = re.compile(r"(?<![^,;。:])([^,;。:]+)的(?=,)")


def denies(asked: str, sentence: str) -> bool:
    """Whether a sentence denies a statement that denies nothing itself, by an exception, an exemption, a ban or its scope."""
    if negators(asked) or _EXCEPTS.search(asked):
        return False
    return _excepted(asked, sentence) or _freed(asked, sentence) or _banned(asked, sentence) or _outside(asked, sentence)


def _excepted(asked: str, sentence: str) -> bool:
    """Whether a sentence excepts what a statement speaks of."""
    found = [next(part for part in match.groups() if part is not None) for match in _EXCEPTED.finditer(sentence)]
    named = [one for stretch in found if not _OF_ITSELF.match(stretch) for one in _EACH.split(stretch)]
    excepted = any((words := particular(one)) and all(word in asked for word in words) for one in named)
    return excepted and all(held(word, sentence) for word in particular(asked))


def _freed(asked: str, sentence: str) -> bool:
    """Whether a statement says that somebody pays for what a sentence gives free, and nothing in the sentence is to be paid.

    Who is freed (老人 before 免交) must be who is asked about.
    """
    if "免" in asked or _GRANTED.search(asked) or not _OWES.search(asked):
        return False
    pieces = _JOINTS.split(sentence)
    if not any(
        (found := _FREE.search(piece)) and all(held(word, asked) for word in particular(_WHOM.split(found.group("whom") or "")[-1]))
        for piece in pieces
    ):
        return False
    if any(_OWED.search(piece) and not _FREE.search(piece) for piece in pieces):
        return False
    matter = [word for word in content(asked) if not (_OWES.search(word) or _PAYS.search(word))]
    return len(matter) > 1 and all(held(word, sentence) for word in matter)


def _banned(asked: str, sentence: str) -> bool:
    """Whether a sentence bans, for anyone or for those whom a statement names, the deed that the statement allows.

    The words behind 可以, 能 stand in the ban, and those before it in the sentence.
    """
    may = _MAY.search(asked)
    if may is None or figures(asked) or dates(asked) or _QUALIFIED.search(sentence):
        return False
    subject, deed = _words(asked[: may.start()]), _words(asked[may.end() :])
    if not deed:
        subject, deed = subject[:-_DEED], subject[-_DEED:]
    weighty = [word for word in deed if word not in word_lists()["doing"]]
    if len("".join(weighty)) < _DEED or not all(held(word, sentence) for word in subject if len(word) > 1):
        return False
    for ban in _BANS.finditer(sentence):
        agent = particular(_JOINTS.split(sentence[: ban.start()])[-1], all_of_them=False)
        if (
            all(held(word, asked) for word in agent)
            and all(held(word, ban.group(1)) for word in weighty)
            and _same_deed(deed, ban.group(1), asked)
        ):
            return True
    return False


def deed_without(asked: str) -> str | None:
    """The deed that a statement allows somebody without something (没有证能经营: 经营); None of any other statement."""
    may = _MAY.search(asked)
    if may is None:
        return None
    before, deed = asked[: may.start()], asked[may.end() :]
    return deed if negators(before) and before.rstrip()[-1:] not in "不没" and not negators(deed) else None


def barred(deed: str, sentence: str) -> bool:
    """Whether a sentence bans a deed for those who have not something: 未取得证的,不得经营."""
    words = content(deed)
    return bool(words) and any(
        negators(sentence[: ban.start()]) and all(held(word, ban.group(1)) for word in words) for ban in _BARS.finditer(sentence)
    )


def figures(text: str) -> list[Quantity]:
    """The quantities of a text that are counted or measured in something; 一点 is none."""
    return [quantity for quantity in quantities(text) if quantity.unit]


def _words(text: str) -> list[str]:
    light = word_lists()["light"] | word_lists()["bodies"] | word_lists()["little"]
    return [word for word in jieba.cut(text) if word.strip(" ,") and word not in light]


def _same_deed(deed: Sequence[str], banned: str, asked: str) -> bool:
    """Whether what is banned is the deed and no way of doing it (不得重复申请): what stands before its verb is asked too.

    A verb that stands for any deed (搞) stands for one of making.
    """
    if deed[0] in word_lists()["doing"]:
        return next(iter(jieba.cut(banned))) in word_lists()["making"]
    at = min((found for word in deed for part in (word, word[0]) if (found := banned.find(part)) >= 0), default=0)
    return all(held(word, asked) for word in content(banned[:at].split("、")[-1]))


_DEED = 2
"""Letters, or words at the end, at least of what is asked to be allowed."""


def narrower(asked: str, sentence: str) -> bool:
    """Whether each clause that bans or denies has words that a statement has not: of whom, or how (失信企业不得, 不得重复申请)."""
    denying = [clause for clause in _JOINTS.split(sentence) if _BANS.search(clause) or negators(clause)]
    return bool(denying) and not any(all(held(word, asked) for word in particular(_BAN.sub(" ", clause))) for clause in denying)


def leans_no(asked: str, sentence: str) -> bool:
    """Whether a sentence denies as much of what a statement is about as it affirms: clauses with 不, 免 have no fewer of its words."""
    words = particular(asked)
    held_by = [(sum(held(word, clause) for word in words), bool(negators(clause))) for clause in _JOINTS.split(sentence)]
    denied = max((count for count, denies in held_by if denies), default=0)
    return denied > 0 and denied >= max((count for count, denies in held_by if not denies), default=0)


def needless(asked: str, sentence: str) -> bool:
    """Whether the deed that a statement ends on stands in a sentence nowhere but behind what frees from it: 可不, 无需, 免于."""
    deed = next(reversed(content(asked)), "")
    if not deed:
        return False
    freed = [_NEEDLESS.search(before) is not None for clause in _JOINTS.split(sentence) for before in clause.split(deed)[:-1]]
    return bool(freed) and all(freed)


def hinges(asked: str, sentence: str) -> bool:
    """Whether a sentence names a case (招用退役士兵的, 但是经批准的) of which a statement has less than half the words.

    What it says behind a semicolon of another case does not matter, and of several cases (离休、退休的) one is enough.
    """
    words = content(asked)
    part = max(_PARTS.split(sentence), key=lambda text: sum(held(word, text) for word in words))
    cases = [[particular(one) for one in _EACH.split(case)] for case in _CASES.findall(part)]
    return any(all(2 * sum(held(word, asked) for word in one) < len(one) for one in case) for case in cases)


def spares(asked: str, sentence: str) -> bool:
    """Whether a statement is of a payment that is due, and a sentence frees somebody from one."""
    return _OWES.search(asked) is not None and any(_FREE.search(piece) for piece in _JOINTS.split(sentence))


def qualified(sentence: str) -> bool:
    """Whether a sentence leaves open for some what it bans: 未经批准不得, 另有规定的除外."""
    return _QUALIFIED.search(sentence) is not None


def allows(asked: str) -> bool:
    """Whether a statement says that something may be done."""
    return _MAY.search(asked) is not None


def _outside(asked: str, sentence: str) -> bool:
    """Whether a clause says that the subject of a statement of scope lies outside it: 归本办法管 against 不属于本办法规定的."""
    inside = _LIES_INSIDE.search(asked)
    words = content(asked[: inside.start()]) if inside else []
    if not words:
        return False
    found = (_LIES_OUTSIDE.match(clause) for clause in _JOINTS.split(sentence))
    return any(clause is not None and all(word in clause.group(1) for word in words) for clause in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paired:
    """A figure of a list and the words that it belongs to."""

    figure: Quantity
    before: str
    behind: str

    @property
    def name(self) -> str:
        return f"{self.before} {self.behind}"


class Pairing:
    """Whose a figure of a statement is among the like figures of a sentence: 博士10000元、硕士7000元、其他5000元."""

    def __init__(self, asked: str, sentence: str) -> None:
        """Reads the first figure of the statement that the sentence gives beside others of its unit."""
        self.another = False
        """Whether the sentence gives it to another of those that it names than the statement does."""
        self.open = False
        """Whether the statement does not say which of them it means."""
        for figure in figures(asked):
            if figure.unit not in _GIVEN or own_case(asked, figure.start, figure.end):
                continue
            pairs = _pairs(sentence, figure.base[1])
            others = [pair for pair in pairs if pair.figure.base != figure.base]
            if 0 < len(others) < len(pairs):
                listed = _alike(pairs)
                opening = sentence[: sentence.find(listed[0].figure.text)].removesuffix(listed[0].before)
                self._settle([word for word in content(asked) if word not in opening], figure, listed)
                return

    def _settle(self, words: Sequence[str], figure: Quantity, pairs: Sequence[_Paired]) -> None:
        named = [(pair.figure.base, {word for word in words if word in pair.name}) for pair in pairs]
        only = [(base, name - set().union(*(other for value, other in named if value != base))) for base, name in named]
        mine = any(name for base, name in only if base == figure.base)
        theirs = any(name for base, name in only if base != figure.base)
        self.another = theirs and not mine
        self.open = theirs == mine


def _pairs(sentence: str, unit: str) -> list[_Paired]:
    """The figures of a sentence in one unit, each with the stretch between two marks that it stands in.

    The first of a part of the sentence has the stretch before it too (创办企业培训,每人1200元).
    """
    found: list[_Paired] = []
    for part in _PARTS.split(_ASIDES.sub(r"\1", sentence)):
        lead, first = "", True
        for stretch in _MARKS.split(part):
            stated = [figure for figure in figures(stretch) if figure.base[1] == unit]
            for figure in stated[:1]:
                before = (lead if first else "") + stretch[: figure.start]
                found.append(_Paired(figure=figure, before=before, behind=stretch[figure.end :]))
                first = False
            lead = "" if stated else stretch
    return found


def _alike(pairs: list[_Paired]) -> list[_Paired]:
    """The pairs of one list: the first name is hardly longer than the others, and the last has nothing behind where they have not.

    What stands before and behind is said of them all.
    """
    longest = max(len(pair.before) for pair in pairs[1:])
    pairs[0] = replace(pairs[0], before=pairs[0].before[-longest - _SLACK :] if longest else "")
    if not any(pair.behind for pair in pairs[:-1]) and _COUNTED.sub("", pairs[-1].before):
        pairs[-1] = replace(pairs[-1], behind="")
    return pairs


_PARTS = re.compile(r"[;。]")
_MARKS = re.compile(r"[、,:()](?![0-9]{3})")
_ASIDES = re.compile(r"\(([^()0-9]*)\)")
_GIVEN = frozenset({"money", "dollar", "percent", "permille", "point", "fold"})
"""Units of what is given or due."""
_COUNTED = re.compile(r"每?[个人年月日天户次]|[按为]|最高|标准|给予|不?超过")
"""What stands before a figure and names nothing."""
_SLACK = 2
"""Letters by which the first name may be longer than the others."""
