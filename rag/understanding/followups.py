"""Questions that lean on the ones before (那牵头单位呢? "and for small firms?"), resolved with the history or seen to open a topic."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.tables import any_of, read_table
from rag.understanding.languages import KANA_OR_HANGUL, function_words, identify
from rag.understanding.vocabulary import Vocabulary, ngrams
from rag.understanding.wants import topic, wants

_BETWEEN = " ,，.:;、،؛。"
"""Marks that are left at the ends when words are cut off a question."""
TURNS = 6
"""So many earlier questions are looked at."""
_CHINESE = ("zh", "zh-Hant")
_LONG = {"zh": 2, "other": 3}
"""Content words with which a question stands on its own feet."""
_BRIEF = 10
"""Han characters, or twice the words, of a question that is read with the one before it where both speak of one matter."""
_FIGURE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?![\d.])[ ]?(%|[\u3400-\u9fff]|[a-z]+)?", re.IGNORECASE)
_HEARD = re.compile(r"(?P<figure>\d+(?:\.\d+)?) ?(?P<unit>%|[\u3400-\u9fff]{0,3}?)的?[吗么嘛啊呀吧哦呢]*$")
"""A figure that a person heard, and no more."""
_BARE = frozenset("的呢了吗,?")
"""What may follow a figure that leaves its unit to the question before: 那30的呢."""
_NO_NOUNS = frozenset("不没未无非别他她它谁何")
"""Words of one letter that name nothing, beside those of asking."""
_MODALS = "要能会可想该得"
Gloss = Callable[[str], Sequence[Sequence[str]]]
"""Chinese words of the documents for the words of a question in another language."""
Leaning = Callable[[str], float]
"""The probability that a question leans on those before it."""
_SURE = 0.85
"""Probability from which on what is heard goes before the rules."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation."""

    own: str
    """Without what only points back."""
    earlier: str
    """The question that it leans on, as it would be asked without a history; empty where it leans on none."""
    text: str
    """As it would be asked itself without a history."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A question as it would be asked without a history."""

    text: str
    used: bool
    """Whether the history gave any of it."""
    aside: str
    """A second reading to search for as well, at less weight; empty where there is only one."""
    reason: str
    """``first``, ``own topic``, ``new topic``, ``same topic``, ``new subject`` (the earlier question asked of another matter) or
    ``omission`` (what follows where it is not done)."""
    turns: tuple[Turn, ...] = ()
    """Those of the history that were looked at, and the question last; none where it does not lean on them."""
    omitted: str = ""
    """The deed of an ``omission``."""


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return read_table(__file__, "followups.toml")


@cache
def _signs() -> tuple[dict[str, re.Pattern[str]], frozenset[str]]:
    """The patterns by name, and the sides that every matter has."""
    aspects = frozenset(word for line in _table()["aspects"]["words"] for word in line.split())
    patterns = {name: entry["patterns"] for name, entry in _table().items() if "patterns" in entry}
    return {name: re.compile(any_of(each), re.IGNORECASE) for name, each in patterns.items()}, aspects


def resolved(
    question: str, history: Sequence[str], vocabulary: Vocabulary, gloss: Gloss | None = None, leaning: Leaning | None = None
) -> Resolution:
    """The question with what it takes from its history.

    Args:
        question: Normalised.
        history: Earlier questions of the same person, normalised, oldest first.
        vocabulary: The words of the documents; says whether two matters are treated together.
        gloss: For questions in other languages than Chinese.
        leaning: A second opinion on whether a question can do without those before it; where it is sure, it is followed.
    """
    if not history:
        return Resolution(question, False, "", "first")
    turned, rest = _turned(question)
    question = rest or question
    if turned and content(question):
        return Resolution(question, False, "", "new topic")
    states: list[str] = []
    matters: list[str] = []
    turns: list[Turn] = []
    for turn in history[-TURNS:]:
        away, said = _turned(turn)
        if away and not content(said):  # the change is announced, and nothing asked yet
            states.clear()
            matters.clear()
            continue
        said = said or turn
        earlier, rest = _meant(states, matters, said) if states and not away else ("", said)
        rests, sure = _rests(rest, leaning, back=_points(rest, said, earlier)) if earlier else (False, False)
        states.append(_joined(earlier, rest, vocabulary, gloss, sure)[0] if rests else said)
        turns.append(Turn(rest, earlier if rests else "", states[-1]))
        matters[-1 if rests else len(matters) :] = [states[-1]]
    if not states:
        return Resolution(question, False, "", "first")
    earlier, rest = _meant(states, matters, question)
    back, question = _points(rest, question, earlier), rest
    rests, sure = _rests(question, leaning, back=back)
    both = f"{earlier} {question}"
    if not rests:
        return Resolution(question, False, both, "own topic")
    text, reason = _joined(earlier, question, vocabulary, gloss, sure)
    asides = {"same topic": question if content(question) else "", "omission": ""}
    omission = _omitted(question, earlier) if reason == "omission" else None
    deed = omission[1] if omission else ""
    return Resolution(text, reason != "new topic", asides.get(reason, both), reason, (*turns, Turn(question, earlier, text)), deed)


