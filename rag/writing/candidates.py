"""Sentences that may answer, scored: meaning, words in common, and signs of the kind of thing asked for.

The weights stand in `choice.json`, written by `python -m evaluation.calibrate_sentences`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from corpus.spans import Span
from rag.hits import Hit, Retrieval, ScoredSentence
from rag.queries import Query
from rag.retrieval.fusion import group_of
from rag.retrieval.pool import Matrix
from rag.understanding.languages import KANA
from rag.understanding.units import units
from rag.understanding.wants import Want
from rag.understanding.wording import normalised
from rag.writing.leadins import openers
from rag.writing.limits_kept import figures_of, within
from rag.writing.signs import CASH, SIGNS, signs

DEPTH = 5
"""Measures whose sentences compete."""
LACKING = 1.0
"""What a sentence without the sum, number or date that is asked for loses beside its fitted weight: it cannot answer, and the questions
that the weights are fitted on seldom have one measure with both."""
WITHIN = 1.5
"""What a sentence gains whose limits the question's figure keeps to (67 years: 65周岁以上), or that is of its year, and loses where it
breaks them, or is of another year; only where the sentences of one measure differ in that."""
FRESH = 2.0
"""What a sentence gains that has all the words which a question brings to the one before it, weighed by rarity; the others answer the
earlier question."""
SUM = 0.8
"""What a sentence with a sum of money gains where the question asks for an amount and names no unit."""
ALONE = 0.5
"""Weight of what the reader says of a follow-up by itself: with the question before it, it reads the sentence that answered that one."""
SIGNALS = ("meaning", "aligned", "own", "meant", "letters", "run", *SIGNS, "hit", "first", "length", "figures", "read")
"""Columns of `signals`."""

_LONG_RUN = 12
"""Characters in a row that question and sentence share, from which a name or a term is sure."""
_SURE = 6.0
"""Log odds between two sentences of which one surely does not answer; more says no more."""
_SHORTEST, _LONGEST, _USUAL = 8, 120, 40
"""Characters of a sentence: below and above these length says no more; 40 is usual."""
_ASKING = re.compile(
    r"请问|想问|想知道|告诉我|什么时候|什么时间|什么|哪一些|哪些|哪个|哪几|哪里|哪儿|怎么样|怎样|怎么|如何|多少|多久|多长|几个|几项|几天|是否|是不是|能不能|可不可以"
    r"|可以吗|有没有|谁来|谁|为什么|为何|吗|呢|么|吧|的|了|是|有|在|和|与|对|里|中|我|您|你|们|这|那|个|关于|规定|政策|文件|措施|内容|具体|主要"
)
_TITLE = 6
"""Characters of a title that is no everyday word."""
_HAN_PAIR = re.compile(r"(?=([\u3400-\u9fff0-9A-Za-z][\u3400-\u9fff0-9A-Za-z]))")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)(?=年|$|[^\u3400-\u9fff])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may answer."""

    hit: Hit
    span: Span
    text: str
    score: float
    """Log odds up to a constant: comparable within one retrieval, and so are its differences."""
    fits: bool
    """Whether it has the sum, number or date that the question asks for, if it asks for one."""
    odds: float | None
    """Log odds of the sentence reader that it answers; None where it was not read."""

    @property
    def read(self) -> bool:
        """Whether the sentence reader read it."""
        return self.odds is not None


@cache
def _weights() -> dict[str, Mapping[str, float]]:
    with (Path(__file__).parent / "choice.json").open(encoding="utf-8") as file:
        table: dict[str, Mapping[str, float]] = json.load(file)["weights"]
    return table


def group(query: Query) -> str:
    """The group of languages whose weights hold; by the letters of the question, for the frame may be asked for in another language."""
    chinese = _HAN.search(query.search) is not None and KANA.search(query.search) is None
    return "zh" if chinese else group_of(query.language)


def weights_for(query: Query) -> Matrix:
    """The fitted weights of `SIGNALS` for a question."""
    fitted = _weights()[group(query)]
    return np.array([fitted.get(name, 0.0) for name in SIGNALS])


def pairs(text: str) -> frozenset[str]:
    """The letter pairs of a normalised text, words of asking left out."""
    bare = _ASKING.sub(" ", text)
    return frozenset(m.group(1) for m in _HAN_PAIR.finditer(bare))


