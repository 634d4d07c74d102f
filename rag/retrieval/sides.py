"""Measures for a question that asks of two or three matters: each matter is looked up with the whole question behind it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from rag.hits import Hit, SideFound
from rag.queries import Query, expansion_of
from rag.retrieval.ranker import Ranker
from rag.retrieval.ranking import Ranking, blended
from rag.understanding.lexicon import Lexicon
from rag.understanding.sides import Sides, sides
from rag.understanding.wants import Want, wants

ANSWERED = 0.0
"""Log odds of the reader from which on a sentence answers what may be a question of its own."""
WHOLE = 0.5
"""Weight of the whole question beside one of its sides: the words that both share stand in one of them only."""
NEAR = 0.6
"""Where both sides lead to one measure, the second answers too when it reaches this share of the first one's score for a side.
On the benchmark's own part those with one measure stay below 0.4, those with two lie above 0.75."""


def found_sides(
    query: Query, whole: Ranking, ranker: Ranker, lexicon: Lexicon, documents: Collection[str] | None = None
) -> tuple[SideFound, ...]:
    """The measure for each side; empty where the question does not ask for an answer to each.

    One measure that has all sides is named for each where the sides stand for themselves; elsewhere it needs no narrower question.
    A conjunction alone is no sign: what it joins is mostly treated in one place.
    """
    asked = sides(query.search, query.language, alone=not query.history_used)
    if asked is None or not (asked.told or asked.twice) or len(whole.opened) < 2:
        return ()
    if not asked.named and Want.YES_NO in query.wants:
        return ()  # two of a thing in somebody's own case, not two places in the text
    queries = [_narrowed(query, text, lexicon) for text in asked.texts]
    if asked.aspects:
        queries = [replace(side, wants=side.wants - {Want.LIST}, sure=side.sure - {Want.LIST}) for side in queries]
    rankings = [whole, whole] if not asked.named else [blended(ranker.rank(side, documents), whole, WHOLE) for side in queries]
    places = _places(asked, rankings)
    if places is None:
        return ()
    hits = [ranker.hits(ranking, place + 1)[place] for ranking, place in zip(rankings, places, strict=True)]
    if not asked.sure and not all(map(_answers, hits)):
        return ()
    return tuple(SideFound(query=side, hit=replace(hit, rank=1)) for side, hit in zip(queries, hits, strict=True))


def _answers(hit: Hit) -> bool:
    """Whether the reader holds some sentence of a measure for an answer."""
    return any(sentence.answers is not None and sentence.answers >= ANSWERED for sentence in hit.sentences)


def _narrowed(query: Query, text: str, lexicon: Lexicon) -> Query:
    """The question for one of its sides."""
    expansion, official = expansion_of(text, query.language, lexicon), lexicon.official(text, query.language)
    own = wants(text, query.language)
    found, sure = (own, own & query.sure) if own else (query.wants, query.sure)
    return replace(
        query,
        search=text,
        normalised=text,
        wants=found,
        sure=sure,
        expansion=expansion,
        official=official,
        aside="",
        history_used=False,
        fresh=(),
    )


def _places(asked: Sides, rankings: list[Ranking]) -> tuple[int, ...] | None:
    """Which place of each side's ranking answers it; None when one measure answers all."""
    if any(not ranking.opened or any(o.measure is None for o in ranking.opened[:2]) for ranking in rankings):
        return None
    if not asked.named:
        return 0, 1
    if len({ranking.opened[0].candidate.key for ranking in rankings}) > 1 or len(rankings) > 2 or not asked.sure:
        return (0,) * len(rankings)
    nearness = [_nearness(ranking) for ranking in rankings]
    if max(nearness) < NEAR:
        return (0, 0) if asked.each else None
    return (1, 0) if nearness[0] > nearness[1] else (0, 1)


def _nearness(ranking: Ranking) -> float:
    return float(ranking.scores[1] / ranking.scores[0]) if len(ranking.scores) > 1 and ranking.scores[0] > 0 else 0.0