def _points(question: str, said: str, earlier: str) -> bool:
    """Whether a question rests on the one before it by its form: what was said points back, names a matter alone, or denies a duty."""
    among = _signs()[0]["among"].search(question.lower())
    return question != said or among is not None or names_only(question) or _omitted(question, earlier) is not None


def _rests(question: str, leaning: Leaning | None, *, back: bool) -> tuple[bool, bool]:
    """Whether a question rests on the one before it, and whether that is heard for sure; one that does by its form does so in any case."""
    by_rule = back or leans(question) or _brief(question)
    if leaning is None or back:
        return by_rule, False
    heard, signs = leaning(question), _signs()[0]
    points = any(signs[name].search(question.lower()) for name in ("refers", "first", "former", "both"))
    return (points or heard > 1 - _SURE if by_rule else heard >= _SURE), heard >= _SURE


def _turned(question: str) -> tuple[bool, str]:
    """Whether a question leaves the matter before (换个话题, "new topic:"), and it without those words, which may be all of it."""
    signs = _signs()[0]
    away = signs["turns"].search(question)
    rest = signs["turns"].sub("", question, count=1) if away else signs["asides"].sub("", question, count=1)
    return away is not None, rest.strip(_BETWEEN)


def _meant(states: Sequence[str], matters: Sequence[str], question: str) -> tuple[str, str]:
    """The matter before that a question goes back to, or the last two, and the question without the words that point there.

    ``states`` are the turns as they would be asked without a history, ``matters`` of each matter the last of them.
    """
    signs = _signs()[0]
    if len(matters) > 1 and signs["both"].search(question.lower()) and leans(question):
        return f"{matters[-2]} {matters[-1]}", question
    place = 0 if signs["first"].search(question) else -2 if len(states) > 1 and signs["former"].search(question) else -1
    if not signs["back"].search(question):
        return states[place], question
    rest = question
    for name in ("back", "first", "former"):
        rest = signs[name].sub("", rest)
    rest = rest.strip(_BETWEEN) or question
    if place != -1 or not content(rest):
        return states[place], rest
    named = {pair for word in content(rest) for pair in ngrams(word)} if _han(rest) else set(content(rest))
    shared = [sum(word in state.lower() for word in named) for state in states]
    return (states[max(range(len(states)), key=lambda i: (shared[i], i))], rest) if any(shared) else (states[-1], question)


def leans(question: str) -> bool:
    """Whether a normalised question has no full topic of its own: it opens like a reply, points back, or names only sides of a matter."""
    signs, _ = _signs()
    lowered = question.lower().strip()
    own = content(question)
    long = _LONG["zh" if _han(question) else "other"]
    if signs["opens"].search(lowered):
        return True
    if not own:
        return True
    if signs["ends"].search(lowered) and len(own) <= long:
        return True
    return any(signs[name].search(lowered) for name in ("refers", "both")) and len(own) <= long


def dangling(question: str) -> bool:
    """Whether a normalised question without a history asks of something that it does not name: 那牵头单位呢? "and the deadline?"."""
    signs, lowered = _signs()[0], question.lower().strip()
    return not content(question) and any(signs[name].search(lowered) for name in ("opens", "ends", "refers"))


