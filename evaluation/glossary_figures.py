"""How well the glossary leads to what answers: ``python -m evaluation.glossary_figures --shared ../shared/data``.

Each answerable question to train on (`evaluation.training_questions`) is looked up in the glossary, as `rag.understanding.lexicon` does.
Printed for each language: words that were found, the share of them that a measure which answers has, and the share that any measure of the
same document has, which is what chance would give. And those that mislead: forms that led to a word several times and hardly ever to the
measure that answers.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import ParsedDocument
from embeddings.encoder import open_encoder
from evaluation.training_questions import TrainingQuestion, indexed, load_training_questions, unchanged
from rag.settings import Settings
from rag.understanding.lexicon import Lexicon
from rag.understanding.wording import normalised

OFTEN, HARDLY = 6, 0.13
"""A form misleads that was met so often at least and has such a share of right ones at most."""


@dataclass(frozen=True, slots=True)
class Led:
    """A form of a question that led to a word of its document."""

    language: str
    form: str
    word: str
    right: bool
    """Whether a measure that answers has it."""
    chance: float
    """Share of the document's measures that have it."""


def led(questions: Sequence[TrainingQuestion], parsed: ParsedDocument) -> Iterator[Led]:
    """Every form of the questions over a document that leads to one of its words."""
    lexicon, text = Lexicon([parsed]), parsed.document.text
    measures = [(measure.span, normalised(measure.span.of(text))) for measure in parsed.measures]
    for question in questions:
        asked = normalised(question.question)
        answering = [own for span, own in measures if any(span.overlaps(gold) for gold in question.spans)]
        for one, word in lexicon.glossed(asked, question.language):
            share = lexicon.vocabulary.frequency(word) / len(lexicon.vocabulary)
            yield Led(question.language, asked[one.start : one.end].lower(), word, any(word in own for own in answering), share)


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared/data"), help="folder with policies and laws")
    parser.add_argument("--data", type=Path, default=Path("data/suites"), help="where the index of the documents is kept")
    options = parser.parse_args()
    questions = [q for q in load_training_questions() if q.answerable]
    source = indexed(questions, options.shared, open_encoder(cache=Settings().cache_dir), options.data)
    by_file: dict[str, list[TrainingQuestion]] = defaultdict(list)
    for question in questions:
        if question.document_file in source.by_file and unchanged(source, question):
            by_file[question.document_file].append(question)
    found = [one for file, own in by_file.items() for one in led(own, source.by_file[file])]
    for language in sorted({one.language for one in found}):
        own = [one for one in found if one.language == language]
        right, chance = (sum(values) / len(own) for values in zip(*((one.right, one.chance) for one in own), strict=True))
        print(f"{language}: {len(own)} words, {right:.3f} in a measure that answers, by chance {chance:.3f}")  # noqa: T201
    counts: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for one in found:
        counts[one.language, one.form, one.word].append(one.right)
    for key, rights in sorted(counts.items(), key=lambda item: -len(item[1])):
        if len(rights) >= OFTEN and sum(rights) <= HARDLY * len(rights):
            print("\t".join(("misleads", *key, f"{sum(rights)} of {len(rights)}")))  # noqa: T201


if __name__ == "__main__":
    main()
