# make run    serve the web form and the API (HOST, PORT)
# make test   run all tests
# make check  everything that CI runs
# make load   faults under load: killed workers, lost databases, full disks (4 minutes)
# make soak   ten minutes of mixed traffic, and what becomes of memory (SOAK_S)
# make tables      compute the clear-sky table anew (25 minutes on two cores; DATA=folder of inputs)
# make texts       renew the catalogues of languages from the texts of the program
# make validation  compare it with other codes and instruments
.DEFAULT_GOAL := run
.PHONY: run test load soak lint types layers format tables validation bench openapi examples openapi-check texts lock check clean

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock" --group build

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Solferol needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv .venv

# Byte code is compiled once here: without it every start would take several seconds longer.
.venv/run: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q .venv/lib models service || true
	@touch $@

.venv/dev: requirements-dev.lock .venv/run
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# What computes the clear-sky table and draws its validation; nothing that ships needs it.
.venv/tables: requirements-tables.lock .venv/dev
	$(PIP) --require-hashes -r requirements-tables.lock
	@touch $@

# The rules of accessibility that browser tests check; without npm those tests are skipped.
.venv/axe: | $(BIN)/python
	npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix .venv/axe-core axe-core@4.11
	@touch $@

run: .venv/run
	$(BIN)/solferol serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

# By worksteal and not by file: that would drop tests that share a name, as those of Schemathesis do.
test: .venv/dev
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

# One after the other: each loads both cores.
load: .venv/dev
	$(BIN)/python -m pytest -s $(sort $(wildcard tests/load/load_*.py))

soak: .venv/dev
	$(BIN)/python -m tests.load.soak

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/dev
	$(BIN)/mypy

layers: .venv/dev
	$(BIN)/lint-imports

bench: .venv/tables
	$(BIN)/python -m tests.load.bench

tables: .venv/tables
	$(BIN)/python -m models.tables.making $(if $(DATA),--data $(DATA))

validation: .venv/tables
	$(BIN)/python tests/validation/run.py

openapi: .venv/run
	$(BIN)/solferol openapi > openapi/openapi.json

examples: .venv/run
	$(BIN)/python tests/contract/renew_examples.py

# Carries the texts of the program over into the catalogues; what is new there waits for its words.
texts: .venv/run
	$(BIN)/python -m service.catalogues

openapi-check: .venv/run
	$(BIN)/solferol openapi | diff -u openapi/openapi.json -

lock: .venv/dev
	$(BIN)/$(LOCK) pyproject.toml -o requirements.lock
	$(BIN)/$(LOCK) --group dev --constraint requirements.lock pyproject.toml -o requirements-dev.lock
	$(BIN)/$(LOCK) --group tables --constraint requirements-dev.lock pyproject.toml -o requirements-tables.lock

check: lint types layers openapi-check test

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
