"""How many false claims the proof catches, and how many true ones it drops.

Each false claim changes one thing that the text says: a number, a date, a unit, a department, a place, a denial, the force, the
extent, the content, a document number. Run ``python -m evaluation.mutations --documents FOLDER`` for the table.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from corpus import ParsedDocument, parse_file
from evaluation.falsehoods import Mutation, Truth, changeable, mutations
from rag.proof.verdicts import prove


def verbatim(documents: Sequence[ParsedDocument], rng: random.Random, each: int) -> list[Truth]:
    """True Chinese claims: whole sentences of the documents, those with something to change first."""
    truths: list[Truth] = []
    for parsed in documents:
        text = parsed.document.text
        found = [
            s.span.of(text).rstrip("。；;")
            for m in parsed.measures
            for s in m.sentences
            if not s.heading and not s.responsibility and 14 <= len(s.span) <= 120 and "\n" not in s.span.of(text)
        ]
        rng.shuffle(found)
        found.sort(key=lambda sentence: -changeable(sentence))
        truths += [Truth(document=parsed.document.id, quote=s, claim=s, language="zh") for s in found[:each]]
    return truths


def paraphrases(path: Path) -> list[Truth]:
    """The true claims written by hand."""
    return [Truth(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def make(truths: Sequence[Truth], most: int, seed: int = 1) -> list[Mutation]:
    """At most ``most`` false claims, the kinds as even as the texts allow."""
    rng = random.Random(seed)
    by_kind: dict[tuple[str, str], list[Mutation]] = {}
    for truth in truths:
        for mutation in mutations(truth, truths, rng):
            by_kind.setdefault((mutation.kind, truth.language), []).append(mutation)
    chosen: list[Mutation] = []
    for pool in by_kind.values():
        rng.shuffle(pool)
    while len(chosen) < most and any(by_kind.values()):
        for pool in by_kind.values():
            if pool and len(chosen) < most:
                chosen.append(pool.pop())
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the proof made of false and true claims."""

    caught: dict[str, tuple[int, int]]
    """By kind and language: caught, made."""
    missed: tuple[Mutation, ...]
    dropped: tuple[tuple[Truth, str], ...]
    """True claims that failed, with the reason."""
    truths: int
    median_ms: float

    @property
    def share_caught(self) -> float:
        """Share of the false claims that were caught."""
        return sum(c for c, _ in self.caught.values()) / max(1, sum(n for _, n in self.caught.values()))

    @property
    def share_dropped(self) -> float:
        """Share of the true claims that were dropped."""
        return len(self.dropped) / max(1, self.truths)


def measure(false: Sequence[Mutation], true: Sequence[Truth]) -> Score:
    """Runs the proof over both."""
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    missed, times = [], []
    for m in false:
        key = f"{m.kind} {m.truth.language}"
        started = time.perf_counter()
        verdict = prove(m.claim, (m.truth.quote,), known=(m.truth.document,))
        times.append(time.perf_counter() - started)
        made[key] += 1
        caught[key] += not verdict.holds
        if verdict.holds:
            missed.append(m)
    verdicts = [(t, prove(t.claim, (t.quote,), known=(t.document,))) for t in true]
    dropped = tuple((t, f"{v.check}: {v.reason}") for t, v in verdicts if not v.holds)
    by_kind = {key: (caught[key], made[key]) for key in sorted(made)}
    return Score(caught=by_kind, missed=tuple(missed), dropped=dropped, truths=len(true), median_ms=1000 * median(times or [0.0]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; exit code 1 when a floor is missed."""
    root = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, nargs="*", default=[root.parent / "corpus" / "policies"])
    parser.add_argument("--paraphrases", type=Path, default=root / "data" / "paraphrases.jsonl")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every miss")
    chosen = parser.parse_args(arguments)
    files = [f for folder in chosen.documents for f in (sorted(folder.glob("*.txt")) if folder.is_dir() else [folder])]
    true = paraphrases(chosen.paraphrases)
    truths = verbatim([parse_file(f) for f in files], random.Random(chosen.seed), each=20) + true
    score = measure(make(truths, chosen.count, chosen.seed), true)
    out = sys.stdout.write
    for key, (caught, made) in score.caught.items():
        out(f"{key:22} {caught:5} of {made:5}  {caught / made:.3f}\n")
    total = sum(n for _, n in score.caught.values())
    out(f"caught {score.share_caught:.4f} of {total} false claims over {len(files)} documents\n")
    out(f"dropped {score.share_dropped:.4f} of {score.truths} true paraphrases; median {score.median_ms:.2f} ms a claim\n")
    if chosen.show:
        for m in score.missed:
            out(f"MISSED {m.kind} {m.claim} | {m.truth.quote}\n")
        for truth, reason in score.dropped:
            out(f"DROPPED {reason} {truth.claim} | {truth.quote}\n")
    return 0 if score.share_caught >= 0.98 and score.share_dropped <= 0.05 else 1


if __name__ == "__main__":
    raise SystemExit(main())
