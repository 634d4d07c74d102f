"""The txt, html, pdf and docx form of one document give the same units."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import docx
import pytest
from small_pdf import HEIGHT, Words, paragraph_lines, write_pdf

from corpus.documents import ParsedDocument
from corpus.parsing import parse_bytes, parse_file

FLOOR = 0.97
Unit = tuple[str, str]
"""Path and first words of a measure."""


def units(parsed: ParsedDocument) -> list[Unit]:
    """The measures of a document; words that a text form doubles for bold count once.

    The path of an unnumbered paragraph is its place in the document and would shift with every line of navigation.
    """
    return [(re.sub(r"¶\d+", "¶", measure.path), _first_words(measure.span.of(parsed.document.text))) for measure in parsed.measures]


def _first_words(text: str) -> str:
    squeezed = re.sub(r"[\s|*]", "", text[:200])
    return re.sub(r"^(.{2,60}?)\1", r"\1", squeezed)[:12]


def agreement(left: list[Unit], right: list[Unit]) -> tuple[int, int]:
    """Units that agree in order, counted on both sides, and all units of both sides."""
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    return 2 * sum(block.size for block in blocks), len(left) + len(right)


def forms(shared: Path) -> Iterator[tuple[Path, Path]]:
    """Originals and the text that somebody else's program made of them."""
    for page in sorted((shared / "html").glob("*.html")):
        yield page, shared / "policies" / f"gz_{page.stem}.txt"
    texts = {_bare(path.stem.removeprefix("pdf_")): path for path in (shared / "policies").glob("pdf_*.txt")}
    for print_out in sorted((shared / "pdf").glob("*.pdf")):
        yield print_out, texts[_bare(print_out.stem)]


def _bare(name: str) -> str:
    return re.sub(r"[\s_]", "", name)


def test_real_documents_have_the_same_units_in_every_form(shared: Path) -> None:
    agreeing, total, report = 0, 0, []
    for original, text in forms(shared):
        same, both = agreement(units(parse_file(original)), units(parse_file(text)))
        agreeing, total = agreeing + same, total + both
        report.append(f"{same / both if both else 1:.3f} {both:4} {original.name}")
    print(*report, f"{agreeing / total:.4f} of {total} units in {len(report)} documents", sep="\n")  # noqa: T201
    assert agreeing >= FLOOR * total, "\n".join(report)


def written_forms(text: str) -> dict[str, bytes]:
    """``text``, one paragraph a line, as a file of every format."""
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    page = "".join(f"<p>　　{paragraph}</p>" for paragraph in paragraphs)
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    packed = io.BytesIO()
    document.save(packed)
    return {
        "a.html": f"<html><head><meta charset=utf-8></head><body>{page}</body></html>".encode(),
        "a.pdf": write_pdf(list(_set(paragraphs))),
        "a.docx": packed.getvalue(),
        "a.md": text.encode("utf-8"),
    }


def _set(paragraphs: list[str]) -> Iterator[list[Words]]:
    """Paragraphs set on pages as a printed document sets them, a page number under each."""
    page: list[Words] = []
    number, top = 1, HEIGHT - 90
    for line in (line for paragraph in paragraphs for line in paragraph_lines(paragraph, top=0)):
        page.append(Words(line.x, top, line.text, line.size))
        top -= 28
        if top < 100:
            yield [*page, Words(280, 50, f"— {number} —", 10)]
            page, number, top = [], number + 1, HEIGHT - 90
    if page:
        yield [*page, Words(280, 50, f"— {number} —", 10)]


@pytest.mark.parametrize("name", ["a.html", "a.pdf", "a.docx", "a.md"])
def test_the_first_policy_has_the_same_units_in_every_form(policies: Path, name: str) -> None:
    path = next(iter(sorted(policies.glob("*.txt"))))
    expected = parse_file(path)
    found = parse_bytes(written_forms(path.read_text(encoding="utf-8-sig"))[name], name)
    assert units(found) == units(expected)
    assert [section.path for section in found.sections] == [section.path for section in expected.sections]
    assert found.document.number == expected.document.number
    assert found.report.unassigned == 0


def test_real_policies_keep_their_units_through_every_form(shared: Path) -> None:
    agreeing: dict[str, int] = {}
    total: dict[str, int] = {}
    for path in [*sorted((shared / "policies").glob("bj*.txt"))[::6], *sorted((shared / "laws").glob("*.md"))[::60]]:
        text = path.read_text(encoding="utf-8")
        expected = units(parse_bytes(text.encode(), path.name))
        for name, data in written_forms(text).items():
            same, both = agreement(units(parse_bytes(data, name)), expected)
            agreeing[name], total[name] = agreeing.get(name, 0) + same, total.get(name, 0) + both
    assert all(agreeing[name] >= FLOOR * total[name] for name in total), {name: agreeing[name] / total[name] for name in total}
