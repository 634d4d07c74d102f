"""Default pipelines of other frameworks (extra ``compare``), on the same encoder."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
from collections.abc import Callable, Sequence
from typing import Any

from corpus.documents import ParsedDocument
from corpus.spans import Span
from embeddings.encoder import Encoder

Search = Callable[[str], Sequence[tuple[Span, float]]]


def llama_index_default(parsed: ParsedDocument, encoder: Encoder) -> Search:
    """LlamaIndex: `SentenceSplitter` and `VectorStoreIndex` with their defaults, top 4."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.schema import TextNode

    class Adapter(BaseEmbedding):  # type: ignore[misc, unused-ignore]
        """The product's encoder behind LlamaIndex's interface."""

        def _get_text_embedding(self, text: str) -> list[float]:
            return [float(x) for x in encoder.encode_passages([text])[0]]

        def _get_query_embedding(self, query: str) -> list[float]:
            return [float(x) for x in encoder.encode_queries([query])[0]]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    index = VectorStoreIndex.from_documents([Document(text=parsed.document.text)], embed_model=Adapter())
    retriever = index.as_retriever(similarity_top_k=4)

    def search(question: str) -> list[tuple[Span, float]]:
        found = []
        for hit in retriever.retrieve(question):
            node = hit.node
            assert isinstance(node, TextNode)
            start = node.start_char_idx or 0
            found.append((Span(start, node.end_char_idx or start + len(node.text)), float(hit.score or 0)))
        return found

    return search


def haystack_default(parsed: ParsedDocument, encoder: Encoder) -> Search:
    """Haystack: `DocumentSplitter` by paragraph (its default, words between blanks, keeps Chinese whole), in-memory retriever, top 4."""
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
    from haystack import Document
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    chunks = DocumentSplitter(split_by="passage", split_length=1).run(documents=[Document(content=parsed.document.text)])["documents"]
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    vectors = encoder.encode_passages([str(chunk.content) for chunk in chunks])
    store.write_documents(
        [dataclasses.replace(chunk, embedding=[float(x) for x in vector]) for chunk, vector in zip(chunks, vectors, strict=True)]
    )
    retriever = InMemoryEmbeddingRetriever(store, top_k=4)

    def place(chunk: Any) -> Span:
        start = int(chunk.meta["split_idx_start"])
        return Span(start, start + len(chunk.content))

    def search(question: str) -> list[tuple[Span, float]]:
        vector = [float(x) for x in encoder.encode_queries([question])[0]]
        return [(place(chunk), float(chunk.score or 0)) for chunk in retriever.run(query_embedding=vector)["documents"]]

    return search


def installed_frameworks() -> dict[str, Callable[[ParsedDocument, Encoder], Search]]:
    """The frameworks that can be imported here, by the name a report shows."""
    known = {"llama_index": ("LlamaIndex", llama_index_default), "haystack": ("Haystack", haystack_default)}
    return {name: build for module, (name, build) in known.items() if importlib.util.find_spec(module)}
