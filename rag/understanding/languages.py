"""The language of a question: by its script, then by the small words that only one language uses.

Statistical detectors are built for sentences and guess wildly at "补贴?" or "Article 7"; a question of three words still has a script
and, in Latin letters, a question word.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

from opencc import OpenCC

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
_CJK_RUN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_SHINJITAI = frozenset("対応発図県経済働込辺円売読価実験検児労営団気両権増産広続総関係処戻択沢拠届絵変観転伝駅圏鉱髪齢姫掲")
_TIGHT = {"uk": "іїєґ", "fa": "پچژگ", "ur": "ٹڈڑے"}
_LETTERS = {"de": "äöüß", "es": "ñ¿¡", "fr": "œèêâçîûëù", "pt": "ãõ", "vi": "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ"}


def function_words(language: str) -> frozenset[str]:
    """The small words of a language written in Latin letters; empty for one that has no list."""
    return _words_by_language().get(language, frozenset())


@cache
def _words_by_language() -> dict[str, frozenset[str]]:
    with (Path(__file__).parent / "languages.toml").open("rb") as file:
        return {language: frozenset(words.split()) for language, words in tomllib.load(file).items()}


@cache
def _converter(direction: str) -> OpenCC:
    return OpenCC(direction)


@cache
def _traditional() -> frozenset[str]:
    """Characters that only traditional writing has, from OpenCC's table; a cheap way to see that there is nothing to convert."""
    table = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return frozenset(old for old, new in pairs if len(old) == 1 and old not in new.split(" "))


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


def identify(text: str) -> str:
    """BCP 47 tag of the language that a person writes in.

    Quoted Chinese in a foreign question does not make it Chinese: a question in Latin letters around 《…》 stays what it is. Text
    without letters counts as Chinese, the language of the documents.
    """
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
        return _chinese(own)
    return _latin(own) if latin else "zh"


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


def _chinese(text: str) -> str:
    to_simplified, to_traditional = simplified(text), str(_converter("s2t").convert(text))
    traditional = sum(a != b for a, b in zip(text, to_simplified, strict=False))
    plain = sum(a != b and a == c for a, b, c in zip(text, to_traditional, to_simplified, strict=False))
    if any(c in _SHINJITAI for c in text) and not plain:
        return "ja" if sum(c in _SHINJITAI for c in text) >= traditional else "zh-Hant"
    return "zh-Hant" if traditional > plain else "zh"


def _latin(text: str) -> str:
    lowered = text.lower()
    words = re.findall(r"[a-z\u00c0-\u024f\u1e00-\u1eff]+", lowered)
    scores = {language: float(sum(w in known for w in words)) for language, known in _words_by_language().items()}
    for language, letters in _LETTERS.items():
        scores[language] = scores.get(language, 0.0) + 0.8 * sum(c in letters for c in lowered)
    if scores["vi"] < 2 and not any(c in _LETTERS["vi"] for c in lowered):
        del scores["vi"]  # its words without marks are words of other languages: ai, sao
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    return best if scores[best] > 0 else "en"
