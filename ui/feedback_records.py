"""What a person said of an answer, as far as it is kept: no name, no address, no session, the day instead of the time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.answers import Receipt, Status


class Verdict(StrEnum):
    """Thumbs up or down."""

    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """Why; the first three go with thumbs up, the others with thumbs down."""

    CORRECT = "correct"
    CLEAR = "clear"
    SOURCE_HELPED = "source_helped"
    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    WRONG_SOURCE = "wrong_source"
    NOT_IN_DOCUMENT = "not_in_document"
    """It answers what the document does not say."""
    SHOULD_ANSWER = "should_answer"
    """It does not answer what the document does say."""
    UNCLEAR = "unclear"


REASONS = {
    Verdict.UP: (Reason.CORRECT, Reason.CLEAR, Reason.SOURCE_HELPED),
    Verdict.DOWN: (
        Reason.WRONG,
        Reason.INCOMPLETE,
        Reason.WRONG_SOURCE,
        Reason.NOT_IN_DOCUMENT,
        Reason.SHOULD_ANSWER,
        Reason.UNCLEAR,
    ),
}
"""The reasons that go with each verdict."""
MOST_COMMENT = 300
"""Characters of free text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A place of a document that the answer quoted; its words are the document's own."""

    document: str
    measure: int | None
    """Ordinal; None for front matter and closing."""
    path: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One verdict on one answer."""

    answer: str
    """The answer's random id: a second verdict on the same answer takes the place of the first."""
    day: str
    """ISO 8601, UTC."""
    verdict: Verdict
    reason: Reason | None
    comment: str
    status: Status
    language: str
    kind: str
    """How the question was understood: content, address, set, fact, chatter, injection; empty where unknown."""
    outcome: str
    """What became of the search; empty where unknown."""
    about: str
    """文号, or id, of the document that the answer is about."""
    cited: tuple[Cited, ...]
    receipt: Receipt
    question: str | None = None
    """Only where the person chose to send it."""
    history: tuple[str, ...] = ()
    """Earlier questions that it leans on, with the question only."""


_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|(?<!\d)\d{6}[- ]?\d{4}[- ]?\d{4}[- ]?\d{3}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)"  # identity card
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # mobile number
    r"|(?P<said>(?i:电话|座机|联系|致电|tel|phone)[^\d\n]{0,6})0\d{2,3}[- ]?\d{3,4}[- ]?\d{4}(?!\d)"  # fixed line, said to be one
    r"|(?:[(（]0\d{2,3}[)）][- ]?|(?<![\d.])0\d{2,3}[- ](?!(?:19|20)\d\d[- ](?:19|20)\d\d))\d{3,4}[- ]?\d{4}(?!\d)"  # fixed line
    r"|(?<!\d)\+\d(?:[-() ]{0,2}\d){7,14}(?!\d|\s*[万亿元%])"  # number of another country
    r"|(?<!\d)\d{4}(?:[- ]?\d{4}){2,3}[- ]?\d{1,4}(?!\d)"  # bank card
)


def without_numbers_of_people(text: str) -> str:
    """The text with e-mail addresses and numbers of telephones, identity and bank cards blotted out."""
    return _PERSONAL.sub(r"\g<said>[…]", text)
