"""The statement that a Chinese yes-or-no question puts up for decision, its words, and whether a text has them."""

from __future__ import annotations

import re
from functools import cache

import jieba

from corpus.tables import read_table
from rag.understanding.synonyms import stands
from rag.understanding.wording import normalised

_TAGS = re.compile(
    r"[,;]?(?:对不对|是不是|行不行|好不好|(?<![应面针相绝反])对(?:吗|吧|么|嘛)|是(?:吗|吧|么|嘛)|没错吧|真的(?:吗|么|假的))[?。!\s]*$"
)
"""What asks at the end whether the words before it are so."""
_EITHER_WAY = re.compile(r"([\u3400-\u9fff])[不没]\1|([能可应需])否|(有)无|是否")
"""能不能, 有没有, 能否: the word for what is asked stands for both."""
_PUT = re.compile(r"(?:[吗吧嘛不没]|(?<![什怎那多这])么)(?=[,。?!\s]|$)")
_ASKS = re.compile(r"请问|[吗么呢吧嘛?？]+\s*$|[?？。]")
_MODAL = re.compile(
    r"可以|(?<![功节智效职机性技产动才])能(?!力|源|效|耗|量|人|动|手|级)|(?<![社协大开工商学理委])会(?![计员议展长费费签])|(?<![重主必摘纪首次需])要(?![求素点件闻])"
)
"""Stands between two words, and no word has it as a letter."""
_AFTER = "给到了着过掉去来出"
"""Second letters that say how a verb ends: 借给 is 借."""
_INSIDE = "里上内中们"
"""Last letters that say where or that there are several: 区里 is 区."""


@cache
def word_lists() -> dict[str, frozenset[str]]:
    """The lists of Chinese words of `statements.toml`, by name."""
    return {name: frozenset(entry["words"]) for name, entry in read_table(__file__, "statements.toml").items()}


def whether(question: str) -> bool:
    """Whether a normalised question has the form of one for yes or no: 能不能, 对吧, or 吗 at its end."""
    return _EITHER_WAY.search(question) is not None or _TAGS.search(question) is not None or _PUT.search(question) is not None


def tag(text: str) -> bool:
    """Whether a part of a question only asks whether what was said before it is so: 对不对, 是吗."""
    return _TAGS.fullmatch(text) is not None


def statement(question: str) -> str:
    """The statement that a question puts up: 能不能 as 能, without 吗 or 对吧; spaces keep what stands for it apart from its neighbours."""
    text = _TAGS.sub("", normalised(question))
    text = _EITHER_WAY.sub(_plain, text)
    return re.sub(r"\s+", " ", _ASKS.sub("", text)).strip(" ,")


def _plain(asking: re.Match[str]) -> str:
    word = next((group for group in asking.groups() if group), "")
    return "" if word in ("", "是") else f" {word}" if word == "可" else f" {word} "


def content(text: str) -> list[str]:
    """The words of a statement that carry what it says: of two letters and more, no figures, none that any question may have."""
    light = word_lists()["light"]
    return [w for w in jieba.cut(_MODAL.sub(" ", text)) if len(w) > 1 and w not in light and not any(c.isdigit() for c in w)]


def verbs(text: str) -> list[str]:
    """The verbs of one letter that say what a statement is about: 管, 交; not 有 or 拿, which many words may stand for."""
    from jieba import posseg  # its tables take a quarter of a second to load, and few questions need them

    lists = word_lists()
    light = lists["little"] | lists["doing"] | lists["having"]
    return [word for word, kind in posseg.cut(_MODAL.sub(" ", text)) if kind == "v" and len(word) == 1 and word not in light]


def particular(text: str, *, all_of_them: bool = True) -> list[str]:
    """The words of a name that tell it from others; where it is as general as can be, all of them, if those are wanted."""
    words = [word.removeprefix("各") for word in content(text)]
    bodies = word_lists()["bodies"]
    return [word for word in words if word not in bodies] or (words if all_of_them else [])


def held(word: str, text: str) -> bool:
    """Whether a text has a word, one that may stand for it, or its letters in order with one between them: 企事业 has 企业."""
    if stands(word, text):
        return True
    if len(word) == 2 and (word[1] in _AFTER or word[1] in _INSIDE):
        return word[0] in text
    return len(word) <= _LONGEST and re.search(".?".join(map(re.escape, word)), text) is not None


_LONGEST = 4
