"""The documents that a question names: by number, by title, or by words of the title and what they are (公租房办法, "the fitness plan")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.documents import ParsedDocument
from rag.understanding.addresses import DOCUMENT_NUMBER
from rag.understanding.followups import content
from rag.understanding.holdings import derived
from rag.understanding.named_abroad import named_abroad
from rag.understanding.readings import blanked
from rag.understanding.synonyms import equals
from rag.understanding.titles import TELLING, Naming, Titled, naming_words, plain_number, tells, titled
from rag.understanding.vocabulary import words

_RUN = re.compile(r"[\u3400-\u9fff0-9]{2,24}$")
_FURTHEST = 3
"""Letters between two letters of an abbreviation, at most."""
_REMEMBERED = 64
"""Questions whose names are kept."""
_MOST = 12
"""Documents among which the words of one title are looked for in the texts of the others."""


def find(question: str, documents: Sequence[ParsedDocument]) -> tuple[Naming, ...]:
    """Where a normalised question names one of some documents, in its order; a name that fits several of them alike names none.

    Args:
        question: Normalised; any language.
        documents: Those that it may name.
    """
    memory = derived(documents, _memory)
    found = memory.get(question)
    if found is None:
        if len(memory) >= _REMEMBERED:
            memory.clear()
        found = memory[question] = _found(question, documents)
    return found


def _memory(documents: Sequence[ParsedDocument]) -> dict[str, tuple[Naming, ...]]:  # noqa: ARG001 - one for each holdings
    """What the last questions named: the steps of one question ask again and again."""
    return {}


def _found(question: str, documents: Sequence[ParsedDocument]) -> tuple[Naming, ...]:
    titles = derived(documents, titled)
    found = [*_numbered(question, titles), *_whole(question, titles), *_short(question, titles)]
    if not re.search(r"[\u3400-\u9fff]", question):
        found += named_abroad(question, documents)
    kept: list[Naming] = []
    for naming in sorted(found, key=lambda n: (n.start - n.end, n.start)):
        if all(naming.end <= other.start or other.end <= naming.start for other in kept):
            kept.append(naming)
    return tuple(sorted(kept, key=lambda n: n.start))


def unnamed(question: str, namings: Sequence[Naming]) -> str:
    """The question, as long as it was, with spaces for the names of documents."""
    return blanked(question, [(naming.start, naming.end) for naming in namings], " ")


def _numbered(question: str, titles: Sequence[Titled]) -> Iterator[Naming]:
    """By number: more may stand before it (请问国发〔2026〕26号), and of its own beginning less (国务院令第768号)."""
    for m in DOCUMENT_NUMBER.finditer(question):
        said = plain_number(m.group())
        fitting = [one for one in titles if one.number and said.endswith(one.number)]
        shortened = [] if fitting else [one for one in titles if one.number.endswith(said)]
        for one in fitting or shortened if len(shortened) < 2 else ():
            yield Naming(document=one.document, start=m.start() + max(0, len(said) - len(one.number)), end=m.end())


def _whole(question: str, titles: Sequence[Titled]) -> Iterator[Naming]:
    """Titles as they are, or from 关于 on, with or without marks; between marks a part of the title is enough."""
    for one in titles:
        for name in (one.title, one.matter):
            at = question.lower().find(name.lower()) if len(name) > TELLING else -1
            if at >= 0:
                end = at + len(name)
                marked = question[at - 1 : at] == "《" and question[end : end + 1] == "》"
                yield Naming(document=one.document, start=at - marked, end=end + marked)
                break
    for m in re.finditer(r"《((?:[^《》]|《[^《》]*》){2,120})》", question):
        fitting = [one for one in titles if m.group(1).lower() in one.title.lower()]
        fitting = fitting or [one for one in titles if _fits(m.group(1), one.matter) is not None]
        if len(fitting) == 1:
            yield Naming(document=fitting[0].document, start=m.start(), end=m.end())


def _short(question: str, titles: Sequence[Titled]) -> Iterator[Naming]:
    """Names of words of a title before what the document is: 公租房办法."""
    kinds, tables = naming_words()
    for kind in kinds:
        for m in kind.called.finditer(question):
            pointed = tables["pointing"].search(question[: m.start()])
            end = pointed.start() if pointed else m.start()
            run = _RUN.search(question[:end])
            if not run or tables["behind"].match(question, m.end()):
                continue
            spellings = _spellings(run.group())
            sizes = [_suffix(spellings, one, kind.titles) for one in titles]
            best = max(sizes, default=0)
            fitting = [one for one, size in zip(titles, sizes, strict=True) if best and size == best]
            said = question[end - best : m.end()]
            exact = [one for one in fitting if said in one.matter]
            fitting = exact or fitting
            if len(fitting) == 1 and not _continues(question[: end - best]):
                yield Naming(document=fitting[0].document, start=end - best, end=m.end())


def _spellings(run: str) -> list[tuple[int, str]]:
    """The ends of a run that begin with a word and tell more than any document, with their equals, each with the length of that end."""
    cut = words(run)
    starts = [sum(map(len, cut[:at])) for at in range(len(cut))]
    ends = [run[start:] for start in starts if tells(run[start:])]
    return [(len(end), spelt) for end in ends for spelt in (end, *equals(end))]


def _suffix(spellings: Sequence[tuple[int, str]], one: Titled, kind: re.Pattern[str]) -> int:
    """How many of the last letters of a run name a document's matter before a kind in its title; 0 for none."""
    for size, spelt in spellings:
        if all(letter in one.matter for letter in spelt):
            end = _fits(spelt, one.matter)
            if end is not None and kind.search(one.matter, end):
                return size
    return 0


