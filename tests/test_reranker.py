"""The reranker: its weights run as they were trained, and it reads the stretch that most likely answers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import embeddings.reranker
from corpus.errors import SettingsError, WeightsError
from corpus.spans import Span
from embeddings.checkpoint import LAYER, checkpoint_folder
from embeddings.reranker import TRAINED, Reranker, open_reranker
from embeddings.reranker_graph import LEVELS, quantised
from rag.opening import reranker_of
from rag.retrieval.reranking import STRETCH, stretch
from rag.settings import Settings

PAIRS = [
    ("充电桩有补贴吗?", "对新建公共充电桩给予每千瓦300元补贴。"),
    ("充电桩有补贴吗?", "鼓励发展夜间经济,延长商业综合体营业时间。"),
    ("谁牵头?", "省商务厅牵头,省市场监管局按职责分工负责。"),
    ("Is night-time economy encouraged?", "鼓励发展夜间经济,延长商业综合体营业时间。"),
    ("快递员的社会保险怎么保障?", "明确平台企业在劳动者权益保障方面的相应责任,开展职业伤害保障试点。"),
    ("水果批发商能得到什么支持?", "支持农产品批发市场、产地建设冷藏保鲜设施。"),
]


@pytest.fixture(scope="module")
def reranker() -> Reranker:
    return open_reranker(cache=Settings().cache_dir, threads=1)


def test_the_graph_gives_the_scores_of_the_trained_model(reranker: Reranker) -> None:
    """Against torch with the same weights in 32 bits: what 8-bit products lose is little beside what sets texts apart."""
    import torch
    from transformers import AutoTokenizer, BertModel

    folder = checkpoint_folder(Settings().cache_dir)
    with np.load(TRAINED) as file:
        trained = dict(file)
    layers = 1 + max(int(name[1 : name.index(".")]) for name in trained if name.startswith("l"))
    bert = BertModel.from_pretrained(folder, num_hidden_layers=layers, add_pooling_layer=False, dtype=torch.float32).eval()
    state = bert.state_dict()
    for name, array in trained.items():
        if name.startswith("l") and not name.endswith(".scale"):
            layer, part, kind = name.split(".")
            value = array * trained[f"{name}.scale"][:, None] if array.dtype == np.int8 else array
            target = f"encoder.layer.{layer[1:]}.{LAYER[part]}.{'weight' if kind == 'w' else 'bias'}"
            state[target] = torch.tensor(value, dtype=torch.float32).view_as(state[target])
    bert.load_state_dict(state)
    tokens = AutoTokenizer.from_pretrained(folder)(PAIRS, padding=True, return_tensors="pt")
    with torch.no_grad():
        hidden = bert(input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"]).last_hidden_state
    mask = tokens["attention_mask"][..., None].float()
    mean = ((hidden * mask).sum(1) / mask.sum(1)).numpy()
    expected = mean @ trained["head.w"] + trained["head.b"]
    found = np.array([reranker.scores(question, [text])[0] for question, text in PAIRS])
    assert np.abs(found - expected).max() < 0.15 * (expected.max() - expected.min())
    assert np.corrcoef(found, expected)[0, 1] > 0.99


def test_what_answers_scores_above_what_does_not(reranker: Reranker) -> None:
    texts = [text for _, text in PAIRS]
    for row in (0, 2, 5):
        scores = reranker.scores(PAIRS[row][0], texts)
        assert scores.shape == (len(texts),)
        assert int(scores.argmax()) == row
    assert reranker.scores("充电桩", []).shape == (0,)


def test_a_long_text_is_cut_and_the_question_is_not(reranker: Reranker) -> None:
    assert np.isfinite(reranker.scores("问" * 150, ["答" * 5000, ""])).all()


@given(arrays(np.float32, st.tuples(st.integers(1, 6), st.integers(1, 40)), elements=st.floats(-4, 4, width=32)))
def test_eight_bits_keep_a_weight_to_half_a_step(matrix: np.ndarray) -> None:  # type: ignore[type-arg]
    packed, scales = quantised(matrix)
    assert np.abs(packed).max() <= LEVELS
    assert (np.abs(packed * scales[:, None] - matrix) <= scales[:, None] * 0.501 + 1e-6).all()


@pytest.mark.parametrize("content", [None, b"no archive"])
def test_absent_and_damaged_weights_give_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None) -> None:
    path = tmp_path / "reranker.npz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setattr(embeddings.reranker, "TRAINED", path)
    with pytest.raises(WeightsError, match="reranker") as caught:
        open_reranker(cache=tmp_path / "cache")
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "cache").glob("*.onnx"))


@given(st.lists(st.integers(1, 90), min_size=1, max_size=8), st.integers(0, 7), st.integers(0, 30))
def test_a_stretch_holds_the_best_sentence_and_whole_neighbours(lengths: list[int], best: int, title: int) -> None:
    best = min(best, len(lengths) - 1)
    ends = np.cumsum(lengths)
    spans = [Span(int(end) - length, int(end)) for end, length in zip(ends, lengths, strict=True)]
    text = "".join(chr(0x4E00 + i) for i in range(int(ends[-1])))
    found = stretch(text, spans, [float(i == best) for i in range(len(lengths))], "题" * title)
    body = found.removeprefix("题" * title + "。") if title else found
    assert spans[best].of(text) in body
    assert len(body) == len(spans[best]) or len(body) + title <= STRETCH
    start = text.index(body)
    assert any(span.start == start for span in spans)
    assert any(span.end == start + len(body) for span in spans)


def test_training_groups_put_the_answer_first_or_leave_it_out(tmp_path: Path) -> None:
    from evaluation.reranker_data import WINDOW, groups

    texts = [f"第{n}类企业每年可以领取{n * 7}万元补助。" + f"申请第{n}类补助的企业应当在{n}月提出。" * 9 for n in range(1, 13)]
    questions = [{"question": f"第{n}类企业领取多少补助?", "answer": f"{n * 7}万元", "passage": n - 1} for n in range(1, 13)]
    for name, rows in (("passages", [{"text": text} for text in texts]), ("questions", questions)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    found = list(groups(tmp_path, unanswered=0.5))
    assert found == list(groups(tmp_path, unanswered=0.5))
    assert {group.answered for group in found} == {True, False}
    for group in found:
        assert len(group.windows) == 4
        assert all(len(window) <= WINDOW for window in group.windows)
        amounts = [f"{n * 7}万元" for n in range(1, 13)]
        assert any(amount in group.windows[0] for amount in amounts) or not group.answered


def test_what_is_trained_is_named_as_the_encoder_names_it() -> None:
    import torch

    from evaluation.train_reranker import shipped

    state = {
        "bert.encoder.layer.3.attention.self.query.weight": torch.ones(4, 8),
        "bert.encoder.layer.3.output.LayerNorm.bias": torch.zeros(4),
        "head.weight": torch.ones(1, 4),
        "head.bias": torch.ones(1),
    }
    arrays = shipped(state)
    assert {name: array.shape for name, array in arrays.items()} == {
        "l3.q.w": (4, 8),
        "l3.q.w.scale": (4,),
        "l3.oln.b": (4,),
        "head.w": (4,),
        "head.b": (1,),
    }
    assert arrays["l3.q.w"].dtype == np.int8


def test_the_settings_say_whether_there_is_one() -> None:
    assert reranker_of(Settings(reranker="off")) is None
    assert reranker_of(Settings(reranker="bundled")) is reranker_of(Settings(reranker="bundled"))
    with pytest.raises(SettingsError, match="POLICYQA_RERANKER"):
        reranker_of(Settings(reranker="large"))
