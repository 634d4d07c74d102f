"""A builder killed at any moment leaves the old index or the new one."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from hashing_runtime import hashing_encoder
from test_index import Corpus, policy

from embeddings.index import open_index

BUILDER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from hashing_runtime import hashing_encoder
from embeddings.builds import update_index
root = Path(sys.argv[1])
files = sorted((root / "policies").iterdir())
encoder = hashing_encoder()
print("ready", flush=True)
sys.stdin.readline()
print(update_index(root / "index", files, encoder=encoder, cache=root / "vectors.sqlite", within=root / "policies").index, flush=True)
"""


def start(root: Path) -> subprocess.Popen[bytes]:
    """A builder that has imported everything and waits for the word to go."""
    tests = Path(__file__).parent
    command = [sys.executable, "-c", BUILDER, str(root), str(tests)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tests.parent)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def go(process: subprocess.Popen[bytes]) -> float:
    """Let the builder run; returns the moment."""
    assert process.stdin is not None
    process.stdin.write(b"\n")
    process.stdin.close()
    return time.monotonic()


def finish(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    process.wait(60)
    process.stdout.close()


def state(root: Path) -> tuple[str, ...]:
    """What the index answers, read through every part of it."""
    encoder = hashing_encoder()
    with open_index(root / "index", encoder.fingerprint) as index:
        vector = encoder.encode_queries(["奖励"])[0]
        by_vector = {index.passages[n.passage_id].document_id for n in index.dense(vector, 99)}
        by_sentence = {index.sentence(n.passage_id).document_id for n in index.dense_sentences(vector, 99)}
        by_words = {index.passages[n.passage_id].document_id for n in index.lexical("奖励", 99)}
        assert by_vector == by_sentence == by_words == set(index.documents)
        return tuple(f"{key}:{parsed.document.sha256}" for key, parsed in sorted(index.documents.items()))


def test_killed_at_random_moments(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, None, hashing_encoder())
    corpus.policies.mkdir()
    for number in range(3):
        corpus.write(f"{number}.txt", policy("冷链物流", number))
    process = start(tmp_path)
    begun = go(process)
    finish(process)
    length = time.monotonic() - begun
    draw = random.Random(20261124)
    killed = 0
    old = state(tmp_path)
    for attempt in range(6):
        corpus.write("0.txt", policy("冷链物流", 0, amount=100 + attempt))
        corpus.write(f"more{attempt}.txt", policy("充电桩建设", 100 + attempt))
        process = start(tmp_path)
        go(process)
        time.sleep(draw.uniform(0, 1.2 * length))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        finish(process)
        found = state(tmp_path)
        corpus.sync()
        new = state(tmp_path)
        assert found in (old, new), attempt
        old = new
    assert killed, "every build was over before its kill: nothing was tested"
    assert len(list((tmp_path / "index" / "generations").iterdir())) <= 2
