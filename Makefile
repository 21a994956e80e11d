# Two commands do everything: `make run` and `make test`. The rest is for people who change the code.
SHELL := /bin/bash
# The first of these that runs here; another one with `make run PYTHON=/path/to/python3.12`.
PYTHONS := 3.11 3.12 3.13
PYTHON ?= $(firstword $(foreach version,$(PYTHONS),$(shell python$(version) -c 'import sys; print(sys.executable)' 2>/dev/null)) python3)
VENV := .venv
BIN := $(VENV)/bin
# On Linux torch is the CPU build, from a local wheel folder where pip knows one, else from its own index. Where neither
# has it, and with `make run TORCH=default`, it is the build of the default index, with 4 GB of GPU libraries.
TORCH ?= cpu
WHEELS := $(or $(strip $(UV_FIND_LINKS)),$(strip $(PIP_FIND_LINKS)))
CPU_BUILD := -c torch-cpu.lock $(if $(WHEELS),$(WHEELS:%=--find-links=%),--torch-backend=cpu)
export HF_HUB_OFFLINE := 1
# Byte code is kept, whatever the environment says: each of many processes would compile 2,300 modules again.
export PYTHONDONTWRITEBYTECODE :=
# A Python without pip, or with one before 22.3, puts pip into the environment first, which takes 5 s.
PIP_INSTALL := install -q --disable-pip-version-check --require-hashes -r installer.lock
INSTALL := $(BIN)/uv pip install -q --python $(BIN)/python
# Extras that were installed here; an update brings their new versions, too.
EXTRAS := $(patsubst $(VENV)/.extra-%,--extra %,$(wildcard $(VENV)/.extra-*))
# pyproject.toml says what is wanted, the lock files which version and which file of it (decision 5).
INSTALL_LOCKED := $(INSTALL) --require-hashes --only-binary :all: -c requirements.lock $$(cat $(VENV)/.torch) -r pyproject.toml $(EXTRAS)

