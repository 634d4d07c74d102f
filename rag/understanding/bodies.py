"""The departments of the documents that a question names, in any supported language, and where in the question it names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from corpus.departments import canonical, spellings
from corpus.documents import ParsedDocument
from corpus.tables import read_table
from rag.understanding.conditions import field_of
from rag.understanding.holdings import derived
from rag.understanding.languages import KANA_OR_HANGUL, simplified

_END = re.compile(
    r"委员会|管理局|总局|总署|厅|局(?![面势限])|委(?!托)|部门|部(?![分件队署])|办(?![理法事学案证]|公(?!室))|署|会|海关|银行|支行|总队|中心|政府|口"
)
"""Without the beginnings of other words: 商务办理, 教育部分."""
_LONGEST = 14
_LISTED = re.compile(r"(?<=[(、])[\u3400-\u9fff]{2,8}(?=[)、])")
"""A name in a list may do without its ending: (人行、银保监)."""
_LEVELS = "省市区县州旗"
_KINDS = ("部门", "总局", "局", "厅", "委员会", "委", "部", "署", "办")
_COUNTED = re.compile(r"哪[个些几]|几个|多个|各|其他|其它|别的|任何|一个|责任|主管|牵头|配合|有关|相关|这个|那个")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A department that a question names."""

    start: int
    end: int
    names: tuple[str, ...]
    """Canonical names in the documents: more than one where documents name the same body differently."""


@cache
def _fields() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, re.Pattern[str]]]:
    """The words for a body, what stands between one and its field, and the fields by the core of the canonical name."""
    table = read_table(__file__, "bodies.toml")
    words, between = (re.compile(simplified("|".join(table[name]["patterns"]))) for name in ("words", "between"))
    return words, between, {core: re.compile(simplified(pattern)) for core, pattern in table["fields"].items()}


def bodies(question: str, documents: Sequence[ParsedDocument]) -> tuple[Body, ...]:
    """The documents' departments that a normalised question names, in its order, each place once.

    A bare name (商务厅, "the commerce department") stands for the documents' body of that field, whatever its level.
    """
    directory = derived(documents, _Directory)
    if not directory.known:
        return ()
    found = [*directory.written(question), *directory.alike(question), *directory.foreign(question.lower())]
    return _each_place_once(sorted(found, key=lambda b: (len(b.names) > 1, -(b.end - b.start), b.start)))


def bodies_and_strangers(question: str, documents: Sequence[ParsedDocument]) -> tuple[Body, ...]:
    """`bodies`, and those of the table that a normalised question names and the documents, which make others responsible, do not.

    The names of the latter are those that a text may have for them; no department of a measure is among them.
    """
    directory = derived(documents, _Directory)
    if not directory.known:
        return ()
    others = (body for body in named_bodies(question) if not directory.known.keys() & set(body.names))
    return _each_place_once((*bodies(question, documents), *others))


def concerned(question: str, documents: Sequence[ParsedDocument]) -> tuple[str, ...]:
    """Canonical names of the documents' departments whose field a normalised question speaks of."""
    by_core, lowered = derived(documents, _Directory).by_core, question.lower()
    asked = (core for core, names in by_core.items() if names and _speaks_of(core, lowered))
    return tuple(name for core in asked for name in by_core[core])


def _speaks_of(core: str, lowered: str) -> bool:
    return any(len(said) > 1 and said in lowered for said in spellings(core)) or _fields()[-1][core].search(lowered) is not None


def named_bodies(question: str) -> tuple[Body, ...]:
    """Bodies of the table that a normalised question names, in its order, each place once, by the names that texts have for them."""
    fields = _fields()[-1]
    found = [Body(start=start, end=end, names=_written(core)) for start, end, core in _in_words(question.lower(), fields, apart=False)]
    for start, end in _runs(question):
        run = question[start:end]
        core = next((core for form in _forms(run) if (core := field_of(canonical(form))) in fields), "")
        if core and not _COUNTED.match(run):
            found.append(Body(start=start, end=end, names=_written(core, next(kind for kind in (*_KINDS, "") if run.endswith(kind)))))
    return _each_place_once(sorted(found, key=lambda b: (-(b.end - b.start), b.start)))


@cache
def _written(core: str, ending: str = "") -> tuple[str, ...]:
    return tuple(name + kind for name in spellings(core) for kind in ((ending,) if ending else _KINDS))


def _each_place_once(found: Sequence[Body]) -> tuple[Body, ...]:
    """In the order of the question those that overlap with none before them in the order given."""
    chosen: list[Body] = []
    for body in found:
        if all(body.end <= other.start or other.end <= body.start for other in chosen):
            chosen.append(body)
    return tuple(sorted(chosen, key=lambda b: b.start))


def named_departments(question: str, documents: Sequence[ParsedDocument]) -> tuple[str, ...]:
    """Canonical names of the documents' departments that a normalised question names."""
    return tuple(dict.fromkeys(name for body in bodies(question, documents) for name in body.names))


