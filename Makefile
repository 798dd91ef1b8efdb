# The only list of commands. `make run` and `make test` set up everything they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAMPLE ?=
BENCH ?=

# Compiled modules are what makes the second start quick.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check format lock bench clean

run: $(VENV)/run.stamp
	@exec $(BIN)/sekitori demo $(if $(SAMPLE),--sample "$(SAMPLE)")

# Everything: lint, types, import contracts, and every test on both databases and in a real browser.
test: $(VENV)/dev.stamp
	@sh tools/install_test_packages.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

# The part a person runs often.
check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -m "not thorough" -x -q

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# After changing the dependencies in pyproject.toml. The locks hold hashes and no address.
lock: $(VENV)/dev.stamp
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q \
	  --group build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q \
	  --group build --group dev -o requirements-dev.lock pyproject.toml

# The solver beside plain formulations; tables and a chart in build/bench. make bench BENCH="--full --staff 4000 40000"
bench: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks $(BENCH)

clean:
	rm -rf $(VENV) var build

$(BIN)/python:
	@sh tools/create_environment.sh "$(PYTHON)" $(VENV)

$(VENV)/run.stamp: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	  --config-settings editable_mode=compat -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
