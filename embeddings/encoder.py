"""Questions and passages to vectors, by whichever model the settings name."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from threading import Lock

import numpy as np

from corpus.errors import SettingsError
from embeddings.adaptation import identity
from embeddings.checkpoint import GRAPH, PROMPTS, checkpoint_folder, integer_graph
from embeddings.integer_graph import digest_of_ranges
from embeddings.progress import Progress, silent
from embeddings.runtimes import Runtime, TokenRuntime, Tokens, Vectors

BUNDLED = "bundled"
"""The name of multilingual-e5-small from the installed packages."""
RUNTIMES = ("auto", "onnx", "onnx-int8", "sentence-transformers")
_BUNDLED_TOKENS = 512
_BATCH_TOKENS = 384
"""Padded tokens in a batch: as much as stays in a core's own cache. On two cores 2,048 are a fifth slower."""
_REMEMBERED = 512
_NO_TOKENS = Tokens(np.zeros((0, 0), np.float32), np.zeros(0, np.int64))


class Encoder:
    """A model with its prompts: the one place where text becomes vectors.

    Safe to share between threads.
    """

    def __init__(self, runtime: Runtime, *, name: str, fingerprint: str, query_prompt: str = "", passage_prompt: str = "") -> None:
        """Wrap a loaded model.

        Args:
            runtime: The model.
            name: As a person knows it.
            fingerprint: Changes whenever the vectors would; an index keeps it and refuses another.
            query_prompt: Put before a question.
            passage_prompt: Put before a passage.
        """
        self.name = name
        self.fingerprint = fingerprint
        self._runtime = runtime
        self._query_prompt = query_prompt
        self._passage_prompt = passage_prompt
        self._remembered: OrderedDict[str, tuple[Vectors, Tokens]] = OrderedDict()
        self._prompt_tokens = {prompt: self.count_tokens(prompt.rstrip()) if prompt else 0 for prompt in (query_prompt, passage_prompt)}
        self._lock = Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._runtime.dimension

    @property
    def max_tokens(self) -> int:
        """Tokens of a passage that the model reads; prompt and special tokens are already taken off."""
        return self._runtime.max_tokens - 2 - (self.count_tokens(self._passage_prompt) if self._passage_prompt else 0)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors ``(n, dimension)`` float32, L2-normalised, of questions, in the order given; the last few hundred are remembered."""
        return np.stack([vector for vector, _ in self._asked(texts)]) if texts else np.zeros((0, self.dimension), np.float32)

    def query_tokens(self, text: str) -> Tokens:
        """A question's own tokens, prompt and special tokens left out; costs nothing after `encode_queries`.

        Raises:
            SettingsError: When the model does not tell them.
        """
        if not self.tells_tokens:
            raise self._tells_none()
        return self._asked([text])[0][1]

    def passage_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Each passage's own tokens, in the order given.

        Raises:
            SettingsError: When the model does not tell them.
        """
        found = [_NO_TOKENS] * len(texts)
        prompted = [self._passage_prompt + text for text in texts]

        def encode(batch: list[int]) -> int:
            for position, tokens in zip(batch, self._tokens([prompted[i] for i in batch], self._passage_prompt)[1], strict=True):
                found[position] = tokens
            return len(batch)

        for _ in self._in_batches(prompted, encode):
            pass
        return found

    def encode_passages(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Vectors ``(n, dimension)`` float32, L2-normalised, of passages, in the order given."""
        return self._encode([self._passage_prompt + text for text in texts], progress)

    def count_tokens(self, text: str) -> int:
        """Tokens of the text alone: no prompt, no special tokens, nothing cut."""
        return self._runtime.count_tokens(text)

    @property
    def tells_tokens(self) -> bool:
        """Whether `query_tokens` and `passage_tokens` can be had."""
        return isinstance(self._runtime, TokenRuntime)

    @property
    def is_adapted(self) -> bool:
        """Whether it is the bundled model as it ships, and tells its tokens: what was trained on their states may read them."""
        return self.tells_tokens and identity() in self.fingerprint

    def _asked(self, texts: Sequence[str]) -> list[tuple[Vectors, Tokens]]:
        """Vector and tokens of each question; none where the model does not tell them."""
        with self._lock:
            known = {text: self._remembered[text] for text in texts if text in self._remembered}
        for text in dict.fromkeys(text for text in texts if text not in known):
            if self.tells_tokens:
                vectors, tokens = self._tokens([self._query_prompt + text], self._query_prompt)
                known[text] = (vectors[0], tokens[0])
            else:
                known[text] = (self._runtime.encode([self._query_prompt + text])[0], _NO_TOKENS)
        with self._lock:
            for text in texts:
                self._remembered[text] = known[text]
                self._remembered.move_to_end(text)
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return [known[text] for text in texts]

    def _tokens(self, texts: Sequence[str], prompt: str) -> tuple[Vectors, list[Tokens]]:
        """Vectors and tokens of texts that carry the prompt, without its tokens and the special ones at both ends."""
        if not isinstance(self._runtime, TokenRuntime):
            raise self._tells_none()
        vectors, tokens = self._runtime.encode_tokens(texts)
        own = slice(1 + self._prompt_tokens[prompt], -1)
        return vectors, [Tokens(one.states[own], np.maximum(one.starts[own] - len(prompt), 0)) for one in tokens]

    def _tells_none(self) -> SettingsError:
        return SettingsError(f"the model {self.name} does not tell its tokens: set POLICYQA_LATE_INTERACTION to off")

    def _in_batches(self, texts: Sequence[str], encode: Callable[[list[int]], int]) -> Iterable[int]:
        """The size of each batch once it is encoded."""
        return _finished(encode, _batches(texts, self._runtime.max_tokens), self._runtime.concurrency)

    def _encode(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Batches of texts of like length, the longest first, so that little is padding and memory peaks at once."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)

        def encode(batch: list[int]) -> int:
            vectors[batch] = self._runtime.encode([texts[position] for position in batch])
            return len(batch)

        done = 0
        for size in self._in_batches(texts, encode):
            done += size
            progress("embedding", done, len(texts))
        return vectors


def _batches(texts: Sequence[str], max_tokens: int) -> list[list[int]]:
    """Positions of texts of like length, the longest first."""
    order = sorted(range(len(texts)), key=lambda position: -len(texts[position]))
    batches, done = [], 0
    while done < len(order):
        # A Chinese character is at most about one token; the longest text of the batch sets its width.
        width = max(1, min(len(texts[order[done]]), max_tokens))
        batches.append(order[done : done + max(1, _BATCH_TOKENS // width)])
        done += len(batches[-1])
    return batches


def _finished(encode: Callable[[list[int]], int], batches: Sequence[list[int]], concurrency: int) -> Iterable[int]:
    """The size of each batch once it is encoded; several at a time keep all cores busy where one batch cannot."""
    if concurrency < 2 or len(batches) < 2:
        yield from map(encode, batches)
        return
    with ThreadPoolExecutor(min(concurrency, len(batches)), thread_name_prefix="encode") as pool:
        jobs = [pool.submit(encode, batch) for batch in batches]
        try:
            for job in as_completed(jobs):
                yield job.result()
        finally:
            for job in jobs:
                job.cancel()


def open_encoder(
    name: str = BUNDLED, *, cache: Path, runtime: str = "auto", threads: int | None = None, progress: Progress = silent
) -> Encoder:
    """Load the encoder that the settings name.

    Args:
        name: ``bundled``, a hub name or a folder in the format of sentence-transformers.
        cache: Where the bundled model is written out once, and where fetched models are kept.
        runtime: ``auto`` is ``onnx-int8`` for the bundled model and ``sentence-transformers`` for any other. ``onnx`` gives the vectors of
            ``sentence-transformers``; those of ``onnx-int8``, in half of the time, differ enough to have a fingerprint of their own.
        threads: Processor cores that passages are spread over; None for all. A question takes one.
        progress: Told while the bundled model is written out.

    Raises:
        SettingsError: When the runtime is unknown, or ``onnx`` is asked for another model than the bundled.
        WeightsError: When the model is absent or damaged.
    """
    if runtime not in RUNTIMES or (runtime.startswith("onnx") and name != BUNDLED):
        raise SettingsError(f"the encoder runtime {runtime} cannot run {name}; use one of: {', '.join(RUNTIMES)} (onnx…: bundled only)")
    if name != BUNDLED:
        return _other(name, cache)
    folder = checkpoint_folder(cache, progress)
    integers = runtime in ("auto", "onnx-int8")
    loaded: Runtime
    if runtime == "sentence-transformers":
        from embeddings.torch_runtime import TorchRuntime

        loaded = TorchRuntime(folder)
    else:
        from embeddings.onnx_runtime import OnnxRuntime

        graph = integer_graph(folder, progress) if integers else folder / GRAPH
        loaded = OnnxRuntime(graph, folder / "tokenizer.json", max_tokens=_BUNDLED_TOKENS, threads=threads)
    return Encoder(
        loaded,
        name="multilingual-e5-small",
        fingerprint=f"multilingual-e5-small@{identity()}" + (f"+int8-{digest_of_ranges()}" if integers else ""),
        query_prompt=PROMPTS["query"],
        passage_prompt=PROMPTS["passage"],
    )


def _other(name: str, cache: Path) -> Encoder:
    from embeddings.torch_runtime import TorchRuntime

    model = TorchRuntime(name, cache=cache / "hub")
    # E5 models were trained with these prompts, but few of their configurations say so.
    prompts = model.prompts or (PROMPTS if "e5" in Path(name).name.lower() else {})
    query, passage = prompts.get("query", ""), prompts.get("passage", prompts.get("document", ""))
    label = Path(name).name if Path(name).exists() else name
    mark = "" if (query, passage) == ("", "") else f"+{query}|{passage}"
    return Encoder(model, name=label, fingerprint=f"{label}@{model.digest[:12]}{mark}", query_prompt=query, passage_prompt=passage)
