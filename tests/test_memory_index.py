"""The index in memory finds what the index in a folder finds, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hashing_runtime import hashing_encoder

from corpus.parsing import parse_file
from embeddings.builds import update_index
from embeddings.index import open_index
from embeddings.memory_index import MemoryIndex
from embeddings.neighbours import Neighbour

QUESTIONS = ("充电桩有哪些支持措施？", "省商务厅负责什么", "小店经济", "xyzzy", "2021")


def close(found: list[Neighbour], other: list[Neighbour]) -> bool:
    """The same scores in the same order; ids may change places where scores are equal but for rounding."""
    return [round(one.score, 4) for one in found] == [round(one.score, 4) for one in other] and len(found) == len(other)


@pytest.mark.parametrize("k", [1, 7, 10_000])
def test_it_finds_what_the_index_in_a_folder_finds(policies: Path, tmp_path: Path, k: int) -> None:
    path = next(policies.glob("*38号.txt"))
    encoder = hashing_encoder()
    update_index(tmp_path / "index", [path], encoder=encoder, cache=tmp_path / "vectors.sqlite")
    parsed = parse_file(path)
    here = MemoryIndex(parsed, encoder)
    with open_index(tmp_path / "index", encoder.fingerprint) as there:
        assert dict(here.documents) == {parsed.document.id: parsed}
        assert dict(here.passages) == dict(there.passages)
        assert dict(here.sentences) == dict(there.sentences)
        for question in QUESTIONS:
            vector = encoder.encode_queries([question])[0]
            assert close(here.dense(vector, k), there.dense(vector, k))
            assert close(here.dense_sentences(vector, k), there.dense_sentences(vector, k))
            ids = [*list(here.sentences)[:7], "no such sentence"]
            mine, theirs = here.sentence_scores(vector, ids), there.sentence_scores(vector, ids)
            assert mine.keys() == theirs.keys() == set(ids[:7])
            assert all(abs(mine[key] - theirs[key]) < 1e-5 for key in mine)
            for field in (None, "title", "body", "departments"):
                assert here.lexical(question, k, field=field) == there.lexical(question, k, field=field)


def test_only_its_own_document_can_be_asked_for(policies: Path) -> None:
    index = MemoryIndex(parse_file(next(policies.glob("*38号.txt"))), hashing_encoder())
    vector = hashing_encoder().encode_queries(["充电桩"])[0]
    own = list(index.documents)
    assert index.dense(vector, 3, documents=own) == index.dense(vector, 3)
    assert index.dense(vector, 3, documents=["another"]) == []
    assert index.dense_sentences(vector, 3, documents=[]) == []
    assert index.lexical("充电", 3, documents=["another"]) == []


def test_building_can_be_given_up_between_batches(policies: Path) -> None:
    class Enough(Exception):
        pass

    calls = []

    def go_on() -> None:
        calls.append(1)
        if len(calls) == 2:
            raise Enough

    with pytest.raises(Enough):
        MemoryIndex(parse_file(next(policies.glob("*38号.txt"))), hashing_encoder(), go_on=go_on)
