"""Words that a question wants measures to have: 提到冷链的, "which mention loans or insurance", 保険に触れている."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from corpus.numerals import CHINESE, to_chinese, to_int
from rag.understanding.concordance import Concordance
from rag.understanding.conditions import Condition, folded
from rag.understanding.followups import content
from rag.understanding.languages import KANA_OR_HANGUL, function_words, identify
from rag.understanding.marks import WORDS, Marks, Tag
from rag.understanding.quoted import HIDDEN, Quoted, spellings
from rag.understanding.synonyms import equals, within
from rag.understanding.vocabulary import in_dictionary

Gloss = Callable[[str], Sequence[Sequence[str]]]
"""For each word of a phrase in another language, the Chinese words that may stand for it."""
Patterns = dict[str, re.Pattern[str]]
_MOST_WORDS = 4
"""Words of a phrase in another language that are tried as one Chinese word."""
_QUOTED = re.compile(r"[“\"'‘「『《]([^”\"'’」』》]{1,40})[”\"'’」』》]")
_NOUN = r"(?:政策)?(?:措施|条款|条文|条目|举措|任务|内容|规定|条|项|款)"
_END = re.compile(
    rf"的{_NOUN}(?=有|是|都|分|一共|总共|共|在|的|呢|加|全|列|找|请|,|[?。!]|$)|的(?=[?。!,]|$|有|是|都|呢|一共|总共|共|加|那)|(?:一共|总共|共)?(?:有|是|在)?(?:哪(?:些|几|一|条)|多少|几(?:条|项|个)|第几)"
    r"|(?:这(?:个|几个)?)(?:词|字|概念|说法|事)|字样|[,。?!;:؟？—]|但|□|(?:一共|总共|合计)|$"
)
_BEFORE = re.compile(r"^(?:了|过|到|关于|有关|的|在|些|一下|\s)+|^(?:the |a |an |any )+")
_AFTER = re.compile(
    r"(?:这?[二两俩三四几]个?字(?:眼|样)?|一词|的|了|又|也|还|并且?|而且?|却|和|与|及|同时|又要|以及|[\s\"'“”]|\b(?:and|but|yet|do|does|mais|pero|aber|но|а|mas|ma|nhưng|لكن)"
    r"|[吗呢呀啊咯哦撒哈啦哒哇噢喔喽嘞咧呗诶哟噻欸…~]|(?<!喇)嘛|(?<![酒网茶水氧书迪陶])吧)+$"
)
_ENDED = re.compile(r"[?.!;؟？]|,(?! \w+ (?:and|or))|$")
_INFLECTED = re.compile(
    r"^(?:[てで](?:い|お)?(?:る|り|ます)?(?:が|けれども?|けど|のに|し)?|(?:하지만|되지만|지만|하고|되고|하며|되며|했지만)\s)[、, ]*"
)
"""What a verb before ends in, in languages whose verbs come last."""
_VERB_ENDS = re.compile(r"[\u3040-\u309f]+|[\uac00-\ud7af]{0,3} ?[\uac00-\ud7af]+")
_NOBODY = re.compile(r"(?:哪个|具体|明确)?(?:责任|牵头|负责|主管|配合)?(?:部门|单位|厅局|机构)")
_GENERAL = re.compile(r"(?:人员|企业|方面|事项|问题|工作|政策|情况|内容|活动|的事|(?<=[年月日天])的?(?:期限|时限|限期|时间))$")
_JOINT = re.compile(r"和|与|及|以及|并且|同时|、|,|跟|\band\b|\bet\b|\by\b|\bund\b|\bи\b|\bvà\b|と|와 |과 |\bو(?=\w)")
_WITHIN = re.compile(r"[里中内](?:一共|总共|共)?有$")
"""What ends a place that measures are in, and no words in them: 办法里有几条提到."""
_NUMBER = re.compile(rf"[0-9]{{1,3}}(?![0-9.])|[{CHINESE}]+")
_INNER = re.compile(r"\(([^)]*[\u3400-\u9fff][^)]*)\)")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = 4
"""Letters of a word that may be said to be in no measure; a longer phrase is a matter put in the person's own words."""
_CLAUSE, _FEW_WORDS, _FEW_LETTERS = 30, 4, 4
"""Characters before words in marks in which a negation may be theirs, and the words, or the letters, that may stand between."""
_BREAK = re.compile(rf"[,、。?!;又而但也还■□{HIDDEN}]")
NOT_ONLY = re.compile(r"(?:not|nicht|no|pas|не|không|不)\s*(?:only|merely|just|nur|solo|sólo|só|seulement|только|chỉ|只|光|单|仅|止)")
_MISSING = re.compile(r"(?:都|也|却)?(?:没有?|不|未)(?:被)?(?:(?:出现|提到?|提及|写到?|写进|含|用到?)(?:过|到|在内)?(?:的|[,。?!]|$)|的)")
"""What denies Chinese words in marks from behind: “物流”没有的."""
_UNTIL = re.compile(rf"[^,。?!;■□{HIDDEN}“”\"「」«»‘]{{1,16}}")
_SIGNS = " “”„\"'「」『』《》«»"
_MARKS = " ”\"'」』》»的를을"
POSTPOSED = re.compile(r"以外|之外|除外|[をは]除.*|제외|외에")
"""What excepts the words before it."""
_FAR = re.compile(r"[,。?!;]|\S{9}")
"""Between a cue and words in marks that are not its own."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the question that measures must (or must not) have."""

    start: int
    end: int
    phrase: str
    negated: bool
    strong: bool
    """Whether the cue speaks of words in a text (提到) and not of matter alone (讲, about)."""
    literal: bool = True
    """Whether a word that no measure has is an answer (none of them), and not a matter to be searched for."""
    quoted: Quoted | None = None
    """The words in marks, where the phrase is nothing else."""

    def place(self, text: str) -> tuple[int, int]:
        """Where the words themselves stand in the text that it was found in, without what says to look for them."""
        if self.quoted:
            return self.quoted.start, self.quoted.end
        at = text.find(self.phrase, self.start)
        return (at, at + len(self.phrase)) if at >= 0 else (self.start, self.end)


