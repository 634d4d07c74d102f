"""Whether an answer speaks the language of its question, judged without the system's own language module."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_SCRIPTS = {
    "ja": r"[\u3040-\u30ff]",
    "ko": r"[\uac00-\ud7af]",
    "ru": r"[\u0400-\u04ff]",
    "ar": r"[\u0600-\u06ff]",
}
_WORDS = {
    "en": "the of and to is in are not document measure for this",
    "es": "el la los de que en no se del documento para y",
    "fr": "le la les des de du ne pas est document pour et",
    "de": "der die das und nicht ist dokument zu für den von im",
    "pt": "o a os de que não do da documento para em",
    "it": "il la di che non del documento per è le",
    "vi": "không của và là văn bản tài liệu này có các",
}
_TRADITIONAL = re.compile("[這個為與對於說關據資產業務條來時會無權應規責]")
_SIMPLIFIED = re.compile("[这个为与对于说关据资产业务条来时会无权应规责]")


_YES = re.compile(r"^\W*(yes|sí|oui|ja\b|да|نعم|はい|예|네|có\b|sim\b|是的|[是有能会][,。，:：]|可以[,。，:：])", re.IGNORECASE)
_NO = re.compile(
    r"^\W*(no\b|non\b|nein\b|нет|لا\b|いいえ|아니|không\b|não\b|不是|否|不[,。，:：]|没有[,。，:：]|不可以|不能[,。，:：])", re.IGNORECASE
)


def stated_polarity(text: str) -> str | None:
    """``yes`` or ``no`` when the text opens with it, in any of the benchmark's languages; None when it opens otherwise."""
    if _NO.match(text):
        return "no"
    return "yes" if _YES.match(text) else None


def frame(answer: Mapping[str, Any]) -> str:
    """The words of the answer that are not quoted from a document: what the system itself says."""
    text = str(answer.get("text", ""))
    verbatim = [c[key] for c in answer.get("citations", ()) for key in ("quote", "title", "section", "number", "label") if c.get(key)]
    verbatim += [contact["name"] for contact in answer.get("contacts", ())]
    for words in sorted(map(str, verbatim), key=len, reverse=True):
        text = text.replace(words, " ")
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def looks_like(language: str, answer: Mapping[str, Any]) -> bool:
    """True when the frame of the answer is written in ``language`` (BCP 47); an answer without any frame words passes by its label."""
    own = frame(answer)
    letters = "".join(c for c in own if unicodedata.category(c).startswith("L"))
    if len(letters) < 4:
        return bool(answer.get("language") == language)
    if language in _SCRIPTS:
        return len(re.findall(_SCRIPTS[language], letters)) >= 2
    han = len(re.findall(r"[\u4e00-\u9fff]", letters))
    if language == "zh-Hant":
        return han > 0 and len(_TRADITIONAL.findall(letters)) >= len(_SIMPLIFIED.findall(letters)) * 0.5
    if language.startswith("zh"):
        return han >= len(letters) / 2
    words = re.findall(r"[^\W\d_]+", own.lower())
    hits = {code: sum(word in stop.split() for word in words) for code, stop in _WORDS.items()}
    return hits.get(language, 0) > 0 and hits.get(language, 0) == max(hits.values())
