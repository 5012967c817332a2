# Two commands: `make lab` opens the course, `make test` runs every check.  Both set up .venv first, once.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
# The matrices are small: more threads for each only stand in each other's way.
export OPENBLAS_NUM_THREADS := 1
# A start page and not a file to open: that would hide every folder but course/.
START := /lab/tree/course/00_start_here.ipynb
ROOT_FLAG := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: lab test quick specimens lock firing verify golden bench

lab: .venv/.package
	$(BIN)/jupyter lab --LabApp.default_url=$(START) $(ROOT_FLAG) $(ARGS)

test: .venv/.package
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/python -m pytest $(ARGS)

quick: .venv/.package
	$(BIN)/ruff check --quiet
	$(BIN)/python -m pytest -q -m "not slow" $(ARGS) tests

# Wrong and right answers to the assignments, and whether each is graded as it should be.
specimens: .venv/.package
	@PYTHONPATH=tests/grading $(BIN)/python -m specimens $(ARGS)

# What a pinched axon fires, for the muscle: after a change of the model that is meant.  Minutes.
firing: .venv/.package
	$(BIN)/nervelab firing

# NEURON, the oracle, lives in an environment of its own: the course never needs it.
NEURON := NEURON_MODULE_OPTIONS=-nogui PYTHONPATH=course:tests .venv-neuron/bin/python

# This solver against NEURON, live.
verify: .venv-neuron/.mechanism
	@$(NEURON) -m golden.verify

# Rewrites tests/golden/golden.npz, after a change of the model that is meant.
golden: .venv-neuron/.mechanism
	@$(NEURON) -m golden.make_golden

# Its speed beside NEURON's and SciPy's.
bench: .venv-neuron/.mechanism
	@$(NEURON) -m benchmarks.bench

# The pins: rewritten only on purpose.  `make lock` needs uv.
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --all-extras --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --constraints requirements.lock --custom-compile-command "make lock" \
	  tests/golden/requirements.in -o tests/golden/requirements.txt

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

.venv-neuron/.dependencies: tests/golden/requirements.txt
	$(PYTHON) -m venv --clear .venv-neuron
	.venv-neuron/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv-neuron/.mechanism: tests/golden/nervelab_node.mod .venv-neuron/.dependencies
	@command -v c++ > /dev/null || { echo "No C++ compiler (c++), which NEURON's mechanism needs." \
	  "Debian and Ubuntu: apt-get install g++. macOS: xcode-select --install."; exit 1; }
	@rm -rf .venv-neuron/mechanism && mkdir .venv-neuron/mechanism
	@cd .venv-neuron/mechanism && ../bin/nrnivmodl -incflags -O3 ../../tests/golden > log 2>&1 || { cat log; exit 1; }
	@touch $@