_STRONG = re.compile(
    r"提|出现|含|写|说到|涉及|谈|有关|相关|沾边|关系|牵|引|援|用|载|mention|contain|refer|word|quot|invok|cit|us(?:e|ing)|言及|触れ|使|언급|인용|사용"
    r"|mencion|utili[sz]|empl|usan|erwähn|zitier|verwend|gebrauch|vorkomm|упомина|использ|цитир|ссыла|встреча|تذكر|nhắc|đề cập|trích|viện"
)
_MATTER = re.compile(
    r"涉及|牵|关系|有关|相关|关于|沾边|concern|cover|deal|relate|touch|address|about|betreffen|behandel|traite|trata|касают"
)
"""Cues that stand for a matter as well as for words."""


def found(text: str, patterns: Patterns, *, chinese: bool, quotes: Sequence[Quoted] = ()) -> tuple[Mention, ...]:
    """Where a question names words; departments and sections in it are blanked.

    Args:
        text: Normalised and lower case; departments as ■, sections and ranges as □.
        patterns: Those of `sets.toml`.
        chinese: Whether it is written in Chinese.
        quotes: The words in marks that are looked for; their letters are hidden in the text.
    """
    mentions = list(_quoting(text, patterns, quotes))
    for m in patterns["mentioned"].finditer(text):
        phrase = _clean(_INFLECTED.sub("", m.group(_x(m)) or ""))
        empty = _WITHIN.search(phrase) or (chinese and not patterns["frame"].sub("", phrase).strip())
        if phrase and not empty and HIDDEN not in m.group() and not (_asks(phrase) if chinese else patterns["which"].search(phrase)):
            ending = _VERB_ENDS.match(text, m.end())
            denied = ending is not None and patterns["not"].search(ending.group()) is not None
            mentions.append(Mention(*m.span(), phrase, denied, True))
    cues = [m for m in patterns["mention_of"].finditer(text) if not any(n.start <= m.start() < n.end for n in mentions)]
    denials = [_negation(text, cue.start(), patterns["not"]) for cue in cues]
    limits = [*(start for start, _ in denials), len(text)][1:]
    for cue, (start, negated), limit in zip(cues, denials, limits, strict=True):
        strong = bool(_STRONG.search(cue.group()))
        literal = strong and not _MATTER.search(cue.group())
        turn = patterns["but_not"].search(text, cue.end(), limit)
        stop = _stop(text, cue.end(), turn.start() if turn else limit, chinese=chinese)
        phrase = _clean(text[cue.end() : stop])
        if phrase and HIDDEN not in phrase and not (_asks(phrase) if chinese else patterns["nobody"].match(phrase)):
            mentions.append(Mention(start, stop, phrase, negated, strong, literal))
            if turn and turn.start() == stop:
                stop = _stop(text, turn.end(), limit, chinese=chinese)
                phrase = _clean(text[turn.end() : stop])
                nobody = patterns["nobody"].search(text, turn.start(), stop)
                if phrase and not nobody and not {HIDDEN, "□", "■"} & set(phrase):
                    mentions.append(Mention(turn.start(), stop, phrase, not negated, strong, literal))
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def marked(text: str, mentions: Sequence[Mention], marks: Marks, holds: Callable[[str], bool]) -> Iterator[Mention]:
    """What a question names by its marks: of what was found what surely stands for nothing is left out, and whether words are denied is
    told where that is sure; and further Chinese words that were not found and that a measure has.

    Args:
        text: As `found` reads it.
        mentions: What that found.
        marks: Of the question.
        holds: Whether a measure has a word.
    """
    kept = [m for m in mentions if not marks.nothing(*m.place(text))]
    more = [
        Mention(start, end, phrase, tag is Tag.NO_WORD, True)
        for start, end, tag in marks.runs(text)
        if tag in WORDS and end - start > 1 and not any(start < m.end and m.start < end for m in kept)
        if holds(phrase := _clean(text[start:end].strip(_SIGNS)))
    ]
    for m in sorted([*kept, *more], key=lambda one: one.start):
        denied = marks.denied(*m.place(text))
        yield m if denied is None or _DENYING.match(m.phrase) else replace(m, negated=denied)


