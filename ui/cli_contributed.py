"""Commands that other packages contribute, found by the entry-point group ``policyqa.commands``.

The entry point's name is the command's name. It refers to a `typer.Typer`, or to a function that takes one and adds
commands to it. The package is imported only when its command is called: the list of commands shows the first line of the
docstring, read from the source without running it.
"""

from __future__ import annotations

import ast
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

GROUP = "policyqa.commands"


def summary(entry_point: EntryPoint) -> str:
    """The first line of the docstring of the function named like the command, else of its module."""
    package, _, module = entry_point.module.rpartition(".")
    parent = find_spec(package or module)
    if parent is None or parent.origin is None:
        return ""
    source = Path(parent.origin).parent / f"{module}.py" if package else Path(parent.origin)
    if not source.is_file():
        return ""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == entry_point.name.replace("-", "_"):
            return (ast.get_docstring(node) or "").partition("\n")[0]
    return (ast.get_docstring(tree) or "").partition("\n")[0]


def load(entry_point: EntryPoint) -> Any:
    """The command of an entry point, its package imported."""
    contribution = entry_point.load()
    app = contribution
    if not isinstance(contribution, typer.Typer):
        app = typer.Typer(add_completion=False)
        contribution(app)
    command = typer.main.get_command(app)
    if isinstance(command, TyperGroup) and entry_point.name in command.commands:
        return command.commands[entry_point.name]
    return command


class CommandTable(TyperGroup):
    """The root group: its own commands and the contributed ones, these loaded on call."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.contributed = {entry_point.name: entry_point for entry_point in entry_points(group=GROUP)}
        self._listing = False

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of all commands: the program's own first."""
        del ctx
        return [*self.commands, *(name for name in sorted(self.contributed) if name not in self.commands)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, or None; while help is written a contributed command is only named."""
        if cmd_name in self.commands or cmd_name not in self.contributed:
            return super().get_command(ctx, cmd_name)
        if self._listing:
            return TyperCommand(cmd_name, help=summary(self.contributed[cmd_name]))
        return load(self.contributed[cmd_name])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help without importing what is only named in it."""
        self._listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._listing = False
