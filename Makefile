# Two commands do everything: `make run` and `make test`. The rest is for people who change the code.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
# torch comes from a local wheel folder where pip knows one, else as the CPU build.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
ifeq ($(strip $(UV_FIND_LINKS)),)
export UV_TORCH_BACKEND ?= cpu
endif
export UV_LINK_MODE ?= copy
export HF_HUB_OFFLINE := 1
# Of the tests; each has its own Postgres and Redis.
PROCESSES ?= 2
INSTALL := $(BIN)/uv pip install -q --python $(BIN)/python
COMPILE := $(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-emit-find-links --generate-hashes --no-header

.PHONY: openapi access run test test-all races lint coverage bench stop clean lock lab

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else "LeadQual needs Python 3.11")'
	@echo "...  Environment in $(VENV)"
	@SECONDS=0; $(PYTHON) -m venv $(VENV) && $(BIN)/pip install -q --disable-pip-version-check uv==0.13.8 && \
	echo "ok   Environment in $(VENV): $$SECONDS s"

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/uv
	@echo "...  Packages of requirements.lock (about 2 GB unpacked, once)"
	@SECONDS=0; $(INSTALL) -r requirements.lock && $(INSTALL) --no-deps -e . && \
	echo "ok   Packages of requirements.lock: $$SECONDS s"
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "...  Packages of requirements-dev.lock"
	@SECONDS=0; $(INSTALL) -r requirements-dev.lock && echo "ok   Packages of requirements-dev.lock: $$SECONDS s"
	@touch $@

# Without the former line of torch: its CPU build is to be found anew, else the CUDA packages come.
lock: | $(BIN)/uv
	@sed -i '/^torch==/d' requirements.lock requirements-dev.lock
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --extra dev --extra lab -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(PYTHON) -c "import pathlib, re; [p.write_text(re.sub(r'torch==([\d.]+)(?:\+cpu)? \\\\\n(?:    --hash=\S+(?: \\\\)?\n)+', r'torch==\1\n', p.read_text())) for p in map(pathlib.Path, ('requirements.lock', 'requirements-dev.lock'))]"

# `make run PORT=8123` takes that port; without it the one of last time, else 8000, else a free one.
run: $(VENV)/.installed
	@$(BIN)/leadqual up $(if $(PORT),--port $(PORT))

stop:
	@if [ -x $(BIN)/leadqual ]; then $(BIN)/leadqual stop; else echo "Nothing runs here."; fi

# What `leadqual lab` needs beside the product, in the versions of requirements-dev.lock.
lab: $(VENV)/.installed
	@$(INSTALL) -c requirements-dev.lock -e ".[lab]" && echo "ok   The lab is ready: $(BIN)/leadqual lab --help"

# For tools that load the settings to read the code; no server is asked.
CHECKS := SECRET_KEY=for-checks DATABASE_URL=postgresql://localhost/none REDIS_URL=redis://localhost

lint: $(VENV)/.installed-dev
	@echo "Lint and format"
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check .
	@echo "Templates"
	@$(BIN)/djlint templates --quiet --lint
	@echo "Import contracts"
	@$(CHECKS) $(BIN)/lint-imports
	@echo "Types"
	@$(CHECKS) $(BIN)/mypy .

# One test: make test TESTS=tests/leadqual/local
TESTS ?=
test: lint
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest -q -n $(PROCESSES) -m "not slow" $(TESTS)

# Everything, also what takes minutes: races at full size, hostile servers, faults.
test-all: lint
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest -q -n $(PROCESSES) $(TESTS)
	@$(MAKE) -s races

# Writers of do-not-contact entries and of contacts at the same moment, 100 times as many as in CI.
races: $(VENV)/.installed-dev
	@RACE_SCALE=100 $(BIN)/python -m pytest -q -s -p no:randomly \
	  tests/leadqual/leads/do_not_contact/test_none_lost.py tests/leadqual/leads/do_not_contact/test_races.py

# The description of the API, committed and compared by the tests.
openapi: $(VENV)/.installed
	@$(CHECKS) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/api/openapi.yaml

# The table of who may use which operation, committed and compared by the tests.
access: $(VENV)/.installed-dev
	@WRITE_ACCESS=1 $(BIN)/python -m pytest -q -n $(PROCESSES) tests/architecture/test_access.py

coverage: $(VENV)/.installed-dev
	@$(BIN)/coverage run --branch --source=classifiers,facets,recommender,leadqual -m pytest -q $(TESTS)
	@$(BIN)/coverage report --skip-covered --omit='*/migrations/*'

bench: $(VENV)/.installed
	@$(BIN)/python -m benchmarks

clean:
	@read -r -p "Delete $(VENV) and .leadqual, with all data in them? [y/N] " answer; \
	if [ "$$answer" != y ]; then echo "Nothing was deleted."; exit 0; fi; \
	if [ -x $(BIN)/leadqual ]; then $(BIN)/python -m leadqual.local.remove || exit 1; fi; \
	rm -rf $(VENV) .leadqual
