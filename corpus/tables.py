"""Tables of words and patterns: toml files beside the modules that read them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def read_table(module: str, name: str) -> dict[str, Any]:
    """The table of a file beside a module.

    Args:
        module: The module's ``__file__``.
        name: The file's name.
    """
    with (Path(module).parent / name).open("rb") as file:
        return tomllib.load(file)


def any_of(patterns: Iterable[str]) -> str:
    """One regular expression for any of several, each kept together."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)
