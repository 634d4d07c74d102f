"""The documents that a question names: by number, by title, or by words of the title and what they are (公租房办法, "the fitness plan")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pypinyin import lazy_pinyin

from corpus.documents import ParsedDocument
from rag.understanding.addresses import DOCUMENT_NUMBER
from rag.understanding.followups import content
from rag.understanding.holdings import derived
from rag.understanding.named_abroad import named_abroad
from rag.understanding.readings import blanked
from rag.understanding.synonyms import equals
from rag.understanding.titles import TELLING, Naming, Titled, naming_words, plain_number, tells, titled
from rag.understanding.vocabulary import words

_LATIN_NUMBER = re.compile(
    r"(?<![^\W\d_])(?P<letters>[^\W\d_\u3400-\u9fff]+(?:[ -][^\W\d_\u3400-\u9fff]+){0,9}?)[ ,]*"
    r"(?:(?:[\[(〔]\s?(?P<year>\d{4})\s?[\])〕]|(?P<dated>(?:19|20)\d{2}))[ ,]*(?:no\.?|nr\.?|n[°º]|№|#|-)?\s?(?P<serial>\d{1,5})"
    r"|(?:no\.?|nr\.?|n[°º]|№|#)\s?(?P<first>\d{1,5}),?\s?(?:of\s)?[\[(〔]?(?P<late>\d{4})[\])〕]?)(?!\d)(?:\s?(?:hao\b|号))?",
    re.IGNORECASE,
)
"""A number of a document in Latin letters: letters, year and serial number, in either order."""
_BARE_NUMBER = re.compile(r"([\u3400-\u9fff]{1,12})\s?((?:19|20)\d{2})\s?年?\s?第?\s?(\d{1,5}\s?号)")
"""A number of a document without brackets around the year: 国发2018年39号."""
_DATED = ("published", "effective")
_POINTING = re.compile(r"[这那]一?[个份部项]的?$")
_LINKING = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?:发布|印发|出台|制定|制发|下发|颁布|公布|发)?(?:的)?(?:[这那]一?[个份部项])?(?:关于|有关)?(?:的)?$"
)
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
    found = [*_numbered(question, titles), *_spelt(question, documents), *_whole(question, titles), *_short(question, titles)]
    if not re.search(r"[\u3400-\u9fff]", question):
        found += named_abroad(question, documents)
    kept: list[Naming] = []
    for naming in sorted(found, key=lambda n: (n.start - n.end, n.start)):
        if all(naming.end <= other.start or other.end <= naming.start for other in kept):
            kept.append(naming)
    return tuple(
        replace(naming, start=_opening(question[: naming.start], naming.document)) for naming in sorted(kept, key=lambda n: n.start)
    )


def _opening(before: str, parsed: ParsedDocument) -> int:
    """Where a name begins behind ``before``: with the authority, the place and the year of its document, where they stand right before it
    (国务院2018年的…意见); words that only link them to the name do not lengthen it.
    """
    pointed = _POINTING.search(before)
    start = end = pointed.start() if pointed else len(before)
    told = [*_authorities(parsed), *({fact.value[:4] + "年" for name in _DATED for fact in parsed.document.facts.get(name, ())})]
    while True:
        linked = _LINKING.search(before, 0, end)
        end = linked.start() if linked else end
        said = next((name for name in told if before.endswith(name, 0, end)), "")
        if not said:
            return start
        start = end = end - len(said)


def _authorities(parsed: ParsedDocument) -> list[str]:
    """What people may write before a document's name for who issued it, and for the place that it is for; the longest first."""
    region = parsed.document.region or ""
    issuers = (parsed.document.issuer or "").split("、")
    names = {*issuers, *(one.removesuffix("办公厅") for one in issuers), *(one.removeprefix(region) for one in issuers)}
    places = {region, region[:-1] if len(region) > 2 and region[-1] in "省市区县" else ""}
    return sorted((name for name in names | places if len(name) >= TELLING), key=len, reverse=True)


def unnamed(question: str, namings: Sequence[Naming]) -> str:
    """The question, as long as it was, with spaces for the names of documents."""
    return blanked(question, [(naming.start, naming.end) for naming in namings], " ")


def _numbered(question: str, titles: Sequence[Titled]) -> Iterator[Naming]:
    """By number: more may stand before it (请问国发〔2026〕26号), and of its own beginning less (国务院令第768号)."""
    for m in (*DOCUMENT_NUMBER.finditer(question), *_BARE_NUMBER.finditer(question)):
        said = plain_number("".join(m.groups()) if m.re is _BARE_NUMBER else m.group())
        fitting = [one for one in titles if one.number and said.endswith(one.number)]
        shortened = [] if fitting or m.re is _BARE_NUMBER else [one for one in titles if one.number.endswith(said)]
        for one in fitting or shortened if len(shortened) < 2 else ():
            yield Naming(document=one.document, start=m.start() + max(0, len(said) - len(one.number)), end=m.end())


def _spelt(question: str, documents: Sequence[ParsedDocument]) -> Iterator[Naming]:
    """By number with its Chinese letters in pinyin: Guofa [2018] No. 39, "Guo Fa 2018 39" for 国发〔2018〕39号."""
    for m in _LATIN_NUMBER.finditer(question):
        number = (m["year"] or m["dated"] or m["late"], (m["serial"] or m["first"]).lstrip("0"))
        spelt = list(re.finditer(r"[^\W\d_]+", m["letters"]))
        said = [word.group().lower().replace("ü", "u").replace("v", "u") for word in spelt]
        for spelling, parsed in derived(documents, _spellings_of_numbers).get(number, ()):
            first = next((at for at in range(len(said)) if "".join(said[at:]) == spelling), None)
            if first is not None:
                yield Naming(document=parsed, start=m.start("letters") + spelt[first].start(), end=m.end())
                break


def _spellings_of_numbers(documents: Sequence[ParsedDocument]) -> dict[tuple[str, str], list[tuple[str, ParsedDocument]]]:
    """By year and serial number, the letters of documents' numbers in pinyin."""
    found: dict[tuple[str, str], list[tuple[str, ParsedDocument]]] = {}
    for parsed in documents:
        if m := re.fullmatch(r"([\u3400-\u9fff]+)〔(\d{4})〕0*(\d+)号", parsed.document.number or ""):
            letters = "".join(lazy_pinyin(m[1])).replace("v", "u")
            found.setdefault((m[2], m[3]), []).append((letters, parsed))
    return found


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