.PHONY: openapi client access docs fuzz run test test-fast test-stop test-rest test-all test-faults test-pythons fresh races lint coverage bench release-check stop clean hooks lock stores telemetry lab ray screenshots wheels audit licenses sbom

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "LeadQual needs Python 3.11, 3.12 or 3.13: make run PYTHON=/path/to/python3.12")'
	@echo "...  Environment in $(VENV)"
	@SECONDS=0; $(PYTHON) -m venv --without-pip $(VENV) && \
	{ $(PYTHON) -m pip --python $(BIN)/python $(PIP_INSTALL) 2>/dev/null || \
	  { $(BIN)/python -c 'import ensurepip' 2>/dev/null || \
	    { echo "This Python has neither pip nor ensurepip. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }; \
	    $(BIN)/python -m ensurepip >/dev/null && $(BIN)/python -m pip $(PIP_INSTALL); }; } && \
	echo "ok   Environment in $(VENV): $$SECONDS s"

# By which options uv finds the build of torch; asked without installing anything.
$(VENV)/.torch: requirements.lock torch-cpu.lock | $(BIN)/uv
	@if [ "$(TORCH)" != cpu ]; then : > $@; \
	elif reason=$$(UV_HTTP_RETRIES=1 $(INSTALL) --dry-run --no-deps --require-hashes $(CPU_BUILD) -r torch-cpu.lock 2>&1); then \
	  echo "$(CPU_BUILD)" > $@; \
	else \
	  $(INSTALL) --dry-run --no-deps -c requirements.lock torch || exit 1; \
	  echo "--   No CPU build of torch, so the default one is installed, with 4 GB of GPU libraries ($$(tail -1 <<< "$$reason" | sed 's/^ *cause: //'))"; \
	  : > $@; \
	fi

$(VENV)/.installed: requirements.lock torch-cpu.lock pyproject.toml $(VENV)/.torch | $(BIN)/uv
	@echo "...  Packages of requirements.lock (about 2 GB unpacked, once)"
	@SECONDS=0; $(INSTALL_LOCKED) && $(INSTALL) --no-deps --no-build-isolation -e . && \
	echo "ok   Packages of requirements.lock: $$SECONDS s"
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "...  Packages for development"
	@SECONDS=0; $(INSTALL_LOCKED) --extra dev --extra stores --extra telemetry --extra lab --extra ray && echo "ok   Packages for development: $$SECONDS s"
	@touch $@

# One lock for all Pythons and platforms; what is pinned stays where it still fits. Commit both files.
COMPILE := env -u UV_FIND_LINKS -u UV_TORCH_BACKEND $(BIN)/uv pip compile -q --universal --python-version 3.11 \
  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
lock: | $(BIN)/uv
	$(COMPILE) pyproject.toml --all-extras -o requirements.lock
	$(COMPILE) --group installer -o installer.lock

# `make run PORT=8123` takes that port; without it the one of last time, else 8000, else a free one.
run: $(VENV)/.installed
	@$(BIN)/leadqual up $(if $(PORT),--port $(PORT))

stop:
	@if [ -x $(BIN)/leadqual ]; then $(BIN)/leadqual stop; else echo "Nothing runs here."; fi

# What s3:// and https:// addresses need (`stores`), traces and Sentry (`telemetry`), `leadqual lab`, and `--engine ray`.
stores telemetry lab ray: $(VENV)/.installed
	@$(INSTALL_LOCKED) --extra $@ && touch $(VENV)/.extra-$@ && echo "ok   Packages of the extra $@"

# For tools that load the settings to read the code; no server is asked.
CHECKS := SECRET_KEY=for-checks DATABASE_URL=postgresql://localhost/none REDIS_URL=redis://localhost

# What mypy knows of the code outlives a clone, but not a module of models that is gone: it would look for it still.
MODELS = $(firstword $(shell find leadqual -name models.py -o -path '*/models/*.py' | sort | cksum))
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/leadqual

lint: $(VENV)/.installed-dev
	@echo "Lint and format"
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check .
	@echo "Templates"
	@$(BIN)/djlint templates --quiet --lint
	@echo "Import contracts"
	@$(CHECKS) $(BIN)/lint-imports
	@echo "Types"
	@$(CHECKS) $(BIN)/mypy --cache-dir "$(CACHE)/mypy-$(MODELS)" .

# One test: make test TESTS=tests/launcher. What failed runs once more, alone (tests/run.py).
TESTS ?=
RUN := $(BIN)/python -m tests.run
test: $(VENV)/.installed-dev
	@$(RUN) test $(TESTS)

# Pure packages and the logic that all apps stand on; of another app: make test-fast TESTS=tests/leadqual/labeling
test-fast: $(VENV)/.installed-dev
	@$(RUN) fast $(TESTS)

# Postgres and Redis of the tests stay up for the next run; an hour after it they end by themselves.
test-stop:
	@$(BIN)/python -m tests.servers

# What `make test` leaves out: every page, identity and case, all examples at random, killed processes, real starts.
test-rest: $(VENV)/.installed-dev
	@$(RUN) rest $(TESTS)

# Everything, also what is too long for CI.
test-all: test test-rest
	@$(RUN) long $(TESTS)
	@$(MAKE) -s races

# Ten runs in which parts are killed at random while clients write, then each single fault with servers away for a minute.
# Options of the runs: make test-faults FAULTS="--runs 1 --minutes 5 --seed 7"
FAULTS ?= --runs 10 --minutes 10
test-faults: $(VENV)/.installed-dev
	@PYTHONPATH="$(CURDIR):$(CURDIR)/clients/python" $(BIN)/python -m tests.faults $(FAULTS)
	@FAULT_SECONDS=60 $(BIN)/python -m pytest -q -n 0 tests/faults

# Writers of do-not-contact entries and of contacts at the same moment, 100 times as many as in CI.
races: $(VENV)/.installed-dev
	@RACE_SCALE=100 $(BIN)/python -m pytest -q -s -p no:randomly \
	  tests/leadqual/leads/do_not_contact/test_none_lost.py tests/leadqual/leads/do_not_contact/test_races.py \
	  tests/leadqual/leads/do_not_contact/test_no_kind_lost.py

# The description of the API, committed and compared by the tests.
openapi: $(VENV)/.installed
	@$(CHECKS) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/api/openapi.yaml

# Asks a running LeadQual for ten minutes for whatever its description allows, and what it forbids; tests/api_fuzz
# lists what may be refused. More options of `schemathesis run`: make fuzz FUZZ="--seconds 60 --phases coverage"
fuzz: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.api_fuzz.run $(FUZZ)

# Types and operations of the Python client, made from that description and compared by the tests.
client: $(VENV)/.installed-dev
	@$(BIN)/python clients/generate.py

# build/layout.md: every module with its first line. build/operations.md: what pages and API can do and the tests call.
docs: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.architecture.layout
	@$(CHECKS) DJANGO_SETTINGS_MODULE=leadqual.settings $(BIN)/python -m tests.clients.operation_table

# The table of who may use which operation, committed and compared by the tests.
access: $(VENV)/.installed-dev
	@WRITE_ACCESS=1 $(BIN)/python -m pytest -q -n auto -m slow tests/architecture/test_access.py
	@WRITE_ACCESS=1 $(BIN)/python -m pytest -q -n 0 -m "not slow" tests/architecture/test_access.py

# Branches that `make test` and `make test-rest` run together; fails below the floor in pyproject.toml.
coverage: $(VENV)/.installed-dev
	@$(BIN)/coverage erase
	@for tier in test rest; do $(RUN) $$tier --coverage || exit 1; done
	@$(BIN)/coverage combine -q && $(BIN)/coverage report

# All benchmarks, one after another, on a quiet machine: many hours. What a stopped run left: make bench BENCH=--resume
bench: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks $(BENCH)

# Before a release: names each benchmark whose figures are of another model than the one that ships, and fails.
release-check: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks --check

# The fast tests on each Python that is found here, each in an environment of its own.
test-pythons: $(PYTHONS:%=test-python-%)

test-python-%:
	@python="$(firstword $(foreach python,python$* $(wildcard $(HOME)/.pyenv/versions/$*.*/bin/python),$(shell $(python) -c 'import sys; print(sys.executable)' 2>/dev/null)))"; \
	if [ -z "$$python" ]; then echo "--   Python $* is not installed here"; exit 0; fi; \
	echo "...  Python $*"; $(MAKE) -s VENV=.venv-$* PYTHON="$$python" test-fast

# Both commands in bare root file systems of Debian, as root: make fresh CASES="debian-12 debian-13" TESTS=tests/launcher
CASES ?=
fresh: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.fresh $(CASES) --tests "$(TESTS)"

# The quick checks of .pre-commit-config.yaml before each commit.
hooks: $(VENV)/.installed-dev
	@$(BIN)/pre-commit install

# The pictures of the README, from an installation of their own with the demo workspace.
screenshots: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.browser.screenshots

# Asks the registry: does each locked package have a wheel for each platform and Python? Names those without.
wheels: $(VENV)/.installed-dev
	@$(BIN)/python -m supply_chain.wheels

# Asks an advisory database about each locked package; 2 where that cannot be told. A mirror: AUDIT="--osv-url URL"
audit: $(VENV)/.installed-dev
	@$(BIN)/python -m supply_chain.audit $(AUDIT)

# The page of licenses, committed and compared by the tests.
licenses: $(VENV)/.installed-dev
	@$(BIN)/python -m supply_chain.licenses

# What ships, as CycloneDX.
sbom: $(VENV)/.installed-dev
	@$(BIN)/python -m supply_chain.bill_of_materials leadqual.cdx.json

clean:
	@read -r -p "Delete $(VENV) and .leadqual, with all data in them? [y/N] " answer; \
	if [ "$$answer" != y ]; then echo "Nothing was deleted."; exit 0; fi; \
	if [ -x $(BIN)/leadqual ]; then $(BIN)/python -m launcher.remove || exit 1; fi; \
	rm -rf $(VENV) .leadqual
