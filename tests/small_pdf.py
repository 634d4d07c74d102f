"""Small pdf files written by hand: text at given places, full-width type, no library needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place on a page."""

    x: float
    y: float
    text: str
    size: float = 16
    turned: bool = False


def write_pdf(pages: Sequence[Iterable[Words | str]]) -> bytes:
    """A pdf whose pages hold ``Words``, and raw content operators where a plain string is given."""
    kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        _DESCENDANT,
        _stream(_TO_UNICODE),
    ]
    for index, page in enumerate(pages):
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] {resources} /Contents {7 + 2 * index} 0 R >>")
        objects.append(_stream("\n".join(item if isinstance(item, str) else _operators(item) for item in page)))
    return _assembled(objects)


def paragraph_lines(text: str, *, top: float, size: float = 16, columns: int = 28, left: float = 70, first: bool = True) -> list[Words]:
    """``text`` set in lines of ``columns`` characters, the first one indented by two, 28 points apart."""
    lines = []
    indent = 2 if first else 0
    while text:
        count = columns - indent
        lines.append(Words(left + indent * size, top - 28 * len(lines), text[:count], size))
        text, indent = text[count:], 0
    return lines


def _operators(words: Words) -> str:
    text = words.text.encode("utf-16-be").hex().upper()
    matrix = f"0.7 0.7 -0.7 0.7 {words.x} {words.y}" if words.turned else f"1 0 0 1 {words.x} {words.y}"
    return f"BT /F1 {words.size} Tf {matrix} Tm <{text}> Tj ET"


_DESCENDANT = (
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
    "/DW 1000 /W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
    "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>"
)
"""Adobe-GB1 numbers the ASCII characters from 1."""
_TO_UNICODE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _assembled(objects: list[str]) -> bytes:
    out = "%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}").encode("latin-1")
