# Everything runs in .venv, which these targets build from the pins in requirements/. What they do is in
# tools/make.py, which does it without make too: python -m tools.make run.
# The interpreter: the first of these that is Python 3.11 to 3.13; another one with make PYTHON=... (then: make clean first).
FIND_PYTHON := for python in python3 python3.13 python3.12 python3.11; do \
	$$python tools/check_python.py >/dev/null 2>&1 && { echo $$python; exit; }; done; echo python3
PYTHON ?= $(shell $(FIND_PYTHON))
# More options for the command of `run` (see `ai-playground serve --help`) or of `test` and `quick` (see `pytest --help`).
ARGS ?=

.PHONY: help setup run lab test quick lint bench screenshots pins links clean

help: ## List the targets.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

setup: ## Build .venv with all that the lessons need.
run: ## Serve the lessons and print their address.
lab: ## Open the lessons as notebooks in JupyterLab.
test: ## Run everything: lint, types, layers, unit, notebook and browser tests.
quick: ## Run the tests that take neither browser, server, TensorFlow nor much time.
lint: ## Check style, types, layers and that notebooks hold no outputs.
bench: ## Measure what benchmarks/README.md claims (takes the better part of an hour).
screenshots: ## Take the README's pictures anew.
pins: ## Write requirements/ anew from pyproject.toml (under Python 3.11).
setup run lab test quick lint bench screenshots pins:
	@$(PYTHON) -m tools.make $@ $(ARGS)

links: ## Point the repository, Binder and Colab links at an account: make links OWNER=name.
	@$(PYTHON) tools/links.py $(OWNER)

clean: ## Remove .venv and what tools leave behind.
	rm -rf .venv build dist test-output .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
