"""What every test shares: the measuring data beside the checkout, and no network beyond this machine."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
"""Modules that tests share are found by their plain names, with and without a package around the tests."""


@pytest.fixture(scope="session")
def policies() -> Path:
    """The folder of policy texts that the product ships."""
    return ROOT / "corpus" / "policies"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents and question sets beside the checkout."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the measuring data (../shared/data) is not beside this checkout")
    return folder


def _is_local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    return host in {"localhost", ""} or ipaddress.ip_address(host.partition("%")[0]).is_loopback


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Every connection that leaves this machine fails the test that makes it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not _is_local(address):
            raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()
