# The tasks of lookdesk: `make` lists them. Needs python3 (3.11 or newer) with venv, and make; nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# A user's pip configuration may name a mirror, which is welcome, but must not send the packages elsewhere.
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help install serve test check unit processes node browser bench lock screenshot examples train-digits parity nano clean

help:  ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the environment -------------------------------------------------------------------------------------------------

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "lookdesk needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
			"Name another one: make install PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.installed: $(BIN)/pip requirements/runtime.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements/test.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.lock
	@touch $@

install: $(VENV)/.installed  ## make .venv with the locked versions and the command .venv/bin/lookdesk

serve: install  ## serve the page and the API on http://127.0.0.1:8501 (ARGS="--host 0.0.0.0" opens it to the LAN)
	$(BIN)/lookdesk serve $(ARGS)

# --- the tests -------------------------------------------------------------------------------------------------------

test: check unit processes node browser  ## everything that CI runs: linters, types, floors, and all tests

check: $(VENV)/.installed-test  ## linters, types and the floors of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.installed-test  ## the tests that start no server of their own
	@start=$$(date +%s); $(BIN)/pytest -n auto -m "not browser and not node and not process and not postgres" $(ARGS) && \
		echo "unit tests: $$(( $$(date +%s) - start )) s"

processes: $(VENV)/.installed-test  ## the tests on real servers: lookdesk, llama.cpp, PostgreSQL (from apt where this is root on Debian)
	@tests="process or postgres"; sh tools/install_postgres.sh || { [ $$? = 75 ] && tests="process and not postgres"; } && \
		start=$$(date +%s) && $(BIN)/pytest -n auto -m "$$tests" $(ARGS) && echo "tests on servers: $$(( $$(date +%s) - start )) s"

NPM_CI = npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund --loglevel error

node: $(VENV)/.installed-test  ## the tests with OpenAI's client for Node (Node.js from apt where this is root on Debian)
	@if sh tools/install_node.sh; then \
		start=$$(date +%s); $(NPM_CI) && $(BIN)/pytest -m node $(ARGS) && echo "Node tests: $$(( $$(date +%s) - start )) s"; \
	else exit $$(( $$? == 75 ? 0 : 1 )); fi

browser: $(VENV)/.installed-test  ## the tests in a real Chromium (installed with apt where this is root on Debian)
	@if sh tools/install_browser.sh; then \
		start=$$(date +%s); $(BIN)/pytest -m browser $(ARGS) && echo "browser tests: $$(( $$(date +%s) - start )) s"; \
	else exit $$(( $$? == 75 ? 0 : 1 )); fi

# --- measuring, drawing, refreshing ----------------------------------------------------------------------------------

bench: $(VENV)/.installed-test  ## measure speed, memory and the queue; writes benchmarks/results/
	$(BIN)/python -m benchmarks $(ARGS)

lock: $(BIN)/pip  ## refresh the locked versions in requirements/ from pyproject.toml
	@test -x $(VENV)/lock/bin/uv || { $(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet 'uv>=0.9'; }
	$(COMPILE) -o requirements/runtime.lock
	$(COMPILE) --group test -c requirements/runtime.lock -o requirements/test.lock

COMPILE = $(VENV)/lock/bin/uv pip compile pyproject.toml requirements/build.in -c requirements/constraints.txt --quiet \
	--universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade --custom-compile-command "make lock"

screenshot: $(VENV)/.installed-test  ## take docs/screenshot.png of the page in a real Chromium
	$(BIN)/python tools/take_screenshot.py

examples: install  ## draw the pictures in examples/ again
	$(BIN)/python tools/draw_examples.py

$(VENV)/train/.installed: $(BIN)/pip
	$(PYTHON) -m venv $(VENV)/train
	$(VENV)/train/bin/pip install --quiet --disable-pip-version-check $(TRAIN) .
	@touch $@

TRAIN := 'torch>=2.6' 'transformers>=5.20' 'onnx>=1.18' 'gguf>=0.17'
TRAINING := PYTHONPATH=src:tools $(VENV)/train/bin/python

train-digits: $(VENV)/train/.installed  ## train the two small networks that read displays again (installs PyTorch)
	$(TRAINING) tools/train_digits.py

nano: $(VENV)/train/.installed  ## train the nano model of the tests again, under an hour on two cores (installs PyTorch)
	$(TRAINING) -m nano $(ARGS)

parity: $(VENV)/train/.installed  ## compare llama.cpp with transformers on the same weights and pictures (installs PyTorch)
	$(TRAINING) tools/check_parity.py

clean:  ## remove .venv and every cache
	rm -rf $(VENV) tests/node/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
