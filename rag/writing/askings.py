"""The questions of a question: "how much is it, and who decides?" asks two things of one matter, and wants two answers."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.queries import Query
from rag.understanding.wants import Want, wants
from rag.writing.statements import tag

_JOINT = re.compile(
    r"[?？。;；,，]\s*|\s(?:and|et|und|y|e|и|và)\s+(?=(?:who|which|what|when|where|how|why|is|are|does|do|can|qui|quel|quand|combien|comment"
    r"|wer|wann|wie|welche|quién|cuándo|cuánto|cómo|quem|quando|quanto|кто|когда|сколько|как|ai|khi nào|bao nhiêu)\b)",
    re.IGNORECASE,
)
_PLAIN = frozenset({Want.YES_NO, Want.LIST, Want.DEFINITION})
"""Kinds that many a lead-in has by the way: "is there" and "what" are no second question beside another of them."""
MOST = 3


def askings(query: Query) -> tuple[Query, ...]:
    """The question once for each thing that it asks for, in its order; the question itself where it asks for one thing.

    A part without a question word of its own belongs to the part after it, as does one that asks for the same kind of thing; one that
    only asks whether it is so (对不对) to the part before it.
    """
    parts: list[tuple[str, frozenset[Want]]] = []
    before = ""
    for part in (p.strip() for p in _JOINT.split(query.normalised)):
        kinds = wants(part, query.language)
        if not part:
            continue
        if parts and tag(part):
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
    own = [part - _PLAIN or part for part in kinds]
    return all(not (a & b) for at, a in enumerate(own) for b in own[at + 1 :])