def candidates(retrieval: Retrieval) -> tuple[Candidate, ...]:
    """The sentences of the best measures, best first."""
    sentences = competing(retrieval)
    if not sentences:
        return ()
    table = signals(retrieval.query, sentences)
    scores = table @ weights_for(retrieval.query)
    fits = _with_openers(sentences, table[:, SIGNALS.index("fits")])
    scores -= LACKING * (1 - fits)
    scores += WITHIN * (_within(retrieval.query, sentences) + _dated(retrieval.query, sentences))
    scores += SUM * _sums(retrieval.query, sentences)
    scores += FRESH * _fresh(retrieval.query, sentences)
    scores += ALONE * _alone(retrieval.query, sentences)
    found = []
    for at, (hit, sentence) in enumerate(sentences):
        text, odds = normalised(sentence.span.of(hit.document.document.text)), sentence.answers
        found.append(Candidate(hit=hit, span=sentence.span, text=text, score=float(scores[at]), fits=bool(fits[at]), odds=odds))
    return tuple(sorted(found, key=lambda c: (-c.score, c.hit.rank, c.span)))


def _with_openers(sentences: Sequence[tuple[Hit, ScoredSentence]], fits: Matrix) -> Matrix:
    """What fits, items of lists whose opening sentence fits among them: it is shown above them."""
    found = fits.copy()
    for same in _by_measure(sentences):
        hit = sentences[same[0]][0]
        opening = openers(hit.document.document, hit.measure) if hit.measure is not None else {}
        held = {sentences[at][1].span for at in same if fits[at]}
        for at in same:
            if opening.get(sentences[at][1].span) in held:
                found[at] = 1.0
    return found


def _by_measure(sentences: Sequence[tuple[Hit, ScoredSentence]]) -> list[list[int]]:
    """The places of the sentences of each hit."""
    found: dict[int, list[int]] = {}
    for at, (hit, _) in enumerate(sentences):
        found.setdefault(id(hit), []).append(at)
    return list(found.values())


def _alone(query: Query, sentences: Sequence[tuple[Hit, ScoredSentence]]) -> Matrix:
    """What the reader says of each sentence for a follow-up by itself, less the best: of its measure, where it names no matter itself."""
    if query.fresh:
        return read_against([sentence.replies for _, sentence in sentences])
    found = np.zeros(len(sentences))
    for same in _by_measure(sentences):
        found[same] = read_against([sentences[at][1].replies for at in same])
    return found


def _within(query: Query, sentences: Sequence[tuple[Hit, ScoredSentence]]) -> Matrix:
    """1, -1 or 0 for each sentence: its limits hold for the question's own figures, do not, or it has none like them."""
    own = figures_of(query.search)
    kept = np.zeros(len(sentences))
    if not own:
        return kept
    kept[:] = [within(own, sentence.span.of(hit.document.document.text)) for hit, sentence in sentences]
    return _told_apart(kept, sentences)


def _dated(query: Query, sentences: Sequence[tuple[Hit, ScoredSentence]]) -> Matrix:
    """1, -1 or 0 for each sentence: it is of a year that the question names, of another, or of none or all.

    A sentence with two is of those between them too; one without a year is of the last one before it in its paragraph
    (到2025年,…。…机械化率达到75%).
    """
    asked = set(_YEAR.findall(normalised(query.search)))
    kept = np.zeros(len(sentences))
    if not asked:
        return kept
    for at, (hit, sentence) in enumerate(sentences):
        text = hit.document.document.text
        own = set(_YEAR.findall(normalised(sentence.span.of(text))))
        before = _YEAR.findall(normalised(text[text.rfind("\n", 0, sentence.span.start) + 1 : sentence.span.start]))
        years = own or set(before[-1:])
        kept[at] = 0.0 if not years else 1.0 if any(min(years) <= year <= max(years) for year in asked) else -1.0
    return _told_apart(kept, sentences)


def _told_apart(kept: Matrix, sentences: Sequence[tuple[Hit, ScoredSentence]]) -> Matrix:
    """What tells the sentences of one measure apart; 0 for all where it says the same of each."""
    for same in _by_measure(sentences):
        if len(set(kept[same]) - {0.0}) < 2:
            kept[same] = 0.0
    return kept


def _sums(query: Query, sentences: Sequence[tuple[Hit, ScoredSentence]]) -> Matrix:
    """1 for each sentence with a sum of money, where the question asks for an amount and for no rate."""
    if Want.AMOUNT not in query.sure or units(query.normalised):
        return np.zeros(len(sentences))
    return np.array([float(CASH.search(normalised(s.span.of(hit.document.document.text))) is not None) for hit, s in sentences])


