"""The hand labels are well formed and stand where they say in the real documents."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

LABELS = Path(__file__).parent / "labels"
FILES = sorted((*LABELS.glob("*.json"), *LABELS.with_name("labels_unseen").glob("*.json")))

_TAG = re.compile(r"<[^>]*>")


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _squeezed(text: str) -> str:
    return "".join(character for character in text if not character.isspace() and unicodedata.category(character)[0] not in "CZ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:12])
def test_a_label_file_is_well_formed(path: Path) -> None:
    label = _load(path)
    assert list(label) == ["file", "title", "number", "issuer", "published", "effective", "expires", "units", "sections"]
    assert Path(label["file"]).stem == path.stem
    assert label["title"]
    for name in ("published", "effective", "expires"):
        if label[name] is not None:
            date.fromisoformat(label[name])
    paths = [unit["path"] for unit in label["units"]]
    sections = [section["path"] for section in label["sections"]]
    assert paths, "a document without measures proves nothing"
    assert len(set(paths)) == len(paths)
    assert len(set(sections)) == len(sections)
    for section in sections:
        assert any(unit.startswith(f"{section}/") for unit in paths), f"{section} has no measure under it"
    for unit in paths:
        assert "（" not in unit
        assert _squeezed(unit) == unit
        if "/" in unit:
            assert unit.rsplit("/", 1)[0] in sections, f"{unit} hangs under no section"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem[:12])
def test_the_words_of_a_label_stand_in_its_document_in_order(path: Path, shared: Path) -> None:
    label = _load(path)
    raw = (shared / label["file"]).read_bytes().decode("utf-8-sig")
    text = _squeezed(html.unescape(_TAG.sub("", raw)) if label["file"].endswith(".html") else raw)
    position = 0
    for unit in label["units"]:
        start = text.find(unit["first"], position)
        assert start >= 0, f"{unit['path']}: {unit['first']} does not follow"
        end = text.find(unit["last"], start)
        assert end >= 0, f"{unit['path']}: {unit['last']} does not follow"
        position = max(start + 1, end + len(unit["last"]))
