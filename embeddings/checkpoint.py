"""The bundled model as an ordinary sentence-transformers folder, written once into a cache."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import WeightsError
from embeddings.adaptation import adapted_weights, identity
from embeddings.integer_graph import digest_of_ranges, write_integer_graph
from embeddings.locks import exclusive
from embeddings.onnx_graph import write_graph
from embeddings.progress import Progress, silent
from embeddings.weights import Shape, Tensor, Weights, bundled_tokenizer

NAME = "multilingual-e5-small"
PROMPTS = {"query": "query: ", "passage": "passage: "}
LAYOUT = 5
"""Raised when the files that this module writes change, so that old caches are written anew."""
GRAPH = Path("onnx") / "model.onnx"
"""The same weights as a graph for ONNX Runtime, inside the folder."""
_MANIFEST = "written.json"
_CHUNK = 1 << 22
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""Parts of a layer: their names in the source, and in transformers."""


def checkpoint_folder(cache: Path, progress: Progress = silent) -> Path:
    """The folder of the bundled model under ``cache``; written first when it is not there or not whole.

    Written beside its place and renamed, so that a killed run leaves nothing half; a second process waits for the first.

    Raises:
        WeightsError: When the source is absent or not the pinned one, or the cache cannot be written.
    """
    folder = cache / f"{NAME}-{identity()}-{LAYOUT}"
    if _whole(folder):
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with exclusive(cache / f".{folder.name}.lock"):
            if not _whole(folder):
                _publish(folder, progress)
    except OSError as error:
        raise WeightsError(f"cannot write the embedding model into {cache}: {error}; free space or set POLICYQA_CACHE_DIR") from error
    return folder


def integer_graph(folder: Path, progress: Progress = silent) -> Path:
    """The graph on 8-bit products, beside the folder of `checkpoint_folder`; written first when it is not there.

    Raises:
        WeightsError: When the source is absent or not the pinned one, or the cache cannot be written.
    """
    graph = folder.with_name(f"{folder.name}-int8-{digest_of_ranges()}.onnx")
    if graph.exists():
        return graph
    try:
        with exclusive(folder.with_name(f".{graph.name}.lock")):
            if not graph.exists():
                progress("writing the encoder", 0, 1)
                unfinished = graph.with_suffix(".part")
                write_integer_graph(unfinished, adapted_weights())
                unfinished.replace(graph)
    except OSError as error:
        raise WeightsError(f"cannot write the embedding model beside {folder}: {error}; free space or set POLICYQA_CACHE_DIR") from error
    return graph


def _whole(folder: Path) -> bool:
    """Whether every file is there with the size that it was written with; a bad copy or a full disk shows here."""
    try:
        sizes = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False


def _publish(folder: Path, progress: Progress) -> None:
    weights = adapted_weights()
    tokenizer = bundled_tokenizer()
    fresh = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        _write_configuration(fresh, weights.shape)
        shutil.copyfile(tokenizer, fresh / "tokenizer.json")
        _write_safetensors(fresh / "model.safetensors", weights, progress)
        write_graph(fresh / GRAPH, weights)
        sizes = {str(path.relative_to(fresh)): path.stat().st_size for path in sorted(fresh.rglob("*")) if path.is_file()}
        (fresh / _MANIFEST).write_text(json.dumps(sizes, indent=1), encoding="utf-8")
        for path in fresh.rglob("*"):
            _sync(path)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
        _sync(folder.parent)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        # Some file systems refuse to sync a folder; the rename is atomic there all the same.
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def _names(weights: Weights) -> Iterator[tuple[str, Tensor]]:
    """Each tensor under the name that transformers' ``BertModel`` knows."""
    embeddings = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings", "ln": "LayerNorm"}
    kinds = {"w": "weight", "b": "bias"}
    for name, tensor in weights.tensors.items():
        scope, *rest = name.split(".")
        kind = kinds[rest[1]] if len(rest) > 1 else "weight"
        place = f"embeddings.{embeddings[rest[0]]}" if scope == "emb" else f"encoder.layer.{scope[1:]}.{LAYER[rest[0]]}"
        yield f"{place}.{kind}", tensor


def _pooler(shape: Shape) -> Iterator[tuple[str, Tensor]]:
    """Zeros for the head that ``BertModel`` has and mean pooling never reads; without them loading would warn and draw random numbers."""
    for kind, count in (("weight", shape.hidden * shape.hidden), ("bias", shape.hidden)):
        yield f"pooler.dense.{kind}", Tensor(quantised=False, count=count, raw=memoryview(bytes(4 * count)))


def _dimensions(name: str, count: int, shape: Shape) -> list[int]:
    if "LayerNorm" in name or name.endswith(".bias"):
        return [count]
    columns = shape.ffn if ".output.dense" in name and "attention" not in name else shape.hidden
    return [count // columns, columns]


def _write_safetensors(path: Path, weights: Weights, progress: Progress) -> None:
    """Write the tensors one after another, so that memory holds a chunk and not the model.

    Format: u64 length, a JSON header, the data (https://github.com/huggingface/safetensors#format).
    """
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    tensors, offset = [*_names(weights), *_pooler(weights.shape)], 0
    for name, tensor in tensors:
        dimensions = _dimensions(name, tensor.count, weights.shape)
        header[name] = {"dtype": "F32", "shape": dimensions, "data_offsets": [offset, offset + 4 * tensor.count]}
        offset += 4 * tensor.count
    encoded = json.dumps(header, separators=(",", ":")).encode()
    encoded += b" " * (-len(encoded) % 8)
    written = 0
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(encoded)) + encoded)
        for _, tensor in tensors:
            for start in range(0, tensor.count, _CHUNK):
                part = tensor.floats(start, min(start + _CHUNK, tensor.count))
                file.write(part.astype("<f4", copy=False).tobytes())
                written += part.nbytes
                progress("writing the embedding model", written, offset)


def _write_configuration(folder: Path, shape: Shape) -> None:
    files: dict[str, object] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.ffn,
            "vocab_size": shape.vocab,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1,
            "pad_token_id": 1,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
            "clean_up_tokenization_spaces": False,
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine"},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.base.modules.transformer.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.sentence_transformer.modules.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.sentence_transformer.modules.Normalize"},
        ],
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean", "include_prompt": True},
        "2_Normalize/config.json": {},
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