def _fresh(query: Query, sentences: Sequence[tuple[Hit, ScoredSentence]]) -> Matrix:
    """For each sentence the share of the words that are new in a question which leans on an earlier one."""
    new = frozenset(p for word in query.fresh for p in pairs(word))
    if not new:
        return np.zeros(len(sentences))
    texts = [normalised(sentence.span.of(hit.document.document.text)) for hit, sentence in sentences]
    rare = _rarity(new, texts)
    return np.array([_share(new, text, rare) for text in texts])


def competing(retrieval: Retrieval) -> list[tuple[Hit, ScoredSentence]]:
    """The sentences of the best measures with their measures; of one alone, where the question names it by its whole title."""
    hits = retrieval.hits[:DEPTH]
    question = retrieval.query.normalised
    named = [hit for hit in hits if hit.measure and len(title := normalised(hit.measure.title)) >= _TITLE and title in question]
    chosen = named if len(named) == 1 else hits
    return [(hit, sentence) for hit in chosen for sentence in hit.sentences if _asked_for(hit, sentence, retrieval)]


def _asked_for(hit: Hit, sentence: ScoredSentence, retrieval: Retrieval) -> bool:
    """Whether a sentence lies in the portion of its measure that an address points at, if it points at one."""
    within = retrieval.portions.get((hit.document.document.id, hit.measure.ordinal)) if hit.measure else None
    return within is None or sentence.span in within


def asked(query: Query) -> tuple[frozenset[str], frozenset[str]]:
    """Letter pairs of the question's own Chinese words, and of the synonyms and glosses that go with them."""
    words = query.search if query.history_used else query.normalised
    own = pairs(words) if _HAN.search(words) else frozenset()
    return own, frozenset(p for word in query.expansion for p in pairs(word)) - own


def signals(query: Query, sentences: Sequence[tuple[Hit, ScoredSentence]]) -> Matrix:
    """What speaks for each sentence: ``(sentences, signals)``, columns by `SIGNALS`."""
    texts = [normalised(sentence.span.of(hit.document.document.text)) for hit, sentence in sentences]
    own, meant = asked(query)
    rare = _rarity(own | meant, texts)
    meaning = _standardised([sentence.meaning for _, sentence in sentences])
    aligned = _standardised([sentence.aligned for _, sentence in sentences])
    best = max(hit.score for hit, _ in sentences)
    read = read_against([sentence.answers for _, sentence in sentences])
    question = normalised(query.search)
    figures = set(_FIGURE.findall(question))
    rows = []
    for at, ((hit, sentence), text) in enumerate(zip(sentences, texts, strict=True)):
        rows.append(
            (
                meaning[at],
                aligned[at],
                _share(own, text, rare),
                _share(meant, text, rare),
                2 * sentence.score - sentence.meaning,  # a sentence's score is half meaning, half letters by the weights of all documents
                min(_longest_run(question, text), _LONG_RUN) / _LONG_RUN,
                *signs(query, text),
                hit.score - best,
                float(sentence.span == min(s.span for s in hit.sentences)),
                math.log(min(max(len(text), _SHORTEST), _LONGEST) / _USUAL),
                sum(figure in text for figure in figures) / len(figures) if figures else 0.0,
                read[at],
            )
        )
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(SIGNALS))


def read_against(values: Sequence[float | None]) -> Matrix:
    """The log odds of each sentence less those of the best, ``(sentences,)``; what was not read is no better than the worst that was.

    Args:
        values: Log odds of each that it answers, None where it was not read.
    """
    known = [value for value in values if value is not None]
    if not known:
        return np.zeros(len(values))
    best, worst = max(known), max(min(known), max(known) - _SURE)
    return np.array([max(worst if value is None else value, worst) - best for value in values], dtype=np.float64)


def _standardised(values: Sequence[float]) -> Matrix:
    column = np.array(values, dtype=np.float64)
    spread = column.std()
    return (column - column.mean()) / spread if spread > 1e-9 else np.zeros_like(column)


def _rarity(wanted: frozenset[str], texts: Sequence[str]) -> dict[str, float]:
    held = Counter(p for p in wanted for text in texts if p in text)
    return {p: math.log(1 + len(texts) / (1 + held[p])) for p in wanted}


def _share(wanted: frozenset[str], text: str, rare: Mapping[str, float]) -> float:
    whole = sum(rare[p] for p in wanted)
    return sum(rare[p] for p in wanted if p in text) / whole if whole else 0.0


def _longest_run(question: str, text: str) -> int:
    size = 0
    for start in range(len(question)):
        while start + size < len(question) and question[start : start + size + 1] in text:
            size += 1
    return size
