"""Measures what goes into each product of the bundled encoder, for `embeddings.integer_graph`: ``python -m evaluation.measure_ranges``.

Texts are measures of the documents that are there and the questions of the development part in all their languages; a channel's range
is that of all their tokens, its mean the mean over them.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from embeddings.adaptation import adapted_weights
from embeddings.checkpoint import PROMPTS
from embeddings.integer_graph import RANGES
from embeddings.onnx_graph import write_graph
from embeddings.onnx_runtime import open_session, open_tokenizer
from embeddings.weights import bundled_tokenizer
from evaluation.bench.scale import real_passages
from evaluation.datasets import DOCUMENTS, exams

MEASURED = ("q", "ao", "fi", "fo")
"""Products of a layer with inputs of their own; keys and values share those of the queries."""
_EACH = 150


def texts(folders: Sequence[Path]) -> list[str]:
    """Passages and questions with their prompts."""
    chance = random.Random(1)
    passages = real_passages(folders, limit=5000)
    questions = sorted({case.question for exam in exams(part="dev") for case in exam.cases})
    return [
        *(PROMPTS["passage"] + text for text in chance.sample(passages, min(_EACH, len(passages)))),
        *(PROMPTS["query"] + text for text in chance.sample(questions, min(_EACH, len(questions)))),
    ]


def inputs_of(chosen: Sequence[str]) -> Iterator[dict[str, np.ndarray]]:
    """For each text what goes into each product, ``(tokens, channels)``, by the product's name."""
    import onnx
    from onnx import TensorProto, helper

    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "exact.onnx"
        write_graph(path, adapted_weights(), accuracy_level=1)
        model = onnx.load(path)
        names = {
            node.input[0]: node.input[1].removesuffix(".w")
            for node in model.graph.node
            if node.op_type == "MatMulNBits" and node.input[1].split(".")[1] in MEASURED
        }
        model.graph.output.extend(helper.make_tensor_value_info(one, TensorProto.FLOAT, None) for one in names)
        onnx.save_model(model, path)
        session, tokenizer = open_session(path, None), open_tokenizer(bundled_tokenizer(), 512)
    for text in chosen:
        encoding = tokenizer.encode(text)
        feed = {"input_ids": np.array([encoding.ids], np.int64), "attention_mask": np.array([encoding.attention_mask], np.int64)}
        yield dict(zip(names.values(), (found[0] for found in session.run(list(names), feed)), strict=True))


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folders", type=Path, nargs="*", default=[Path("../shared/data/policies"), *DOCUMENTS])
    parser.add_argument("--out", type=Path, default=RANGES)
    options = parser.parse_args()
    low: dict[str, np.ndarray] = {}
    high: dict[str, np.ndarray] = {}
    total: dict[str, np.ndarray] = {}
    tokens = 0
    for found in inputs_of(texts(options.folders)):
        tokens += len(next(iter(found.values())))
        for name, values in found.items():
            low[name] = np.minimum(low.get(name, np.inf), values.min(axis=0))
            high[name] = np.maximum(high.get(name, -np.inf), values.max(axis=0))
            total[name] = total.get(name, 0) + values.sum(axis=0, dtype=np.float64)
    table = {f"{name}.low": low[name] for name in low} | {f"{name}.high": high[name] for name in high}
    table |= {f"{name}.mean": total[name] / tokens for name in total}
    small = {name: values.astype(np.float16) for name, values in table.items()}
    np.savez_compressed(options.out, **small)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
