PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LINT := openapi/lint
KERNEL := solver/assignment/_kernel.so
SERVE ?= 1
PRACTICE ?= laborijn
DRIFT := tests/service/test_openapi.py::test_the_file_is_what_the_code_says \
	tests/service/test_migrations.py::test_the_migrations_make_exactly_the_tables_of_the_code

# Whatever starts processes finds our code compiled, and does not compile it for each of them.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help env dev demo practices stop forget test check proof proof-core proof-service bench bench-regions bench-peers openapi lock clean

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

env: $(KERNEL)  ## make the environment (.venv) from the lock files, and compile the kernel
dev: $(VENV)/.installed-dev  ## add the tools for tests and checks

$(VENV)/.installed: requirements.lock requirements-build.lock
	@echo "Making $(VENV) from requirements.lock (about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python >= 3.11 is needed, this is %d.%d" % sys.version_info[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r requirements-build.lock
	@touch $@

$(KERNEL): solver/assignment/kernel.c setup.py pyproject.toml $(VENV)/.installed
	@echo "Compiling solver/assignment/kernel.c ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@$(BIN)/python -m compileall -q solver service  # also where Python may not write what it compiled

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock | $(KERNEL)
	@echo "Adding the tools for tests and checks ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(LINT)/node_modules/.installed: $(LINT)/package-lock.json
	@command -v npm > /dev/null || { echo "npm (Node.js 20 or later) is needed to lint openapi/openapi.yaml, and was not found." >&2; exit 1; }
	@echo "Adding the linter of the OpenAPI document ..."
	@npm ci --prefix $(LINT) --ignore-scripts --no-audit --no-fund --loglevel error || { echo "The linter of openapi/openapi.yaml could not be installed: npm needs its registry." >&2; exit 1; }
	@touch $@

demo: env  ## match the people of PRACTICE, print a summary, serve the API (SERVE=0: end after it)
	@$(BIN)/plaatsmaker demo --practice $(PRACTICE) $(if $(filter 0,$(SERVE)),--no-serve)

practices: env  ## match every practice in examples/, print one table, draw docs/practices/
	@$(BIN)/python -m examples.outcomes --pictures docs/practices

stop: env  ## stop the embedded PostgreSQL (end a running demo, serve or worker first)
	@$(BIN)/python -c 'from service.db import embedded; embedded.stop()'

forget: env  ## stop the embedded PostgreSQL and delete its data, to start again
	@$(BIN)/python -c 'from service.db import embedded; embedded.remove()'

test: dev $(LINT)/node_modules/.installed  ## run every test on a real PostgreSQL, in three processes: many wait more than they work
	@$(BIN)/python -m pytest -m "not proof" --numprocesses 3 --dist loadfile --no-loadscope-reorder

check: dev $(LINT)/node_modules/.installed  ## run the linters, the types, the import contracts and the drift checks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/compose-lint compose.yaml
	@npm run --prefix $(LINT) --silent lint
	@$(BIN)/python -m pytest $(DRIFT)

proof: proof-core proof-service  ## run every proof with full counts; writes docs/measurements.md
proof-core: dev  ## the proofs of the solver
	@$(BIN)/python -m benchmarks.measure core

proof-service: dev  ## half an hour of requests that no caller would think of
	@$(BIN)/python -m benchmarks.measure service

bench: dev  ## measure speed; prints, asserts no times
	@$(BIN)/python -m benchmarks.bench_rules
	@$(BIN)/python -m benchmarks.bench_match 4
	@$(BIN)/python -m benchmarks.bench_desk
	@$(BIN)/python -m benchmarks.bench_imports
	@$(BIN)/python -m benchmarks.bench_public
	@$(BIN)/python -m benchmarks.arrivals --json
	@$(BIN)/python -m benchmarks.scale --regions 2 --people 800 --workers 2 --json

bench-regions: env  ## measure regions against their targets (hours); writes docs/benchmarks/regions.md
	@$(BIN)/python -m benchmarks.table

bench-peers: env .venv-peers/.installed  ## compare with peers (hours); writes docs/benchmarks/peers.md
	@$(BIN)/python -m benchmarks.peers

.venv-peers/.installed: requirements-peers.lock
	@echo "Making .venv-peers from requirements-peers.lock ..."
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-peers.lock
	@touch $@

openapi: env  ## write openapi/openapi.yaml from the code
	@$(BIN)/plaatsmaker openapi > openapi/openapi.yaml

lock: dev  ## resolve the dependencies anew (needs uv)
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet - -o requirements-build.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet pyproject.toml -o requirements.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet -c requirements.lock requirements-peers.in -o requirements-peers.lock

clean:  ## remove the environment and the caches, never the database
	@rm -rf $(VENV) .venv-peers $(LINT)/node_modules $(KERNEL) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
