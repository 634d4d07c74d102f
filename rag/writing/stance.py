"""Where the text stands to a yes-or-no or "can I get" question: it decides, only encourages, sets conditions, or leaves it open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from corpus.tables import any_of, read_table
from rag.answers import Citation, Claim
from rag.hits import Retrieval
from rag.proof.clauses import clauses
from rag.proof.force import SUPPORTS, Force, conditional, force_of, permits, urges
from rag.proof.negation import negators
from rag.proof.verdicts import Check, Verdict, prove
from rag.queries import Query
from rag.understanding.contradictions import otherwise
from rag.understanding.premises import leaves_open
from rag.understanding.wants import Want, either, wants
from rag.writing.candidates import Candidate
from rag.writing.contraries import (
    Pairing,
    allows,
    barred,
    deed_without,
    denies,
    hinges,
    leans_no,
    narrower,
    needless,
    qualified,
    spares,
)
from rag.writing.limits_kept import Standing, standing, without_figures
from rag.writing.statements import content, held, statement, verbs, whether, word_lists

PROBABLE = 0.9
"""Probability of an answer from which on a sentence is shown as what the text provides, even if it decides nothing: of the answered
yes-or-no questions of the benchmark's `dev` part 93 of 100 have the right measure from there, 6 of 10 below."""
NAMED = 0.7
"""Probability of an answer from which on a sentence bears on a question whose last word, or half of whose words, it has."""

_ENTITLEMENT = re.compile(
    r"能拿|能领|能得|能享受|可以领|可以拿|可以获得|可以享受|能获得|拿到|领到|给不给|会给|有补|有没有补|发不发"
    r"|can (?:i|we|my|our) (?:get|receive|claim)|eligible for|entitled",
    re.IGNORECASE,
)
_OPEN = frozenset(
    {Want.AMOUNT, Want.COUNT, Want.WHEN, Want.WHERE, Want.WHO, Want.CHARGE, Want.PERSONS, Want.HOW, Want.WHY, Want.FATE, Want.NAME}
)
"""Kinds of thing that no yes or no gives."""
_WHAT_ABOUT = re.compile(r"呢[?？。!\s]*$")
_EXPECTS = re.compile(r"会|将|能|可以|可否|拿|领|享受|获得|得到|要不要|必须|一定")
"""What a person expects to come true; a sentence that only encourages it is no yes, whatever else it commits to."""
_ENCOURAGES = re.compile(rf"{SUPPORTS}|引导|探索|力争|争取|推动|促进")
_PROMOTES = re.compile(rf"{SUPPORTS}|支持(?:力度|政策)|推动|推进|促进|发展|培育|壮大|打造|加快|推广|扶持|引导|探索")
_ENCOURAGING = re.compile(rf"{SUPPORTS}|扶持|推广|推动|推进|促进|引导")
"""What a question in another language calls encouraged or supported; to build or to develop something is not yet that."""
_CIRCUMSTANCE = re.compile(r"为|对(?!接)|在|到|按|以|从(?!事)|结合|围绕|针对|根据|依托|随着|通过")
"""Opens a clause that does nothing of its own."""
_LABEL = re.compile(r"^\s*(?:第[零〇一二三四五六七八九十百0-9]+[条款项]|\(?[一二三四五六七八九十0-9]+[)、.](?![0-9]))\s*")
_PRESSES = re.compile(r"督促|责令|要求|强制")
_BAN = re.compile(r"不得|禁止|严禁|不予|不准|不能")
_ASKED_OF = re.compile(r"可|能|会|有|享受|领取|获得|需要?|要|必须|应当?")


def bears(retrieval: Retrieval, best: Candidate) -> bool:
    """Whether the best sentence surely bears on the question.

    The search or the sentence reader holds it for an answer; or it has what the question asks about and the search does not doubt it.
    A sentence without any sum bears on no question for one.
    """
    if leaves_open(retrieval.query.normalised, best.text):
        return False
    if retrieval.answerable >= PROBABLE or (best.odds is not None and best.odds > 0):
        return True
    return retrieval.answerable >= NAMED and _names(retrieval.query, best.text)


def _names(query: Query, sentence: str) -> bool:
    """Whether a sentence has the last thing that a Chinese question names; of another, at least half of what its words may mean."""
    meant = _meant(query)
    if not query.language.startswith("zh"):
        return len(meant) >= _TELLING and 2 * sum(held(word, sentence) for word in meant) >= len(meant)
    asked = statement(query.normalised)
    last = next((words[-1] for clause in reversed(clauses(asked)) if (words := content(clause))), "")
    return bool(last) and (held(last, sentence) or spares(asked, sentence))


_TELLING = 3
"""Meanings of the words of a question that are no accident where a sentence has half of them."""


