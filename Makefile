# policyqa: `make serve` to use it, `make test` to check it.
SHELL := /bin/bash
.DELETE_ON_ERROR:
VENV := .venv
BIN := $(VENV)/bin
# The first interpreter that is new enough; override with `make PYTHON=/path/to/python3.12 serve`.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -c constraints.txt
PORT ?= 7860

.PHONY: help setup serve index test check format evaluate bench screenshots timings clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/.installed: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "policyqa needs Python 3.11 or newer: install it, or name it with make PYTHON=…" >&2; exit 2; }
	@echo "[1/2] creating the environment in $(VENV) with $$($(PYTHON) --version)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "[2/2] installing the pinned packages (one to four minutes, about 2 GB)"
	@$(PIP) -e '.[evaluation]'
	@touch $@

$(VENV)/.test-installed: $(VENV)/.installed
	@echo "installing what the tests need"
	@$(PIP) -e '.[evaluation,test]'
	@touch $@

setup: $(VENV)/.installed ## Create .venv with everything and the command policyqa

serve: setup ## Index corpus/policies and serve chat and API on one port (PORT=7860)
	@$(BIN)/policyqa index
	@exec $(BIN)/policyqa serve --port $(PORT)

index: setup ## Build or update the index of corpus/policies
	@$(BIN)/policyqa index

check: $(VENV)/.test-installed ## Lint, types, import direction (a minute)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## Everything CI runs
	@./tests/install_browser.sh
	$(BIN)/pytest

format: $(VENV)/.test-installed ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

evaluate: setup ## Scores beside the baselines, with an HTML report in artifacts/
	$(BIN)/policyqa evaluate --out artifacts/evaluation

bench: setup ## Speed, memory and scale beside the baselines
	$(BIN)/policyqa bench --out artifacts/bench

screenshots: $(VENV)/.test-installed ## The pictures of the README, in docs/images/
	@./tests/install_browser.sh
	$(BIN)/python tests/browser/screenshots.py

timings: $(VENV)/.test-installed ## What a person waits for in the browser, beside the floors
	@./tests/install_browser.sh
	$(BIN)/python tests/browser/timings.py

clean: ## Remove the environment, the index and all that was built
	rm -rf $(VENV) data artifacts build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
