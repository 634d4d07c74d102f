"""The language of a question: by its script, then by the small words that only one language uses.

Statistical detectors are built for sentences and guess wildly at "补贴?" or "Article 7"; a question of three words still has a script
and, in Latin letters, a question word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from opencc import OpenCC

from corpus.tables import read_table

_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]")),
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff\u0750-\u077f]")),
    ("th", re.compile(r"[\u0e01-\u0e5b]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)
KANA = re.compile(r"[\u3041-\u30fa]")
KANA_OR_HANGUL = re.compile(r"[\u3041-\u30fa\uac00-\ud7af]")
"""Letters of Japanese or Korean: such a text is not Chinese, and its verbs and what denies them come last."""
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002fa1f]")
_WHOLE = 400
"""Characters up to which a text with one traditional character is converted whole: 徵 and 乾 alone may be either."""
_HAN_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002fa1f]+")
_CHINESE_SMALL = re.compile("[的了我你这這吗嗎呢吧怎麼么哪谁誰几幾啥什]|多少|如何|[请請]问?|[是能]否|可以|有[没沒]")
_CHINESE_MARKS = frozenset("的了我你這嗎呢吧怎麼哪誰甚沒")
"""Small words of Chinese in characters that Japan has too."""
_CJK_RUN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_SHINJITAI = frozenset("対応発図県経済働込辺円売読価実験検児労営団気両権増産広続総関係処戻択沢拠絵変観転伝駅圏鉱髪齢姫掲弁宛")
_TIGHT = {"uk": "іїєґ", "fa": "پچژگ", "ur": "ٹڈڑے"}
_CANTONESE = re.compile("[咁唔嘅喺咗啲㗎嘢佢攞嚟哋嗰乜睇咩]|^呢[個份條間]|冇(?!得)|[係邊點幾](?=[咪個啲度多])|^早晨")
"""What is written so in Cantonese only, whatever the characters around it."""
_ELECTRONIC = re.compile(r"\be-(?=[a-z])")
"""The e of e-commerce, which is no small word."""
_LONG, _ENDING, _LETTER = 5, 0.5, 0.8
"""Letters of a word whose ending counts; what an ending and a letter tell beside a word of one language."""
_BEFORE = 0.6
"""What the language before tells of a question: less than a word of one language."""
_TURNS = 6
"""So much of a history is looked at."""


def function_words(language: str) -> frozenset[str]:
    """The small words of a language written in Latin letters; empty for one that has no list."""
    return _words_by_language().get(language, frozenset())


@cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        kind: {language: tuple(words.split()) for language, words in lines.items()}
        for kind, lines in read_table(__file__, "languages.toml").items()
    }


@cache
def _words_by_language() -> dict[str, frozenset[str]]:
    return {language: frozenset(words) for language, words in _table()["small"].items()}


@cache
def _tells() -> dict[str, dict[str, float]]:
    """How much each word tells for each language that has it."""
    having: dict[str, set[str]] = defaultdict(set)
    for kind in ("small", "further"):
        for language, words in _table()[kind].items():
            for word in words:
                having[word].add(language)
    return {word: dict.fromkeys(languages, 1 / len(languages)) for word, languages in having.items()}


@cache
def _converter(direction: str) -> OpenCC:
    return OpenCC(direction)


@cache
def _traditional() -> frozenset[str]:
    """Characters that only traditional writing has, from OpenCC's table; a cheap way to see that there is nothing to convert."""
    table = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return frozenset(old for old, new in pairs if len(old) == 1 and old not in new.split(" "))


