"""Clauses, and which clauses of the quotes a statement's clause speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.understanding.wording import normalised

Features = frozenset[str]
"""What two texts can have in common: letter pairs in Chinese, word stems in English."""

_ENDS = re.compile(r"(?<=[,;:。!?])(?!(?<=[0-9][,:])[0-9])|\n+")
_ENGLISH_ENDS = re.compile(
    r"(?<=[;.])\s+|,?\s+(?=but\b|while\b|whereas\b|unless\b)|,\s+(?=and (?:the|may|must|shall|it|they)\b|which\b|so\b|with\b|to\b)|\n+"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff0-9A-Za-z%.]+")
_MODALS = re.compile(
    r"可以|(?<![认许])可(?!靠|持续|视|见|行性|能性|再生|控|比|信|追溯|观|读)|能够|(?<![功节智效职机性技产动])能(?!力|源|效|耗|量|人|动|手|级)"
    r"|应当|必须|须|不得|不能|不予|不准|禁止|严禁"
)
SENTENCE_END = re.compile(r"[;。!?\n]")
MIRRORED = 0.65
"""Share of a clause's features that one quoted clause must hold for the two to count as the same clause."""


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a normalised text in reading order."""
    ends = _ENDS if _HAN.search(text) else _ENGLISH_ENDS
    return tuple(c for part in ends.split(text) if (c := part.strip(" ,;:。!?.")))


def letter_pairs(text: str) -> Features:
    """Pairs of neighbouring characters within runs of letters; a run of one character counts as itself."""
    found: set[str] = set()
    for run in _HAN_RUN.findall(text):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(found)


def matter(text: str) -> Features:
    """The letter pairs of a Chinese text without its words of permission, duty and ban, which two clauses share whatever they are about."""
    return letter_pairs(_MODALS.sub(" ", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """A clause of the statement beside the quoted clauses that it draws on."""

    clause: str
    statement: str
    """The whole statement that the clause belongs to."""
    quoted: tuple[str, ...]
    """Best first."""
    share: float
    """Share of the clause's features that the best quoted clause holds."""
    reach: float
    """Share of the best quoted clause's features that the statement's clause holds."""

    @property
    def text(self) -> str:
        """The quoted clauses together."""
        return "\n".join(self.quoted)

    @property
    def mirrored(self) -> bool:
        """Whether the clause is nearly a copy of one quoted clause."""
        return self.share >= MIRRORED


def align(
    statement: str, quotes: Sequence[str], features: tuple[Callable[[str], Features], Callable[[str], Features]]
) -> tuple[Aligned, ...]:
    """Each clause of a statement with the quoted clauses that together cover it best, at most three.

    ``features`` reads the statement's side and the quotes' side.
    """
    own, theirs = features
    pool = [(clause, theirs(clause)) for quote in quotes for clause in clauses(quote)]
    return tuple(_aligned(clause, statement, own(clause), pool) for clause in clauses(statement))


def _aligned(clause: str, statement: str, wanted: Features, pool: Sequence[tuple[str, Features]]) -> Aligned:
    left, chosen = set(wanted), []
    share = reach = 0.0
    for step in range(3):
        best = max(pool, key=lambda entry: (len(left & entry[1]), -len(entry[1])), default=None)
        gain = len(left & best[1]) if best else 0
        if best is None or gain < (1 if step == 0 else max(2, 0.15 * len(wanted))):
            break
        if step == 0:
            share = gain / max(1, len(wanted))
            reach = gain / max(1, len(best[1]))
        chosen.append(best[0])
        left -= best[1]
    return Aligned(clause=clause, statement=statement, quoted=tuple(chosen), share=share, reach=reach)


def prepared(text: str) -> str:
    """A text as the checks read it: half width, simplified, no line breaks inside Chinese, quotation marks all alike."""
    return re.sub(r"[“”„‟「」『』]", '"', normalised(text))
