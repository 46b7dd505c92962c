# On a fresh machine `make ask Q="…"` and `make test` do everything, set-up included.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
override Q := $(value Q)
export Q

ifeq ($(MAKECMDGOALS)$(Q),ask)
$(error Ask something, such as: make ask Q="How many temporary party branches did Qujiang set up?")
endif

# What the span reader learns from, and where its checkpoints and log are kept; stopped, it goes on from the last one.
TRAIN ?= ../shared/train
XQUAD ?= ../shared/eval/xquad
WORK ?= .training

.PHONY: setup ask serve test live-test lint train-reader bench bench-quick

setup: .venv/installed

# A set-up that was stopped leaves .venv/installing, and the next one starts from nothing.
.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	  "'$(PYTHON)' must be Python 3.11 or newer with the module venv (Debian, Ubuntu: apt install python3-venv)." \
	  "Name another: make PYTHON=/path/to/python3.12 …" >&2; exit 1; }
	@echo "Installing what requirements.lock lists into .venv; this takes minutes, once." >&2
	@$(PYTHON) -m venv $(if $(wildcard .venv/installing),--clear) .venv
	@touch .venv/installing
	@$(PIP) install --progress-bar off -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@mv .venv/installing $@

ask: setup
	@$(BIN)/python -c 'import sys; from bot.settings import load_settings; \
	  sys.exit(not (load_settings().data_dir / "index.json").exists())' 2>/dev/null \
	  || $(BIN)/reportbot index >&2 || test $$? -eq 3
	@$(BIN)/reportbot ask -- "$$Q"

serve: setup
	@$(BIN)/reportbot serve

# Two at once: many tests wait for servers and processes. Those of a file stay together, as they share indexes.
test: setup
	@$(BIN)/pytest -n 2 --dist loadfile

live-test: setup
	@$(BIN)/pytest -m live -s tests/test_live.py

train-reader: setup
	@$(BIN)/python -m training --train "$(TRAIN)" --xquad "$(XQUAD)" --work "$(WORK)"

# What is measured, beside the reference and what to reach: benchmarks/results. The quick one is smaller in all.
bench bench-quick: setup
	@$(BIN)/python -m benchmarks.bench $(if $(filter bench-quick,$@),--quick)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
