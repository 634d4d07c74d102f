"""Mutates the bytes of small documents of every format and loads them: only policyqa's own errors may escape, and nothing may hang.

Run by hand for long series: ``python tests/fuzz_loading.py --count 20000``; the tests run a few hundred.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator

import docx
from small_pdf import Words, paragraph_lines, write_pdf

from corpus.errors import PolicyQAError
from corpus.loading import Loaded, load_bytes

TEXT = "第一条 为了规范本市老年人助餐配餐服务，提高服务质量，根据有关法律法规，结合本市实际情况，制定本办法。"
LIMIT_S = 1.0
"""Seconds of processor time that a small file may take."""


def seeds() -> dict[str, bytes]:
    """One small document of each format, by file name."""
    page = (
        f"<html><head><meta charset=utf-8><title>通知</title></head><body><div><a>首页</a></div><p>{TEXT * 20}</p>"
        f"<table><tr><td rowspan=2>1</td><td>甲</td></tr><tr><td colspan=3>乙</td></tr></table><ol><li>丙</li></ol></body></html>"
    )
    pages = [[*paragraph_lines(TEXT, top=700), Words(290, 40, "1"), Words(100, 300, "内部", 40, turned=True)]] * 2
    document = docx.Document()
    document.add_heading("通知", 1)
    document.add_paragraph(TEXT, style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "甲"
    packed = io.BytesIO()
    document.save(packed)
    return {
        "a.txt": f"{TEXT}\n".encode() * 3,
        "b.txt": f"{TEXT}\n".encode("gb18030") * 3,
        "c.txt": f"{TEXT}\n".encode("utf-16") * 3,
        "a.md": f"# 通知\n\n{TEXT}\n".encode(),
        "a.html": page.encode(),
        "a.pdf": write_pdf(pages),
        "a.docx": packed.getvalue(),
    }


def mutate(data: bytes, rng: random.Random) -> bytes:
    """``data`` with one to four pieces cut, doubled, moved, overwritten or filled with noise."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(out) + 1)
        end = min(len(out), start + rng.choice((1, 2, 8, 64, 1024)))
        piece = bytes(out[start:end])
        edit: Callable[[], bytes] = rng.choice(
            (
                lambda: b"",
                lambda piece=piece: piece * rng.randint(2, 50),
                lambda piece=piece: bytes(rng.randrange(256) for _ in piece),
                lambda piece=piece: bytes(byte ^ (1 << rng.randrange(8)) for byte in piece),
                lambda piece=piece: piece[::-1],
                lambda: rng.choice((b"\0", b"\xff\xfe", b"<div>" * 40, b"<table><tr><td>" * 40, b"9" * 30, b"\x1b", "\u202e".encode())),
            )
        )
        out[start:end] = edit()
    return bytes(out[: rng.randrange(len(out) + 1)]) if rng.random() < 0.1 else bytes(out)


def mutate_package(data: bytes, rng: random.Random) -> bytes:
    """A docx file in which one part is mutated and packed again, so that the damage reaches the XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        parts = source.infolist()
        chosen = rng.choice([part.filename for part in parts if part.filename.endswith((".xml", ".rels"))])
        for part in parts:
            content = source.read(part)
            target.writestr(part.filename, mutate(content, rng) if part.filename == chosen else content)
    return out.getvalue()


def cases(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """``count`` mutated files with their names, the same ones for the same seed."""
    rng = random.Random(seed)
    originals = list(seeds().items())
    for number in range(count):
        name, data = originals[number % len(originals)]
        change = mutate_package if name == "a.docx" and rng.random() < 0.7 else mutate
        yield name, change(data, rng)


def attempt(name: str, data: bytes) -> tuple[Loaded | PolicyQAError, float]:
    """What loading gives, and the seconds of processor time that it took."""
    start = time.process_time()
    try:
        result: Loaded | PolicyQAError = load_bytes(data, name)
    except PolicyQAError as error:
        result = error
    return result, time.process_time() - start


def main() -> int:
    """Prints how many files were read and refused, by format; exit code 1 when one took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    slow = []
    for number, (name, data) in enumerate(cases(options.count, options.seed)):
        result, seconds = attempt(name, data)
        outcomes[f"{name} {'read' if isinstance(result, Loaded) else type(result).__name__}"] += 1
        if seconds > LIMIT_S:
            slow.append((number, name, seconds))
    sys.stdout.write("".join(f"{key}: {value}\n" for key, value in sorted(outcomes.items())))
    sys.stdout.write("".join(f"slow: case {number}, {name}, {seconds:.1f} s\n" for number, name, seconds in slow))
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
