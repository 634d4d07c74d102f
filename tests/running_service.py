"""``policyqa serve`` as a process of its own, with a guard that notes and refuses every connection that leaves the machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
MOST_SECONDS = 300
"""What a start may take on a machine that does much else."""

GUARD = """
import ipaddress, os, socket

def outside(address):
    if not isinstance(address, tuple):
        return False
    host = address[0]
    try:
        return not ipaddress.ip_address(host).is_loopback and host not in ("0.0.0.0", "::")
    except ValueError:
        return host not in ("localhost", "")

def guarded(real):
    def call(self, address, *more):
        if outside(address):
            with open(os.environ["NETWORK_LOG"], "a") as log:
                log.write(f"{address}\\n")
            raise OSError(101, "the network is off")
        return real(self, address, *more)
    return call

socket.socket.connect = guarded(socket.socket.connect)
socket.socket.connect_ex = guarded(socket.socket.connect_ex)
real_lookup = socket.getaddrinfo

def lookup(host, *more, **named):
    if isinstance(host, str) and outside((host,)):
        with open(os.environ["NETWORK_LOG"], "a") as log:
            log.write(f"lookup {host}\\n")
        raise socket.gaierror(-2, "the network is off")
    return real_lookup(host, *more, **named)

socket.getaddrinfo = lookup
"""


class Offline:
    """A data folder of its own and an environment in which the network is off."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """Takes settings by their names in `Settings`."""
        guard = folder / "guard"
        guard.mkdir(parents=True)
        (guard / "sitecustomize.py").write_text(GUARD)
        self.log = folder / "network.log"
        self.log.touch()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("POLICYQA_")}
        self.environment = {
            **inherited,
            "PYTHONPATH": str(guard),
            "NETWORK_LOG": str(self.log),
            "POLICYQA_DATA_DIR": str(folder / "data"),
            "OMP_NUM_THREADS": "1",
            **{f"POLICYQA_{name.upper()}": value for name, value in settings.items()},
        }

    def attempts(self) -> str:
        """Connections that were tried and refused, one a line."""
        return self.log.read_text()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command."""
        return subprocess.run(
            [sys.executable, "-m", "ui", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip


class RunningService:
    """The service while the block lasts."""

    def __init__(self, offline: Offline) -> None:
        self.offline = offline
        self.address = ""

    def __enter__(self) -> RunningService:
        self._output = (self.offline.log.parent / "serve.log").open("w+")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ui", "serve", "--port", "0"],
            cwd=ROOT, env=self.offline.environment, stdout=subprocess.PIPE, stderr=self._output, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        self.address = line.split()[1].rstrip("/") if line else ""
        return self

    def wait(self, *, desk: str = "ready") -> None:
        """Until the desk has come to this state and the pages stand."""
        until = time.monotonic() + MOST_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                state = httpx.get(self.address + "/readyz", timeout=5).json()
            except httpx.TimeoutException:
                continue  # imports hold the interpreter for seconds on a busy machine
            if state.get("desk", "ready") == desk and state["pages"] == "ready":
                return
            time.sleep(0.1)
        raise AssertionError(f"the service did not become {desk}: {self.output()}")

    def output(self) -> str:
        """What the service wrote to standard error."""
        return (self.offline.log.parent / "serve.log").read_text()

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._output.close()