class _Directory:
    """The departments of some documents, by every way to name them."""

    def __init__(self, documents: Sequence[ParsedDocument]) -> None:
        self.known = {d.canonical: d.name for parsed in documents for m in parsed.measures for d in m.departments}
        self._order = {name: number for number, name in enumerate(self.known)}
        self._by_field: dict[str, list[str]] = {}
        self._by_form: dict[str, list[tuple[int, int, str]]] = {}
        for number, (name, as_written) in enumerate(self.known.items()):
            self._by_field.setdefault(field_of(name), []).append(name)
            for at, form in enumerate(_spellings(name, as_written)):
                self._by_form.setdefault(form, []).append((number, at, name))
        self._longest = max(map(len, self._by_form), default=0)
        self._regions = {parsed.document.region for parsed in documents}
        self._kinds = list({_kind(region): region for region in self._regions}.values())

    @cached_property
    def by_core(self) -> dict[str, tuple[str, ...]]:
        """The bodies of each field that other languages have a name for."""
        fields = self._by_field.items()
        return {core: tuple(name for field, known in fields if _of(core, field) for name in known) for core in _fields()[-1]}

    def written(self, question: str) -> Iterator[Body]:
        """Names as a document writes them; a place that takes part (天津市) also without its rank."""
        size = len(question)
        runs = {question[start:end] for start in range(size) for end in range(start + 1, min(size, start + self._longest) + 1)}
        forms = sorted((number, at, form, name) for form in runs & self._by_form.keys() for number, at, name in self._by_form[form])
        for _, _, form, name in forms:
            yield from (Body(start=m.start(), end=m.end(), names=(name,)) for m in re.finditer(re.escape(form), question))

    def alike(self, question: str) -> Iterator[Body]:
        """Runs of characters that end like a body and mean one of the documents', by alias or by field."""
        runs = _runs(question)
        for start, end in [*runs, *(m.span() for m in _LISTED.finditer(question))]:
            run = question[start:end]
            if _COUNTED.match(run) or not re.fullmatch(r"[\u3400-\u9fff]+", run):
                continue
            asked = {canonical(form, region=region) for form in _forms(run) for region in self._telling(form)}
            names = sorted(asked & self.known.keys(), key=self._order.__getitem__) or self._by_field.get(field_of(canonical(run)), [])
            names = names or [name for form in _forms(run) for name in self._by_field.get(field_of(form), ())]
            if names := names or [name for name in self.known if run in name and (start, end) not in runs]:
                yield Body(start=start, end=end, names=tuple(dict.fromkeys(names)))

    def foreign(self, lowered: str) -> Iterator[Body]:
        """Names in other languages, with the word for a body that adjoins them; without one near it "education" is a matter and no
        department.
        """
        known = [core for core, names in self.by_core.items() if names]
        yield from (Body(start=start, end=end, names=self.by_core[core]) for start, end, core in _in_words(lowered, known))

    def _telling(self, form: str) -> list[str | None]:
        """Regions that may tell what a name means: one of each kind, and those of which the name has a part."""
        pairs = {form[at : at + 2] for at in range(len(form) - 1)}
        named = [region for region in self._regions if region and any(region[at : at + 2] in pairs for at in range(len(region) - 1))]
        return [*self._kinds, *named]


def _runs(question: str) -> list[tuple[int, int]]:
    """Places of characters that end like a body."""
    return [(start, end.end()) for end in _END.finditer(question) for start in range(max(0, end.end() - _LONGEST), end.end() - 1)]


def _in_words(lowered: str, cores: Iterable[str], *, apart: bool = True) -> Iterator[tuple[int, int, str]]:
    """Where a text, mostly in another language than Chinese, names a body of some fields, and which.

    Without ``apart`` the word for a body ends a field in Chinese: 全省公安院校 names none.
    """
    chinese = not apart and not KANA_OR_HANGUL.search(lowered)
    word, _, fields = _fields()
    places = [m.span() for m in word.finditer(lowered)]
    for core in cores if places else ():
        for m in fields[core].finditer(lowered):
            near = [(start, end) for start, end in places if start - _REACH <= m.end() and m.start() <= end + _REACH]
            if chinese and _HAN.match(m.group()):
                near = [(start, end) for start, end in near if m.start() <= start <= m.end() <= end]
            if near:
                yield (*_with_word(lowered, m.span(), near), core)


def _with_word(lowered: str, field: tuple[int, int], words: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """A field up to the end of its word, and with the word for a body that adjoins it: "department of education", Bildungsamt, 商务部门."""
    start, end = field[0], _ended(lowered, field[1])
    between = _fields()[1]
    for first, last in words:
        if not _LETTERS.match(lowered, max(first - 1, 0), first) and between.fullmatch(lowered, _ended(lowered, last), start):
            return first, end
    complete = any(start <= first and last <= field[1] for first, last in words)
    for first, last in words:
        apart = lowered[end:first].isspace() and _LETTERS.match(lowered, first)
        if apart or first < end < last or (first == end and not complete):
            return start, _ended(lowered, last)
    return start, end


def _ended(lowered: str, end: int) -> int:
    """Where the word ends that has letters up to a place, in scripts that part words."""
    letters = _LETTERS.match(lowered, end)
    return letters.end() if letters else end


def _of(core: str, field: str) -> bool:
    """Whether a body's field is this one, with a place or 管理 around it: 湖南证监, 邮政管理."""
    return field.endswith(core) or re.sub(r"(?:管理|会)$", "", field).endswith(core)


def _spellings(name: str, as_written: str) -> tuple[str, ...]:
    bare = name.removeprefix("各").replace("级人民政府", "级政府")
    place = (name[:-1],) if len(name) > 2 and name[-1] in _LEVELS else ()
    return tuple(dict.fromkeys((name, as_written, bare, *place)))


def _kind(region: str | None) -> str:
    """Regions of one kind read a name alike unless it holds a part of theirs."""
    return "" if region in (None, "全国") else "自治区" if region.endswith("自治区") else region[-1:]


def _forms(run: str) -> tuple[str, ...]:
    ending = next((e for e in ("部门", "系统", "口") if run.endswith(e)), "")
    return (run, *(run.removesuffix(ending) + kind for kind in ("厅", "局", "委", "部", ""))) if ending else (run,)


_LETTERS = re.compile(r"[a-zß-ɏЀ-ӿḀ-ỿ]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_REACH = 40
"""Characters between the word for a body and its field: "the department of housing and urban-rural development"."""
