"""Exports of the matrix: Markdown, CSV and a page to print, each with quotes and addresses."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator
from functools import cache

from corpus.tables import read_table
from rag.answers import Contact
from rag.eligibility.cells import Condition
from rag.eligibility.matrix import Matrix, Row
from rag.writing.markup import as_text

COLUMNS = ("document", "measure", "path", "title", "instrument", "force", "condition", "status", "quote", "start", "end", "contacts")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def words_for(language: str) -> dict[str, str]:
    """The words around the quotes: Chinese for Chinese profiles, English for all others."""
    return _words()["zh" if language.startswith("zh") else "en"]


@cache
def _words() -> dict[str, dict[str, str]]:
    return read_table(__file__, "export.toml")


def address(row: Row) -> str:
    """Where a measure stands, as a person cites it: 文号 or title, path, heading."""
    document = row.document.document
    title = f"「{row.measure.title}」" if 0 < len(row.measure.title) <= 40 else ""
    return f"{document.number or document.title or document.id} {row.measure.path}{title}"


def markdown(matrix: Matrix, language: str | None = None) -> str:
    """The matrix as Markdown; the documents' and the person's words are escaped, so that they stay text."""
    say = words_for(language or matrix.language)
    lines = [f"# {say['heading']}", "", *[f"- {as_text(part)}" for part in _profile(matrix)], "", say["note"], ""]
    if not matrix.rows:
        lines.append(say["none"])
    for row in matrix.rows:
        lines += [f"## {as_text(address(row))}", "", f"{say['instrument']}: {row.instrument} · {say['force']}: {say[row.force]}", ""]
        for cell in row.conditions:
            lines.append(f"- **{say[cell.status.value]}** {as_text(cell.text)}")
            lines.append(f"  > {as_text(' '.join(cell.quote.split()))} [{cell.span.start}–{cell.span.end}]")
        lines += ["", f"{say['contacts']}: {as_text(_contacts(row.contacts, say))}", ""] if row.contacts else [""]
    if matrix.questions:
        lines += [f"## {say['questions']}", "", *(f"{n}. {as_text(q.text)}" for n, q in enumerate(matrix.questions, 1))]
    return "\n".join(lines).rstrip() + "\n"


def csv_text(matrix: Matrix, language: str | None = None) -> str:
    """One line per condition, comma separated, with a byte order mark for spreadsheets; no cell can be taken for a formula."""
    say = words_for(language or matrix.language)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in matrix.rows:
        for cell in row.conditions or (None,):
            writer.writerow([_inert(str(value)) for value in _line(row, cell, say)])
    return "\ufeff" + out.getvalue()


def page(matrix: Matrix, language: str | None = None) -> str:
    """A page to print, in one file without scripts or anything fetched."""
    language = language or matrix.language
    say = words_for(language)
    body = "".join(_section(row, say) for row in matrix.rows) or f"<p>{say['none']}</p>"
    asked = "".join(f"<li>{html.escape(q.text)}</li>" for q in matrix.questions)
    questions = f"<section><h2>{say['questions']}</h2><ol>{asked}</ol></section>" if asked else ""
    told = "".join(f"<li>{html.escape(part)}</li>" for part in _profile(matrix))
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language.startswith("zh") else "en"}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{say["heading"]}</title>'
        f"<style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{say['heading']}</h1><h2>{say['profile']}</h2><ul>{told}</ul><p>{say['note']}</p>\n{body}\n{questions}</main></body>\n</html>\n"
    )


_STYLE = """
body { font: 16px/1.6 system-ui, 'Noto Sans CJK SC', 'PingFang SC', sans-serif; color: #1b2733; background: #fff; margin: 0 }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem }
h1 { font-size: 1.6rem }
h2 { font-size: 1.15rem; margin: 1.6rem 0 .3rem }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #9aa7b4; padding: .4rem .6rem; text-align: left; vertical-align: top }
th { background: #eef2f6 }
blockquote { margin: .2rem 0 0; color: #3c4a57 }
td:first-child { white-space: nowrap; font-weight: 600 }
td.met { color: #14532d }
td.unmet { color: #8b1a1a }
td.missing { color: #6b4700 }
section { break-inside: avoid-page }
@media print { main { padding: 0 } }
"""


def _section(row: Row, say: dict[str, str]) -> str:
    cells = "".join(
        f'<tr><td class="{c.status.value}">{say[c.status.value]}</td><td>{html.escape(c.text)}'
        f'<blockquote lang="zh">{html.escape(c.quote)}</blockquote></td><td>{c.span.start}–{c.span.end}</td></tr>'
        for c in row.conditions
    )
    head = f"<tr><th scope='col'>{say['status']}</th><th scope='col'>{say['condition']}</th><th scope='col'>{say['place']}</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{cells}</tbody></table>" if cells else ""
    contacts = f"<p>{say['contacts']}: {html.escape(_contacts(row.contacts, say))}</p>" if row.contacts else ""
    facts = f"<p>{say['instrument']}: {row.instrument} · {say['force']}: {say[row.force]}</p>"
    return f"<section><h2>{html.escape(address(row))}</h2>{facts}{table}{contacts}</section>"


def _profile(matrix: Matrix) -> Iterator[str]:
    profile = matrix.profile
    yield from (part for part in (profile.description, profile.sector, profile.place, profile.size) if part)
    yield from ("、".join(listed) for listed in (profile.activities, profile.needs) if listed)


def _contacts(listed: tuple[Contact, ...], say: dict[str, str]) -> str:
    return "、".join(f"{c.name} ({say[c.role.value]})" for c in listed)


def _line(row: Row, cell: Condition | None, say: dict[str, str]) -> tuple[object, ...]:
    document = row.document.document
    head = (document.number or document.id, row.measure.ordinal, row.measure.path, row.measure.title, row.instrument, say[row.force])
    tail = (cell.text, say[cell.status.value], cell.quote, cell.span.start, cell.span.end) if cell else ("", "", "", "", "")
    return (*head, *tail, _contacts(row.contacts, say))


def _inert(value: str) -> str:
    """A cell that a spreadsheet shows as text: formulas get an apostrophe."""
    return f"'{value}" if value.startswith(_FORMULA) else value