def enumerates(claims: Sequence[Claim], citations: Sequence[Citation]) -> bool:
    """Whether what is quoted is a list of the text: items of one measure, each with its number."""
    one = len({(citation.document, citation.measure) for citation in citations}) == 1
    return one and sum(_ITEM.match(claim.text) is not None for claim in claims) > 1


_ITEM = re.compile(r"\s*(?:[(（]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})(?:[)）、．]|\.(?![0-9])|[是\s])|[①-⑳])")


def line_for(query: Query, sentence: str, *, several: bool, bearing: bool, beside: Sequence[str] = ()) -> str:
    """The key of the frame line above the quoted sentences.

    Args:
        query: The question.
        sentence: The normalised sentence that answers best.
        several: Whether items of a list are quoted.
        bearing: Whether it surely bears on the question; if not, and it decides nothing, the line says that no such sentence was found.
        beside: The other sentences that are quoted, normalised; they may deny what is asked.
    """
    plain = "answer_list" if several and Want.LIST in query.wants else "answer"
    if query.language.startswith("zh") and otherwise(query.normalised, sentence):
        return "no"
    if not decides(query):
        return plain
    found = (_stance(query, sentence, beside) if query.language.startswith("zh") else None) or _lean(query, sentence, bearing=bearing)
    return found or (("relevant" if plain == "answer" else plain) if bearing else "not_stated")


def decides(query: Query) -> bool:
    """Whether a question is to be decided by yes or no: not one for a figure, one of two things, or a consequence, nor 那夜市呢."""
    chinese = query.language.startswith("zh")
    asks = whether(query.normalised) if chinese else Want.YES_NO in wants(query.normalised, query.language)
    if chinese and (either(query.normalised) or (_WHAT_ABOUT.search(query.normalised) and not asks)):
        return False
    if Want.YES_NO in query.sure or (asks and Want.YES_NO in query.wants):
        return True
    return not query.sure & _OPEN and ((chinese and asks) or _ENTITLEMENT.search(query.text) is not None)


@cache
def _asked_for() -> dict[str, re.Pattern[str]]:
    table = read_table(__file__, "stance.toml")
    return {name: re.compile(any_of(entry["patterns"])) for name, entry in table.items()}


def _meant(query: Query) -> list[str]:
    """The Chinese words for what a question is about."""
    if not query.language.startswith("zh"):
        return list(dict.fromkeys((*query.official, *query.expansion)))
    signs = _asked_for()
    found = [content(text) for text in (query.normalised, query.search)]
    own = [[w for w in words if not (signs["encouraging"].fullmatch(w) or signs["mandatory"].fullmatch(w))] for words in found]
    return own[0] or own[1]


def _lean(query: Query, sentence: str, *, bearing: bool) -> str | None:
    """The line for a sentence that encourages what is asked about; None where it does not, or hardly bears on it.

    Yes to "is it encouraged?", no to "is it a duty?" where nothing sounds like one, no promise to what else is asked. To "is it
    banned?" a sentence that encourages is merely relevant.
    """
    found = _encouraged(query, sentence, bearing=bearing)
    return "relevant" if found in {"direction", "encouraged"} and _asked_for()["banned"].search(_put_up(query)) else found


def _put_up(query: Query) -> str:
    """A question in lower case, less a second one that asks for something else than yes or no."""
    return _asked_for()["open"].sub(" ", query.text.lower())


def _encouraged(query: Query, sentence: str, *, bearing: bool) -> str | None:
    """The line of `_lean`, were the question not of a ban."""
    question, first, signs, meant = query.text.lower(), _put_up(query), _asked_for(), _meant(query)
    chinese, clause = query.language.startswith("zh"), _encouraging(sentence, meant)
    named = 2 * sum(held(word, sentence) for word in meant) >= len(meant) if chinese else bearing
    if clause is None or not (named or bearing):
        promoted = _promotes(sentence) and (chinese or _ENCOURAGING.search(_nearest(clauses(sentence), meant)[1]) is not None)
        return "encouraged" if named and signs["encouraging"].search(question) and promoted else None
    if signs["mandatory"].search(first):
        denied = signs["denied"].search(first) or signs["banned"].search(first)
        return None if denied or urges(clause) else "not_mandatory"
    if signs["encouraging"].search(question):
        return "encouraged" if named and (chinese or _ENCOURAGING.search(sentence)) else None
    return "direction"


def _nearest(parts: Sequence[str], meant: Sequence[str]) -> tuple[int, str]:
    """The clause that has most of what is meant, with its place; empty where there is none. Who acts counts where nothing else is meant."""
    meant = [word for word in meant if word not in word_lists()["bodies"]] or meant
    at = max(range(len(parts)), key=lambda i: (sum(held(word, parts[i]) for word in meant), -i), default=0)
    return at, parts[at] if parts else ""


