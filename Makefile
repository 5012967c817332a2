# Two commands: `make lab` opens the course, `make test` runs every check.  Both set up .venv first, once.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
# A start page and not a file to open: that would hide every folder but course/.
START := /lab/tree/course/00_start_here.ipynb
ROOT_FLAG := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: lab test quick lock

lab: .venv/.package
	$(BIN)/jupyter lab --LabApp.default_url=$(START) $(ROOT_FLAG) $(ARGS)

test: .venv/.package
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/python -m pytest $(ARGS)

quick: .venv/.package
	$(BIN)/ruff check --quiet
	$(BIN)/python -m pytest -q -m "not slow" $(ARGS) tests

# The pins: rewritten only on purpose.  `make lock` needs uv.
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --all-extras --custom-compile-command "make lock" pyproject.toml -o requirements.lock

.venv/.dependencies: requirements.lock
	@$(PYTHON) -c 'import sys; v = sys.version.split()[0]; sys.exit(0 if sys.version_info >= (3, 11) else \
	  f"Python is {v}; the course needs 3.11 or newer. Name one with: make PYTHON=python3.12 lab")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.package: .venv/.dependencies pyproject.toml $(wildcard course/nervelab/jupyter/*)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/nervelab warm
	@touch $@
