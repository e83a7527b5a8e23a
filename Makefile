# Everything that is done with the project. `make` alone says what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

BIN := .venv/bin
SOURCES := app.py callbacks dashboard layouts streams tests

.PHONY: help setup demo run test again bench soak audit lint format lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: .venv/.installed ## the environment in .venv, from requirements.lock

.venv/.installed: requirements.lock
	@.ci/venv

demo: setup ## a city's month, replayed on the wall; everything embedded
	@exec $(BIN)/python app.py demo

run: setup ## all parts, for your own events
	@exec $(BIN)/python app.py run

test: setup ## every check and every test (installs by apt what they drive)
	@.ci/tools
	@$(MAKE) lint
	@$(BIN)/python -m pytest -q -m "not soak and not bench" --durations=15 \
	  --numprocesses=2 --dist=loadfile --no-loadscope-reorder || $(MAKE) again

# Two processes with servers and a browser each share two cores; what is too slow there has the machine to itself once.
again: setup
	@echo "test: what failed is tried once more, alone; it fails if it fails again" >&2
	@$(BIN)/python -m pytest -q -m "not soak and not bench" --last-failed --last-failed-no-failures none

bench: setup ## measurements, as a table of ratios
	@.ci/tools
	@$(BIN)/python -m tests.bench

soak: setup ## the long runs
	@.ci/tools
	@HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -q -m soak --timeout=0

# Weaknesses that do not reach us, as `--ignore-vuln ID`: each with its reason, and the date when it is looked at again.
# None so far.
ACCEPTED :=

audit: setup ## known weaknesses of what requirements.lock names
	@$(BIN)/python -m pip check
	@$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict --progress-spinner off $(ACCEPTED) || \
	  { echo "audit: failed; 'could not be audited' means that PyPI's advisories are out of reach from here" >&2; exit 1; }

lint: setup ## style, types and the directions of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(filter-out tests,$(SOURCES))

format: setup ## put the code into the house style
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock: setup ## requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev --upgrade --quiet \
	  pyproject.toml -o requirements.lock

clean: ## away with everything that can be made again; data in var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
