# Everything runs in .venv, which these targets build from the pins in requirements/.
# The interpreter: the first of these that is Python 3.11 to 3.13; another one with make PYTHON=... (then: make clean first).
FIND_PYTHON := for python in python3 python3.13 python3.12 python3.11; do \
	$$python tools/check_python.py >/dev/null 2>&1 && { echo $$python; exit; }; done; echo python3
PYTHON ?= $(shell $(FIND_PYTHON))
# More options for the command of `run` (see `ai-playground serve --help`) or of `test` (see `pytest --help`).
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

.PHONY: help setup run lab test lint bench screenshots pins links clean

help: ## List the targets.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

setup: $(VENV)/.serve-stamp ## Build .venv with all that the lessons need.

run: setup ## Serve the lessons and print their address.
	@$(BIN)/ai-playground serve $(ARGS)

lab: setup ## Open the lessons as notebooks in JupyterLab.
	@$(BIN)/jupyter lab --notebook-dir=lessons $(ARGS)

test: lint ## Run everything: lint, types, layers, unit, notebook and browser tests.
	@$(BIN)/python tools/chromium.py
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.test-stamp ## Check style, types, layers and that notebooks hold no outputs.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/nbstripout --verify --keep-id lessons/*.ipynb

bench: $(VENV)/.test-stamp ## Measure what benchmarks/README.md claims (takes the better part of an hour).
	@$(BIN)/python tools/chromium.py
	@for script in benchmarks/*.py; do name=$$(basename $$script .py); echo "== $$name"; \
		$(BIN)/python -m benchmarks.$$name || failed="$$failed $$name"; done; \
		test -z "$$failed" || { echo "missed:$$failed"; exit 1; }

screenshots: $(VENV)/.test-stamp ## Take the README's pictures anew.
	@$(BIN)/python tools/chromium.py
	@$(BIN)/python -m tools.screenshots

pins: $(VENV)/.test-stamp ## Write requirements/ anew from pyproject.toml (under Python 3.11).
	@$(BIN)/python tools/pins.py

links: ## Point the repository, Binder and Colab links at an account: make links OWNER=name.
	@$(PYTHON) tools/links.py $(OWNER)

clean: ## Remove .venv and what tools leave behind.
	rm -rf $(VENV) build dist test-output .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(BIN)/python:
	@$(PYTHON) tools/check_python.py
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.pins-stamp: requirements/serve.txt | $(BIN)/python
	@echo "Installing the pinned packages into $(VENV) (about 400 MB, once) ..."
	@$(PIP_INSTALL) -r $<
	@touch $@

# hatchling is among the pins, so the package itself builds without a second, unpinned environment.
$(VENV)/.serve-stamp: $(VENV)/.pins-stamp pyproject.toml
	@$(PIP_INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.test-stamp: requirements/test.txt $(VENV)/.serve-stamp
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP_INSTALL) -r $<
	@touch $@
