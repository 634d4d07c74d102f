"""Questions with and without an answer, to fit the probability of an answer on: each asked of one document alone.

Four sources, so that what is fitted carries over to documents that nobody tuned for:

- the ``dev`` cases, each asked of its own document;
- the answerable ones among them asked of other real policies, near in words or at random, which answer them only where they hold the facts;
- questions over encyclopaedic passages put together as documents, the sentence with the answer kept or taken out;
- questions over laws that were kept from all training (`evaluation.training_questions.asked_of_laws`).
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.documents import ParsedDocument
from corpus.lines import Block
from corpus.passages import Passage
from corpus.sentences import sentence_spans
from corpus.spans import Span
from embeddings.encoder import Encoder
from embeddings.index import Index
from embeddings.late_interaction import LateInteraction, open_late_interaction
from embeddings.neighbours import Neighbour
from embeddings.runtimes import Vectors
from evaluation.cases import Case, load_cases
from evaluation.datasets import DATA, DOCUMENTS, rows
from evaluation.retrieval_suites import policy_retriever
from rag.retrieval.hearing import Hearing, open_hearing
from rag.retriever import Retriever

OWN, CROSSED, PASSAGES, LAWS = "own", "crossed", "passages", "laws"
_POINTING = re.compile(
    r"[本这该此](?:个|份|项|部)?(?:办法|通知|政策|文件|意见|条例|规定|公告|方案|措施)|这里|文件|政策|(?:办法|通知|意见|条例|公告|规定)[由从自要]"
    r"|\b(?:this|the) (?:measure|polic|document|notice|announcement|regulation|plan|opinion)|施行日|действует это",
    re.IGNORECASE,
)
"""Words that mean the document itself: such a question has another meaning when another document is asked."""
_PARAGRAPHS, _MOST_ASKED = 8, 12
_LONG = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question put to one document."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    document: str
    """File name of the text."""
    answerable: bool
    source: str
    outcome: str = ""
    """Why there is no answer, where the case says so."""


class Within:
    """An index seen as if it held some of its documents only."""

    def __init__(self, index: Index, documents: Collection[str]) -> None:
        self._index = index
        self._kept = frozenset(documents)

    @cached_property
    def documents(self) -> Mapping[str, ParsedDocument]:
        """Those documents by id."""
        return {key: self._index.documents[key] for key in sorted(self._kept)}

    @cached_property
    def passages(self) -> Mapping[str, Passage]:
        """Their passages by id."""
        marks = tuple(parsed.document.sha256[:12] for parsed in self.documents.values())
        return {key: self._index.passages[key] for key in self._index.passages if key.startswith(marks)}

    def dense(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """Nearest passages."""
        return self._index.dense(vector, k, documents=self._inside(documents))

    def dense_sentences(self, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """Nearest sentences."""
        return self._index.dense_sentences(vector, k, documents=self._inside(documents))

    def sentence_scores(self, vector: Vectors, ids: Sequence[str]) -> Mapping[str, float]:
        """The cosine of these sentences with the question's vector, by id."""
        return self._index.sentence_scores(vector, ids)

    def lexical(self, text: str, k: int, *, documents: Collection[str] | None = None, field: str | None = None) -> list[Neighbour]:
        """Passages that share words."""
        return self._index.lexical(text, k, documents=self._inside(documents), field=field)

    def _inside(self, documents: Collection[str] | None) -> frozenset[str]:
        return self._kept if documents is None else self._kept & frozenset(documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An index of many texts, each of which can be asked alone."""

    index: Index
    encoder: Encoder
    late: LateInteraction | None
    hearing: Hearing | None
    by_file: Mapping[str, ParsedDocument]

    def alone(self, file: str) -> Retriever:
        """The product over one of the texts."""
        within = Within(self.index, [self.by_file[file].document.id])
        return Retriever(within, self.encoder, late=self.late, hearing=self.hearing)


def opened(paths: Sequence[Path], encoder: Encoder, data: Path, name: str, late: LateInteraction | None = None) -> Source:
    """The texts indexed under ``data``, where their vectors are remembered; read by what ships, or by another late interaction."""
    retriever = policy_retriever(paths, encoder, data, name)
    index = retriever._index
    assert isinstance(index, Index)
    late = late or open_late_interaction(encoder)
    by_file = {Path(d.document.source).name: d for d in index.documents.values()}
    return Source(index=index, encoder=encoder, late=late, hearing=open_hearing(encoder), by_file=by_file)


def own_cases(policies: Path) -> dict[str, list[Case]]:
    """The cases of the data sets that the estimate is fitted on, by the file that they are asked of; laws lie beside the policies."""
    files = {path.stem: path.name for folder in DOCUMENTS for path in folder.glob("*.txt")}
    beside = {path.name for path in _texts(policies)}
    found: dict[str, list[Case]] = {}
    for name in ("hunan", "yunxi", "other_policy", "other_answerability", "other_natural"):
        for case in load_cases(DATA / f"{name}.jsonl"):
            file = case.document_file or files[case.document]
            if case.document_file is None or file in beside:
                found.setdefault(file, []).append(case)
    return found


def chosen(policies: Path, cases: Collection[str], others: int) -> list[Path]:
    """The policies and laws that have cases, by file name, and so many other policies, chosen by hash among those that are not long."""
    files = [path for path in policies.glob("*.txt") if path.name not in cases and path.stat().st_size < _LONG]
    files.sort(key=lambda path: hashlib.sha256(path.name.encode()).digest())
    return sorted([path for path in _texts(policies) if path.name in cases] + files[:others])


def _texts(policies: Path) -> list[Path]:
    """The texts of a folder of policies, and of the laws beside it."""
    return [path for folder in (policies, policies.with_name("laws")) for path in folder.glob("*") if path.suffix in {".txt", ".md"}]


def asked_of_own(cases: Mapping[str, Sequence[Case]], part: str) -> list[Asked]:
    """The cases of a part, each put to its own document."""
    return [
        Asked(
            id=case.id,
            question=case.question,
            history=case.history,
            document=file,
            answerable=case.answerable,
            source=OWN,
            outcome=case.outcome or "",
        )
        for file, own in cases.items()
        for case in own
        if case.part == part and case.kind not in ("injection", "set", "address", "metadata")
    ]


def crossed(cases: Mapping[str, Sequence[Case]], source: Source, *, limit: int) -> list[Asked]:
    """Answerable ``dev`` cases put to another policy: of two, one is the nearest in words, the other any; unanswerable there.

    A document that holds all key facts of the case, or nearly its words, is passed over.
    """
    chance = random.Random(5)
    out: list[Asked] = []
    texts = {file: parsed.document.text for file, parsed in source.by_file.items()}
    asked = [(file, case) for file, own in cases.items() for case in own if case.part == "dev" and case.answerable and case.facts]
    asked = [(file, case) for file, case in asked if not case.history and not _POINTING.search(case.question)]
    chance.shuffle(asked)
    for number, (file, case) in enumerate(asked[:limit]):
        others = [name for name in texts if name != file and not _holds(texts[name], case)]
        if number % 2:
            near = [n.passage_id.split(":")[0] for n in source.index.lexical(case.question, 60)]
            marks = {parsed.document.sha256[:12]: name for name, parsed in source.by_file.items()}
            others = [name for mark in near if (name := marks[mark]) in others][:1] or others
        if case.language == "en":
            # Glosses are made for each document anew, which takes a second: English questions go where English cases go.
            others = [name for name in others if name in cases] or [name for name in texts if name in cases and name != file]
        out.append(Asked(id=f"{case.id}-x", question=case.question, document=chance.choice(others), answerable=False, source=CROSSED))
    return out


def _holds(text: str, case: Case) -> bool:
    return all(any(alternative in text for alternative in fact) for fact in case.facts)


def write_passages(shared: Path, folder: Path, documents: int) -> list[Asked]:
    """Documents of eight passages each, written to ``folder``, and the questions over them; from a part of the passages answers are cut."""
    chance = random.Random(9)
    texts = [row["text"] for row in rows(shared / "train" / "passages.jsonl")]
    by_passage: dict[int, list[Mapping[str, str]]] = {}
    for row in rows(shared / "train" / "questions.jsonl"):
        if row["src"] == "drcd":
            continue
        by_passage.setdefault(int(row["passage"]), []).append(row)
    order = [number for number in sorted(by_passage) if 80 <= len(texts[number]) <= 900]
    chance.shuffle(order)
    folder.mkdir(parents=True, exist_ok=True)
    out: list[Asked] = []
    for at in range(documents):
        chosen = order[at * _PARAGRAPHS : (at + 1) * _PARAGRAPHS]
        file = f"passages-{at:04d}.txt"
        paragraphs, asked = [], []
        for number in chosen:
            text = " ".join(texts[number].split())
            questions = by_passage[number][:3]
            removed = chance.choice(questions) if chance.random() < 0.7 else None
            kept = _without(text, removed["answer"]) if removed else text
            paragraphs.append(kept)
            asked += [(row, row is removed) for row in questions]
        body = "\n\n".join(paragraphs)
        (folder / file).write_text(body + "\n", encoding="utf-8")
        found = [(row, row["answer"] in body) for row, removed in asked if (row["answer"] in body) != removed]
        chance.shuffle(found)
        out += [
            Asked(id=_id(row["question"]), question=row["question"], document=file, answerable=held, source=PASSAGES)
            for row, held in found[:_MOST_ASKED]
        ]
    return out


def _without(text: str, answer: str) -> str:
    sentences = [span.of(text) for span in sentence_spans(text, Block((Span(0, len(text)),), text, None))]
    return "".join(sentence for sentence in sentences if answer not in sentence)


def _id(question: str) -> str:
    return f"passage-{hashlib.sha256(question.encode()).hexdigest()[:10]}"
