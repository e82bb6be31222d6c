# Two commands for a newcomer: `make demo` and `make test`. Nothing is needed but Python >= 3.11 and make.
PYTHON ?= python3
BIN := .venv/bin
# uv installs the locked set in seconds; pip only fetches uv itself.
UV := uv==0.13.9

.DEFAULT_GOAL := help
.PHONY: help demo ui test test-fast check bench figures storm crash cluster-test screenshots lock clean

help:  ## what there is to call
	@sed -n 's/^\([a-z.-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

.venv: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Naba needs Python 3.11 or newer, and $(PYTHON) is none: make PYTHON=python3.12 …" >&2; exit 2; }
	@echo "Setting up .venv (once) …"
	@$(PYTHON) -m venv .venv || \
		{ echo "Python's venv module is missing: on Debian, apt-get install python3-venv" >&2; exit 2; }
	@$(BIN)/pip install --quiet --disable-pip-version-check "$(UV)" 2>.venv/pip.log || { cat .venv/pip.log >&2; exit 2; }
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: .venv  ## crawl the embedded newsroom, group its stories, print the result
	@$(BIN)/naba demo

ui: .venv  ## Dagster's web interface on http://127.0.0.1:3000, with its daemon
	@$(BIN)/naba ui

# Tests start hundreds of processes: where nothing may write bytecode, each would compile all of Naba anew.
test test-fast: export PYTHONDONTWRITEBYTECODE =

test: .venv  ## all tests
	@$(BIN)/pytest

check: .venv  ## format, lint, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv  ## quality and speed, measured now
	@$(BIN)/python -m benchmarks

figures: .venv  ## the pictures and figures of docs/dedup.md, measured now
	@$(BIN)/python -m benchmarks.quality.figures

storm: .venv  ## a backfill of 120 days, 8 runs at a time, while others read all the time (about 15 minutes)
	@$(BIN)/python -m benchmarks storm

crash: .venv  ## kill -9 of everything that Naba starts, at 30 moments, and what is left (about 10 minutes)
	@$(BIN)/python -m benchmarks crash

cluster-test: .venv  ## two machines with Postgres, object storage and Redis, one killed ten times, held against one machine (about 20 minutes)
	@$(BIN)/python -m benchmarks cluster
	@$(BIN)/python -m benchmarks launched

test-fast: .venv  ## the tests that start no process and no browser
	@$(BIN)/pytest -m "not process and not browser"

screenshots: .venv  ## the pictures of the documents, taken in Chromium
	@NABA_SCREENSHOTS=$(CURDIR)/docs/images $(BIN)/pytest -m browser tests/dagster_project

lock: .venv  ## make requirements.lock anew from pyproject.toml
	@echo 'duckdb<2' > .venv/lock-constraints.txt
	@$(BIN)/uv pip compile pyproject.toml --group dev --extra cluster --extra ducklake --extra mcp --extra postgres --extra ray --extra s3 --universal --python-version 3.11 --generate-hashes \
		--no-header --quiet --constraint .venv/lock-constraints.txt --output-file requirements.lock

clean:  ## remove what was made: .venv and everything under data/ but the samples
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find data -mindepth 1 -maxdepth 1 ! -name samples ! -name README.md -exec rm -rf {} +
