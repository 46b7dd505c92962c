# `make ask Q="…"` and `make test` do everything on a fresh machine, set-up included.
PYTHON ?= python3
DATA_DIR ?= data
export Q DATA_DIR
RUN := .venv/bin

.PHONY: setup ask test lint

setup: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(RUN)/pip install --disable-pip-version-check --progress-bar off -q -r requirements.lock
	$(RUN)/pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	@touch $@

ask: setup
	@test -e "$$DATA_DIR/index.json" || $(RUN)/reportbot index
	@$(RUN)/reportbot ask "$$Q"

test: setup
	$(RUN)/pytest

lint: setup
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
