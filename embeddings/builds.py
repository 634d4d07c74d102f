"""Building the index: files in, a new generation out, and the changes that it brought."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import itertools
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import corpus
import embeddings.entries
from corpus.documents import ParsedDocument
from corpus.errors import DocumentError, IndexStorageError
from corpus.parsing import parse_file, parse_text
from embeddings.changes import Changes, Parse, Plan, plan_rebuild, plan_removal, plan_update, renamed
from embeddings.contents import Contents, Entry, Held, write_contents
from embeddings.encoder import Encoder
from embeddings.entries import embedded_with_neighbours, entry_of, fields_of
from embeddings.generations import Generations, unwritable
from embeddings.index import FORMAT, Manifest, generations_of, read_manifest
from embeddings.lexical import build_lexical
from embeddings.progress import Progress, silent
from embeddings.vector_cache import VectorCache

_ROUND = 2048
"""Texts whose vectors are held in memory at a time."""


def update_index(
    folder: Path,
    files: Iterable[Path],
    *,
    encoder: Encoder,
    cache: Path,
    chroma_url: str | None = None,
    within: Path | None = None,
    rebuild: bool = False,
    parse: Parse | None = None,
    progress: Progress = silent,
) -> Changes:
    """Add and update documents, and publish the result in one step; with nothing to do, nothing is written.

    A file that cannot be read is reported in the changes, the others go on. An index that another encoder or another version of the
    parser made is made anew from the documents that it holds.

    Args:
        folder: The index folder.
        files: Files to add or update.
        encoder: Makes the vectors.
        cache: The file of remembered vectors.
        chroma_url: A Chroma server that holds the index for several machines.
        within: A folder that ``files`` lists completely: documents whose file was there and is gone are removed.
        rebuild: Make everything anew, for an index that is damaged: of the present one only the places of its files are read, as far as
            they can be, so that documents from other folders stay.
        parse: Reads a file; the parser of ``corpus`` where None.
        progress: Told about parsing and embedding.

    Raises:
        IndexStorageError: When the folder cannot be written, or another process writes; the old index stays.
        StoreUnavailable: When the server does not answer.
    """
    read = parse or parse_file
    paths = list(files)
    count = itertools.count(1)

    def told(path: Path) -> ParsedDocument:
        parsed = read(path)
        number = next(count)
        progress("reading documents", number, max(number, len(paths)))
        return parsed

    with (
        contextlib.closing(generations_of(folder, chroma_url)) as generations,
        generations.writing(),
        _Build(generations, encoder, cache, progress, fresh=rebuild) as build,
    ):
        if not rebuild:
            return build.run(plan_update(build.held, paths, parse=told, within=within))
        old = _readable(generations)
        plan = plan_rebuild(old or {}, paths, parse=told, within=within)
        if old is None:
            plan.notices.append("the old index cannot be read: name the other files and folders again that were in it, if any")
        return build.run(plan)


def remove_documents(
    folder: Path, documents: Iterable[str], *, encoder: Encoder, cache: Path, chroma_url: str | None = None, progress: Progress = silent
) -> Changes:
    """Remove documents by id, with all their passages, sentences and vectors, in one step.

    Raises:
        UnknownDocument: When the index does not hold one of them; nothing is removed then.
        IndexStorageError: When the folder cannot be written, or another process writes; the old index stays.
        StoreUnavailable: When the server does not answer.
    """
    with (
        contextlib.closing(generations_of(folder, chroma_url)) as generations,
        generations.writing(),
        _Build(generations, encoder, cache, progress) as build,
    ):
        return build.run(plan_removal(build.held, documents))


@functools.cache
def parser_fingerprint() -> str:
    """Changes whenever the code or the data does that reads documents and says what of them is embedded."""
    root, digest = Path(corpus.__path__[0]), hashlib.sha256(Path(embeddings.entries.__file__).read_bytes())
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.toml"), *root.rglob("*.json")]):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _readable(generations: Generations) -> Mapping[str, Held] | None:
    """What the present index lists, however damaged the rest of it is; None when that cannot be read either."""
    name = generations.current()
    if name is None:
        return {}
    try:
        with contextlib.closing(Contents(generations.folder(name) / "contents.sqlite")) as contents:
            return contents.held
    except IndexStorageError:
        return None


class _Build:
    """One run of the builder over the generation that is current now."""

    def __init__(self, generations: Generations, encoder: Encoder, cache: Path, progress: Progress, *, fresh: bool = False) -> None:
        self._generations = generations
        self._encoder = encoder
        self._cache = cache
        self._progress = progress
        self._stack = contextlib.ExitStack()
        self._present = None if fresh else generations.current()
        self._contents: Contents | None = None
        self._manifest: Manifest | None = None
        if self._present is not None:
            old = generations.folder(self._present)
            self._manifest = read_manifest(old)
            self._contents = Contents(old / "contents.sqlite")
            self._stack.callback(self._contents.close)
        self.held = self._contents.held if self._contents else {}

    def __enter__(self) -> _Build:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def run(self, plan: Plan) -> Changes:
        """Write and publish what is planned, unless the present index is that already."""
        changes = plan.changes(self._present or "")
        if self._present is not None and not changes.any and self._is_up_to_date():
            return changes
        if not plan.fresh and not changes.kept and (self._present is None or not changes.removed):
            return dataclasses.replace(changes, removed=())
        name = self._next_name()
        folder = self._generations.draft(name)
        try:
            self._write(name, folder, plan)
            self._generations.publish(name)
        except (OSError, sqlite3.Error) as error:
            self._generations.discard(name)
            raise unwritable(folder.parent.parent, error) from error
        except BaseException:
            self._generations.discard(name)
            raise
        return dataclasses.replace(changes, index=name)

    def _is_up_to_date(self) -> bool:
        manifest = self._manifest
        return manifest is not None and (manifest.encoder, manifest.parser) == (self._encoder.fingerprint, parser_fingerprint())

    def _next_name(self) -> str:
        present = re.match(r"g(\d+)", self._generations.current() or "g0")
        number = int(present.group(1)) + 1 if present else 1
        return f"g{number:06d}-{hashlib.sha256(datetime.now(UTC).isoformat().encode()).hexdigest()[:8]}"

    def _documents(self, plan: Plan) -> Iterator[tuple[ParsedDocument, str]]:
        """All documents of the next index; those read by older code are read again, and may come out under another id."""
        stale = self._manifest is not None and self._manifest.parser != parser_fingerprint()
        taken = set(plan.fresh)
        yield from plan.fresh.values()
        for key in sorted(self.held.keys() - plan.removed - plan.fresh.keys()):
            assert self._contents is not None
            parsed, origin = self._contents.documents[key], plan.origin(key)
            if stale:
                again = _again(parsed, Path(origin))
                clash = again.document.id in taken or key.startswith(f"{again.document.id}~")
                parsed = renamed(again, key) if clash else again
            taken.add(parsed.document.id)
            yield parsed, origin

    def _write(self, name: str, folder: Path, plan: Plan) -> None:
        documents = sorted(self._documents(plan), key=lambda document: document[0].document.id)
        entries = [entry_of(parsed, origin, self._encoder) for parsed, origin in documents]
        write_contents(folder / "contents.sqlite", entries)
        build_lexical(fields_of([passage for entry in entries for passage in entry.passages])).save(folder / "words")
        self._write_vectors(name, entries)
        manifest = Manifest(
            format=FORMAT,
            encoder=self._encoder.fingerprint,
            parser=parser_fingerprint(),
            dimension=self._encoder.dimension,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        (folder / "manifest.json").write_text(json.dumps(dataclasses.asdict(manifest), indent=1), encoding="utf-8")

    def _write_vectors(self, name: str, entries: Sequence[Entry]) -> None:
        """Embed what the cache does not know and put all vectors into the store of the generation."""
        passages = [
            (p.id, p.document_id, text) for e in entries for p, text in zip(e.passages, embedded_with_neighbours(e.passages), strict=True)
        ]
        sentences = [(s.id, s.document_id, s.span.of(e.parsed.document.text)) for e in entries for s in e.sentences]
        store = self._generations.store(name)
        try:
            with VectorCache(self._cache) as known:
                for kind, records in (("passages", passages), ("sentences", sentences)):
                    collection = self._generations.collection(name, kind)
                    store.create(collection, size=len(records))
                    for start in range(0, len(records), _ROUND):
                        ids, documents, texts = zip(*records[start : start + _ROUND], strict=True)
                        store.add(collection, ids, known.vectors(self._encoder, texts, self._progress), documents)
        finally:
            store.close()


def _again(parsed: ParsedDocument, origin: Path) -> ParsedDocument:
    """The same document, read by the code of today: from its file where that is still the same, else from the text that is kept."""
    document, report = parsed.document, parsed.report
    try:
        again = parse_file(origin)
    except DocumentError:
        again = None
    if again is not None and again.document.sha256 == document.sha256:
        return again
    return parse_text(document.text, source=document.source, sha256=document.sha256, format=report.format, encoding=report.encoding)
