VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The many processes of a test run compile the sources once, whatever the surroundings say.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check fix lock docs soak bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.runtime ## set everything up and serve the demonstration province
	$(BIN)/kaoping run --demo

test: $(VENV)/.dev ## set everything up, then run every check and every test
	@tests/browser/system-packages
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.dev ## style, types and import contracts
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/.dev ## mend what ruff can mend by itself
	$(BIN)/ruff check --fix

soak: $(VENV)/.dev ## the long tests
	$(BIN)/python -m pytest -m soak --hypothesis-profile soak

bench: $(VENV)/.dev ## time the scoring of every county, and its form as a workbook, each beside the bare work
	$(BIN)/python -m tests.benchmarks.scoring
	$(BIN)/python -m tests.benchmarks.forms

docs: $(VENV)/.runtime ## draw the state diagrams and the tables of the scheme language anew
	$(BIN)/kaoping states diagram > docs/states.md
	$(BIN)/kaoping scheme docs docs/scheme-language.md

lock: $(VENV)/.runtime ## resolve requirements*.in into the hashed lock files
	$(PIP) install uv
	$(call lock,requirements.in,requirements.txt)
	$(call lock,requirements-dev.in,requirements-dev.txt)

clean: ## remove the virtual environment and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info

lock = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	$(1) -o $(2)

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "kaoping needs Python 3.11 or newer: install it, or run: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/pip
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
