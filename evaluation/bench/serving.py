"""The service under load: a real `policyqa serve` on loopback, asked by 1, 4 and 16 clients."""

from __future__ import annotations

import http.client
import json
import math
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PolicyQAError
from evaluation.bench.timing import spread

CLIENTS = (1, 4, 16)
START_LIMIT_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service."""

    port: int
    pid: int
    start_s: float
    """Seconds from the start of the process to the first ready answer."""

    def resident_mb(self) -> float:
        """Resident memory of the process now, in MB (10⁶ bytes)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kilobytes.split()[1]) * 1024 / 1e6


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def running_service(data_dir: Path) -> Iterator[Service]:
    """Starts the service on a free port and ends it afterwards.

    Raises:
        PolicyQAError: When it ends or is not ready within two minutes.
    """
    port = _free_port()
    environment = {**os.environ, "POLICYQA_DATA_DIR": str(data_dir)}
    started = time.perf_counter()
    command = [str(Path(sys.executable).parent / "policyqa"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _ready(port):
            if process.poll() is not None or time.perf_counter() - started > START_LIMIT_S:
                raise PolicyQAError(f"`{' '.join(command)}` did not become ready: run it by hand to see why")
            time.sleep(0.05)
        yield Service(port=port, pid=process.pid, start_s=time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _client(port: int, path: str, bodies: Sequence[bytes], seconds: list[float], failures: list[int]) -> None:
    """Ask one question after the other; one whose connection breaks counts as failed, and the next goes over a new one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for body in bodies:
        started = time.perf_counter()
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
        except (OSError, http.client.HTTPException):
            failures.append(0)
            connection.close()
            continue
        seconds.append(time.perf_counter() - started)
        if response.status != 200:
            failures.append(response.status)
    connection.close()


def load(service: Service, path: str, questions: Sequence[str], *, clients: int) -> dict[str, Any]:
    """Latency in milliseconds and requests per second; every question is asked once, shared out among the clients."""
    bodies = [json.dumps({"question": question}, ensure_ascii=False).encode() for question in questions]
    seconds: list[float] = []
    failures: list[int] = []
    threads = [
        threading.Thread(target=_client, args=(service.port, path, bodies[number::clients], seconds, failures)) for number in range(clients)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    return {
        "clients": clients,
        "requests_per_s": len(seconds) / elapsed,
        "failures": len(failures),
        **{f"{name}_ms": value * 1000 for name, value in spread(seconds or [math.nan]).items() if name != "n"},
        "n": len(seconds),
    }


def measure_serving(data_dir: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Cold start, memory, and both endpoints under each number of clients; each client count gets questions not asked before."""
    share = len(questions) // (2 * len(CLIENTS) + 1)
    portions = [questions[i * share : (i + 1) * share] for i in range(2 * len(CLIENTS) + 1)]
    with running_service(data_dir) as service:
        load(service, "/api/v1/ask", portions[-1], clients=1)
        rows = []
        for number, clients in enumerate(CLIENTS):
            rows.append({"endpoint": "ask", **load(service, "/api/v1/ask", portions[2 * number], clients=clients)})
            rows.append({"endpoint": "search", **load(service, "/api/v1/search", portions[2 * number + 1], clients=clients)})
        resident = service.resident_mb()
    with running_service(data_dir) as service:
        warm_start = service.start_s
    return {"start_s": warm_start, "resident_mb": resident, "load": rows}
