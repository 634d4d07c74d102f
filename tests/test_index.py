"""One contract for the index in a folder and on a Chroma server: life of a corpus, search, and what may go wrong."""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from chroma_server import chroma_server
from hashing_runtime import HashingRuntime, hashing_encoder

from corpus.errors import IndexMismatch, IndexMissing, IndexStorageError, UnknownDocument
from corpus.parsing import parse_file
from embeddings import builds
from embeddings.builds import remove_documents, update_index
from embeddings.changes import Changes, plan_update
from embeddings.chroma_store import server_store
from embeddings.contents import Held
from embeddings.encoder import Encoder
from embeddings.index import Index, open_index
from embeddings.selection import select_documents
from rag.settings import Settings
from ui.opening import Shelf

POLICY = """某市人民政府关于{subject}的实施意见

某政办发〔{year}〕{number}号

各县区人民政府:

  为做好{subject}工作,提出如下意见。

  一、总体要求

  (一)明确目标。到2025年,{subject}覆盖率达到{rate}%。(市商务局牵头负责)

  (二)加大支持。对{subject}企业给予一次性奖励{amount}万元。优先安排用地。(市财政局、市自然资源局按职责分工负责)

某市人民政府办公室

{year}年3月5日
"""


def policy(subject: str, number: int, *, year: int = 2022, rate: int = 80, amount: int = 10) -> str:
    return POLICY.format(subject=subject, number=number, year=year, rate=rate, amount=amount)


@dataclass
class Corpus:
    """A folder of policies with its index."""

    root: Path
    url: str | None
    encoder: Encoder

    @property
    def policies(self) -> Path:
        return self.root / "policies"

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.policies / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def sync(self, **options: bool) -> Changes:
        return self.update(*sorted(self.policies.iterdir()), within=self.policies, **options)

    def update(self, *files: Path, within: Path | None = None, rebuild: bool = False) -> Changes:
        return update_index(
            self.root / "index", files, encoder=self.encoder, cache=self.cache, chroma_url=self.url, within=within, rebuild=rebuild
        )

    def remove(self, *documents: str) -> Changes:
        return remove_documents(self.root / "index", documents, encoder=self.encoder, cache=self.cache, chroma_url=self.url)

    @property
    def cache(self) -> Path:
        return self.root / "vectors.sqlite"

    def open(self) -> Index:
        return open_index(self.root / "index", self.encoder.fingerprint, chroma_url=self.url)

    def documents(self) -> list[str]:
        with self.open() as index:
            return sorted(index.documents)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(params=["folder", "server"])
def corpus(request: pytest.FixtureRequest, tmp_path: Path) -> Corpus:
    url = None
    if request.param == "server":
        url = request.getfixturevalue("server")
        store = server_store(url)
        for name in store.collections():
            store.drop(name)
        store.close()
    (tmp_path / "policies").mkdir()
    return Corpus(tmp_path, url, hashing_encoder())


COLD = "某政办发〔2022〕1号"
CHARGING = "某政办发〔2022〕2号"


