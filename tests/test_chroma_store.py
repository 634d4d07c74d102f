"""One contract for both stores: embedded and server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from chroma_server import chroma_server

from corpus.errors import IndexStorageError, SettingsError, StoreUnavailable
from embeddings.chroma_store import ChromaStore, embedded_store, server_store
from embeddings.runtimes import Vectors


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(params=["embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChromaStore]:
    opened = embedded_store(tmp_path / "chroma") if request.param == "embedded" else server_store(request.getfixturevalue("server"))
    yield opened
    for name in opened.collections():
        opened.drop(name)
    opened.close()


def vectors(count: int, dimension: int = 16) -> Vectors:
    drawn = np.random.default_rng(7).standard_normal((count, dimension)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def filled(store: ChromaStore, count: int = 60) -> Vectors:
    drawn = vectors(count)
    store.create("things")
    store.add("things", [f"id{i:03d}" for i in range(count)], drawn, [f"d{i % 3}" for i in range(count)])
    return drawn


def test_neighbours_are_the_nearest_by_cosine_best_first(store: ChromaStore) -> None:
    drawn = filled(store)
    question = vectors(61)[60]
    found = store.query("things", question, 5)
    expected = np.argsort(-(drawn @ question))[:5]
    assert [n.passage_id for n in found] == [f"id{i:03d}" for i in expected]
    assert [n.score for n in found] == pytest.approx((drawn @ question)[expected].tolist(), abs=1e-4)


def test_only_records_of_the_documents_asked_for(store: ChromaStore) -> None:
    drawn = filled(store)
    found = store.query("things", drawn[0], 60, documents={"d1", "d2"})
    assert {int(n.passage_id[2:]) % 3 for n in found} == {1, 2}
    assert len(found) == 40
    assert store.query("things", drawn[0], 5, documents=set()) == []
    assert store.query("things", drawn[0], 5, documents={"nowhere"}) == []


def test_more_asked_for_than_there_are(store: ChromaStore) -> None:
    drawn = filled(store, 4)
    assert len(store.query("things", drawn[0], 50)) == 4
    assert store.query("things", drawn[0], 0) == []


def test_removing_a_document_removes_all_its_records(store: ChromaStore) -> None:
    drawn = filled(store)
    store.remove("things", {"d0"})
    assert store.count("things") == 40
    assert all(int(n.passage_id[2:]) % 3 for n in store.query("things", drawn[0], 60))


def test_a_collection_is_created_by_one_caller_only(store: ChromaStore) -> None:
    assert store.create("lock", {"until": "1"})
    assert not store.create("lock", {"until": "2"})
    assert store.notes("lock") == {"until": "1"}


def test_notes_are_replaced_and_absent_ones_empty(store: ChromaStore) -> None:
    assert store.notes("pointer") == {}
    store.create("pointer", {"current": "a"})
    store.note("pointer", {"current": "b"})
    assert store.notes("pointer") == {"current": "b"}


def test_parts_come_back_in_order(store: ChromaStore) -> None:
    parts = [f"{number}-" + "x" * 1000 for number in range(40)]
    store.put_parts("files", parts)
    assert store.parts("files") == parts
    assert store.parts("other") == []


def test_a_dropped_collection_is_gone_and_dropping_twice_is_no_error(store: ChromaStore) -> None:
    filled(store, 3)
    store.drop("things")
    store.drop("things")
    assert "things" not in store.collections()
    with pytest.raises((IndexStorageError, StoreUnavailable)):
        store.query("things", vectors(1)[0], 1)


def test_no_server_is_one_clear_error() -> None:
    with pytest.raises(StoreUnavailable, match=r"Chroma server at http://127\.0\.0\.1:9 does not answer: start it"):
        server_store("http://127.0.0.1:9")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="POLICYQA_CHROMA_URL"):
        server_store("localhost:8000")


def test_a_password_in_the_address_is_not_shown() -> None:
    with pytest.raises(StoreUnavailable) as raised:
        server_store("http://me:secret@127.0.0.1:9")
    assert "secret" not in str(raised.value)


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexStorageError, match="vector store"):
        embedded_store(tmp_path / "file" / "chroma")
