"""Slips of the pen mended against the documents' own words: homophones, near homophones, swapped or doubled letters, and pinyin.

A word is only ever replaced by one that the documents hold, and only where the question's own letters form no word: a question about
something that the documents do not treat must keep its words, or it could never be refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

import jieba
from pypinyin import Style
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert as _style

from rag.understanding.synonyms import equals, listed
from rag.understanding.vocabulary import Vocabulary, in_dictionary

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_LONGEST = 7
_SPELT = 5
"""Letters of a word in pinyin in a text of another language; shorter ones may be anything."""
_SMALL = frozenset("的地得是时了着过吗呢吧啊呀嘛么和与跟或及以给把被让向往从对为于而但且就也都还又才很不没有在到会能要")
"""Letters that are words of grammar by themselves: whoever writes one means it, so that none is taken for a slip of the pen."""
_WHOLE = frozenset("新老旧全大小高低多少好各每本该此")
"""Letters that are words by themselves where a word follows that they tell more of: 低保|新|标准."""


@cache
def readings(character: str) -> tuple[str, ...]:
    """The ways to read a character, without tones, most usual first; empty for anything that is not Han."""
    entry = pinyin_dict.get(ord(character), "")
    plain = (_style(reading, Style.NORMAL, strict=False).replace("ü", "v") for reading in entry.split(",") if reading)
    return tuple(dict.fromkeys(plain))


@cache
def loosely(syllable: str) -> str:
    """A syllable as speakers of southern dialects hear it: zh = z, ing = in, n = l."""
    for exact, loose in _FUZZY:
        syllable = syllable.replace(exact, loose)
    return "l" + syllable[1:] if syllable.startswith("n") else syllable


@dataclass(frozen=True, slots=True)
class Mending:
    """A text with its slips mended."""

    text: str
    changes: tuple[tuple[str, str], ...]
    """What was read and what was taken for it."""


class Speller:
    """Mends questions against one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def _by_sound(self) -> dict[tuple[str, ...], list[str]]:
        index: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for word in self._vocabulary.counts:
            sounds = [readings(c) for c in word]
            if all(sounds):
                index[tuple(loosely(s[0]) for s in sounds)].append(word)
        return index

    @cached_property
    def _by_pinyin(self) -> dict[tuple[str, ...], str]:
        index: dict[tuple[str, ...], str] = {}
        for word, _ in sorted(self._vocabulary.counts.items(), key=lambda item: (-item[1], item[0])):
            index.setdefault(tuple(readings(c)[0] if readings(c) else "" for c in word), word)
        return index

    def mended(self, text: str) -> Mending:
        """The text, simplified and half width, with every slip mended that one word of the documents explains."""
        changes: list[tuple[str, str]] = []
        for run in sorted({m.group() for m in re.finditer(r"[\u3400-\u9fff]{2,}", text)}, key=len, reverse=True):
            fixed = self._mend_run(run, changes)
            text = text.replace(run, fixed)
        return Mending(text, tuple(changes))

    def _mend_run(self, run: str, changes: list[tuple[str, str]]) -> str:
        pairs = self._vocabulary.pairs
        if all(run[i : i + 2] in pairs or in_dictionary(run[i : i + 2]) for i in range(len(run) - 1)):
            return run
        tokens = _tokens(run)
        start = 0
        while start < len(run) - 1:
            for length in range(min(_LONGEST, len(run) - start), 1, -1):
                window = run[start : start + length]
                better = self._better(run, start, length, tokens)
                if better:
                    changes.append((window, better))
                    run = run[:start] + better + run[start + length :]
                    tokens = _tokens(run)
                    start += len(better) - 1
                    break
            start += 1
        return run

    def _better(self, run: str, start: int, length: int, tokens: list[tuple[int, str]]) -> str | None:
        """The word of the documents that a window of a run was meant to be, if there is just cause to think so."""
        window = run[start : start + length]
        if all(window[i : i + 2] in self._vocabulary.pairs for i in range(length - 1)) or in_dictionary(window):
            return None
        fitting = [
            word
            for word in self._candidates(window)
            if self._plausible(window, word, start, tokens) and (length > 2 or self._supported(run, start, word))
        ]
        return max(fitting, key=lambda word: (self._vocabulary.counts[word], word), default=None)

    def _candidates(self, window: str) -> Iterator[str]:
        sounds = [readings(c) for c in window]
        if not all(sounds):
            return
        for key in product(*(dict.fromkeys(loosely(s) for s in options[:3]) for options in sounds)):
            for word in self._by_sound.get(key, ()):
                same = all(set(readings(a)) & set(readings(b)) for a, b in zip(window, word, strict=True))
                if word != window and (same or len(word) > 2):
                    yield word
        if len(window) >= 4:
            for i in range(len(window) - 1):
                swapped = window[:i] + window[i + 1] + window[i] + window[i + 2 :]
                if swapped != window and swapped in self._vocabulary.counts:
                    yield swapped

    def _plausible(self, window: str, word: str, start: int, tokens: list[tuple[int, str]]) -> bool:
        """At most half of the letters differ, none of them is a word of grammar or belongs to a word that makes sense as it stands."""
        differing = {start + i for i, (a, b) in enumerate(zip(window, word, strict=True)) if a != b}
        if len(differing) * 2 > len(window) or any(window[at - start] in _SMALL for at in differing):
            return False
        end = start + len(window)
        for (at, token), (_, following) in zip(tokens, (*tokens[1:], (len(tokens), "")), strict=True):
            if at in differing and token in _WHOLE and len(following) > 1 and in_dictionary(following):
                return False
            inside = differing & set(range(at, at + len(token)))
            if inside and in_dictionary(token):
                absent = len(window) >= 4 and at >= start and at + len(token) <= end and not self._vocabulary.pairs[token[:2]]
                if not absent:
                    return False
        return True

    def _supported(self, run: str, start: int, word: str) -> bool:
        """A word of two letters is too weak a ground alone: with a neighbour it must stand in the documents so."""
        before, after = run[max(0, start - 2) : start], run[start + 2 : start + 4]
        contexts = [part for part in (before + word if before else "", word + after if after else "") if len(part) == 4]
        return any(self._vocabulary.holds(context) for context in contexts)

    def spelt(self, token: str) -> tuple[str, ...]:
        """The words of the documents that one word in pinyin may be: their own, and those that stand for a lay word (dibao)."""
        syllables = _syllables(token) or ()
        if len(token) < _SPELT or len(syllables) < 2:
            return ()
        word = self._by_pinyin.get(syllables)
        lay = [word] if word else _lay_words().get(syllables, ())
        return tuple(dict.fromkeys(other for one in lay for other in (one, *equals(one)) if other in self._vocabulary.counts))

    def from_pinyin(self, text: str) -> Mending:
        """The text with words in pinyin (chongdianzhuang, "bu tie") written in characters, as far as the documents have them.

        A stretch of Latin letters is taken for pinyin when it falls into syllables and these into words, the documents' own for at
        least half of the syllables; English words that happen to be syllables (can, men) stay.
        """
        changes: list[tuple[str, str]] = []

        def written(match: re.Match[str]) -> str:
            found = self._written(match.group())
            if found:
                changes.append((match.group(), found))
            return found or match.group()

        return Mending(re.sub(r"[A-Za-z']+(?:[ ][A-Za-z']+)*", written, text), tuple(changes))

    def _written(self, latin: str) -> str | None:
        syllables = [s for token in latin.lower().replace("'", " ").split() for s in (_syllables(token) or ("?",))]
        if "?" in syllables or len(syllables) < 2:
            return None
        best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
        for end in range(1, len(syllables) + 1):
            options = []
            for size in range(1, min(_LONGEST, end) + 1):
                covered, pieces, taken = best[end - size]
                key = tuple(syllables[end - size : end])
                word = self._by_pinyin.get(key) if size > 1 else None
                asked = _asking().get("".join(key))
                if word or asked:
                    options.append((covered + (size if word else 0), pieces - 1, (*taken, word or asked or "")))
                elif size == 1:
                    options.append((covered - 1, pieces - 1, taken))
            best.append(max(options))
        covered, _, taken = best[-1]
        return "".join(taken) if covered * 2 >= len(syllables) else None


