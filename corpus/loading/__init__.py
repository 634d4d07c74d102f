"""In: a file (txt, md, html, pdf, docx) or its bytes. Out: its text, what the file says about itself, and notes on the reading.

Nothing here knows what a policy document is; structure is read from the text afterwards. Every file that cannot be read ends in one
of the document errors of ``corpus.errors``: one line that names the file and the remedy.
"""

from corpus.loading.files import MAX_BYTES, find_files, load_bytes, load_file
from corpus.loading.loaded import Loaded

__all__ = ["MAX_BYTES", "Loaded", "find_files", "load_bytes", "load_file"]
