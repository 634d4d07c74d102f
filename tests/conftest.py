"""What every test shares: the measuring data beside the checkout, and no network beyond this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


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