_DENYING = re.compile("[不没未无非]")
"""Opens a word that denies something itself: 提到不公开 denies no word."""
_DENIALS = ("不", "没")
"""What opens words that nobody looks for where no measure has them (不公开), unless they are one word: 不动产."""


def _quoting(text: str, patterns: Patterns, quotes: Sequence[Quoted]) -> Iterator[Mention]:
    """One mention for each group of words in marks, with the cue before it."""
    for one in quotes:
        cue = next((m for m in reversed(list(patterns["mention_of"].finditer(text))) if m.end() <= one.start), None)
        near = cue is not None and not _FAR.search(text[cue.end() : one.start])
        start, negated = _negation(text, cue.start() if cue and near else one.start, patterns["not"])
        negated = negated or _denied(text, one, patterns)
        yield Mention(start, one.end, " ".join(one.words), negated, strong=True, quoted=one)


def _denied(text: str, one: Quoted, patterns: Patterns) -> bool:
    """Whether words in marks are not to be there by a negation a few words before them, or, where the verb comes last, behind them."""
    for name in ("not", "except"):
        near = [m for m in patterns[name].finditer(text) if m.start() >= one.start - _CLAUSE and m.end() <= one.start]
        last = near[-1] if near else None
        gap = text[last.end() : one.start] if last else ""
        if not last or NOT_ONLY.match(text, last.start()) or patterns["mention_of"].search(gap):
            continue
        of_what_is_before = POSTPOSED.fullmatch(last.group()) is not None and text[: last.start()].rstrip(_MARKS)[-1:] in ("□", "■", HIDDEN)
        if name == "except" and (of_what_is_before or patterns["also"].search(text, one.end)):
            continue
        broken = _BREAK.search(gap if name == "not" else gap.replace(",", "", 1))
        if not broken and (len(gap.strip()) <= _FEW_LETTERS if _HAN.search(gap) else len(gap.split()) <= _FEW_WORDS):
            return True
    if not KANA_OR_HANGUL.search(text):
        return _MISSING.match(text, one.end) is not None
    behind = _UNTIL.match(text, one.end)
    return behind is not None and patterns["not"].search(behind.group()) is not None


