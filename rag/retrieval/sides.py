"""Two measures for a question that asks of two matters: each matter is looked up with the whole question behind it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from rag.hits import SideFound
from rag.queries import Query, expansion_of
from rag.retrieval.ranker import Ranker
from rag.retrieval.ranking import Ranking, blended
from rag.understanding.lexicon import Lexicon
from rag.understanding.sides import Sides, sides

WHOLE = 0.5
"""Weight of the whole question beside one of its sides: the words that both share stand in one of them only."""
NEAR = 0.6
"""Where both sides lead to one measure, the second answers too when it reaches this share of the first one's score for a side.
On the benchmark's own part those with one measure stay below 0.4, those with two lie above 0.75."""


def found_sides(
    query: Query, whole: Ranking, ranker: Ranker, lexicon: Lexicon, documents: Collection[str] | None = None
) -> tuple[SideFound, ...]:
    """The measure for each side; empty where the question does not ask for an answer to each, or one measure has both.

    A conjunction alone is no sign: what it joins is mostly treated in one place.
    """
    asked = sides(query.search)
    if asked is None or not (asked.told or asked.twice) or len(whole.opened) < 2:
        return ()
    queries = [replace(query, search=text, normalised=text, aside="", history_used=False) for text in asked.texts]
    queries = [replace(side, expansion=expansion_of(side.search, side.language, lexicon)) for side in queries]
    rankings = [whole, whole] if not asked.named else [blended(ranker.rank(side, documents), whole, WHOLE) for side in queries]
    places = _places(asked, rankings)
    if places is None:
        return ()
    hits = [ranker.hits(ranking, place + 1)[place] for ranking, place in zip(rankings, places, strict=True)]
    return tuple(SideFound(query=side, hit=replace(hit, rank=1)) for side, hit in zip(queries, hits, strict=True))


def _places(asked: Sides, rankings: list[Ranking]) -> tuple[int, int] | None:
    """Which place of each side's ranking answers it; None when one measure answers both."""
    if any(not ranking.opened or any(o.measure is None for o in ranking.opened[:2]) for ranking in rankings):
        return None
    if not asked.named:
        return 0, 1
    first, second = rankings
    if first.opened[0].candidate.key != second.opened[0].candidate.key:
        return 0, 0
    nearness = [_nearness(ranking) for ranking in rankings]
    if max(nearness) < NEAR:
        return None
    return (1, 0) if nearness[0] > nearness[1] else (0, 1)


def _nearness(ranking: Ranking) -> float:
    return float(ranking.scores[1] / ranking.scores[0]) if len(ranking.scores) > 1 and ranking.scores[0] > 0 else 0.0