def _fits(said: str, title: str, at: int = 0, *, reach: int = _FURTHEST, failed: set[tuple[int, int]] | None = None) -> int | None:
    """Where in a title the letters end that were said, in its order: pieces of two and more anywhere, single letters near those before.

    ``failed`` holds how many letters were left, and where, whenever they did not fit: what repeats its letters is tried once for each.
    """
    if not said:
        return at
    failed = set() if failed is None else failed
    if (len(said), at) in failed:
        return None
    for size in range(len(said), 0, -1):
        start = title.find(said[:size], at)
        while start >= 0:
            if not at or size > 1 or start - at <= reach:
                end = _fits(said[size:], title, start + size, reach=reach, failed=failed)
                if end is not None:
                    return end
            start = title.find(said[:size], start + 1)
    failed.add((len(said), at))
    return None


def abbreviates(said: str, name: str) -> bool:
    """Whether what was said is a name shortened: 人社局 for 人力资源和社会保障局."""
    return _fits(said, name, reach=len(name)) is not None


def _continues(before: str) -> bool:
    """Whether what stands right before a name belongs to it, and makes it another: 专利 before 代理条例."""
    run = _RUN.search(before) or re.search(r"[\u3400-\u9fff]$", before)
    if not run:
        return False
    word = words(run.group())[-1]
    return bool(content(word)) and not naming_words()[1]["before"].search(run.group())


def subjects(
    question: str, documents: Sequence[ParsedDocument], translate: Callable[[str], Iterable[Sequence[str]]] | None = None
) -> tuple[ParsedDocument, ...]:
    """Those of a few documents whose matter a normalised question names, a word of their titles; none unless one of these words stands in
    no other's text, so that the others do not treat it.

    Args:
        question: Normalised; any language.
        documents: Those that are searched; where they are many, none is told.
        translate: Chinese words for the words of a text in another language.
    """
    if not 1 < len(documents) <= _MOST:
        return ()
    asked = set(content(question)) if translate is None else {word for options in translate(question) for word in options}
    asked = {word for word in asked if tells(word) and not any(kind.called.fullmatch(word) for kind in naming_words()[0])}
    found, bound = [], False
    for one in derived(documents, titled):
        telling = [word for word in asked if word in one.matter]
        others = [parsed.document.text for parsed in documents if parsed is not one.document]
        found += [one.document] if telling else []
        bound |= any(not any(word in text for text in others) for word in telling)
    return tuple(found) if bound else ()
