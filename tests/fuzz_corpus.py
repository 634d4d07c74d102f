"""Damages real documents and parses what is left: ``python tests/fuzz_corpus.py --count 20000 [--seed 1]``.

Every damaged text must parse without an exception, within a second of processor time, and with every invariant whole.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpus.parsing import check, parse_text  # noqa: E402

SHARED = ROOT.parent / "shared" / "data"
LONGEST = 6000
"""Code points of a document that are damaged: a window, so that many mutations are cheap."""
_NOISE = [chr(c) for c in (*range(0x20), 0x7F, 0x85, 0xA0, 0xAD, 0x200B, 0x200D, 0x200E, 0x2028, 0x2029, 0x3000, 0xE000, 0xFEFF, 0xFFFD)]
_SCRAPS = [*"（()）第条。；：“”《》|①", "一、", "（一）", "1.", "附件", "附件1：", "问：", "###", "**", "\t", "目录"]
_SCRAPS += ["2021年8月3日", "〔2021〕38号", "(省商务厅牵头负责)", "第三条第二款"]

Mutation = Callable[[random.Random, str], str]


def cut(rng: random.Random, text: str) -> str:
    """Drop a stretch, or all before or after a place."""
    a, b = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    return rng.choice((text[:a], text[b:], text[:a] + text[b:]))


def shuffle(rng: random.Random, text: str) -> str:
    """Put the lines in another order."""
    lines = text.split("\n")
    rng.shuffle(lines)
    return "\n".join(lines)


def double(rng: random.Random, text: str) -> str:
    """Say a stretch twice."""
    a, b = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    return text[:b] + text[a:b] + text[b:]


def inject(rng: random.Random, text: str) -> str:
    """Strew control, zero-width and private-use characters."""
    out = list(text)
    for _ in range(rng.randrange(1, 60)):
        out.insert(rng.randrange(len(out) + 1), rng.choice(_NOISE))
    return "".join(out)


def strew(rng: random.Random, text: str) -> str:
    """Strew labels, brackets and other scraps that mean something to the grammar."""
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(_SCRAPS) * rng.choice((1, 1, 2, 40)) + text[at:]
    return text


def join(rng: random.Random, text: str) -> str:
    """Lose line breaks, or break lines anywhere."""
    if rng.random() < 0.5:
        return text.replace("\n", rng.choice(("", " ", "　　", "\r", "\x0b")))
    width = rng.randrange(1, 40)
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


MUTATIONS: tuple[Mutation, ...] = (cut, shuffle, double, inject, strew, join)


def real_texts(shared: Path = SHARED) -> list[str]:
    """The documents to damage: the measuring data where it is at hand, always the policies that the project ships."""
    paths = [
        *sorted((ROOT / "corpus" / "policies").glob("*.txt")),
        *sorted((shared / "policies").glob("*.txt")),
        *sorted((shared / "laws").glob("*.md")),
    ]
    return [path.read_text(encoding="utf-8-sig").replace("\r\n", "\n") for path in paths]


def mutants(texts: list[str], count: int, seed: int) -> Iterator[str]:
    """``count`` damaged windows of ``texts``, the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        text = rng.choice(texts)
        if len(text) > LONGEST and rng.random() < 0.97:
            at = rng.randrange(len(text) - LONGEST) if rng.random() < 0.6 else 0
            text = text[at : at + LONGEST]
        for mutate in rng.sample(MUTATIONS, rng.randrange(1, 4)):
            text = mutate(rng, text)
            if len(text) > 4 * LONGEST:
                text = text[: 4 * LONGEST]
            if not text:
                break
        yield text


def broken(text: str) -> list[str]:
    """What is wrong with the parse of ``text``; empty when nothing is. Only this thread's time counts: others may be at work beside it."""
    start = time.thread_time()
    try:
        problems = check(parse_text(text, source="mutant.txt", sha256="0" * 64))
    except Exception as error:  # noqa: BLE001  any exception at all is the finding
        return [f"{type(error).__name__}: {error}"]
    spent = time.thread_time() - start
    return [*problems, *([f"took {spent:.2f} s"] if spent > 1 else [])]


def main() -> int:
    """Run and report; 1 when anything broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failures = 0
    start = time.monotonic()
    for number, text in enumerate(mutants(real_texts(), options.count, options.seed), 1):
        problems = broken(text)
        if problems:
            failures += 1
            sys.stdout.write(f"mutant {number}: {problems[:3]}\n")
        if number % 2000 == 0:
            sys.stdout.write(f"{number} mutants, {failures} failures, {time.monotonic() - start:.0f} s\n")
            sys.stdout.flush()
    sys.stdout.write(f"done: {options.count} mutants, {failures} failures\n")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
