"""Document and question text inside a markdown answer: shown as text, never obeyed as markup."""

from __future__ import annotations

import re

_HTML = {"&": "&amp;", "<": "&lt;"}
_MARKDOWN = re.compile(r"([\\`*_\[\]|~$]|(?<!\S)#|^>)")
"""What has a meaning in markdown; a > has one only where a line opens with it."""
_BREAKS = re.compile(r"[ \t]*\n\s*")
_HAN = r"\u3400-\u9fff\u3001-\u3011\uff00-\uffef“”"
_WRAPPED = re.compile(rf"(?<=[{_HAN}])[ \t]*\n\s*(?=[{_HAN}0-9])|(?<=[0-9])[ \t]*\n\s*(?=[{_HAN}])")
"""A line break of the file inside Chinese words: Chinese sets nothing between words."""


def as_text(words: str) -> str:
    """The words escaped for markdown and html, line breaks folded into one space, into nothing between Chinese characters.

    Control characters other than the line break go; they show nothing and can hide text.
    """
    visible = "".join(c for c in words if c == "\n" or c.isprintable() or c in "\t　")
    folded = _BREAKS.sub(" ", _WRAPPED.sub("", visible))
    for raw, safe in _HTML.items():
        folded = folded.replace(raw, safe)
    return _MARKDOWN.sub(r"\\\1", folded)
