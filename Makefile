# `make run` starts the chat, `make test` checks everything; both need only Python 3.11 or newer.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := deploy/requirements.lock
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install -c $(LOCK)
PYTEST_ARGS ?=

.PHONY: help run test check lint types bench soak migration clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

run: $(VENV)/run.stamp ## start: the chat at http://localhost:8080, Telegram too when .env has a token
	@exec $(BIN)/python -m bot run

test: $(VENV)/test.stamp ## everything: lint, types, unit, storage, channels, journeys, crashes, browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	sh tests/chromium.sh
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: lint types ## the quick loop: no browser, no PostgreSQL, no crashes
	$(BIN)/python -m pytest -q -n auto -m "not browser and not slow and not crash and not postgres" $(PYTEST_ARGS)

lint: $(VENV)/test.stamp ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp ## types
	$(BIN)/mypy

bench: $(VENV)/test.stamp ## measure, with other libraries side by side
	$(BIN)/python -m bench

soak: $(VENV)/test.stamp ## the slow tests, again and again until one fails or you stop it
	while $(BIN)/python -m pytest -q -m "slow or crash" $(PYTEST_ARGS); do :; done

migration: $(VENV)/test.stamp ## draft the next step of the schema: NUMBER=0002 WORDS="what it does"
	$(BIN)/python -c 'import sys; from storage.database.schema import draft; draft(*sys.argv[1:])' "$(NUMBER)" "$(WORDS)"
	-$(BIN)/ruff check --quiet --fix storage/migrations
	$(BIN)/ruff format --quiet storage/migrations

pictures: $(VENV)/test.stamp ## take the pictures of the documents anew
	PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/browser/test_screenshots.py

clean: ## take away what these commands made, but not your data
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A stamp is renewed only when what is installed changes, so a second start installs nothing.
$(VENV)/run.stamp: pyproject.toml $(LOCK) | $(VENV)/bin/python
	@echo "Installing what is needed; the first time this takes a few minutes."
	@$(PIP) -e .
	@touch $@

$(VENV)/test.stamp: pyproject.toml $(LOCK) | $(VENV)/bin/python
	@echo "Installing what the tests need; the first time this takes a few minutes."
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/run.stamp

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and '$(PYTHON)' is not. Install it, or name another:"; \
		echo "    make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python could not make an environment. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