def test_a_first_build_then_nothing_to_do(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.write("b.txt", policy("充电桩建设", 2))
    first = corpus.sync()
    assert first.added == (COLD, CHARGING)
    again = corpus.sync()
    assert (again.added, again.kept, again.index) == ((), (COLD, CHARGING), first.index)


def test_stored_documents_are_the_parsed_ones(corpus: Corpus) -> None:
    path = corpus.write("a.txt", policy("冷链物流", 1))
    corpus.sync()
    with corpus.open() as index:
        assert index.documents[COLD] == parse_file(path)
        text = index.documents[COLD].document.text
        assert {p.measure.path for p in index.passages.values() if p.measure} == {"一/(一)", "一/(二)"}
        assert all(passage.span.of(text) == passage.text for passage in index.passages.values())
        with pytest.raises(KeyError):
            index.documents["nothing"]


def test_the_three_searches_find_the_right_place(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.write("b.txt", policy("充电桩建设", 2))
    corpus.sync()
    with corpus.open() as index:
        vector = corpus.encoder.encode_queries(["对充电桩建设企业给予一次性奖励10万元。"])[0]
        near = index.passages[index.dense(vector, 1)[0].passage_id]
        assert (near.document_id, near.measure and near.measure.ordinal) == (CHARGING, 2)
        sentence = index.sentence(index.dense_sentences(vector, 1)[0].passage_id)
        text = index.documents[CHARGING].document.text
        assert (sentence.measure, sentence.span.of(text)) == (2, "对充电桩建设企业给予一次性奖励10万元。")
        best = index.passages[index.lexical("充電樁獎勵", 1)[0].passage_id]
        assert (best.document_id, best.measure and best.measure.ordinal) == (CHARGING, 2)
        led = index.lexical("市商务局", 9, field="departments")
        assert [index.passages[n.passage_id].measure.ordinal for n in led][:2] == [1, 1]  # type: ignore[union-attr]
        assert index.lexical("？！", 5) == []


def test_searches_stay_inside_the_documents_named(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.write("b.txt", policy("充电桩建设", 2))
    corpus.sync()
    with corpus.open() as index:
        vector = corpus.encoder.encode_queries(["充电桩建设"])[0]
        for found in (index.dense(vector, 50, documents={COLD}), index.lexical("充电桩建设 奖励", 50, documents={COLD})):
            assert found
            assert {index.passages[n.passage_id].document_id for n in found} == {COLD}
        inside = index.dense_sentences(vector, 50, documents={COLD})
        assert {index.sentence(n.passage_id).document_id for n in inside} == {COLD}


def test_few_records_are_compared_and_many_searched_with_the_same_outcome(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.write("b.txt", policy("充电桩建设", 2))
    corpus.sync()
    with corpus.open() as index:
        vector = corpus.encoder.encode_queries(["充电桩建设"])[0]
        compared = [search(vector, 3, documents={CHARGING}) for search in (index.dense, index.dense_sentences)]
        monkeypatch.setattr("embeddings.index.COMPARED", -1)
        searched = [search(vector, 3, documents={CHARGING}) for search in (index.dense, index.dense_sentences)]
        for some, others in zip(compared, searched, strict=True):
            assert [n.passage_id for n in some] == [n.passage_id for n in others]
            assert [n.score for n in some] == pytest.approx([n.score for n in others], abs=1e-5)


def test_a_file_gone_from_the_folder_goes_from_the_index(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    gone = corpus.write("b.txt", policy("充电桩建设", 2))
    corpus.sync()
    gone.unlink()
    assert corpus.sync().removed == (CHARGING,)
    with corpus.open() as index:
        vector = corpus.encoder.encode_queries(["充电桩建设"])[0]
        everywhere = [
            *(index.passages[n.passage_id].document_id for n in index.dense(vector, 99)),
            *(index.sentence(n.passage_id).document_id for n in index.dense_sentences(vector, 99)),
            *(index.passages[n.passage_id].document_id for n in index.lexical("充电桩 奖励", 99)),
        ]
        assert set(everywhere) == set(index.documents) == {COLD}


def test_files_named_one_by_one_stay_when_the_folder_is_read(corpus: Corpus, tmp_path: Path) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.sync()
    other = tmp_path / "other.txt"
    other.write_text(policy("充电桩建设", 2))
    assert corpus.update(other).added == (CHARGING,)
    other.unlink()
    assert corpus.sync().removed == ()
    assert corpus.documents() == [COLD, CHARGING]


def test_a_file_that_moved_belongs_to_its_new_folder(corpus: Corpus) -> None:
    moved = corpus.write("a.txt", policy("冷链物流", 1))
    corpus.write("b.txt", policy("充电桩建设", 2))
    corpus.sync()
    other = corpus.root / "other"
    other.mkdir()
    moved = moved.rename(other / "a.txt")
    there = corpus.update(moved, within=other)
    assert (there.moved, there.kept) == ((COLD,), (COLD, CHARGING))
    assert (corpus.sync().removed, corpus.sync().moved) == ((), ())
    moved.unlink()
    assert corpus.update(within=other).removed == (COLD,)
    assert corpus.documents() == [CHARGING]


def test_an_index_shared_with_a_machine_that_has_the_files_elsewhere_stays_as_it_is(corpus: Corpus) -> None:
    here = corpus.write("a.txt", policy("冷链物流", 1))
    held = Held(id=COLD, sha256=hashlib.sha256(here.read_bytes()).hexdigest(), origin="/another-machine/policies/a.txt", published="")
    plan = plan_update({COLD: held}, [here], parse=parse_file, within=here.parent)
    assert (plan.changes("").any, plan.origin(COLD)) == (False, str(here))


def test_a_copy_leaves_the_document_where_it_was(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    first = corpus.sync()
    copy = corpus.root / "copy.txt"
    copy.write_text(policy("冷链物流", 1))
    again = corpus.update(copy)
    assert (again.moved, again.index) == ((), first.index)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_notice_that_was_edited_after_a_move_leaves_no_second_one(corpus: Corpus, at_once: bool) -> None:
    notice = "通知公告\n\n一、今日停{what}。\n\n二、明日恢复。\n"
    first = corpus.write("a.txt", notice.format(what="水"))
    corpus.sync()
    first.rename(corpus.policies / "b.txt")
    if at_once:
        corpus.write("a.txt", notice.format(what="电"))
        assert (len(corpus.sync().added), len(corpus.documents())) == (1, 2)
        return
    corpus.sync()
    corpus.write("b.txt", notice.format(what="气"))
    corpus.sync()
    assert len(corpus.documents()) == 1


def test_the_same_bytes_twice_are_one_document(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.write("copy.txt", policy("冷链物流", 1))
    changes = corpus.sync()
    assert changes.added == (COLD,)
    assert changes.notices == ("copy.txt holds the same document as a.txt: kept once",)


def test_a_new_version_replaces_the_old_one_with_a_notice(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.sync()
    corpus.write("a.txt", policy("冷链物流", 1, amount=99))
    changes = corpus.sync()
    assert (changes.added, changes.replaced, changes.removed) == ((), (COLD,), ())
    assert len(changes.notices) == 1
    with corpus.open() as index:
        assert "99万元" in index.documents[COLD].document.text
        assert not any("10万元" in passage.text for passage in index.passages.values())


def test_two_versions_in_one_folder_settle(corpus: Corpus) -> None:
    corpus.write("a-new.txt", policy("冷链物流", 1, amount=99).replace("2022年3月5日", "2023年3月5日"))
    corpus.write("b-old.txt", policy("冷链物流", 1))
    corpus.sync()
    again = corpus.sync()
    assert (again.replaced, again.kept) == ((), (COLD,))
    with corpus.open() as index:
        assert "99万元" in index.documents[COLD].document.text


def test_removing_documents(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.write("b.txt", policy("充电桩建设", 2))
    corpus.sync()
    with pytest.raises(UnknownDocument, match="no document nothing"):
        corpus.remove(COLD, "nothing")
    assert corpus.documents() == [COLD, CHARGING]
    assert corpus.remove(COLD).removed == (COLD,)
    assert corpus.documents() == [CHARGING]
    assert corpus.remove(CHARGING).removed == (CHARGING,)
    with corpus.open() as index:
        assert index.lexical("冷链", 5) == index.dense(corpus.encoder.encode_queries(["冷链"])[0], 5) == []


def test_one_bad_file_stays_out_and_the_others_go_on(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.write("empty.txt", b"")
    corpus.write("z.txt", policy("充电桩建设", 2))
    changes = corpus.sync()
    assert changes.added == (COLD, CHARGING)
    assert [Path(failure.source).name for failure in changes.failed] == ["empty.txt"]
    corpus.write("a.txt", b"")
    assert corpus.sync().removed == ()
    assert corpus.documents() == [COLD, CHARGING]


def test_notices_of_one_title_are_documents_of_their_own(corpus: Corpus) -> None:
    corpus.write("a.txt", "通知公告\n\n一、今日停水。\n\n二、明日恢复。\n")
    corpus.write("b.txt", "通知公告\n\n一、今日停电。\n\n二、明日恢复。\n")
    assert len(corpus.sync().added) == 2
    assert len(corpus.sync().kept) == 2
    with corpus.open() as index:
        assert {m.document_id for parsed in index.documents.values() for m in parsed.measures} == set(index.documents)


def test_nothing_is_embedded_twice(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.sync()
    runtime = HashingRuntime()
    corpus.encoder = Encoder(runtime, name="hashing", fingerprint=corpus.encoder.fingerprint)
    corpus.sync(rebuild=True)
    assert runtime.encoded == []
    corpus.write("b.txt", policy("充电桩建设", 2))
    corpus.sync()
    assert runtime.encoded
    assert not any("冷链" in text for text in runtime.encoded)


def test_an_index_of_another_encoder_is_refused_with_the_remedy_and_made_anew(corpus: Corpus) -> None:
    path = corpus.write("a.txt", policy("冷链物流", 1))
    corpus.sync()
    corpus.encoder = hashing_encoder("hashing@2")
    with pytest.raises(IndexMismatch, match=r"hashing@1.*hashing@2.*run policyqa index"):
        corpus.open()
    path.unlink()
    corpus.update()
    assert corpus.documents() == [COLD]


@pytest.mark.parametrize("file_is_there", [True, False])
def test_documents_are_read_again_when_the_parser_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file_is_there: bool) -> None:
    corpus = Corpus(tmp_path, None, hashing_encoder())
    corpus.policies.mkdir()
    path = corpus.write("a.txt", policy("冷链物流", 1))
    notice = "通知公告\n\n一、今日停{what}。\n\n二、明日恢复。\n"
    twins = [corpus.write("b.txt", notice.format(what="水")), corpus.write("c.txt", notice.format(what="电"))]
    old = corpus.sync()
    before = corpus.documents()
    monkeypatch.setattr(builds, "parser_fingerprint", lambda: "newer code")
    if not file_is_there:
        for file in (path, *twins):
            file.unlink()
    new = corpus.update()
    assert new.index != old.index
    assert corpus.documents() == before
    assert corpus.update().index == new.index


def test_no_index_yet(corpus: Corpus) -> None:
    with pytest.raises(IndexMissing, match="run policyqa index"):
        corpus.open()


def test_an_open_index_answers_on_while_another_is_published(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.sync()
    with corpus.open() as index:
        assert index.is_current()
        corpus.write("b.txt", policy("充电桩建设", 2))
        corpus.sync()
        assert not index.is_current()
        assert index.dense(corpus.encoder.encode_queries(["冷链"])[0], 1)
        assert set(index.documents) == {COLD}
        assert index.lexical("冷链", 1)
    assert corpus.documents() == [COLD, CHARGING]


def test_a_second_writer_is_locked_out(corpus: Corpus) -> None:
    path = corpus.write("a.txt", policy("冷链物流", 1))
    inside, release, done = threading.Event(), threading.Event(), []

    class Slow(HashingRuntime):
        def encode(self, texts):  # type: ignore[no-untyped-def]
            inside.set()
            release.wait(30)
            return super().encode(texts)

    slow = Encoder(Slow(), name="hashing", fingerprint="hashing@1")
    index, cache, url = corpus.root / "index", corpus.cache, corpus.url
    first = threading.Thread(target=lambda: done.append(update_index(index, [path], encoder=slow, cache=cache, chroma_url=url)))
    first.start()
    assert inside.wait(30)
    with pytest.raises(IndexStorageError, match="another process is writing"):
        corpus.sync()
    release.set()
    first.join(30)
    assert done[0].added == (COLD,)
    assert corpus.sync().kept == (COLD,)


def test_a_failed_build_leaves_the_old_index(corpus: Corpus) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    corpus.sync()
    corpus.write("b.txt", policy("充电桩建设", 2))

    class Full(HashingRuntime):
        def encode(self, texts):  # type: ignore[no-untyped-def]
            raise OSError(28, "No space left on device")

    corpus.encoder = Encoder(Full(), name="hashing", fingerprint="hashing@1")
    with pytest.raises(IndexStorageError, match=r"No space left.*free space"):
        corpus.sync()
    assert corpus.documents() == [COLD]
    corpus.encoder = hashing_encoder()
    assert corpus.sync().added == (CHARGING,)


def test_another_machine_sees_what_was_published(server: str, tmp_path: Path) -> None:
    here, there = (Corpus(tmp_path / str(uuid.uuid4()), server, hashing_encoder()) for _ in range(2))
    here.policies.mkdir(parents=True)
    here.write("a.txt", policy("冷链物流", 3))
    here.sync()
    with there.open() as index:
        assert "某政办发〔2022〕3号" in index.documents
        assert index.lexical("冷链", 1)
        assert index.dense(there.encoder.encode_queries(["冷链"])[0], 1)
        here.write("b.txt", policy("充电桩建设", 4))
        here.sync()
        assert not index.is_current()
    assert "某政办发〔2022〕4号" in there.documents()


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("in the way")
    with pytest.raises(IndexStorageError, match="cannot be written"):
        update_index(tmp_path / "index", [], encoder=hashing_encoder(), cache=tmp_path / "vectors.sqlite")


@pytest.mark.parametrize("damaged", ["manifest.json", "contents.sqlite"])
def test_a_damaged_index_says_so_and_is_rebuilt(tmp_path: Path, damaged: str) -> None:
    corpus = Corpus(tmp_path, None, hashing_encoder())
    corpus.policies.mkdir()
    corpus.write("a.txt", policy("冷链物流", 1))
    name = corpus.sync().index
    (tmp_path / "index" / "generations" / name / damaged).write_bytes(b"{" * 99)
    with pytest.raises(IndexStorageError, match="rebuild"):
        corpus.open()
    corpus.sync(rebuild=True)
    assert corpus.documents() == [COLD]


@pytest.mark.parametrize("readable", [True, False])
def test_making_it_anew_keeps_documents_from_elsewhere_or_says_so(corpus: Corpus, readable: bool) -> None:
    corpus.write("a.txt", policy("冷链物流", 1))
    name = corpus.sync().index
    other, gone = corpus.root / "other.txt", corpus.root / "gone.txt"
    other.write_text(policy("充电桩建设", 2))
    gone.write_text(policy("夜间经济", 3))
    name = corpus.update(other, gone).index
    gone.unlink()
    if not readable:
        next(corpus.root.rglob(f"{name}/contents.sqlite")).write_bytes(b"{" * 99)
    changes = corpus.sync(rebuild=True)
    assert len(changes.notices) == 1
    if readable:
        assert (changes.added, changes.removed) == ((COLD, CHARGING), ("某政办发〔2022〕3号",))
        assert "某政办发〔2022〕3号 is left out: its file gone.txt is gone" in changes.notices
    else:
        assert "cannot be read" in changes.notices[0]
    assert corpus.documents() == list(changes.added)


def test_a_shelf_lets_go_of_indexes_that_were_replaced(corpus: Corpus) -> None:
    shelf = Shelf(Settings(data_dir=corpus.root, chroma_url=corpus.url))
    for amount in range(1, 6):
        corpus.write("a.txt", policy("冷链物流", 1, amount=amount))
        corpus.sync()
        documents = shelf()
        assert f"{amount}万元" in documents[COLD].document.text
    del documents
    assert len(list(next(corpus.root.rglob("generations")).iterdir())) == 2


def test_old_generations_are_cleared_away(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, None, hashing_encoder())
    corpus.policies.mkdir()
    for amount in range(1, 5):
        corpus.write("a.txt", policy("冷链物流", 1, amount=amount))
        corpus.sync()
    assert len(list((tmp_path / "index" / "generations").iterdir())) == 2


def test_selection_by_document_issuer_region_and_date(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, None, hashing_encoder())
    corpus.policies.mkdir()
    corpus.write("a.txt", policy("冷链物流", 1, year=2021))
    corpus.write("b.txt", policy("充电桩建设", 2, year=2023))
    corpus.sync()
    with corpus.open() as index:
        documents = [parsed.document for parsed in index.documents.values()]
    old, new = sorted(document.id for document in documents)
    assert select_documents(documents) == {old, new}
    for written in ("某政办发[2021]1号", "某政办发（2021）1号", "某政办发(2021) 1 号"):
        assert select_documents(documents, document=written) == {old}
    assert select_documents(documents, document="充电桩建设的实施意见") == {new}
    assert select_documents(documents, as_of=date(2022, 1, 1)) == {old}
    assert select_documents(documents, issuer="某市") == {old, new}
    assert select_documents(documents, issuer="海关") == frozenset()
    with pytest.raises(UnknownDocument):
        select_documents(documents, document="没有这个")
