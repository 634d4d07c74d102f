"""The page ``/docs``: every endpoint with an example to paste into a terminal.

Written from the OpenAPI description on this machine; the usual documentation pages fetch their scripts from other hosts.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The page needs no script and nothing from outside."""

_STYLE = """body{font:1rem/1.6 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b2733;background:#fff}
h2{margin-top:2.5rem;font-size:1.1rem;overflow-wrap:anywhere}
pre{padding:.8rem 1rem;background:#f2f4f7;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
code{font-family:ui-monospace,monospace;font-size:.9rem}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #d5dbe1}
a{color:#0b5cad}
@media(prefers-color-scheme:dark){body{background:#12161c;color:#e6eaf0}pre{background:#1e252e}td,th{border-color:#3a444f}a{color:#8cc2ff}}"""

_METHODS = ("get", "post", "delete")


def reference(description: Mapping[str, Any], address: str) -> str:
    """The page.

    Args:
        description: The OpenAPI description of the service.
        address: Where the service is reached, without a slash at the end; stands in the examples.
    """
    info = description["info"]
    operations = "".join(_operation(description, address, *one) for one in _operations(description))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(info['title'])}: HTTP interface</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(info['title'])}: HTTP interface</h1><p>{escape(info['description'])}</p>"
        f'<p>For programs: <a href="openapi.json">openapi.json</a>. For people: <a href="./">the pages</a>.</p>'
        f"{operations}</main></body></html>"
    )


def _operations(description: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in description["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def _operation(description: Mapping[str, Any], address: str, path: str, method: str, operation: Mapping[str, Any]) -> str:
    body, schema = _body(description, operation)
    parts = [f"<section><h2><code>{method.upper()} {escape(path)}</code></h2>"]
    parts.append(f"<p><strong>{escape(operation.get('summary', ''))}</strong></p>")
    if words := operation.get("description"):
        parts.append(f"<p>{_prose(words)}</p>")
    fields = [(one["name"], one.get("required", False), one.get("description", "")) for one in operation.get("parameters", ())]
    required = schema.get("required", ())
    fields += [(name, name in required, one.get("description", "")) for name, one in schema.get("properties", {}).items()]
    if fields:
        rows = "".join(
            f"<tr><td><code>{escape(name)}</code></td><td>{'required' if must else 'optional'}</td><td>{_prose(words)}</td></tr>"
            for name, must, words in fields
        )
        parts.append(f"<table><thead><tr><th>Field</th><th>Needed</th><th>Meaning</th></tr></thead><tbody>{rows}</tbody></table>")
    parts.append(f"<pre><code>{escape(_command(address, path, method, operation, body))}</code></pre></section>")
    return "".join(parts)


def _prose(words: str) -> str:
    """Words of a description; what stands between backticks is set as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(words))


def _command(address: str, path: str, method: str, operation: Mapping[str, Any], body: Any) -> str:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            example = (parameter.get("schema", {}).get("examples") or ["…"])[0]
            path = path.replace("{" + parameter["name"] + "}", quote(example, safe=""))
    command = f"curl -s {shlex.quote(address + path)}"
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header" and parameter.get("required"):
            example = (parameter.get("schema", {}).get("examples") or ["…"])[0]
            command += " -H " + shlex.quote(f"{parameter['name']}: {example}")
    if method == "delete":
        return command + " -X DELETE"
    if method == "get":
        return command
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        return command + " -F file=@document.pdf"
    sent = "@answer.json" if body is None else json.dumps(body, ensure_ascii=False)
    return f"{command} -H 'Content-Type: application/json' -d {shlex.quote(sent)}"


def _body(description: Mapping[str, Any], operation: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """An example of what the operation takes (None where only a file of the person's own fits), and the schema of its fields."""
    bodies = operation.get("requestBody", {}).get("content", {})
    content = bodies.get("application/json") or bodies.get("multipart/form-data", {})
    schema = _resolved(description, content.get("schema", {}))
    example = content.get("example", schema.get("example"))
    if example is None and schema.get("properties"):
        required = schema.get("required", ())
        fields = {name: _resolved(description, one) for name, one in schema["properties"].items()}
        example = {name: one["examples"][0] for name, one in fields.items() if name in required and one.get("examples")}
    return example, schema


def _resolved(description: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = description["components"]["schemas"][name] if name else schema
    return found