def _encouraging(sentence: str, meant: Sequence[str]) -> str | None:
    """The clause that encourages what is meant: the one that has most of it, or one before it that opens with 鼓励 or 支持.

    The latter governs what follows where nothing but its like, or a circumstance (到2025年, 对小店), stands before it; after another deed
    (实施良种培育) it is one of a row.
    """
    parts = clauses(_LABEL.sub("", sentence))
    if not parts:
        return None
    at, _ = _nearest(parts, meant)
    for place in range(at, -1, -1):
        force = force_of(parts[place])
        if force is Force.DIRECTION and (place == at or _ENCOURAGES.match(parts[place])):
            if place < at and not all(_CIRCUMSTANCE.match(before) or force_of(before) is Force.DIRECTION for before in parts[:place]):
                return None
            return None if _PRESSES.search(parts[place]) else parts[at]
        if force in (Force.DUTY, Force.COMMITMENT) or permits(parts[place]):
            return None
    return None


def _all_there(asked: str, sentence: str) -> bool:
    """Whether the sentence has every word of the statement and its verbs: only then can it decide the question for yes."""
    words = content(asked)
    return bool(words) and all(word in sentence for word in words) and all(verb in sentence for verb in verbs(asked))


_BY_FIGURES = {Standing.OUTSIDE: "no", Standing.PARTLY: "conditional"}
"""The line where the figures of a question decide; those that keep to the limits leave it to the other words."""
_COMPARED = frozenset({Standing.WITHIN, Standing.OUTSIDE, Standing.PARTLY})


def _stance(query: Query, sentence: str, beside: Sequence[str]) -> str | None:
    """The line for a Chinese question that the sentence decides; None where it decides nothing."""
    asked, sentence = statement(query.normalised or query.text), _LABEL.sub("", sentence)
    pairing = Pairing(asked, sentence)
    if pairing.another or any(denies(asked, one) for one in (sentence, *beside)):
        return "no"
    if not _all_there(asked, sentence):
        return None
    if (deed := deed_without(asked)) is not None and _BAN.search(sentence):
        return "no" if barred(deed, sentence) else None
    verdict = prove(asked, (sentence,))
    figures = standing(asked, sentence, cases=verdict.holds)
    measured = figures in _COMPARED if verdict.holds else verdict.alike and verdict.check in (Check.NUMBER, Check.DATE)
    if measured:
        verdict = prove(without_figures(asked), (sentence,))
        if figures is not Standing.WITHIN:
            return None if _reversed(verdict, asked, sentence) else _BY_FIGURES.get(figures)
    if verdict.holds:
        if not negators(asked) and (leans_no(asked, sentence) or needless(asked, sentence) or (allows(asked) and _BAN.search(sentence))):
            return None
        if pairing.open or force_of(sentence) is Force.DIRECTION or (_EXPECTS.search(query.text) and _ENCOURAGES.search(sentence)):
            return None
        return "conditional" if conditional(sentence) or hinges(asked, sentence) else "yes"
    if _reversed(verdict, asked, sentence):
        if qualified(sentence):
            return "conditional"
        return None if narrower(asked, sentence) and not negators(asked) else "no"
    return "conditional" if verdict.check is Check.QUANTIFIER and verdict.alike else None


def _reversed(verdict: Verdict, asked: str, sentence: str) -> bool:
    """Whether a failed proof shows that the sentence says the contrary of the statement."""
    if not verdict.alike:
        return False
    if verdict.check is Check.NEGATION:
        return all(_denies_what_is_said(asked[at + len(word) :], sentence) for at, word in negators(asked))
    return verdict.check is Check.FORCE and _BAN.search(sentence) is not None and not negators(asked)


def _denies_what_is_said(denied: str, sentence: str) -> bool:
    """Whether a denial, by the words behind it, is of what is asked, or of a circumstance that the sentence itself requires.

    不符合条件的企业可以申请 is, where 符合条件的企业可以申请; 没有毕业可以申请 is not, where 毕业学年的学生可以申请.
    """
    asks = _ASKED_OF.search(denied)
    circumstance = denied[: asks.start()].strip().rstrip("的就也还都,") if asks else ""
    return (
        len(circumstance) < 2
        or re.search(re.escape(circumstance) + r"(?:[的者后并且可能方才应,;。]|人|居民|企业|单位|家庭|$)", sentence) is not None
    )


def _promotes(sentence: str) -> bool:
    """Whether a sentence furthers what it speaks of, without a word that binds anyone to grant it."""
    return _PROMOTES.search(sentence) is not None and _BAN.search(sentence) is None