def _brief(question: str) -> bool:
    """Whether a question has but one word of its own and little around it: 多久能批下来, "is interest covered?"."""
    size = len(re.findall(r"[\u3400-\u9fff]", question)) if _han(question) else 2 * len(re.findall(r"[^\W_]+", question))
    return len(content(question)) <= 1 and size <= _BRIEF


def replies(question: str) -> bool:
    """Whether a normalised question opens like a reply to something said before."""
    return _signs()[0]["opens"].search(question.lower().strip()) is not None


def content(question: str) -> tuple[str, ...]:
    """The words of a question that name a matter: neither question words nor sides that every matter has."""
    signs, aspects = _signs()
    if signs["sides"].search(question.strip()):
        return ()
    if _han(question):
        own = topic(signs["opens"].sub("", question))
        plain = {w: w.lstrip(_MODALS) for w in own}  # behind one letter a modal makes another word: 年会, 用能
        own = tuple(
            w
            for w in own
            if w not in aspects and plain[w] not in aspects and (len(plain[w]) < 3 or plain[w].rstrip(_MODALS) not in aspects)
        )
        return tuple(w for w in own if len(w) > 1 or (w.isalnum() and not _han(w)))
    small = function_words(identify(question))
    words = re.findall(r"[^\W_]+", signs["opens"].sub("", question.lower()))
    return tuple(w for w in words if w not in small and w not in aspects and len(w) > 1)


