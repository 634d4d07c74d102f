"""The measures that the first searches find for a question, each with the signals that speak for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.documents import ParsedDocument
from corpus.passages import Passage
from corpus.spans import Span
from embeddings.neighbours import Neighbour
from embeddings.runtimes import Vectors
from rag.queries import Query
from rag.understanding.languages import function_words
from rag.understanding.vocabulary import Vocabulary, ngrams
from rag.understanding.wording import normalised

T = TypeVar("T")
Matrix = NDArray[np.float64]
"""``(candidates, signals)``; NaN where a search did not find the candidate."""
FOUND = ("dense", "sentence", "body", "title", "departments", "expansion")
"""Signals of the searches: cosine of the best passage and of the best sentence, BM25 of three fields, BM25 of the added words."""
READ = ("coverage", "sentence_coverage", "run")
"""Signals from reading the candidate: weighted share of the question's letter pairs that the measure has, that its best two neighbouring
sentences have, and the longest stretch of the question that it repeats."""
ALIGNED = ("late", "weakest", "least_met")
"""Signals from laying the question's tokens beside the candidate's: all of them, the half that finds least, the one that misses most."""
_LATIN = frozenset({"en", "fr", "es", "de", "pt", "it", "nl", "pl", "id", "ms", "tr", "sv", "vi"})
_ASKING = re.compile(
    r"请问|哪些|哪个|哪几个?|什么样?|怎么样?|怎样|如何|为什么|为何|多少|是否|能否|可以|有没有|是不是|能不能|什么时候|何时|吗|呢|的|了|吧|是指|应该|应当如何|主要|具体|有关|关于|对于"
)


class Searches(Protocol):
    """The three ways to find passages; `embeddings.index.Index` is one."""

    @property
    def documents(self) -> Mapping[str, ParsedDocument]:
        """Documents by id."""

    @property
    def passages(self) -> Mapping[str, Passage]:
        """Passages by id."""

    def dense(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """Nearest passages."""

    def dense_sentences(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """Nearest sentences."""

    def sentence_scores(self, vector: Vectors, ids: Sequence[str]) -> Mapping[str, float]:
        """Cosine of these sentences, by id."""

    def lexical(self, text: str, k: int, *, documents: Collection[str] | None = None, field: str | None = None) -> list[Neighbour]:
        """Passages that share words."""


@dataclass(slots=True)
class Candidate:
    """A measure, or a passage of front matter, on its way to becoming a hit."""

    key: str
    """``<document sha256, 12 hex>:<ordinal>``, and the span too where the ordinal is 0."""
    found: dict[str, float] = field(default_factory=dict)
    """Signals of the searches that found it."""
    passage_id: str = ""
    """The best passage of the measure, by the first search that found one; empty when only sentences were found."""
    sentences: dict[Span, float] = field(default_factory=dict)
    """Cosine of its sentences that were found."""


def key_of(passage_id: str) -> str:
    """What a passage or a sentence counts for."""
    measure, span = passage_id.rsplit(":", 1)
    return f"{measure}:{span}" if measure.endswith(":0") else measure


def shared_words(query: Query) -> str:
    """What a question can have in common with Chinese texts letter by letter.

    All of it for a question in Chinese; for another language its numbers, names and abbreviations, and the glosses of its words: "de" and
    "the" stand in Chinese texts too, and would drag up whatever quotes a foreign name.
    """
    if query.language in ("zh", "zh-Hant") or re.search(r"[\u3400-\u9fff]", query.search):
        return query.search
    small = function_words(query.language)
    latin = [w for w in re.findall(r"[A-Za-z0-9][A-Za-z0-9.%-]*", query.search) if w.lower() not in small]
    names = [w for w in latin if not w.islower() and (len(w) > 1 or w.isdigit())]
    return " ".join(names if query.language in _LATIN else [w for w in latin if len(w) > 1 or w.isdigit()])


def gathered(
    query: Query, encode: Callable[[str], Vectors], index: Searches, *, depth: int, documents: Collection[str] | None = None
) -> list[Candidate]:
    """Every measure that one of the searches has among its first ``depth``, in no order."""
    executor = _threads() if len(index.passages) >= BESIDE else _Here()
    by_words = executor.submit(_worded, query, index, depth, documents)
    try:
        vector = encode(query.search)
    except BaseException:
        by_words.cancel()
        raise
    by_sentence = executor.submit(index.dense_sentences, vector, 2 * depth, documents=documents)
    passages = index.dense(vector, depth, documents=documents)
    pool: dict[str, Candidate] = {}
    for neighbour in by_sentence.result():
        candidate = pool.setdefault(key_of(neighbour.passage_id), Candidate(key_of(neighbour.passage_id)))
        candidate.found.setdefault("sentence", neighbour.score)
        begin, end = neighbour.passage_id.rsplit(":", 1)[1].split("-")
        candidate.sentences[Span(int(begin), int(end))] = neighbour.score
    _take(pool, "dense", passages)
    for name, neighbours in by_words.result().items():
        _take(pool, name, neighbours)
    return list(pool.values())


BESIDE = 20_000
"""Passages from which words are looked up while the question is encoded, and sentences while passages are; in a small index handing over
takes longer than looking up."""


class _Here(Executor):
    """Does each task in the thread that hands it over."""

    def submit(self, task: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(task(*args, **kwargs))
        return done


@cache
def _threads() -> Executor:
    return ThreadPoolExecutor(thread_name_prefix="search")


def _worded(query: Query, index: Searches, depth: int, documents: Collection[str] | None) -> dict[str, list[Neighbour]]:
    """What each search by words finds, by the name of its signal."""
    shared = shared_words(query)
    found = {name: index.lexical(shared, depth, documents=documents, field=name) for name in ("body", "title", "departments")}
    if query.expansion:
        found["expansion"] = index.lexical(" ".join(query.expansion), depth, documents=documents, field="body")
    return found


def _take(pool: dict[str, Candidate], name: str, neighbours: Iterable[Neighbour]) -> None:
    for neighbour in neighbours:
        key = key_of(neighbour.passage_id)
        candidate = pool.setdefault(key, Candidate(key))
        candidate.found.setdefault(name, neighbour.score)
        candidate.passage_id = candidate.passage_id or neighbour.passage_id


def matrix(candidates: Sequence[Candidate], names: Sequence[str]) -> Matrix:
    """The signals of the searches as numbers; NaN for a candidate that a search did not find."""
    rows = [[c.found.get(name, np.nan) for name in names] for c in candidates]
    return np.array(rows, dtype=np.float64).reshape(len(candidates), len(names))


def units(text: str) -> list[str]:
    """Letter pairs, and Latin words and numbers of their own, for a name stands between other neighbours in another text."""
    return ngrams(text) + re.findall(r"[a-z]{2,}|[0-9]+(?:\.[0-9]+)?", text.lower())


def informative(text: str) -> dict[str, int]:
    """Letter pairs of a normalised text without its words of asking, and how often each occurs."""
    pairs: dict[str, int] = {}
    for part in _ASKING.sub(" ", text).split(" "):
        for pair in units(part):
            pairs[pair] = pairs.get(pair, 0) + 1
    return pairs


@dataclass(frozen=True, slots=True)
class Reading:
    """What comparing a question with a text letter by letter gives."""

    coverage: float
    sentence_coverage: float
    run: float


@dataclass(frozen=True, slots=True)
class Text:
    """A measure taken apart for reading."""

    sentences: tuple[frozenset[str], ...]
    """Letter pairs of each sentence."""
    pairs: frozenset[str]
    """Of all sentences and the headings above them."""
    words: str
    """The sentences in a row, normalised."""

    @classmethod
    def of(cls, text: str, spans: Sequence[Span], title: str = "") -> Text:
        """Take the sentences of a document at ``spans`` apart; ``title`` counts for the measure but for no sentence."""
        plain = [normalised(span.of(text)) for span in spans]
        sentences = tuple(frozenset(units(sentence)) for sentence in plain)
        return cls(sentences, frozenset(units(normalised(title))).union(*sentences), "".join(plain))


class Reader:
    """Compares one question with texts."""

    def __init__(self, question: str, vocabulary: Vocabulary) -> None:
        self._weights = {pair: vocabulary.weight(pair) for pair in informative(question)}
        self._total = sum(self._weights.values()) or 1.0
        self._question = question

    def read(self, text: Text) -> Reading:
        """Compare with a measure."""
        sentences = text.sentences
        best = max((self.share(a | b) for a, b in zip(sentences, (*sentences[1:], frozenset[str]()), strict=True)), default=0.0)
        return Reading(coverage=self.share(text.pairs), sentence_coverage=best, run=self._longest_run(text.words))

    def share(self, pairs: Collection[str]) -> float:
        """Weighted share of the question's pairs that are among these, 0 to 1."""
        return sum(weight for pair, weight in self._weights.items() if pair in pairs) / self._total

    def _longest_run(self, text: str) -> float:
        """Length of the longest stretch of the question in the text, against 12 characters, where a name or a term is sure."""
        size, question = 1, self._question
        for start in range(len(question)):
            while start + size < len(question) and question[start : start + size + 1] in text:
                size += 1
        return min(size, 12) / 12
