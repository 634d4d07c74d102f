"""What an update does to an index: the plan, before anything is written."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.documents import ParsedDocument
from corpus.errors import DocumentError, PolicyQAError, UnknownDocument
from embeddings.contents import Held

Parse = Callable[[Path], ParsedDocument]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that stayed out."""

    source: str
    """Path as it was given."""
    error: PolicyQAError


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What an update did, by document id."""

    added: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    """Documents of which another version took the place of the old one."""
    removed: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()
    """One line each, for people: versions replaced, files that hold the same document."""
    index: str = ""
    """Id of the index afterwards; empty when there is none."""

    @property
    def any(self) -> bool:
        """Whether the documents differ from before."""
        return bool(self.added or self.replaced or self.removed)


@dataclass(slots=True)
class Plan:
    """The documents of the next index and how they came to be there."""

    held: Mapping[str, Held]
    """What the present index holds."""
    fresh: dict[str, tuple[ParsedDocument, str]] = field(default_factory=dict)
    """Documents read now, with the path of their file; all others of ``held`` stay."""
    removed: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    """Ids of documents whose file was found again."""
    failed: list[Failure] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def changes(self, index: str) -> Changes:
        """The plan as a report."""
        return Changes(
            added=tuple(sorted(self.fresh.keys() - self.held.keys())),
            kept=tuple(sorted(self.held.keys() - self.fresh.keys() - self.removed)),
            replaced=tuple(sorted(self.fresh.keys() & self.held.keys())),
            removed=tuple(sorted(self.removed - self.fresh.keys())),
            failed=tuple(self.failed),
            notices=tuple(self.notices),
            index=index,
        )


def plan_update(held: Mapping[str, Held], files: Iterable[Path], *, parse: Parse, within: Path | None = None) -> Plan:
    """Which documents to add, replace and remove.

    A file whose bytes are in the index already is not parsed. Two files with the same bytes are one document. Another text under the same
    文号 is a new version: of several versions among the files the latest by date stays, and the one named last where dates are equal.

    Args:
        held: What the index holds now.
        files: The files to add or update.
        parse: Reads a file; raises DocumentError.
        within: A folder that ``files`` lists completely: documents whose file was in it and is gone are removed.
    """
    plan = Plan(held=held)
    by_digest = {document.sha256: key for key, document in held.items()}
    unread: list[Path] = []
    names: dict[str, str] = {}
    for path in files:
        digest = _digest(path)
        if digest is not None and digest in names:
            plan.notices.append(f"{path.name} holds the same document as {names[digest]}: kept once")
            continue
        if digest is not None:
            names[digest] = path.name
        if digest in by_digest:
            plan.seen.add(by_digest[digest])
        else:
            unread.append(path)
    for path in unread:
        origin = str(path.absolute())
        earlier = {key for key, document in held.items() if document.origin == origin}
        try:
            parsed = parse(path)
        except DocumentError as error:
            plan.failed.append(Failure(source=str(path), error=error))
            plan.seen |= earlier
        else:
            _take(plan, parsed, origin)
            plan.removed |= earlier - plan.seen
    if within is not None:
        root = within.absolute()
        plan.removed |= {key for key, document in held.items() if root in Path(document.origin).parents and key not in plan.seen}
    return plan


def plan_removal(held: Mapping[str, Held], documents: Iterable[str]) -> Plan:
    """Remove documents by id.

    Raises:
        UnknownDocument: When the index does not hold one of them.
    """
    plan = Plan(held=held, removed=set(documents))
    for unknown in sorted(plan.removed - held.keys()):
        raise UnknownDocument(f"the index holds no document {unknown}: policyqa documents list shows all")
    return plan


def _digest(path: Path) -> str | None:
    """SHA-256 of the file's bytes; None when it cannot be read, which the parser puts in words."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _take(plan: Plan, parsed: ParsedDocument, origin: str) -> None:
    """Enter a document that was read now, under an id that is its own; of two versions the later one."""
    document = parsed.document
    if document.number is None:
        parsed = _apart(plan, parsed, origin)
        plan.fresh[parsed.document.id] = (parsed, origin)
        return
    rival, present = plan.fresh.get(document.id), plan.held.get(document.id)
    published = document.published.isoformat() if document.published else ""
    if rival is not None:
        other = rival[0].document.published
        later = published >= (other.isoformat() if other else "")
    elif present is not None and present.id in plan.seen:
        later = published > present.published
    else:
        later = True
    if not later:
        plan.notices.append(f"{document.source} is no newer than the version of {document.number} that is kept")
        return
    if rival is not None or present is not None:
        plan.notices.append(f"{document.source} is a new version of {document.number} and replaces the old one")
    plan.fresh[document.id] = (parsed, origin)


def _apart(plan: Plan, parsed: ParsedDocument, origin: str) -> ParsedDocument:
    """A document without 文号 under an id of its own: two notices may share a title, but one file is one document."""
    document = parsed.document
    holder = plan.held.get(document.id)
    taken = document.id in plan.fresh or (holder is not None and holder.origin != origin)
    if not taken:
        return parsed
    return renamed(parsed, f"{document.id[:110]}~{document.sha256[:8]}")


def renamed(parsed: ParsedDocument, key: str) -> ParsedDocument:
    """The same document under another id."""
    measures = tuple(dataclasses.replace(measure, document_id=key) for measure in parsed.measures)
    return dataclasses.replace(parsed, document=dataclasses.replace(parsed.document, id=key), measures=measures)
