"""Vectors in Chroma, embedded or on a server; the only module that imports chromadb."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from corpus.errors import IndexStorageError, PolicyQAError, SettingsError, StoreUnavailable
from embeddings.neighbours import Neighbour
from embeddings.runtimes import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as ChromaCollection

_BATCH = 1000
_TIMEOUT_S = 30.0
_NO_VECTOR: Any = [[1.0]]
"""Stands for a vector where only a text is kept."""
WIDTHS = (200, 1000)
"""Least and most records that a search follows at a time (HNSW's ef_search); in between one for each 125 records.

With 200 a search finds .99 of the nearest 50 among 20,000 and .79 among 100,000: the graph has to be walked more widely as it grows.
"""


def _space(size: int) -> Any:
    """Cosine; as wide a search as a collection of this size needs (docs/performance.md)."""
    least, most = WIDTHS
    return {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": max(least, min(most, size // 125)), "max_neighbors": 24}}


class ChromaStore:
    """Collections of vectors, each record with the id of its document.

    Every failure of the store is raised as one error of policyqa that says what to do.
    """

    def __init__(self, client: ClientAPI, failure: PolicyQAError) -> None:
        """Use `embedded_store` or `server_store`.

        Args:
            client: A Chroma client.
            failure: What to raise when the store fails; the reason is added.
        """
        self._client = client
        self._failure = failure
        self._open: dict[str, ChromaCollection] = {}

    def collections(self) -> list[str]:
        """Names of all collections, sorted."""
        with _told(self._failure):
            return sorted(collection.name for collection in self._client.list_collections())

    def create(self, name: str, metadata: Mapping[str, str] | None = None, *, size: int = 0) -> bool:
        """Create an empty collection for about ``size`` records; False when it is already there, whoever made it."""
        from chromadb.errors import ChromaError, UniqueConstraintError

        with _told(self._failure):
            try:
                self._client.create_collection(
                    name,
                    embedding_function=None,
                    configuration=_space(size),
                    metadata=dict(metadata) if metadata else None,
                )
            except UniqueConstraintError:
                return False
            except ChromaError as error:
                if "already exists" in str(error):
                    return False
                raise
        return True

    def drop(self, name: str) -> None:
        """Delete a collection if it is there."""
        from chromadb.errors import NotFoundError

        self._open.pop(name, None)
        with _told(self._failure), contextlib.suppress(NotFoundError):
            self._client.delete_collection(name)

    def add(self, name: str, ids: Sequence[str], vectors: Vectors, documents: Sequence[str]) -> None:
        """Add records.

        Args:
            name: The collection.
            ids: Unique in the collection.
            vectors: ``(len(ids), dimension)`` float32.
            documents: For each record the id of its document, for filters.
        """
        with _told(self._failure):
            collection = self._collection(name)
            for start in range(0, len(ids), _BATCH):
                part = slice(start, start + _BATCH)
                collection.add(
                    ids=list(ids[part]), embeddings=vectors[part], metadatas=[{"document": document} for document in documents[part]]
                )

    def remove(self, name: str, documents: Collection[str]) -> None:
        """Delete all records of these documents."""
        if documents:
            with _told(self._failure):
                self._collection(name).delete(where=_where(documents))

    def query(self, name: str, vector: Vectors, k: int, *, documents: Collection[str] | None = None) -> list[Neighbour]:
        """The ``k`` records nearest to ``vector`` ``(dimension,)``, best first; of these documents only, where given."""
        if k < 1 or (documents is not None and not documents):
            return []
        with _told(self._failure):
            found = self._collection(name).query(
                query_embeddings=[vector.tolist()],
                n_results=k,
                where=None if documents is None else _where(documents),
                include=["distances"],
            )
        distances: Any = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        return sorted(
            (Neighbour(passage_id=key, score=1.0 - float(distance)) for key, distance in pairs), key=lambda n: (-n.score, n.passage_id)
        )

    def scores(self, name: str, vector: Vectors, ids: Sequence[str]) -> list[Neighbour]:
        """The cosine of these records with ``vector`` ``(dimension,)``, best first; ids that are not there are left out.

        For some hundred records this is far quicker than a query with a filter, which looks through the whole collection.
        """
        if not ids:
            return []
        with _told(self._failure):
            found = self._collection(name).get(ids=list(ids), include=["embeddings"])
        scores = np.asarray(found["embeddings"], np.float32).reshape(len(found["ids"]), -1) @ vector if found["ids"] else ()
        return sorted(
            (Neighbour(passage_id=key, score=float(score)) for key, score in zip(found["ids"], scores, strict=True)),
            key=lambda n: (-n.score, n.passage_id),
        )

    def count(self, name: str) -> int:
        """Records in a collection."""
        with _told(self._failure):
            return int(self._collection(name).count())

    def put_parts(self, name: str, parts: Sequence[str]) -> None:
        """Keep a sequence of texts in a new collection, for files that travel with the vectors."""
        self.drop(name)
        with _told(self._failure):
            collection = self._client.create_collection(name, embedding_function=None)
            for number, part in enumerate(parts):
                # As metadata: Chroma would build a full-text index over a document, twenty times slower.
                collection.add(ids=[f"{number:08d}"], embeddings=_NO_VECTOR, metadatas=[{"part": part}])

    def parts(self, name: str) -> list[str]:
        """The texts that `put_parts` kept, in order; empty when there is no such collection."""
        from chromadb.errors import NotFoundError

        found: dict[str, str] = {}
        with _told(self._failure), contextlib.suppress(NotFoundError):
            collection = self._client.get_collection(name, embedding_function=None)
            total = collection.count()
            while len(found) < total:
                batch = collection.get(limit=16, offset=len(found), include=["metadatas"])
                if not batch["ids"]:
                    break
                found |= {key: str(about["part"]) for key, about in zip(batch["ids"], batch["metadatas"] or [], strict=True)}
        return [found[key] for key in sorted(found)]

    def notes(self, name: str) -> Mapping[str, str]:
        """The metadata of a collection, read from the store each time; empty when there is no such collection."""
        from chromadb.errors import NotFoundError

        with _told(self._failure), contextlib.suppress(NotFoundError):
            metadata = self._client.get_collection(name, embedding_function=None).metadata or {}
            return {key: str(value) for key, value in metadata.items()}
        return {}

    def note(self, name: str, notes: Mapping[str, str]) -> None:
        """Replace the metadata of a collection in one step."""
        with _told(self._failure):
            self._client.get_collection(name, embedding_function=None).modify(metadata=dict(notes))

    def close(self) -> None:
        """Release files and connections."""
        self._open.clear()
        sessions = _sessions(self._client)
        self._client.close()  # type: ignore[attr-defined]
        for session in sessions:
            session.close()

    def _collection(self, name: str) -> ChromaCollection:
        if name not in self._open:
            self._open[name] = self._client.get_collection(name, embedding_function=None)
        return self._open[name]


def embedded_store(folder: Path) -> ChromaStore:
    """The store inside this process, kept in ``folder``.

    Raises:
        IndexStorageError: When the folder cannot be read or written.
    """
    import chromadb

    failure = IndexStorageError(f"the vector store in {folder} failed: free space, check permissions, or run policyqa index again")
    with _told(failure):
        return ChromaStore(chromadb.PersistentClient(folder, settings=_settings()), failure)


def server_store(url: str) -> ChromaStore:
    """The store on a Chroma server.

    Raises:
        SettingsError: When the address is not an http or https address.
        StoreUnavailable: When no server answers there.
    """
    import chromadb

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"POLICYQA_CHROMA_URL is not an http(s) address: {url}")
    place = re.sub(r"//[^/@]*@", "//", url)
    failure = StoreUnavailable(f"the Chroma server at {place} does not answer: start it, or unset POLICYQA_CHROMA_URL")
    secure = parts.scheme == "https"
    with _told(failure):
        client = chromadb.HttpClient(host=parts.hostname, port=parts.port or (443 if secure else 80), ssl=secure, settings=_settings())
        for session in _sessions(client):
            session.timeout = httpx.Timeout(_TIMEOUT_S)
        return ChromaStore(client, failure)


def _sessions(client: ClientAPI) -> list[httpx.Client]:
    """The connections of a client of a server: Chroma neither closes them nor bounds how long they wait."""
    owners = (client, getattr(client, "_admin_client", None))
    found = (getattr(getattr(owner, "_server", None), "_session", None) for owner in owners)
    return [session for session in found if isinstance(session, httpx.Client)]


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _where(documents: Collection[str]) -> Any:
    return {"document": {"$in": sorted(documents)}}


@contextlib.contextmanager
def _told(failure: PolicyQAError) -> Iterator[None]:
    """Every foreign failure inside becomes ``failure`` with its reason."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise type(failure)(f"{failure} ({reason})") from error
