"""What all pages share: the head with its navigation."""

from __future__ import annotations

PAGES = {"ask": "./", "documents": "./documents"}
"""Pages by the key of their name, with their addresses."""


def head(current: str) -> str:
    """The head of a page, with this page marked in the navigation."""
    links = "".join(
        f'<a href="{address}" data-say="{name}"{" aria-current=page" if name == current else ""}></a>' for name, address in PAGES.items()
    )
    return (
        '<header class="pq-head"><h1 class="pq-product" data-say="product"></h1>'
        f'<nav class="pq-nav">{links}</nav>'
        '<button type="button" class="pq-language" data-say="language"></button></header>'
    )
