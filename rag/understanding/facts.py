"""Questions about the document itself (文号, date, issuer, basis …), answered from its metadata with the place that proves it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path

from corpus.documents import Fact, ParsedDocument
from rag.understanding import surroundings
from rag.understanding.addresses import DOCUMENT_NUMBER
from rag.understanding.divisions import divisions
from rag.understanding.holdings import derived
from rag.understanding.languages import function_words, identify, simplified
from rag.understanding.synonyms import equals
from rag.understanding.wants import Want, wants
from rag.understanding.wording import normalised


@cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    with (Path(__file__).parent / "facts.toml").open("rb") as file:
        table = tomllib.load(file)
    facts = {name: re.compile(simplified("|".join([found] if isinstance(found, str) else found))) for name, found in table["facts"].items()}
    return facts, re.compile(simplified("|".join(table["words"].values())))


def read(question: str, documents: Sequence[ParsedDocument] = (), searched: Sequence[ParsedDocument] = ()) -> tuple[str, ...]:
    """The facts that a normalised question asks for, in the order asked; empty for a question about anything else.

    "When do the coupons start?" is not about the document: what names the facts, the document and the question must leave nothing over.
    The place of a document that is searched names it too: how many measures does Hunan have?

    Args:
        question: Normalised.
        documents: Those that the question names.
        searched: All that are searched.
    """
    rest = DOCUMENT_NUMBER.sub(" ", question).lower().replace("啥", "什么")
    for parsed in documents:
        title = re.escape(normalised(parsed.document.title).lower())
        rest = re.sub(f"《?{title}》?", " ", rest)
    for place in derived(searched, _regions):
        rest = rest.replace(place, " ")
    language = identify(question)
    small = function_words(language)
    names = _named(rest, small)
    if not names and len(searched) == 1:
        title = normalised(searched[0].document.title).lower()
        called = _CALLED.sub(lambda m: _untitled(m, title), rest)
        names = _named(called, small) if called != rest else ()
    if names == ("issuer",) and Want.WHEN in wants(question, language):
        return ("issuer", "published")
    return names


def _named(rest: str, small: Collection[str]) -> tuple[str, ...]:
    """The facts that are named in what is left of a question, in the order asked; none where words are left over."""
    facts, words = _patterns()
    found: list[tuple[int, str]] = []
    for name, pattern in facts.items():
        match = pattern.search(rest)
        if match:
            found.append((match.start(), name))
        while match:
            gap = " ".join(group for group in match.groups() if group)
            rest = rest[: match.start()] + gap.ljust(match.end() - match.start()) + rest[match.end() :]
            match = pattern.search(rest) if not gap else None
    found += [(at, fact) for at, name in found if name == "signature" for fact in _SIGNATURE if fact not in {n for _, n in found}]
    found = [(at, name) for at, name in found if name != "signature"]
    left = [word for word in re.findall(r"[^\W_]+", words.sub(" ", rest)) if word not in small]
    return () if left else tuple(name for _, name in sorted(found))


def stated(names: Sequence[str], parsed: ParsedDocument) -> tuple[str, ...]:
    """The facts asked for as a document has them: where no person signs, the authority does; where none passed it, it was issued."""
    named = (_INSTEAD[name] if name in _INSTEAD and not surroundings.around(name, parsed) else name for name in names)
    return tuple(dict.fromkeys(named))


_INSTEAD = {"signatory": "issuer", "adopted": "published"}
_CALLED = re.compile(
    r"(?P<topic>[\u3400-\u9fff]{2,16}?)(?:的|这|那|该)?(?:个|份|部|项)?"
    r"(?P<kind>文件|文(?!号)|方案|办法|条例|细则|通知|公告|要点|规划|计划|意见|规定|通告|决定|法(?!律|规))"
)
"""What a person calls a document: a word or two of its title, and what it is (垃圾分类那个办法)."""
_NO_TOPIC = re.compile("什么|谁|哪|几|何|怎|实施|印发|发布|公布|制定|施行|执行|出台|通过|批准|管理|规定|有关|关于")
"""Words of questions about documents, and words that half of all titles have."""


def _untitled(called: re.Match[str], title: str) -> str:
    """Without the words before the kind of document that stand in a title of that kind, as they are, shortened, or by an equal."""
    topic, kind = called["topic"], called["kind"]
    for at in range(len(topic) - 1) if kind in ("文件", "文") or kind in title else ():
        word = topic[at:]
        short = len(word) > 2 and re.search("[^《》]{0,3}".join(word), title)
        if not _NO_TOPIC.search(word) and (word in title or short or any(other in title for other in equals(word))):
            return f"{topic[:at]} 文件 "
    return called.group()


_SIGNATURE = ("issuer", "published")
"""What a signature block says: who and when."""


def _regions(documents: Sequence[ParsedDocument]) -> list[str]:
    """Names of the places that documents are for, the longest first."""
    said = {fact.value for parsed in documents for fact in parsed.document.facts.get("region", ()) if 1 < len(fact.value) <= _PLACE}
    return sorted(said | {place[:-1] for place in said if len(place) > 2 and place[-1] in "省市区县"}, key=len, reverse=True)


_PLACE = 8
"""Characters of a place's name at most."""


def find(name: str, parsed: ParsedDocument) -> tuple[Fact, ...]:
    """The fact of a document as its text proves it; empty where the document does not say.

    For ``measures`` and ``sections`` the count, with no span: what proves it is the list itself.
    """
    if name == "measures":
        return (Fact(value=str(len(parsed.measures)), span=None),)
    if name == "sections":
        return (Fact(value=str(len(divisions(parsed))), span=None),)
    if name in surroundings.NAMES:
        return surroundings.around(name, parsed)
    return tuple(parsed.document.facts.get(name, ()))
