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
    moved: tuple[str, ...] = ()
    """Documents, among those kept, whose file left a folder of this machine for another place."""
    failed: tuple[Failure, ...] = ()
    notices: tuple[str, ...] = ()
    """One line each, for people: versions replaced, files that hold the same document."""
    index: str = ""
    """Id of the index afterwards; empty when there is none."""

    @property
    def any(self) -> bool:
        """Whether the documents, or the places of their files, differ from before."""
        return bool(self.added or self.replaced or self.removed or self.moved)


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
    moved: dict[str, str] = field(default_factory=dict)
    """The path where a document's file was found, where it no longer lies at the one that ``held`` names.

    Where that path is of another machine, which shares the index, this is no change: the path is only carried along.
    """
    failed: list[Failure] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def origin(self, key: str) -> str:
        """Absolute path of the file of a held document, as far as is known now."""
        return self.moved.get(key, self.held[key].origin)

    def _left_here(self, key: str) -> bool:
        """Whether the folder that the file of a held document was in is one of this machine."""
        return Path(self.held[key].origin).parent.is_dir()

    def changes(self, index: str) -> Changes:
        """The plan as a report."""
        return Changes(
            added=tuple(sorted(self.fresh.keys() - self.held.keys())),
            kept=tuple(sorted(self.held.keys() - self.fresh.keys() - self.removed)),
            replaced=tuple(sorted(self.fresh.keys() & self.held.keys())),
            removed=tuple(sorted(self.removed - self.fresh.keys())),
            moved=tuple(sorted(key for key in self.moved.keys() - self.fresh.keys() - self.removed if self._left_here(key))),
            failed=tuple(self.failed),
            notices=tuple(self.notices),
            index=index,
        )


def plan_update(held: Mapping[str, Held], files: Iterable[Path], *, parse: Parse, within: Path | None = None) -> Plan:
    """Which documents to add, replace and remove.

    A file whose bytes are in the index already is not parsed; where its document's own file no longer holds them, it has moved there. Two
    files with the same bytes are one document. Another text under the same 文号 is a new version: of several versions among the files the
    latest by date stays, and the one named last where dates are equal.

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
            _see(plan, by_digest[digest], path)
        else:
            unread.append(path)
    for path in unread:
        origin = str(path.absolute())
        earlier = {key for key in held if plan.origin(key) == origin}
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
        plan.removed |= {key for key in held.keys() - plan.seen if root in Path(plan.origin(key)).parents}
    return plan


def plan_rebuild(old: Mapping[str, Held], files: Iterable[Path], *, parse: Parse, within: Path | None = None) -> Plan:
    """An index made anew: the files given, and those of the documents that the old index had from elsewhere.

    Args:
        old: What the old index held, as far as it can be read; only the places of its files are trusted.
        files: The files to read.
        parse: Reads a file; raises DocumentError.
        within: A folder that ``files`` lists completely.
    """
    named = list(files)
    known = {str(path.absolute()) for path in named}
    inside = {key for key, document in old.items() if within is not None and within.absolute() in Path(document.origin).parents}
    elsewhere = sorted({document.origin for key, document in old.items() if key not in inside and document.origin not in known})
    there = [path for path in map(Path, elsewhere) if path.is_file()]
    known |= set(map(str, there))
    plan = plan_update({}, [*there, *named], parse=parse)
    plan.removed = {key for key, document in old.items() if document.origin not in known}
    for key in sorted(plan.removed - inside - plan.fresh.keys()):
        plan.notices.append(f"{key} is left out: its file {Path(old[key].origin).name} is gone")
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


def _see(plan: Plan, key: str, path: Path) -> None:
    """Enter that the bytes of a held document were found at a path."""
    plan.seen.add(key)
    held, origin = plan.held[key], str(path.absolute())
    if origin != held.origin and _digest(Path(held.origin)) != held.sha256:
        plan.moved[key] = origin


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
    taken = document.id in plan.fresh or (document.id in plan.held and plan.origin(document.id) != origin)
    if not taken:
        return parsed
    return renamed(parsed, f"{document.id[:110]}~{document.sha256[:8]}")


def renamed(parsed: ParsedDocument, key: str) -> ParsedDocument:
    """The same document under another id."""
    measures = tuple(dataclasses.replace(measure, document_id=key) for measure in parsed.measures)
    return dataclasses.replace(parsed, document=dataclasses.replace(parsed.document, id=key), measures=measures)