@cache
def _simplified_only() -> frozenset[str]:
    """Characters that traditional writing does not have: 台 and 里 stand in both, and so does 晒 in Cantonese."""
    table = files("opencc").joinpath("dictionary", "STCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return frozenset(new for new, old in pairs if len(new) == 1 and new not in old.split(" ")) - {"晒"}


def simplified(text: str) -> str:
    """The text in simplified characters, by words where it has traditional ones; any other text comes back as it is."""
    if _traditional().isdisjoint(text):
        return text
    if len(text) <= _WHOLE:
        return str(_converter("t2s").convert(text))
    # A long document with a few such characters: only the words that they stand in are read.
    return _CJK_RUN.sub(lambda run: run.group() if _traditional().isdisjoint(run.group()) else _converter("t2s").convert(run.group()), text)


def from_japanese(text: str) -> str:
    """The text with Japan's own character forms (保険) in simplified ones (保险)."""
    return simplified(text.translate(_japanese()))


@cache
def _japanese() -> dict[int, str]:
    """Traditional characters for Japan's own forms, from OpenCC's table."""
    table = files("opencc").joinpath("dictionary", "JPVariants.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {ord(form): old for old, forms in pairs for form in forms.split(" ") if len(form) == 1}


def identify(text: str, history: Sequence[str] = ()) -> str:
    """BCP 47 tag of the language that a person writes in; what leaves it open is read in the language of the ``history``, oldest first.

    Quoted Chinese in a foreign question does not make it Chinese: a question in Latin letters around 《…》 stays what it is. Text
    without letters counts as Chinese, the language of the documents.
    """
    before = identify(history[-1], history[-_TURNS:-1]) if history else None
    text = unicodedata.normalize("NFC", text)
    own = re.sub(r"《[^》]*》|“[^”]*”|「[^」]*」|\"[^\"]*\"", " ", text)
    if not any(c.isalpha() for c in own):
        own = text
    for language, pattern in _SCRIPTS:
        found = pattern.findall(own)
        if found and not _stray(own, language, found):
            return next((tight for tight, letters in _TIGHT.items() if any(c in letters for c in own)), language)
    han, latin = len(_HAN.findall(own)), len(re.findall(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+", own))
    if han and han >= latin and not _named_within(own, latin):
        return _chinese(own, before)
    return _latin(own, before) if latin else before or "zh"


def _named_within(text: str, latin: int) -> bool:
    """One Chinese name, or several and no Chinese small word, in a question whose small words are foreign: "Who leads 夜间经济?"."""
    if len(_HAN_RUN.findall(text)) == 1:
        small, least = re.findall(r"[a-z\u00c0-\u024f]+", text.lower()), 1
    elif _CHINESE_SMALL.search(text):
        return False
    else:
        # A类、AI企业: letters beside names are no words of another language.
        small = [
            w.lower() for w in re.findall(r"(?<![\w\u3400-\u9fff])[A-Za-z\u00c0-\u024f]{2,}(?![\w\u3400-\u9fff])", text) if not w.isupper()
        ]
        least = 2
    return latin > 1 and sum(any(w in known for known in _words_by_language().values()) for w in small) >= least


def _stray(text: str, language: str, found: list[str]) -> bool:
    """A foreign letter or word in Chinese text, and the の that Chinese writers use for 的; other kana and hangul always decide."""
    if language in ("ja", "ko"):
        return set(found) == {"の"} and not _encodable(text, "cp932")
    return len(_HAN.findall(text)) > 2 * len(found)


def _encodable(text: str, charset: str) -> bool:
    """Whether a national character set has all the letters: Japan's has no simplified ones (补贴)."""
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _chinese(text: str, before: str | None) -> str:
    to_simplified = simplified(text)
    traditional = sum(a != b for a, b in zip(text, to_simplified, strict=False))
    plain = sum(c in _simplified_only() for c in text)
    if any(c in _SHINJITAI for c in text) and _encodable(text, "cp932"):
        return "ja" if sum(c in _SHINJITAI for c in text) >= traditional else "zh-Hant"
    if before == "ja" and not plain and _CHINESE_MARKS.isdisjoint(text) and _encodable(text, "cp932"):
        return "ja"
    if traditional == plain:
        return "zh-Hant" if not plain and (before == "zh-Hant" or _CANTONESE.search(text)) else "zh"
    return "zh-Hant" if traditional > plain else "zh"


def _latin(text: str, before: str | None) -> str:
    lowered = _ELECTRONIC.sub("", text.lower())
    words = re.findall(r"[a-z\u00c0-\u024f\u1e00-\u1eff]+", lowered)
    scores = {language: sum(_tells().get(w, {}).get(language, 0.0) for w in words) for language in _table()["small"]}
    long = [w for w in words if len(w) >= _LONG]
    for language, endings in _table()["endings"].items():
        scores[language] += _ENDING * sum(w.endswith(endings) for w in long)
    for language, letters in _table()["letters"].items():
        scores[language] += _LETTER * sum(c in letters[0] for c in lowered)
    if before != "vi" and scores["vi"] < 2 and not any(c in _table()["letters"]["vi"][0] for c in lowered):
        del scores["vi"]  # its words without marks are words of other languages: ai, sao
    if before in scores:
        scores[before] += _BEFORE
    elif before and len(words) == 1 and text.isupper():
        return before
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] > 0 else "en"