def _stop(text: str, start: int, limit: int, *, chinese: bool) -> int:
    """Where words end that begin after a cue."""
    end = (_END if chinese else _ENDED).search(text, start, limit)
    return end.start() if end else limit


def _x(match: re.Match[str]) -> str | int:
    return next((name for name, value in match.groupdict().items() if value), 0)


def _clean(phrase: str) -> str:
    return _AFTER.sub("", _BEFORE.sub("", phrase.strip())).strip()


def _asks(phrase: str) -> bool:
    """Whether what follows the cue is the question itself: 提到了哪些部门."""
    return (
        bool(re.match(r"(?:哪|什么|啥|几|多少|这|那|有哪|过哪|(?:不|没有?)(?:[提说写讲]|$))", phrase))
        or not re.search(r"[\w■]", phrase)
        or bool(_NOBODY.fullmatch(phrase))
    )


def _negation(text: str, start: int, pattern: re.Pattern[str]) -> tuple[int, bool]:
    """Where a negation right before a cue begins, and whether there is one."""
    before = text[max(0, start - 10) : start]
    last = next((m for m in reversed(list(pattern.finditer(before))) if len(before[m.end() :].strip()) <= 2), None)
    return (start - len(before) + last.start(), True) if last else (start, False)


def conditions(mention: Mention, texts: Concordance, gloss: Gloss | None) -> list[Condition] | None:
    """What a mention asks of a measure: every part joined by "and", any of those joined by "or"; None for words that mean nothing here.

    Args:
        mention: Its phrase may be in any language.
        texts: The measures, folded.
        gloss: For phrases in other languages.
    """
    if mention.quoted:
        return _literal(mention, mention.quoted, texts)
    phrase = mention.phrase
    inner = _INNER.search(phrase)
    phrase = inner.group(1) if inner and not _HAN.search(phrase[: inner.start()]) else re.sub(r"\([^)]*\)?", "", phrase)
    quoted = _QUOTED.findall(phrase)
    whole = _clean(phrase.strip("“”\"'「」"))
    one = _held([whole], texts) or (gloss is not None and len(_apart(gloss(whole))) == 1)
    parts = quoted or ([whole] if one else [p for p in _JOINT.split(phrase) if _clean(p)])
    groups: list[tuple[str, ...]] = []
    for part in parts:
        words = _alternatives(_clean(part), texts, gloss)
        denied = part[:1] in _DENIALS and not in_dictionary(part)
        if words is None or (denied and not any(_held(group, texts) for group in words)):
            return None
        if not (mention.literal or all(_held(group, texts) or len(group[0]) <= _WORD for group in words)):
            return None
        groups += words
    if mention.negated and len(groups) > 1:
        return [Condition(words=tuple(w for g in groups for w in g), negated=True, said=mention.phrase)]
    return [Condition(words=group, negated=mention.negated, said=mention.phrase) for group in groups]


def _literal(mention: Mention, quoted: Quoted, texts: Concordance) -> list[Condition]:
    """Words in marks are looked for as they are written; a title without its marks where no measure writes it so."""
    groups = [_held(spellings(word), texts) or (word.strip("《》"),) for word in quoted.words]
    if not quoted.joined or mention.negated:
        groups = [tuple(word for group in groups for word in group)]
    return [Condition(words=group, negated=mention.negated, said=mention.phrase) for group in groups]