def _tokens(run: str) -> list[tuple[int, str]]:
    return [(start, token) for token, start, _ in jieba.tokenize(run, HMM=False)]


@cache
def _all_syllables() -> frozenset[str]:
    """Every syllable of the characters in everyday use, those of GB 2312."""
    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    characters = "".join(pair.decode("gb2312", "ignore") for pair in rows)
    return frozenset(s for c in characters for s in readings(c) if s.isascii() and s.isalpha() and s not in ("m", "n", "ng", "hm"))


def _syllables(token: str) -> tuple[str, ...] | None:
    """The fewest syllables that a token falls into; None when it is no pinyin."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(token) + 1):
        options = [
            (*before, token[end - size : end])
            for size in range(1, min(6, end) + 1)
            if (before := best[end - size]) is not None and token[end - size : end] in _all_syllables()
        ]
        best.append(min(options, key=len, default=None))
    return best[-1]


@cache
def _lay_words() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The words of the list of synonyms by their pinyin."""
    index: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for word in listed():
        if all(readings(c) for c in word):
            index[tuple(readings(c)[0] for c in word)].append(word)
    return {key: tuple(words) for key, words in index.items()}


@cache
def _asking() -> dict[str, str]:
    """Question words that policy texts seldom have."""
    forms = "怎么 什么 多少 哪里 哪些 哪个 谁 有 没有 有没有 吗 是 的 如何 可以 能 要 在 和 为什么 几 我 想 办 申请"
    return {"".join(readings(c)[0] for c in form): form for form in forms.split()}
