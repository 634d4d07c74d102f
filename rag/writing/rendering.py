"""The markdown that a person reads: frame line, quoted statements with their marks, remarks, sources, contacts."""

from __future__ import annotations

from rag.answers import Citation, Claim
from rag.writing.citations import measure_name, source_lines, title_shown
from rag.writing.contacts import contact_line
from rag.writing.drafts import Draft
from rag.writing.frames import Frames
from rag.writing.markup import as_text

FIRST_WORDS = 24
"""Characters of a related measure that has no title."""

_LABEL_ENDS = " \u3000\xa0、.．,，:："
"""What closes the number of a measure."""


def claim_line(claim: Claim) -> str:
    """One statement as text, its citation marks behind it."""
    marks = "".join(f"[{position + 1}]" for position in claim.citations)
    return f"{as_text(claim.text)} {marks}"


def _named(citation: Citation, frames: Frames) -> str:
    """A related measure by its title; one without a title (an article of a law) by its first words, for its number alone says nothing."""
    name = measure_name(citation, frames)
    words = " ".join(citation.quote.removeprefix(citation.label).lstrip(_LABEL_ENDS).split())
    if title_shown(citation) or not words:
        return name
    return f"{name}{frames.colon}{as_text(words[:FIRST_WORDS])}{'…' if len(words) > FIRST_WORDS else ''}"


def render(draft: Draft, frames: Frames) -> str:
    """The whole answer. Words of documents and questions are escaped; only the frame is markup."""
    blocks = [as_text(notice) for notice in draft.notices]
    if draft.opening:
        blocks.append(draft.opening)
    lines = [claim_line(claim) for claim in draft.claims]
    if len(lines) == 1:
        blocks.append(f"> {lines[0]}")
    elif lines:
        blocks.append("\n".join(f"- {line}" for line in lines))
    if draft.glosses:
        glosses = "\n".join(f"- [{position + 1}] {as_text(words)}" for position, words in sorted(draft.glosses.items()))
        blocks.append(f"*{frames.say('gloss')}*\n{glosses}")
    blocks.extend(draft.remarks)
    if draft.related:
        names = (f"- {as_text(c.number or c.document)} {_named(c, frames)}" for c in draft.related)
        blocks.append(f"**{frames.say('related')}**{frames.colon}\n" + "\n".join(names))
    if draft.citations:
        blocks.append(
            f"**{frames.say('sources')}**{frames.colon}\n" + "\n".join(f"- {line}" for line in source_lines(draft.citations, frames))
        )
    if line := contact_line(draft.contacts, frames):
        blocks.append(line)
    return "\n\n".join(blocks)
