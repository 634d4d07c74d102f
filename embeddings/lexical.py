"""Words: BM25 over jieba's words, one index for each field of a passage."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import marshal
import os
import re
import tempfile
import unicodedata
import warnings
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FIELDS = ("title", "body", "departments")
"""What a passage is searched by: its context, its text, the departments of its measure."""
Scores = NDArray[np.float32]
"""``(rows,)``, BM25."""
_WORD = re.compile(r"[^\W_]+(?:[.%][^\W_]+)*%?")


def words(text: str) -> list[str]:
    """The words of a text, for questions and passages alike: half width, lower case, simplified, without punctuation."""
    with warnings.catch_warnings():
        # The words of jieba's own modules, compiled on first import, warn about escapes.
        warnings.simplefilter("ignore")
        cut = _segmenter().cut_for_search
    return [word for part in _WORD.findall(normalised(text)) for word in cut(part) if _WORD.match(word)]


def normalised(text: str) -> str:
    """Half width (NFKC), lower case, traditional characters as simplified ones."""
    return unicodedata.normalize("NFKC", text).lower().translate(_simplified())


class LexicalIndex:
    """BM25 scores of all rows for a question, by field."""

    def __init__(self, fields: Mapping[str, Any], rows: int) -> None:
        """Use `build_lexical` or `load_lexical`; ``fields`` maps a field to its bm25s index, absent where no row has a word."""
        self._fields = dict(fields)
        self.rows = rows

    def scores(self, question: str | Sequence[str], field: str) -> Scores:
        """BM25 of every row in one field, 0 where no word is shared.

        Args:
            question: Text, or words of `words`.
            field: One of `FIELDS`.
        """
        index = self._fields.get(field)
        asked = words(question) if isinstance(question, str) else question
        known = [] if index is None else [word for word in asked if word in index.vocab_dict]
        if index is None or not known:
            return np.zeros(self.rows, np.float32)
        scores: Scores = np.asarray(index.get_scores(known), np.float32)
        return scores

    def weighted(self, question: str, weights: Mapping[str, float]) -> Scores:
        """BM25 of every row, summed over the fields by their weights."""
        asked = words(question)
        scores: Scores = np.zeros(self.rows, np.float32)
        for name, weight in weights.items():
            scores += np.float32(weight) * self.scores(asked, name)
        return scores

    def save(self, folder: Path) -> None:
        """Write into an empty folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, index in self._fields.items():
            index.save(folder / name, corpus=None, show_progress=False)
        (folder / "rows.json").write_text(json.dumps({"rows": self.rows, "fields": sorted(self._fields)}), encoding="utf-8")


def _bm25s() -> Any:
    import bm25s

    # It sets its own logger to debug.
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return bm25s


def build_lexical(texts: Mapping[str, Sequence[str]]) -> LexicalIndex:
    """Index rows of texts.

    Args:
        texts: For each field its text in every row; all of one length.
    """
    bm25s = _bm25s()
    fields, rows = {}, 0
    for name, column in texts.items():
        rows = len(column)
        tokens = [words(text) for text in column]
        if any(tokens):
            fields[name] = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
            fields[name].index(tokens, show_progress=False)
    return LexicalIndex(fields, rows)


def load_lexical(folder: Path) -> LexicalIndex:
    """Open what `LexicalIndex.save` wrote; the arrays stay on disk until they are used.

    Raises:
        OSError: When a file is missing.
        ValueError: When a file is damaged.
    """
    bm25s = _bm25s()
    about = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    fields = {name: bm25s.BM25.load(folder / name, mmap=True, load_corpus=False) for name in about["fields"]}
    return LexicalIndex(fields, int(about["rows"]))


@functools.cache
def _segmenter() -> Any:
    """A segmenter of jieba, its dictionary from a cache of our own: jieba reads its cache piecemeal, three times slower."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    cache = Path(tempfile.gettempdir()) / f"policyqa-jieba-{jieba.__version__}-{os.getuid()}.cache"
    dictionary = _cached(cache)
    if dictionary is None:
        dictionary = segmenter.gen_pfdict(segmenter.get_dict_file())
        with contextlib.suppress(OSError), tempfile.NamedTemporaryFile(dir=cache.parent, delete=False) as file:
            marshal.dump(dictionary, file)
            file.flush()
            Path(file.name).replace(cache)
    segmenter.FREQ, segmenter.total = dictionary
    segmenter.initialized = True
    return segmenter


def _cached(path: Path) -> tuple[dict[str, int], int] | None:
    """The dictionary in a cache file; None when there is none, or one that somebody else put there."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            if os.fstat(handle).st_uid != os.getuid():
                return None
            frequencies, total = marshal.loads(file.read())
    except (OSError, ValueError, TypeError, EOFError):
        return None
    return frequencies, total


@functools.cache
def _simplified() -> dict[int, str]:
    """Traditional to simplified, one character at a time, from OpenCC's table; the first choice where there are several."""
    table = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {ord(old): new.split(" ")[0] for old, new in pairs if len(old) == 1}
