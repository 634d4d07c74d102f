"""In: a file (txt, md, html, pdf, docx). Out: `Document` → `Section`s → `Measure`s → `Passage`s, and a `Report`.

Knows nothing of vectors, questions or answers.
"""

from corpus.documents import ParsedDocument
from corpus.parsing import check, parse_bytes, parse_file, parse_text
from corpus.passages import Passage, passages_of

__all__ = ["ParsedDocument", "Passage", "check", "parse_bytes", "parse_file", "parse_text", "passages_of"]
