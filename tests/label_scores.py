"""Scores of the parser on the hand labels: ``python tests/label_scores.py [-v] [--labels FOLDER] [NAME…]``."""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpus.documents import ParsedDocument  # noqa: E402
from corpus.parsing import parse_file  # noqa: E402

LABELS = ROOT / "tests" / "labels"
SHARED = ROOT.parent / "shared" / "data"
FIELDS = ("number", "issuer", "published", "effective", "expires")
_SESSION = re.compile(r"第[一二三四五六七八九十百零]+届")

Unit = tuple[str, str, str]


@dataclass(frozen=True)
class Score:
    """How one document was read, beside its label."""

    name: str
    expected: list[Unit]
    found: list[Unit]
    common: int
    facts: dict[str, tuple[str | None, str | None]]
    sections: tuple[int, int, int]

    @property
    def f1(self) -> float:
        """Twice the units in common over all units of both."""
        both = len(self.expected) + len(self.found)
        return 2 * self.common / both if both else 1.0

    def right(self, field: str) -> bool:
        """Whether a field has the labelled value."""
        found, expected = self.facts[field]
        return found == expected


def squeezed(text: str | None) -> str | None:
    """``text`` without white space and control characters."""
    return None if text is None else "".join(c for c in text if unicodedata.category(c)[0] not in "CZ")


def common_run(left: list[Unit], right: list[Unit]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(right) + 1)
    for a in left:
        diagonal = 0
        for j, b in enumerate(right, 1):
            diagonal, row[j] = row[j], diagonal + 1 if a == b else max(row[j], row[j - 1])
    return row[-1]


def units_of(parsed: ParsedDocument) -> list[Unit]:
    """Path, first and last twelve characters of each measure."""
    out = []
    for measure in parsed.measures:
        words = squeezed(measure.span.of(parsed.document.text)) or ""
        out.append((measure.path, words[:12], words[-12:]))
    return out


def score(label: dict[str, object], parsed: ParsedDocument) -> Score:
    """The score of one document."""
    expected = [(u["path"], u["first"], u["last"]) for u in label["units"]]  # type: ignore[attr-defined]
    found = units_of(parsed)
    facts = {}
    for field in FIELDS:
        value = getattr(parsed.document, field)
        want = label.get(field)
        got = squeezed(value if value is None or isinstance(value, str) else value.isoformat())
        if field == "issuer":
            got, want = (None if v is None else _SESSION.sub("", v) for v in (got, squeezed(want)))  # type: ignore[arg-type]
        facts[field] = (got, squeezed(want))  # type: ignore[arg-type]
    facts["title"] = (squeezed(parsed.document.title), squeezed(label.get("title")))  # type: ignore[arg-type]
    want_sections = {(s["path"], squeezed(s["title"])) for s in label["sections"]}  # type: ignore[attr-defined]
    got_sections = {(s.path, squeezed(s.title)) for s in parsed.sections}
    counts = (len(want_sections & got_sections), len(want_sections), len(got_sections))
    return Score(str(label["file"]), expected, found, common_run(expected, found), facts, counts)


def scores(names: Iterable[str] = (), folder: Path = LABELS) -> list[Score]:
    """Scores of all documents labelled in ``folder``, or of those whose name contains one of ``names``."""
    wanted = tuple(names)
    out = []
    for path in sorted(folder.glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        if not wanted or any(name in path.name for name in wanted):
            out.append(score(label, parse_file(SHARED / label["file"])))
    return out


def overall(results: list[Score]) -> dict[str, float]:
    """Micro F1 of units and sections, share of right values by field."""
    units = 2 * sum(r.common for r in results) / max(1, sum(len(r.expected) + len(r.found) for r in results))
    sections = 2 * sum(r.sections[0] for r in results) / max(1, sum(r.sections[1] + r.sections[2] for r in results))
    fields = {field: sum(r.right(field) for r in results) / max(1, len(results)) for field in (*FIELDS, "title")}
    return {"unit F1": units, "unit F1, mean": sum(r.f1 for r in results) / max(1, len(results)), "section F1": sections, **fields}


def main(arguments: list[str]) -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description="Scores of the parser on hand labels.")
    options.add_argument("-v", "--verbose", action="store_true", help="print the units that differ")
    options.add_argument("--labels", type=Path, default=LABELS, metavar="FOLDER", help="folder of label files")
    options.add_argument("names", nargs="*", metavar="NAME", help="only labels whose file name contains one of these")
    chosen = options.parse_args(arguments)
    results = scores(chosen.names, chosen.labels)
    for r in results:
        wrong = {f: r.facts[f] for f in r.facts if not r.right(f)}
        print(f"{r.f1:.3f}  {len(r.expected):4} {len(r.found):4}  sec {r.sections}  {r.name[:60]}  {wrong or ''}")  # noqa: T201
        if chosen.verbose:
            for mark, ours, theirs in (("-", r.expected, r.found), ("+", r.found, r.expected)):
                for unit in [u for u in ours if u not in theirs][:14]:
                    print("     ", mark, *unit)  # noqa: T201
    print({k: round(v, 4) for k, v in overall(results).items()}, len(results))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
