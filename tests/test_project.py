"""What holds for the project as a whole."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from rag.settings import ROOT as CHECKOUT
from rag.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "embeddings", "rag", "ui", "evaluation")


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_comes_from_this_tree(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve() == ROOT / name / "__init__.py"


@pytest.mark.parametrize("name", PACKAGES)
def test_each_package_says_what_goes_in_and_what_comes_out(name: str) -> None:
    assert (importlib.import_module(name).__doc__ or "").startswith("In: ")


def test_the_first_policy_is_the_text_as_it_was_given(shared: Path) -> None:
    seed = shared.parent / "seed"
    for original in seed.iterdir():
        assert (ROOT / "corpus" / "policies" / original.name).read_bytes() == original.read_bytes()


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_every_setting_is_documented(name: str, field: object) -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert f"| `POLICYQA_{name.upper()}` |" in page
    assert str(field.description) in page  # type: ignore[attr-defined]


def test_no_setting_is_documented_that_does_not_exist() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(r"^\| `POLICYQA_(\w+)`", page, re.MULTILINE)}
    assert named == set(Settings.model_fields)


def test_every_page_the_readme_links_to_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_defaults_do_not_depend_on_the_working_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.policies == CHECKOUT / "corpus" / "policies"
    assert settings.data_dir.is_absolute()


def test_a_setting_left_blank_is_its_default_and_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("POLICYQA_DATA_DIR=\nPOLICYQA_CACHE_DIR=~/cache\nPOLICYQA_POLICIES=~nobody-of-this-name/x\n")
    monkeypatch.setenv("POLICYQA_PORT", "")
    settings = Settings()
    assert (settings.data_dir, settings.port) == (CHECKOUT / "data", 7860)
    assert settings.cache_dir == Path.home() / "cache"
    assert settings.policies == Path("~nobody-of-this-name/x")


def test_an_address_left_blank_in_the_environment_is_none_over_one_in_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("POLICYQA_CHROMA_URL=http://127.0.0.1:1\nPOLICYQA_LLM_MODEL=m\nPOLICYQA_PORT=1234\n")
    monkeypatch.setenv("POLICYQA_CHROMA_URL", "")
    monkeypatch.setenv("POLICYQA_PORT", "")
    settings = Settings()
    assert (settings.chroma_url, settings.llm_model, settings.port) == (None, "m", 1234)


def test_nothing_in_the_tree_is_pinned_to_a_registry_host() -> None:
    for name in ("constraints.txt", "pyproject.toml", "Makefile"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name