def _alternatives(part: str, texts: Concordance, gloss: Gloss | None) -> list[tuple[str, ...]] | None:
    options = [_clean(p) for p in re.split(r"或者?是?|\b(?:or|ou|oder|o|или|hoặc)\b|または|又は|또는|혹은|أو", part) if _clean(p)]
    found = [_meant(option, texts, gloss) for option in options]
    if any(words is None for words in found) or not found:
        return None
    if len(found) == 1:
        return found[0]
    return [tuple(dict.fromkeys(w for words in found for group in (words or ()) for w in group))]


def _meant(option: str, texts: Concordance, gloss: Gloss | None) -> list[tuple[str, ...]] | None:
    """A word as asked for; where no measure has it, its equals that some measure has, or its translations.

    The words of a phrase in another language stand for one Chinese word (smart cities: 智慧城市) where the texts have that, else each
    of them must be there; a single one that no measure has is kept.
    """
    if written := _held((*_spelt(option), *(() if _HAN.search(option) else (bare(option),))), texts):
        same = (
            e for e in (*equals(option), *equals(option.upper())) if option.isascii() or _abbreviates(option, e) or _abbreviates(e, option)
        )
        return [(*written, *_held(tuple(same), texts))]
    if _HAN.search(option) or gloss is None:
        shorter = _GENERAL.sub("", option)
        if len(shorter) > 1 and (written := _held(_spelt(shorter), texts)):
            return [written]
        whole = (key for key in within(option) if not content(option.replace(key, " ")))
        words = [e for key in (option, shorter, *whole) for e in equals(key)]
        if others := _held(words, texts):
            return [others]
        if gloss is None:
            return None if "的" in option else [(option,)]
    return _glossed(option, texts, gloss) or ([(option,)] if _HAN.search(option) else None)


def _spelt(option: str) -> tuple[str, ...]:
    """A word, its number in figures and in characters: 3个月, 三个月."""
    number = _NUMBER.match(option)
    value = to_int(number.group()) if number else None
    if not number or not value or value >= 10_000:
        return (option,)
    rest = option[number.end() :]
    return tuple(dict.fromkeys((option, f"{value}{rest}", to_chinese(value) + rest, *([f"两{rest}"] if value == 2 else []))))


def _glossed(option: str, texts: Concordance, gloss: Gloss) -> list[tuple[str, ...]] | None:
    meant = gloss(option) or gloss(bare(option))
    groups = _apart([kept for words in meant if (kept := _held(words, texts))])
    if 1 < len(groups) <= _MOST_WORDS and (whole := _held(["".join(words) for words in product(*groups)], texts)):
        return [whole]
    return [
        (group[0], *(w for w in group[1:] if group[0] in w or _abbreviates(w, group[0]) or _abbreviates(group[0], w))) for group in groups
    ] or ([tuple(meant[0])] if len(meant) == 1 else None)


def _apart(groups: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Without the words that others, of which they are a part, say already: 企业 beside 小微企业."""
    return [own for own in groups if not any(other is not own and all(any(word in o for o in other) for word in own) for other in groups)]


def bare(option: str) -> str:
    """A phrase of another language without articles and other small words; as it is where nothing else is in it."""
    small = function_words(identify(option))
    return " ".join(word for word in option.split() if word.strip("'’") not in small) or option


def _held(words: Sequence[str], texts: Concordance) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(words) if folded(word) and texts.holds(folded(word)))


def held(words: Iterator[str], texts: Concordance) -> tuple[str, ...]:
    """Those of some words that a measure has."""
    return _held(tuple(words), texts)


def _abbreviates(short: str, long: str) -> bool:
    """Whether a word is the other with letters left out, both ends kept: 电商 and 电子商务 are one word, 社保 and 社会保险 too."""
    letters = iter(long)
    return short not in long and short[0] == long[0] and all(c in letters for c in short)
