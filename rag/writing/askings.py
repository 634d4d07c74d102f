"""The questions of a question: "how much is it, and who decides?" asks two things of one matter, and wants two answers."""

from __future__ import annotations

from dataclasses import replace

from rag.queries import Query
from rag.understanding.sides import MOST, PLAIN, stretches
from rag.understanding.wants import Want, adds_to_a_list
from rag.writing.statements import tag


def askings(query: Query) -> tuple[Query, ...]:
    """The question once for each thing that it asks for, in its order; the question itself where it asks for one thing.

    A part without a question word of its own belongs to the part after it, as does one that asks for the same kind of thing; one that
    only asks whether it is so (对不对), or what else or all there is, to the part before it.
    """
    parts: list[tuple[str, frozenset[Want]]] = []
    before = ""
    for stretch in stretches(query.normalised, query.language):
        part, kinds = stretch.text, stretch.wants
        if parts and (tag(part) or adds_to_a_list(part)):
            text, asked = parts.pop()
            parts.append((f"{text},{part}", asked | kinds))
            continue
        if not kinds:
            before = f"{before}{part},"
            continue
        parts.append((before + part, kinds))
        before = ""
    if len(parts) < 2 or len(parts) > MOST or not _differ([kinds for _, kinds in parts]):
        return (query,)
    return tuple(
        replace(query, normalised=text, text=text, wants=kinds, sure=kinds & query.sure, history_used=False) for text, kinds in parts
    )


def _differ(kinds: list[frozenset[Want]]) -> bool:
    """Whether each part asks for something that no other does: a sum and a date, a rule and a body."""
    own = [part - PLAIN or part for part in kinds]
    return all(not (a & b) for at, a in enumerate(own) for b in own[at + 1 :])
