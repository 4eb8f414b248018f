# make run    serve the web form and the API (HOST, PORT)
# make test   run all tests
# make check  everything that CI runs
# make load   faults under load: killed workers, lost databases, full disks (4 minutes)
# make soak   ten minutes of mixed traffic, and what becomes of memory (SOAK_S)
# make tables      compute the clear-sky table anew (25 minutes on two cores; DATA=folder of inputs)
# make docs        build the documentation as a site into build/site
# make image-check build the image, run it without rights, ask it, stop it (as root, on Debian)
# make sbom        write build/sbom.json of what ships, and check its licences
# make audit       that, and look up known vulnerabilities of it
# make texts       renew the catalogues of languages from the texts of the program
# make examples, make openapi  renew the examples of the contract, then the contract
# make openapi-release  keep the contract of a release, which later ones may not break
# make clients     generate clients from the contract, and try them
# make validation  compare it with other codes and instruments
.DEFAULT_GOAL := run
.PHONY: run test load soak image-check sbom audit lint types layers format tables validation bench docs openapi examples openapi-check openapi-release clients texts lock check clean

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock"
LOCKED := $(LOCK) --group build pyproject.toml

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Solferol needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv .venv

# Byte code is compiled once here: without it every start would take several seconds longer.
.venv/run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing (once, about a minute) …"
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

.venv/docs: requirements-docs.lock .venv/dev
	$(PIP) --require-hashes -r requirements-docs.lock
	@touch $@

# What looks at containers and at what ships.
.venv/deploy: requirements-deploy.lock .venv/dev
	$(PIP) --require-hashes -r requirements-deploy.lock
	@touch $@

# The rules of accessibility that browser tests check; without npm those tests are skipped.
.venv/axe: | $(BIN)/python
	npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix .venv/axe-core axe-core@4.11
	@touch $@

# What generates clients and compiles them; Java is needed beside it.
.venv/clients: requirements-clients.lock .venv/dev
	$(PIP) --require-hashes -r requirements-clients.lock
	@touch $@

.venv/typescript: | $(BIN)/python
	npm install --silent --no-save --no-audit --no-fund --ignore-scripts --prefix .venv/typescript-clients \
		@hey-api/openapi-ts@0.85.2 typescript@5.9.3 @types/node@20.19.43
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

# Fails on warnings, dead links and anchors, and pages that the navigation does not lead to.
docs: .venv/docs
	$(BIN)/python -m website

openapi: .venv/run
	$(BIN)/solferol openapi > openapi/openapi.json

# The document shows them: run it before `make openapi`.
examples: .venv/dev
	$(BIN)/python -m tests.contract.renew_examples

# Carries the texts of the program over into the catalogues; what is new there waits for its words.
texts: .venv/run
	$(BIN)/python -m service.catalogues

image-check: .venv/deploy
	$(BIN)/hadolint Dockerfile
	$(BIN)/python -m pytest tests/deploy/prove_manifests.py tests/deploy/prove_image.py -s

# What the image installs, alone in an environment: licences are told only by what is installed.
build/sbom.json: requirements-telemetry.lock pyproject.toml .venv/deploy
	mkdir -p build
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python build/shipped
	$(BIN)/uv pip install --quiet --python build/shipped --require-hashes -r requirements-telemetry.lock
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --spec-version 1.6 \
		--output-file $@ build/shipped

sbom: build/sbom.json
	$(BIN)/python -m pytest tests/deploy/prove_licences.py

# Asks a service of advisories (ADVISORIES=osv for the other one): what it does not know is not passed over.
audit: sbom
	$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements-telemetry.lock \
		--vulnerability-service $(or $(ADVISORIES),pypi) || { echo \
		"audit: FAILED. Either there are advisories (told above), or they could not be looked up: then nothing is known."; exit 1; }

# The contract is the one that is committed, and breaks no client of the last release.
openapi-check: .venv/run
	$(BIN)/solferol openapi | diff -u openapi/openapi.json -
	$(BIN)/python -m tests.contract.breaking

# Records the contract as that of its version, for every release: openapi/released/<version>.json.
openapi-release: openapi-check
	$(BIN)/python -m tests.contract.breaking --record

lock: .venv/dev
	$(BIN)/$(LOCKED) -o requirements.lock
	$(BIN)/$(LOCKED) --extra telemetry --constraint requirements.lock -o requirements-telemetry.lock
	$(BIN)/$(LOCKED) --group dev --extra telemetry --constraint requirements-telemetry.lock -o requirements-dev.lock
	$(BIN)/$(LOCKED) --group tables --extra telemetry --constraint requirements-dev.lock -o requirements-tables.lock
	$(BIN)/$(LOCKED) --group deploy --extra telemetry --constraint requirements-dev.lock -o requirements-deploy.lock
	$(BIN)/$(LOCK) --group docs --constraint requirements-dev.lock -o requirements-docs.lock
	$(BIN)/$(LOCKED) --group clients --constraint requirements-dev.lock -o requirements-clients.lock

clients: .venv/clients .venv/typescript
	$(BIN)/python -m tests.clients.run

check: lint types layers openapi-check docs test

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