def _han(text: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", text)) and not KANA_OR_HANGUL.search(text)


def _joined(earlier: str, question: str, vocabulary: Vocabulary, gloss: Gloss | None, sure: bool) -> tuple[str, str]:
    """An earlier full question and one that leans on it, for sure or not, as one text, and in which way they belong together."""
    if omission := _omitted(question, earlier):
        return omission[0], "omission"
    earlier = _superseded(earlier, question)
    subject = _subject(earlier, vocabulary)
    new, old = _matter(question, gloss), [word for word in _matter(earlier, gloss) if not _han(earlier) or word in subject]
    said = bare(question) or question
    matter = _unasked(earlier) if _han(question) and wants(question) else earlier
    if not content(question):
        return f"{matter} {said}", "same topic"
    known = [word for word in new if vocabulary.frequency(word)]
    together = not known or not old or vocabulary.together(known, old)
    if together or _signs()[0]["refers"].search(question.lower()):
        return f"{matter} {said}", "same topic"
    if _asks(said):
        return (f"{matter} {said}", "same topic") if sure else (said, "new topic")
    return f"{said} {_without(earlier, subject)}".strip(), "new subject"


def _unasked(question: str) -> str:
    """A Chinese question without what it asks, where its matter is left; any other as it is."""
    cut = re.sub(rf"(?:{_signs()[0]['asking'].pattern})[?]*", "", question)
    rest = cut.strip(_BETWEEN + "?")
    return rest if cut != question and _han(question) and content(rest) else question


def _subject(question: str, vocabulary: Vocabulary) -> Sequence[str]:
    """The words of what a question is asked of; in Chinese without the last of its terms, where another stands before it (入户公示几天)."""
    if not _han(question):
        return content(question)
    terms: list[list[str]] = []
    for word in topic(question):
        if word in _signs()[1]:
            continue
        joined = f"{terms[-1][-1]}{word}" if terms else ""
        if joined and joined in question and (min(len(word), len(terms[-1][-1])) == 1 or vocabulary.holds(joined)):
            terms[-1].append(word)
        else:
            terms.append([word])
    between = question.partition(terms[-2][-1])[2].partition(terms[-1][0])[0] if len(terms) > 1 else " "
    return [word for term in (terms if re.search(r"[ ,?;。]", between) else terms[:-1]) for word in term]


def bare(question: str) -> str:
    """A normalised question in lower case without the words by which it leans: 那…呢."""
    signs = _signs()[0]
    return signs["tails"].sub("", signs["opens"].sub("", question.lower()).strip(_BETWEEN)).strip(_BETWEEN + "呢?؟")


def matter_alone(question: str) -> str:
    """What a normalised question names that names a matter and asks nothing of it (那物流呢, "and for schools?"); empty for any other."""
    said = bare(question)
    own, small = content(said), function_words(identify(said))
    nouns = [word for word in topic(said) if len(word) == 1 and word not in _NO_NOUNS] if _han(said) else []
    rest = re.findall(r"[^\W_]+", _without(said, (*own, *nouns)))
    if not own or any(word not in small and word != "的" for word in rest):
        return ""
    return " ".join(word for word in said.split() if word.strip(_BETWEEN) not in small).removesuffix("的")


def names_only(question: str) -> bool:
    """Whether a normalised question replies with a matter alone, or nothing, and asks what was asked before: 那物流呢, "and schools?"."""
    signs, lowered = _signs()[0], question.lower().strip()
    replied = signs["opens"].search(lowered) or signs["ends"].search(lowered)
    said = bare(question)
    if not replied or signs["refers"].search(said) or signs["denies"].search(said) or wants(question, identify(question)):
        return False
    return bool(matter_alone(question)) or not re.search(r"[^\W_]", said)


def doubted(question: str, earlier: str) -> str:
    """What a normalised question that doubts the answer to an earlier one asks again; empty for any other question.

    >>> doubted("你确定吗?", "补贴多少钱?"), doubted("不是2000吗?", "补贴多少钱?")
    ('补贴多少钱?', '补贴2000元吗?')
    """
    signs = _signs()[0]
    clauses = [part for part in re.split(r"(?<!\d)[,.]|[,.](?!\d)|[?!;。،؟]", question.lower()) if part.strip()]
    rests = [_HEARD.match(clause[heard.end() :]) if (heard := signs["hearsay"].match(clause.strip())) else None for clause in clauses]
    if not clauses or not all(rest or signs["doubts"].search(clause.strip()) for clause, rest in zip(clauses, rests, strict=True)):
        return ""
    heard, numbers = next((rest for rest in rests if rest), None), list(signs["number"].finditer(earlier))
    if not heard or not numbers:
        return earlier
    asked = next((number for number in numbers if heard["unit"] and number["unit"] == heard["unit"]), numbers[0])
    unit = heard["unit"] or (asked["unit"] or "").replace("块钱", "元").replace("钱", "元")
    return f"{earlier[: asked.start()]}{heard['figure']}{unit}{earlier[asked.end() :].rstrip('?呢')}吗?"


def _omitted(question: str, earlier: str) -> tuple[str, str] | None:
    """Where a question asks what follows if a duty of an earlier one is not done (不备案呢, "and if not?"): the search, and the deed.

    The deed is empty in other languages than Chinese, which leave it to the earlier question. None for any other question.
    """
    signs = _signs()[0]
    omits = signs["omits"].search(question.lower())
    if not omits:
        return None
    deed = omits["deed"]
    if not deed:
        return f"{earlier} {bare(question)}", ""
    duty = re.search(rf"{signs['duty'].pattern}[^,。?]{{0,8}}?{re.escape(deed[:2])}", earlier)
    if not duty and (omits["asks"] == "呢" or not any(pair in earlier for pair in ngrams(deed))):
        return None
    return f"{earlier[: duty.start()] if duty else earlier} 未{deed} {' '.join(_table()['sanctions']['words'])}", deed


def _superseded(earlier: str, question: str) -> str:
    """An earlier question with its figure changed for the new one of the same unit, or of none: after 12人, 那30的呢 means 30人."""
    now, before = list(_FIGURE.finditer(question)), list(_FIGURE.finditer(earlier))
    if len(now) != 1 or len(before) != 1 or now[0].group(1) == before[0].group(1):
        return earlier
    unit = now[0].group(2) or ""
    if unit and unit not in _BARE and unit != before[0].group(2):
        return earlier
    return f"{earlier[: before[0].start(1)]}{now[0].group(1)}{earlier[before[0].end(1) :]}"


def _asks(question: str) -> bool:
    """Whether a question says what it wants, and not only of what."""
    rest = _without(question, content(question))
    return len(re.findall(r"[\u3400-\u9fff]|[^\W_]+", rest)) >= 3


def _matter(question: str, gloss: Gloss | None) -> list[str]:
    words = list(content(question))
    if _han(question) or gloss is None:
        return words
    return [word for options in gloss(" ".join(words)) for word in options]


def _without(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = re.sub(re.escape(word), " ", text, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", text).strip(" ,?")
