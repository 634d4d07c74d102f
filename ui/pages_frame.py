"""The frame that Gradio puts around a page, with all taken out that points to other hosts."""

from __future__ import annotations

import re

HEAD = (
    '<meta name="description" content="Answers about policy documents, every statement proved by a quote.">'
    '<link rel="icon" type="image/svg+xml" href="./pages/icon.svg">'
    '<link rel="stylesheet" href="./pages/policyqa.css">'
    '<script type="module" src="./pages/start.js"></script>'
)
"""What stands in the head of every page: own styles and scripts, from this service."""

_OUTSIDE = re.compile(
    r"<meta\s[^>]*?(?:property=\"og:|name=\"twitter:)[^>]*>"
    r"|<link\s[^>]*?(?:href=\"https?://|rel=\"manifest\")[^>]*>"
    r"|<script\s[^>]*?src=\"https?://[^>]*>\s*</script>",
    re.DOTALL,
)


def inward(html: str) -> str:
    """A page of Gradio without its links and tags that point to other hosts, with the pages' own head."""
    return _OUTSIDE.sub("", html).replace("</head>", HEAD + "</head>", 1)
