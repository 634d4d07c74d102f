"""Who leads (牵头) and who is in charge (主管): the body that a claim gives a role must have that role in the quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.proof import names
from rag.proof.clauses import SENTENCE_END
from rag.proof.glosses import content_words, licensed, romanised, stem, stems

_ROLES = ("牵头", "主管")
_OFFICE = r"(?:责任|负责|落实)?(?:单位|部门|机关|机构|方)"
_ASIDE = re.compile(r"\(([^()]*)\)")
_CLAUSE = re.compile(r"[,:()\[\]]")
_APART = re.compile(r"[,。;!?:()\[\]\n]|配合|协助|协办|由")
_HELPS = re.compile(rf"{_APART.pattern}|会同")
_UP_TO = re.compile(r"[。;!?)\]\n]|(?:责任|配合|参与|参加|协办|协同|支持)单位|配合|协助")
_HEADING = re.compile(r"\s*(?:\([^()]*\))?(?:(?P<is>为|是)|:|\()\s*")
_IS = re.compile(r"[是为]")
_KINDS = stems("bureau office department commission committee ministry administration authority agency government municipal provincial")
"""Words that many bodies have in common."""
_BODY_ENDS = r"\b(?:with|together|and|in|for|to|under|by)\b"
_LED_BY = re.compile(rf"\bled by (?:the )?(?P<body>(?:(?!{_BODY_ENDS})[^,.;])+)", re.IGNORECASE)
_LEADS = re.compile(
    rf"(?:^|[,.;] )(?:the )?(?P<body>(?:(?!{_BODY_ENDS})[^,.;]){{3,80}}?) "
    r"(?:leads?(?! to\b)|takes? the lead|is (?:in the lead|the lead(?:ing)?\b))",
    re.IGNORECASE,
)


def another(own: str, whole: str, *, english: bool) -> str:
    """Why the body that a claim makes the leader is not the quotes' leader; empty when it is, or when the claim names none.

    Args:
        own: The prepared claim.
        whole: The prepared quotes.
        english: Whether the claim is in English.
    """
    if english:
        return _another_english(own, whole)
    for role in _ROLES:
        led = _leaders(role, whole)
        if led is not None and (body := next((b for said in _given(role, own) if (b := names.missing_body(said, led))), "")):
            return f"the text does not say that {body} is {role}"
    return ""


def _given(role: str, claim: str) -> list[str]:
    """The words next to a role in a claim, less what only stands beside an office without being it (市财政局督促主管部门)."""
    found = []
    for m, before, after in _beside(role, claim):
        if not m["office"] or _IS.search(before):
            found.append(before)
        found.append(after)
    return [words for words in found if words]


def _leaders(role: str, quotes: str) -> str | None:
    """The words next to a role in the quotes; None where its body stands further off than in the clause before."""
    found = []
    for m, before, after in _beside(role, quotes):
        if not (_names_body(before) or _names_body(after)):
            if m["office"]:
                continue
            before = "".join(_CLAUSE.split(SENTENCE_END.split(quotes[: m.start()])[-1])[-2:-1])
            if not _names_body(before):
                return None
        found += [before, after]
    return "\n".join(found)


def _names_body(words: str) -> bool:
    return bool(names.missing_body(words, ""))


def _beside(role: str, text: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """Each place of a role with the words before it in its clause, and those after it where it is a heading (牵头单位:…)."""
    for m in re.finditer(rf"{role}(?P<office>{_OFFICE})?", text):
        read = _ASIDE.sub(lambda aside: "" if _HELPS.search(aside[1]) else " " + aside[1], text[: m.start()])
        before, after = _APART.split(read.rstrip("( "))[-1], ""
        if heading := _HEADING.match(text, m.end()):
            after = (_APART if heading["is"] else _UP_TO).split(text[heading.end() :].lstrip(":( "))[0]
        yield m, before, after


def _another_english(own: str, whole: str) -> str:
    led = _leaders(_ROLES[0], whole)
    if not led:
        return ""
    theirs, others = licensed(led), licensed(whole)
    for m in (*_LED_BY.finditer(own), *_LEADS.finditer(own)):
        for word in content_words(m.group("body")):
            if stem(word) in others - theirs - _KINDS and not romanised(word, led):
                return f"the text does not say that {m.group('body')} leads"
    return ""
