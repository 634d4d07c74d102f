"""The service over a search by letters, ready for questions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from letter_search import LetterSearch, reading_room

from rag.settings import Settings
from ui.service import create_app


def ready(client: TestClient) -> TestClient:
    """The client, once its service answers."""
    for _ in range(500):
        if client.get("/readyz").status_code == 200:
            return client
        time.sleep(0.01)
    raise AssertionError("the service did not become ready")


@contextmanager
def opened(letters: LetterSearch, folder: Path, **settings: Any) -> Iterator[TestClient]:
    """The service with a data folder of its own."""
    app = create_app(Settings(data_dir=folder, **settings), lambda: reading_room(letters))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield ready(client)
