"""In: a file (txt, md, html, pdf, docx). Out: `Document` → `Section`s → `Measure`s → `Passage`s, and a `Report`.

Knows nothing of vectors, questions or answers.
"""
