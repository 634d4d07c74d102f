"""What pages share: the head with its navigation, and the pane with the policy text."""

from __future__ import annotations

PAGES = {"ask": "./", "business": "./business", "documents": "./documents"}
"""Pages by the key of their name, with their addresses."""


def head(current: str) -> str:
    """The head of a page, with this page marked in the navigation."""
    links = "".join(
        f'<a href="{address}" data-say="{name}"{" aria-current=page" if name == current else ""}></a>' for name, address in PAGES.items()
    )
    return (
        '<header class="pq-head"><h1 class="pq-product" data-say="product"></h1>'
        f'<nav class="pq-nav" data-say-label="pages">{links}</nav>'
        '<button type="button" class="pq-language" data-say="language"></button></header>'
    )


def side_pane() -> str:
    """The policy text beside a page, hidden until a quote is opened."""
    return """<div class="pq-side" role="dialog" aria-labelledby="pq-side-title" hidden>
    <div class="pq-side-head">
      <h2 id="pq-side-title" tabindex="-1" data-say="original"></h2>
      <button type="button" class="pq-close" data-say="close"></button>
      <p class="pq-place"></p>
    </div>
    <div class="pq-text" tabindex="0"></div>
  </div>"""
