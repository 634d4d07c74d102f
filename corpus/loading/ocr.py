"""Text recognition for scanned pages, through the optional extra ``ocr``.

The recognition models come with the package, nothing is fetched. The package is imported only when a scanned document turns up.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pypdfium2

_PACKAGE = "rapidocr_onnxruntime"
_DOTS_PER_POINT = 200 / 72


def is_installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec(_PACKAGE) is not None


def recognise(document: pypdfium2.PdfDocument) -> str:
    """The text of all pages, line by line; lines of one page are joined into paragraphs where they fill the page's width."""
    engine = importlib.import_module(_PACKAGE).RapidOCR()
    pages = []
    for index in range(len(document)):
        page = document[index]
        picture = page.render(scale=_DOTS_PER_POINT, grayscale=False).to_numpy()
        page.close()
        found, _ = engine(picture)
        pages.append("\n".join(_unwrapped(found or [])))
    return "\n".join(pages)


def _unwrapped(found: list[Any]) -> list[str]:
    raise NotImplementedError
